//! The body of a request.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
};
use domain::taken_down::TakenDown;
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

    /// The same, and for whom staff take the act down: where the document has that for the route.
    fn read_act(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<(Self, Option<TakenDown>), Problem> {
        Self::read(route, headers, body).map(|payload| (payload, None))
    }
}

/// No body at all.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Payload for Nothing {
    fn read(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        Self::read_act(route, headers, body).map(|(nothing, _)| nothing)
    }

    fn read_act(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<(Self, Option<TakenDown>), Problem> {
        match document::shape(route) {
            _ if body.is_empty() => Ok((Self, None)),
            Shape::Any => Err(Problem::new(kind::UNEXPECTED_BODY)),
            shape => Ok((Self, taken_down(&mut shaped(shape, headers, body)?)?)),
        }
    }
}

/// A JSON object of the shape that the document gives for the route. No body at all counts as an empty one.
impl<T: DeserializeOwned + Send> Payload for T {
    fn read(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        Self::read_act(route, headers, body).map(|(content, _)| content)
    }

    fn read_act(route: &str, headers: &HeaderMap, body: &[u8]) -> Result<(Self, Option<TakenDown>), Problem> {
        let mut value = shaped(document::shape(route), headers, body)?;
        let taken = taken_down(&mut value)?;
        Ok((typed(value, "")?, taken))
    }
}

/// Takes for whom an act is taken down out of its body.
fn taken_down(body: &mut Value) -> Result<Option<TakenDown>, Problem> {
    let taken = body.as_object_mut().and_then(|fields| fields.remove(document::TAKEN_DOWN));
    taken.map_or(Ok(None), |taken| typed(taken, &below("", document::TAKEN_DOWN)))
}

/// Reads the body of a route that the document does not have, such as the clock of a demonstration: an object with
/// these fields, all of which must be there.
pub fn with_fields<T: DeserializeOwned>(
    fields: &[&str],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<T, Problem> {
    typed(shaped(&Shape::with_fields(fields), headers, body)?, "")
}

/// A body of the right shape.
fn shaped(shape: &Shape, headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
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
    Ok(value)
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
    let (seen, (content, _)) = act(asked, parts, body, limit, seen).await?;
    Ok((seen, content))
}

/// The same, with the party for whom it is taken down.
pub(super) async fn act<S, T: Payload>(
    asked: &mut app::Request,
    parts: &Parts,
    body: Body,
    limit: usize,
    seen: impl FnOnce(&Parts) -> Result<S, Problem>,
) -> Result<(S, (T, Option<TakenDown>)), Problem> {
    read_headers(asked, parts)?;
    query::read::<NoQuery>(parts)?;
    let seen = seen(parts)?;
    let bytes = take(parts, body, limit).await?;
    asked.body_digest = digest(parts, &bytes);
    Ok((seen, T::read_act(asked.route, &parts.headers, &bytes)?))
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
fn typed<T: DeserializeOwned>(value: Value, at: &str) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let words: String = error.inner().to_string().chars().take(LONGEST_DETAIL).collect();
        Problem::invalid([Fault::at(format!("{at}{}", pointer(error.path())), "invalid", words)])
    })
}

pub(super) fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter().fold(String::new(), |at, segment| match segment {
        Segment::Seq { index } => below(&at, &index.to_string()),
        Segment::Map { key } => below(&at, key),
        Segment::Enum { .. } | Segment::Unknown => at,
    })
}
