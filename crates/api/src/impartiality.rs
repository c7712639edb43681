//! Impartiality: declarations, their settlement by somebody else, and what a disqualified person did before.

use domain::{
    Action, Command, ConflictCheckId, FlaggedActId,
    flagged::LookAtAct,
    impartiality::{Declare, SettleConflict},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(declare))
        .routes(routes!(settle_conflict))
        .routes(routes!(look_at_act))
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

/// Look at an act of somebody who was disqualified
///
/// Who took the place of the person confirms the act, or says that it was done anew: that needs somebody else to have
/// done the same since. Nothing is decided before.
#[utoipa::path(
    post, path = "/cases/{case}/flagged-acts/{act}/settlement", tag = "impartiality",
    request_body(
        content = LookAtAct,
        example = json!({"outcome": "confirmed", "reason": "I listened to the recording; the summary is true to it."}),
    ),
)]
async fn look_at_act(on: OnItem<FlaggedActId, LookAtAct>) -> Result<Changed, Problem> {
    on.change([Action::LookAtAct], Command::LookAtAct).await
}
