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
    request_body(
        content = DraftReasons,
        example = json!({
            "legal_rules": "The act covers employment and recruitment, not the choice of a supplier.",
            "considerations": "The complaint is about a contract between two companies.",
            "essential_facts": "The complainant was never employed here and did not apply.",
            "guidance": "You can ask for a review within four weeks, and complain to the Board of Equal Treatment."
        }),
    ),
)]
async fn draft_rejection(on: OnCase<DraftReasons>) -> Result<Changed, Problem> {
    on.change([Action::DraftRejection], Command::DraftRejection).await
}

/// Change the draft of a rejection
///
/// Replaces the draft. Whoever changes it last does not approve it.
#[utoipa::path(
    put, path = "/cases/{case}/rejection-draft", tag = "rejection",
    request_body(
        content = DraftReasons,
        example = json!({
            "legal_rules": "The act covers employment and recruitment, not the choice of a supplier.",
            "considerations": "The complaint is about a contract between two companies.",
            "essential_facts": "The complainant was never employed here and did not apply.",
            "guidance": "You can ask for a review within four weeks of receiving this. The Board of Equal Treatment is free of charge."
        }),
    ),
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
