//! People, as administrators keep them. None changes the own account.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Directory, Member, Role, UnitId, UserId, text::Line};
use serde::{Deserialize, Serialize};
use storage::{
    Tx,
    accounts::{
        self, Account,
        directory::{Reach, directory},
        grants::{self, Grant},
        sessions,
    },
    audit::Outcome,
    idempotency::Answered,
};
use utoipa::ToSchema;

pub use storage::accounts::Shown;

use crate::{
    App, Caller, Error, Listing, Page, Request,
    cursor::named,
    once::Once,
    roles::{PROPOSAL_LASTS, Proposal},
    tagged::Tagged,
};

/// A person of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// What the person is called.
    pub display_name: String,
    /// The unit the person works in.
    #[schema(required)]
    pub unit: Option<UnitId>,
    /// The person's manager.
    #[schema(required)]
    pub manager: Option<UserId>,
    /// The roles held now.
    pub roles: BTreeSet<Role>,
    /// The units an intake officer takes in complaints for.
    pub covers: BTreeSet<UnitId>,
    /// Whether the person may sign in.
    pub active: bool,
    /// Whether a staff system knows the person by a pseudonym.
    pub has_pseudonym: bool,
    /// Roles that were proposed and wait for a second administrator; shown to administrators.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
}

/// The person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// The account.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// What you are called.
    pub display_name: String,
    /// The unit you work in.
    #[schema(required)]
    pub unit: Option<UnitId>,
    /// The roles you hold.
    pub roles: BTreeSet<Role>,
    /// The units you take in complaints for.
    pub covers: BTreeSet<UnitId>,
}

/// A new account. It has no roles, and nobody can sign in to it until a link is made for it on the machine.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The name to sign in with: 2 to 64 of a-z, 0-9, dot, hyphen, underscore, at sign.
    pub username: String,
    /// What the person is called.
    pub display_name: Line,
    /// The unit the person works in.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// The person's manager.
    #[serde(default)]
    pub manager: Option<UserId>,
}

/// Where a person works, and whether the person may sign in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPlace {
    /// What the person is called; stays as it is when left out.
    #[serde(default)]
    pub display_name: Option<Line>,
    /// The unit the person works in.
    pub unit: Option<UnitId>,
    /// The person's manager.
    pub manager: Option<UserId>,
    /// Whether the person may sign in. Taking it away ends every session.
    pub active: bool,
}

impl App {
    /// The people of the directory, in the order of their user names; for staff.
    pub async fn users(
        &self,
        caller: &Caller,
        request: &Request,
        shown: &Shown,
        page: &Page,
    ) -> Result<Listing<User>, Error> {
        let listed = async {
            staff(caller)?;
            let name = named("users", shown)?;
            let after = page.cursor.as_deref().map(|cursor| self.place(caller, &name, cursor)).transpose()?;
            let limit = usize::from(page.limit());
            let reader = self.database().reader();
            let mut rows = accounts::page(reader, shown, after.as_deref(), limit as u64 + 1).await?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let last = rows.last().filter(|_| more);
            let next = last.map(|row| self.cursor(caller, &name, &row.member.username));
            let data = rows.into_iter().map(|row| view(row, Vec::new())).collect();
            Ok(Listing { data, has_more: next.is_some(), next_cursor: next })
        };
        let listed = listed.await;
        self.denied_act(caller, request, None, "list_users", listed).await
    }

    /// The caller, as the directory knows them.
    #[must_use]
    pub fn me(&self, caller: &Caller) -> Me {
        let Member { id, username, unit, manager: _, roles, covers } = caller.member.clone();
        Me { id, username, display_name: caller.display_name.clone(), unit, roles, covers }
    }

    /// One person; for staff.
    pub async fn user(&self, caller: &Caller, request: &Request, id: UserId) -> Result<Tagged<User>, Error> {
        let found = async {
            staff(caller)?;
            let reader = self.database().reader();
            let account = accounts::find(reader, id).await?.ok_or(Error::NotFound)?;
            let open = match administrator(caller) {
                Ok(()) => grants::open(reader, id, self.parts().clock.now() - PROPOSAL_LASTS).await?,
                Err(_) => Vec::new(),
            };
            self.tagged(caller, view(account, open))
        };
        let found = found.await;
        self.denied_act(caller, request, None, "read_user", found).await
    }

