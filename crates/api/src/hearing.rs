//! The hearing of the parties: adverse facts, put to a party, answered, extended or waived.

use domain::{
    Action, Command, HearingItemId,
    hearing::{AskExtension, Disclose, ExtendItem, NewAdverseFact, Reply, Waive},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(add_adverse_fact))
        .routes(routes!(disclose))
        .routes(routes!(reply))
        .routes(routes!(ask_extension))
        .routes(routes!(extend_item))
        .routes(routes!(waive))
        .routes(routes!(close_hearing))
}

/// Raise an adverse fact
///
/// A new fact to the detriment of one party, who must be heard on it with a period of its own.
#[utoipa::path(
    post, path = "/cases/{case}/hearing-items", tag = "hearing",
    request_body(
        content = NewAdverseFact,
        example = json!({
            "fact": "The pool was changed after the first complaint.",
            "party": "party_1c9q4zr82n57mfk6xwd3tb0ehg"
        }),
    ),
)]
async fn add_adverse_fact(on: OnCase<NewAdverseFact>) -> Result<Changed, Problem> {
    on.change([Action::AddAdverseFact], Command::AddAdverseFact).await
}

/// Put a fact to a party
///
/// The party gets the fact and a last day to reply: 14 days, or less with a reason, but 7 at least.
#[utoipa::path(
    post, path = "/cases/{case}/hearing-items/{item}/disclosure", tag = "hearing",
    request_body(content = Disclose, example = json!({"days": 14})),
)]
async fn disclose(on: OnItem<HearingItemId, Disclose>) -> Result<Changed, Problem> {
    on.change([Action::Disclose], Command::Disclose).await
}

/// Reply to a fact
///
/// What the party says to it. New facts against another party become items for that party.
#[utoipa::path(
    post, path = "/cases/{case}/hearing-items/{item}/reply", tag = "hearing",
    request_body(
        content = Reply,
        example = json!({
            "reply": "The requirement was copied from an old advert. Nobody had checked it against the tasks.",
            "adverse_facts": []
        }),
    ),
)]
async fn reply(on: OnItem<HearingItemId, Reply>) -> Result<Changed, Problem> {
    on.change([Action::Reply], Command::Reply).await
}

/// Ask for more time
///
/// The party asks for more days, and says why.
#[utoipa::path(
    post, path = "/cases/{case}/hearing-items/{item}/extension-request", tag = "hearing",
    request_body(
        content = AskExtension,
        example = json!({"days": 5, "reason": "The person who knows is back on Thursday."}),
    ),
)]
async fn ask_extension(on: OnItem<HearingItemId, AskExtension>) -> Result<Changed, Problem> {
    on.change([Action::AskExtension], Command::AskExtension).await
}

/// Give more time
///
/// More days for the party, counted from the last day to reply.
#[utoipa::path(
    post, path = "/cases/{case}/hearing-items/{item}/extension", tag = "hearing",
    request_body(content = ExtendItem, example = json!({"days": 5})),
)]
async fn extend_item(on: OnItem<HearingItemId, ExtendItem>) -> Result<Changed, Problem> {
    on.change([Action::ExtendItem], Command::ExtendItem).await
}

/// Waive the hearing
///
/// The party gives up being heard on this fact, in writing.
#[utoipa::path(
    post, path = "/cases/{case}/hearing-items/{item}/waiver", tag = "hearing",
    request_body(
        content = Waive,
        example = json!({"waiver": "I have seen the fact and do not want to say anything to it."}),
    ),
)]
async fn waive(on: OnItem<HearingItemId, Waive>) -> Result<Changed, Problem> {
    on.change([Action::Waive], Command::Waive).await
}

/// Close the hearing
///
/// Each party was heard on each fact to its detriment, and each request for the file is answered.
#[utoipa::path(post, path = "/cases/{case}/hearing-closing", tag = "hearing")]
async fn close_hearing(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::CloseHearing], |Nothing| Command::CloseHearing).await
}
