//! Reaching the database as the settings say, and bringing it to the schema of this version.

use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};

use anyhow::{anyhow, bail};
use storage::{Database, Options};

use crate::{
    config::{Config, Engine, Secret},
    lock, say,
};

/// How long to wait for a connection, or for another process to finish its transaction.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the database that the service works on, unless a newer version made it. A SQLite file is made when there is
/// none.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Database> {
    let pool = config.database.pool;
    let db = match config.engine() {
        Engine::Sqlite(path) => {
            let opened = connect(file_address(&path), pool).await;
            opened.map_err(|error| trouble(config, "cannot be opened", error))?
        }
        Engine::Postgres(url) => reach(&url, "database.url", pool).await?,
    };
    let unknown = migrations::unknown(db.reader()).await;
    let unknown = unknown.map_err(|error| trouble(config, "cannot be read", error))?;
    if !unknown.is_empty() {
        bail!(
            "{} was made by a newer version of Redress: it has {} that redress {} does not know\n  fix: run that \
             version, or restore the backup that was made before it",
            place(config),
            steps(&unknown),
            env!("CARGO_PKG_VERSION"),
        );
    }
    Ok(db)
}

/// Brings an open database to the schema of this version.
pub(crate) async fn up_to_date(config: &Config, db: &Database) -> anyhow::Result<()> {
    let done = match (config.engine(), &config.database.owner_url) {
        (Engine::Postgres(_), Some(owner)) => {
            let role = config.serving_role()?;
            let owner = reach(owner, "database.owner_url", 1).await?;
            let done = migrations::up(owner.owner(), role.as_deref()).await;
            owner.close().await?;
            done
        }
        _ => migrations::up(db.owner(), None).await,
    };
    done.map_err(|error| trouble(config, "could not be given the schema of this version", error))
}

/// Refuses a database that lacks what the program needs.
pub(crate) async fn check_schema(db: &Database) -> anyhow::Result<()> {
    let missing = migrations::missing(db.reader()).await?;
    if missing.is_empty() {
        return Ok(());
    }
    bail!("the database lacks {} of this version\n  fix: redress migrate", steps(&missing))
}

/// Why the database cannot be used, with what mends it.
pub(crate) fn trouble(config: &Config, what: &str, error: impl Into<storage::Error>) -> anyhow::Error {
    let place = place(config);
    match error.into() {
        storage::Error::Corrupt { detail, .. } => damaged(config, &detail),
        error => {
            let fix = match config.engine() {
                Engine::Sqlite(_) => {
                    "see whether the disk is full and who owns the file, or choose another folder with --data"
                }
                Engine::Postgres(_) => "see the log of PostgreSQL",
            };
            anyhow!("{place} {what}: {:#}\n  fix: {fix}", anyhow!(error))
        }
    }
}

/// The database is there, and is none, or not a whole one.
pub(crate) fn damaged(config: &Config, detail: &str) -> anyhow::Error {
    anyhow!(
        "{} is damaged, or not a database: {detail}\n  fix: stop the service, keep a copy as it is, and restore the newest \
         backup",
        place(config),
    )
}

/// Where the cases are kept, for people.
pub(crate) fn place(config: &Config) -> String {
    match config.engine() {
        Engine::Sqlite(path) => path.display().to_string(),
        Engine::Postgres(_) => "the PostgreSQL database".to_owned(),
    }
}

/// `redress migrate`.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    let _lock = alone(config)?;
    let db = open(config).await?;
    let missing = migrations::missing(db.reader()).await?;
    // Also when nothing is missing: the rights of the serving role are said again.
    up_to_date(config, &db).await?;
    db.close().await?;
    for step in &missing {
        say::line(format_args!("took the step {step}"))?;
    }
    say::line(concat!("the schema is that of redress ", env!("CARGO_PKG_VERSION")))
}

/// On SQLite: the folder, made where there is none, and its file for this process alone, until dropped.
pub(crate) fn alone(config: &Config) -> anyhow::Result<Option<File>> {
    let Engine::Sqlite(path) = config.engine() else { return Ok(None) };
    // A file elsewhere needs no folder of ours to be found missing.
    if path.starts_with(&config.data.dir) {
        make_private(&config.data.dir)?;
    }
    lock::hold(&path).map(Some)
}

/// Makes a folder that only its owner can look into, if it is not there.
pub(crate) fn make_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        anyhow!("cannot make the folder {}: {error}\n  fix: choose another with --data", folder.display())
    })
}

/// The address of a file. Behind two slashes a relative path would begin with a host, which cannot be named as freely.
fn file_address(path: &Path) -> String {
    let slashes = if path.is_absolute() { "//" } else { "" };
    let path = path.display().to_string();
    format!("sqlite:{slashes}{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}

/// Steps of the schema, for people.
pub(crate) fn steps(names: &[String]) -> String {
    let noun = if names.len() == 1 { "step" } else { "steps" };
    format!("{} {noun} ({})", names.len(), names.join(", "))
}

async fn reach(url: &Secret, setting: &str, pool: u32) -> anyhow::Result<Database> {
    connect(url.reveal().to_owned(), pool).await.map_err(|error| {
        anyhow!(
            "cannot reach PostgreSQL: {:#}\n  fix: see whether it runs, and check {setting}",
            anyhow!(error)
        )
    })
}

async fn connect(url: String, connections: u32) -> Result<Database, storage::Error> {
    Database::connect(&Options { url, connections, patience: PATIENCE }).await
}
