//! Rejection after the screening: a draft, its changes, and its approval by another person.

use domain::{Action, Command, decision::DraftReasons};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(draft_rejection, revise_rejection)).routes(routes!(reject))
}

/// Draft a rejection
///
/// Why the complaint is not taken up, with where and until when to complain. What is missing is asked for
/// when the rejection is approved.
#[utoipa::path(
    post, path = "/cases/{case}/rejection-draft", tag = "rejection",
    request_body = DraftReasons,
)]
async fn draft_rejection(on: OnCase<DraftReasons>) -> Result<Changed, Problem> {
    on.change([Action::DraftRejection], Command::DraftRejection).await
}

/// Change the draft of a rejection
///
/// Replaces the draft. Whoever changes it last does not approve it.
#[utoipa::path(
    put, path = "/cases/{case}/rejection-draft", tag = "rejection",
    request_body = DraftReasons,
)]
async fn revise_rejection(on: OnCase<DraftReasons>) -> Result<Changed, Problem> {
    on.change([Action::ReviseRejection], Command::ReviseRejection).await
}

/// Reject the complaint
///
/// A decision maker who did not edit the draft last approves it. The complainant is told, with reasons and
/// guidance.
#[utoipa::path(post, path = "/cases/{case}/rejection", tag = "rejection")]
async fn reject(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::Reject], |Nothing| Command::Reject).await
}
