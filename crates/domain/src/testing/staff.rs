//! Staff: nothing before the own declaration, three duties never with one person, four eyes, hand-over.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::{acts::*, play::Play, stages, stages::at, town};
use crate::{
    Action, Actor, Capacity, Command, Refusal, Role, Stage, access::Denial, assignment::Assign, guard::Guard,
    refusal::Unmet,
};

/// A case on which the same people work as on [`at`], none of whom has declared.
fn undeclared(stage: Stage) -> Play {
    let mut p = at(stage);
    p.case.conflict_checks.clear();
    p
}

/// That the declaration is missing, and at most the acknowledgement.
fn only_undeclared(unmet: &[Unmet]) {
    let codes: Vec<_> = unmet.iter().map(|it| it.code).collect();
    assert!(matches!(codes[..], ["not_declared"] | ["not_declared", "not_acknowledged"]), "{codes:?}");
}

#[test]
fn nothing_before_the_declaration() {
    let mut tried = 0;
    // What each is told of each act, wherever the case stands.
    let mut told: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for stage in Stage::iter() {
        let p = undeclared(stage);
        for who in ["intake", "caseworker", "investigator", "decision-maker", "decision-maker2", "reviewer"] {
            let capacities = p.capacities(who);
            if capacities.is_empty() {
                continue;
            }
            let listed: Vec<_> = p.available(who).into_iter().map(|it| it.action).collect();
            assert_eq!(listed, [Action::Declare], "{who} in {stage}");
            for action in Action::iter() {
                let Some(command) = p.sample(who, action) else { continue };
                let answer = p.attempt(who, command);
                let words = format!("{:?}", answer.as_ref().map(|it| it.as_ref().err()));
                // As long as the case waits for its acknowledgement there is nothing else to tell.
                let waits = stage == Stage::Submitted;
                if !waits {
                    told.entry((who, capacities.clone(), action)).or_default().insert(words);
                }
                match answer {
                    Err(_) => {}
                    Ok(Ok(_)) => assert_eq!(action, Action::Declare, "{who} could in {stage}"),
                    Ok(Err(Refusal::State { unmet, .. })) if waits => only_undeclared(&unmet),
                    Ok(Err(Refusal::Guards(unmet))) => {
                        only_undeclared(&unmet);
                        assert!(waits || unmet.len() == 1, "{unmet:?}");
                        tried += 1;
                    }
                    Ok(Err(other)) => panic!("{who} {action} in {stage}: {other:?}"),
                }
            }
        }
        // Who steers without reading needs none.
        if Action::Assign.rule().from.contains(&stage) {
            assert!(p.attempt("coordinator", assign("caseworker2", Role::Caseworker)).unwrap().is_ok());
        }
    }
    assert!(tried > 100, "{tried}");
    for (what, words) in told {
        assert_eq!(words.len(), 1, "{what:?} is answered by where the case stands: {words:?}");
    }
}

#[test]
fn three_duties_are_with_three_people() {
    let mut p = at(Stage::UnderReview);
    let roles = [Role::Investigator, Role::DecisionMaker, Role::Reviewer];
    assert_eq!(p.lacks("coordinator", assign("decision-maker2", Role::Reviewer)), ["separation_of_duties"]);
    let uphold = p.sample("decision-maker2", Action::Uphold).unwrap();
    assert_eq!(p.lacks("decision-maker2", uphold), ["separation_of_duties"]);
    let listed = p.available("decision-maker2").into_iter().find(|it| it.action == Action::Uphold).unwrap();
    assert_eq!((listed.possible, listed.unmet[0].guard), (false, Guard::Separation));
    // The own duty is not taken for the barred one.
    p.acts("decision-maker2", Action::RecordNote);
    assert_eq!(p.last.act.capacity, Capacity::DecisionMaker);

    // Whoever holds all three roles has one duty here, and keeps it after being replaced.
    let mut member = town::member("investigator").clone();
    member.roles.extend(roles);
    let capacities = p.case.capacities(&Actor::Person(member.clone()));
    assert_eq!(capacities, [Capacity::Investigator, Capacity::DecisionMaker, Capacity::Reviewer]);
    assert!(p.case.barred_by_own_act(member.id, Role::DecisionMaker));
    assert!(p.case.barred_by_own_act(member.id, Role::Reviewer));
    assert!(!p.case.barred_by_own_act(member.id, Role::Investigator));
    let own = p.case.assigned().find(|it| it.user == member.id).unwrap().id;
    let instead = Assign { user: username("investigator2"), role: Role::Investigator, replaces: Some(own) };
    p.does("coordinator", Command::Assign(instead));
    assert!(p.is_hidden_from("investigator"));
    assert!(p.case.barred_by_own_act(member.id, Role::Reviewer), "what was done stays done");
}

