//! How a measure case is opened: by the decision on a complaint whose draft proposes it, in the same transaction.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Event, MeasureCase, Sanction, ground,
    intention::{self, Intention},
};
use crate::{
    Action, Capacity, Case, CaseId, PartyId, Person, PersonRef, UserId,
    case::{Party, PartyRole},
    change::Change,
    impartiality::{self, Origin},
    linked::{self, LinkedAs, LinkedCase},
    proceeding::Proceeding,
    refusal::{Invalid, Refusal},
    state::State,
};

/// A measure that the decision on a complaint opens a case about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProposedMeasure {
    /// Against whom.
    pub person: Person,
    /// Which.
    pub sanction: Sanction,
}

/// A measure that is proposed. It is a case of its own when the complaint is decided; nothing of the complaint's file
/// goes into it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeasure {
    /// Against whom.
    pub person: PersonRef,
    /// Which.
    pub sanction: Sanction,
}

/// What cannot be right about proposals: something was found that they rest on, and they are against nobody whom the
/// complaint protects.
pub(crate) fn check_proposals(
    p: &Proceeding<'_, '_>,
    proposed: &[NewMeasure],
    rests_on_a_finding: bool,
) -> Vec<Invalid> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: String, code, detail: &str| {
        errors.push(Invalid { pointer, code, detail: detail.to_owned() });
    };
    if !proposed.is_empty() && !rests_on_a_finding {
        wrong(
            "/measures".to_owned(),
            "nothing_substantiated",
            "nothing is found that a measure could rest on",
        );
    }
    let mut named = BTreeSet::new();
    for (place, it) in proposed.iter().enumerate() {
        let member =
            it.person.username().and_then(|name| p.cx.directory.named(&name)).map(|member| member.id);
        if it.sanction == Sanction::NoMeasure {
            wrong(
                format!("/measures/{place}/sanction"),
                "not_a_measure",
                "propose a measure, or leave it out",
            );
        }
        if member.is_some_and(|user| !named.insert(user)) {
            wrong(format!("/measures/{place}/person"), "named_twice", "one measure for each person");
        }
        let protected = |user| p.case.parties_of(user).any(|party| party.role != PartyRole::EmployerUnit);
        if member.is_some_and(protected) {
            let detail = "nobody meets a measure for having complained or helped with a complaint";
            wrong(format!("/measures/{place}/person"), "protected_person", detail);
        }
    }
    errors
}

/// Takes the proposals down.
pub(crate) fn propose(
    p: &mut Proceeding<'_, '_>,
    proposed: Vec<NewMeasure>,
) -> Result<Vec<ProposedMeasure>, Refusal> {
    let mut taken = Vec::new();
    for (place, new) in proposed.into_iter().enumerate() {
        let person = p.person(&format!("/measures/{place}/person"), new.person)?;
        taken.push(ProposedMeasure { person, sanction: new.sanction });
    }
    Ok(taken)
}

/// Opens a case for each measure that the decision proposes, but for those that an earlier decision opened against
/// the same account. Those are told what became of the finding that they rest on.
pub(crate) fn open_proposed(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let by = p.user()?;
    let proposed = p.case.outcome().map(|it| it.draft.measures.clone()).unwrap_or_default();
    ground::follow(p, &proposed, by);
    for it in proposed {
        if !ground::is_met(p, &it) {
            open(p, it)?;
        }
    }
    Ok(())
}

fn open(p: &mut Proceeding<'_, '_>, proposed: ProposedMeasure) -> Result<(), Refusal> {
    let (user, today, complaint) = (p.user()?, p.today(), p.case.id);
    let id = CaseId(p.cx.draw.uuid());
    let person = proposed.person;
    let respondent = Party {
        id: PartyId(p.cx.draw.uuid()),
        role: PartyRole::Respondent,
        person,
        mandate: None,
        channel: person.reached_by(None)?,
    };
    let facts = intention::facts(proposed.sanction);
    let case = Case {
        id,
        number: p.cx.draw.case_number(),
        jurisdiction: p.case.jurisdiction,
        state: State::Investigation,
        priority: facts.priority(),
        facts,
        parties: vec![respondent],
        measure: Some(Box::new(MeasureCase {
            intentions: vec![Intention::first(proposed.sanction, today)],
            found_by: user,
            found_before: BTreeSet::new(),
            worked_on_complaint: staff_of(&p.case),
            kept_away: kept_away(&p.case, person.user),
            ground_lost: None,
            union: None,
            reasons: None,
        })),
        links: vec![LinkedCase { case: complaint, linked_as: LinkedAs::Complaint, on: today }],
        ..Case::empty(p.case.unit, user, today)
    };
    let mut own = Proceeding::begin(Case::empty(p.case.unit, user, today), p.actor, p.capacity, p.cx);
    own.happened(Event::Opened { case: Box::new(case) });
    impartiality::detect(&mut own);
    let change = own.change(0, Action::OpenMeasure);
    // The name of somebody without an account stands among the texts of the complaint; nothing else goes along.
    p.also.push(Change { carried_from: person.name.map(|_| complaint), ..change });
    p.happened(linked::Event::CaseLinked {
        link: LinkedCase { case: id, linked_as: LinkedAs::Measure, on: today },
    });
    Ok(())
}

/// Who worked on what was found.
fn staff_of(complaint: &Case) -> BTreeSet<UserId> {
    let found = |capacity| {
        matches!(capacity, Capacity::Caseworker | Capacity::Investigator | Capacity::DecisionMaker)
    };
    complaint.acted.iter().filter(|(_, capacity)| found(*capacity)).map(|(user, _)| *user).collect()
}

/// Who has a part in the complaint, and whom the filing or a settled question keeps away from it. A reporting line is
/// looked at anew: here it is that of the person alone.
fn kept_away(complaint: &Case, person: Option<UserId>) -> BTreeSet<UserId> {
    let parties = complaint.parties.iter().filter_map(|it| it.person.user);
    let walls = complaint.conflict_checks.iter().filter(|it| {
        it.is_wall() && (!it.is_open() || !matches!(it.origin, Origin::ReportingLine | Origin::Respondent))
    });
    parties.chain(walls.filter_map(|it| it.user)).filter(|it| Some(*it) != person).collect()
}
