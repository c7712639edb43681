//! What time brings about: the acts of the System, run by one loop and whenever the clock is moved.

use jiff::Timestamp;
use storage::due;

use crate::{App, Error, Request, clock::NotMoved};

/// How many cases one round looks at.
const ROUND: u64 = 100;

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
    /// Does all that is due now; says how many acts that were.
    pub async fn run_due(&self) -> Result<usize, Error> {
        let mut acts = 0;
        loop {
            let now = self.parts().clock.now();
            let cases = due::cases(self.parts().writer.database().reader(), now, ROUND).await?;
            let mut moved = false;
            for case in cases {
                let request = Request::internal(self.parts().ids.uuid(), "System");
                match self.act(&request, case).await {
                    Ok(Some(_)) => {
                        acts += 1;
                        moved = true;
                    }
                    // Another instance was faster.
                    Ok(None) => {}
                    // One case that cannot go on must not hold up the others.
                    Err(error) => {
                        tracing::error!(%case, error = &error as &dyn std::error::Error, "a due act failed");
                    }
                }
            }
            if !moved {
                return Ok(acts);
            }
        }
    }

    /// Moves a demonstration's clock forward, stopping at each instant at which something falls due, so that the acts
    /// of the System carry their own date.
    pub async fn move_clock(&self, to: Timestamp) -> Result<usize, MoveError> {
        let clock = &self.parts().clock;
        let mut acts = self.run_due().await?;
        while let Some(next) =
            due::next(self.parts().writer.database().reader()).await.map_err(Error::from)?
        {
            if next > to {
                break;
            }
            // What was due in the past and could not be done is left for the loop.
            if next <= clock.now() {
                break;
            }
            clock.advance_to(next)?;
            acts += self.run_due().await?;
        }
        clock.advance_to(to)?;
        acts += self.run_due().await?;
        Ok(acts)
    }
}
