//! The end of a case: the archive, and what becomes of what lies there.

use domain::{
    Action, Command,
    archive::{Archive, Dispose, Disposition},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Api, Problem, answer::Changed, extract::OnCase};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(archive)).routes(routes!(destroy)).routes(routes!(preserve))
}

/// Archive a closed case
///
/// From now on the case is only read, and kept until the day that its rule gives, or a later one.
#[utoipa::path(
    post, path = "/cases/{case}/archiving", tag = "records",
    request_body(content = Archive, example = json!({"retain_until": "2033-03-06"})),
)]
async fn archive(on: OnCase<Archive>) -> Result<Changed, Problem> {
    on.change([Action::Archive], Command::Archive).await
}

/// Destroy an archived case
///
/// One archivist proposes it with the rule, another confirms it without, on the same or the next day. Nothing changes
/// before. What is left is a tombstone: number, dates, rule, and the hash of what there was.
#[utoipa::path(
    post, path = "/cases/{case}/destruction", tag = "records",
    request_body(
        content = Dispose,
        example = json!({
            "archive_rule": {
                "rule": "HR-2035-4", "basis": "ARK-591-5-2", "approval": "COUNCIL-2035/118",
                "approved_on": "2035-11-12"
            }
        }),
    ),
)]
async fn destroy(on: OnCase<Dispose>) -> Result<Changed, Problem> {
    on.change([Action::Destroy], |dispose| Command::Dispose(Disposition::Destruction, dispose)).await
}

/// Preserve an archived case
///
/// The case is kept for good. One archivist proposes it with the rule, another confirms it without.
#[utoipa::path(
    post, path = "/cases/{case}/preservation", tag = "records",
    request_body(
        content = Dispose,
        example = json!({
            "archive_rule": {
                "rule": "HR-2035-9", "basis": "ARK-591-3-1", "approval": "COUNCIL-2035/118",
                "approved_on": "2035-11-12"
            }
        }),
    ),
)]
async fn preserve(on: OnCase<Dispose>) -> Result<Changed, Problem> {
    on.change([Action::Preserve], |dispose| Command::Dispose(Disposition::Preservation, dispose)).await
}
