//! Impartiality: declarations, and their settlement by somebody else.

use domain::{
    Action, Command, ConflictCheckId,
    impartiality::{Declare, SettleConflict},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(declare)).routes(routes!(settle_conflict))
}

/// Declare your impartiality
///
/// Staff declare, before anything else, whether there is a reason to doubt their impartiality.
#[utoipa::path(
    post, path = "/cases/{case}/conflict-declarations", tag = "impartiality",
    request_body(content = Declare, example = json!({"reasons": []})),
)]
async fn declare(on: OnCase<Declare>) -> Result<Changed, Problem> {
    on.change([Action::Declare], Command::Declare).await
}

/// Settle a question of impartiality
///
/// The conflict officer clears or disqualifies the person; nobody settles their own case.
#[utoipa::path(
    post, path = "/cases/{case}/conflict-declarations/{declaration}/settlement", tag = "impartiality",
    request_body(
        content = SettleConflict,
        example = json!({"settlement": "disqualified", "reason": "The same manager as the accused person."}),
    ),
)]
async fn settle_conflict(on: OnItem<ConflictCheckId, SettleConflict>) -> Result<Changed, Problem> {
    on.change([Action::SettleConflict], Command::SettleConflict).await
}
