//! What runs beside the procedure, as each may see it.

use domain::{
    ContentId, ExternalProceedingId, PartyId, SuspensionId,
    external::{ExternalProceeding, Forum},
    legal_hold::LegalHold,
    suspension::{Suspension, SuspensionReason},
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A suspension. Why is told to staff and the complainant: it can tell what one side did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SuspensionView {
    pub id: SuspensionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<SuspensionReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub words: Option<ContentId>,
    pub from: Date,
    pub until: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

/// Suspensions, with or without why.
pub(super) fn suspensions(all: &[Suspension], why: bool) -> Vec<SuspensionView> {
    let shown = |it: &Suspension| SuspensionView {
        id: it.id,
        reason: why.then_some(it.reason),
        words: why.then_some(it.words),
        from: it.from,
        until: it.until,
        ended_on: it.ended_on,
    };
    all.iter().map(shown).collect()
}

/// A proceeding before somebody else. Who keeps the records sees that there is one, and not how it is found there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExternalProceedingView {
    pub id: ExternalProceedingId,
    pub forum: Forum,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reference: Option<ContentId>,
    pub opened_on: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<PartyId>,
    /// Whether the body itself told of it, by its system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_the_body: Option<bool>,
    pub reported_on: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

/// Proceedings, with or without what a party told of them.
pub(super) fn proceedings<'a>(
    all: impl IntoIterator<Item = &'a ExternalProceeding>,
    content: bool,
) -> Vec<ExternalProceedingView> {
    let shown = |it: &ExternalProceeding| ExternalProceedingView {
        id: it.id,
        forum: it.forum,
        reference: content.then_some(it.reference),
        opened_on: it.opened_on,
        reported_by: it.reported_by.filter(|_| content),
        by_the_body: it.system.map(|_| true),
        reported_on: it.reported_on,
        ended_on: it.ended_on,
    };
    all.into_iter().map(shown).collect()
}

/// Holds without why, for those who keep number and dates alone.
pub(super) fn bare(all: &[LegalHold]) -> Vec<LegalHold> {
    all.iter().map(|it| LegalHold { reason: None, release_reason: None, ..it.clone() }).collect()
}
