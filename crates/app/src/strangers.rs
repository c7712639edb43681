//! Requests of people who could not say who they are: counted per minute and address prefix, one entry each,
//! so that nobody fills the disk by knocking.

use std::sync::Arc;

use jiff::Timestamp;
use storage::{Tx, audit::Outcome, tally};

use crate::{App, Error, Request, audit::Record, signin::address, throttle::prefix};

const MICROSECONDS_PER_MINUTE: i64 = 60_000_000;

impl App {
    /// Counts a request that is answered with 401, before it is answered.
    pub async fn refused(&self, request: &Request) -> Result<(), Error> {
        let prefix = &prefix(address(request));
        let counted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let now = self.parts().clock.now();
            if tally::refusal(tx, prefix, minute(now)).await? == 1 {
                self.note_strangers(tx, now).await?;
            }
            Ok(())
        });
        counted.await
    }

    /// Writes an entry for each minute and address prefix that is past.
    pub(crate) async fn note_strangers(&self, tx: &Tx, now: Timestamp) -> Result<(), Error> {
        for (prefix, past, count) in tally::past_refusals(tx, minute(now)).await? {
            let Ok(at) = Timestamp::from_microsecond(past * MICROSECONDS_PER_MINUTE) else { continue };
            let record = Record {
                object: Some(prefix),
                count: i32::try_from(count).unwrap_or(i32::MAX),
                ..Record::new(at, "authenticate", Outcome::Refused, self.parts().ids.uuid())
            };
            self.take_down(tx, record).await?;
        }
        Ok(())
    }
}

fn minute(at: Timestamp) -> i64 {
    at.as_microsecond().div_euclid(MICROSECONDS_PER_MINUTE)
}
