//! The outside clocks of each country, for a case of each phase.

use jiff::civil::{Date, date};
use strum::IntoEnumIterator;

use super::{
    Fact, Jurisdiction, Known, Nearness, OutsideClock, Phase, Rules, Situation, Stopped, near_days, nearness,
};
use crate::{Form, Ground};

fn situation(jurisdiction: Jurisdiction, phase: Phase, known: Known) -> Situation<'static> {
    let grounds = &[Ground::EthnicOrigin];
    Situation { jurisdiction, phase, grounds, forms: &[Form::Direct], known, answers: &[] }
}

fn outside(jurisdiction: Jurisdiction, phase: Phase, known: Known) -> Vec<OutsideClock> {
    Rules::denmark().outside(&situation(jurisdiction, phase, known))
}

fn codes<'a>(clocks: &'a [OutsideClock], forum: &str) -> Vec<&'a str> {
    let clock = clocks.iter().find(|it| it.forum == forum).unwrap();
    let of_date = clock.deadline.iter().flat_map(|it| &it.warnings);
    clock.warnings.iter().chain(of_date).map(|it| it.code.as_str()).collect()
}

fn days(clocks: &[OutsideClock]) -> Vec<(&str, Option<Date>)> {
    clocks.iter().map(|clock| (clock.forum.as_str(), clock.last_day)).collect()
}

#[test]
fn denmark() {
    let known =
        Known { refusal: Some(date(2026, 9, 14)), filed: Some(date(2026, 10, 5)), ..Known::default() };
    let clocks = outside(Jurisdiction::Dk, Phase::Recruitment, known);
    let expected = [
        ("DK-COURT", Some(date(2029, 9, 14))),
        ("DK-BOARD", None),
        ("DK-UNION", None),
        ("DK-RIGHTS", None),
        ("DK-OMBUDSMAN", None),
        ("DK-SUPERVISION", None),
    ];
    assert_eq!(days(&clocks), expected);
    assert!(clocks.iter().all(|clock| clock.stopped_by_complaint == Stopped::No));
    // The board has no period, but its warnings stand with the dates from which waiting does harm.
    let board = codes(&clocks, "DK-BOARD");
    assert_eq!(board.iter().filter(|code| **code == "passivity").count(), 3);
    assert!(board.contains(&"inside_first"));
    assert!(board.contains(&"start_assumed"), "the act is not known, the refusal stands for it");
    let court = clocks[0].deadline.as_ref().unwrap();
    assert_eq!((court.rule.0.as_str(), court.verified), ("DK-D1", true));
    assert_eq!(court.explanation.last().unwrap().date, date(2029, 9, 14));

    let harassed = Situation {
        forms: &[Form::Harassment],
        ..situation(
            Jurisdiction::Dk,
            Phase::Employment,
            Known { last_incident: Some(date(2026, 3, 20)), ..Known::default() },
        )
    };
    let clocks = Rules::denmark().outside(&harassed);
    assert_eq!(clocks[0].last_day, Some(date(2031, 3, 20)));
    assert!(clocks.iter().any(|clock| clock.forum == "DK-WORK-ENVIRONMENT"));
    assert!(clocks.iter().any(|clock| clock.forum == "DK-WHISTLEBLOWER"));

    let known =
        Known { notice: Some(date(2026, 12, 18)), effective: Some(date(2027, 3, 31)), ..Known::default() };
    let clocks = outside(Jurisdiction::Dk, Phase::Dismissal, known);
    assert_eq!(clocks[0].last_day, Some(date(2031, 12, 18)));
    // What happened before the notice does not take its place.
    let known = Known { last_incident: Some(date(2026, 11, 1)), ..known };
    let clocks = outside(Jurisdiction::Dk, Phase::Dismissal, known);
    assert_eq!(clocks[0].last_day, Some(date(2031, 12, 18)));
}