#[test]
fn nobody_reviews_what_they_worked_on() {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.submit = true;
    let mut p = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut p);
    for who in ["intake", "caseworker", "investigator", "decision-maker"] {
        assert!(p.case.barred_by_own_act(town::member(who).id, Role::Reviewer), "{who}");
    }
    assert!(!p.case.barred_by_own_act(town::member("reviewer").id, Role::Reviewer));
    assert!(!p.case.barred_by_own_act(town::member("caseworker").id, Role::Investigator));
}

#[test]
fn assignments() {
    let mut p = at(Stage::Submitted);
    let own = p.case.assigned().find(|it| it.role == Role::Caseworker).unwrap().id;
    let assign_as =
        |who: &str, role, replaces| Command::Assign(Assign { user: username(who), role, replaces });
    assert_eq!(p.lacks("coordinator", assign("caseworker", Role::Caseworker)), ["already_assigned"]);
    assert_eq!(p.lacks("coordinator", assign("nobody", Role::Caseworker)), ["not_in_role"]);
    assert_eq!(p.lacks("coordinator", assign("intake", Role::Caseworker)), ["not_in_role"]);
    assert_eq!(p.lacks("coordinator", assign("intake", Role::IntakeOfficer)), ["not_assignable"]);
    let wrong_role = assign_as("investigator2", Role::Investigator, Some(own));
    assert_eq!(p.lacks("coordinator", wrong_role), ["unknown_assignment"]);
    p.does("coordinator", assign_as("caseworker2", Role::Caseworker, Some(own)));
    assert!(p.is_hidden_from("caseworker"));
    assert_eq!(p.capacities("caseworker2"), [Capacity::Caseworker]);
    assert_eq!(p.denied("caseworker", Command::StartScreening), Denial::Hidden);
    let ended = assign_as("caseworker", Role::Caseworker, Some(own));
    assert_eq!(p.lacks("coordinator", ended), ["unknown_assignment"]);
}

/// A role that was taken away is worth nothing, whatever the case says.
#[test]
fn a_role_counts_as_long_as_it_is_held() {
    let p = at(Stage::Investigation);
    for who in ["caseworker", "investigator", "decision-maker", "reviewer", "coordinator", "conflict-officer"]
    {
        let mut member = town::member(who).clone();
        assert!(!p.case.capacities(&Actor::Person(member.clone())).is_empty());
        member.roles.clear();
        assert!(p.case.capacities(&Actor::Person(member)).is_empty(), "{who}");
    }
    let p = at(Stage::Submitted);
    let mut member = town::member("intake").clone();
    member.covers.clear();
    assert!(p.case.capacities(&Actor::Person(member)).is_empty(), "an intake officer of other units");
}

#[test]
fn the_drafter_is_not_the_approver() {
    let mut p = at(Stage::DecisionDrafted);
    assert_eq!(p.lacks("decision-maker", Command::Decide), ["not_asked", "own_draft"]);
    // The last editor is the drafter.
    p.acts("decision-maker2", Action::ReviseDecision);
    assert_eq!(p.lacks("decision-maker2", Command::Decide), ["not_asked", "own_draft"]);
    p.consult_for("decision-maker2", Action::Decide);
    p.does("decision-maker", Command::Decide);

    let mut p = at(Stage::Screening);
    p.acts("caseworker", Action::DraftRejection);
    p.consult_for("caseworker", Action::Reject);
    p.acts("decision-maker", Action::Reject);
}
