//! The API document (OpenAPI 3.1). Each handler says what is particular to it; what all have in common, such as
//! headers, errors and the shape of changes, is added here once.

mod examples;
mod operations;
mod problems;
mod schemas;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CONTENT_TYPE;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Body,
    extract::{NoQuery, Query},
    problem::Document,
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Head::openapi()).routes(routes!(read_document))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Redress",
        description = "Cases about discrimination at work: filed, heard, decided and followed up.\n\n\
            Every change of a case needs the header `If-Match` with the entity tag of the case as you last read \
            it. Every `POST` takes an `Idempotency-Key`: the same request with the same key acts once. Every answer \
            carries `X-Request-Id`; a UUID that you send under that name is taken over. Errors are problem \
            documents (RFC 9457), whose `type` opens a page. Fields and parameters that are not known are refused \
            by name; clients, in turn, must bear fields and codes that are new to them.",
        contact(name = "The maintainers of Redress"),
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/api/v1", description = "Where this document is served")),
    security(("bearer" = [])),
    components(schemas(Document<'static>, Body)),
    modifiers(&Bearer),
    tags(
        (name = "cases", description = "Reading cases: one, the list, what can be done, what happened, who looked."),
        (name = "consultations", description = "The complainant is asked about each major plan."),
        (name = "decision", description = "Assessment, draft and decision."),
        (name = "document", description = "This document."),
        (name = "drafts", description = "Writing a complaint down and filing it."),
        (name = "file-access", description = "Access of the parties to the file."),
        (name = "follow-up", description = "Checks for retaliation, and the end of a case."),
        (name = "hearing", description = "Adverse facts are put to the parties."),
        (name = "impartiality", description = "Declarations of impartiality, and their settlement."),
        (name = "intake", description = "From receipt to admission or referral."),
        (name = "interim", description = "Measures while the case runs."),
        (name = "investigation", description = "Interviews, evidence, notes and the report."),
        (name = "mediation", description = "The attempt to agree."),
        (name = "parties", description = "Who has a part in a case."),
        (name = "people", description = "People, roles and units."),
        (name = "rejection", description = "Rejection after the screening."),
        (name = "remedies", description = "What is done after a decision."),
        (name = "review", description = "Review and reopening."),
        (name = "rules", description = "The rules, and dates without a case."),
        (name = "sign-in", description = "Access tokens."),
        (name = "withdrawal", description = "Withdrawal, and taking it back."),
    ),
)]
struct Head;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let scheme = scheme.description(Some("An access token, which `POST /tokens` gives."));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// Adds what operations have in common, and gives generic schemas tidy names.
pub(crate) fn finish(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    operations::describe(&mut document);
    schemas::tidy(document)
}

/// Read this document
///
/// The description of the API that you are reading, as OpenAPI 3.1.
#[utoipa::path(
    get, path = "/openapi.json", tag = "document", security(()),
    responses((status = 200, description = "The document", body = Object)),
)]
async fn read_document(State(api): State<Api>, Query(NoQuery): Query<NoQuery>) -> Result<Response, Problem> {
    Ok(([(CONTENT_TYPE, "application/json")], api.document()).into_response())
}
