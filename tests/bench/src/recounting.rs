//! What a changed rule version costs: 100,000 open cases are counted anew in the background, while people use the
//! service. Ceilings, for whoever waits is a person.

use std::time::{Duration, Instant};

use anyhow::Context;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value, prelude::Uuid};

use crate::{
    client::Client,
    filing,
    numbers::{goal, percentile},
    service::{Engine, Home, Service},
};

const CASES: usize = 100_000;
/// The rule that changed: every open case that is not decided has its date.
const RULE: &str = "POL-DECISION";
/// How often somebody wants something.
const EVERY: Duration = Duration::from_millis(20);

pub(crate) async fn anew(engine: Engine) -> anyhow::Result<()> {
    let home = Home::new(engine).await?;
    drop(Service::start(&home).await?);
    let db = home.connect().await?;
    let before = one(&db, "SELECT max(number) FROM rule_state", vec![]).await?;
    let begin = Instant::now();
    fill(&db).await?;
    println!("{engine:?}: {CASES} open cases, filled in {:.1} s", begin.elapsed().as_secs_f64());

    // Nothing is left to do: what requests cost without it.
    let quiet = Service::start(&home).await?;
    let mut idle = ask(&quiet, async || Ok(false), Duration::from_secs(10)).await?;
    drop(quiet);
    told(engine, "nothing beside", &mut idle);

    for (name, moved) in [("a date in each is another", true), ("no date is another", false)] {
        leave_behind(&db, before, moved).await?;
        let begin = Instant::now();
        let service = Service::start(&home).await?;
        let left = async || {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM reckoned WHERE rules < $1 LIMIT 1) AS one";
            Ok(one(&db, sql, vec![before.into()]).await? > 0)
        };
        let mut beside = ask(&service, left, Duration::from_mins(10)).await?;
        let took = begin.elapsed().as_secs_f64();
        told(engine, name, &mut beside);
        let longest = percentile(&mut beside, 1.0);
        goal(&format!("recompute {engine:?}, {name}: seconds for {CASES} open cases"), took, 60.0, false);
        goal(&format!("recompute {engine:?}, {name}: longest request meanwhile, ms"), longest, 100.0, false);
        let recomputed = "SELECT count(*) FROM event WHERE kind = 'date_recomputed'";
        println!("{engine:?}: {} dates were counted anew so far", one(&db, recomputed, vec![]).await?);
    }
    Ok(())
}

fn told(engine: Engine, what: &str, times: &mut [f64]) {
    let count = times.len();
    let (half, high, last) = (percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1.0));
    println!(
        "{engine:?}, {what}: {count} requests, p50 {half:.1} ms, p99 {high:.1} ms, longest {last:.1} ms"
    );
}

async fn one(db: &DatabaseConnection, sql: &str, values: Vec<Value>) -> anyhow::Result<i64> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.query_one_raw(statement).await?.context("no row")?.try_get_by_index(0)?)
}

