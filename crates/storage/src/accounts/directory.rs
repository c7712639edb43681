//! The part of the directory that one decision needs.

use std::collections::BTreeMap;

use domain::{Directory, Member, UnitId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, Value};

use super::{list, unit_of};
use crate::{Error, entity::unit};

/// How far up and down a reporting line is followed.
const LEVELS: u32 = 24;

/// How many people beside those asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The people named, and their managers.
    Named,
    /// Also who answers for the units, and everybody in the reporting line of one of them: the managers above, the
    /// people below at every level, and those who share the manager.
    Lines,
}

/// People and units, as far as a decision needs them. Two queries at most.
pub async fn directory(
    db: &impl ConnectionTrait,
    usernames: &[&str],
    users: &[UserId],
    units: &[UnitId],
    reach: Reach,
) -> Result<Directory, Error> {
    let mut directory = Directory::default();
    let spoken_for = if reach == Reach::Lines { units } else { &[] };
    if !usernames.is_empty() || !users.is_empty() || !spoken_for.is_empty() {
        directory.members = members(db, usernames, users, spoken_for, reach).await?;
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
    spoken_for: &[UnitId],
    reach: Reach,
) -> Result<BTreeMap<UserId, Member>, Error> {
    let mut values: Vec<Value> = Vec::with_capacity(users.len() + usernames.len() + spoken_for.len());
    let mut of_whom = Vec::new();
    let mut asked = |test: [&str; 2], asked: Vec<Value>| {
        if !asked.is_empty() {
            let places: Vec<_> = (values.len() + 1..).take(asked.len()).map(|it| format!("${it}")).collect();
            of_whom.push(format!("{}{}{}", test[0], places.join(", "), test[1]));
            values.extend(asked);
        }
    };
    asked(["id IN (", ")"], users.iter().map(|user| user.0.into()).collect());
    asked(["username IN (", ")"], usernames.iter().map(|name| Value::from(*name)).collect());
    asked(
        ["id IN (SELECT speaker FROM unit WHERE id IN (", "))"],
        spoken_for.iter().map(|unit| unit.0.into()).collect(),
    );
    let of_whom = of_whom.join(" OR ");
    let lines = match reach {
        Reach::Named => "",
        Reach::Lines => {
            r#"UNION SELECT id FROM below
               UNION SELECT u.id FROM asked a JOIN "user" u ON u.manager = a.manager"#
        }
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
            below (id, level) AS (
                SELECT id, 0 FROM asked
                UNION
                SELECT u.id, b.level + 1 FROM below b JOIN "user" u ON u.manager = b.id
                WHERE b.level < {LEVELS}
            ),
            line AS (SELECT DISTINCT id FROM above {lines})
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
