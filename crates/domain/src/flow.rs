//! The states in an order in which the stretches that rules speak of are unbroken (rulebook 7.4).

use crate::state::Stage::{
    self, Acknowledged, Admitted, Archived, Assessment, Closed, Decided, DecisionDrafted, Destroyed, Draft,
    FollowUp, Hearing, Inadmissible, InformalResolution, Investigation, Preserved, Referred, Remediation,
    Screening, Settled, Submitted, UnderReview, Withdrawn,
};

/// What goes on first, then what ends otherwise than by a decision, then what is over.
const FLOW: &[Stage] = &[
    Draft,
    Submitted,
    Acknowledged,
    Screening,
    Admitted,
    InformalResolution,
    Investigation,
    Hearing,
    Assessment,
    DecisionDrafted,
    Decided,
    Remediation,
    FollowUp,
    UnderReview,
    Settled,
    Inadmissible,
    Referred,
    Withdrawn,
    Closed,
    Archived,
    Preserved,
    Destroyed,
];

/// The states from one to another, both included.
pub(crate) const fn span(first: Stage, last: Stage) -> &'static [Stage] {
    let (until_last, _) = FLOW.split_at(place(last) + 1);
    until_last.split_at(place(first)).1
}

const fn place(stage: Stage) -> usize {
    let mut place = 0;
    // A state that has no place ends the compilation.
    while FLOW[place] as usize != stage as usize {
        place += 1;
    }
    place
}