/// Copies a case under investigation, under ids of their own: it is counted anew from what stands in it.
async fn fill(db: &DatabaseConnection) -> anyhow::Result<()> {
    let backend = db.get_database_backend();
    let find = "SELECT c.case_key, c.id, c.number, c.body, r.dates FROM complaint_case AS c \
                JOIN reckoned AS r ON r.case_key = c.case_key \
                WHERE c.state = 'investigation' AND c.kind = 'complaint' ORDER BY c.case_key LIMIT 1";
    let row = db.query_one_raw(Statement::from_string(backend, find)).await?.context("no case")?;
    let (key, id): (i64, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let (number, body): (String, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    let id = domain::CaseId(id).to_string();
    println!(
        "each of {} bytes, with {} dates",
        body.len(),
        row.try_get_by_index::<String>(4)?.matches("rule").count()
    );
    let first = one(db, "SELECT max(case_key) + 1 FROM complaint_case", vec![]).await?;
    for batch in 0..CASES / 500 {
        let (mut rows, mut values) = (Vec::new(), vec![Value::from(key)]);
        for n in batch * 500..(batch + 1) * 500 {
            let copy = Uuid::from_u128(0x4000_8000_0000_0000_0000_u128 + n as u128);
            let copied =
                body.replace(&id, &domain::CaseId(copy).to_string()).replace(&number, &format!("B-{n}"));
            let at = values.len();
            rows.push(format!("(${}, ${}, ${})", at + 1, at + 2, at + 3));
            values.extend([copy.into(), format!("B-{n}").into(), copied.into()]);
        }
        let sql = format!(
            "WITH x (id, number, body) AS (VALUES {}) INSERT INTO complaint_case (id, kind, number, version, state, \
             phase, unit, priority, received_on, admitted_on, changed_at, waiting_for, wake_at, body) \
             SELECT x.id, c.kind, x.number, c.version, c.state, c.phase, c.unit, c.priority, c.received_on, \
             c.admitted_on, c.changed_at, c.waiting_for, NULL, x.body FROM x JOIN complaint_case AS c ON c.case_key = $1",
            rows.join(", ")
        );
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    let of_copies = |table: &str, columns: &str| {
        let of_each: Vec<_> = columns.split(", ").map(|column| format!("t.{column}")).collect();
        format!(
            "INSERT INTO {table} (case_key, {columns}) SELECT c.case_key, {} FROM {table} AS t \
             JOIN complaint_case AS c ON c.case_key >= $2 WHERE t.case_key = $1",
            of_each.join(", ")
        )
    };
    for (table, columns) in [
        ("docket", "holder, capacity, due_on, duty, state, phase, unit, priority, kind"),
        ("wall", "user_id"),
        ("reckoned", "rules, dates"),
    ] {
        let values: Vec<Value> = vec![key.into(), first.into()];
        db.execute_raw(Statement::from_sql_and_values(backend, of_copies(table, columns), values)).await?;
    }
    let postgres = backend == sea_orm::DbBackend::Postgres;
    db.execute_unprepared(if postgres { "VACUUM ANALYZE" } else { "PRAGMA wal_checkpoint(TRUNCATE)" })
        .await?;
    Ok(())
}

/// Lets all open cases look as if an earlier state of the rules had counted them; if `moved`, by another version with
/// another date.
async fn leave_behind(db: &DatabaseConnection, rules: i64, moved: bool) -> anyhow::Result<()> {
    let backend = db.get_database_backend();
    let find = "SELECT r.dates FROM reckoned AS r JOIN complaint_case AS c ON c.case_key = r.case_key \
                WHERE c.number = 'B-0'";
    let row = db.query_one_raw(Statement::from_string(backend, find)).await?.context("no dates")?;
    let dates: String = row.try_get_by_index(0)?;
    let at = dates.find(RULE).context("no such date")?;
    let due = dates[at..].find("due_on\":\"").context("no day")? + at + "due_on\":\"".len();
    let old = &dates[at..due + 10];
    let new = if moved {
        old.replace("version\":1", "version\":0").replace(&old[old.len() - 10..], "2026-01-01")
    } else {
        old.to_owned()
    };
    let sql = "UPDATE reckoned SET rules = $1, dates = replace(dates, $2, $3)";
    let values: Vec<Value> = vec![(rules - 1).into(), old.into(), new.into()];
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    // As by a service that ended in order, and was not killed.
    db.execute_unprepared("DELETE FROM lease").await?;
    Ok(())
}

/// What somebody waits who files, reads a case and lists in turn, for as long as there is something left to do.
async fn ask(
    service: &Service,
    left: impl AsyncFn() -> anyhow::Result<bool>,
    at_most: Duration,
) -> anyhow::Result<Vec<f64>> {
    let mut client = Client::connect(&service.address).await?;
    let complainant = service.sign_in("complainant").await?;
    let list = Client::request("GET", "/api/v1/cases?limit=50", Some(&complainant), "");
    let file =
        Client::request("POST", "/api/v1/cases", Some(&complainant), &filing::complaint(service).await?);
    let filed = client.json(&file).await?;
    let case = filed["case"]["id"].as_str().context("no id")?.to_owned();
    let read = Client::request("GET", &format!("/api/v1/cases/{case}"), Some(&complainant), "");
    let (begin, mut times) = (Instant::now(), Vec::new());
    let mut looked = Instant::now();
    while begin.elapsed() < at_most {
        for request in [&file, &read, &list] {
            let one = Instant::now();
            let status = client.send(request).await?.status;
            anyhow::ensure!((200..300).contains(&status), "answered {status}");
            times.push(one.elapsed().as_secs_f64() * 1000.0);
            tokio::time::sleep(EVERY).await;
        }
        if looked.elapsed() > Duration::from_millis(500) {
            looked = Instant::now();
            if at_most > Duration::from_mins(1) && !left().await? {
                break;
            }
        }
    }
    Ok(times)
}
