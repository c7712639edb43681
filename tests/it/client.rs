//! Requests to the service in this process, put together piece by piece, right or wrong.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt;

use crate::service::Service;

/// A request to be sent, as it is or spoilt.
#[derive(Clone)]
pub(crate) struct Ask<'a> {
    service: &'a Service,
    method: String,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Service {
    /// A request to an address below `/api/v1`.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        self.ask_root(method, &format!("/api/v1{path}"))
    }

    /// A request to any address.
    pub(crate) fn ask_root(&self, method: &str, path: &str) -> Ask<'_> {
        let (method, path) = (method.to_owned(), path.to_owned());
        Ask { service: self, method, path, headers: HeaderMap::new(), body: Vec::new() }
    }
}

impl Ask<'_> {
    /// Sets a header, in place of the same one before.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
        self
    }

    /// Adds a header, beside the same one before.
    pub(crate) fn also(mut self, name: &str, value: &str) -> Self {
        self.headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// The same to another address below `/api/v1`.
    pub(crate) fn to(self, path: &str) -> Self {
        Self { path: format!("/api/v1{path}"), ..self }
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn seen(self, reply: &Reply) -> Self {
        let tag = reply.headers[header::ETAG].to_str().unwrap().to_owned();
        self.header("if-match", &tag)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes(body.to_string())
    }

    pub(crate) fn bytes(self, body: impl Into<Vec<u8>>) -> Self {
        self.header("content-type", "application/json").raw(body)
    }

    /// A body of which nothing is said.
    pub(crate) fn raw(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) async fn send(self) -> Reply {
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method.parse().unwrap();
        *request.uri_mut() = self.path.parse().unwrap();
        *request.headers_mut() = self.headers;
        let response = self.service.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Reply { status, headers, json: serde_json::from_str(&text).unwrap_or_default(), text }
    }
}

impl Reply {
    /// Checks the status, and what kind of problem it is.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, code: &str) -> &Self {
        let found = (self.status.as_u16(), self.json["code"].as_str().unwrap_or_default());
        assert_eq!(found, (status, code), "{}", self.text);
        self
    }

    /// Checks that it went well.
    #[track_caller]
    pub(crate) fn went_well(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self
    }

    /// The pointers of what is wrong.
    pub(crate) fn pointers(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array().map_or(&[][..], Vec::as_slice);
        errors.iter().filter_map(|error| error["pointer"].as_str()).collect()
    }
}
