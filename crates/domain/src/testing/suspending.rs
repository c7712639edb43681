//! Suspensions: the complainant is asked, staff do not move the case, parties can, the office's own dates wait, and the
//! case goes on by itself.

use jiff::{Span, civil::Date};

use super::{acts::*, play::Play, stages::at};
use crate::{
    Action, Command, Duty, Refusal, Role, Stage,
    access::Denial,
    case::FiledBy,
    consultation::Track,
    delivery::Delivered,
    guard::Guard,
    rules::{Given, Period, Rules},
    suspension::{EndSuspension, Suspend, SuspensionReason},
};

fn suspend(from: Option<Date>, until: Date) -> Command {
    let reason = SuspensionReason::PostponementForStatement;
    Command::Suspend(Suspend { reason, words: text("the union asks for time"), from, until })
}

fn later(p: &Play, days: i64) -> Date {
    p.today().saturating_add(Span::new().days(days))
}

/// A case that is investigated, suspended for two weeks from today on.
fn suspended() -> Play {
    let mut p = at(Stage::Investigation);
    p.consult_track("caseworker", Track::Suspension);
    let until = later(&p, 13);
    p.does("caseworker", suspend(None, until));
    p
}

#[test]
fn the_complainant_is_asked_first() {
    let mut p = at(Stage::Investigation);
    let command = suspend(None, later(&p, 13));
    assert_eq!(p.lacks("caseworker", command.clone()), ["not_asked"]);
    let asked = p.made("caseworker", ask_track(Track::Suspension));
    assert_eq!(p.lacks("caseworker", command.clone()), ["answer_pending"]);
    p.does("complainant", answer(asked, crate::consultation::Stance::Remarks));
    assert_eq!(p.lacks("caseworker", command.clone()), ["not_weighed"]);
    p.does("caseworker", weigh(asked));
    p.does("caseworker", command.clone());
    assert_eq!(p.case.consultations.last().unwrap().used_on, Some(p.today()));
    // The next one is asked about anew.
    assert_eq!(p.lacks("caseworker", suspend(Some(later(&p, 20)), later(&p, 30))), ["not_asked"]);
    for who in ["investigator", "decision-maker", "complainant", "respondent", "coordinator"] {
        assert_eq!(p.denied(who, command.clone()), Denial::Forbidden, "{who}");
    }
}

#[test]
fn a_report_without_a_complainant_has_nobody_to_ask() {
    let mut p = super::stages::draft(FiledBy::Bystander);
    p.acts("bystander", Action::Submit);
    p.staff("caseworker", Role::Caseworker);
    let until = later(&p, 5);
    p.does("caseworker", suspend(None, until));
}

#[test]
fn its_days_make_sense() {
    let mut p = at(Stage::Investigation);
    p.consult_track("caseworker", Track::Suspension);
    let wrong = |p: &Play, from, until| p.lacks("caseworker", suspend(from, until));
    assert_eq!(wrong(&p, Some(later(&p, -1)), later(&p, 3)), ["in_the_past"]);
    assert_eq!(wrong(&p, None, later(&p, -1)), ["out_of_range"]);
    assert_eq!(wrong(&p, Some(later(&p, 2)), later(&p, 369)), ["out_of_range"]);
    let (from, until) = (later(&p, 2), later(&p, 368));
    p.does("caseworker", suspend(Some(from), until));
    p.consult_track("caseworker", Track::Suspension);
    assert_eq!(wrong(&p, None, from), ["already_suspended"]);
    assert_eq!(wrong(&p, Some(until), later(&p, 380)), ["already_suspended"]);
    assert!(p.case.suspended(p.today()).is_none(), "not before its first day");
    let today = p.today();
    p.does("caseworker", suspend(None, today));
    assert!(p.case.suspended(today).is_some());
}

#[test]
fn staff_do_not_move_it_and_parties_may() {
    let mut p = suspended();
    let finish = p.sample("investigator", Action::FinishInvestigation).unwrap();
    let Refusal::Guards(unmet) = p.refused("investigator", finish) else { panic!() };
    let rest = unmet.iter().find(|it| it.guard == Guard::NotSuspended).unwrap();
    assert_eq!((rest.code, rest.pointer.as_str()), ("suspended", "/suspensions/0"));
    let listed = p.available("investigator");
    assert!(listed.iter().any(|it| it.action == Action::FinishInvestigation && !it.possible));
    // What moves nothing, and what parties do.
    p.acts("investigator", Action::RecordEvidence);
    p.acts("complainant", Action::AskAccess);
    p.acts("complainant", Action::Amend);
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    assert_eq!(p.stage(), Stage::Withdrawn);
    let mut p = at(Stage::Admitted);
    p.consult_track("caseworker", Track::Suspension);
    let until = later(&p, 13);
    p.does("caseworker", suspend(None, until));
    p.consult_track("caseworker", Track::Investigation);
    assert_eq!(p.lacks("coordinator", Command::OpenInvestigation), ["suspended"]);
}

