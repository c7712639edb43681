//! What can go wrong in the database, sorted by what the caller can do about it.

use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr, SqlxSqliteError,
    sqlx::{self, error::DatabaseError},
};

/// A failure of the database. Never holds content: only ids, codes and what the engine says.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else holds what was needed; trying again soon helps.
    #[error("the database is busy")]
    Busy(#[source] DbErr),
    /// The row was changed by somebody else since it was read, or a key was taken in the same moment.
    #[error("another change came first")]
    Conflict,
    /// A value that must be unique is taken.
    #[error("the value is taken")]
    Duplicate(#[source] DbErr),
    /// The database cannot be reached, or stopped answering.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// There is no room for more.
    #[error("the disk is full")]
    Full(#[source] DbErr),
    /// Something stored cannot be read back.
    #[error("{what} is corrupt: {detail}")]
    Corrupt {
        /// What it was, with its id.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
    /// Anything else that the engine refuses.
    #[error("the database refused")]
    Database(#[source] DbErr),
}

impl Error {
    /// Whether the same request may succeed a little later: what the API answers 503 for.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unavailable(_) | Self::Full(_))
    }

    /// Whether running the unit of work again at once may succeed.
    #[must_use]
    pub fn is_worth_another_try(&self) -> bool {
        match self {
            Self::Busy(_) | Self::Conflict => true,
            // It was not taken when the unit looked: run again, it finds out and answers accordingly.
            Self::Duplicate(_) => true,
            // A lost connection is replaced at once; a pool that timed out has been waited for already.
            Self::Unavailable(cause) => !matches!(cause, DbErr::ConnectionAcquire(_)),
            _ => false,
        }
    }

    /// The database cannot be used, for a reason that no engine gives.
    #[must_use]
    pub fn unavailable(reason: &str) -> Self {
        Self::Unavailable(DbErr::Custom(reason.to_owned()))
    }

    /// What could not be read back, and why.
    pub(crate) fn corrupt(what: impl std::fmt::Display, detail: impl std::fmt::Display) -> Self {
        Self::Corrupt { what: what.to_string(), detail: detail.to_string() }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) => {
                Self::Unavailable(error)
            }
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => match &**cause {
                sqlx::Error::Database(cause) => {
                    let plain = plain(cause.as_ref());
                    match said(cause.as_ref()) {
                        Said::Busy => Self::Busy(plain),
                        Said::Full => Self::Full(plain),
                        Said::Gone => Self::Unavailable(plain),
                        Said::Taken => Self::Duplicate(plain),
                        Said::Corrupt => Self::corrupt("the database", cause),
                        Said::Other => Self::Database(plain),
                    }
                }
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed => Self::Unavailable(error),
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

/// Code and message alone: what PostgreSQL adds holds values, such as a name, and errors end up in logs.
fn plain(error: &dyn DatabaseError) -> DbErr {
    DbErr::Custom(format!("{} ({})", error.message(), error.code().unwrap_or_default()))
}

enum Said {
    Busy,
    Full,
    Gone,
    Taken,
    Corrupt,
    Other,
}

/// What an engine means by its code: a result code of SQLite, or a SQLSTATE.
fn said(error: &dyn DatabaseError) -> Said {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<SqlxSqliteError>().is_some() {
        let extended: u32 = code.parse().unwrap_or(0);
        return match (extended, extended & 0xff) {
            (1555 | 2067 | 2579, _) => Said::Taken,
            (_, 5 | 6) => Said::Busy,               // BUSY, LOCKED
            (_, 13) => Said::Full,                  // FULL
            (_, 7 | 8 | 9 | 10 | 14) => Said::Gone, // NOMEM, READONLY, INTERRUPT, IOERR, CANTOPEN
            (_, 11 | 26) => Said::Corrupt,          // CORRUPT, NOTADB
            _ => Said::Other,
        };
    }
    match &*code {
        "23505" => Said::Taken,
        // Serialization failure, deadlock, lock not available, statement timeout.
        "40001" | "40P01" | "55P03" | "57014" => Said::Busy,
        "53100" => Said::Full,
        // A standby that is not yet primary, an I/O error.
        "25006" | "58030" => Said::Gone,
        "XX001" | "XX002" => Said::Corrupt,
        // Connection exceptions, no resources, shut down.
        other if other.starts_with("08") || other.starts_with("53") || other.starts_with("57P0") => {
            Said::Gone
        }
        _ => Said::Other,
    }
}
