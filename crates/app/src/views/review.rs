//! A review as it is shown.

use domain::{
    Case, ContentId, PartyId, ReviewId, UserId,
    decision::Draft,
    delivery::Delivered,
    review::{Review, ReviewOutcome},
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A review: what a party asked for, and what came of it once that reached the reader.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The review.
    pub id: ReviewId,
    /// Who asks.
    pub party: PartyId,
    /// When.
    pub asked_on: Date,
    /// Why; for the party that asked, and for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub grounds: Option<ContentId>,
    /// Why it comes late; for the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub late_reason: Option<ContentId>,
    /// The other decision that the reviewer proposes; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Draft>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReviewOutcome>,
    /// Who reviewed; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<UserId>,
    /// Why it ended so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reasons: Option<ContentId>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

impl ReviewView {
    /// All of it.
    pub(super) fn whole(it: &Review) -> Self {
        Self {
            id: it.id,
            party: it.party,
            asked_on: it.asked_on,
            grounds: Some(it.grounds),
            late_reason: it.late_reason,
            proposal: it.proposal.clone(),
            outcome: it.outcome,
            reviewer: it.reviewer,
            reasons: it.reasons,
            ended_on: it.ended_on,
        }
    }

    /// What a party sees: the own grounds, and the outcome once it is available to that party. A proposal is
    /// nobody's yet.
    pub(super) fn of_party(case: &Case, it: &Review, party: Option<PartyId>) -> Self {
        let own = Some(it.party) == party;
        let told = party.is_some_and(|party| reached(case, it, party));
        let whole = Self::whole(it);
        Self {
            grounds: whole.grounds.filter(|_| own),
            late_reason: whole.late_reason.filter(|_| own),
            proposal: None,
            outcome: whole.outcome.filter(|_| told),
            reviewer: None,
            reasons: whole.reasons.filter(|_| told),
            ended_on: whole.ended_on.filter(|_| told),
            ..whole
        }
    }
}

/// Whether the outcome of a review is available to a party: as such, or as another decision.
fn reached(case: &Case, it: &Review, party: PartyId) -> bool {
    let Some(ended) = it.ended_on else { return false };
    case.deliveries.iter().any(|delivery| {
        delivery.party == party
            && matches!(delivery.act, Delivered::ReviewOutcome | Delivered::Decision)
            && delivery.available_on.is_some_and(|on| on >= ended)
    })
}
