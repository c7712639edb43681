//! Measure cases: opened by the decision on a complaint, with a hearing, a union notice, reasons and a review of their
//! own, and closed to everybody who has a part in the complaint alone.

mod archiving;
mod deciding;
mod ground;
mod hearing;
mod intention;
mod opening;
mod suspending;
mod table;

use super::{
    acts::*,
    play::Play,
    stages::{self, at},
};
use crate::{
    Action, Command, Finding, Mandate, PersonRef, Role, Stage,
    case::PartyRole,
    decision::DraftDecision,
    measure::{NewMeasure, Sanction},
    party::AddRepresentative,
    rules::Rules,
};

/// A complaint that is decided, with a measure against somebody.
fn decided(person: PersonRef, sanction: Sanction) -> Play {
    let mut p = at(Stage::DecisionDrafted);
    let measures = vec![NewMeasure { person, sanction }];
    let decision = DraftDecision { measures, ..p.decision(Finding::Substantiated) };
    p.does("decision-maker", Command::ReviseDecision(decision));
    p.consult_for("decision-maker", Action::Decide);
    p.does("decision-maker2", Command::Decide);
    p
}

/// The measure case as it was opened, with those who work on it.
fn opened(person: PersonRef, sanction: Sanction) -> Play {
    let mut p = decided(person, sanction).opened();
    staff(&mut p);
    p
}

fn staff(p: &mut Play) {
    for (who, role) in [
        ("caseworker2", Role::Caseworker),
        ("investigator2", Role::Investigator),
        ("decision-maker", Role::DecisionMaker),
        ("decision-maker3", Role::DecisionMaker),
        ("reviewer", Role::Reviewer),
    ] {
        p.staff(who, role);
    }
}

fn against_team_leader(sanction: Sanction) -> Play {
    opened(account("team-leader"), sanction)
}

pub(super) fn against_somebody() -> Play {
    against_team_leader(Sanction::Warning)
}

/// The same on its way to a state.
fn until(stage: Stage) -> Play {
    from(against_team_leader(Sanction::Dismissal), stage)
}

fn from(mut p: Play, stage: Stage) -> Play {
    let person = if p.case.parties[0].person.user.is_some() { "team-leader" } else { "caseworker2" };
    let way: [(Stage, &[(&str, Action)]); 5] = [
        (Stage::Hearing, &[("investigator2", Action::FinishInvestigation)]),
        (
            Stage::Assessment,
            &[
                ("caseworker2", Action::NotifyUnion),
                ("investigator2", Action::Disclose),
                (person, Action::Reply),
                ("caseworker2", Action::CloseHearing),
            ],
        ),
        (Stage::DecisionDrafted, &[("decision-maker", Action::DraftDecision)]),
        (Stage::Decided, &[("decision-maker3", Action::Decide)]),
        (Stage::UnderReview, &[("team-leader", Action::AskReview)]),
    ];
    for (reached, acts) in way {
        if p.stage() == stage || reached == Stage::UnderReview && stage >= Stage::Closed {
            break;
        }
        for (who, action) in acts {
            p.acts(who, *action);
        }
        p.system();
        assert_eq!(p.stage(), reached);
    }
    if stage >= Stage::Closed {
        p.on(after_review(&p));
        p.acts("caseworker2", Action::Close);
    }
    if stage > Stage::Closed {
        p.acts("archivist", Action::Archive);
    }
    for (end, action) in [(Stage::Destroyed, Action::Destroy), (Stage::Preserved, Action::Preserve)] {
        if stage == end {
            stages::disposed(&mut p, action);
        }
    }
    assert_eq!(p.stage(), stage);
    p
}

fn after_review(p: &Play) -> jiff::civil::Date {
    let person = p.party(PartyRole::Respondent);
    crate::review::review_until(&p.case, person, Rules::denmark()).unwrap().tomorrow().unwrap()
}

const STAGES: [Stage; 10] = [
    Stage::Investigation,
    Stage::Hearing,
    Stage::Assessment,
    Stage::DecisionDrafted,
    Stage::Decided,
    Stage::UnderReview,
    Stage::Closed,
    Stage::Archived,
    Stage::Preserved,
    Stage::Destroyed,
];

/// A measure against somebody without an account, just opened.
pub(super) fn against_nobody_known() -> Play {
    opened(named("the foreman"), Sanction::Warning)
}

/// Measure cases in every state, one against somebody without an account, one where the person is represented.
pub(super) fn all() -> Vec<Play> {
    let mut cases: Vec<_> = STAGES.into_iter().map(until).collect();
    cases.push(from(opened(named("the foreman"), Sanction::Warning), Stage::Decided));
    let mut represented = until(Stage::Hearing);
    represented.acts("caseworker2", Action::InformRespondent);
    for (who, mandate) in
        [("representative", Mandate::Decide), ("representative2", Mandate::Write), ("witness", Mandate::Read)]
    {
        let new = AddRepresentative { person: account(who), mandate, power_of_attorney: false };
        represented.does("team-leader", Command::AddRepresentative(new));
    }
    cases.push(represented);
    cases
}
