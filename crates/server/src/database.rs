//! Reaching the database as the settings say, and bringing it to the schema of this version.

use std::{path::Path, time::Duration};

use anyhow::{Context, bail};
use storage::{Database, Options};

use crate::{
    config::{Config, Engine, Secret},
    lock, serve,
};

/// How long to wait for a connection, or for another process to finish its transaction.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the database that the service works on. A SQLite file is made when there is none.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Database> {
    match config.engine() {
        Engine::Sqlite(path) => {
            let url = format!("sqlite://{}", escaped(&path));
            let opened = connect(url, config.database.pool).await;
            opened.with_context(|| {
                format!("cannot open {}\n  fix: choose another folder with --data", path.display())
            })
        }
        Engine::Postgres(url) => reach(&url, "database.url", config.database.pool).await,
    }
}

/// Brings an open database to the schema of this version.
pub(crate) async fn up_to_date(config: &Config, db: &Database) -> anyhow::Result<()> {
    match (config.engine(), &config.database.owner_url) {
        (Engine::Postgres(_), Some(owner)) => {
            let role = config.serving_role()?;
            let owner = reach(owner, "database.owner_url", 1).await?;
            let done = migrations::up(owner.owner(), role.as_deref()).await;
            owner.close().await?;
            done.context("the schema was not changed")
        }
        _ => migrations::up(db.owner(), None).await.context("the schema was not changed"),
    }
}

/// Refuses a database that the program does not fit.
pub(crate) async fn check_schema(db: &Database) -> anyhow::Result<()> {
    let missing = migrations::missing(db.reader()).await?;
    if missing.is_empty() {
        return Ok(());
    }
    bail!("the database lacks {} of this version\n  fix: redress migrate", steps(&missing))
}

/// `redress migrate`.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    serve::make_private(&config.data.dir)?;
    let _lock = match config.engine() {
        Engine::Sqlite(path) => Some(lock::hold(&path)?),
        Engine::Postgres(_) => None,
    };
    let db = open(config).await?;
    let missing = migrations::missing(db.reader()).await?;
    // Also when nothing is missing: the rights of the serving role are said again.
    up_to_date(config, &db).await?;
    db.close().await?;
    for step in &missing {
        println!("took the step {step}");
    }
    println!("the schema is that of redress {}", env!("CARGO_PKG_VERSION"));
    Ok(())
}

/// A path inside an address, where `?` begins the options.
fn escaped(path: &Path) -> String {
    path.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23")
}

/// Steps of the schema, for people.
pub(crate) fn steps(names: &[String]) -> String {
    let noun = if names.len() == 1 { "step" } else { "steps" };
    format!("{} {noun} ({})", names.len(), names.join(", "))
}

async fn reach(url: &Secret, setting: &str, pool: u32) -> anyhow::Result<Database> {
    let opened = connect(url.reveal().to_owned(), pool).await;
    opened
        .with_context(|| format!("cannot reach PostgreSQL\n  fix: see whether it runs, and check {setting}"))
}

async fn connect(url: String, connections: u32) -> Result<Database, storage::Error> {
    Database::connect(&Options { url, connections, patience: PATIENCE }).await
}
