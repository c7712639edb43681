//! The rules, and dates without a case: for anybody.

use axum::{extract::State, response::IntoResponse};
use domain::{
    Jurisdiction,
    rules::{ComputeError, ComputedDeadline, FactError, ForumInfo, Pack, ProofInfo, RuleInfo, Rules},
};
use http::{
    HeaderMap,
    header::{CONTENT_LANGUAGE, VARY},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::All,
    extract::{Json, NoQuery, Query, language},
    problem::Fault,
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list_rules))
        .routes(routes!(list_forums))
        .routes(routes!(list_proof_rules))
        .routes(routes!(compute_deadline))
}

/// List the rules
///
/// Every version of every deadline rule of every jurisdiction: whose it is, what it needs to know, how long it is, where it stands, and
/// whether that source was read. Nobody has to sign in for this.
#[utoipa::path(
    get, path = "/rules", tag = "rules", security(()),
    responses((status = 200, description = "The rules", body = All<RuleInfo>)),
)]
async fn list_rules(State(api): State<Api>, Query(NoQuery): Query<NoQuery>) -> All<RuleInfo> {
    All { data: api.app.rules().packs().flat_map(Pack::describe).collect() }
}

/// List the rules of proof
///
/// Who has to prove what, in every jurisdiction: the first that fits a situation applies. A worksheet and a decision name
/// the one that was used. Nobody has to sign in for this.
#[utoipa::path(
    get, path = "/proof-rules", tag = "rules", security(()),
    responses((status = 200, description = "The rules of proof", body = All<ProofInfo>)),
)]
async fn list_proof_rules(State(api): State<Api>, Query(NoQuery): Query<NoQuery>) -> All<ProofInfo> {
    All { data: api.app.rules().packs().flat_map(Pack::describe_proof).collect() }
}

/// List the bodies outside
///
/// Whom one can turn to beside or after an internal complaint, in every jurisdiction: what they are called, how to turn
/// to them, what it costs, in which languages, what to bring; where that was read, and what of it was not. In English or
/// Danish, as `Accept-Language` says. Nobody has to sign in for this.
#[utoipa::path(
    get, path = "/forums", tag = "rules", security(()),
    params(("Accept-Language" = Option<String>, Header, description = "`en` or `da`, as in `da, en;q=0.5`; English where neither is named")),
    responses((
        status = 200, description = "The bodies", body = All<ForumInfo>,
        headers(("Content-Language" = String, description = "`en` or `da`")),
    )),
)]
async fn list_forums(
    State(api): State<Api>,
    Query(NoQuery): Query<NoQuery>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let language = language::wanted(&headers);
    let data = api.app.rules().packs().flat_map(|pack| pack.describe_forums(language)).collect();
    let told = [(CONTENT_LANGUAGE, <&str>::from(language)), (VARY, "Accept-Language")];
    (told, All::<ForumInfo> { data })
}

/// What a date is computed from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadlineQuestion {
    /// Whose law applies.
    jurisdiction: Jurisdiction,
    /// The name of the rule.
    rule: String,
    /// What the rule needs to know, by key. `GET /rules` lists the keys of each rule.
    #[schema(value_type = Object)]
    facts: Map<String, Value>,
}

/// Compute a deadline
///
/// The last day that a rule gives, with each step that led to it. No case is needed, nothing is stored, and nobody
/// has to sign in for this.
#[utoipa::path(
    post, path = "/deadlines/compute", tag = "rules", security(()),
    request_body(
        content = DeadlineQuestion,
        example = json!({"jurisdiction": "DK", "rule": "DK-D3", "facts": {"decision_received": "2026-11-24"}}),
    ),
    responses((status = 200, description = "The date, and how it came about", body = ComputedDeadline)),
)]
async fn compute_deadline(
    State(api): State<Api>,
    Query(NoQuery): Query<NoQuery>,
    Json(question, _): Json<DeadlineQuestion>,
) -> Result<axum::Json<ComputedDeadline>, Problem> {
    let DeadlineQuestion { jurisdiction, rule, facts } = question;
    let Some(pack) = api.app.rules().pack(jurisdiction) else {
        let detail = "there is no rule pack for this jurisdiction";
        return Err(Problem::invalid([Fault::at("/jurisdiction", "no_pack", detail)]));
    };
    match pack.compute(&rule, &facts) {
        Ok(computed) => Ok(axum::Json(computed)),
        Err(ComputeError::UnknownRule) => Err(Problem::invalid([unknown(api.app.rules(), &rule)])),
        Err(ComputeError::Facts(errors)) => Err(Problem::invalid(errors.into_iter().map(Into::into))),
    }
}

/// What to tell of a rule that the jurisdiction does not have: another one may.
fn unknown(rules: &Rules, rule: &str) -> Fault {
    let elsewhere = rules.packs().find_map(|pack| Some((pack, pack.versions(rule).next_back()?)));
    match elsewhere {
        None => Fault::at("/rule", "unknown_rule", "there is no such rule; `GET /rules` lists them"),
        Some((pack, found)) => {
            let detail = format!("{} is a rule of {}", found.id, pack.jurisdiction);
            let section = Some(found.source.clone());
            Fault { section, ..Fault::at("/rule", "unknown_rule", detail) }
        }
    }
}

impl From<FactError> for Fault {
    fn from(error: FactError) -> Self {
        let detail = format!("{} ({})", error.detail, error.section);
        let section = Some(error.section);
        Self { section, ..Self::at(error.pointer, <&'static str>::from(error.code), detail) }
    }
}
