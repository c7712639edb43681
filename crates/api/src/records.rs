//! What must be kept: proceedings before somebody else, and legal holds.

use domain::{
    Action, Command, ExternalProceedingId, LegalHoldId,
    external::{EndExternal, NoticeExternal},
    legal_hold::{Hold, ReleaseHold},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(notice_external))
        .routes(routes!(end_external))
        .routes(routes!(hold))
        .routes(routes!(release_hold))
}

/// Tell of a proceeding before somebody else
///
/// The same matter is before a board, a court, the union or an ombudsman. Nothing of the case is destroyed while it is.
/// Told by a party, or by the system of the body (role `integration`), which needs no `If-Match` and is shown nothing of
/// the case.
#[utoipa::path(
    post, path = "/cases/{case}/external-proceedings", tag = "records",
    request_body(
        content = NoticeExternal,
        example = json!({
            "forum": "board",
            "reference": "Board of Equal Treatment, number 26-40817.",
            "opened_on": "2026-10-02"
        }),
    ),
)]
async fn notice_external(on: OnCase<NoticeExternal>) -> Result<Changed, Problem> {
    on.change([Action::NoticeExternal], Command::NoticeExternal).await
}

/// Tell of its outcome
///
/// The proceeding is over, and what it held is held by it no longer.
#[utoipa::path(
    post, path = "/cases/{case}/external-proceedings/{proceeding}/end", tag = "records",
    request_body(content = EndExternal, example = json!({"ended_on": "2027-06-18"})),
)]
async fn end_external(on: OnItem<ExternalProceedingId, EndExternal>) -> Result<Changed, Problem> {
    on.change([Action::EndExternal], Command::EndExternal).await
}

/// Put a legal hold on
///
/// Nothing of the case is destroyed until it is taken off.
#[utoipa::path(
    post, path = "/cases/{case}/legal-holds", tag = "records",
    request_body(content = Hold, example = json!({"reason": "The ombudsman has asked for the file."})),
)]
async fn hold(on: OnCase<Hold>) -> Result<Changed, Problem> {
    on.change([Action::Hold], Command::Hold).await
}

/// Take a legal hold off
///
/// The hold of an external proceeding ends with the proceeding, and not here.
#[utoipa::path(
    post, path = "/cases/{case}/legal-holds/{hold}/release", tag = "records",
    request_body(content = ReleaseHold, example = json!({"reason": "The ombudsman has sent the file back."})),
)]
async fn release_hold(on: OnItem<LegalHoldId, ReleaseHold>) -> Result<Changed, Problem> {
    on.change([Action::ReleaseHold], Command::ReleaseHold).await
}
