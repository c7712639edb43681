//! `POST /api/v1/test-clock`: moves the clock of a demonstration forward. There is no such route elsewhere.

use std::net::SocketAddr;

use api::{
    Problem,
    extract::Payload,
    problem::{Fault, kind},
};
use app::{App, background::MoveError};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{ConnectInfo, State},
    http::HeaderMap,
    routing::post,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where the clock is to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    to: Timestamp,
}

/// Where it is now, and how many acts of the System fell due on the way.
#[derive(Debug, Serialize)]
struct Moved {
    now: Timestamp,
    acts: usize,
}

/// The route, for a demonstration.
pub(crate) fn route(app: App) -> Router {
    Router::new().route("/api/v1/test-clock", post(move_clock)).with_state(app)
}

async fn move_clock(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Moved>, Problem> {
    if !peer.ip().to_canonical().is_loopback() {
        return Err(Problem::not_found());
    }
    let Move { to } = Move::read("POST /test-clock", &headers, &body)?;
    match app.move_clock(to).await {
        Ok(acts) => Ok(Json(Moved { now: app.clock().now(), acts })),
        Err(MoveError::NotMoved(why)) => {
            Err(Problem::new(kind::VALIDATION_FAILED).with([Fault::at("/to", "not_moved", why.to_string())]))
        }
        Err(MoveError::Failed(error)) => Err(error.into()),
    }
}
