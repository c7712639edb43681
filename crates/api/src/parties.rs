//! Who has a part in a case: assignments, parties, representatives, how far the name is used, and what was opened.

use domain::{
    Action, Command, DeliveryId,
    assignment::Assign,
    party::{AddParty, AddRepresentative, SetIdentityLevel},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(assign))
        .routes(routes!(add_party))
        .routes(routes!(add_representative))
        .routes(routes!(set_identity_level))
        .routes(routes!(record_opening))
}

/// Assign somebody
///
/// A caseworker, investigator, decision maker or reviewer; or somebody in their place.
#[utoipa::path(
    post, path = "/cases/{case}/assignments", tag = "parties",
    request_body(content = Assign, example = json!({"user": "caseworker", "role": "caseworker"})),
)]
async fn assign(on: OnCase<Assign>) -> Result<Changed, Problem> {
    on.change([Action::Assign], Command::Assign).await
}

/// Add a party
///
/// A witness, or who answers for the unit in place of an accused speaker.
#[utoipa::path(
    post, path = "/cases/{case}/parties", tag = "parties",
    request_body(
        content = AddParty,
        example = json!({"role": "witness", "person": {"name": "A colleague from the night shift"}}),
    ),
)]
async fn add_party(on: OnCase<AddParty>) -> Result<Changed, Problem> {
    on.change([Action::AddParty], Command::AddParty).await
}

/// Add a representative
///
/// Somebody who acts for the complainant, as far as the power of attorney goes.
#[utoipa::path(
    post, path = "/cases/{case}/representatives", tag = "parties",
    request_body(
        content = AddRepresentative,
        example = json!({"person": {"user": "representative"}, "mandate": "write", "power_of_attorney": true}),
    ),
)]
async fn add_representative(on: OnCase<AddRepresentative>) -> Result<Changed, Problem> {
    on.change([Action::AddRepresentative], Command::AddRepresentative).await
}

/// Open the name further
///
/// From confidential to named, never back.
#[utoipa::path(
    put, path = "/cases/{case}/identity-level", tag = "parties",
    request_body(content = SetIdentityLevel, example = json!({"identity": "named"})),
)]
async fn set_identity_level(on: OnCase<SetIdentityLevel>) -> Result<Changed, Problem> {
    on.change([Action::SetIdentityLevel], Command::SetIdentityLevel).await
}

/// Note that a delivery was opened
///
/// The party has seen what was delivered to it.
#[utoipa::path(post, path = "/cases/{case}/deliveries/{delivery}/opening", tag = "parties")]
async fn record_opening(on: OnItem<DeliveryId, Nothing>) -> Result<Changed, Problem> {
    on.change([Action::RecordOpening], |item, Nothing| Command::RecordOpening(item)).await
}