#[test]
fn britain() {
    let known =
        Known { notice: Some(date(2026, 12, 18)), effective: Some(date(2027, 3, 31)), ..Known::default() };
    let clocks = outside(Jurisdiction::Gb, Phase::Dismissal, known);
    let expected = [
        ("GB-ACAS", Some(date(2027, 3, 17))),
        ("GB-TRIBUNAL", Some(date(2027, 3, 17))),
        ("GB-EASS", None),
        ("GB-EHRC", None),
    ];
    assert_eq!(days(&clocks), expected);
    let warned = codes(&clocks, "GB-TRIBUNAL");
    assert_eq!(warned, ["earliest_counts", "just_and_equitable", "six_months_unknown", "unverified"]);

    let conciliation = Some((date(2026, 6, 1), Some(date(2026, 7, 20))));
    let known = Known { act: Some(date(2026, 3, 10)), conciliation, ..Known::default() };
    let clocks = outside(Jurisdiction::Gb, Phase::Employment, known);
    assert_eq!(
        days(&clocks)[..2],
        [("GB-ACAS", Some(date(2026, 6, 9))), ("GB-TRIBUNAL", Some(date(2026, 8, 20))),]
    );
    let open = Known { conciliation: Some((date(2026, 6, 1), None)), ..known };
    let clocks = outside(Jurisdiction::Gb, Phase::Employment, open);
    assert_eq!(clocks[1].last_day, Some(date(2026, 6, 9)));
    assert!(codes(&clocks, "GB-TRIBUNAL").contains(&"conciliation_open"));

    // Conduct that goes on: its last incident, with a word about the acts before.
    let known =
        Known { act: Some(date(2026, 1, 12)), last_incident: Some(date(2026, 3, 20)), ..Known::default() };
    let clocks = outside(Jurisdiction::Gb, Phase::Employment, known);
    assert_eq!(clocks[0].last_day, Some(date(2026, 6, 19)));
    assert!(codes(&clocks, "GB-ACAS").contains(&"earlier_acts"));

    let pay = Situation { forms: &[Form::EqualPay], ..situation(Jurisdiction::Gb, Phase::Employment, known) };
    let clocks = Rules::denmark().outside(&pay);
    assert!(codes(&clocks, "GB-TRIBUNAL-PAY").contains(&"not_started"), "the employment has not ended");
}

#[test]
fn united_states() {
    let known =
        Known { notice: Some(date(2026, 12, 2)), effective: Some(date(2026, 12, 31)), ..Known::default() };
    let clocks = outside(Jurisdiction::UsFed, Phase::Dismissal, known);
    let expected = [
        ("UF-COUNSELLOR", Some(date(2027, 2, 16))), // Sunday 14 February, then Washington's Birthday
        ("UF-FORMAL", None),
        ("UF-EEOC", None),
        ("UF-COURT", None),
    ];
    assert_eq!(days(&clocks), expected);
    assert!(codes(&clocks, "UF-FORMAL").contains(&"not_started"));
    let clocks = outside(
        Jurisdiction::UsFed,
        Phase::Employment,
        Known { act: Some(date(2026, 12, 2)), ..Known::default() },
    );
    assert_eq!(clocks[0].last_day, Some(date(2027, 1, 19)));

    let known = Known { refusal: Some(date(2026, 6, 9)), ..Known::default() };
    let clocks = outside(Jurisdiction::UsPriv, Phase::Recruitment, known);
    assert_eq!(days(&clocks), [("UP-EEOC", Some(date(2026, 12, 7))), ("UP-COURT", None)]);
    assert!(codes(&clocks, "UP-EEOC").contains(&"shorter_assumed"));
    // What the rule names for the phase comes before the act.
    let both = Known { act: Some(date(2026, 5, 1)), ..known };
    let clocks = outside(Jurisdiction::UsPriv, Phase::Recruitment, both);
    assert_eq!(clocks[0].last_day, Some(date(2026, 12, 7)));
    let state = &[(Fact::StateAgency, true)];
    let answered = Situation { answers: state, ..situation(Jurisdiction::UsPriv, Phase::Recruitment, known) };
    assert_eq!(Rules::denmark().outside(&answered)[0].last_day, Some(date(2027, 4, 5)));
}

#[test]
fn germany() {
    let known = Known { refusal: Some(date(2026, 12, 30)), ..Known::default() };
    let clocks = outside(Jurisdiction::De, Phase::Recruitment, known);
    let expected = [("DE-CLAIM", Some(date(2027, 3, 1))), ("DE-COURT-CLAIM", None), ("DE-AGENCY", None)];
    assert_eq!(days(&clocks), expected);
    assert!(codes(&clocks, "DE-CLAIM").contains(&"claim_is_another_letter"));

    let known = Known { notice: Some(date(2026, 12, 4)), ..Known::default() };
    let clocks = outside(Jurisdiction::De, Phase::Dismissal, known);
    let expected = [
        ("DE-COURT-DISMISSAL", Some(date(2026, 12, 28))),
        ("DE-CLAIM", Some(date(2027, 2, 4))),
        ("DE-COURT-CLAIM", None),
        ("DE-AGENCY", None),
    ];
    assert_eq!(days(&clocks), expected);
    assert!(codes(&clocks, "DE-CLAIM").contains(&"start_assumed"), "knowledge is not before the notice");
}

