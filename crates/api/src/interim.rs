//! Interim measures: ordered, looked at again, ended.

use domain::{
    Action, Command, InterimMeasureId,
    interim::{EndInterim, OrderInterim, ReviewInterim},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(order_interim))
        .routes(routes!(review_interim))
        .routes(routes!(end_interim))
}

/// Order an interim measure
///
/// A measure with an end, looked at again every 14 days, never to the detriment of the complainant.
#[utoipa::path(
    post, path = "/cases/{case}/interim-measures", tag = "interim",
    request_body(
        content = OrderInterim,
        example = json!({
            "measure": "hold_appointment",
            "what": "The contract is not signed before the case is decided.",
            "until": "2026-11-30",
            "touches_complainant": false
        }),
    ),
)]
async fn order_interim(on: OnCase<OrderInterim>) -> Result<Changed, Problem> {
    on.change([Action::OrderInterim], Command::OrderInterim).await
}

/// Look at a measure again
///
/// The measure goes on as it is, or with another end.
#[utoipa::path(
    post, path = "/cases/{case}/interim-measures/{measure}/review", tag = "interim",
    request_body(content = ReviewInterim, example = json!({"reason": "The reasons for it still stand."})),
)]
async fn review_interim(on: OnItem<InterimMeasureId, ReviewInterim>) -> Result<Changed, Problem> {
    on.change([Action::ReviewInterim], Command::ReviewInterim).await
}

/// End a measure
///
/// The measure ends before its day.
#[utoipa::path(
    post, path = "/cases/{case}/interim-measures/{measure}/end", tag = "interim",
    request_body(content = EndInterim, example = json!({"reason": "The post was filled in another way."})),
)]
async fn end_interim(on: OnItem<InterimMeasureId, EndInterim>) -> Result<Changed, Problem> {
    on.change([Action::EndInterim], Command::EndInterim).await
}
