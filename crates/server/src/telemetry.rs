//! Log lines: one for each request and one for each trouble. They carry identifiers and codes, never names,
//! texts, bodies or query strings.

use std::{io::IsTerminal, panic, time::Instant};

use anyhow::anyhow;
use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};
use tracing_subscriber::{
    EnvFilter, Layer, filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::config::{Log, LogFormat};

/// What libraries tell below this is of no use to whoever runs the service.
const LIBRARIES: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn";

/// Starts logging to standard error.
pub(crate) fn start(log: &Log) -> anyhow::Result<()> {
    let filter = filter(&log.level)?;
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

fn filter(level: &str) -> anyhow::Result<EnvFilter> {
    let wrong = |what: &str| anyhow!("log.level: {what}\n  fix: use error, warn, info, debug or trace");
    // A lone word that is no level would be taken for the name of a part, and silence all others.
    let words = level.split(',').filter(|part| !part.contains('='));
    if let Some(word) = words.into_iter().find(|word| word.is_empty() || word.parse::<LevelFilter>().is_err())
    {
        return Err(wrong(&format!("{word:?} is not a level")));
    }
    EnvFilter::builder().parse(format!("{LIBRARIES},{level}")).map_err(|error| wrong(&error.to_string()))
}

/// Logs a request when it is answered: the route as written in the document, not the path as asked for.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    let began = Instant::now();
    // A client may send any word as a method; it is none of ours to keep.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "-",
    };
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    if !route.starts_with("/health/") {
        let id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        let status = response.status().as_u16();
        let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::info!(method, route, status, took_us = took, request_id = id, "request");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        for good in ["info", "warn", "off", "info,app=debug"] {
            assert!(filter(good).is_ok(), "{good}");
        }
        for bad in ["", "chatty", "info,chatty", "app=chatty"] {
            assert!(filter(bad).is_err(), "{bad}");
        }
    }
}
