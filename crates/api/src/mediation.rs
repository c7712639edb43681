//! The attempt to agree, and the settlement of single allegations.

use domain::{
    Action, Command,
    mediation::{ExtendMediation, OfferMediation, Settle},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(agree_mediation))
        .routes(routes!(offer_mediation))
        .routes(routes!(extend_mediation))
        .routes(routes!(end_mediation))
        .routes(routes!(settle))
        .routes(routes!(sign_settlement))
}

/// Agree to mediate
///
/// Each party agrees by its own act, before mediation is offered.
#[utoipa::path(post, path = "/cases/{case}/mediation/agreement", tag = "mediation")]
async fn agree_mediation(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::AgreeMediation], |Nothing| Command::AgreeMediation).await
}

/// Begin mediation
///
/// Both parties agreed to try; a time box begins.
#[utoipa::path(
    post, path = "/cases/{case}/mediation", tag = "mediation",
    request_body(content = OfferMediation, example = json!({})),
)]
async fn offer_mediation(on: OnCase<OfferMediation>) -> Result<Changed, Problem> {
    on.change([Action::OfferMediation], Command::OfferMediation).await
}

/// Agree to more time for mediation
///
/// Each party agrees to the same last day by its own act; then that is the last day. All in all at most 60 days more than
/// at the beginning.
#[utoipa::path(
    post, path = "/cases/{case}/mediation/extension", tag = "mediation",
    request_body(content = ExtendMediation, example = json!({ "until": "2026-06-15" })),
)]
async fn extend_mediation(on: OnCase<ExtendMediation>) -> Result<Changed, Problem> {
    on.change([Action::ExtendMediation], Command::ExtendMediation).await
}

/// End mediation
///
/// Either party or the caseworker ends it. Nothing said there may be used.
#[utoipa::path(post, path = "/cases/{case}/mediation/end", tag = "mediation")]
async fn end_mediation(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::EndMediation], |Nothing| Command::EndMediation).await
}

/// Settle
///
/// With `terms`: puts a settlement on the table. Without a body: a decision maker confirms what both parties
/// signed, after the time to think it over.
#[utoipa::path(
    post, path = "/cases/{case}/settlement", tag = "mediation",
    request_body(
        content = Settle,
        example = json!({
            "terms": [
                {
                    "allegation": "alleg_1c9q4zr82n57mfk6xwd3tb0ehg",
                    "terms": "A height-adjustable table within four weeks.",
                    "owner": "The head of the warehouse",
                    "due_on": "2026-05-18"
                }
            ],
            "waives_outside_rights": false,
            "legal_advice": true
        }),
    ),
)]
async fn settle(on: OnCase<Settle>) -> Result<Changed, Problem> {
    on.change([Action::ProposeSettlement, Action::Settle], Command::Settle).await
}

/// Sign a settlement
///
/// The party signs the settlement on the table. The time to think it over runs from the last signature.
#[utoipa::path(post, path = "/cases/{case}/settlement/signatures", tag = "mediation")]
async fn sign_settlement(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::SignSettlement], |Nothing| Command::SignSettlement).await
}
