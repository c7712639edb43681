//! Consultations: the complainant is asked about each major plan, answers, and is weighed.

use domain::{
    Action, Command, ConsultationId,
    consultation::{AnswerConsultation, AskConsultation, ExceptConsultation, WeighConsultation},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(ask_consultation))
        .routes(routes!(answer_consultation))
        .routes(routes!(extend_consultation))
        .routes(routes!(except_consultation))
        .routes(routes!(weigh_consultation))
}

/// Ask about a plan
///
/// What we want to do, why, and what it means for the person, with a day to reply by. A question about an interim
/// measure names the step, one about the way that the case is to take names that way, and an answer is about that only.
/// When the plan becomes another one, people are asked anew.
#[utoipa::path(
    post, path = "/cases/{case}/consultations", tag = "consultations",
    request_body(
        content = AskConsultation,
        example = json!({
            "about": "scope",
            "plan": "We look into the advert and the phone call.",
            "because": "These are the two things you describe.",
            "consequences": "Other adverts are not looked into."
        }),
    ),
)]
async fn ask_consultation(on: OnCase<AskConsultation>) -> Result<Changed, Problem> {
    on.change([Action::AskConsultation], Command::AskConsultation).await
}

/// Answer a consultation
///
/// The answer of the complainant, or of a representative who may decide.
#[utoipa::path(
    post, path = "/cases/{case}/consultations/{consultation}/reply", tag = "consultations",
    request_body(
        content = AnswerConsultation,
        example = json!({"stance": "remarks", "words": "Please also look at the advert of last year."}),
    ),
)]
async fn answer_consultation(on: OnItem<ConsultationId, AnswerConsultation>) -> Result<Changed, Problem> {
    on.change([Action::AnswerConsultation], Command::AnswerConsultation).await
}

/// Take more time
///
/// Seven more days at once, one time, without a reason.
#[utoipa::path(post, path = "/cases/{case}/consultations/{consultation}/extension", tag = "consultations")]
async fn extend_consultation(on: OnItem<ConsultationId, Nothing>) -> Result<Changed, Problem> {
    on.change([Action::ExtendConsultation], |item, Nothing| Command::ExtendConsultation(item)).await
}

/// Except a consultation
///
/// A lawful exception from waiting for the person. The caseworker proposes it with a reason, a decision maker confirms
/// it by the same request without one.
#[utoipa::path(
    post, path = "/cases/{case}/consultations/{consultation}/exception", tag = "consultations",
    request_body(
        content = ExceptConsultation,
        example = json!({"reason": "There is danger that documents are destroyed tonight."}),
    ),
)]
async fn except_consultation(on: OnItem<ConsultationId, ExceptConsultation>) -> Result<Changed, Problem> {
    on.change([Action::ExceptConsultation], Command::ExceptConsultation).await
}

/// Weigh a consultation
///
/// How the answer, or the silence, was weighed.
#[utoipa::path(
    post, path = "/cases/{case}/consultations/{consultation}/weighing", tag = "consultations",
    request_body(
        content = WeighConsultation,
        example = json!({"how": "The advert of last year is part of the investigation now."}),
    ),
)]
async fn weigh_consultation(on: OnItem<ConsultationId, WeighConsultation>) -> Result<Changed, Problem> {
    on.change([Action::WeighConsultation], Command::WeighConsultation).await
}
