//! Linked cases: own-initiative cases, reports, splitting and consolidation.

use super::{
    acts::*,
    play::{self, Play},
    retaliation::{alarm, investigated, staffed},
    samples::own_initiative,
    stages::{self, at},
    town,
};
use crate::{
    Action, Capacity, Command, Form, Ground, LinkedAs, Role, Stage,
    access::Denial,
    case::{FiledBy, PartyRole},
    filing::{ChooseChannel, OnBehalfOf},
    impartiality::Concern,
    linked::{Consolidate, LinkReport, OpenOwnInitiative, SplitOff},
    rules::Rules,
};

#[test]
fn the_employer_goes_on_by_itself() {
    let p = at(Stage::Screening);
    let open = |danger| Command::OpenOwnInitiative(Box::new(own_initiative(danger)));
    assert_eq!(p.lacks("caseworker", open(true)), ["not_withdrawn"]);
    let mut p = at(Stage::Withdrawn);
    assert_eq!(p.lacks("caseworker", open(false)), ["no_danger"]);
    let nothing = OpenOwnInitiative { allegations: Vec::new(), ..own_initiative(true) };
    assert_eq!(p.lacks("caseworker", Command::OpenOwnInitiative(Box::new(nothing))), ["out_of_range"]);
    for who in ["complainant", "respondent", "coordinator", "decision-maker"] {
        assert!(p.attempt(who, open(true)).is_err(), "{who}");
    }
    p.does("caseworker", open(true));
    assert_eq!(p.stage(), Stage::Withdrawn, "the withdrawal stands");
    let own = p.linked(LinkedAs::OwnInitiative);
    assert_eq!(own.case.linked_as(LinkedAs::Withdrawn).collect::<Vec<_>>(), [p.case.id]);
    assert!(own.case.parties.is_empty(), "nobody is the complainant");
    for hidden in ["complainant", "representative", "respondent", "witness"] {
        assert!(own.is_hidden_from(hidden), "{hidden}");
    }
    assert_eq!(own.capacities("caseworker"), [Capacity::Caseworker]);
    assert_eq!(p.lacks("caseworker", open(true)), ["already_opened"]);
    let mut own = own.clone();
    own.does("caseworker", impartial());
    own.acts("caseworker", Action::Admit);
    assert!(!own.is_hidden_from("respondent"));
    assert!(own.case.parties.iter().all(|it| it.role == PartyRole::EmployerUnit));

    // Where harassment was alleged, nobody has to be in danger.
    let mut draft = complaint(employment_minimum(), date(2026, 1, 12));
    draft.allegations = vec![allegation(Ground::Sex, Form::SexualHarassment)];
    let mut p = Play::begin("complainant", draft, stages::start());
    staffed(&mut p);
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    p.does("caseworker", open(false));
    p.acts("complainant", Action::RevokeWithdrawal);
    assert_eq!(p.lacks("caseworker", open(false)), ["already_opened"]);
}

fn report() -> Play {
    let mut p = stages::draft(FiledBy::Bystander);
    p.acts("bystander", Action::Submit);
    p.does("intake", impartial());
    p.staff("caseworker", Role::Caseworker);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p
}

/// A report that the employer goes on with.
pub(super) fn taken_up() -> Play {
    let mut p = report();
    p.does("caseworker", Command::OpenOwnInitiative(Box::new(own_initiative(false))));
    p
}

#[test]
fn a_report_is_taken_up() {
    let mut p = report();
    p.does("bystander", Command::ChooseChannel(ChooseChannel { whistleblower: true }));
    assert_eq!(p.case.filing.whistleblower, Some(true), "the own answer, changed");
    p.does("bystander", Command::ChooseChannel(ChooseChannel { whistleblower: false }));
    let p = taken_up();
    assert_eq!((p.stage(), p.case.closed_on), (Stage::Closed, Some(p.today())));
    let own = p.linked(LinkedAs::OwnInitiative);
    assert!(own.is_hidden_from("bystander"), "who reported sees the own report alone");
    assert_eq!(own.case.linked_as(LinkedAs::Report).collect::<Vec<_>>(), [p.case.id]);
    assert_eq!(own.stage(), Stage::Screening);
}

