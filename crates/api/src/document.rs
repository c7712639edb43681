//! The API document (OpenAPI 3.1). Each handler says what is particular to it; what all have in common, such as
//! headers, errors and the shape of changes, is added here once.

mod examples;
mod operations;
mod problems;
mod schemas;
mod taken_down;

use std::{collections::BTreeMap, sync::OnceLock};

use axum::{
    body::Bytes,
    response::{IntoResponse, Response},
};
use http::header::CONTENT_TYPE;
use utoipa::{
    Modify,
    openapi::{
        OpenApi,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api,
    answer::Body,
    extract::{NoQuery, Query, shape::Shape},
    problem::Document,
};

/// The field by which a body says for whom staff take an act down.
pub(crate) const TAKEN_DOWN: &str = "taken_down";

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(<Head as utoipa::OpenApi>::openapi()).routes(routes!(read_document))
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Redress",
        description = "Cases about discrimination at work: filed, heard, decided and followed up.\n\n\
            Every change of a case, a person or a unit needs the header `If-Match` with the entity tag of what is \
            changed as you last read it. Every `POST` takes an `Idempotency-Key`: the same request with the same key acts once. Every answer \
            carries `X-Request-Id`; a UUID that you send under that name is taken over. Errors are problem \
            documents (RFC 9457), whose `type` opens a page. Fields and parameters that are not known are refused \
            by name; clients, in turn, must bear fields and codes that are new to them.",
        contact(name = "The maintainers of Redress"),
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/api/v1", description = "Where this document is served")),
    security(("bearer" = [])),
    components(schemas(Document<'static>, Body, domain::taken_down::TakenDown)),
    modifiers(&Bearer),
    tags(
        (name = "cases", description = "Reading cases: one, the list, what can be done, what happened, who looked."),
        (name = "consultations", description = "The complainant is asked about each major plan."),
        (name = "decision", description = "Assessment, draft and decision."),
        (name = "document", description = "This document."),
        (name = "drafts", description = "Writing a complaint down, filing it and adding to it."),
        (name = "file-access", description = "Access of the parties to the file."),
        (name = "follow-up", description = "Checks for retaliation, and the end of a case."),
        (name = "linked cases", description = "Alarms, own-initiative cases, reports, splitting and consolidation."),
        (name = "integrations", description = "What other systems tell this one."),
        (name = "hearing", description = "Adverse facts are put to the parties."),
        (name = "impartiality", description = "Declarations of impartiality, and their settlement."),
        (name = "intake", description = "From receipt to admission or referral."),
        (name = "interim", description = "Measures while the case runs."),
        (name = "records", description = "What must be kept, and until when."),
        (name = "suspension", description = "The case rests, and goes on."),
        (name = "investigation", description = "Interviews, evidence, notes and the report."),
        (name = "measures", description = "What there is in a measure case alone."),
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
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let scheme = scheme.description(Some("An access token, which `POST /tokens` gives."));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// The document, and what the program itself reads from it. The same for every router of the program.
struct Described {
    document: OpenApi,
    text: Bytes,
    /// Each route, such as `POST /cases/{case}/screening`, with the shape of its body.
    routes: BTreeMap<String, Shape>,
}

fn described() -> &'static Described {
    static DESCRIBED: OnceLock<Described> = OnceLock::new();
    DESCRIBED.get_or_init(|| {
        let mut document = taken_down::told(crate::routes().into_openapi());
        env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
        operations::describe(&mut document);
        let mut document = schemas::tidy(document);
        let routes = operations::shapes(&mut document);
        let text = document.to_json().unwrap_or_default().into();
        Described { document, text, routes }
    })
}

/// The document.
pub(crate) fn whole() -> OpenApi {
    described().document.clone()
}

/// Each route with the name of its operation.
pub(crate) fn operations() -> Vec<(String, String)> {
    operations::named(&described().document)
}

/// A route, if there is such a one.
pub(crate) fn route(text: &str) -> Option<&'static str> {
    described().routes.get_key_value(text).map(|(route, _)| route.as_str())
}

/// What the body of a route looks like.
pub(crate) fn shape(route: &str) -> &'static Shape {
    described().routes.get(route).unwrap_or(&Shape::Any)
}

/// Read this document
///
/// The description of the API that you are reading, as OpenAPI 3.1.
#[utoipa::path(
    get, path = "/openapi.json", tag = "document", security(()),
    responses((status = 200, description = "The document", body = Object)),
)]
async fn read_document(Query(NoQuery): Query<NoQuery>) -> Response {
    ([(CONTENT_TYPE, "application/json")], described().text.clone()).into_response()
}
