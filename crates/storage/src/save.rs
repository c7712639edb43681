//! How a change becomes rows, on each engine.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use domain::{Change, UserId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::{
    Error, Tx,
    audit::Entry,
    cases::{self, Written},
    content,
    idempotency::Claim,
    lists,
};

/// PostgreSQL: one statement, one round trip.
pub(crate) async fn at_once(
    tx: &Tx,
    written: &Written<'_>,
    entry: &Entry,
    claim: Option<&Claim>,
) -> Result<bool, Error> {
    const INSERT: &str =
        concat!(include_str!("sql/insert.postgres.sql"), include_str!("sql/save.postgres.sql"));
    const UPDATE: &str =
        concat!(include_str!("sql/update.postgres.sql"), include_str!("sql/save.postgres.sql"));
    let change = written.change;
    let mut values = state_values(written);
    values.push(entry.id.into());
    values.extend(entry.columns());
    values.extend(Claim::columns(claim));

    let places: Vec<i64> = (change.before + 1..).take(written.events.len()).collect();
    let (kinds, bodies): (Vec<_>, Vec<_>) =
        written.events.iter().map(|(kind, body)| ((*kind).to_owned(), body.clone())).unzip();
    values.extend([places.into(), kinds.into(), bodies.into()]);

    let mut ids: Vec<Uuid> = change.words.iter().map(|words| words.id.0).collect();
    let mut kinds: Vec<String> = change.words.iter().map(|words| words.kind.clone().into_owned()).collect();
    let mut bytes: Vec<Vec<u8>> = change.words.iter().map(|words| words.text.clone().into_bytes()).collect();
    ids.push(entry.id);
    kinds.push(content::AUDIT.to_owned());
    bytes.push(entry.sealed());
    values.extend([ids.into(), kinds.into(), bytes.into()]);

    let (mut holders, mut capacities, mut days, mut duties) = (vec![], vec![], vec![], vec![]);
    for ((holder, capacity), (day, duty)) in docket(change) {
        holders.push(holder);
        capacities.push(capacity.to_owned());
        days.push(day);
        duties.push(duty.unwrap_or_default().to_owned());
    }
    values.extend([holders.into(), capacities.into(), days.into(), duties.into()]);
    values.push(walls(change).iter().map(|user| user.0).collect::<Vec<_>>().into());
    let topics: Vec<String> = change.notices.iter().map(|notice| notice.topic.to_owned()).collect();
    values.extend([written.notices.clone().into(), topics.into()]);
    // In the row of the case it never changes, and is written once.
    values.push(<&str>::from(change.listed.kind).into());

    let sql = if change.before == 0 { INSERT } else { UPDATE };
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let stored: i64 = match tx.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(stored == 1)
}

/// SQLite: everything in one message to the connection; for a case that exists, its row in one before.
pub(crate) async fn in_messages(
    tx: &Tx,
    written: &Written<'_>,
    entry: &Entry,
    claim: Option<&Claim>,
) -> Result<bool, Error> {
    const INSERT: &str = concat!(include_str!("sql/insert.sqlite.sql"), include_str!("sql/save.sqlite.sql"));
    const UPDATE: &str = include_str!("sql/update.sqlite.sql");
    const SAVE: &str = include_str!("sql/save.sqlite.sql");
    let backend = tx.get_database_backend();
    let change = written.change;
    let mut values = state_values(written);
    let kind: &'static str = change.listed.kind.into();
    let new = change.before == 0;
    if !new {
        let done = tx.execute_raw(Statement::from_sql_and_values(backend, UPDATE, values.clone())).await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        crate::failpoint("after_state");
    }

    let events: Vec<_> =
        (change.before + 1..).zip(&written.events).map(|(n, (kind, body))| (n, kind, body)).collect();
    let words: Vec<_> = change
        .words
        .iter()
        .map(|words| (hex(words.id.0), &words.kind, HEXLOWER.encode(words.text.as_bytes())))
        .collect();
    let docket: Vec<_> =
        docket(change).map(|((holder, capacity), (day, duty))| (holder, capacity, day, duty)).collect();
    let walls: Vec<_> = walls(change).iter().map(|user| hex(user.0)).collect();
    let outbox: Vec<_> =
        written.notices.iter().zip(&change.notices).map(|(id, notice)| (hex(*id), notice.topic)).collect();

    values.push(entry.id.into());
    values.extend(entry.columns());
    values.extend(Claim::columns(claim));
    values.extend([json(change, &events)?, json(change, &words)?, entry.sealed().into()]);
    values.extend([json(change, &docket)?, json(change, &walls)?, json(change, &outbox)?]);
    // In the row of the case it never changes, and is written once.
    values.push(kind.into());
    let statement = Statement::from_sql_and_values(backend, if new { INSERT } else { SAVE }, values);
    tx.execute_raw(statement).await?;
    Ok(true)
}

/// The columns of the case itself, in the order of the statements.
fn state_values(written: &Written<'_>) -> Vec<Value> {
    let change = written.change;
    let case = &change.after;
    let listed = &change.listed;
    let phase: &'static str = listed.phase.into();
    vec![
        case.id.0.into(),
        case.number.clone().into(),
        written.version().into(),
        listed.state.into(),
        phase.into(),
        case.unit.0.into(),
        (listed.priority as i16).into(),
        listed.received_on.map(|day| day.to_string()).into(),
        listed.admitted_on.map(|day| day.to_string()).into(),
        change.at.as_microsecond().into(),
        <&str>::from(listed.waiting_for).into(),
        listed.wake_at.map(Timestamp::as_microsecond).into(),
        written.body.clone().into(),
        change.before.into(),
        written.rules.into(),
        written.dates.clone().into(),
    ]
}

type Row = ((String, &'static str), (String, Option<&'static str>));

/// The rows of lists, each holder and capacity once, with what is due first.
fn docket(change: &Change) -> impl Iterator<Item = Row> {
    let mut rows = BTreeMap::new();
    for row in &change.docket {
        let due = match row.next_due {
            Some((duty, day)) => (day.to_string(), Some(duty.into())),
            None => (lists::NOTHING_DUE.to_owned(), None),
        };
        let place =
            rows.entry((lists::holder(&row.holder), row.capacity.into())).or_insert_with(|| due.clone());
        if due < *place {
            *place = due;
        }
    }
    rows.into_iter()
}

fn walls(change: &Change) -> BTreeSet<UserId> {
    change.walls.iter().copied().collect()
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

fn json(change: &Change, rows: &impl serde::Serialize) -> Result<Value, Error> {
    cases::text(change.after.id, rows).map(Value::from)
}
