//! Where a case stands (rulebook 7.2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{ReviewId, archive::ContentHash, codes::codes};

codes! {
    /// The name of a state, without what is known in it. In the order of the procedure.
    Stage {
        Draft, Discarded, Submitted, Acknowledged, Screening, Inadmissible, Referred, Admitted, InformalResolution,
        Investigation, Hearing, Assessment, DecisionDrafted, Decided, Settled, Remediation, FollowUp, UnderReview,
        Withdrawn, Closed, Archived, Destroyed, Preserved,
    }
}

/// The state, with exactly what is known in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "stage", rename_all = "snake_case")]
#[schema(no_recursion)]
pub enum State {
    /// Being written; nobody but the author knows.
    Draft,
    /// A draft that was given up.
    Discarded,
    /// Received.
    Submitted,
    /// Receipt is acknowledged.
    Acknowledged,
    /// It is being looked at whether and how the complaint can be taken up.
    Screening,
    /// Not taken up.
    Inadmissible {
        /// The last day for a request for review.
        review_until: Date,
    },
    /// Handed to somebody else, who has not confirmed yet.
    Referred,
    /// Taken up.
    Admitted,
    /// The parties try to agree.
    InformalResolution {
        /// The last day of the time box.
        until: Date,
    },
    /// The facts are being found.
    Investigation,
    /// Adverse facts are put to the parties.
    Hearing,
    /// What was found is weighed.
    Assessment,
    /// A decision is drafted.
    DecisionDrafted,
    /// Decided; the decision is with the parties or on its way.
    Decided,
    /// All allegations are settled.
    Settled,
    /// Remedies are carried out.
    Remediation,
    /// Checks for retaliation.
    FollowUp,
    /// A reviewer looks at the decision again.
    UnderReview {
        /// Which request.
        review: ReviewId,
        /// Where the case goes back to if the decision is upheld.
        from: Box<State>,
    },
    /// The complainant took the complaint back.
    Withdrawn {
        /// Where the case goes back to if the withdrawal is revoked.
        from: Box<State>,
        /// The last day to revoke it.
        revocable_until: Date,
    },
    /// At its end.
    Closed {
        /// Whether the case ended by being referred: then it is never reviewed or reopened here.
        referred: bool,
    },
    /// In the archive: only read.
    Archived {
        /// Since when.
        on: Date,
    },
    /// Destroyed: what is left is a tombstone.
    Destroyed {
        /// The day.
        on: Date,
        /// The hash of what there was.
        #[schema(value_type = String)]
        hash: ContentHash,
    },
    /// Kept for good.
    Preserved {
        /// Since when.
        on: Date,
    },
}

impl State {
    /// The name of the state.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::Draft => Stage::Draft,
            Self::Discarded => Stage::Discarded,
            Self::Submitted => Stage::Submitted,
            Self::Acknowledged => Stage::Acknowledged,
            Self::Screening => Stage::Screening,
            Self::Inadmissible { .. } => Stage::Inadmissible,
            Self::Referred => Stage::Referred,
            Self::Admitted => Stage::Admitted,
            Self::InformalResolution { .. } => Stage::InformalResolution,
            Self::Investigation => Stage::Investigation,
            Self::Hearing => Stage::Hearing,
            Self::Assessment => Stage::Assessment,
            Self::DecisionDrafted => Stage::DecisionDrafted,
            Self::Decided => Stage::Decided,
            Self::Settled => Stage::Settled,
            Self::Remediation => Stage::Remediation,
            Self::FollowUp => Stage::FollowUp,
            Self::UnderReview { .. } => Stage::UnderReview,
            Self::Withdrawn { .. } => Stage::Withdrawn,
            Self::Closed { .. } => Stage::Closed,
            Self::Archived { .. } => Stage::Archived,
            Self::Destroyed { .. } => Stage::Destroyed,
            Self::Preserved { .. } => Stage::Preserved,
        }
    }
}

impl Stage {
    /// Whether the case lies in the archive: it is read, and nothing is done to it but what keeps or ends it.
    #[must_use]
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Archived | Self::Preserved)
    }
}
