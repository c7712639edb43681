//! The settings of the program, each with where it came from. `deploy/config.toml` explains them and holds
//! the defaults.

mod layers;

use std::{
    env, fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use anyhow::{anyhow, bail, ensure};
use app::packs::TrustedKey;
use axum::http::Uri;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};

use self::layers::Layers;
pub(crate) use self::layers::Source;
use crate::{cli::Place, peer::Network};

/// All settings, checked, by section as in the file.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) data: Data,
    pub(crate) office: Office,
    pub(crate) rules: RulePacks,
    pub(crate) tokens: Tokens,
    pub(crate) passwords: Passwords,
    pub(crate) throttle: Throttle,
    pub(crate) log: Log,
    layers: Layers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sections {
    server: Server,
    database: Database,
    data: Data,
    office: Office,
    rules: RulePacks,
    tokens: Tokens,
    passwords: Passwords,
    throttle: Throttle,
    log: Log,
}

/// How the service is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    #[serde(deserialize_with = "unless_empty")]
    pub(crate) public_url: Option<String>,
    #[serde(deserialize_with = "listed")]
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) body_limit_kib: u32,
    #[serde(rename = "request_timeout_seconds", deserialize_with = "seconds")]
    pub(crate) request_timeout: Duration,
    #[serde(rename = "drain_notice_seconds", deserialize_with = "seconds")]
    pub(crate) drain_notice: Duration,
    #[serde(rename = "drain_seconds", deserialize_with = "seconds")]
    pub(crate) drain: Duration,
}

/// Where cases are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    #[serde(deserialize_with = "unless_empty")]
    pub(crate) url: Option<Secret>,
    #[serde(deserialize_with = "unless_empty")]
    pub(crate) owner_url: Option<Secret>,
    pub(crate) pool: u32,
}

/// What lies on disk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) dir: PathBuf,
}

/// The office that handles the complaints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Office {
    #[serde(deserialize_with = "zone")]
    pub(crate) time_zone: TimeZone,
}

/// Rule packs from outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulePacks {
    #[serde(deserialize_with = "unless_empty")]
    packs_dir: Option<String>,
    #[serde(deserialize_with = "listed")]
    pub(crate) trusted_keys: Vec<TrustedKey>,
}

/// Access tokens and the sign-ins behind them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tokens {
    #[serde(deserialize_with = "unless_empty")]
    pub(crate) issuer: Option<String>,
    pub(crate) audience: String,
    pub(crate) access_minutes: u32,
    pub(crate) refresh_hours: u32,
    pub(crate) key_overlap_hours: u32,
}

/// What checking a password costs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passwords {
    pub(crate) memory_kib: u32,
    pub(crate) iterations: u32,
    pub(crate) parallelism: u32,
    pub(crate) concurrent: u32,
    pub(crate) waiting: u32,
}

/// How often a sign-in may fail before it has to wait.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Throttle {
    pub(crate) account_free: u32,
    pub(crate) address_free: u32,
    pub(crate) longest_wait_seconds: u32,
    pub(crate) memory_minutes: u32,
}

/// What is logged, and how it looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) level: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    Auto,
    Pretty,
    Json,
}

/// A text that is not printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// The text.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The engine that keeps the cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A SQLite file, for one instance.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its address.
    Postgres(Secret),
}

impl Config {
    /// Reads the settings: defaults, file, environment, arguments.
    pub(crate) fn load(place: &Place) -> anyhow::Result<Self> {
        let mut layers = Layers::defaults()?;
        if let Some(path) = &place.config {
            layers.file(path)?;
        }
        layers.env(env::vars_os())?;
        if let Some(folder) = &place.data {
            layers.flag("data.dir", "--data", &path_text(folder)?)?;
        }
        Self::of(layers)
    }

    /// Another address to listen on, from the command line.
    pub(crate) fn listen_on(self, address: SocketAddr) -> anyhow::Result<Self> {
        self.with("server.listen", "--listen", &address.to_string())
    }

    /// The settings of a demonstration: its own folder, unless one is named.
    pub(crate) fn for_demo(self) -> anyhow::Result<Self> {
        match self.source("data.dir") {
            Source::Default => self.with("data.dir", "--demo", "demo-data"),
            _ => Ok(self),
        }
    }

    /// Where a setting came from, by its full name.
    pub(crate) fn source(&self, name: &str) -> &Source {
        self.layers.source(name)
    }

