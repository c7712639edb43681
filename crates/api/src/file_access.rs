//! Access of the parties to the file.

use domain::{
    AccessRequestId, Action, Command,
    file_access::{AnswerAccess, AskAccess},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(ask_access)).routes(routes!(answer_access))
}

/// Ask for the file
///
/// A party asks to see the file. The case does not go on to its assessment before there is an answer.
#[utoipa::path(
    post, path = "/cases/{case}/access-requests", tag = "file-access",
    request_body(
        content = AskAccess,
        example = json!({"scope": "Everything about the incident of 20 March."}),
    ),
)]
async fn ask_access(on: OnCase<AskAccess>) -> Result<Changed, Problem> {
    on.change([Action::AskAccess], Command::AskAccess).await
}

/// Answer a request for the file
///
/// What is given, and why something is left out.
#[utoipa::path(
    post, path = "/cases/{case}/access-requests/{request}/answer", tag = "file-access",
    request_body(
        content = AnswerAccess,
        example = json!({
            "given": "The report, the replies and the roster.",
            "left_out": "Names of witnesses, who are promised protection (FVL s. 15b)."
        }),
    ),
)]
async fn answer_access(on: OnItem<AccessRequestId, AnswerAccess>) -> Result<Changed, Problem> {
    on.change([Action::AnswerAccess], Command::AnswerAccess).await
}
