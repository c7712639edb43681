//! Remedies: started, carried out, or none.

use domain::{
    Action, Command,
    remedy::{CompleteRemedies, NoRemedies},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(start_remedies))
        .routes(routes!(no_remedies))
        .routes(routes!(complete_remedies))
}

/// Start the remedies
///
/// The remedies that were decided or agreed are carried out from now on.
#[utoipa::path(post, path = "/cases/{case}/remedies", tag = "remedies")]
async fn start_remedies(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::StartRemedies], |Nothing| Command::StartRemedies).await
}

/// Note that nothing is to be done
///
/// Goes on to the follow-up without remedies, with a reason.
#[utoipa::path(
    post, path = "/cases/{case}/remedies/none", tag = "remedies",
    request_body(content = NoRemedies, example = json!({"reason": "No allegation was substantiated."})),
)]
async fn no_remedies(on: OnCase<NoRemedies>) -> Result<Changed, Problem> {
    on.change([Action::NoRemedies], Command::NoRemedies).await
}

/// Note what was done
///
/// Remedies that were carried out or have a later day. When each is one of the two, the case goes on.
#[utoipa::path(
    post, path = "/cases/{case}/remedies/completion", tag = "remedies",
    request_body(
        content = CompleteRemedies,
        example = json!({"done": ["rmdy_1c9q4zr82n57mfk6xwd3tb0ehg"], "scheduled": []}),
    ),
)]
async fn complete_remedies(on: OnCase<CompleteRemedies>) -> Result<Changed, Problem> {
    on.change([Action::CompleteRemedies], Command::CompleteRemedies).await
}
