//! Roles that one administrator proposes and another confirms.

use std::collections::BTreeSet;

use domain::{GrantId, Role, UnitId, UserId};
use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{instant, json, list};
use crate::{Error, Tx, entity::role_grant};

/// A proposal: all roles that the person shall hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// For whom.
    pub user: UserId,
    /// The roles.
    pub roles: BTreeSet<Role>,
    /// The units to take in complaints for.
    pub covers: BTreeSet<UnitId>,
    /// Who proposed it.
    pub proposed_by: UserId,
    /// When.
    pub proposed_at: Timestamp,
}

/// The open proposals for a person, oldest first.
pub async fn open(db: &impl ConnectionTrait, user: UserId, since: Timestamp) -> Result<Vec<Grant>, Error> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::UserId.eq(user.0))
        .filter(role_grant::Column::ConfirmedBy.is_null())
        .filter(role_grant::Column::ProposedAt.gte(since.as_microsecond()))
        .order_by_asc(role_grant::Column::ProposedAt)
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    let grant = |row: role_grant::Model| {
        Ok(Grant {
            id: GrantId(row.id),
            user,
            roles: list(user, &row.roles)?,
            covers: list(user, &row.covers)?,
            proposed_by: UserId(row.proposed_by),
            proposed_at: instant(user, row.proposed_at)?,
        })
    };
    rows.into_iter().map(grant).collect()
}

/// Stores a proposal.
pub async fn propose(tx: &Tx, new: &Grant) -> Result<(), Error> {
    let row = role_grant::ActiveModel {
        id: Set(new.id.0),
        user_id: Set(new.user.0),
        roles: Set(json(&new.roles)),
        covers: Set(json(&new.covers)),
        proposed_by: Set(new.proposed_by.0),
        proposed_at: Set(new.proposed_at.as_microsecond()),
        confirmed_by: Set(None),
        confirmed_at: Set(None),
    };
    role_grant::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Records who confirmed a proposal, and when.
pub async fn confirm(tx: &Tx, id: GrantId, by: UserId, at: Timestamp) -> Result<(), Error> {
    let row = role_grant::ActiveModel {
        confirmed_by: Set(Some(by.0)),
        confirmed_at: Set(Some(at.as_microsecond())),
        ..Default::default()
    };
    role_grant::Entity::update_many().set(row).filter(role_grant::Column::Id.eq(id.0)).exec(tx).await?;
    Ok(())
}

/// Drops the open proposals for a person: all, or those of one administrator.
pub async fn drop_open(tx: &Tx, user: UserId, by: Option<UserId>) -> Result<(), Error> {
    let mut query = role_grant::Entity::delete_many()
        .filter(role_grant::Column::UserId.eq(user.0))
        .filter(role_grant::Column::ConfirmedBy.is_null());
    if let Some(by) = by {
        query = query.filter(role_grant::Column::ProposedBy.eq(by.0));
    }
    query.exec(tx).await?;
    Ok(())
}
