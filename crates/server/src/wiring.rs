//! Where the parts are joined: the one place that knows the application, its doors and its database at once.

use std::net::SocketAddr;

use axum::Router;
use jiff::Timestamp;
use storage::{Database, Options};

use crate::{
    cli::UserCommand,
    config::{Config, Engine, Secret},
    doctor::Finding,
    serve,
};

/// What is particular to a demonstration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demo {
    /// Where its clock starts, if not now.
    #[expect(dead_code, reason = "until the application is wired in")]
    pub(crate) clock: Option<Timestamp>,
}

/// Everything that serves requests, joined.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// The doors.
    pub(crate) router: Router,
}

impl House {
    /// Joins the parts. `address` is where the service really listens.
    #[expect(clippy::unused_async, reason = "opening the database waits")]
    pub(crate) async fn build(
        _config: &Config,
        _address: SocketAddr,
        _demo: Option<Demo>,
    ) -> anyhow::Result<Self> {
        Ok(Self { router: Router::new() })
    }

    /// What has to work before requests are welcome, by name.
    #[expect(clippy::unused_async, reason = "asking the database waits")]
    pub(crate) async fn ready(&self) -> Vec<(&'static str, anyhow::Result<()>)> {
        Vec::new()
    }

    /// Lets go of what was opened, after the last request.
    #[expect(clippy::unused_async, reason = "closing the database waits")]
    pub(crate) async fn close(self) {}
}

/// Brings the database to the schema of this version.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    serve::make_private(&config.data.dir)?;
    let owner = config.database.owner_url.as_ref().or(config.database.url.as_ref());
    let database = open(config, owner).await?;
    let missing = migrations::missing(database.reader()).await?;
    migrations::up(database.owner(), config.serving_role()?.as_deref()).await?;
    database.close().await?;
    for step in &missing {
        println!("took the step {step}");
    }
    println!("the schema is that of redress {}", env!("CARGO_PKG_VERSION"));
    Ok(())
}

/// Opens the database as the role of this address; without one, the SQLite file.
async fn open(config: &Config, url: Option<&Secret>) -> anyhow::Result<Database> {
    let url = match (config.engine(), url) {
        (Engine::Postgres(_), Some(url)) => url.reveal().to_owned(),
        (Engine::Postgres(url), None) => url.reveal().to_owned(),
        (Engine::Sqlite(path), _) => format!("sqlite:{}", path.display()),
    };
    let options = Options { connections: config.database.pool, ..Options::new(url) };
    Ok(Database::connect(&options).await?)
}

/// Accounts, from the machine itself.
#[expect(clippy::unused_async, reason = "the database waits")]
pub(crate) async fn user(_config: &Config, _command: UserCommand) -> anyhow::Result<()> {
    anyhow::bail!("there are no accounts yet")
}

/// The API document.
pub(crate) fn openapi() -> anyhow::Result<String> {
    anyhow::bail!("there is no API yet")
}

/// What `redress doctor` finds in the database.
pub(crate) async fn examine(config: &Config) -> Vec<Finding> {
    let (database, schema) = ("database", "schema");
    if let Engine::Sqlite(path) = config.engine()
        && !path.exists()
    {
        return Vec::new();
    }
    let opened = match open(config, config.database.url.as_ref()).await {
        Ok(opened) => opened,
        Err(error) => {
            return vec![Finding::fail(database, format!("{error:#}"), "start it, or mend database.url")];
        }
    };
    let fits = match migrations::missing(opened.reader()).await {
        Ok(missing) if missing.is_empty() => Finding::ok(schema, "that of this version"),
        Ok(missing) => Finding::fail(schema, format!("{} steps behind", missing.len()), "redress migrate"),
        Err(error) => Finding::fail(schema, error.to_string(), "redress migrate"),
    };
    vec![Finding::ok(database, "answers"), fits]
}