    /// The settings that are not at their default, with where they came from.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.layers.given()
    }

    /// The engine that keeps the cases.
    pub(crate) fn engine(&self) -> Engine {
        match &self.database.url {
            None => Engine::Sqlite(self.data.dir.join("redress.db")),
            Some(url) => engine_of(url).unwrap_or_else(|| Engine::Postgres(url.clone())),
        }
    }

    /// The folder of the operator's own rule packs.
    pub(crate) fn packs_dir(&self) -> PathBuf {
        self.rules.packs_dir.as_ref().map_or_else(|| self.data.dir.join("packs"), PathBuf::from)
    }

    /// The role that serves, where another one owns the tables and has to let it in.
    pub(crate) fn serving_role(&self) -> anyhow::Result<Option<String>> {
        let (Some(url), Some(owner)) = (&self.database.url, &self.database.owner_url) else {
            return Ok(None);
        };
        // One role for both keeps all its rights; `doctor` warns of it.
        if url.reveal() == owner.reveal() {
            return Ok(None);
        }
        let rest = url.reveal().split_once("://").map_or("", |(_, rest)| rest);
        let role = rest.split_once('@').map(|(user, _)| user.split_once(':').map_or(user, |(role, _)| role));
        match role {
            Some(role) if !role.is_empty() && !role.contains('%') => Ok(Some(role.to_owned())),
            _ => bail!(
                "database.url ({}) does not say as which role to serve\n  fix: postgres://ROLE:PASSWORD@HOST/DATABASE",
                self.source("database.url")
            ),
        }
    }

    /// Refuses to be reached from other machines as long as nobody said under which address.
    pub(crate) fn may_listen(&self) -> anyhow::Result<()> {
        let listen = self.server.listen;
        if listen.ip().is_loopback() || self.server.public_url.is_some() {
            return Ok(());
        }
        bail!(
            "Redress would listen on {listen} ({}), beyond this machine, without knowing its own address\n  fix: set \
             server.public_url (REDRESS_SERVER__PUBLIC_URL) to the https:// address of the proxy in front, or listen \
             on 127.0.0.1:{}",
            self.source("server.listen"),
            listen.port(),
        )
    }

    fn with(mut self, name: &str, flag: &'static str, value: &str) -> anyhow::Result<Self> {
        self.layers.flag(name, flag, value)?;
        Self::of(self.layers)
    }

    fn of(layers: Layers) -> anyhow::Result<Self> {
        let sections: Sections = serde_path_to_error::deserialize(layers.document()).map_err(|error| {
            let name = error.path().to_string();
            let source = layers.source(&name);
            anyhow!("{name} ({source}): {}", error.inner().message())
        })?;
        let Sections { server, database, data, office, rules, tokens, passwords, throttle, log } = sections;
        let config = Self { server, database, data, office, rules, tokens, passwords, throttle, log, layers };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        let wrong = |name: &str, what: &str| anyhow!("{name} ({}): {what}", self.source(name));
        for (name, value, least, most) in [
            ("server.body_limit_kib", self.server.body_limit_kib, 16, 1_048_576),
            ("database.pool", self.database.pool, 1, 1_000),
            ("tokens.access_minutes", self.tokens.access_minutes, 1, 60),
            ("tokens.refresh_hours", self.tokens.refresh_hours, 1, 24 * 31),
            ("tokens.key_overlap_hours", self.tokens.key_overlap_hours, 2, 24 * 31),
            ("passwords.memory_kib", self.passwords.memory_kib, 64, 4_194_304),
            ("passwords.iterations", self.passwords.iterations, 1, 100),
            ("passwords.parallelism", self.passwords.parallelism, 1, 64),
            ("passwords.concurrent", self.passwords.concurrent, 1, 1_024),
            ("passwords.waiting", self.passwords.waiting, 1, 100_000),
            ("throttle.account_free", self.throttle.account_free, 1, 100),
            ("throttle.address_free", self.throttle.address_free, 1, 100_000),
            ("throttle.longest_wait_seconds", self.throttle.longest_wait_seconds, 1, 3_600),
            ("throttle.memory_minutes", self.throttle.memory_minutes, 1, 24 * 60),
        ] {
            ensure!(
                (least..=most).contains(&value),
                wrong(name, &format!("{value} is not from {least} to {most}"))
            );
        }
        let least = 8 * self.passwords.parallelism;
        if self.passwords.memory_kib < least {
            let what =
                format!("passwords.parallelism = {} needs {least} or more", self.passwords.parallelism);
            bail!(wrong("passwords.memory_kib", &what));
        }
        if let Some(url) = &self.server.public_url {
            check_public(url).map_err(|what| wrong("server.public_url", what))?;
        }
        for (name, url) in
            [("database.url", &self.database.url), ("database.owner_url", &self.database.owner_url)]
        {
            match url.as_ref().map(engine_of) {
                None | Some(Some(Engine::Sqlite(_))) => {}
                Some(Some(Engine::Postgres(url))) => {
                    if !storage::is_postgres_address(url.reveal()) {
                        let what = "cannot be read as an address; in a password write / as %2F, # as %23, ? as %3F, @ as %40";
                        bail!(wrong(name, what));
                    }
                }
                Some(None) => bail!(wrong(name, "begins neither with postgres:// nor with sqlite:")),
            }
        }
        if self.database.owner_url.is_some() && matches!(self.engine(), Engine::Sqlite(_)) {
            bail!(wrong("database.owner_url", "is for PostgreSQL only, and database.url does not name one"));
        }
        Ok(())
    }
}

fn engine_of(url: &Secret) -> Option<Engine> {
    let text = url.reveal();
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Some(Engine::Postgres(url.clone()));
    }
    let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"))?;
    Some(Engine::Sqlite(PathBuf::from(path)))
}

fn check_public(url: &str) -> Result<(), &'static str> {
    let uri: Uri = url.parse().map_err(|_| "is not an address")?;
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err("needs a scheme and a host, as in https://redress.example.org");
    };
    if uri.path() != "/" || uri.query().is_some() || url.ends_with('/') {
        return Err("ends after the host and port: no path, no slash");
    }
    match scheme {
        "https" => Ok(()),
        "http" if matches!(host, "localhost" | "127.0.0.1" | "[::1]") => Ok(()),
        _ => Err("must begin with https://"),
    }
}

fn path_text(path: &Path) -> anyhow::Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| anyhow!("{} is not UTF-8", path.display()))
}

fn unless_empty<'de, D: Deserializer<'de>, T: From<String>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok((!text.is_empty()).then(|| text.into()))
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u32::deserialize(deserializer).map(|seconds| Duration::from_secs(seconds.into()))
}

/// Several things in one text, with commas between.
fn listed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: fmt::Display>,
{
    let text = String::deserialize(deserializer)?;
    let each = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    each.map(|it| it.parse().map_err(serde::de::Error::custom)).collect()
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeZone, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name).map_err(|_| serde::de::Error::custom(format!("there is no time zone {name:?}")))
}

#[cfg(test)]
mod tests;
