//! A measure case rests like a complaint; nobody has to be asked before.

use super::{against_team_leader, from, until};
use crate::{
    Action, Command, Refusal, Stage,
    access::Denial,
    delivery::Delivered,
    measure::Sanction,
    rules::Rules,
    suspension::{Suspend, SuspensionReason},
    testing::{acts::*, play::Play},
};

fn suspend(p: &Play, reason: SuspensionReason) -> Command {
    let until = p.today().saturating_add(jiff::Span::new().days(20));
    Command::Suspend(Suspend { reason, words: text("the police look at it"), from: None, until })
}

fn told(p: &Play) -> usize {
    p.case.deliveries.iter().filter(|it| it.act == Delivered::Suspension).count()
}

#[test]
fn staff_do_not_move_it_and_it_goes_on_by_itself() {
    let mut p = from(against_team_leader(Sanction::Warning), Stage::Hearing);
    p.acts("investigator2", Action::Disclose);
    let (target, reply_by) = (p.case.decision_target(Rules::denmark()), p.case.hearing_items[0].reply_by);
    p.does("caseworker2", suspend(&p, SuspensionReason::CriminalInvestigation));
    assert_eq!(told(&p), 1);
    p.acts("team-leader", Action::Reply);
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["suspended"]);
    // Our own date waits, that of the law does not.
    assert!(p.case.decision_target(Rules::denmark()) > target);
    assert_eq!(p.case.hearing_items[0].reply_by, reply_by);
    assert_eq!(
        p.lacks("caseworker2", suspend(&p, SuspensionReason::CriminalInvestigation)),
        ["already_suspended"]
    );
    let mut early = p.clone();
    early.acts("caseworker2", Action::EndSuspension);
    early.acts("caseworker2", Action::CloseHearing);
    let last = p.case.suspensions[0].until;
    p.on(last.tomorrow().unwrap());
    assert_eq!(p.case.suspensions[0].ended_on, Some(p.today()));
    assert_eq!(told(&p), 2);
    p.acts("caseworker2", Action::CloseHearing);
}

/// A harder measure would open the hearing again: that moves the case.
#[test]
fn nor_is_the_hearing_opened_again_while_it_rests() {
    let mut p = from(against_team_leader(Sanction::Warning), Stage::Assessment);
    p.acts("caseworker2", Action::Suspend);
    let intend = p.sample("decision-maker", Action::IntendMeasure).unwrap();
    assert_eq!(p.lacks("decision-maker", intend), ["suspended"]);
}

#[test]
fn by_whom_and_for_what() {
    let p = until(Stage::Investigation);
    let police = || suspend(&p, SuspensionReason::CriminalInvestigation);
    for who in ["investigator2", "decision-maker", "coordinator"] {
        assert_eq!(p.denied(who, police()), Denial::Forbidden, "{who}");
    }
    assert_eq!(p.lacks("caseworker2", suspend(&p, SuspensionReason::ExternalProceeding)), ["no_proceeding"]);
    let mut p = p;
    p.acts("caseworker2", Action::Suspend);
    assert_eq!(told(&p), 0, "who knows nothing of the case is not told that it rests");
    assert!(p.is_hidden_from("team-leader"));
    let decided = until(Stage::Decided);
    let late = suspend(&decided, SuspensionReason::CriminalInvestigation);
    assert!(matches!(decided.refused("caseworker2", late), Refusal::State { .. }));
}
