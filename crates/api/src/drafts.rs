//! Drafts: written down by their author, changed, filed or given up.

use axum::extract::State;
use domain::{
    Action, Command,
    allegation::NewAllegation,
    filing::{OpenDraft, SetFacts},
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
        .routes(routes!(add_allegation))
        .routes(routes!(add_concerned))
        .routes(routes!(submit))
}

/// Write a complaint down
///
/// Makes a draft that nobody but you knows of, or files at once with `"submit": true`. Filing is never refused for
/// being late: dates that matter outside are shown, not enforced.
#[utoipa::path(post, path = "/cases", tag = "drafts", request_body = OpenDraft)]
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
#[utoipa::path(put, path = "/cases/{case}/facts", tag = "drafts", request_body = SetFacts)]
async fn set_facts(on: OnCase<SetFacts>) -> Result<Changed, Problem> {
    on.change([Action::SetFacts], |facts| Command::SetFacts(Box::new(facts))).await
}

/// Add an allegation
///
/// One ground, one form and one link; each allegation gets a finding of its own. Only while the case is a draft.
#[utoipa::path(post, path = "/cases/{case}/allegations", tag = "drafts", request_body = NewAllegation)]
async fn add_allegation(on: OnCase<NewAllegation>) -> Result<Changed, Problem> {
    on.change([Action::AddAllegation], Command::AddAllegation).await
}

/// Name somebody concerned
///
/// Somebody accused, on the panel, or who must not see the case. From submission on the case does not exist for them,
/// other than as a party.
#[utoipa::path(post, path = "/cases/{case}/exclusions", tag = "drafts", request_body = NewConcerned)]
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
