//! One transaction that may write, as a unit of work sees it.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU8, Ordering},
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};

use crate::{Engine, Error};

/// A transaction. Units of work run their statements on it; only the Writer begins and commits one.
///
/// After the first statement that fails it refuses every other: on PostgreSQL the engine does so itself, on
/// SQLite it may have rolled back everything, and what follows would be committed statement by statement.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    engine: Engine,
    trouble: AtomicU8,
    marks: Mutex<Marks>,
}

#[derive(Debug)]
enum Inner {
    /// Begun, and to be committed.
    Begun(DatabaseTransaction),
    /// The one statement that saves a case is a transaction by itself: two round trips less on PostgreSQL.
    Single { pool: DatabaseConnection, ran: AtomicBool },
}

/// The savepoint that is set, and the one that is to be. Two names take turns, so that a unit that ended before
/// its mark was set can never take back the one before it.
#[derive(Debug, Default)]
struct Marks {
    set: Option<Side>,
    wanted: Option<Side>,
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }

    /// To set it, to go back to it, to forget it.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Left => ("SAVEPOINT l; ", "ROLLBACK TO l", "RELEASE l; "),
            Self::Right => ("SAVEPOINT r; ", "ROLLBACK TO r", "RELEASE r; "),
        }
    }
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
    pub(crate) fn begun(inner: DatabaseTransaction, engine: Engine) -> Self {
        Self::over(Inner::Begun(inner), engine)
    }

    pub(crate) fn single(pool: DatabaseConnection, engine: Engine) -> Self {
        Self::over(Inner::Single { pool, ran: AtomicBool::new(false) }, engine)
    }

    fn over(inner: Inner, engine: Engine) -> Self {
        Self { inner, engine, trouble: AtomicU8::new(Trouble::None as u8), marks: Mutex::default() }
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
        if let Inner::Begun(inner) = self.inner {
            inner.commit().await?;
        }
        crate::failpoint("after_commit");
        Ok(())
    }

    /// Takes everything back.
    pub async fn rollback(self) -> Result<(), Error> {
        match self.inner {
            Inner::Begun(inner) => Ok(inner.rollback().await?),
            Inner::Single { .. } => Ok(()),
        }
    }

    /// Marks the place to which [`Tx::undo`] goes back, for the next unit of a batch. The mark is set together
    /// with the first statement of the unit.
    pub fn mark(&self) {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.wanted = Some(marks.set.map_or(Side::Left, Side::other));
    }

    /// Takes back what was done since the mark, and forgets its trouble. The mark stays.
    pub async fn undo(&self) -> Result<(), Error> {
        let set = {
            let marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
            // Nothing was done since.
            if marks.wanted.is_some() { None } else { Some(marks.set) }
        };
        if let Some(set) = set {
            let sql = set.map_or("ROLLBACK TO nothing", |side| side.words().1);
            self.several()?.execute_raw(Statement::from_string(self.get_database_backend(), sql)).await?;
        }
        self.trouble.store(Trouble::None as u8, Ordering::Relaxed);
        Ok(())
    }

    /// What sets the mark that is wanted.
    fn setting(&self) -> Option<String> {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = marks.wanted.take()?;
        let before = marks.set.replace(wanted);
        Some([before.map_or("", |side| side.words().2), wanted.words().0].concat())
    }

    /// A query, after the mark where one is wanted: one message instead of two.
    fn marking(&self, statement: Statement) -> Statement {
        match self.setting() {
            Some(setting) => Statement { sql: setting + &statement.sql, ..statement },
            None => statement,
        }
    }

    /// Sets the mark by itself where one is wanted: the rows that a statement changed could not be told from
    /// those that its neighbours in a message changed.
    async fn marked(&self) -> Result<(), DbErr> {
        if let Some(setting) = self.setting() {
            self.several()?.execute_raw(Statement::from_string(self.get_database_backend(), setting)).await?;
        }
        Ok(())
    }

    /// The transaction that was begun: nothing but saving a case is a single statement.
    fn several(&self) -> Result<&DatabaseTransaction, DbErr> {
        match &self.inner {
            Inner::Begun(inner) => Ok(inner),
            Inner::Single { .. } => Err(more_than_one()),
        }
    }

    fn open(&self) -> Result<(), DbErr> {
        if self.trouble() == Trouble::None {
            return Ok(());
        }
        Err(DbErr::Custom("an earlier statement of this unit failed".to_owned()))
    }

    fn seen<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            let error = Error::from(error.clone());
            // Whether a single statement was stored when the connection broke is not known: again might be twice.
            let known = matches!(self.inner, Inner::Begun(_)) || !matches!(error, Error::Unavailable(_));
            let again = known && error.is_worth_another_try();
            self.trouble.store(if again { Trouble::Again } else { Trouble::Failed } as u8, Ordering::Relaxed);
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        match &self.inner {
            Inner::Begun(inner) => inner.get_database_backend(),
            Inner::Single { pool, .. } => pool.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.open()?;
        self.seen(self.marked().await)?;
        self.seen(self.several()?.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.open()?;
        self.seen(self.marked().await)?;
        self.seen(self.several()?.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.open()?;
        let answer = match &self.inner {
            Inner::Begun(inner) => inner.query_one_raw(self.marking(statement)).await,
            Inner::Single { ran, .. } if ran.swap(true, Ordering::Relaxed) => Err(more_than_one()),
            Inner::Single { pool, .. } => pool.query_one_raw(statement).await,
        };
        self.seen(answer)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.open()?;
        self.seen(self.several()?.query_all_raw(self.marking(statement)).await)
    }
}

fn more_than_one() -> DbErr {
    DbErr::Custom("a unit of a single statement ran another".to_owned())
}
