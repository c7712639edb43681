//! The API document (OpenAPI 3.1).

use axum::{handler::Handler, http::header::CONTENT_TYPE};
use utoipa::openapi::OpenApi;

use crate::Api;

/// Adds what all operations have in common.
pub(crate) fn finish(_document: &mut OpenApi) {}

/// The document as it is served.
pub(crate) fn serve(document: &OpenApi) -> impl Handler<((),), Api> + use<> {
    let text = document.to_pretty_json().unwrap_or_default();
    let text: &'static str = text.leak();
    move || async move { ([(CONTENT_TYPE, "application/json")], text) }
}
