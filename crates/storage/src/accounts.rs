//! Accounts: people and units, and under `sessions`, `throttle`, `grants` and `directory` what belongs to them.

use std::collections::BTreeSet;

use domain::{Member, PseudonymId, Role, Unit, UnitId, UserId};
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error, Tx,
    entity::{unit, user},
};

pub mod directory;
pub mod grants;
pub mod sessions;
pub mod throttle;

/// An account: a member of the directory, and how the person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What decisions need to know.
    pub member: Member,
    /// What the person is called.
    pub display_name: String,
    /// Whether the person may sign in.
    pub active: bool,
    /// The hash of the password, once there is one.
    pub password_hash: Option<String>,
    /// Sessions made under another stamp are over.
    pub security_stamp: i64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// By which a staff system knows the person.
    pub pseudonym: Option<PseudonymId>,
}

/// Which people a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Only those of a unit.
    pub unit: Option<UnitId>,
    /// Only those who hold a role.
    pub role: Option<Role>,
    /// Only those who may sign in, or may not.
    pub active: Option<bool>,
}

/// The account with this user name.
pub async fn named(db: &impl ConnectionTrait, username: &str) -> Result<Option<Account>, Error> {
    let row = user::Entity::find().filter(user::Column::Username.eq(username)).one(db).await?;
    row.map(account).transpose()
}

/// The account with this id.
pub async fn find(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>, Error> {
    user::Entity::find_by_id(id.0).one(db).await?.map(account).transpose()
}

/// The account with this id, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: UserId) -> Result<Option<Account>, Error> {
    let mut query = user::Entity::find_by_id(id.0);
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    query.one(tx).await?.map(account).transpose()
}

