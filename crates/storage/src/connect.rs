//! Reaching the database: which engine, how many connections, and how they are set.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Orm, DatabaseConnection, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
    sqlx::{
        Connection,
        postgres::PgConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::{Error, Tx};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer.
    Sqlite,
    /// A server, many writers.
    Postgres,
}

/// Where the database is, and how much of it to use.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:path/to/file.db` or `postgres://user:password@host/database`.
    pub url: String,
    /// How many connections at most: for PostgreSQL all of them, for SQLite those that read.
    pub connections: u32,
    /// How long to wait for a connection or, on SQLite, for another process to finish its transaction.
    pub patience: Duration,
}

impl Options {
    /// The usual settings for this address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections: 8, patience: Duration::from_secs(3) }
    }
}

/// Whether the driver can read an address of PostgreSQL. What it says when it cannot repeats the address, password
/// and all, so that nobody is to see it.
#[must_use]
pub fn is_postgres_address(url: &str) -> bool {
    url.parse::<PgConnectOptions>().is_ok()
}

/// An open database. Reading is for everybody; writing goes through a [`Tx`], which only the Writer begins.
#[derive(Clone, Debug)]
pub struct Database {
    engine: Engine,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Database {
    /// Connects; a SQLite file is made when there is none.
    pub async fn connect(options: &Options) -> Result<Self, Error> {
        if options.url.starts_with("sqlite:") {
            let writer = Orm::connect(sqlite(options, Use::Write)).await?;
            let reader = Orm::connect(sqlite(options, Use::Read)).await?;
            Ok(Self { engine: Engine::Sqlite, reader, writer })
        } else {
            let pool = Orm::connect(postgres(options)).await?;
            Ok(Self { engine: Engine::Postgres, reader: pool.clone(), writer: pool })
        }
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// For queries of one statement. On SQLite these connections cannot write.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For `migrations::up` and for looking after the database; cases are changed in a [`Tx`].
    #[must_use]
    pub fn owner(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once.
    #[expect(clippy::disallowed_methods, reason = "this is where it begins; the Writer alone calls it")]
    pub async fn begin(&self) -> Result<Tx, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (self.engine == Engine::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx::begun(self.writer.begin_with_options(options).await?, self.engine))
    }

    /// What saves a new case by a single statement of PostgreSQL, which is a transaction by itself.
    #[must_use]
    pub fn single(&self) -> Tx {
        Tx::single(self.writer.clone(), self.engine)
    }

    /// Whether to wait for the disk at each commit, as always, or for a while not: only while a database is filled
    /// that nobody relies on yet. SQLite alone makes a difference.
    pub async fn wait_for_disk(&self, wait: bool) -> Result<(), Error> {
        if self.engine == Engine::Sqlite {
            let pragma = if wait {
                "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)"
            } else {
                "PRAGMA synchronous = OFF"
            };
            self.writer.execute_unprepared(pragma).await?;
        }
        Ok(())
    }

    /// Closes every connection.
    pub async fn close(self) -> Result<(), Error> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Use {
    Write,
    Read,
}

fn sqlite(options: &Options, mode: Use) -> ConnectOptions {
    let mut connect = ConnectOptions::new(&options.url);
    let patience = options.patience;
    connect
        .sqlx_logging(false)
        .max_connections(if mode == Use::Write { 1 } else { options.connections.max(1) })
        .min_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(patience + Duration::from_secs(2))
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_sqlite_opts(move |sqlx| sqlite_settings(sqlx, mode, patience))
        .map_sqlx_sqlite_pool_opts(if_clean);
    connect
}

fn sqlite_settings(sqlx: SqliteConnectOptions, mode: Use, patience: Duration) -> SqliteConnectOptions {
    let sqlx = sqlx
        .create_if_missing(mode == Use::Write)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(patience)
        .statement_cache_capacity(200)
        .pragma("temp_store", "MEMORY")
        // What is deleted is overwritten: a draft that was discarded must not be found in a free page.
        .pragma("secure_delete", "ON");
    match mode {
        // A longer log before it is copied back: a page that many filings touch is copied once for all of them.
        Use::Write => sqlx
            .pragma("cache_size", "-32000")
            .pragma("wal_autocheckpoint", "8000")
            .pragma("journal_size_limit", "67108864"),
        Use::Read => {
            sqlx.pragma("cache_size", "-8000").pragma("mmap_size", "268435456").pragma("query_only", "ON")
        }
    }
}

/// A connection that the engine left in a transaction the driver does not know how to leave is closed, and the
/// pool opens another: so a full disk or an I/O error is got over without a restart.
fn if_clean(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.after_release(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}

fn postgres(options: &Options) -> ConnectOptions {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .sqlx_logging(false)
        .max_connections(options.connections.max(1))
        .min_connections(1)
        .test_before_acquire_if_idle_for(Duration::from_secs(5))
        .acquire_timeout(options.patience)
        .map_sqlx_postgres_opts(|sqlx| {
            sqlx.application_name("redress").statement_cache_capacity(200).options([
                // Planning the one statement that saves a case costs more than running it.
                ("plan_cache_mode", "force_generic_plan"),
                // A list is read in the order of its index and no further than its page. A bitmap has no order: it reads
                // everything of whoever holds the most, because the planner counts with an average holder.
                ("enable_bitmapscan", "off"),
                ("idle_in_transaction_session_timeout", "30s"),
                ("statement_timeout", "30s"),
            ])
        });
    connect
}