    /// Makes an account without roles.
    pub async fn add_user(
        &self,
        caller: &Caller,
        request: &Request,
        new: NewUser,
    ) -> Result<Tagged<User>, Error> {
        let new = &new;
        let added = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            administrator(caller)?;
            let claim = match self.once(tx, caller.member.id, request).await? {
                Once::Now(claim) => claim,
                Once::Before(answered) => return self.tagged(caller, self.made_before(tx, answered).await?),
            };
            let account = match self.fresh(tx, &new.username, new.display_name.as_str()).await {
                // The same request may have come twice at once, and the other was faster.
                Err(taken) => match self.once(tx, caller.member.id, request).await? {
                    Once::Before(answered) => {
                        return self.tagged(caller, self.made_before(tx, answered).await?);
                    }
                    Once::Now(_) => return Err(taken),
                },
                Ok(account) => account,
            };
            let account = Account {
                member: Member { unit: new.unit, manager: new.manager, ..account.member },
                ..account
            };
            fits_place(tx, &account.member).await?;
            accounts::insert(tx, &account).await?;
            let id = account.member.id.to_string();
            self.made(tx, claim, &id).await?;
            self.note(tx, request, Some(caller.member.id), "add_user", Some(id), Outcome::Allowed).await?;
            self.tagged(caller, view(account, Vec::new()))
        });
        let added = added.await;
        self.denied_act(caller, request, None, "add_user", added).await
    }

    /// Says where a person works and whether the person may sign in.
    pub async fn place_user(
        &self,
        caller: &Caller,
        request: &Request,
        id: UserId,
        seen: &str,
        wanted: UserPlace,
    ) -> Result<Tagged<User>, Error> {
        let wanted = &wanted;
        let placed = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let (before, open) = self.other(tx, caller, id, seen).await?;
            let display_name = wanted.display_name.as_ref().map(|name| name.as_str().to_owned());
            let mut after = Account {
                display_name: display_name.unwrap_or_else(|| before.display_name.clone()),
                active: wanted.active,
                ..before.clone()
            };
            after.member.unit = wanted.unit;
            after.member.manager = wanted.manager;
            fits_place(tx, &after.member).await?;
            accounts::place(tx, &after).await?;
            if before.active && !after.active {
                accounts::end_sessions(tx, id).await?;
                sessions::drop_links(tx, id).await?;
            }
            let action = match (before.active, after.active) {
                (true, false) => "deactivate_user",
                (false, true) => "reactivate_user",
                _ => "place_user",
            };
            self.note(tx, request, Some(caller.member.id), action, Some(id.to_string()), Outcome::Allowed)
                .await?;
            self.tagged(caller, view(after, open))
        });
        let placed = placed.await;
        self.denied_act(caller, request, None, "place_user", placed).await
    }

    /// Whether the caller is an administrator; if not, that is taken down as a denial.
    pub async fn may_administer(
        &self,
        caller: &Caller,
        request: &Request,
        action: &'static str,
    ) -> Result<(), Error> {
        self.denied_act(caller, request, None, action, administrator(caller)).await
    }

    /// What the same request made before, as it stands now.
    async fn made_before(&self, tx: &Tx, answered: Answered) -> Result<User, Error> {
        let id = answered.location.unwrap_or_default().parse().map_err(|_| Error::NotFound)?;
        let account = accounts::find(tx, id).await?.ok_or(Error::NotFound)?;
        let open = grants::open(tx, id, self.parts().clock.now() - PROPOSAL_LASTS).await?;
        Ok(view(account, open))
    }

    /// Somebody else's account, for an administrator to change, with the proposals that wait.
    pub(crate) async fn other(
        &self,
        tx: &Tx,
        caller: &Caller,
        id: UserId,
        seen: &str,
    ) -> Result<(Account, Vec<Grant>), Error> {
        administrator(caller)?;
        let account = accounts::lock(tx, id).await?.ok_or(Error::NotFound)?;
        if id == caller.member.id {
            return Err(Error::Forbidden);
        }
        let open = grants::open(tx, id, self.parts().clock.now() - PROPOSAL_LASTS).await?;
        self.unchanged(caller, seen, &view(account.clone(), open.clone()))?;
        Ok((account, open))
    }

    /// An account with nothing but a name, if the name is free.
    pub(crate) async fn fresh(&self, tx: &Tx, username: &str, display_name: &str) -> Result<Account, Error> {
        let username = checked_username(username)?;
        if accounts::named(tx, &username).await?.is_some() {
            return Err(Error::invalid("/username", "taken", "is taken"));
        }
        let id = UserId(self.parts().ids.uuid());
        let member = Member {
            id,
            username,
            unit: None,
            manager: None,
            roles: BTreeSet::new(),
            covers: BTreeSet::new(),
        };
        Ok(Account {
            member,
            display_name: display_name.to_owned(),
            active: true,
            password_hash: None,
            security_stamp: 0,
            created_at: self.parts().clock.now(),
            pseudonym: None,
        })
    }
}

