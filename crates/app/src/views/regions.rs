//! What runs beside the procedure, as each may see it.

use domain::{
    ContentId, SuspensionId,
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
