//! The routes as they are written, such as `POST /cases/{case}/screening`: what the audit log and the idempotency
//! store name them by.

use std::{collections::HashMap, sync::OnceLock};

use http::Method;
use utoipa::openapi::OpenApi;

/// Where all routes begin.
pub(crate) const BASE: &str = "/api/v1";

static TEMPLATES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();

/// Learns the routes from the document. They are the same for every router of the program.
pub(crate) fn learn(document: &OpenApi) {
    TEMPLATES.get_or_init(|| {
        let routes = document.paths.paths.iter().flat_map(|(path, item)| {
            let methods = [
                (&item.get, "GET"),
                (&item.post, "POST"),
                (&item.put, "PUT"),
                (&item.patch, "PATCH"),
                (&item.delete, "DELETE"),
            ];
            let there = methods.into_iter().filter(|(operation, _)| operation.is_some());
            there.map(move |(_, method)| format!("{method} {path}"))
        });
        routes.map(|route| (route.clone(), &*route.leak())).collect()
    });
}

/// The route of a request.
pub(crate) fn of(method: &Method, matched: &str) -> &'static str {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let route = format!("{method} {}", matched.strip_prefix(BASE).unwrap_or(matched));
    TEMPLATES.get().and_then(|routes| routes.get(&route).copied()).unwrap_or("-")
}
