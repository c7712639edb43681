//! What the complainant was told of the bodies outside stays as it was told; nobody else is told of them.

use super::{acts::*, play::Play, stages::at};
use crate::{
    Action, Case, Stage,
    case::{FiledBy, PartyRole},
    delivery::Delivered,
    outside::ToldLastDay,
    phase::{Facts, recruitment},
    rules::{RuleId, Rules},
};

/// With which acts a party was told, and what.
fn told(p: &Play, role: PartyRole) -> Vec<(Delivered, Vec<ToldLastDay>)> {
    let party = p.party(role);
    let with = p.case.deliveries.iter().filter(|it| it.party == party && !it.last_days_told.is_empty());
    with.map(|it| (it.act, it.last_days_told.clone())).collect()
}

fn clocks(case: &Case) -> Vec<ToldLastDay> {
    case.outside_clocks(Rules::denmark()).into_iter().map(Into::into).collect()
}

#[test]
fn each_notice_that_ends_or_begins_something_tells_of_them() {
    use Delivered::{Acknowledgement, Closing, Decision, Referral, Rejection, ReviewOutcome};
    for (stage, acts) in [
        (Stage::Submitted, &[][..]),
        (Stage::Acknowledged, &[Acknowledgement]),
        (Stage::Inadmissible, &[Acknowledgement, Rejection]),
        (Stage::Referred, &[Acknowledgement, Referral]),
        (Stage::Investigation, &[Acknowledgement]),
        (Stage::Decided, &[Acknowledgement, Decision]),
        (Stage::Closed, &[Acknowledgement, Decision, Closing]),
    ] {
        let p = at(stage);
        let told = told(&p, PartyRole::Complainant);
        assert_eq!(told.iter().map(|it| it.0).collect::<Vec<_>>(), acts, "{stage}");
        for (act, days) in told {
            assert_eq!(days, clocks(&p.case), "{act}");
        }
    }
    let mut p = at(Stage::UnderReview);
    p.acts("reviewer", Action::Uphold);
    let acts: Vec<_> = told(&p, PartyRole::Complainant).into_iter().map(|it| it.0).collect();
    assert_eq!(acts, [Acknowledgement, Decision, ReviewOutcome]);
}

#[test]
fn it_names_body_rule_version_day_and_doubts() {
    let p = at(Stage::Acknowledged);
    let (_, days) = told(&p, PartyRole::Complainant).remove(0);
    let court = days.iter().find(|it| it.forum == "DK-COURT").unwrap();
    assert_eq!((&court.rule, court.rule_version), (&Some(RuleId("DK-D1".to_owned())), Some(1)));
    assert_eq!(court.last_day, Some(date(2029, 9, 14)));
    let board = days.iter().find(|it| it.forum == "DK-BOARD").unwrap();
    assert_eq!((board.last_day, board.rule.is_some()), (None, true));
    assert!(board.warnings.contains(&"passivity".to_owned()), "{board:?}");
    let stored = serde_json::to_string(&days).unwrap();
    assert!(!stored.contains(' '), "ids, codes and dates only: {stored}");
}

/// The refusal turns out to have come earlier: the next notice says so, the one before still says what it said.
#[test]
fn what_was_told_stays_as_it_was() {
    let mut p = at(Stage::Screening);
    let before = told(&p, PartyRole::Complainant);
    let Facts::Recruitment(known) = recruitment_minimum() else { unreachable!() };
    let earlier = recruitment::Facts { refusal_received_on: Some(date(2026, 9, 1)), ..known };
    p.does("caseworker", set_facts(Facts::Recruitment(earlier)));
    assert_eq!(told(&p, PartyRole::Complainant), before);
    p.consult_for("caseworker", Action::Refer);
    p.acts("caseworker", Action::Refer);
    let after = told(&p, PartyRole::Complainant);
    assert_eq!(after[0], before[0]);
    let day = |days: &[ToldLastDay]| days.iter().find(|it| it.forum == "DK-COURT").unwrap().last_day;
    assert_eq!((day(&after[0].1), day(&after[1].1)), (Some(date(2029, 9, 14)), Some(date(2029, 9, 3))));
}

#[test]
fn nobody_else_is_told() {
    assert_eq!(told(&at(Stage::Closed), PartyRole::EmployerUnit), []);
    // Whoever reports what befell another is no party, and has no claim of their own.
    let mut p = super::stages::draft(FiledBy::Bystander);
    p.acts("bystander", Action::Submit);
    p.does("intake", impartial());
    p.acts("intake", Action::Acknowledge);
    assert_eq!(told(&p, PartyRole::Bystander), []);
}
