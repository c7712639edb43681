//! The routes as they are written, such as `POST /cases/{case}/screening`: what the audit log and the idempotency
//! store name them by.

use http::Method;

use crate::document;

/// Where all routes begin.
pub(crate) const BASE: &str = "/api/v1";

/// The route of a request.
pub(crate) fn of(method: &Method, matched: &str) -> &'static str {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let route = format!("{method} {}", matched.strip_prefix(BASE).unwrap_or(matched));
    document::route(&route).unwrap_or("-")
}
