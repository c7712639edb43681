//! What handlers answer.

use app::{CaseView, Done, Listing, Rendered, Tagged};
use axum::response::{IntoResponse, Response};
use domain::Action;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
    header::{ETAG, IF_NONE_MATCH, LINK, LOCATION},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::templates;

const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What came of a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub(crate) struct Body {
    /// What was done.
    action: Action,
    /// The id of what was made or done something to, below the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    object: Option<String>,
    /// The case as you see it now; left out if you see it no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CaseView>, nullable = false)]
    case: Option<Value>,
}

/// What came of a change, with its headers.
#[derive(Debug)]
pub(crate) struct Changed {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

impl Changed {
    /// Something was changed.
    pub(crate) fn of(done: Done) -> Self {
        let Done { action, object, rendered, replayed, .. } = done;
        let mut headers = HeaderMap::new();
        if replayed {
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
        }
        let case = rendered.map(|Rendered { etag, view }| {
            headers.extend(value(etag).map(|etag| (ETAG, etag)));
            view
        });
        Self { status: StatusCode::OK, headers, body: Body { action, object, case } }
    }

    /// A case was made.
    pub(crate) fn made(done: Done) -> Self {
        let location = value(format!("{}/cases/{}", templates::BASE, done.case));
        let mut changed = Self::of(done);
        changed.headers.extend(location.map(|location| (LOCATION, location)));
        Self { status: StatusCode::CREATED, ..changed }
    }
}

impl IntoResponse for Changed {
    fn into_response(self) -> Response {
        (self.status, self.headers, axum::Json(self.body)).into_response()
    }
}

/// A case with its entity tag; nothing but the tag if the client has it already.
pub(crate) fn view(Rendered { etag, view }: Rendered, headers: &HeaderMap) -> Response {
    read(Tagged { etag, view }, headers)
}

/// The same for something outside cases.
pub(crate) fn read<T: Serialize>(thing: Tagged<T>, headers: &HeaderMap) -> Response {
    let etag = &thing.etag;
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
    let unchanged = known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag);
    if unchanged {
        let tag: HeaderMap = value(thing.etag).map(|etag| (ETAG, etag)).into_iter().collect();
        (StatusCode::NOT_MODIFIED, tag).into_response()
    } else {
        tagged(StatusCode::OK, thing)
    }
}

/// Something outside cases, with its entity tag.
pub(crate) fn tagged<T: Serialize>(status: StatusCode, Tagged { etag, view }: Tagged<T>) -> Response {
    let tag: HeaderMap = value(etag).map(|etag| (ETAG, etag)).into_iter().collect();
    (status, tag, axum::Json(view)).into_response()
}

/// Something outside cases that was made, with its entity tag and address.
pub(crate) fn made<T: Serialize>(path: &str, thing: Tagged<T>) -> Response {
    let mut response = tagged(StatusCode::CREATED, thing);
    let location = value(format!("{}{path}", templates::BASE));
    response.headers_mut().extend(location.map(|location| (LOCATION, location)));
    response
}

/// Everything there is, where that is never much.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct All<T> {
    /// The things.
    pub(crate) data: Vec<T>,
}

impl<T: Serialize> IntoResponse for All<T> {
    fn into_response(self) -> Response {
        axum::Json(self).into_response()
    }
}

/// A page of a list, with a link to the next one.
pub(crate) fn page<T: Serialize>(listing: Listing<T>, asked: &Uri) -> Response {
    let next = listing.next_cursor.as_ref().and_then(|cursor| {
        let kept = asked.query().unwrap_or_default().split('&');
        let kept = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let cursor = format!("cursor={cursor}");
        let query: Vec<&str> = kept.chain([cursor.as_str()]).collect();
        value(format!("<{}?{}>; rel=\"next\"", asked.path(), query.join("&")))
    });
    let links: HeaderMap = next.map(|next| (LINK, next)).into_iter().collect();
    (links, axum::Json(listing)).into_response()
}

fn value(text: String) -> Option<HeaderValue> {
    HeaderValue::try_from(text).ok()
}
