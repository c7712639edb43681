//! Acts of somebody who turns out not to be impartial: looked at by who took their place, before anything is decided.

use std::collections::BTreeSet;

use super::{acts::*, play::Play, stages::at, town};
use crate::{
    Action, Capacity, Command, Duty, FlaggedActId, Holder, Refusal, Role, Stage,
    access::Denial,
    assignment::Assign,
    flagged::{FlagOutcome, LookAtAct},
    guard::Guard,
    impartiality::{Declare, Partiality, SettleConflict, Settlement},
};

/// Somebody declares a reason for doubt after they have acted, and the question is settled.
fn settled(p: &mut Play, who: &str, settlement: Settlement) {
    let reasons = BTreeSet::from([Partiality::CloseRelation]);
    p.does(who, Command::Declare(Declare { reasons, words: None }));
    let user = Some(town::member(who).id);
    let id = p.case.conflict_checks.iter().find(|it| it.user == user && it.is_open()).unwrap().id;
    let settle = SettleConflict { settlement, reason: text("it is so"), user: None };
    p.does("conflict-officer", Command::SettleConflict(id, settle));
}

fn look(id: FlaggedActId, outcome: FlagOutcome) -> Command {
    Command::LookAtAct(id, LookAtAct { outcome, reason: text("I looked at it") })
}

/// An investigator who recorded evidence and interviews was disqualified, and another took over.
fn replaced() -> Play {
    let mut p = at(Stage::Investigation);
    p.acts("investigator", Action::RecordInterview);
    p.acts("investigator", Action::RecordNote);
    p.on(p.today().tomorrow().unwrap());
    p.acts("investigator", Action::RecordInterview);
    settled(&mut p, "investigator", Settlement::Disqualified);
    let replaces = p.case.assigned().find(|it| it.role == Role::Investigator).map(|it| it.id);
    let user = username("investigator2");
    p.does("coordinator", Command::Assign(Assign { user, role: Role::Investigator, replaces }));
    p.does("investigator2", impartial());
    p
}

#[test]
fn what_a_disqualified_person_did_is_flagged_by_kind_and_day() {
    let p = replaced();
    let flagged: Vec<_> =
        p.case.flagged_acts.iter().map(|it| (it.event.as_str(), it.on, it.capacity)).collect();
    let (first, second) = (p.today().yesterday().unwrap(), p.today());
    assert_eq!(
        flagged,
        [("recorded", first, Capacity::Investigator), ("recorded", second, Capacity::Investigator)]
    );
    assert!(p.case.flagged_acts.iter().all(|it| it.flagged_on == second && it.looked_at.is_none()));
    let holder = Holder::User(town::member("investigator2").id);
    let row = p.last.docket.iter().find(|it| it.holder == holder).unwrap();
    assert_eq!(row.next_due, Some((Duty::LookAtAct, second)));
    // Who was cleared, or did nothing, has nothing flagged; nor has the declaration or the assignment of anybody.
    let mut p = at(Stage::Investigation);
    p.acts("investigator", Action::RecordInterview);
    settled(&mut p, "investigator", Settlement::Cleared);
    settled(&mut p, "reviewer", Settlement::Disqualified);
    assert!(p.case.flagged_acts.is_empty());
}

#[test]
fn who_took_the_place_confirms_it_or_does_it_anew() {
    let mut p = replaced();
    let [first, second] = [0, 1].map(|place| p.case.flagged_acts[place].id);
    assert_eq!(p.denied("investigator", look(first, FlagOutcome::Confirmed)), Denial::Hidden);
    for who in ["complainant", "respondent", "coordinator", "conflict-officer"] {
        assert_eq!(p.denied(who, look(first, FlagOutcome::Confirmed)), Denial::Forbidden, "{who}");
    }
    for who in ["caseworker", "decision-maker"] {
        assert_eq!(p.lacks(who, look(first, FlagOutcome::Confirmed)), ["not_the_replacement"], "{who}");
    }
    p.does("investigator2", look(first, FlagOutcome::Confirmed));
    assert_eq!(p.lacks("investigator2", look(first, FlagOutcome::Confirmed)), ["no_such_item"]);
    assert_eq!(p.lacks("investigator2", look(second, FlagOutcome::Redone)), ["not_redone"]);
    p.acts("investigator2", Action::RecordInterview);
    p.does("investigator2", look(second, FlagOutcome::Redone));
    let outcomes: Vec<_> =
        p.case.flagged_acts.iter().map(|it| it.looked_at.as_ref().unwrap().outcome).collect();
    assert_eq!(outcomes, [FlagOutcome::Confirmed, FlagOutcome::Redone]);
}

#[test]
fn nothing_is_decided_before() {
    let mut p = at(Stage::DecisionDrafted);
    p.consult_for("decision-maker", Action::Decide);
    settled(&mut p, "investigator", Settlement::Disqualified);
    let Refusal::Guards(unmet) = p.refused("decision-maker2", Command::Decide) else { panic!() };
    assert!(unmet.iter().all(|it| (it.guard, it.code) == (Guard::ActsLookedAt, "act_flagged")));
    assert_eq!(unmet.len(), p.case.flagged_acts.len());
    let listed = p.available("decision-maker2").into_iter().find(|it| it.action == Action::Decide).unwrap();
    assert!(!listed.possible);
    p.staff("investigator2", Role::Investigator);
    while p.case.flagged_acts.iter().any(|it| it.looked_at.is_none()) {
        p.acts("investigator2", Action::LookAtAct);
    }
    p.does("decision-maker2", Command::Decide);

    // Nor rejected, nor upheld or changed on review.
    let mut p = at(Stage::Screening);
    p.acts("caseworker", Action::DraftRejection);
    p.consult_for("decision-maker", Action::Reject);
    settled(&mut p, "intake", Settlement::Disqualified);
    assert!(p.lacks("decision-maker", Command::Reject).iter().all(|it| *it == "act_flagged"));
    // What intake did is for the caseworker, for intake is over.
    while p.case.flagged_acts.iter().any(|it| it.looked_at.is_none()) {
        p.acts("caseworker", Action::LookAtAct);
    }
    p.does("decision-maker", Command::Reject);
    let mut p = at(Stage::UnderReview);
    settled(&mut p, "caseworker", Settlement::Disqualified);
    let uphold = p.sample("reviewer", Action::Uphold).unwrap();
    assert!(p.lacks("reviewer", uphold).iter().all(|it| *it == "act_flagged"));
    p.acts("reviewer", Action::ChangeDecision);
    p.consult_for("decision-maker", Action::ChangeDecision);
    let change = p.sample("decision-maker2", Action::ChangeDecision).unwrap();
    assert!(p.lacks("decision-maker2", change).contains(&"act_flagged"));
}