/// A page of people in the order of their user names, those after one of them.
pub async fn page(
    db: &impl ConnectionTrait,
    shown: &Shown,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Account>, Error> {
    let mut query = user::Entity::find();
    if let Some(unit) = shown.unit {
        query = query.filter(user::Column::Unit.eq(unit.0));
    }
    if let Some(role) = shown.role {
        query = query.filter(user::Column::Roles.contains(format!("\"{role}\"")));
    }
    if let Some(active) = shown.active {
        query = query.filter(user::Column::Active.eq(active));
    }
    if let Some(after) = after {
        query = query.filter(user::Column::Username.gt(after));
    }
    let rows = query.order_by_asc(user::Column::Username).limit(limit).all(db).await?;
    rows.into_iter().map(account).collect()
}

/// Stores a new account.
pub async fn insert(tx: &Tx, new: &Account) -> Result<(), Error> {
    let row = user::ActiveModel {
        id: Set(new.member.id.0),
        username: Set(new.member.username.clone()),
        display_name: Set(new.display_name.clone()),
        unit: Set(new.member.unit.map(|unit| unit.0)),
        manager: Set(new.member.manager.map(|manager| manager.0)),
        roles: Set(json(&new.member.roles)),
        covers: Set(json(&new.member.covers)),
        active: Set(new.active),
        password_hash: Set(new.password_hash.clone()),
        security_stamp: Set(new.security_stamp),
        created_at: Set(new.created_at.as_microsecond()),
        pseudonym: Set(new.pseudonym.map(|pseudonym| pseudonym.0)),
    };
    match user::Entity::insert(row).exec_without_returning(tx).await.map_err(Error::from) {
        // The name was taken in the same moment: run again, and find it taken.
        Err(Error::Duplicate(_)) => Err(tx.lost_race()),
        other => other.map(drop),
    }
}

/// Stores where a person works and whether the person may sign in.
pub async fn place(tx: &Tx, person: &Account) -> Result<(), Error> {
    let row = user::ActiveModel {
        id: Set(person.member.id.0),
        display_name: Set(person.display_name.clone()),
        unit: Set(person.member.unit.map(|unit| unit.0)),
        manager: Set(person.member.manager.map(|manager| manager.0)),
        active: Set(person.active),
        ..Default::default()
    };
    user::Entity::update_many().set(row).filter(user::Column::Id.eq(person.member.id.0)).exec(tx).await?;
    Ok(())
}

/// Stores the roles a person holds from now on.
pub async fn set_roles(
    tx: &Tx,
    id: UserId,
    roles: &BTreeSet<Role>,
    covers: &BTreeSet<UnitId>,
) -> Result<(), Error> {
    let row = user::ActiveModel { roles: Set(json(roles)), covers: Set(json(covers)), ..Default::default() };
    user::Entity::update_many().set(row).filter(user::Column::Id.eq(id.0)).exec(tx).await?;
    Ok(())
}

/// The account that a staff system knows by a pseudonym.
pub async fn known_as(db: &impl ConnectionTrait, pseudonym: PseudonymId) -> Result<Option<UserId>, Error> {
    let query = user::Entity::find().filter(user::Column::Pseudonym.eq(pseudonym.0));
    Ok(query.one(db).await?.map(|row| UserId(row.id)))
}

/// Stores by which pseudonym a staff system knows a person, or that it knows them no longer.
pub async fn set_pseudonym(tx: &Tx, id: UserId, pseudonym: Option<PseudonymId>) -> Result<(), Error> {
    let pseudonym = Set(pseudonym.map(|pseudonym| pseudonym.0));
    let row = user::ActiveModel { pseudonym, ..Default::default() };
    let update = user::Entity::update_many().set(row).filter(user::Column::Id.eq(id.0));
    match update.exec(tx).await.map_err(Error::from) {
        // It was given to somebody else in the same moment: run again, and find it taken.
        Err(Error::Duplicate(_)) => Err(tx.lost_race()),
        other => other.map(drop),
    }
}

/// Stores the hash of a password, or removes it.
pub async fn set_password(tx: &Tx, id: UserId, hash: Option<&str>) -> Result<(), Error> {
    let row = user::ActiveModel { password_hash: Set(hash.map(str::to_owned)), ..Default::default() };
    user::Entity::update_many().set(row).filter(user::Column::Id.eq(id.0)).exec(tx).await?;
    Ok(())
}

/// Replaces the hash of a password by another one of the same password, unless the password was changed
/// meanwhile.
pub async fn rehash(tx: &Tx, id: UserId, before: &str, hash: &str) -> Result<(), Error> {
    let row = user::ActiveModel { password_hash: Set(Some(hash.to_owned())), ..Default::default() };
    user::Entity::update_many()
        .set(row)
        .filter(user::Column::Id.eq(id.0))
        .filter(user::Column::PasswordHash.eq(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends every session of a person, by a new security stamp.
pub async fn end_sessions(tx: &Tx, id: UserId) -> Result<(), Error> {
    user::Entity::update_many()
        .col_expr(user::Column::SecurityStamp, Expr::col(user::Column::SecurityStamp).add(1))
        .filter(user::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// The unit with this id.
pub async fn unit(db: &impl ConnectionTrait, id: UnitId) -> Result<Option<Unit>, Error> {
    Ok(unit::Entity::find_by_id(id.0).one(db).await?.map(unit_of))
}

/// The unit with this id, locked until the transaction ends.
pub async fn lock_unit(tx: &Tx, id: UnitId) -> Result<Option<Unit>, Error> {
    let mut query = unit::Entity::find_by_id(id.0);
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    Ok(query.one(tx).await?.map(unit_of))
}

/// A page of units in the order of their names, those after one of them.
pub async fn units(
    db: &impl ConnectionTrait,
    after: Option<(&str, UnitId)>,
    limit: u64,
) -> Result<Vec<Unit>, Error> {
    let mut query = unit::Entity::find();
    if let Some((name, id)) = after {
        let same_name = Condition::all().add(unit::Column::Name.eq(name)).add(unit::Column::Id.gt(id.0));
        query = query.filter(Condition::any().add(unit::Column::Name.gt(name)).add(same_name));
    }
    let query = query.order_by_asc(unit::Column::Name).order_by_asc(unit::Column::Id).limit(limit);
    Ok(query.all(db).await?.into_iter().map(unit_of).collect())
}

/// Stores a new unit.
pub async fn insert_unit(tx: &Tx, new: &Unit) -> Result<(), Error> {
    unit::Entity::insert(unit_row(new)).exec_without_returning(tx).await?;
    Ok(())
}

/// Stores a changed unit.
pub async fn update_unit(tx: &Tx, changed: &Unit) -> Result<(), Error> {
    let query = unit::Entity::update_many().set(unit_row(changed)).filter(unit::Column::Id.eq(changed.id.0));
    query.exec(tx).await?;
    Ok(())
}

fn unit_row(unit: &Unit) -> unit::ActiveModel {
    unit::ActiveModel {
        id: Set(unit.id.0),
        name: Set(unit.name.clone()),
        parent: Set(unit.parent.map(|parent| parent.0)),
        speaker: Set(unit.speaker.map(|speaker| speaker.0)),
    }
}

fn unit_of(row: unit::Model) -> Unit {
    Unit {
        id: UnitId(row.id),
        name: row.name,
        parent: row.parent.map(UnitId),
        speaker: row.speaker.map(UserId),
    }
}

fn account(row: user::Model) -> Result<Account, Error> {
    let id = UserId(row.id);
    Ok(Account {
        member: Member {
            id,
            username: row.username,
            unit: row.unit.map(UnitId),
            manager: row.manager.map(UserId),
            roles: list(id, &row.roles)?,
            covers: list(id, &row.covers)?,
        },
        display_name: row.display_name,
        active: row.active,
        password_hash: row.password_hash,
        security_stamp: row.security_stamp,
        created_at: instant(id, row.created_at)?,
        pseudonym: row.pseudonym.map(PseudonymId),
    })
}

/// A list as it is stored: JSON in one column.
fn json<T: Serialize>(list: &BTreeSet<T>) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned()) // lists of codes and ids always serialise
}

fn list<T: DeserializeOwned + Ord>(of: UserId, json: &str) -> Result<BTreeSet<T>, Error> {
    serde_json::from_str(json).map_err(|error| Error::corrupt(of, error))
}

fn instant(of: UserId, micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_microsecond(micros).map_err(|error| Error::corrupt(of, error))
}
