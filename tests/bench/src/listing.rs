//! P4: a page of a caseworker's list, among few cases and among many.

use std::time::{Duration, Instant};

use anyhow::Context;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::{
    ROUNDS,
    client::Client,
    numbers::{goal, median, percentile},
    service::{Engine, Home, Service},
};

const FEW: i64 = 3_000;
const MANY: i64 = 300_000;
/// Every how manieth case is the measured caseworker's.
const SHARE: i64 = 10;
const PAGES: usize = 1_500;

pub(crate) async fn pages(engine: Engine) -> anyhow::Result<()> {
    let home = Home::new(engine).await?;
    let service = Service::start(&home).await?;
    let db = home.connect().await?;
    fill(&db, engine, FEW).await?;
    let few = measure(&service).await?;
    let begin = Instant::now();
    fill(&db, engine, MANY - FEW).await?;
    println!("{engine:?}: {MANY} cases, filled in {:.1} s", begin.elapsed().as_secs_f64());
    let many = measure(&service).await?;
    println!(
        "{engine:?}, page of 50: p50 {:.2} ms, p99 {:.2} ms at {FEW}; p50 {:.2} ms, p99 {:.2} ms at {MANY}",
        few.0, few.1, many.0, many.1
    );
    goal(&format!("P4 {engine:?}: p99 at {MANY} ÷ p99 at {FEW}"), many.1 / few.1, 2.0, false);
    Ok(())
}

/// Copies one of the demonstration's cases many times, straight into the tables: what is measured is reading.
async fn fill(db: &DatabaseConnection, engine: Engine, count: i64) -> anyhow::Result<()> {
    let backend = db.get_database_backend();
    let run = async |sql: &str, values: Vec<sea_orm::Value>| {
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await
    };
    let (numbers, uuid, day) = match engine {
        Engine::Sqlite => (
            "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < $1) SELECT",
            "randomblob(16)",
            "date('2026-01-01', '+' || (g.n % 700) || ' days')",
        ),
        Engine::Postgres => (
            "WITH g(n) AS (SELECT * FROM generate_series(1, $1::bigint)) SELECT",
            "gen_random_uuid()",
            "(date '2026-01-01' + (g.n % 700)::int)::text",
        ),
    };
    run("CREATE TABLE IF NOT EXISTS bench_copy AS SELECT id, case_key AS copy_of, 0 AS n FROM complaint_case WHERE 1 = 0", vec![]).await?;
    run("DELETE FROM bench_copy", vec![]).await?;
    run(
        &format!(
            "INSERT INTO bench_copy {numbers} {uuid}, (SELECT case_key FROM docket WHERE capacity = 'caseworker' \
             ORDER BY case_key LIMIT 1), g.n FROM g"
        ),
        vec![count.into()],
    )
    .await?;
    run(
        "INSERT INTO complaint_case (id, kind, number, version, state, phase, unit, priority, received_on, admitted_on, changed_at, \
         waiting_for, wake_at, body) SELECT b.id, c.kind, 'B-' || b.n || '-' || (SELECT count(*) FROM complaint_case), c.version, \
         c.state, c.phase, c.unit, c.priority, c.received_on, c.admitted_on, c.changed_at, c.waiting_for, NULL, c.body \
         FROM bench_copy b JOIN complaint_case c ON c.case_key = b.copy_of",
        vec![],
    )
    .await?;
    let columns = "case_key, capacity, duty, due_on, state, phase, unit, priority, kind";
    run(
        &format!(
            "INSERT INTO docket (holder, {columns}) SELECT CASE WHEN b.n % {SHARE} = 0 OR d.holder NOT LIKE 'user:%' \
             THEN d.holder ELSE d.holder || (b.n % 500) END, k.case_key, d.capacity, 'screen', {day}, d.state, d.phase, \
             d.unit, d.priority, d.kind FROM bench_copy AS b JOIN docket d ON d.case_key = b.copy_of JOIN bench_copy AS g ON g.id = b.id \
             JOIN complaint_case k ON k.id = b.id"
        ),
        vec![],
    )
    .await?;
    // What autovacuum does by itself in the minutes after so many rows came.
    db.execute_unprepared(if engine == Engine::Postgres { "VACUUM ANALYZE" } else { "ANALYZE" }).await?;
    Ok(())
}

/// Reads pages one after the other, following the cursor; the median of the rounds of p50 and p99.
async fn measure(service: &Service) -> anyhow::Result<(f64, f64)> {
    let (mut middle, mut high) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let token = service.sign_in("caseworker").await?;
        let mut client = Client::connect(&service.address).await?;
        let mut times = Vec::with_capacity(PAGES);
        let mut path = "/api/v1/cases?limit=50".to_owned();
        for _ in 0..PAGES {
            let request = Client::request("GET", &path, Some(&token), "");
            let begin = Instant::now();
            let answer = client.send(&request).await?;
            times.push(begin.elapsed().as_secs_f64() * 1000.0);
            let page: serde_json::Value = serde_json::from_slice(&answer.body)?;
            let rows = page["data"].as_array().with_context(|| format!("no page: {page}"))?.len();
            anyhow::ensure!(rows > 0, "an empty page");
            path = match page["next_cursor"].as_str() {
                Some(cursor) => format!("/api/v1/cases?limit=50&cursor={cursor}"),
                None => "/api/v1/cases?limit=50".to_owned(),
            };
        }
        middle.push(percentile(&mut times, 0.5));
        high.push(percentile(&mut times, 0.99));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok((median(middle), median(high)))
}
