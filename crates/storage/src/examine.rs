//! What `redress doctor` and the health check look at. Nothing here changes anything.

use std::collections::BTreeMap;

use domain::{Case, CaseId, Event};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::{Database, Engine, Error, audit::instant};

/// A case with its history and what the audit log says of it.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The case.
    pub id: CaseId,
    /// As it is stored.
    pub case: Result<Case, Error>,
    /// What happened, oldest first.
    pub events: Result<Vec<Event>, Error>,
    /// The audit entry that each event names, in the same order.
    pub recorded: Vec<Uuid>,
    /// The audit entries about the case.
    pub entries: Vec<Entry>,
}

/// What of an audit entry tells whether it fits.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The entry.
    pub id: Uuid,
    /// What was done, as a code.
    pub action: String,
    /// How it ended, as a code.
    pub outcome: String,
}

/// Asks the database for an answer, and nothing more.
pub async fn ping(conn: &impl ConnectionTrait) -> Result<(), Error> {
    conn.query_one_raw(Statement::from_string(conn.get_database_backend(), "SELECT 1")).await?;
    Ok(())
}

/// What is wrong with the file itself, as far as the engine can tell. SQLite alone knows how to look.
pub async fn damage(db: &Database) -> Result<Option<String>, Error> {
    if db.engine() == Engine::Postgres {
        return Ok(None);
    }
    let rows = rows(db.reader(), "PRAGMA integrity_check(1)", []).await?;
    let row = rows.first().ok_or_else(|| Error::corrupt("the database", "no answer"))?;
    let told: String = row.try_get_by_index(0)?;
    Ok((told != "ok").then(|| told.replace('\n', " ")))
}

/// The triggers that keep history from being changed, as far as they are missing or switched off.
pub async fn missing_guards(db: &Database) -> Result<Vec<&'static str>, Error> {
    const SQLITE: &[&str] = &[
        "event_no_update",
        "event_no_delete",
        "event_no_replace",
        "audit_no_update",
        "audit_no_delete",
        "audit_no_replace",
    ];
    const POSTGRES: &[&str] =
        &["event_no_change", "event_no_truncate", "audit_no_change", "audit_no_truncate"];
    let (sql, expected) = match db.engine() {
        Engine::Sqlite => ("SELECT name FROM sqlite_master WHERE type = 'trigger'", SQLITE),
        Engine::Postgres => (
            "SELECT t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND t.tgenabled IN ('O', 'A')",
            POSTGRES,
        ),
    };
    let rows = rows(db.reader(), sql, []).await?;
    let there = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
    Ok(expected.iter().copied().filter(|name| !there.iter().any(|it| it == name)).collect())
}

/// PostgreSQL: the role that this connection acts as.
pub async fn role(db: &Database) -> Result<String, Error> {
    let rows = rows(db.reader(), "SELECT current_user::text", []).await?;
    let row = rows.first().ok_or_else(|| Error::corrupt("current_user", "no answer"))?;
    Ok(row.try_get_by_index(0)?)
}

/// PostgreSQL: how many of the tables the role of this connection could change as it likes.
pub async fn owned_tables(db: &Database) -> Result<i64, Error> {
    const SQL: &str = "SELECT count(*) FROM pg_tables \
                       WHERE schemaname = current_schema() AND pg_has_role(current_user, tableowner, 'MEMBER')";
    count(db, SQL).await
}

/// How many audit entries wait for their place in the log.
pub async fn pending(db: &Database) -> Result<i64, Error> {
    count(db, "SELECT count(*) FROM pending").await
}

/// How many people have an account.
pub async fn accounts(db: &Database) -> Result<i64, Error> {
    count(db, "SELECT count(*) FROM \"user\"").await
}

/// The latest instant that anything was recorded at.
pub async fn latest(db: &Database) -> Result<Option<Timestamp>, Error> {
    let rows = rows(db.reader(), "SELECT max(at) FROM audit", []).await?;
    let at: Option<i64> = rows.first().map_or(Ok(None), |row| row.try_get_by_index(0))?;
    Ok(at.and_then(instant))
}

/// The next cases in the order of their ids, at most so many.
pub async fn page(db: &Database, after: Option<CaseId>, limit: u32) -> Result<Vec<Examined>, Error> {
    const SQL: &str = "SELECT id, body FROM complaint_case WHERE id > $1 ORDER BY id LIMIT $2";
    let after = after.map_or(Uuid::nil(), |it| it.0);
    gather(db, rows(db.reader(), SQL, [after.into(), i64::from(limit).into()]).await?).await
}

/// One case.
pub async fn one(db: &Database, id: CaseId) -> Result<Option<Examined>, Error> {
    const SQL: &str = "SELECT id, body FROM complaint_case WHERE id = $1";
    Ok(gather(db, rows(db.reader(), SQL, [id.0.into()]).await?).await?.pop())
}

/// Puts beside each case its history and its entries: one range of each table.
async fn gather(db: &Database, found: Vec<sea_orm::QueryResult>) -> Result<Vec<Examined>, Error> {
    const EVENTS: &str = "SELECT c.id, e.audit_id, e.body FROM complaint_case AS c JOIN event AS e ON e.case_key = c.case_key \
         WHERE c.id BETWEEN $1 AND $2 ORDER BY c.id, e.seq";
    const ENTRIES: &str = "SELECT c.id, a.id, a.action, a.outcome FROM complaint_case AS c JOIN audit AS a ON a.case_key = c.case_key \
         WHERE c.id BETWEEN $1 AND $2";
    let mut cases = BTreeMap::new();
    for row in found {
        let (id, body): (Uuid, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let case = read(id, &body);
        let (events, recorded, entries) = (Ok(Vec::new()), Vec::new(), Vec::new());
        cases.insert(id, Examined { id: CaseId(id), case, events, recorded, entries });
    }
    let (Some(first), Some(last)) = (cases.keys().next().copied(), cases.keys().next_back().copied()) else {
        return Ok(Vec::new());
    };
    for row in rows(db.reader(), EVENTS, [first.into(), last.into()]).await? {
        let id: Uuid = row.try_get_by_index(0)?;
        let Some(case) = cases.get_mut(&id) else { continue };
        case.recorded.push(row.try_get_by_index(1)?);
        let body: String = row.try_get_by_index(2)?;
        case.events = std::mem::replace(&mut case.events, Ok(Vec::new())).and_then(|mut events| {
            events.push(read(id, &body)?);
            Ok(events)
        });
    }
    for row in rows(db.reader(), ENTRIES, [first.into(), last.into()]).await? {
        let id: Uuid = row.try_get_by_index(0)?;
        // Entries also tell of attempts on cases that never existed.
        let Some(case) = cases.get_mut(&id) else { continue };
        case.entries.push(Entry {
            id: row.try_get_by_index(1)?,
            action: row.try_get_by_index(2)?,
            outcome: row.try_get_by_index(3)?,
        });
    }
    Ok(cases.into_values().collect())
}

fn read<T: serde::de::DeserializeOwned>(id: Uuid, body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|cause| Error::corrupt(CaseId(id), cause))
}

async fn rows<const N: usize>(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<Vec<sea_orm::QueryResult>, Error> {
    Ok(conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?)
}

async fn count(db: &Database, sql: &str) -> Result<i64, Error> {
    let rows = rows(db.reader(), sql, []).await?;
    let row = rows.first().ok_or_else(|| Error::corrupt("a count", "no answer"))?;
    Ok(row.try_get_by_index(0)?)
}