pub(crate) fn view(account: Account, open: Vec<Grant>) -> User {
    let Member { id, username, unit, manager, roles, covers } = account.member;
    let proposal = |grant: Grant| Proposal {
        roles: grant.roles,
        covers: grant.covers,
        proposed_by: grant.proposed_by,
        proposed_at: grant.proposed_at,
    };
    User {
        id,
        username,
        display_name: account.display_name,
        unit,
        manager,
        roles,
        covers,
        active: account.active,
        has_pseudonym: account.pseudonym.is_some(),
        proposals: open.into_iter().map(proposal).collect(),
    }
}

/// Whoever holds a role may look people and units up; a party may not, nor a staff system.
pub(crate) fn staff(caller: &Caller) -> Result<(), Error> {
    let roles = &caller.member.roles;
    if roles.is_empty() || roles.contains(&Role::Integration) { Err(Error::Forbidden) } else { Ok(()) }
}

pub(crate) fn administrator(caller: &Caller) -> Result<(), Error> {
    if caller.member.roles.contains(&Role::SystemAdmin) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Reads a user name as it is stored.
pub fn checked_username(text: &str) -> Result<String, Error> {
    let name = text.trim().to_lowercase();
    let fits = (2..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'@'));
    fits.then_some(name).ok_or_else(|| {
        Error::invalid(
            "/username",
            "malformed",
            "takes 2 to 64 of a-z, 0-9, `.`, `-`, `_` and `@`, and begins with one of the former",
        )
    })
}

/// The account that the same request made before.
pub(crate) async fn fits_place(tx: &Tx, member: &Member) -> Result<(), Error> {
    let units: Vec<UnitId> = member.unit.into_iter().collect();
    let managers: Vec<UserId> = member.manager.into_iter().collect();
    let directory = directory(tx, &[], &managers, &units, Reach::Named).await?;
    if member.unit.is_some_and(|unit| !directory.units.contains_key(&unit)) {
        return Err(Error::invalid("/unit", "unknown", "there is no such unit"));
    }
    let Some(manager) = member.manager else { return Ok(()) };
    if !directory.members.contains_key(&manager) {
        return Err(Error::invalid("/manager", "unknown", "there is no such person"));
    }
    if reports_to(&directory, manager, member.id) {
        return Err(Error::invalid("/manager", "circular", "the manager would report to the own staff"));
    }
    Ok(())
}

/// Whether a person is, or stands under, another.
fn reports_to(directory: &Directory, person: UserId, other: UserId) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = Some(person);
    while let Some(person) = next.filter(|person| seen.insert(*person)) {
        if person == other {
            return true;
        }
        next = directory.members.get(&person).and_then(|member| member.manager);
    }
    false
}
