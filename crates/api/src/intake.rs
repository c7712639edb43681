//! Intake: from receipt to admission or referral, and the questions put to somebody on the way.

use domain::{
    Action, Command, InformationRequestId,
    information::{AnswerInformation, RequestInformation},
    intake::{Acknowledge, Admit, Refer},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(acknowledge))
        .routes(routes!(start_screening))
        .routes(routes!(admit))
        .routes(routes!(refer))
        .routes(routes!(confirm_receipt))
        .routes(routes!(inform_respondent))
        .routes(routes!(request_information))
        .routes(routes!(answer_information))
}

/// Acknowledge receipt
///
/// Tells the complainant whom to turn to and what happens next. The rights, and that an internal complaint stops no
/// outside clock, are always told.
#[utoipa::path(
    post, path = "/cases/{case}/acknowledgement", tag = "intake",
    request_body(content = Acknowledge, example = json!({
        "contact": "intake",
        "next_steps": "We look at your complaint within two weeks and ask you before we go on."
    })),
)]
async fn acknowledge(on: OnCase<Acknowledge>) -> Result<Changed, Problem> {
    on.change([Action::Acknowledge], Command::Acknowledge).await
}

/// Start the screening
///
/// The caseworker begins to look whether the complaint can be admitted.
#[utoipa::path(post, path = "/cases/{case}/screening", tag = "intake")]
async fn start_screening(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::StartScreening], |Nothing| Command::StartScreening).await
}

/// Admit the complaint
///
/// Fixes the allegations, demands the documents of the phase from the unit, and tells the unit's speaker, unless a
/// reason for delaying that is given.
#[utoipa::path(
    post, path = "/cases/{case}/admission", tag = "intake",
    request_body(content = Admit, example = json!({})),
)]
async fn admit(on: OnCase<Admit>) -> Result<Changed, Problem> {
    on.change([Action::Admit], Command::Admit).await
}

/// Refer the complaint
///
/// Hands the complaint to somebody else. After a referral to the whistleblower unit only number and date stay here.
#[utoipa::path(
    post, path = "/cases/{case}/referral", tag = "intake",
    request_body(content = Refer, example = json!({
        "receiver": "work_environment",
        "name": "Occupational health and safety committee of the school",
        "reason": "The complaint is about noise, not about equal treatment."
    })),
)]
async fn refer(on: OnCase<Refer>) -> Result<Changed, Problem> {
    on.change([Action::Refer], Command::Refer).await
}

/// Confirm a referral
///
/// Notes that the receiver has confirmed the hand-over, and closes the case here.
#[utoipa::path(post, path = "/cases/{case}/referral/confirmation", tag = "intake")]
async fn confirm_receipt(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::ConfirmReceipt], |Nothing| Command::ConfirmReceipt).await
}

/// Tell the respondent
///
/// Ends the delay that was decided at admission: the respondent learns of the complaint and gets the order to keep
/// the documents. Whatever puts something to them does the same.
#[utoipa::path(post, path = "/cases/{case}/admission/notice", tag = "intake")]
async fn inform_respondent(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::InformRespondent], |Nothing| Command::InformRespondent).await
}

/// Ask for information
///
/// Puts a question to the complainant or a witness, from admission on also to the unit, with a day to reply by.
#[utoipa::path(
    post, path = "/cases/{case}/information-requests", tag = "intake",
    request_body(content = RequestInformation, example = json!({
        "party": "party_1c9q4zr82n57mfk6xwd3tb0ehg",
        "question": "On which day did the panel call you?"
    })),
)]
async fn request_information(on: OnCase<RequestInformation>) -> Result<Changed, Problem> {
    on.change([Action::RequestInformation], Command::RequestInformation).await
}

/// Answer a question
///
/// The answer of whoever was asked.
#[utoipa::path(
    post, path = "/cases/{case}/information-requests/{question}/answer", tag = "intake",

    request_body(content = AnswerInformation, example = json!({"answer": "On 10 September, in the afternoon."})),
)]
async fn answer_information(on: OnItem<InformationRequestId, AnswerInformation>) -> Result<Changed, Problem> {
    on.change([Action::AnswerInformation], Command::AnswerInformation).await
}
