//! Assessment, draft and decision.

use domain::{
    Action, Command,
    decision::{Assess, DraftDecision, ReturnDecision},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(assess))
        .routes(routes!(draft_decision, revise_decision))
        .routes(routes!(return_decision))
        .routes(routes!(decide))
}

/// Assess the proof
///
/// How each allegation is proved. A sheet replaces the one before for the same allegation.
#[utoipa::path(
    post, path = "/cases/{case}/assessment", tag = "decision",
    request_body(
        content = Assess,
        example = json!({
            "worksheets": [
                {
                    "allegation": "alleg_1c9q4zr82n57mfk6xwd3tb0ehg",
                    "facts": "The advert asks for Danish at native level; the work is in a kitchen.",
                    "presumption": true,
                    "presumption_reason": "The requirement excludes people of other origin.",
                    "explanation": "The text was copied from an old advert.",
                    "rebutted": false,
                    "indirect": {"aim_legitimate": true, "suitable": false, "necessary": false}
                }
            ]
        }),
    ),
)]
async fn assess(on: OnCase<Assess>) -> Result<Changed, Problem> {
    on.change([Action::Assess], Command::Assess).await
}

/// Draft the decision
///
/// Findings, reasons, answers to the replies, and remedies. What is missing is asked for when it is decided.
#[utoipa::path(
    post, path = "/cases/{case}/decision-draft", tag = "decision",
    request_body = DraftDecision,
)]
async fn draft_decision(on: OnCase<DraftDecision>) -> Result<Changed, Problem> {
    on.change([Action::DraftDecision], Command::DraftDecision).await
}

/// Change the draft of the decision
///
/// Replaces the draft. Whoever changes it last does not decide.
#[utoipa::path(
    put, path = "/cases/{case}/decision-draft", tag = "decision",
    request_body = DraftDecision,
)]
async fn revise_decision(on: OnCase<DraftDecision>) -> Result<Changed, Problem> {
    on.change([Action::ReviseDecision], Command::ReviseDecision).await
}

/// Return the draft
///
/// Back to the investigation, with a reason.
#[utoipa::path(
    post, path = "/cases/{case}/decision-draft/return", tag = "decision",
    request_body(
        content = ReturnDecision,
        example = json!({"reason": "The reply of the unit on the phone call is not looked into."}),
    ),
)]
async fn return_decision(on: OnCase<ReturnDecision>) -> Result<Changed, Problem> {
    on.change([Action::ReturnDecision], Command::ReturnDecision).await
}

/// Decide
///
/// A decision maker who did not edit the draft last decides. Each party gets its version.
#[utoipa::path(post, path = "/cases/{case}/decision", tag = "decision")]
async fn decide(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::Decide], |Nothing| Command::Decide).await
}
