//! How a measure case is opened, for whom it exists, and who may work on it.

use std::collections::BTreeSet;

use super::{against_team_leader, decided, until};
use crate::{
    Action, Capacity, Command, Finding, PersonRef, Role, Stage,
    case::PartyRole,
    decision::DraftDecision,
    linked::LinkedAs,
    measure::{CaseKind, NewMeasure, Sanction},
    party::AddParty,
    testing::{acts::*, play::Play, stages::at, town},
};

#[test]
fn the_decision_opens_it_in_the_same_breath() {
    let p = decided(account("team-leader"), Sanction::Warning);
    let (complaint, measure) = (&p, p.opened());
    assert_eq!(measure.case.kind(), CaseKind::Measure);
    assert_eq!(measure.last.act.action, Action::OpenMeasure);
    assert_eq!(measure.last.act.actor, Some(town::member("decision-maker2").id));
    assert!(measure.last.notices.is_empty(), "no integration is told");
    assert!(measure.case.deliveries.is_empty(), "nobody is told before it is disclosed");
    let link = |play: &Play| play.case.links.iter().map(|it| (it.case, it.linked_as)).collect::<Vec<_>>();
    assert_eq!(link(complaint), [(measure.case.id, LinkedAs::Measure)]);
    assert_eq!(link(&measure), [(complaint.case.id, LinkedAs::Complaint)]);

    // Nothing of the complaint's file: no text, no party but the person, no fact.
    assert!(measure.last.words.is_empty() && measure.last.carried_from.is_none());
    assert_eq!(measure.case.parties.iter().map(|it| it.role).collect::<Vec<_>>(), [PartyRole::Respondent]);
    assert!(measure.case.filing.story.is_none() && measure.case.allegations.is_empty());
    assert!(measure.case.concerned.is_empty() && measure.case.records.is_empty());
    let known: BTreeSet<_> = town::everybody().filter(|who| !measure.is_hidden_from(who)).collect();
    let desks = [
        "archivist",
        "archivist2",
        "auditor",
        "conflict-officer",
        "coordinator",
        "coordinator2",
        "privacy-officer",
    ];
    assert_eq!(known, BTreeSet::from(desks));

    // Without a proposal there is none.
    let mut plain = at(Stage::DecisionDrafted);
    plain.consult_for("decision-maker", Action::Decide);
    assert!(plain.does("decision-maker2", Command::Decide).also.is_empty());
}

#[test]
fn a_proposal_rests_on_a_finding_and_touches_nobody_protected() {
    let p = at(Stage::DecisionDrafted);
    let lacks = |finding, measures: &[(PersonRef, Sanction)]| {
        let measures = measures
            .iter()
            .map(|(person, sanction)| NewMeasure { person: person.clone(), sanction: *sanction });
        let draft = DraftDecision { measures: measures.collect(), ..p.decision(finding) };
        p.lacks("decision-maker", Command::ReviseDecision(draft))
    };
    let leader = || account("team-leader");
    let found = Finding::Substantiated;
    assert_eq!(lacks(Finding::NotSubstantiated, &[(leader(), Sanction::Warning)]), ["nothing_substantiated"]);
    assert_eq!(lacks(found, &[(leader(), Sanction::NoMeasure)]), ["not_a_measure"]);
    let twice = [(leader(), Sanction::Warning), (leader(), Sanction::Transfer)];
    assert_eq!(lacks(found, &twice), ["named_twice"]);
    for who in ["complainant", "representative", "witness"] {
        assert_eq!(lacks(found, &[(account(who), Sanction::Warning)]), ["protected_person"], "{who}");
    }
    assert_eq!(lacks(found, &[(account("nobody"), Sanction::Warning)]), ["unknown_user"]);
    let imposes = until(Stage::DecisionDrafted).decision(found).imposes;
    let draft = DraftDecision { imposes, ..p.decision(found) };
    assert_eq!(p.lacks("decision-maker", Command::ReviseDecision(draft)), ["not_here"]);

    let p = until(Stage::DecisionDrafted);
    let measures = vec![NewMeasure { person: leader(), sanction: Sanction::Warning }];
    let remedies = at(Stage::DecisionDrafted).decision(found).remedies;
    let draft = DraftDecision { remedies, measures, ..p.decision(found) };
    assert_eq!(p.lacks("decision-maker", Command::ReviseDecision(draft)), ["not_here", "not_here"]);
}

