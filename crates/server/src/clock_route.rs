//! `POST /api/v1/test-clock`: moves the clock of a demonstration forward. There is no such route elsewhere.

use std::net::SocketAddr;

use api::{
    Api, Problem,
    extract::{Json, NoQuery, Payload, Query, with_fields},
    problem::{Fault, kind},
};
use app::{App, background::MoveError};
use axum::{
    Router,
    extract::{ConnectInfo, FromRequestParts, State},
    http::{HeaderMap, request::Parts},
    routing::post,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where the clock is to be.
struct Move {
    to: Timestamp,
}

impl Payload for Move {
    fn read(_: &str, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Body {
            to: Timestamp,
        }
        let Body { to } = with_fields(&["to"], headers, body)?;
        Ok(Self { to })
    }
}

/// Where it is now, and how many acts of the System fell due on the way.
#[derive(Debug, Serialize)]
struct Moved {
    now: Timestamp,
    acts: usize,
}

/// A request from this machine; for anybody else there is no such route.
struct FromHere;

impl<S: Sync> FromRequestParts<S> for FromHere {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let is_here = peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback());
        if is_here { Ok(Self) } else { Err(Problem::not_found()) }
    }
}

/// The route, for a demonstration.
pub(crate) fn route() -> Router<Api> {
    Router::new().route("/api/v1/test-clock", post(move_clock))
}

async fn move_clock(
    State(app): State<App>,
    _: FromHere,
    Query(NoQuery): Query<NoQuery>,
    Json(Move { to }, _): Json<Move>,
) -> Result<axum::Json<Moved>, Problem> {
    match app.move_clock(to).await {
        Ok(acts) => Ok(axum::Json(Moved { now: app.clock().now(), acts })),
        Err(MoveError::NotMoved(why)) => {
            Err(Problem::new(kind::VALIDATION_FAILED).with([Fault::at("/to", "not_moved", why.to_string())]))
        }
        Err(MoveError::Failed(error)) => Err(error.into()),
    }
}
