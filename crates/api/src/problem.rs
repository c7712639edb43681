//! Errors as problem documents (RFC 9457). Handlers give a [`Problem`]; the envelope around all routes adds
//! what only it knows and writes the document.

pub mod kind;
mod page;
mod refusal;

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use domain::{
    Action, Stage,
    guard::Guard,
    refusal::{Invalid, Unmet},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use kind::Kind;
pub(crate) use page::page;

/// Why a request was not carried out.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: &'static Kind,
    detail: Option<Cow<'static, str>>,
    errors: Vec<Fault>,
    stand: Option<Stand>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Where the case stands, for a command that is not possible there.
#[derive(Clone, Copy, Debug)]
struct Stand {
    state: Stage,
    action: Action,
    possible_in: &'static [Stage],
}

/// One thing that is wrong or missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where, as a JSON pointer: into the request, or into the case for what the procedure lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    /// Which parameter of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    /// What, as a stable code.
    pub code: Cow<'static, str>,
    /// The same in words.
    pub detail: String,
    /// The section of the law concerned, as the rule cites it; for dates that cannot be reckoned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub section: Option<String>,
    /// The requirement of the procedure that is not met.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Guard>, nullable = false)]
    pub guard: Option<Guard>,
}

/// A problem document (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document<'a> {
    /// The kind of problem: an address that opens a page about it. Clients may rely on it.
    #[schema(format = "uri-reference")]
    r#type: String,
    /// The kind in words.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong this time; for people, not for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<&'a str>,
    /// What was asked for.
    #[schema(format = "uri-reference")]
    instance: &'a str,
    /// The last part of `type`, as a code.
    code: String,
    /// The request, as the audit log and the operator's log name it.
    request_id: Uuid,
    /// Where the case stands, if that is why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    state: Option<Stage>,
    /// What is not possible there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    action: Option<Action>,
    /// The states in which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Stage>>, nullable = false)]
    possible_in: Option<&'static [Stage]>,
    /// Each thing that is wrong or missing.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(kind: &'static Kind) -> Self {
        Self { kind, detail: None, errors: Vec::new(), stand: None, headers: Vec::new() }
    }

    /// Says what went wrong this time.
    #[must_use]
    pub fn because(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Lists what is wrong or missing.
    #[must_use]
    pub fn with(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.errors.extend(faults);
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// A problem of which nothing but the status is known.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let kind = kind::ALL.iter().find(|kind| kind.status == status);
        Self::new(match kind {
            // The framework says 400 of a path that is not UTF-8: nothing is there.
            Some(kind) if status != StatusCode::BAD_REQUEST => kind,
            _ if status.is_client_error() => kind::NOT_FOUND,
            _ => kind::INTERNAL_ERROR,
        })
    }

    /// The same answer for everything that is not there, or not for this caller.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(kind::NOT_FOUND)
    }

    /// A value in the body that cannot be right.
    #[must_use]
    pub fn invalid(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self::new(kind::VALIDATION_FAILED).with(faults)
    }

    /// What kind of problem it is.
    #[must_use]
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// Writes the document, now that it is known which request it is about.
    pub(crate) fn write(&self, base: &str, instance: &str, request_id: Uuid) -> Response {
        let document = axum::Json(self.document(base, instance, request_id));
        let mut response = (self.kind.status, document).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.headers.iter().cloned());
        response
    }

    /// The document as an example.
    pub(crate) fn example(&self) -> serde_json::Value {
        let document =
            self.document("", "/api/v1/cases", Uuid::from_u128(0x5f0c_8a3e_9d2b_4c71_a6e4_13b7_92d8_f05a));
        serde_json::to_value(document).unwrap_or_default()
    }

    fn document<'a>(&'a self, base: &str, instance: &'a str, request_id: Uuid) -> Document<'a> {
        Document {
            r#type: format!("{base}/problems/{}", self.kind.slug),
            title: self.kind.title,
            status: self.kind.status.as_u16(),
            detail: self.detail.as_deref(),
            instance,
            code: self.kind.code(),
            request_id,
            state: self.stand.map(|stand| stand.state),
            action: self.stand.map(|stand| stand.action),
            possible_in: self.stand.map(|stand| stand.possible_in),
            errors: &self.errors,
        }
    }
}

impl Fault {
    /// Something wrong at a place in the body.
    #[must_use]
    pub fn at(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            pointer: Some(pointer.into()),
            parameter: None,
            code: code.into(),
            detail: detail.into(),
            section: None,
            guard: None,
        }
    }

    /// Something wrong with a parameter of the query.
    #[must_use]
    pub fn of(
        parameter: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        let fault = Self::at(String::new(), code, detail);
        Self { pointer: None, parameter: Some(parameter.into()), ..fault }
    }
}

impl From<Invalid> for Fault {
    fn from(invalid: Invalid) -> Self {
        Self::at(invalid.pointer, invalid.code, invalid.detail)
    }
}

impl From<Unmet> for Fault {
    fn from(unmet: Unmet) -> Self {
        Self { guard: Some(unmet.guard), ..Self::at(unmet.pointer, unmet.code, unmet.detail) }
    }
}

/// An answer without a body, which the envelope replaces by the document.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