#[test]
fn the_acknowledgement_is_owed_all_the_same() {
    let mut p = super::stages::draft(FiledBy::Bystander);
    p.acts("bystander", Action::Submit);
    super::stages::staffed(&mut p);
    let until = later(&p, 5);
    p.does("caseworker", suspend(None, until));
    p.acts("intake", Action::Acknowledge);
    assert_eq!(p.lacks("caseworker", Command::StartScreening), ["suspended"]);
}

#[test]
fn it_goes_on_by_itself() {
    let mut p = suspended();
    let last = p.case.suspensions[0].until;
    assert!(p.last.listed.wake_at.is_some());
    p.on(last);
    assert!(p.case.suspended(last).is_some());
    p.on(last.tomorrow().unwrap());
    assert_eq!(p.case.suspensions[0].ended_on, last.tomorrow().ok());
    assert_eq!(p.last.act.action, Action::Resume);
    let told = p.case.deliveries.iter().filter(|it| it.act == Delivered::Suspension);
    assert_eq!(told.count(), 4, "both parties, of the beginning and of the end");
    assert_eq!(p.lacks("system", Command::Resume), ["no_such_item"]);
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
}

#[test]
fn it_ends_before_its_day() {
    let mut p = suspended();
    let id = p.case.suspensions[0].id;
    let end = || Command::EndSuspension(id, EndSuspension { reason: text("they had time") });
    let on = later(&p, 4);
    p.on(on);
    p.does("caseworker", end());
    assert!(p.case.suspended(on).is_none());
    assert_eq!(p.lacks("caseworker", end()), ["no_such_item"]);
    let target = Rules::denmark().decision_target(p.case.received_on.unwrap());
    assert_eq!(p.case.decision_target(Rules::denmark()), target.checked_add(Span::new().days(3)).ok());
}

#[test]
fn the_dates_of_the_office_wait() {
    let p = suspended();
    let rules = Rules::denmark();
    let (received, suspension) = (p.case.received_on.unwrap(), &p.case.suspensions[0]);
    // The first day of rest is the day of receipt, which is not counted anyway.
    assert_eq!(suspension.from, received);
    let moved = rules.decision_target(received).checked_add(Span::new().days(13)).unwrap();
    assert_eq!(p.case.decision_target(rules), Some(moved));
    // Of ten working days not one was counted before the rest.
    let last = suspension.until;
    assert_eq!(p.case.screen_by(rules), Some(rules.screen_by(last, p.case.phase())));
    let row = p.last.docket.iter().find(|it| it.next_due.is_some_and(|(duty, _)| duty == Duty::Decide));
    assert_eq!(row.unwrap().next_due, Some((Duty::Decide, moved)));
    let due = |period, met_on| {
        let given = Given::on(received).phase(p.case.phase());
        rules.due(period, &p.case.with_suspensions(given, met_on))
    };
    // What was done before does not move, and no date of law does.
    assert_eq!(due(Period::Decision, received.yesterday().ok()), rules.decision_target(received));
    assert_eq!(due(Period::AcknowledgeHard, None), rules.acknowledge_at_the_latest(received));
    assert_eq!(due(Period::Inform, None), rules.inform_by(received));
    let claim = Rules::limitation_given(p.case.phase(), received);
    let claims = rules.due(Period::Limitation, &p.case.with_suspensions(claim, None));
    assert_eq!(claims, rules.limitation(p.case.phase(), received));
}

#[test]
fn a_rest_that_never_began_moves_nothing() {
    let mut p = suspended();
    let id = p.case.suspensions[0].id;
    p.does("caseworker", Command::EndSuspension(id, EndSuspension { reason: text("at once") }));
    let target = Rules::denmark().decision_target(p.case.received_on.unwrap());
    assert_eq!(p.case.decision_target(Rules::denmark()), Some(target));
}
