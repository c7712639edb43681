//! What there is in a measure case alone: another intention, word to the union, and written reasons after a decision by
//! word of mouth.

use domain::{
    Action, Command,
    measure::{IntendMeasure, NotifyUnion},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(intend_measure))
        .routes(routes!(notify_union))
        .routes(routes!(ask_reasons))
        .routes(routes!(give_reasons))
}

/// Intend another measure
///
/// In a measure case, before the decision. Who was heard is heard on it anew: the reason becomes an item of the hearing,
/// to be put to them. A harder measure opens a hearing that was over again, and the draft is written anew; of a milder
/// one the person is told.
#[utoipa::path(
    post, path = "/cases/{case}/intended-measure", tag = "measures",
    request_body(
        content = IntendMeasure,
        example = json!({
            "sanction": "dismissal",
            "reason": "Two more days became known on which it happened, after the warning of May."
        }),
    ),
)]
async fn intend_measure(on: OnCase<IntendMeasure>) -> Result<Changed, Problem> {
    on.change([Action::IntendMeasure], Command::IntendMeasure).await
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
