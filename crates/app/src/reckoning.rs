//! What another state of the rules does to open cases (rulebook 6.1): their dates are counted anew in the background, in
//! batches so small that no request waits long for the one writer, and before anybody's act on a case that is left.
//!
//! A case says by which state its dates were counted. So the work goes on where it was after a restart, does no case
//! twice, and an instance that still runs earlier rules, as during an update, never undoes what a newer one did.

use std::sync::Arc;

use domain::{
    Actor, Change, Command, Directory, Refusal,
    access::Permit,
    reckoning::{Reckoned, Recompute},
};
use storage::{
    Tx,
    audit::Outcome,
    cases::Loaded,
    reckoned::{self, Earlier, Place},
};

use crate::{App, Error, Request};

/// How many cases are counted anew between two looks at who else waits for the writer.
const BATCH: u64 = 32;

/// What came of counting open cases anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recounted {
    /// How many were looked at.
    pub cases: usize,
    /// Of how many a date, or the version that gives it, is another.
    pub changed: usize,
}

/// Cases that were read and decided on, and are not stored yet.
#[derive(Debug)]
struct Prepared {
    /// The last of them.
    last: Option<Place>,
    changes: Vec<(Earlier, Change)>,
    same: Vec<Earlier>,
}

impl App {
    /// Says which rules are in force from now on; to be called before the first request. That they are others than
    /// before is an entry of the log. The version of the program counts: a corrected reckoning moves dates as well.
    pub async fn adopt_rules(&self) -> Result<(), Error> {
        let fingerprint = format!("{}-{}", env!("CARGO_PKG_VERSION"), self.rules().fingerprint());
        let request = Request::internal(self.parts().ids.uuid(), "System");
        let (fingerprint, request) = (&fingerprint, &request);
        let adopted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let in_force = reckoned::adopt(&tx, fingerprint, self.parts().clock.now()).await?;
            if in_force.instead_of.is_some() {
                let object = Some(fingerprint.clone());
                self.note(&tx, request, None, "adopt_rules", object, Outcome::Allowed).await?;
            }
            Ok::<_, Error>(in_force.number)
        });
        self.set_rules_in_force(adopted.await?);
        Ok(())
    }

    /// Counts the dates of every open case anew that an earlier state of the rules is left on, until none is left or it
    /// is to stop. A case that cannot be read holds up no other.
    pub async fn recompute_open(&self, goes_on: impl Fn() -> bool) -> Result<Recounted, Error> {
        let mut done = Recounted::default();
        let mut prepared = self.prepare(None).await?;
        while let Some(last) = prepared.last.filter(|_| goes_on()) {
            // The next are read and decided on while these are stored.
            let app = self.clone();
            let next = tokio::spawn(async move { Box::pin(app.prepare(Some(last))).await });
            done.cases += prepared.changes.len() + prepared.same.len();
            done.changed += self.store_prepared(&prepared).await?;
            prepared = next.await.map_err(|_| storage::Error::unavailable("the work was ended"))??;
        }
        Ok(done)
    }

    /// Reads some cases and decides what becomes of them; outside of a transaction, for which others would wait.
    async fn prepare(&self, after: Option<Place>) -> Result<Prepared, Error> {
        let rules = self.rules_in_force();
        let found = reckoned::earlier(self.database().reader(), rules, after, BATCH).await?;
        let mut prepared =
            Prepared { last: found.last().map(|it| it.place), changes: Vec::new(), same: Vec::new() };
        for earlier in found {
            match self.recounted(&earlier) {
                Ok(Some(change)) => prepared.changes.push((earlier, change)),
                Ok(None) => prepared.same.push(earlier),
                Err(error) => {
                    let case = earlier.id;
                    tracing::error!(%case, error = &error as &dyn std::error::Error, "its dates were not counted anew");
                }
            }
            tokio::task::yield_now().await;
        }
        Ok(prepared)
    }

    fn recounted(&self, earlier: &Earlier) -> Result<Option<Change>, Error> {
        let (case, was) = earlier.read()?;
        self.recount(Loaded { case, version: earlier.version, rules: None }, was)
    }

    /// What the rules in force make of a case; nothing where its dates and their versions are the same.
    fn recount(&self, loaded: Loaded, was: Vec<Reckoned>) -> Result<Option<Change>, Error> {
        let command = Command::Recompute(Recompute { was });
        let permit = Permit::ask(loaded.case, loaded.version, Actor::System, command)?;
        match self.in_context(&Directory::default(), &[], |cx| permit.decide(cx)) {
            Ok(change) => Ok(Some(change)),
            Err(Refusal::NotNow) => Ok(None),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Stores what was decided on, but for the cases that somebody has changed since: whoever did has counted their
    /// dates anew. Says how many are other cases now.
    async fn store_prepared(&self, prepared: &Prepared) -> Result<usize, Error> {
        let rules = self.rules_in_force();
        let request = Request::internal(self.parts().ids.uuid(), "System");
        let request = &request;
        let stored = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            if !prepared.same.is_empty() {
                let same: Vec<_> = prepared.same.iter().collect();
                reckoned::confirm(tx, rules, &same).await?;
            }
            if prepared.changes.is_empty() {
                return Ok(0);
            }
            let changed: Vec<_> = prepared.changes.iter().map(|(earlier, _)| earlier).collect();
            let unchanged = reckoned::unchanged(tx, &changed).await?;
            for (earlier, change) in &prepared.changes {
                if unchanged.contains(&earlier.id) {
                    self.store(tx, change, request, None).await?;
                }
            }
            Ok::<_, Error>(unchanged.len())
        });
        Box::pin(stored).await
    }

    /// Whether the dates of a case were counted by an earlier state of the rules.
    pub(crate) fn is_left_behind(&self, loaded: &Loaded) -> bool {
        loaded.rules.is_some_and(|rules| rules < self.rules_in_force())
    }

    /// A locked case with its dates counted by the rules in force: nobody acts under new rules on a case of which it is
    /// not taken down what they changed.
    pub(crate) async fn brought_up(&self, tx: &Tx, loaded: Loaded) -> Result<Loaded, Error> {
        if !self.is_left_behind(&loaded) {
            return Ok(loaded);
        }
        // Read again under the lock: somebody may have come first while this one waited for it.
        let Some((rules, was)) = reckoned::of(tx, loaded.case.id).await? else { return Ok(loaded) };
        if rules >= self.rules_in_force() {
            return Ok(Loaded { rules: Some(rules), ..loaded });
        }
        let Some(change) = self.recount(loaded.clone(), was)? else {
            return Ok(Loaded { rules: Some(self.rules_in_force()), ..loaded });
        };
        let request = Request::internal(self.parts().ids.uuid(), "System");
        let version = self.store(tx, &change, &request, None).await?;
        Ok(Loaded { case: change.after, version, rules: Some(self.rules_in_force()) })
    }
}
