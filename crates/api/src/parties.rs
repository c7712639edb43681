//! Who has a part in a case: assignments, parties, representatives, how far the name is used, and what was opened.

use domain::{
    Action, Command, DeliveryId, PartyId,
    account::{LinkAccount, UnlinkAccount},
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
        .routes(routes!(link_account))
        .routes(routes!(unlink_account))
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

/// Link a party to an account
///
/// With `user`: staff say whose account a party without one is. Without a body: a conflict officer confirms what
/// somebody else said. The person is told, and their rights of staff end at once.
#[utoipa::path(
    post, path = "/cases/{case}/parties/{party}/account", tag = "parties",
    request_body(
        content = LinkAccount,
        example = json!({"user": "complainant2", "reason": "Showed the letter of receipt and an identity card."}),
    ),
)]
async fn link_account(on: OnItem<PartyId, LinkAccount>) -> Result<Changed, Problem> {
    on.change([Action::LinkAccount], Command::LinkAccount).await
}

/// Unlink a party from an account
///
/// The account was somebody else's, for whom the case does not exist from then on. What the portal gave them goes to
/// the party by letter; what they saw stands in the log.
#[utoipa::path(
    post, path = "/cases/{case}/parties/{party}/account/removal", tag = "parties",
    request_body(
        content = UnlinkAccount,
        example = json!({"reason": "A namesake in another department.", "name": "Fatma Yıldız, Aarhus V"}),
    ),
)]
async fn unlink_account(on: OnItem<PartyId, UnlinkAccount>) -> Result<Changed, Problem> {
    on.change([Action::UnlinkAccount], Command::UnlinkAccount).await
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