#[test]
fn sweden() {
    let known = Known { notice: Some(date(2026, 11, 2)), ..Known::default() };
    let clocks = outside(Jurisdiction::Se, Phase::Dismissal, known);
    let expected = [
        ("SE-DISMISSAL-NOTICE", Some(date(2026, 11, 16))),
        ("SE-DISMISSAL-COURT", Some(date(2026, 11, 30))),
        ("SE-OMBUDSMAN", None),
    ];
    assert_eq!(days(&clocks), expected);

    let known =
        Known { act: Some(date(2024, 11, 20)), knowledge: Some(date(2026, 10, 1)), ..Known::default() };
    let clocks = outside(Jurisdiction::Se, Phase::Recruitment, known);
    assert_eq!(days(&clocks), [("SE-COURT", Some(date(2026, 11, 20))), ("SE-OMBUDSMAN", None)]);
    let refused =
        Known { refusal: Some(date(2024, 11, 20)), knowledge: Some(date(2026, 10, 1)), ..Known::default() };
    let clocks = outside(Jurisdiction::Se, Phase::Recruitment, refused);
    assert_eq!(clocks[0].last_day, Some(date(2026, 11, 20)), "the refusal stands for the act");
    let unknowing = Known { act: Some(date(2026, 3, 10)), ..Known::default() };
    let clocks = outside(Jurisdiction::Se, Phase::Recruitment, unknowing);
    assert_eq!(clocks[0].last_day, Some(date(2026, 7, 10)));
    assert!(codes(&clocks, "SE-COURT").contains(&"start_assumed"));
}

#[test]
fn norway() {
    let known = Known { notice: Some(date(2026, 12, 4)), ..Known::default() };
    let clocks = outside(Jurisdiction::No, Phase::Dismissal, known);
    let expected = [
        ("NO-NEGOTIATION", Some(date(2026, 12, 18))),
        ("NO-COURT", Some(date(2027, 1, 29))),
        ("NO-BOARD", Some(date(2029, 12, 4))),
        ("NO-OMBUD", None),
    ];
    assert_eq!(days(&clocks), expected);
    assert!(codes(&clocks, "NO-COURT").contains(&"shorter_assumed"));
}

#[test]
fn nothing_known_is_said_and_nothing_is_guessed() {
    for (jurisdiction, phase) in
        Jurisdiction::iter().flat_map(|it| Phase::iter().map(move |phase| (it, phase)))
    {
        let clocks = outside(jurisdiction, phase, Known::default());
        assert!(clocks.iter().all(|clock| clock.last_day.is_none()), "{jurisdiction} {phase}");
        assert_eq!(clocks.is_empty(), jurisdiction == Jurisdiction::Eu, "{jurisdiction} {phase}");
        assert!(
            clocks.iter().all(|clock| clock.verified || codes(&clocks, &clock.forum).contains(&"unverified"))
        );
    }
}

#[test]
fn a_last_day_comes_near() {
    let last = date(2027, 3, 17);
    assert_eq!(near_days(last), [date(2027, 1, 16), date(2027, 2, 15), date(2027, 3, 3), date(2027, 3, 10),]);
    assert_eq!(nearness(last, date(2027, 1, 15)), Nearness::Far);
    assert_eq!(nearness(last, date(2027, 1, 16)), Nearness::Within(60));
    assert_eq!(nearness(last, date(2027, 2, 14)), Nearness::Within(60));
    assert_eq!(nearness(last, date(2027, 2, 15)), Nearness::Within(30));
    assert_eq!(nearness(last, date(2027, 3, 3)), Nearness::Within(14));
    assert_eq!(nearness(last, date(2027, 3, 17)), Nearness::Within(7));
    assert_eq!(nearness(last, date(2027, 3, 18)), Nearness::Passed);
}
