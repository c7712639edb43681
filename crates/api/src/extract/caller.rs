//! Who asks.

use app::Error;
use axum::extract::FromRequestParts;
use http::{header::AUTHORIZATION, request::Parts};

use super::request::plain;
use crate::{Api, Problem};

/// The signed-in person who makes the request.
#[derive(Clone, Debug)]
pub struct Caller(pub app::Caller);

impl FromRequestParts<Api> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let known = match bearer(parts) {
            Some(token) => api.app.authenticate(token).await,
            None => Err(Error::Unauthenticated),
        };
        if matches!(known, Err(Error::Unauthenticated)) {
            api.app.refused(&plain(parts)).await?;
        }
        Ok(Self(known?))
    }
}

/// The token of the header `Authorization`; none when there are two, or of another kind.
fn bearer(parts: &Parts) -> Option<&str> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start_matches(' '))
}
