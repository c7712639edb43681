//! The body of a request.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
};
use http::{
    HeaderMap,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
    request::Parts,
};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{
    Api, Problem,
    problem::{Fault, kind},
};

/// What a body can be.
pub trait Payload: Sized + Send {
    /// Reads the body.
    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem>;
}

/// No body at all.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Payload for Nothing {
    fn read(_: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        if body.is_empty() { Ok(Self) } else { Err(Problem::new(kind::UNEXPECTED_BODY)) }
    }
}

/// A JSON object. No body at all counts as an empty one.
impl<T: DeserializeOwned + Send> Payload for T {
    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        if body.is_empty() {
            return parse(b"{}");
        }
        if !is_json(headers) {
            return Err(Problem::new(kind::UNSUPPORTED_MEDIA_TYPE));
        }
        parse(body)
    }
}

/// The body of an operation that is not about a case, and its SHA-256.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T, pub [u8; 32]);

impl<T: Payload> FromRequest<Api> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = take(&parts, body, api.body_limit()).await?;
        Ok(Self(T::read(&parts.headers, &bytes)?, app::digest(&bytes)))
    }
}

/// The bytes of the body, if they are not too many.
pub(super) async fn take(parts: &Parts, body: Body, limit: usize) -> Result<Bytes, Problem> {
    let too_large =
        || Problem::new(kind::PAYLOAD_TOO_LARGE).because(format!("at most {limit} bytes are taken"));
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(too_large());
    }
    // The other way in which reading fails is a client that went away, to whom no answer matters.
    to_bytes(body, limit).await.map_err(|_| too_large())
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

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        // Fields in a row without their names would be taken for an object.
        serde_json::from_slice::<IgnoredAny>(body).map_err(|error| refused(String::new(), &error))?;
        return Err(Problem::invalid([Fault::at("", "invalid", "must be a JSON object")]));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        refused(pointer, error.inner())
    })?;
    json.end().map_err(|error| refused(String::new(), &error))?;
    Ok(value)
}

fn refused(pointer: String, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    if !error.is_data() {
        return Problem::new(kind::MALFORMED_BODY).because(text);
    }
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let field = |start: &str| text.strip_prefix(start)?.split('`').next();
    if let Some(name) = field("unknown field `") {
        let fault = Fault::at(below(pointer, name), "unknown_field", format!("`{name}` is not known here"));
        return Problem::new(kind::UNKNOWN_FIELD).with([fault]);
    }
    if let Some(name) = field("missing field `") {
        let fault = Fault::at(below(pointer, name), "missing_field", format!("`{name}` is needed"));
        return Problem::new(kind::MISSING_FIELD).with([fault]);
    }
    if let Some(name) = field("duplicate field `") {
        let fault = Fault::at(below(pointer, name), "duplicate_field", format!("`{name}` comes twice"));
        return Problem::new(kind::MALFORMED_BODY).with([fault]);
    }
    Problem::invalid([Fault::at(pointer, "invalid", text.chars().take(300).collect::<String>())])
}

fn below(pointer: String, name: &str) -> String {
    let last = format!("/{}", escaped(name));
    if pointer.ends_with(&last) { pointer } else { pointer + &last }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", escaped(key))),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    parts.collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
