//! Units: the parts of the employer, and who answers for each.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Role, Unit, UnitId, UserId, text::Line};
use serde::Deserialize;
use storage::{Tx, accounts, audit::Outcome};
use utoipa::ToSchema;

use crate::{
    App, Caller, Error, Listing, Page, Request,
    once::Once,
    tagged::Tagged,
    users::{administrator, staff},
};

/// How a unit shall be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitWanted {
    /// What it is called.
    pub name: Line,
    /// The unit above it.
    #[serde(default)]
    pub parent: Option<UnitId>,
    /// Who answers for it when it is complained about.
    #[serde(default)]
    pub speaker: Option<UserId>,
}

impl App {
    /// The units in the order of their names. Everybody who is signed in may look them up: whoever files
    /// names one.
    pub async fn units(&self, caller: &Caller, page: &Page) -> Result<Listing<Unit>, Error> {
        let after = match &page.cursor {
            Some(cursor) => {
                let place = self.place(caller, "units", cursor)?;
                let (id, name) = place.split_once(' ').ok_or(Error::CursorNotFitting)?;
                Some((name.to_owned(), id.parse().map_err(|_| Error::CursorNotFitting)?))
            }
            None => None,
        };
        let limit = usize::from(page.limit());
        let reader = self.database().reader();
        let from = after.as_ref().map(|(name, id): &(String, UnitId)| (name.as_str(), *id));
        let mut data = accounts::units(reader, from, limit as u64 + 1).await?;
        let more = data.len() > limit;
        data.truncate(limit);
        let next = data.last().filter(|_| more);
        let next = next.map(|unit| self.cursor(caller, "units", &format!("{} {}", unit.id, unit.name)));
        let data = data.into_iter().map(|unit| shown(caller, unit)).collect();
        Ok(Listing { data, has_more: next.is_some(), next_cursor: next })
    }

    /// One unit, as it is in the list of them.
    pub async fn unit(&self, caller: &Caller, request: &Request, id: UnitId) -> Result<Tagged<Unit>, Error> {
        let found = async {
            let unit = accounts::unit(self.database().reader(), id).await?.ok_or(Error::NotFound)?;
            self.tagged(caller, shown(caller, unit))
        };
        let found = found.await;
        self.denied_act(caller, request, None, "read_unit", found).await
    }

    /// Makes a unit.
    pub async fn add_unit(
        &self,
        caller: &Caller,
        request: &Request,
        wanted: UnitWanted,
    ) -> Result<Tagged<Unit>, Error> {
        let wanted = &wanted;
        let added = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            administrator(caller)?;
            let claim = match self.once(tx, caller.member.id, request).await? {
                Once::Now(claim) => claim,
                Once::Before(answered) => {
                    let id = answered.location.unwrap_or_default().parse().map_err(|_| Error::NotFound)?;
                    let unit = accounts::unit(tx, id).await?.ok_or(Error::NotFound)?;
                    return self.tagged(caller, unit);
                }
            };
            let unit = of(UnitId(self.parts().ids.uuid()), wanted);
            fits(tx, &unit).await?;
            accounts::insert_unit(tx, &unit).await?;
            let id = unit.id.to_string();
            self.made(tx, claim, &id).await?;
            self.note(tx, request, Some(caller.member.id), "add_unit", Some(id), Outcome::Allowed).await?;
            self.tagged(caller, unit)
        });
        let added = added.await;
        self.denied_act(caller, request, None, "add_unit", added).await
    }

    /// Changes a unit.
    pub async fn change_unit(
        &self,
        caller: &Caller,
        request: &Request,
        id: UnitId,
        seen: &str,
        wanted: UnitWanted,
    ) -> Result<Tagged<Unit>, Error> {
        let wanted = &wanted;
        let changed = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            administrator(caller)?;
            let before = accounts::lock_unit(tx, id).await?.ok_or(Error::NotFound)?;
            self.unchanged(caller, seen, &before)?;
            let unit = of(id, wanted);
            fits(tx, &unit).await?;
            accounts::update_unit(tx, &unit).await?;
            let object = Some(id.to_string());
            self.note(tx, request, Some(caller.member.id), "change_unit", object, Outcome::Allowed).await?;
            self.tagged(caller, unit)
        });
        let changed = changed.await;
        self.denied_act(caller, request, None, "change_unit", changed).await
    }
}

/// A unit as somebody sees it. Who answers for it is for whoever holds a role.
fn shown(caller: &Caller, unit: Unit) -> Unit {
    if staff(caller).is_ok() { unit } else { Unit { speaker: None, ..unit } }
}

fn of(id: UnitId, wanted: &UnitWanted) -> Unit {
    Unit { id, name: wanted.name.as_str().to_owned(), parent: wanted.parent, speaker: wanted.speaker }
}

/// The unit above and the speaker exist, the speaker is no administrator, and no unit stands above itself.
async fn fits(tx: &Tx, unit: &Unit) -> Result<(), Error> {
    if let Some(speaker) = unit.speaker {
        let Some(account) = accounts::find(tx, speaker).await? else {
            return Err(Error::invalid("/speaker", "unknown", "there is no such person"));
        };
        // Whoever keeps accounts sees no case, and must not make themselves a party that does.
        if account.member.roles.contains(&Role::SystemAdmin) {
            return Err(Error::invalid("/speaker", "administrator", "an administrator answers for no unit"));
        }
    }
    let mut seen = BTreeSet::from([unit.id]);
    let mut next = unit.parent;
    while let Some(id) = next {
        if !seen.insert(id) {
            return Err(Error::invalid("/parent", "circular", "the unit would stand above itself"));
        }
        let Some(above) = accounts::unit(tx, id).await? else {
            return Err(Error::invalid("/parent", "unknown", "there is no such unit"));
        };
        next = above.parent;
    }
    Ok(())
}