/// The same person is not met twice by a decision that is made anew; somebody else is.
#[test]
fn a_decision_made_anew_opens_only_what_is_new() {
    let mut p = decided(account("team-leader"), Sanction::Warning);
    p.system();
    p.acts("respondent", Action::AskReview);
    let leader = NewMeasure { person: account("team-leader"), sanction: Sanction::Warning };
    let chair = NewMeasure { person: account("panel-chair"), sanction: Sanction::Reprimand };
    let draft = DraftDecision { measures: vec![leader, chair], ..p.decision(Finding::Substantiated) };
    let decision = Some(Box::new(draft));
    p.does("reviewer", Command::ConcludeReview(crate::review::Conclude::Change { decision }));
    assert!(p.last.also.is_empty(), "a proposal opens nothing");
    p.consult_for("decision-maker", Action::ChangeDecision);
    p.does("decision-maker2", Command::ConcludeReview(crate::review::Conclude::Change { decision: None }));
    let new = p.opened();
    assert_eq!(new.case.parties[0].person.user, Some(town::member("panel-chair").id));
    assert_eq!(p.case.links.len(), 2);
}

#[test]
fn whoever_has_a_part_in_the_complaint_is_kept_away() {
    let mut p = against_team_leader(Sanction::Warning);
    let kept = &p.case.measure.as_ref().unwrap().kept_away;
    for who in ["complainant", "representative", "witness", "respondent"] {
        assert!(kept.contains(&town::member(who).id), "{who}");
    }
    assert!(!kept.contains(&town::member("team-leader").id), "the person's own rights stay");
    // In the reporting line of the person, found anew; not in that of who answers for the unit.
    let origin = |who: &str| {
        let user = Some(town::member(who).id);
        p.case.conflict_checks.iter().find(|it| it.user == user).map(|it| it.origin.to_string())
    };
    assert_eq!(origin("intake2").as_deref(), Some("reporting_line"));
    assert_eq!(origin("panel-deputy"), None);
    // A witness of the complaint may be one here, and sees that alone.
    let witness = AddParty { role: PartyRole::Witness, person: account("witness"), channel: None };
    p.does("caseworker2", Command::AddParty(witness));
    assert_eq!(p.capacities("witness"), [Capacity::Witness]);
    let unit = AddParty { role: PartyRole::EmployerUnit, person: account("respondent2"), channel: None };
    assert_eq!(p.lacks("caseworker2", Command::AddParty(unit)), ["not_addable"]);
}

/// Rulebook 7.1: none of the three duties is with who made the finding, and nobody reviews what came of their work.
#[test]
fn separation_from_the_finding() {
    let mut p = decided(account("team-leader"), Sanction::Warning).opened();
    let separate = ["separation_of_duties"];
    for role in [Role::DecisionMaker, Role::Reviewer] {
        assert_eq!(p.lacks("coordinator", assign("decision-maker2", role)), separate, "{role}");
    }
    for who in ["caseworker", "investigator", "decision-maker"] {
        assert!(p.case.barred_by_own_act(town::member(who).id, Role::Reviewer), "{who}");
        assert!(!p.case.barred_by_own_act(town::member(who).id, Role::DecisionMaker), "{who}");
    }
    p.does("coordinator", assign("caseworker", Role::Caseworker));
    let mut p = until(Stage::DecisionDrafted);
    assert_eq!(p.lacks("decision-maker", Command::Decide), ["own_draft"]);
    p.does("decision-maker3", Command::Decide);
}
