//! The part of the directory that one decision needs.

use domain::{Directory, Member, Unit, UnitId, UserId};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::list;
use crate::Error;

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

/// People and units, as far as a decision needs them. One query at most.
pub async fn directory(
    db: &impl ConnectionTrait,
    usernames: &[&str],
    users: &[UserId],
    units: &[UnitId],
    reach: Reach,
) -> Result<Directory, Error> {
    let mut asked = Asked::default();
    let spoken_for = if reach == Reach::Lines { units } else { &[] };
    let people: Vec<String> = [
        asked.one_of("id IN (", users.iter().map(|user| user.0.into()), ")"),
        asked.one_of("username IN (", usernames.iter().map(|name| Value::from(*name)), ")"),
        asked.one_of(
            "id IN (SELECT speaker FROM unit WHERE id IN (",
            spoken_for.iter().map(|unit| unit.0.into()),
            "))",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let named = asked.one_of("id IN (", units.iter().map(|unit| unit.0.into()), ")");
    let parts: Vec<String> = [
        (!people.is_empty()).then(|| people_in(&people.join(" OR "), reach)),
        named.map(|those| {
            format!(
                "SELECT true AS is_unit, id, name, parent AS belongs_to, speaker AS answers_to, '' AS roles, \
                 '' AS covers FROM unit WHERE {those}"
            )
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut directory = Directory::default();
    if parts.is_empty() {
        return Ok(directory);
    }
    let sql = parts.join(" UNION ALL ");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, asked.values);
    for row in Row::find_by_statement(statement).all(db).await? {
        if row.is_unit {
            let unit = Unit::from(row);
            directory.units.insert(unit.id, unit);
        } else {
            let member = Member::try_from(row)?;
            directory.members.insert(member.id, member);
        }
    }
    Ok(directory)
}

/// The values of a statement, in the order of their places.
#[derive(Default)]
struct Asked {
    values: Vec<Value>,
}

impl Asked {
    /// A test for one of these values; none where there are none.
    fn one_of(&mut self, before: &str, values: impl Iterator<Item = Value>, after: &str) -> Option<String> {
        let first = self.values.len() + 1;
        self.values.extend(values);
        let places: Vec<_> = (first..=self.values.len()).map(|it| format!("${it}")).collect();
        (!places.is_empty()).then(|| format!("{before}{}{after}", places.join(", ")))
    }
}

/// The people for whom the test holds, and those whom the reach adds.
fn people_in(of_whom: &str, reach: Reach) -> String {
    let lines = match reach {
        Reach::Named => "",
        Reach::Lines => {
            r#"UNION SELECT id FROM below
               UNION SELECT u.id FROM asked a JOIN "user" u ON u.manager = a.manager"#
        }
    };
    format!(
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
        SELECT false AS is_unit, u.id, u.username AS name, u.unit AS belongs_to, u.manager AS answers_to, u.roles,
            u.covers FROM line JOIN "user" u ON u.id = line.id"#
    )
}

/// A person or a unit.
#[derive(FromQueryResult)]
struct Row {
    is_unit: bool,
    id: uuid::Uuid,
    name: String,
    /// The unit of a person, the unit above a unit.
    belongs_to: Option<uuid::Uuid>,
    /// The manager of a person, who answers for a unit.
    answers_to: Option<uuid::Uuid>,
    roles: String,
    covers: String,
}

impl From<Row> for Unit {
    fn from(row: Row) -> Self {
        Self {
            id: UnitId(row.id),
            name: row.name,
            parent: row.belongs_to.map(UnitId),
            speaker: row.answers_to.map(UserId),
        }
    }
}

impl TryFrom<Row> for Member {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let id = UserId(row.id);
        Ok(Self {
            id,
            username: row.name,
            unit: row.belongs_to.map(UnitId),
            manager: row.answers_to.map(UserId),
            roles: list(id, &row.roles)?,
            covers: list(id, &row.covers)?,
        })
    }
}
