//! What every answer has in common: the headers, and the documents of problems.

use std::any::Any;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, header};

use crate::{
    Api, Problem,
    extract::{REQUEST_ID, RequestId},
    problem::kind,
};

const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// Gives the request its id, and the answer its headers; a problem becomes a document.
pub(crate) async fn around(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let instance = request.uri().path().to_owned();
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>();
    // What the framework refuses by itself becomes a document as well.
    let problem = problem.or_else(|| {
        (status.is_client_error() || status.is_server_error()).then(|| Problem::of_status(status))
    });
    if let Some(problem) = problem {
        let mut document = problem.write(api.base(), &instance, id.0);
        // The routing adds `Allow` to a 405.
        if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
            document.headers_mut().insert(header::ALLOW, allowed);
        }
        response = document;
    }
    let headers = response.headers_mut();
    headers.insert(API_VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::try_from(id.0.to_string()) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// Answers for a request that takes too long. What it was doing is dropped, and so taken back.
pub(crate) async fn in_time(State(api): State<Api>, request: Request, next: Next) -> Response {
    let patience = api.options.patience;
    if let Ok(response) = tokio::time::timeout(patience, next.run(request)).await {
        return response;
    }
    tracing::warn!(?patience, "a request took too long");
    Problem::new(kind::UNAVAILABLE).retry_after(5).into_response()
}

/// There is nothing at this address.
pub(crate) async fn nowhere() -> Problem {
    Problem::not_found()
}

/// The address does not take the method.
pub(crate) async fn not_so() -> Problem {
    Problem::new(kind::METHOD_NOT_ALLOWED)
}

/// A handler panicked. The panic itself is logged where it happened.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::new(kind::INTERNAL_ERROR).into_response()
}
