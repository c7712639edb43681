//! Log lines: one for each request and one for each trouble. They carry identifiers and codes, never names,
//! texts, bodies or query strings.

use std::{io::IsTerminal, panic, time::Instant};

use anyhow::anyhow;
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Log, LogFormat};

/// Starts logging to standard error.
pub(crate) fn start(log: &Log) -> anyhow::Result<()> {
    let wrong = |error| anyhow!("log.level: {error}\n  fix: use error, warn, info, debug or trace");
    let filter = EnvFilter::builder().parse(&log.level).map_err(wrong)?;
    let pretty = match log.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if pretty {
        lines.with_ansi(std::io::stderr().is_terminal()).boxed()
    } else {
        lines.json().flatten_event(true).with_current_span(false).boxed()
    };
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    // The text of a panic may quote what it worked on; the place is enough to find it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
    Ok(())
}

/// Logs a request when it is answered: the route as written in the document, not the path as asked for.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    if !route.starts_with("/health/") {
        let id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        let status = response.status().as_u16();
        let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::info!(%method, route, status, took_us = took, request_id = id, "request");
    }
    response
}
