//! What a request says of itself: its id, its route, why it reads, and its idempotency key.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath};
use domain::Purpose;
use http::{HeaderMap, HeaderName, Method, request::Parts};
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::shape::one_of;
use crate::{
    Api, Problem,
    problem::{Fault, kind},
    templates,
};

/// The name of the header that carries the id of a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PURPOSE: HeaderName = HeaderName::from_static("purpose");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest idempotency key taken.
const LONGEST_KEY: usize = 255;

/// The id of a request: the client's own, if it sent a UUID, else a fresh one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestId(pub(crate) Uuid);

impl RequestId {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
        Self(sent.unwrap_or_else(|| uuid::Builder::from_random_bytes(app::random::bytes()).into_uuid()))
    }
}

/// What a request says of itself, without its body.
#[derive(Clone, Debug)]
pub struct Asked(pub app::Request);

impl FromRequestParts<Api> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        let mut asked = plain(parts);
        read_headers(&mut asked, parts)?;
        Ok(Self(asked))
    }
}

/// The request without what can be wrong about it: enough to log who asked for what.
pub(crate) fn plain(parts: &Parts) -> app::Request {
    let id = parts.extensions.get::<RequestId>().copied().unwrap_or_else(|| RequestId::of(&parts.headers));
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let route = templates::of(&parts.method, path);
    app::Request { id: id.0, route, purpose: None, key: None, body_digest: [0; 32], address }
}

/// Adds what the headers say.
pub(crate) fn read_headers(asked: &mut app::Request, parts: &Parts) -> Result<(), Problem> {
    if let Some(text) = single(&parts.headers, &PURPOSE)? {
        asked.purpose = Some(text.parse().map_err(|_| {
            let takes = format!("`Purpose` takes {}", one_of(Purpose::iter()));
            Problem::new(kind::UNKNOWN_PURPOSE).because(takes)
        })?);
    }
    let key = single(&parts.headers, &IDEMPOTENCY_KEY)?;
    if parts.method == Method::POST {
        asked.key = key.map(checked_key).transpose()?;
    }
    Ok(())
}

fn checked_key(key: &str) -> Result<String, Problem> {
    let printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let fits = !key.trim().is_empty() && key.len() <= LONGEST_KEY && printable;
    fits.then(|| key.to_owned()).ok_or_else(|| {
        invalid(&IDEMPOTENCY_KEY, format!("takes 1 to {LONGEST_KEY} printable ASCII characters"))
    })
}

/// The one value of a header. Two of them are as wrong as one that is no text.
pub(crate) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid(name, "takes one value"));
    }
    value.to_str().map(Some).map_err(|_| invalid(name, "takes printable ASCII characters"))
}

/// A header with a value that it cannot have.
pub(crate) fn invalid(name: &HeaderName, takes: impl AsRef<str>) -> Problem {
    let name = match name.as_str() {
        "if-match" => "If-Match",
        "idempotency-key" => "Idempotency-Key",
        "purpose" => "Purpose",
        other => other,
    };
    Problem::new(kind::INVALID_HEADER).because(format!("`{name}` {}", takes.as_ref()))
}

/// A parameter of the query that cannot be right.
pub(crate) fn invalid_parameter(name: &str, detail: impl Into<String>) -> Problem {
    Problem::new(kind::INVALID_PARAMETER).with([Fault::of(name.to_owned(), "invalid", detail)])
}
