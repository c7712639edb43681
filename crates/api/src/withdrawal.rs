//! Withdrawal in two steps, and taking it back.

use domain::{
    Action, Command,
    withdrawal::{ConfirmWithdrawal, Withdraw},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(withdraw))
        .routes(routes!(confirm_withdrawal))
        .routes(routes!(revoke_withdrawal))
}

/// Ask to withdraw
///
/// The first step. Nobody has to say why.
#[utoipa::path(
    post, path = "/cases/{case}/withdrawal", tag = "withdrawal",
    request_body(content = Withdraw, example = json!({})),
)]
async fn withdraw(on: OnCase<Withdraw>) -> Result<Changed, Problem> {
    on.change([Action::Withdraw], Command::Withdraw).await
}

/// Confirm the withdrawal
///
/// The second step, with the answer to the question whether there was pressure. It can be taken back for 14
/// days.
#[utoipa::path(
    post, path = "/cases/{case}/withdrawal/confirmation", tag = "withdrawal",
    request_body(content = ConfirmWithdrawal, example = json!({"under_pressure": false})),
)]
async fn confirm_withdrawal(on: OnCase<ConfirmWithdrawal>) -> Result<Changed, Problem> {
    on.change([Action::ConfirmWithdrawal], Command::ConfirmWithdrawal).await
}

/// Take the withdrawal back
///
/// The case goes on where it stood.
#[utoipa::path(post, path = "/cases/{case}/withdrawal/revocation", tag = "withdrawal")]
async fn revoke_withdrawal(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::RevokeWithdrawal], |Nothing| Command::RevokeWithdrawal).await
}
