//! What holds of every database, whatever was done with it: each stored state is the fold of its events (V3), each
//! change has one entry in the log and each entry of a change its change (V4), and what people wrote stands in
//! `content` alone (V10).

use std::collections::BTreeSet;

use domain::{Action, Case};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde_json::Value;
use storage::{Database, Options, examine};

use crate::program::{Program, wait};

/// Looks through everything that a program has stored.
pub(crate) fn in_database_of(program: &Program) {
    wait(async {
        let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
        true_to_its_history(&database).await;
        silent(&database).await;
        database.close().await.unwrap();
    });
}

/// V3 and V4.
async fn true_to_its_history(database: &Database) {
    let mut after = None;
    loop {
        let page = examine::page(database, after, 20).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for found in page {
            let (case, events) = (found.case.unwrap(), found.events.unwrap());
            assert_eq!(Case::fold(&events).as_ref(), Some(&case));
            let acts: BTreeSet<_> = found.recorded.into_iter().collect();
            let entries = found.entries.iter().filter(|it| it.outcome == "allowed" && !reads(&it.action));
            let entries: Vec<_> = entries.map(|it| it.id).collect();
            assert_eq!(entries.len(), acts.len(), "{}: one entry for each change", found.id);
            assert_eq!(entries.into_iter().collect::<BTreeSet<_>>(), acts, "{}", found.id);
        }
    }
}

fn reads(action: &str) -> bool {
    [Action::Read, Action::ReadAudit, Action::ReadTimeline].map(<&str>::from).contains(&action)
}

/// Everything that somebody wrote, and every name; but for user names, which in a demonstration are those of roles.
pub(crate) async fn texts(database: &Database) -> BTreeSet<String> {
    let rows = rows(database, "SELECT bytes FROM content WHERE kind NOT IN ('audit', 'username')").await;
    rows.iter().map(|row| String::from_utf8(row.try_get_by_index(0).unwrap()).unwrap()).collect()
}

/// Nothing that somebody wrote stands outside `content`: there are only ids, codes, dates and numbers.
async fn silent(database: &Database) {
    let texts = texts(database).await;
    let silent = |place: &str, text: &str| {
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        assert!(plain && !texts.contains(text), "{place} holds words: {text}");
    };
    for table in ["complaint_case", "event"] {
        for row in rows(database, &format!("SELECT body FROM {table}")).await {
            let body: String = row.try_get_by_index(0).unwrap();
            each_string(&serde_json::from_str(&body).unwrap(), &mut |text| silent(table, text));
        }
    }
    for (table, columns) in [
        ("complaint_case", "number, state, waiting_for"),
        ("docket", "holder, capacity, duty, state"),
        ("event", "kind"),
        ("outbox", "topic"),
        ("idempotency", "location"),
        ("audit", "capacity, action, object, outcome, purpose"),
    ] {
        for row in rows(database, &format!("SELECT {columns} FROM {table}")).await {
            for place in 0..columns.split(',').count() {
                let text: Option<String> = row.try_get_by_index(place).unwrap();
                silent(table, text.as_deref().unwrap_or("-"));
            }
        }
    }
}

/// The rows that a query finds.
pub(crate) async fn rows(database: &Database, sql: &str) -> Vec<QueryResult> {
    let reader = database.reader();
    reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap()
}

/// Every text in a value.
pub(crate) fn each_string(value: &Value, hear: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => hear(text),
        Value::Array(items) => items.iter().for_each(|item| each_string(item, hear)),
        Value::Object(fields) => fields.values().for_each(|field| each_string(field, hear)),
        _ => {}
    }
}
