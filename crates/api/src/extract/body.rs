//! The body of a request.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
};
use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
    request::Parts,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::{
    json,
    query::{self, NoQuery},
    request::{plain, read_headers},
    shape::{Shape, below},
};
use crate::{
    Api, Problem, document,
    problem::{Fault, kind},
};

/// The longest description of what is wrong with a value, which may quote the value.
const LONGEST_DETAIL: usize = 300;

/// What a body can be.
pub trait Payload: Sized + Send {
    /// Reads the body of a request on a route.
    fn read(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem>;
}

/// No body at all.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Payload for Nothing {
    fn read(_: &str, _: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        if body.is_empty() { Ok(Self) } else { Err(Problem::new(kind::UNEXPECTED_BODY)) }
    }
}

/// A JSON object of the shape that the document gives for the route. No body at all counts as an empty one.
impl<T: DeserializeOwned + Send> Payload for T {
    fn read(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        read(document::shape(route), headers, body)
    }
}

/// Reads the body of a route that the document does not have, such as the clock of a demonstration: an object with
/// these fields, all of which must be there.
pub fn with_fields<T: DeserializeOwned>(
    fields: &[&str],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<T, Problem> {
    read(&Shape::with_fields(fields), headers, body)
}

fn read<T: DeserializeOwned>(shape: &Shape, headers: &HeaderMap, body: &[u8]) -> Result<T, Problem> {
    let value = if body.is_empty() {
        Value::Object(Map::new())
    } else if is_encoded(headers) {
        let detail = "`Content-Encoding` takes `identity`: send the body as it is";
        return Err(Problem::new(kind::UNSUPPORTED_MEDIA_TYPE)
            .because(detail)
            .header(ACCEPT_ENCODING, HeaderValue::from_static("identity")));
    } else if is_json(headers) {
        json::parse(body)?
    } else {
        return Err(Problem::new(kind::UNSUPPORTED_MEDIA_TYPE));
    };
    shape.hold(&value)?;
    typed(value)
}

/// The body of an operation that is not about a case, and the digest of the request.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T, pub [u8; 32]);

impl<T: Payload> FromRequest<Api> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = take(&parts, body, api.body_limit()).await?;
        let content = T::read(plain(&parts).route, &parts.headers, &bytes)?;
        Ok(Self(content, digest(&parts, &bytes)))
    }
}

/// What a request to change something brings: the entity tag it has seen, and its body. The headers go into `asked`.
pub(super) async fn content<S, T: Payload>(
    asked: &mut app::Request,
    parts: &Parts,
    body: Body,
    limit: usize,
    seen: impl FnOnce(&Parts) -> Result<S, Problem>,
) -> Result<(S, T), Problem> {
    read_headers(asked, parts)?;
    query::read::<NoQuery>(parts)?;
    let seen = seen(parts)?;
    let bytes = take(parts, body, limit).await?;
    asked.body_digest = digest(parts, &bytes);
    Ok((seen, T::read(asked.route, &parts.headers, &bytes)?))
}

/// The bytes of the body, if they are not too many.
async fn take(parts: &Parts, body: Body, limit: usize) -> Result<Bytes, Problem> {
    let too_large =
        || Problem::new(kind::PAYLOAD_TOO_LARGE).because(format!("at most {limit} bytes are taken"));
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(too_large());
    }
    // The other way in which reading fails is a client that went away, to whom no answer matters.
    to_bytes(body, limit).await.map_err(|_| too_large())
}

/// What tells one request from another under the same key: where it goes and what it brings.
fn digest(parts: &Parts, body: &[u8]) -> [u8; 32] {
    app::digest(&[parts.uri.path().as_bytes(), b"\n", body])
}

/// Whether the body was compressed or the like on its way here.
fn is_encoded(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.any(|it| !it.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Some((kind, parameters)) = value.to_str().ok().map(|text| text.split_once(';').unwrap_or((text, "")))
    else {
        return false;
    };
    let parameters = parameters.trim();
    let utf8 = parameters.is_empty()
        || parameters.split_once('=').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("charset")
                && value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        });
    kind.trim().eq_ignore_ascii_case("application/json") && utf8
}

/// Reads a value whose shape is right. What is left to find is wrong in itself, such as an id that is none.
fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let words: String = error.inner().to_string().chars().take(LONGEST_DETAIL).collect();
        Problem::invalid([Fault::at(pointer(error.path()), "invalid", words)])
    })
}

pub(super) fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter().fold(String::new(), |at, segment| match segment {
        Segment::Seq { index } => below(&at, &index.to_string()),
        Segment::Map { key } => below(&at, key),
        Segment::Enum { .. } | Segment::Unknown => at,
    })
}
