//! Drafts: written down by their author, changed, filed or given up.

use axum::extract::State;
use domain::{
    Action, Command,
    allegation::NewAllegation,
    amendment::Amend,
    filing::{ChooseChannel, OpenDraft, SetFacts},
    impartiality::NewConcerned,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Asked, Caller, Json, NoQuery, Nothing, OnCase, Query},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(open_draft))
        .routes(routes!(discard))
        .routes(routes!(set_facts))
        .routes(routes!(choose_channel))
        .routes(routes!(add_allegation))
        .routes(routes!(amend))
        .routes(routes!(add_concerned))
        .routes(routes!(submit))
}

/// Write a complaint down
///
/// Makes a draft that nobody but you knows of, or files at once with `"submit": true`. Filing is never refused for
/// being late: dates that matter outside are shown, not enforced.
#[utoipa::path(
    post, path = "/cases", tag = "drafts",
    request_body(content = OpenDraft, example = json!({
        "unit": "unit_1c9q4zr82n57mfk6xwd3tb0ehg",
        "story": "The advert asked for Danish at native level. On the phone they asked where my family comes from.",
        "desired_remedy": "That the requirement is taken out of the adverts.",
        "occurred_from": "2026-07-20",
        "occurred_to": "2026-09-14",
        "identity": "confidential",
        "language": "ar",
        "whistleblower": false,
        "facts": {
            "phase": "recruitment",
            "applied_on": "2026-08-03",
            "refusal_received_on": "2026-09-14",
            "posting": "Kitchen assistant, advert of 20 July 2026"
        },
        "allegations": [
            {
                "ground": "ethnic_origin",
                "form": "indirect",
                "what": "The advert asks for Danish at native level for work in a kitchen."
            }
        ],
        "concerned": [
            {"concern": "accused", "person": {"user": "respondent2"}},
            {"concern": "excluded", "person": {"name": "The deputy of the panel's chair"}}
        ],
        "submit": true
    })),
)]
async fn open_draft(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(mut asked): Asked,
    Query(NoQuery): Query<NoQuery>,
    Json(draft, digest): Json<OpenDraft>,
) -> Result<Changed, Problem> {
    asked.body_digest = digest;
    Ok(Changed::made(api.app.file(&caller, &asked, draft).await?))
}

/// Give a draft up
///
/// Erases the draft with everything written in it.
#[utoipa::path(delete, path = "/cases/{case}", tag = "drafts")]
async fn discard(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::Discard], |Nothing| Command::Discard).await
}

/// Set the facts
///
/// Replaces the facts of the phase. A fact that cannot be had is listed under `not_obtainable` with the reason.
#[utoipa::path(
    put, path = "/cases/{case}/facts", tag = "drafts",
    request_body(content = SetFacts, example = json!({
        "facts": {
            "phase": "recruitment",
            "applied_on": "2026-08-03",
            "refusal_received_on": "2026-09-14",
            "posting": "Kitchen assistant, advert of 20 July 2026",
            "requirements": "Danish at native level",
            "criteria_fixed_on": "2026-07-13",
            "not_obtainable": [{"fact": "interview_notes", "reason": "There was no interview."}]
        },
        "whistleblower": false
    })),
)]
async fn set_facts(on: OnCase<SetFacts>) -> Result<Changed, Problem> {
    on.change([Action::SetFacts], |facts| Command::SetFacts(Box::new(facts))).await
}

/// Choose the whistleblower channel
///
/// The person's own answer, or another one than before, until the case is admitted or handed on. Staff change no answer.
#[utoipa::path(
    put, path = "/cases/{case}/whistleblower-channel", tag = "drafts",
    request_body(content = ChooseChannel, example = json!({"whistleblower": true})),
)]
async fn choose_channel(on: OnCase<ChooseChannel>) -> Result<Changed, Problem> {
    on.change([Action::ChooseChannel], Command::ChooseChannel).await
}

/// Add an allegation
///
/// One ground, one form and one link; each allegation gets a finding of its own. Only while the case is a draft.
#[utoipa::path(
    post, path = "/cases/{case}/allegations", tag = "drafts",
    request_body(content = NewAllegation, example = json!({
        "ground": "ethnic_origin",
        "form": "prohibited_question",
        "what": "On the phone the panel asked where the family really comes from."
    })),
)]
async fn add_allegation(on: OnCase<NewAllegation>) -> Result<Changed, Problem> {
    on.change([Action::AddAllegation], Command::AddAllegation).await
}

/// Amend a complaint
///
/// Adds allegations after the admission that are like or related to one already there. What is added in the hearing is
/// investigated first, and the hearing goes on after that; the time nobody could reply in is given back. The unit is
/// told, unless it does not know of the complaint yet.
#[utoipa::path(
    post, path = "/cases/{case}/amendments", tag = "drafts",
    request_body(content = Amend, example = json!({
        "like_or_related": {
            "relation": "related",
            "allegation": "alleg_1c9q4zr82n57mfk6xwd3tb0ehg",
            "words": "It began the day after they heard of my complaint."
        },
        "allegations": [{
            "ground": "ethnic_origin",
            "form": "victimisation",
            "what": "Since then I am left out of the roster for weekends."
        }]
    })),
)]
async fn amend(on: OnCase<Amend>) -> Result<Changed, Problem> {
    on.change([Action::Amend], Command::Amend).await
}

/// Name somebody concerned
///
/// Somebody accused, on the panel, or who must not see the case. From submission on the case does not exist for them,
/// other than as a party. Staff are told of a user name that nobody has; from anybody else it is kept as it was
/// written, like a name, and the conflict officer settles whose it is.
#[utoipa::path(
    post, path = "/cases/{case}/exclusions", tag = "drafts",
    request_body(content = NewConcerned, example = json!({"concern": "panel_member", "person": {"user": "intake2"}})),
)]
async fn add_concerned(on: OnCase<NewConcerned>) -> Result<Changed, Problem> {
    on.change([Action::AddConcerned], Command::AddConcerned).await
}

/// File a draft
///
/// Exclusions and conflicts of interest take effect before anybody is told.
#[utoipa::path(post, path = "/cases/{case}/submission", tag = "drafts")]
async fn submit(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::Submit], |Nothing| Command::Submit).await
}