/// A report that is linked to a complaint.
pub(super) fn linked_report() -> Play {
    let mut p = report();
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 1));
    draft.concerned = vec![concerned(Concern::Excluded, named("the deputy"))];
    let mut complaint = Play::begin_as("complainant2", draft, p.today(), 77);
    complaint.does("intake", impartial());
    complaint.staff("caseworker", Role::Caseworker);
    let link = LinkReport { case: complaint.case.id };
    assert_eq!(p.lacks("caseworker", Command::LinkReport(link)), ["unknown_case"], "nobody has it at hand");
    p.others.push(complaint);
    p.does("caseworker", Command::LinkReport(link));
    p
}

#[test]
fn a_report_is_linked() {
    let p = linked_report();
    assert_eq!(p.stage(), Stage::Closed);
    let complaint = p.linked(LinkedAs::Reported);
    assert_eq!(complaint.case.linked_as(LinkedAs::Report).collect::<Vec<_>>(), [p.case.id]);
    assert_eq!(complaint.stage(), Stage::Submitted, "it goes its own way");
    assert!(complaint.is_hidden_from("bystander"));
    let p = at(Stage::Screening);
    let link = LinkReport { case: p.case.id };
    assert_eq!(p.lacks("caseworker", Command::LinkReport(link)), ["not_a_report"]);
    let mut p = report();
    let mut elsewhere = complaint_about(town::LIBRARY);
    elsewhere.staff("caseworker", Role::Caseworker);
    let link = Command::LinkReport(LinkReport { case: elsewhere.case.id });
    p.others.push(elsewhere);
    assert_eq!(p.lacks("caseworker", link), ["other_unit"]);
}

#[test]
fn a_report_is_linked_to_no_case_but_a_complaint_that_goes_on() {
    let refused = |other: Play, code: &str| {
        let mut p = report();
        p.now = p.now.max(other.now);
        let link = Command::LinkReport(LinkReport { case: other.case.id });
        p.others.push(other);
        assert_eq!(p.lacks("caseworker", link), [code]);
    };
    // Those of the stages are drawn alike.
    let another = |stage| {
        let mut p = at(stage);
        p.case.id = crate::CaseId(uuid::Uuid::from_u128(77));
        p
    };
    let own = report();
    refused(own, "unknown_case");
    for stage in [Stage::Withdrawn, Stage::Closed, Stage::Archived, Stage::Preserved] {
        refused(another(stage), "other_stage");
    }
    refused(another(Stage::Destroyed), "unknown_case");
    let mut undeclared = complaint_about(town::SCHOOL);
    undeclared.does("coordinator", assign("caseworker", Role::Caseworker));
    refused(undeclared, "not_declared");
    refused(complaint_about(town::SCHOOL), "unknown_case");
    let mut measure = super::measures::against_somebody();
    measure.staff("caseworker", Role::Caseworker);
    refused(measure, "other_kind");
    // Who wants the whistleblower channel is referred there and nowhere else (G18).
    let mut p = report();
    p.does("bystander", Command::ChooseChannel(ChooseChannel { whistleblower: true }));
    p.others.push(another(Stage::Screening));
    assert_eq!(p.lacks("caseworker", p.sample("caseworker", Action::LinkReport).unwrap()), ["whistleblower"]);
}

fn complaint_about(unit: crate::UnitId) -> Play {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 1));
    draft.unit = unit;
    Play::begin_as("complainant2", draft, stages::start(), 78)
}

/// A complaint about three things, in the hearing, with an item on each side.
fn of_three() -> Play {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.allegations.push(allegation(Ground::Age, Form::Direct));
    draft.allegations.push(allegation(Ground::Sex, Form::EqualPay));
    let mut p = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut p);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    for (who, action) in [
        ("caseworker", Action::Admit),
        ("coordinator", Action::OpenInvestigation),
        ("investigator", Action::SetFacts),
        ("investigator", Action::RecordEvidence),
        ("investigator", Action::FinishInvestigation),
        ("investigator", Action::Disclose),
        ("investigator", Action::Disclose),
    ] {
        p.consult_for("caseworker", action);
        p.acts(who, action);
    }
    p
}

