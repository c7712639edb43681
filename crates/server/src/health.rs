//! Whether the service lives, and whether it is ready for requests: asked by balancers, containers and people.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use crate::say;

/// How long the parts may take to say whether they work.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the service is about to end. A clone shows the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draining(Arc<AtomicBool>);

impl Draining {
    /// From now on the service is not ready any more.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// `/health/live` and `/health/ready`. `ask` asks each part, by name, whether it works.
pub(crate) fn routes<A, F>(draining: Draining, ask: A) -> Router
where
    A: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Vec<(&'static str, anyhow::Result<()>)>> + Send,
{
    let ready = move || async move {
        if draining.has_begun() {
            return answer(StatusCode::SERVICE_UNAVAILABLE, &json!({"status": "draining", "checks": []}));
        }
        let Ok(parts) = tokio::time::timeout(PATIENCE, ask()).await else {
            tracing::warn!("not ready: no answer within {PATIENCE:?}");
            return answer(StatusCode::SERVICE_UNAVAILABLE, &json!({"status": "unavailable", "checks": []}));
        };
        let mut status = (StatusCode::OK, "ready");
        let mut checks = Vec::new();
        for (name, outcome) in parts {
            if let Err(error) = &outcome {
                tracing::warn!(part = name, "not ready: {error:#}");
                status = (StatusCode::SERVICE_UNAVAILABLE, "unavailable");
            }
            checks.push(json!({"name": name, "status": if outcome.is_ok() { "ok" } else { "failed" }}));
        }
        answer(status.0, &json!({"status": status.1, "checks": checks}))
    };
    Router::new()
        .route("/health/live", get(|| async { answer(StatusCode::OK, &json!({"status": "live"})) }))
        .route("/health/ready", get(ready))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
    }
    response
}

/// Asks the service that listens at `address` on this machine whether it is ready.
pub(crate) fn ask(mut address: SocketAddr) -> anyhow::Result<()> {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    let patience = PATIENCE + Duration::from_secs(1);
    let no_answer = || format!("no answer from {address}");
    let mut stream = TcpStream::connect_timeout(&address, patience).with_context(no_answer)?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(
        format!("GET /health/ready HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut reply = Vec::new();
    stream.take(16_384).read_to_end(&mut reply).with_context(no_answer)?;
    let reply = String::from_utf8_lossy(&reply);
    let body = reply.split("\r\n\r\n").nth(1).unwrap_or_default();
    if !reply.starts_with("HTTP/1.1 200 ") {
        bail!("{address} is not ready: {body}");
    }
    say::line(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn serve(router: Router) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    async fn told(address: SocketAddr) -> Result<(), String> {
        tokio::task::spawn_blocking(move || ask(address)).await.unwrap().map_err(|error| error.to_string())
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn ready_until_draining() {
        let draining = Draining::default();
        let address = serve(routes(draining.clone(), || async { vec![("database", Ok(()))] })).await;
        assert_eq!(told(address).await, Ok(()));
        draining.begin();
        assert!(told(address).await.unwrap_err().contains(r#""status":"draining""#));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_part_that_fails_is_named_without_the_reason() {
        let failing = || async { vec![("database", Err(anyhow::anyhow!("password of redress_serve")))] };
        let error = told(serve(routes(Draining::default(), failing)).await).await.unwrap_err();
        assert!(error.contains(r#"{"name":"database","status":"failed"}"#), "{error}");
        assert!(!error.contains("password"), "{error}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_part_that_hangs_is_not_waited_for() {
        let address = serve(routes(Draining::default(), std::future::pending)).await;
        assert!(told(address).await.unwrap_err().contains(r#""status":"unavailable""#));
    }
}
