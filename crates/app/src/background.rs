//! What time brings about: the acts of the System, run by one loop and whenever the clock is moved; and forgetting what
//! nobody needs any more.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use storage::{Tx, accounts::sessions, audit::Outcome, due, idempotency, lease};
use uuid::Uuid;

use crate::{App, Error, Request, clock::NotMoved, once::KEYS_KEPT};

/// How many cases are looked at together.
const ROUND: u64 = 100;

/// The work that one instance does for all.
const CLOCK: &str = "clock";

/// How long an instance that went away keeps others waiting.
const LEASE: SignedDuration = SignedDuration::from_mins(3);

/// Why the clock was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// Not this way.
    #[error(transparent)]
    NotMoved(#[from] NotMoved),
    /// The acts that fell due on the way failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl App {
    /// Takes or prolongs the lease of what time brings about; says whether this instance has it now. With two at work
    /// nothing would happen twice, since each act looks again under the lock of its case; it would only be looked for
    /// twice.
    pub async fn keeps_the_clock(&self, instance: Uuid) -> Result<bool, Error> {
        let taken = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let now = self.parts().clock.now();
            Ok(lease::take(&tx, CLOCK, instance, now, now + LEASE).await?)
        });
        taken.await
    }

    /// Gives that lease back.
    pub async fn leaves_the_clock(&self, instance: Uuid) -> Result<(), Error> {
        let left = self
            .parts()
            .writer
            .run(|tx: Arc<Tx>| async move { Ok(lease::give_back(&tx, CLOCK, instance).await?) });
        left.await
    }

    /// Does all that is due now; says how many acts that were.
    pub async fn run_due(&self) -> Result<usize, Error> {
        let mut acts = 0;
        loop {
            let done = self.look_at_hr_events().await? + self.pass().await?;
            if done == 0 {
                return Ok(acts);
            }
            acts += done;
        }
    }

    /// Does one act on each case that has one due. A case that cannot go on holds up no other.
    async fn pass(&self) -> Result<usize, Error> {
        let now = self.parts().clock.now();
        let (mut acts, mut after) = (0, None);
        loop {
            let due = due::cases(self.database().reader(), now, after, ROUND).await?;
            let Some(last) = due.last() else { return Ok(acts) };
            after = Some(*last);
            for due::Due { case, .. } in due {
                let request = Request::internal(self.parts().ids.uuid(), "System");
                match Box::pin(self.act(&request, case)).await {
                    Ok(Some(_)) => acts += 1,
                    // Another instance was faster.
                    Ok(None) => {}
                    Err(error) => {
                        tracing::error!(%case, error = &error as &dyn std::error::Error, "a due act failed");
                    }
                }
            }
        }
    }

    /// Moves a demonstration's clock forward for good: started again, it goes on from there.
    pub async fn move_clock(&self, to: Timestamp) -> Result<usize, MoveError> {
        let acts = self.let_pass(to).await?;
        self.remember_clock().await?;
        Ok(acts)
    }

    /// Lets the time of a demonstration pass, stopping at each instant at which something falls due, so that the acts
    /// of the System carry their own date.
    pub async fn let_pass(&self, to: Timestamp) -> Result<usize, MoveError> {
        let clock = &self.parts().clock;
        clock.may_advance_to(to)?;
        let mut acts = self.run_due().await?;
        // What was due before and could not be done is left for the loop.
        while let Some(next) = due::next(self.database().reader(), clock.now())
            .await
            .map_err(Error::from)?
            .filter(|next| *next <= to)
        {
            match clock.advance_to(next) {
                // It runs by itself as well, and got there first.
                Err(NotMoved::Backwards(_)) => {}
                moved => moved?,
            }
            acts += self.run_due().await?;
        }
        clock.advance_to(to)?;
        acts += self.run_due().await?;
        Ok(acts)
    }

    /// Takes down what the clock shows: the latest entry of the log says where a demonstration was left.
    pub async fn remember_clock(&self) -> Result<(), Error> {
        let request = Request::internal(self.parts().ids.uuid(), "System");
        let request = &request;
        let note = self.parts().writer.run(|tx: Arc<Tx>| async move {
            self.note(&tx, request, None, "move_clock", None, Outcome::Allowed).await
        });
        note.await
    }

    /// Tidies up, each minute: past refusals and denials that were only counted become entries; ended sessions, used
    /// links, old failures and old idempotency keys are forgotten.
    pub async fn sweep(&self) -> Result<(), Error> {
        let swept = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let now = self.parts().clock.now();
            self.note_strangers(tx, now).await?;
            self.note_denials(tx, now).await?;
            self.parts().throttle.sweep(tx, now).await?;
            sessions::sweep(tx, now).await?;
            idempotency::purge(tx, now - KEYS_KEPT).await?;
            Ok(())
        });
        swept.await
    }
}
