//! The answers that are problems, one component for each status, with an example of each kind.

use std::collections::BTreeMap;

use domain::{Action, Refusal, Stage, guard::Guard, refusal::Unmet};
use http::StatusCode;
use utoipa::openapi::{
    Content, Ref, RefOr, Response, ResponseBuilder, example::ExampleBuilder, path::Operation,
};

use crate::{
    Problem,
    problem::{Fault, Kind, kind},
};

/// Lets an operation answer with the problems of these statuses.
pub(super) fn add(statuses: &[u16], operation: &mut Operation) {
    for status in statuses.iter().filter_map(|status| StatusCode::from_u16(*status).ok()) {
        let response = Ref::from_response_name(name(status));
        operation.responses.responses.insert(status.as_str().to_owned(), response.into());
    }
}

/// The components.
pub(super) fn responses() -> BTreeMap<String, RefOr<Response>> {
    let mut statuses: Vec<StatusCode> = kind::ALL.iter().map(|kind| kind.status).collect();
    // An address that takes no such method is no operation.
    statuses.retain(|status| *status != StatusCode::METHOD_NOT_ALLOWED);
    statuses.sort_unstable();
    statuses.dedup();
    statuses.into_iter().map(|status| (name(status), response(status).into())).collect()
}

fn name(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Problem").replace([' ', '-'], "")
}

fn response(status: StatusCode) -> Response {
    let kinds = kind::ALL.iter().filter(|kind| kind.status == status);
    let examples = kinds.clone().map(|kind| {
        let example = ExampleBuilder::new().summary(kind.title).value(Some(sample(kind).example()));
        (kind.slug.to_owned(), RefOr::T(example.build()))
    });
    let mut content = Content::new(Some(RefOr::from(Ref::from_schema_name("Problem"))));
    content.examples = examples.collect();
    let slugs: Vec<String> = kinds.map(|kind| format!("`{}`", kind.slug)).collect();
    let header = |name: &str| Ref::new(format!("#/components/headers/{name}"));
    let mut response = ResponseBuilder::new()
        .description(format!("One of {}", slugs.join(", ")))
        .content("application/problem+json", content)
        .header_ref("API-Version", header("APIVersion"))
        .header_ref("X-Request-Id", header("XRequestId"));
    if status == StatusCode::PRECONDITION_FAILED {
        response = response.header_ref("ETag", header("ETag"));
    }
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        response = response.header_ref("Retry-After", header("RetryAfter"));
    }
    response.build()
}

/// A problem of this kind as it may come.
fn sample(kind: &'static Kind) -> Problem {
    let problem = Problem::new(kind);
    match kind.slug {
        "malformed-body" => problem.because("expected `,` or `}` at line 3 column 5"),
        "unknown-field" => problem.with([Fault::at("/stroy", "unknown_field", "`stroy` is not known here")]),
        "missing-field" => problem.with([Fault::at("/story", "missing_field", "`story` is needed")]),
        "unknown-parameter" => problem.because("this operation takes limit, cursor").with([Fault::of(
            "page",
            "unknown",
            "this operation takes limit, cursor",
        )]),
        "invalid-parameter" => problem.with([Fault::of("limit", "invalid", "takes a number from 1 to 100")]),
        "invalid-header" => {
            problem.because("`If-Match` takes one strong entity tag, as the header `ETag` gave it")
        }
        "validation-failed" => {
            problem.with([Fault::at("/occurred_from", "invalid", "takes a date such as 2026-03-20")])
        }
        "state-transition-not-allowed" => Refusal::State {
            stage: Stage::Submitted,
            action: Action::StartScreening,
            possible_in: Action::StartScreening.rule().from,
            unmet: Vec::new(),
        }
        .into(),
        "consultation-required" => Refusal::Guards(vec![Unmet {
            guard: Guard::Consulted,
            code: "not_asked",
            pointer: "/consultations".to_owned(),
            detail: "the complainant was not asked about the decision".to_owned(),
        }])
        .into(),
        _ => problem,
    }
}
