//! Linked cases: those that a reader may know of, and the texts that one takes over from another.

use std::collections::BTreeSet;

use domain::{Actor, Case, Change, ContentId, Words};
use storage::{Error, Tx, cases, content};

use crate::{
    App,
    views::{self, Known, Lens},
};

impl App {
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

    /// The texts that a new case takes over from another: those that its events speak of and that did not come with it.
    pub(crate) async fn carried(&self, tx: &Tx, change: &Change) -> Result<Vec<Words>, crate::Error> {
        let Some(from) = change.carried_from else { return Ok(Vec::new()) };
        let mut spoken_of = Vec::new();
        views::collect(&serde_json::to_value(&change.events)?, &mut spoken_of);
        let brought: BTreeSet<_> = change.words.iter().map(|it| it.id).collect();
        let ids: BTreeSet<ContentId> = spoken_of.into_iter().filter(|id| !brought.contains(id)).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        Ok(content::carried(tx, from, &ids).await?)
    }
}