#[test]
fn allegations_are_split_off() {
    let mut p = of_three();
    let (all, items) = (p.allegations(), p.items());
    let split = |allegations: &[_], hearing_items: &[_]| {
        let (allegations, hearing_items) = (allegations.to_vec(), hearing_items.to_vec());
        Command::SplitOff(SplitOff { allegations, hearing_items, reason: text("it needs an expert") })
    };
    assert_eq!(p.lacks("caseworker", split(&all[2..], &items[1..])), ["not_asked"]);
    p.consult_for("caseworker", Action::SplitOff);
    for (allegations, hearing_items, code) in [
        (&all[..], &[][..], "all_or_none"),
        (&[][..], &[], "all_or_none"),
        (&[crate::AllegationId(uuid::Uuid::nil())], &[], "unknown_allegation"),
        (&all[2..], &[crate::HearingItemId(uuid::Uuid::nil())], "unknown_item"),
    ] {
        assert_eq!(p.lacks("caseworker", split(allegations, hearing_items)), [code]);
    }
    assert!(p.attempt("coordinator", split(&all[2..], &[])).is_err());
    let before = p.case.clone();
    p.does("caseworker", split(&all[2..], &items[1..]));
    let part = p.linked(LinkedAs::SplitOff).clone();
    assert_eq!(part.case.linked_as(LinkedAs::SplitFrom).collect::<Vec<_>>(), [p.case.id]);

    // Nothing is lost: each allegation and each item stands in one of them, and what was found in both.
    assert_eq!((p.allegations(), part.allegations()), (all[..2].to_vec(), all[2..].to_vec()));
    assert_eq!((p.items(), part.items()), (items[..1].to_vec(), items[1..].to_vec()));
    assert_eq!(part.case.hearing_items[0], before.hearing_items[1], "with its dates");
    assert_eq!((&p.case.records, &part.case.records), (&before.records, &before.records));
    assert_eq!((part.case.received_on, part.case.admitted_on), (before.received_on, before.admitted_on));
    assert_eq!(part.case.facts, before.facts);
    assert_eq!(part.stage(), Stage::Hearing);
    assert_ne!(part.case.number, p.case.number);
    for who in ["complainant", "respondent", "caseworker", "investigator"] {
        assert!(!part.is_hidden_from(who), "{who}");
    }

    // Both go to their end.
    let mut part = part;
    for play in [&mut p, &mut part] {
        for (who, role) in [("complainant", PartyRole::Complainant), ("respondent", PartyRole::EmployerUnit)]
        {
            let party = play.party(role);
            if play.case.hearing_items.iter().any(|it| it.party == party) {
                play.acts(who, Action::Reply);
            }
        }
        play.acts("caseworker", Action::CloseHearing);
        assert_eq!(play.stage(), Stage::Assessment);
    }
}

/// Two complaints of one person that become one: the first in this state, the other in its investigation or admitted.
fn two(first: Stage) -> (Play, Play) {
    let mut p = at(first);
    let mut other = alarm(&mut p).clone();
    investigated(&mut other);
    (p, other)
}

fn joined(mut p: Play, mut other: Play) -> Play {
    p.consult_for("caseworker", Action::Consolidate);
    other.consult_for("caseworker", Action::Consolidate);
    let with = Consolidate { case: other.case.id, reason: text("the same roster") };
    p.others = vec![other];
    p.does("caseworker", Command::Consolidate(with));
    p
}

/// A consolidation from admission, and one out of the hearing.
pub(super) fn consolidated() -> [Play; 2] {
    let (admitted, mut other) = two(Stage::Admitted);
    other.consult_for("caseworker", Action::OpenInvestigation);
    other.acts("coordinator", Action::OpenInvestigation);
    let (hearing, admitted_later) = two(Stage::Hearing);
    [joined(admitted, other), joined(hearing, admitted_later)]
}

