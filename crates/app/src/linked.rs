//! Linked cases: those that a command touches besides its own, those that a reader may know of, and the texts that one
//! takes over from another.

use std::collections::BTreeSet;

use domain::{Actor, Beside, Case, CaseId, Change, ContentId, Words};
use storage::{
    Tx,
    cases::{self, Loaded},
    content::{self, Wanted},
    idempotency::Claim,
};

use crate::{
    App, Error, Request,
    views::{self, Known, Lens},
};

impl App {
    /// The other cases that a command touches, locked until the transaction ends. One that does not exist is left out.
    pub(crate) async fn beside(&self, tx: &Tx, ids: &[CaseId]) -> Result<Vec<Beside>, Error> {
        let mut beside = Vec::new();
        for id in ids {
            if let Some(loaded) = cases::load(tx, *id, true).await? {
                let Loaded { case, version, .. } = self.brought_up(tx, loaded).await?;
                beside.push(Beside { case, version });
            }
        }
        Ok(beside)
    }

    /// Which of the cases that a case is linked to an actor sees, and how.
    pub(crate) async fn known(
        &self,
        conn: &impl sea_orm::ConnectionTrait,
        case: &Case,
        actor: &Actor,
    ) -> Result<Known, Error> {
        let linked: BTreeSet<_> = case.links.iter().map(|it| it.case).collect();
        let mut known = Known::default();
        // Nobody else is shown any of them.
        if !Lens::of(case, actor).is_some_and(Lens::shows_links) {
            return Ok(known);
        }
        for id in linked {
            let loaded = cases::load(conn, id, false).await?;
            if let Some(lens) = loaded.and_then(|it| Lens::of(&it.case, actor)) {
                known.insert(id, lens);
            }
        }
        Ok(known)
    }

    /// Stores a change and what happens to other cases in the same breath, each with an entry of its own.
    pub(crate) async fn store_all(
        &self,
        tx: &Tx,
        mut change: Change,
        request: &Request,
        claim: Option<&Claim>,
    ) -> Result<Change, Error> {
        change.words.extend(self.carried(tx, &change).await?);
        self.store(tx, &change, request, claim).await?;
        for mut other in std::mem::take(&mut change.also) {
            other.words.extend(self.carried(tx, &other).await?);
            self.store(tx, &other, request, None).await?;
        }
        Ok(change)
    }

    /// The texts that a change takes over from another case: those that its events speak of, and that are not there
    /// yet.
    async fn carried(&self, tx: &Tx, change: &Change) -> Result<Vec<Words>, Error> {
        let Some(from) = change.carried_from else { return Ok(Vec::new()) };
        let mut spoken_of = Vec::new();
        views::collect(&serde_json::to_value(&change.events)?, &mut spoken_of);
        let brought: BTreeSet<_> = change.words.iter().map(|it| it.id).collect();
        let mut ids: BTreeSet<ContentId> = spoken_of.into_iter().filter(|id| !brought.contains(id)).collect();
        if change.before > 0 {
            let asked: Vec<_> = ids.iter().copied().collect();
            let there = content::texts(tx, change.after.id, Wanted::Only(&asked)).await?;
            ids.retain(|id| !there.contains_key(id));
        }
        let ids: Vec<_> = ids.into_iter().collect();
        Ok(content::carried(tx, from, &ids).await?)
    }
}
