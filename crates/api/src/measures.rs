//! What there is in a measure case alone: word to the union, and written reasons after a decision by word of mouth.

use domain::{Action, Command, measure::NotifyUnion};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(notify_union))
        .routes(routes!(ask_reasons))
        .routes(routes!(give_reasons))
}

/// Tell the union
///
/// In a measure case, the person's union is told of what is intended, or it is taken down that there is none to tell. An
/// intended dismissal is put to nobody before.
#[utoipa::path(
    post, path = "/cases/{case}/union-notice", tag = "measures",
    request_body(
        content = NotifyUnion,
        example = json!({
            "member": true,
            "union": "The union of warehouse workers",
            "notice": "We intend to dismiss a member of yours, and put the reasons to them today."
        }),
    ),
)]
async fn notify_union(on: OnCase<NotifyUnion>) -> Result<Changed, Problem> {
    on.change([Action::NotifyUnion], Command::NotifyUnion).await
}

/// Ask for written reasons
///
/// In a measure case that was decided by word of mouth, within 14 days; the reasons are due within 14 days.
#[utoipa::path(post, path = "/cases/{case}/reasons-request", tag = "measures")]
async fn ask_reasons(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::AskReasons], |Nothing| Command::AskReasons).await
}

/// Give written reasons
///
/// To the person who asked for them: as they were written down when it was decided.
#[utoipa::path(post, path = "/cases/{case}/reasons", tag = "measures")]
async fn give_reasons(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::GiveReasons], |Nothing| Command::GiveReasons).await
}