#[test]
fn two_cases_become_one() {
    let (p, other) = two(Stage::Hearing);
    let (first, second) = (p.case.clone(), other.case.clone());
    let p = joined(p, other);
    let ended = &p.others[0];
    assert_eq!((p.stage(), ended.stage()), (Stage::Investigation, Stage::Closed));
    assert_eq!(p.case.hearing_rests_since, Some(p.today()), "the time nobody could reply in is given back");
    assert_eq!(ended.case.linked_as(LinkedAs::ConsolidatedInto).collect::<Vec<_>>(), [first.id]);
    assert_eq!(p.case.linked_as(LinkedAs::Consolidated).collect::<Vec<_>>(), [second.id]);
    assert_eq!(p.case.allegations.len(), first.allegations.len() + second.allegations.len());
    assert_eq!(p.case.received_on, first.received_on, "the date of the first filing");
    assert_eq!(p.case.allegations.last().unwrap().heard_from, first.hearing_items.len());
    assert_eq!(ended.case.allegations, second.allegations, "it stays as it is");
    let of = |role| p.case.parties.iter().filter(|it| it.role == role).count();
    assert_eq!((of(PartyRole::Complainant), of(PartyRole::EmployerUnit)), (1, 1));
    assert!(!ended.case.is_watched(Rules::denmark(), p.today()), "watched over in the other");
    let mut ended = ended.clone();
    ended.staff("reviewer", Role::Reviewer);
    let reopen = ended.sample("reviewer", Action::Reopen).unwrap();
    assert_eq!(ended.lacks("reviewer", reopen), ["consolidated"]);
}

#[test]
fn what_does_not_become_one() {
    let (mut p, other) = two(Stage::Admitted);
    let with = |case| Command::Consolidate(Consolidate { case, reason: text("the same roster") });
    let id = other.case.id;
    p.others = vec![other.clone()];
    assert_eq!(p.lacks("caseworker", with(id)), ["not_asked"]);
    p.consult_for("caseworker", Action::Consolidate);
    assert_eq!(p.lacks("caseworker", with(id)), ["not_asked"], "in the other case");
    assert_eq!(p.lacks("caseworker", with(p.case.id)), ["unknown_case"]);
    assert_eq!(p.denied("coordinator", with(id)), Denial::Forbidden);
    let spoil = |change: &dyn Fn(&mut Play)| {
        let (mut p, mut other) = (p.clone(), other.clone());
        other.consult_for("caseworker", Action::Consolidate);
        change(&mut other);
        p.others = vec![other];
        p.lacks("caseworker", with(id))
    };
    assert_eq!(spoil(&|it| it.case.unit = town::LIBRARY), ["other_unit"]);
    assert_eq!(spoil(&|it| it.case.state = crate::state::State::Assessment), ["other_stage"]);
    assert_eq!(spoil(&|it| it.case.deliveries.clear()), ["notice_delayed"]);
    assert_eq!(spoil(&|it| it.case.assignments.clear()), ["unknown_case"]);
    assert_eq!(spoil(&|it| it.case.conflict_checks.clear()), ["not_declared"]);
    let somebody = |it: &mut Play| it.case.parties[0].person.user = Some(town::member("stranger").id);
    assert_eq!(spoil(&somebody), ["other_complainant"]);
}

/// What was split off and comes back is there once.
#[test]
fn what_was_split_off_comes_back() {
    let mut p = of_three();
    let (all, items) = (p.allegations(), p.items());
    p.consult_for("caseworker", Action::SplitOff);
    let (allegations, hearing_items) = (all[2..].to_vec(), items[1..].to_vec());
    p.does("caseworker", Command::SplitOff(SplitOff { allegations, hearing_items, reason: text("why") }));
    let records = p.case.records.clone();
    let part = p.linked(LinkedAs::SplitOff).clone();
    let p = joined(p, part);
    assert_eq!((p.stage(), p.allegations(), p.items()), (Stage::Hearing, all, items));
    assert_eq!(p.case.records, records);
}

#[test]
fn a_staff_system_files_nothing() {
    let draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    assert_eq!(play::file("integration", draft, stages::start()).unwrap_err(), Denial::Forbidden);
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.filed_by = FiledBy::Bystander;
    let complainant = named("somebody");
    draft.on_behalf_of = Some(OnBehalfOf { complainant, mandate: None, power_of_attorney: false });
    assert!(play::file("bystander", draft, stages::start()).unwrap().is_err(), "makes nobody a party");
}
