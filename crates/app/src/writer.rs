//! The only place that begins and commits a transaction.
//!
//! ```text
//! SQLite      units that wait share one BEGIN IMMEDIATE … COMMIT, a savepoint each; each is answered
//!             after the flush
//! PostgreSQL  each unit has a transaction of its own, in the task of its caller
//! ```

mod lane;

use std::{sync::Arc, time::Duration};

use sea_orm::DbErr;
use storage::{Database, Engine, Error, Trouble, Tx};

use lane::{Lane, Verdict};

/// How often a unit runs before it is given up.
const TRIES: u32 = 3;

/// Runs units of work, each all or nothing.
#[derive(Clone, Debug)]
pub struct Writer {
    db: Database,
    lane: Option<Lane>,
}

impl Writer {
    /// A writer for this database. On SQLite it starts a task that ends when the last copy is dropped.
    #[must_use]
    pub fn new(db: Database) -> Self {
        let lane = (db.engine() == Engine::Sqlite).then(|| Lane::open(db.clone()));
        Self { db, lane }
    }

    /// The database, for reading.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.db
    }

    /// Runs a unit of work and stores what it did, or nothing if it gives an error.
    ///
    /// The unit may run several times: when somebody else came first, the engine was busy, or a commit that
    /// it shared failed. So it draws its ids anew, and does nothing that cannot be taken back. It must not
    /// wait for anything but the transaction: others wait for it. It must not run another unit: on SQLite
    /// that one would wait for ever. It gives the transaction up when it ends.
    pub async fn run<T, E, F, U>(&self, unit: F) -> Result<T, E>
    where
        F: Fn(Arc<Tx>) -> U,
        U: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        self.repeat(unit, Length::Any).await
    }

    /// The same for a unit that does nothing in the transaction but save a new case: on PostgreSQL that is a single
    /// statement, and needs no other to begin and to commit.
    pub async fn run_single<T, E, F, U>(&self, unit: F) -> Result<T, E>
    where
        F: Fn(Arc<Tx>) -> U,
        U: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        self.repeat(unit, Length::Single).await
    }

    async fn repeat<T, E, F, U>(&self, unit: F, length: Length) -> Result<T, E>
    where
        F: Fn(Arc<Tx>) -> U,
        U: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let mut tries = 1;
        loop {
            let end = match &self.lane {
                Some(lane) => shared(lane, &unit).await,
                None => alone(&self.db, &unit, length).await,
            };
            match end {
                End::Done(answer) => return answer,
                End::Again(answer) if tries == TRIES => return answer,
                End::Again(_) => {
                    tracing::debug!(tries, "a unit of work runs again");
                    // Whoever came first gets time to finish; short, because a request waits.
                    tokio::time::sleep(Duration::from_millis(u64::from(tries * tries))).await;
                    tries += 1;
                }
            }
        }
    }
}

/// How many statements a unit runs.
#[derive(Clone, Copy)]
enum Length {
    Any,
    Single,
}

/// How one run of a unit ended.
enum End<T, E> {
    /// With this answer.
    Done(Result<T, E>),
    /// With nothing stored; it may run again, or be answered so.
    Again(Result<T, E>),
}

impl<T, E: From<Error>> End<T, E> {
    fn failed(error: Error) -> Self {
        if error.is_worth_another_try() {
            Self::Again(Err(error.into()))
        } else {
            Self::Done(Err(error.into()))
        }
    }
}

/// What a unit gave, and whether it may be stored: a unit that overlooked a failed statement may not.
fn judge<T, E: From<Error>>(tx: &Tx, answer: Result<T, E>) -> Result<T, End<T, E>> {
    match (answer, tx.trouble()) {
        (Ok(value), Trouble::None) => Ok(value),
        (Ok(_), _) => Err(End::Done(Err(overlooked().into()))),
        (Err(error), Trouble::Again) => Err(End::Again(Err(error))),
        (Err(error), _) => Err(End::Done(Err(error))),
    }
}

/// In a transaction of its own.
#[expect(clippy::disallowed_methods, reason = "this is the Writer")]
async fn alone<T, E, F, U>(db: &Database, unit: &F, length: Length) -> End<T, E>
where
    F: Fn(Arc<Tx>) -> U,
    U: Future<Output = Result<T, E>>,
    E: From<Error>,
{
    let begun = match length {
        Length::Any => begin(db).await,
        Length::Single => Ok(db.single()),
    };
    let tx = match begun {
        Ok(tx) => Arc::new(tx),
        Err(error) => return End::Done(Err(error.into())),
    };
    let answer = unit(tx.clone()).await;
    let Some(tx) = Arc::into_inner(tx) else { return End::Done(Err(overlooked().into())) };
    match judge(&tx, answer) {
        Ok(value) => match tx.commit().await {
            Ok(()) => End::Done(Ok(value)),
            Err(error @ Error::Busy(_)) => End::Again(Err(error.into())),
            // Whether it was stored is not known: running it again might do it twice.
            Err(error) => End::Done(Err(error.into())),
        },
        Err(end) => {
            if let Err(error) = tx.rollback().await {
                tracing::debug!(%error, "the rollback failed; the connection is closed");
            }
            end
        }
    }
}

/// Begins a transaction; connections that were lost while they lay idle are passed over. An engine that is busy has
/// waited already.
#[expect(clippy::disallowed_methods, reason = "this is the Writer")]
async fn begin(db: &Database) -> Result<Tx, Error> {
    const LOST_AT_MOST: usize = 32;
    let mut lost = 0;
    loop {
        match db.begin().await {
            Err(error @ Error::Unavailable(_)) if error.is_worth_another_try() && lost < LOST_AT_MOST => {
                lost += 1;
            }
            other => return other,
        }
    }
}

fn overlooked() -> Error {
    Error::Database(DbErr::Custom("a statement failed, and the unit of work went on".to_owned()))
}

/// In a batch with others that wait.
async fn shared<T, E, F, U>(lane: &Lane, unit: &F) -> End<T, E>
where
    F: Fn(Arc<Tx>) -> U,
    U: Future<Output = Result<T, E>>,
    E: From<Error>,
{
    let turn = match lane.turn().await {
        Ok(turn) => turn,
        // The engine has waited long enough for another process.
        Err(error @ Error::Busy(_)) => return End::Done(Err(error.into())),
        Err(error) => return End::failed(error),
    };
    let Some(tx) = turn.tx() else { return End::failed(lane::closed()) };
    let answer = unit(tx.clone()).await;
    match judge(tx, answer) {
        Ok(value) => match turn.keep().await {
            Verdict::Stored => End::Done(Ok(value)),
            Verdict::Lost(error) => End::Again(Err(error.into())),
        },
        Err(end) => {
            drop(turn);
            end
        }
    }
}
