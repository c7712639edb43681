//! Roles: two administrators agree on each that reaches a case; none changes the own.

use std::{collections::BTreeSet, sync::Arc};

use domain::{GrantId, Member, Role, UnitId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use storage::{
    Tx,
    accounts::{
        self,
        directory::{Reach, directory},
        grants::{self, Grant},
    },
    audit::Outcome,
};
use utoipa::ToSchema;

use crate::{
    App, Caller, Error, Request,
    tagged::Tagged,
    users::{User, view},
};

/// How long a proposal waits for the second administrator.
pub const PROPOSAL_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// Roles that one administrator proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Proposal {
    /// All roles the person shall hold.
    pub roles: BTreeSet<Role>,
    /// The units to take in complaints for.
    pub covers: BTreeSet<UnitId>,
    /// Who proposed it.
    pub proposed_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub proposed_at: Timestamp,
}

/// All roles that a person shall hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesWanted {
    /// The roles; one named twice counts once.
    #[schema(value_type = Vec<Role>, max_items = 50)]
    pub roles: BTreeSet<Role>,
    /// The units an intake officer takes in complaints for.
    #[serde(default)]
    #[schema(value_type = Vec<UnitId>, max_items = 1000)]
    pub covers: BTreeSet<UnitId>,
}

/// What came of a request for roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roles {
    /// They are held from now on.
    Held(Tagged<User>),
    /// A second administrator has to send the same.
    Proposed(Tagged<User>),
}

impl App {
    /// Gives and takes roles. Where a role that reaches cases or accounts is among those given or taken, the
    /// first administrator proposes, and it is done when another one asks for exactly the same.
    pub async fn set_roles(
        &self,
        caller: &Caller,
        request: &Request,
        id: UserId,
        seen: &str,
        wanted: RolesWanted,
    ) -> Result<Roles, Error> {
        let wanted = &wanted;
        let set = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let (mut account, open) = self.other(tx, caller, id, seen).await?;
            fits_roles(&wanted.roles)?;
            fits_covers(tx, wanted).await?;
            let by = caller.member.id;
            let object = Some(id.to_string());
            let second = match open.iter().find(|grant| grant.proposed_by != by && asks(grant, wanted)) {
                Some(grant) if still_administers(tx, grant.proposed_by).await? => Some(grant.id),
                _ => None,
            };
            if second.is_none() && needs_two(&account.member, wanted) {
                let grant = self.proposal(id, by, wanted);
                grants::drop_open(tx, id, Some(by)).await?;
                grants::propose(tx, &grant).await?;
                self.note(tx, request, Some(by), "propose_roles", object, Outcome::Allowed).await?;
                let others = open.into_iter().filter(|other| other.proposed_by != by);
                let open = others.chain([grant]).collect();
                return Ok(Roles::Proposed(self.tagged(caller, view(account, open))?));
            }
            accounts::set_roles(tx, id, &wanted.roles, &wanted.covers).await?;
            if let Some(grant) = second {
                grants::confirm(tx, grant, by, self.parts().clock.now()).await?;
            }
            // Whatever else was proposed was proposed for other roles than those held now.
            grants::drop_open(tx, id, None).await?;
            self.note(tx, request, Some(by), "set_roles", object, Outcome::Allowed).await?;
            account.member.roles.clone_from(&wanted.roles);
            account.member.covers.clone_from(&wanted.covers);
            Ok(Roles::Held(self.tagged(caller, view(account, Vec::new()))?))
        });
        let set = set.await;
        self.denied_act(caller, request, None, "set_roles", set).await
    }

    fn proposal(&self, user: UserId, by: UserId, wanted: &RolesWanted) -> Grant {
        Grant {
            id: GrantId(self.parts().ids.uuid()),
            user,
            roles: wanted.roles.clone(),
            covers: wanted.covers.clone(),
            proposed_by: by,
            proposed_at: self.parts().clock.now(),
        }
    }
}

/// A system administrator holds no other role, nor does a staff system.
pub(crate) fn fits_roles(roles: &BTreeSet<Role>) -> Result<(), Error> {
    if roles.contains(&Role::SystemAdmin) && roles.len() > 1 {
        return Err(Error::invalid(
            "/roles",
            "system_admin_alone",
            "a system administrator holds no other role",
        ));
    }
    if roles.contains(&Role::Integration) && roles.len() > 1 {
        let detail = "a staff system holds no other role";
        return Err(Error::invalid("/roles", "integration_alone", detail));
    }
    Ok(())
}

pub(crate) async fn fits_covers(tx: &Tx, wanted: &RolesWanted) -> Result<(), Error> {
    if !wanted.covers.is_empty() && !wanted.roles.contains(&Role::IntakeOfficer) {
        return Err(Error::invalid(
            "/covers",
            "intake_only",
            "only an intake officer takes in complaints for units",
        ));
    }
    let units: Vec<UnitId> = wanted.covers.iter().copied().collect();
    let known = directory(tx, &[], &[], &units, Reach::Named).await?.units;
    match units.iter().position(|unit| !known.contains_key(unit)) {
        Some(index) => Err(Error::invalid(format!("/covers/{index}"), "unknown", "there is no such unit")),
        None => Ok(()),
    }
}

/// Whether a role is among those given or taken that reaches cases or accounts. A system administrator sees
/// no case, but two of them together give every role, so one alone does not make another.
fn needs_two(member: &Member, wanted: &RolesWanted) -> bool {
    let grave = |role: &Role| role.is_case_role() || *role == Role::SystemAdmin;
    member.covers != wanted.covers || member.roles.symmetric_difference(&wanted.roles).any(grave)
}

fn asks(grant: &Grant, wanted: &RolesWanted) -> bool {
    grant.roles == wanted.roles && grant.covers == wanted.covers
}

async fn still_administers(tx: &Tx, user: UserId) -> Result<bool, Error> {
    let account = accounts::find(tx, user).await?;
    Ok(account.is_some_and(|it| it.active && it.member.roles.contains(&Role::SystemAdmin)))
}
