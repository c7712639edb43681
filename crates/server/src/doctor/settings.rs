//! Whether the settings are safe.

use axum::http::Uri;

use super::Finding;
use crate::config::{Config, Engine, Secret};

pub(super) fn given(config: &Config) -> Finding {
    let given: Vec<String> = config.given().map(|(name, source)| format!("{name} from {source}")).collect();
    let found = if given.is_empty() { "all at their default".to_owned() } else { given.join(", ") };
    Finding::ok("settings", found)
}

pub(super) fn listening(config: &Config) -> Finding {
    let name = "listening";
    let listen = config.server.listen;
    match (&config.server.public_url, config.may_listen()) {
        (_, Err(error)) => {
            let told = error.to_string();
            let (found, fix) = told.split_once("\n  fix: ").unwrap_or((&told, "set server.public_url"));
            Finding::fail(name, found, fix)
        }
        (None, Ok(())) => Finding::ok(name, format!("{listen}, this machine only")),
        (Some(url), Ok(())) => Finding::ok(name, format!("{listen}, reached at {url}")),
    }
}

/// Behind a proxy that is not named, everybody seems to come from one address.
pub(super) fn proxies(config: &Config) -> Finding {
    let name = "proxies";
    let server = &config.server;
    match (&server.public_url, server.trusted_proxies.len()) {
        (Some(_), 0) => Finding::warn(
            name,
            "all requests seem to come from the proxy, so failed sign-ins of one hold up all",
            "set server.trusted_proxies to the address of the proxy, as the service sees it",
        ),
        (None, 0) => Finding::ok(name, "none"),
        (_, count) => Finding::ok(name, format!("{count} trusted")),
    }
}

/// The audit log is only safe from the service itself when another role owns the tables.
pub(super) fn owner(config: &Config) -> Finding {
    let name = "table owner";
    match config.engine() {
        Engine::Sqlite(_) => Finding::ok(name, "SQLite has no roles; triggers guard the history"),
        Engine::Postgres(_) if config.database.owner_url.is_some() => Finding::ok(name, "a role of its own"),
        Engine::Postgres(_) => Finding::warn(
            name,
            "the role that serves may own the tables, and could then change history and audit log",
            "make a second role, set database.owner_url, and run redress migrate",
        ),
    }
}

pub(super) fn transport(config: &Config) -> Finding {
    let name = "database transport";
    match config.engine() {
        Engine::Postgres(url) if goes_over_the_network(&url) && !asks_for_tls(&url) => Finding::warn(
            name,
            "the way to PostgreSQL need not be encrypted",
            "add ?sslmode=verify-full to database.url",
        ),
        Engine::Postgres(_) | Engine::Sqlite(_) => Finding::ok(name, "encrypted, or on this machine"),
    }
}

fn goes_over_the_network(url: &Secret) -> bool {
    let text = url.reveal();
    let host = text.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    let here = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.starts_with("%2F");
    !(host.is_none_or(|host| here(&host)) || text.contains("host=/"))
}

fn asks_for_tls(url: &Secret) -> bool {
    ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"]
        .iter()
        .any(|mode| url.reveal().contains(mode))
}

/// The least that OWASP and ASVS 5.0 name for Argon2id: 19 MiB with two passes, or 46 MiB with one.
pub(super) fn password_cost(config: &Config) -> Finding {
    let cost = &config.passwords;
    let found = format!("Argon2id, {} KiB, {} passes", cost.memory_kib, cost.iterations);
    let enough = match cost.iterations {
        0 => false,
        1 => cost.memory_kib >= 47_104,
        _ => cost.memory_kib >= 19_456,
    };
    if enough {
        Finding::ok("password cost", found)
    } else {
        Finding::warn(
            "password cost",
            found,
            "set passwords.memory_kib = 19456 and passwords.iterations = 2, or more",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_ways_are_open() {
        let open = |url: &str| {
            let url = Secret::from(url.to_owned());
            goes_over_the_network(&url) && !asks_for_tls(&url)
        };
        assert!(open("postgres://redress_serve:x@db.example/redress"));
        assert!(open("postgres://redress_serve:x@db.example/redress?sslmode=prefer"));
        assert!(!open("postgres://redress_serve:x@db.example/redress?sslmode=verify-full"));
        assert!(!open("postgres://redress_serve@127.0.0.1:5433/redress"));
        assert!(!open("postgres://redress@localhost/redress?host=/run/postgresql"));
    }
}
