//! The one lane to SQLite: who waits gets a turn on the open transaction, and is answered when it is flushed.

use std::sync::Arc;

use storage::{Database, Error, Tx};
use tokio::sync::{mpsc, oneshot};

/// How many units share a commit at most: a bound on what one failed commit repeats.
const BATCH: usize = 64;

/// The way in. The task at the other end ends when the last copy is dropped.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    queue: mpsc::Sender<Asked>,
}

/// Somebody asks for a turn.
type Asked = oneshot::Sender<Result<Turn, Error>>;

/// What became of the batch a unit was in.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// It is on the disk.
    Stored,
    /// Nothing of it is.
    Lost(Error),
}

/// What became of a turn.
enum Ended {
    /// The unit is to be stored; its caller waits for the verdict.
    Kept(oneshot::Sender<Verdict>),
    /// What it did is to be taken back.
    Discarded,
}

/// A turn on the transaction. Dropped, also by a caller that goes away, it takes back what was done in it.
pub(super) struct Turn(Option<(Arc<Tx>, Back)>);

/// The way back for the transaction.
type Back = oneshot::Sender<(Tx, Ended)>;

impl Lane {
    /// Starts the task that hands out turns.
    pub(super) fn open(db: Database) -> Self {
        let (queue, waiting) = mpsc::channel(4 * BATCH);
        tokio::spawn(serve(db, waiting));
        Self { queue }
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self) -> Result<Turn, Error> {
        let (ask, turn) = oneshot::channel();
        self.queue.send(ask).await.map_err(|_| closed())?;
        turn.await.map_err(|_| closed())?
    }
}

impl Turn {
    /// The transaction.
    pub(super) fn tx(&self) -> Option<&Arc<Tx>> {
        self.0.as_ref().map(|(tx, _)| tx)
    }

    /// Asks for what was done to be stored, and waits until it is or is not.
    pub(super) async fn keep(mut self) -> Verdict {
        let (sender, verdict) = oneshot::channel();
        self.end(Ended::Kept(sender));
        verdict.await.unwrap_or_else(|_| Verdict::Lost(closed()))
    }

    fn end(&mut self, ended: Ended) {
        // A unit that held on to the transaction does not get it stored: it is rolled back when the unit lets go.
        if let Some((tx, back)) = self.0.take()
            && let Some(tx) = Arc::into_inner(tx)
        {
            // Nobody takes it back only when the program ends; the transaction is then rolled back.
            back.send((tx, ended)).ok();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.end(Ended::Discarded);
    }
}

async fn serve(db: Database, mut waiting: mpsc::Receiver<Asked>) {
    while let Some(first) = waiting.recv().await {
        match super::begin(&db).await {
            Ok(tx) => batch(tx, first, &mut waiting).await,
            // They have waited as long as this one: none of them waits through the same again.
            Err(error) => {
                first.send(Err(error.clone())).ok();
                while let Ok(asked) = waiting.try_recv() {
                    asked.send(Err(error.clone())).ok();
                }
            }
        }
    }
}

/// Runs the units that wait and stores them together.
#[expect(clippy::disallowed_methods, reason = "this is the Writer")]
async fn batch(tx: Tx, first: Asked, waiting: &mut mpsc::Receiver<Asked>) {
    let mut kept = Vec::new();
    let verdict = match fill(tx, first, waiting, &mut kept).await {
        Ok(None) => return,
        Ok(Some(tx)) => tx.commit().await.map_or_else(Verdict::Lost, |()| Verdict::Stored),
        Err(error) => Verdict::Lost(error),
    };
    for unit in kept {
        unit.send(verdict.clone()).ok();
    }
}

/// Gives turns until nobody waits; gives the transaction back if there is something to commit.
async fn fill(
    mut tx: Tx,
    first: Asked,
    waiting: &mut mpsc::Receiver<Asked>,
    kept: &mut Vec<oneshot::Sender<Verdict>>,
) -> Result<Option<Tx>, Error> {
    let mut next = Some(first);
    let mut room = BATCH;
    while let Some(asked) = next {
        room -= 1;
        // The first unit needs no mark: when it fails, everything can be taken back.
        if !kept.is_empty() {
            tx.mark();
        }
        let ended;
        (tx, ended) = give(tx, asked).await?;
        match ended {
            Ended::Kept(sender) => kept.push(sender),
            Ended::Discarded if kept.is_empty() => {
                if let Err(error) = tx.rollback().await {
                    tracing::debug!(%error, "the engine had rolled back by itself");
                }
                return Ok(None);
            }
            // When the engine has rolled back everything by itself, the mark is gone, and with it the batch.
            Ended::Discarded => {
                tx.undo().await.map_err(|error| {
                    tracing::warn!(%error, cause = ?error, "a unit could not be taken back, and with it its batch");
                    Error::unavailable("the batch was rolled back")
                })?;
            }
        }
        // Whoever is taken from the queue gets a turn.
        next = if room > 0 { waiting.try_recv().ok() } else { None };
    }
    Ok(Some(tx))
}

/// Gives the transaction to whom asked, and takes it back when the turn ends.
async fn give(tx: Tx, asked: Asked) -> Result<(Tx, Ended), Error> {
    let (back, returned) = oneshot::channel();
    // A turn that cannot be delivered, because the caller went away, is dropped and so comes back as well.
    asked.send(Ok(Turn(Some((Arc::new(tx), back))))).ok();
    returned.await.map_err(|_| closed())
}

/// Nobody is at the other end.
pub(super) fn closed() -> Error {
    Error::unavailable("the writer has ended")
}

#[cfg(test)]
mod tests {
    use storage::Options;
    use tokio::task::JoinSet;

    use super::*;

    /// More than share one commit: whoever is over gets a turn in the next, and is never sent away.
    #[tokio::test]
    async fn everybody_gets_a_turn() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lane.db");
        let options = Options::new(format!("sqlite:{}", file.display()));
        let lane = Lane::open(Database::connect(&options).await.unwrap());
        let mut units = JoinSet::new();
        for _ in 0..3 * BATCH {
            let lane = lane.clone();
            units.spawn(async move {
                let turn = lane.turn().await.map_err(|error| error.to_string())?;
                Ok::<_, String>(matches!(turn.keep().await, Verdict::Stored))
            });
        }
        assert!(units.join_all().await.into_iter().all(|unit| unit == Ok(true)));
    }
}
