//! One transaction that may write, as a unit of work sees it.

use std::sync::atomic::{AtomicU8, Ordering};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use crate::{Engine, Error};

/// A transaction. Units of work run their statements on it; only the Writer begins and commits one.
///
/// After the first statement that fails it refuses every other: on PostgreSQL the engine does so itself, on
/// SQLite it may have rolled back everything, and what follows would be committed statement by statement.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    engine: Engine,
    trouble: AtomicU8,
}

/// How a unit of work fared, as far as the database is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Every statement went through.
    None = 0,
    /// A statement failed, and would fail again.
    Failed = 1,
    /// Something came between; the same unit may go through when it runs again.
    Again = 2,
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, engine: Engine) -> Self {
        Self { inner, engine, trouble: AtomicU8::new(Trouble::None as u8) }
    }

    /// Which engine it runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// How the unit fared.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        match self.trouble.load(Ordering::Relaxed) {
            0 => Trouble::None,
            1 => Trouble::Failed,
            _ => Trouble::Again,
        }
    }

    /// Says that somebody else came first: the unit must not be stored, and may run again.
    pub(crate) fn lost_race(&self) -> Error {
        self.trouble.store(Trouble::Again as u8, Ordering::Relaxed);
        Error::Conflict
    }

    /// Stores everything for good.
    pub async fn commit(self) -> Result<(), Error> {
        crate::failpoint("before_commit");
        self.inner.commit().await?;
        crate::failpoint("after_commit");
        Ok(())
    }

    /// Takes everything back.
    pub async fn rollback(self) -> Result<(), Error> {
        Ok(self.inner.rollback().await?)
    }

    /// Marks the place to which [`Tx::undo`] goes back, for the next unit of a batch.
    pub async fn mark(&self, again: bool) -> Result<(), Error> {
        let sql = if again { "RELEASE unit; SAVEPOINT unit" } else { "SAVEPOINT unit" };
        self.inner.execute_raw(Statement::from_string(self.inner.get_database_backend(), sql)).await?;
        Ok(())
    }

    /// Takes back what was done since the mark, and forgets its trouble. The mark stays.
    pub async fn undo(&self) -> Result<(), Error> {
        let sql = Statement::from_string(self.inner.get_database_backend(), "ROLLBACK TO unit");
        self.inner.execute_raw(sql).await?;
        self.trouble.store(Trouble::None as u8, Ordering::Relaxed);
        Ok(())
    }

    fn open(&self) -> Result<(), DbErr> {
        if self.trouble() == Trouble::None {
            return Ok(());
        }
        Err(DbErr::Custom("an earlier statement of this unit failed".to_owned()))
    }

    fn seen<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            let again = Error::from(error.clone()).is_worth_another_try();
            self.trouble.store(if again { Trouble::Again } else { Trouble::Failed } as u8, Ordering::Relaxed);
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.open()?;
        self.seen(self.inner.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.open()?;
        self.seen(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.open()?;
        self.seen(self.inner.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.open()?;
        self.seen(self.inner.query_all_raw(statement).await)
    }
}
