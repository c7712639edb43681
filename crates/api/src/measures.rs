//! What there is in a measure case alone: another intention, word to the union, written reasons after a decision by word
//! of mouth, and what to do where the finding that it rests on does not stand.

use domain::{
    Action, Command,
    measure::{EndMeasure, GroundAnew, IntendMeasure, NotifyUnion},
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
        .routes(routes!(ground_anew))
        .routes(routes!(end_measure))
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

/// Ground a measure anew
///
/// The decision that the measure rests on was set aside, and a new one proposes it again: the case goes on. Whoever made
/// that finding, before or now, has no part in it.
#[utoipa::path(
    post, path = "/cases/{case}/ground", tag = "measures",
    request_body(
        content = GroundAnew,
        example = json!({ "reason": "The new decision finds the same days, and carries the same measure." }),
    ),
)]
async fn ground_anew(on: OnCase<GroundAnew>) -> Result<Changed, Problem> {
    on.change([Action::GroundAnew], Command::GroundAnew).await
}

/// End a measure case that rests on nothing
///
/// The decision that the measure rests on was set aside, or does not propose it any more. What was decided here counts no
/// longer. The person is told, if they were told of the case.
#[utoipa::path(
    post, path = "/cases/{case}/measure-end", tag = "measures",
    request_body(
        content = EndMeasure,
        example = json!({ "message": "What the warning rested on does not stand. Nothing is done against you." }),
    ),
)]
async fn end_measure(on: OnCase<EndMeasure>) -> Result<Changed, Problem> {
    on.change([Action::EndMeasure], Command::EndMeasure).await
}
