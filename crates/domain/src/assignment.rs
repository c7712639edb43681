//! Assignments: who works on a case in which role, and the separation of duties (rulebook 7.1).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AssignmentId, Capacity, Case, Line, Role, UserId, event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
};

/// One assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Assignment {
    /// The assignment.
    pub id: AssignmentId,
    /// Who.
    pub user: UserId,
    /// In which role.
    pub role: Role,
    /// Since when.
    pub since: Date,
    /// Until when, where it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

/// An assignment.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// The user name.
    pub user: Line,
    /// In which role: caseworker, investigator, decision maker or reviewer.
    pub role: Role,
    /// The assignment that this one replaces.
    #[serde(default)]
    pub replaces: Option<AssignmentId>,
}

/// What happened to assignments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Somebody was assigned.
    Assigned {
        /// The assignment.
        assignment: Assignment,
    },
    /// Somebody's assignment ended.
    AssignmentEnded {
        /// Which.
        assignment: AssignmentId,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Assigned { assignment } => case.assignments.push(assignment.clone()),
        Event::AssignmentEnded { assignment } => {
            for ended in case.assignments.iter_mut().filter(|it| it.id == *assignment) {
                ended.ended_on = Some(event.on);
            }
        }
    }
}

/// The three duties that are never with one person.
const SEPARATE: [(Role, Capacity); 3] = [
    (Role::Investigator, Capacity::Investigator),
    (Role::DecisionMaker, Capacity::DecisionMaker),
    (Role::Reviewer, Capacity::Reviewer),
];

impl Case {
    /// The assignments in force.
    pub fn assigned(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|it| it.ended_on.is_none())
    }

    /// Whether somebody is assigned in a role.
    #[must_use]
    pub fn is_assigned(&self, user: UserId, role: Role) -> bool {
        self.assigned().any(|it| it.user == user && it.role == role)
    }

    /// What bars a person from one of the separate duties: another of them, held or exercised before.
    #[must_use]
    pub fn barred_by_own_act(&self, user: UserId, from: Role) -> bool {
        if !SEPARATE.iter().any(|(role, _)| *role == from) {
            return false;
        }
        // Nobody judges here what they found on the complaint, or reviews what came of their work on it.
        if self.measure.as_ref().is_some_and(|it| {
            it.found_by == user
                || it.found_before.contains(&user)
                || from == Role::Reviewer && it.worked_on_complaint.contains(&user)
        }) {
            return true;
        }
        let others = SEPARATE.iter().filter(|(role, _)| *role != from);
        let mut acted: BTreeSet<_> = others.clone().map(|(_, capacity)| *capacity).collect();
        if from == Role::Reviewer {
            // Nobody reviews what they worked on in any way.
            acted.extend([Capacity::Intake, Capacity::Caseworker]);
        }
        self.has_acted(user, &acted) || others.clone().any(|(role, _)| self.is_assigned(user, *role))
    }

    /// Whether the decision was drafted by a person, or they reviewed it before (rulebook 7.1: none made the contested
    /// decision).
    #[must_use]
    pub fn has_made_or_reviewed_the_outcome(&self, user: UserId) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.draft.editor == user)
            || self.reviews.iter().any(|review| review.ended_on.is_some() && review.reviewer == Some(user))
    }
}

/// Assigns somebody, in place of somebody else where that is named.
pub(crate) fn assign(p: &mut Proceeding<'_, '_>, assign: &Assign) -> Result<(), Refusal> {
    if !matches!(assign.role, Role::Caseworker | Role::Investigator | Role::DecisionMaker | Role::Reviewer) {
        return Err(Refusal::invalid("/role", "not_assignable", "nobody is assigned to a case in this role"));
    }
    let member = p.cx.directory.named(assign.user.as_str());
    let Some(member) = member.filter(|member| member.roles.contains(&assign.role)) else {
        return Err(Refusal::invalid("/user", "not_in_role", "nobody of this name holds the role"));
    };
    let user = member.id;
    if p.case.walled(user) {
        return Err(Refusal::unmet(
            Guard::Impartial,
            "assignee_not_impartial",
            "/assignments",
            "the person cannot deal with this case",
        ));
    }
    let own = assign.role == Role::Reviewer && p.case.has_made_or_reviewed_the_outcome(user);
    if own || p.case.barred_by_own_act(user, assign.role) {
        return Err(Refusal::Guards(vec![separation()]));
    }
    if p.case.is_assigned(user, assign.role) {
        return Err(Refusal::invalid("/user", "already_assigned", "the person has this assignment"));
    }
    if let Some(replaced) = assign.replaces {
        if !p.case.assigned().any(|it| it.id == replaced && it.role == assign.role) {
            return Err(Refusal::invalid(
                "/replaces",
                "unknown_assignment",
                "not an assignment in this role",
            ));
        }
        p.happened(Event::AssignmentEnded { assignment: replaced });
    }
    let assignment = Assignment {
        id: AssignmentId(p.cx.draw.uuid()),
        user,
        role: assign.role,
        since: p.today(),
        ended_on: None,
    };
    p.on(assignment.id);
    p.happened(Event::Assigned { assignment });
    Ok(())
}

/// What a person is told who had another of the separate duties, or reviews own work.
pub(crate) fn separation() -> Unmet {
    Unmet::new(
        Guard::Separation,
        "separation_of_duties",
        "/assignments",
        "investigator, decision maker and reviewer are three people, and nobody reviews own work",
    )
}
