//! The part of the directory that one decision needs.

use std::collections::BTreeMap;

use domain::{Directory, Member, UnitId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, Value};

use super::{list, unit_of};
use crate::{Error, entity::unit};

/// How far up a reporting line is followed.
const LEVELS: u32 = 24;

/// People and units, with everybody in the reporting line of those people: the managers above, the people
/// directly below, and those who share the manager. Two queries at most.
pub async fn directory(
    db: &impl ConnectionTrait,
    usernames: &[&str],
    users: &[UserId],
    units: &[UnitId],
) -> Result<Directory, Error> {
    let mut directory = Directory::default();
    if !usernames.is_empty() || !users.is_empty() {
        directory.members = members(db, usernames, users).await?;
    }
    if !units.is_empty() {
        let ids = units.iter().map(|unit| unit.0);
        let rows = unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(db).await?;
        directory.units = rows.into_iter().map(unit_of).map(|unit| (unit.id, unit)).collect();
    }
    Ok(directory)
}

#[derive(FromQueryResult)]
struct Row {
    id: uuid::Uuid,
    username: String,
    unit: Option<uuid::Uuid>,
    manager: Option<uuid::Uuid>,
    roles: String,
    covers: String,
}

async fn members(
    db: &impl ConnectionTrait,
    usernames: &[&str],
    users: &[UserId],
) -> Result<BTreeMap<UserId, Member>, Error> {
    let mut values: Vec<Value> = Vec::with_capacity(users.len() + usernames.len());
    values.extend(users.iter().map(|user| Value::from(user.0)));
    values.extend(usernames.iter().map(|name| Value::from(*name)));
    let places = |from: usize, count: usize| {
        (from..from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
    };
    let ids = places(1, users.len());
    let names = places(1 + users.len(), usernames.len());
    let of_whom = match (users.is_empty(), usernames.is_empty()) {
        (false, false) => format!("id IN ({ids}) OR username IN ({names})"),
        (false, true) => format!("id IN ({ids})"),
        _ => format!("username IN ({names})"),
    };
    let sql = format!(
        r#"WITH RECURSIVE
            asked AS (SELECT id, manager FROM "user" WHERE {of_whom}),
            above (id, manager, level) AS (
                SELECT id, manager, 0 FROM asked
                UNION
                SELECT u.id, u.manager, a.level + 1 FROM above a JOIN "user" u ON u.id = a.manager
                WHERE a.level < {LEVELS}
            ),
            line AS (
                SELECT id FROM above
                UNION
                SELECT u.id FROM asked a JOIN "user" u ON u.manager = a.id
                UNION
                SELECT u.id FROM asked a JOIN "user" u ON u.manager = a.manager
            )
        SELECT u.id, u.username, u.unit, u.manager, u.roles, u.covers FROM line JOIN "user" u ON u.id = line.id"#
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    rows.into_iter().map(|row| Ok((UserId(row.id), row.try_into()?))).collect()
}

impl TryFrom<Row> for Member {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let id = UserId(row.id);
        Ok(Self {
            id,
            username: row.username,
            unit: row.unit.map(UnitId),
            manager: row.manager.map(UserId),
            roles: list(id, &row.roles)?,
            covers: list(id, &row.covers)?,
        })
    }
}
