//! Suspensions: the case rests, and goes on.

use domain::{
    Action, Command, SuspensionId,
    suspension::{EndSuspension, Suspend},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(suspend)).routes(routes!(end_suspension))
}

/// Suspend the case
///
/// The case rests from a day to a day and then goes on by itself. Duties of law keep running; only the dates that the
/// office set itself wait. What parties do stays possible.
#[utoipa::path(
    post, path = "/cases/{case}/suspensions", tag = "suspension",
    request_body(
        content = Suspend,
        example = json!({
            "reason": "criminal_investigation",
            "words": "The police asked that witnesses are not heard before they are.",
            "until": "2026-11-30"
        }),
    ),
)]
async fn suspend(on: OnCase<Suspend>) -> Result<Changed, Problem> {
    on.change([Action::Suspend], Command::Suspend).await
}

/// End a suspension
///
/// The case goes on before the day.
#[utoipa::path(
    post, path = "/cases/{case}/suspensions/{suspension}/end", tag = "suspension",
    request_body(content = EndSuspension, example = json!({"reason": "The police have heard the witnesses."})),
)]
async fn end_suspension(on: OnItem<SuspensionId, EndSuspension>) -> Result<Changed, Problem> {
    on.change([Action::EndSuspension], Command::EndSuspension).await
}
