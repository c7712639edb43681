//! Own-initiative cases (G11): the employer goes on after a withdrawal, where harassment is alleged or there is danger,
//! or with what a bystander reported. Nobody is the complainant of such a case, and nobody's words come into it.

use serde::Deserialize;

use super::{
    LinkedAs,
    opening::{Hand, Kinship},
};
use crate::{
    Action, Assignment, AssignmentId, Capacity, Case, Form, Role, Text,
    allegation::{self, NewAllegation},
    assignment,
    case::FiledHow,
    filing,
    guard::Guard,
    intake,
    phase::Facts,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    state::Stage,
};

/// As many allegations as a complaint begins with.
const MOST: usize = 50;

/// A case that the employer opens on its own initiative.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenOwnInitiative {
    /// Why the employer goes on.
    pub reason: Text,
    /// Somebody is in danger. After a withdrawal that, or harassment among what was alleged, is what it takes.
    #[serde(default)]
    pub danger: bool,
    /// What is looked into, in the office's words and without the name of whoever withdrew or reported.
    #[schema(min_items = 1, max_items = 50)]
    pub allegations: Vec<NewAllegation>,
    /// The facts of the phase, as far as they are known without that person.
    pub facts: Facts<Text>,
}

/// Opens it. Whoever does works on it, once they have declared there.
pub(crate) fn open_own_initiative(
    p: &mut Proceeding<'_, '_>,
    open: OpenOwnInitiative,
) -> Result<(), Refusal> {
    if open.allegations.is_empty() || open.allegations.len() > MOST {
        let detail = format!("from 1 to {MOST} allegations");
        return Err(Refusal::invalid("/allegations", "out_of_range", detail));
    }
    filing::check_names(&open.facts)?;
    let harassment = |form| matches!(form, Form::Harassment | Form::SexualHarassment);
    let grave = p.case.allegations.iter().any(|it| harassment(it.form));
    let report = p.case.is_report();
    if !report && !grave && !open.danger {
        return Err(Refusal::invalid(
            "/danger",
            "no_danger",
            "after a withdrawal the employer goes on only where harassment was alleged or somebody is in danger",
        ));
    }
    let old_is = if report { LinkedAs::Report } else { LinkedAs::Withdrawn };
    let kinship = Kinship { new_is: LinkedAs::OwnInitiative, old_is };
    let user = p.user()?;
    let mut case = p.successor(FiledHow::Office, kinship);
    case.priority = open.facts.priority();
    case.filing.occurred_from = p.case.filing.occurred_from;
    case.filing.occurred_to = p.case.filing.occurred_to;
    // There is nobody who could choose another channel.
    case.filing.whistleblower = Some(false);
    let hand = Hand { capacity: Capacity::Caseworker, action: Action::OpenOwnInitiative };
    let others = p.case.accounts();
    let assignment = Assignment {
        id: AssignmentId(p.cx.draw.uuid()),
        user,
        role: Role::Caseworker,
        since: p.today(),
        ended_on: None,
    };
    // The texts are those of the new case alone, and so kept there.
    let (there, reason) = (case.id, open.reason);
    p.opens(case, kinship, hand, Vec::new(), |other| {
        let facts = Box::new(open.facts.map(|text| other.keep("fact", text)));
        let story = other.keep("own_initiative", reason);
        other.happened(filing::Event::FactsSet { facts, whistleblower: Some(false) });
        other.happened(filing::Event::StoryTold { story });
        for new in open.allegations {
            let allegation = allegation::write(other, new);
            other.happened(filing::Event::AllegationAdded { allegation });
        }
        other.happened(filing::Event::Submitted);
        other.wall_off(&others);
        other.happened(assignment::Event::Assigned { assignment });
        // Nobody waits for an acknowledgement.
        other.happened(intake::Event::ScreeningStarted);
    });
    p.on(there);
    if report {
        p.report_taken_up();
    }
    Ok(())
}

/// Guard: the complaint was withdrawn, or it is a bystander's report.
pub(crate) fn duty_continues(case: &Case) -> Vec<Unmet> {
    let withdrawn = case.stage() == Stage::Withdrawn
        || case.withdrawal.as_ref().is_some_and(|it| it.confirmed_on.is_some() && it.revoked_on.is_none());
    let report = case.is_report() && case.stage() == Stage::Screening;
    if let Some(place) = case.links.iter().position(|it| it.linked_as == LinkedAs::OwnInitiative) {
        let detail = "the employer goes on by itself already";
        let pointer = format!("/links/{place}");
        return vec![Unmet::new(Guard::DutyContinues, "already_opened", pointer, detail)];
    }
    if withdrawn || report {
        return Vec::new();
    }
    let detail = "the employer goes on by itself after a withdrawal, or with a bystander's report";
    vec![Unmet::new(Guard::DutyContinues, "not_withdrawn", "/withdrawal", detail)]
}
