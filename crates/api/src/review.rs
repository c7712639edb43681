//! Review of a decision, and reopening of a closed case.

use domain::{
    Action, Command,
    review::{AskReview, Conclude, Reopen},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Api, Problem, answer::Changed, extract::OnCase};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(ask_review)).routes(routes!(conclude_review)).routes(routes!(reopen))
}

/// Ask for a review
///
/// A party asks within four weeks, or later with a reason.
#[utoipa::path(
    post, path = "/cases/{case}/review-requests", tag = "review",
    request_body(
        content = AskReview,
        example = json!({"grounds": "The decision overlooks the roster of March."}),
    ),
)]
async fn ask_review(on: OnCase<AskReview>) -> Result<Changed, Problem> {
    on.change([Action::AskReview], Command::AskReview).await
}

/// Conclude a review
///
/// The outcome stands, is changed, or the case goes back. A change is proposed by the reviewer with another
/// decision, and confirmed by a decision maker who sends `change` without one.
#[utoipa::path(
    post, path = "/cases/{case}/review", tag = "review",
    request_body(
        content = Conclude,
        example = json!({"outcome": "uphold", "reasons": "The roster was looked at and does not change the finding."}),
    ),
)]
async fn conclude_review(on: OnCase<Conclude>) -> Result<Changed, Problem> {
    on.change([Action::Uphold, Action::ChangeDecision, Action::SendBack], Command::ConcludeReview).await
}

/// Reopen a closed case
///
/// A new essential fact or an error of procedure.
#[utoipa::path(
    post, path = "/cases/{case}/reopening", tag = "review",
    request_body(
        content = Reopen,
        example = json!({"ground": "new_essential_fact", "reason": "The score sheets were found."}),
    ),
)]
async fn reopen(on: OnCase<Reopen>) -> Result<Changed, Problem> {
    on.change([Action::Reopen], Command::Reopen).await
}
