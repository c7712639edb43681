//! The follow-up: checks for retaliation, and the end of the case.

use domain::{
    Action, Command, FollowUpId,
    follow_up::{AnswerCheck, Close},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(answer_check)).routes(routes!(close))
}

/// Answer a check
///
/// Whether the complainant was treated worse because of the complaint.
#[utoipa::path(
    post, path = "/cases/{case}/follow-ups/{check}/answer", tag = "follow-up",
    request_body(content = AnswerCheck, example = json!({"answer": "no"})),
)]
async fn answer_check(on: OnItem<FollowUpId, AnswerCheck>) -> Result<Changed, Problem> {
    on.change([Action::AnswerCheck], Command::AnswerCheck).await
}

/// Close the case
///
/// The end, with what the complainant is told.
#[utoipa::path(
    post, path = "/cases/{case}/closing", tag = "follow-up",
    request_body(
        content = Close,
        example = json!({"message": "The remedies are done and nobody treated you worse. The case is closed."}),
    ),
)]
async fn close(on: OnCase<Close>) -> Result<Changed, Problem> {
    on.change([Action::Close], Command::Close).await
}
