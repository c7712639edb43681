//! The bare databases: the least work that files a complaint durably. Five rows and one commit each.

use std::{
    io::Write,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use rusqlite::{Connection, params};

use crate::{numbers::percentile, service};

/// A rate in filings per second, with the 99th percentile in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Speed {
    pub(crate) per_second: f64,
    pub(crate) p99: f64,
}

const SQLITE_SCHEMA: &str = "
CREATE TABLE complaint(id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, council INT NOT NULL, ground INT NOT NULL,
  status INT NOT NULL, filed_at INT NOT NULL, deadline INT NOT NULL, body BLOB NOT NULL);
CREATE INDEX complaint_deadline ON complaint(status, deadline, id);
CREATE INDEX complaint_filed ON complaint(filed_at, id);
CREATE TABLE event(id INTEGER PRIMARY KEY, complaint INT NOT NULL REFERENCES complaint(id), kind INT NOT NULL,
  at INT NOT NULL, data TEXT NOT NULL);
CREATE INDEX event_complaint ON event(complaint);
CREATE TABLE audit(id INTEGER PRIMARY KEY, at INT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  complaint INT NOT NULL, hash BLOB NOT NULL);
CREATE INDEX audit_complaint ON audit(complaint);
CREATE TABLE outbox(id INTEGER PRIMARY KEY, at INT NOT NULL, topic TEXT NOT NULL, payload TEXT NOT NULL, sent_at INT);
CREATE INDEX outbox_unsent ON outbox(id) WHERE sent_at IS NULL;
";

/// SQLite in WAL mode with `synchronous=FULL`, one commit for each filing, one thread.
pub(crate) fn sqlite(time: Duration) -> anyhow::Result<Speed> {
    let folder = tempfile::tempdir()?;
    let db = Connection::open(folder.path().join("bare.db"))?;
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")?;
    db.execute_batch(SQLITE_SCHEMA)?;
    let body = vec![0x5a_u8; 1400];
    let begin = Instant::now();
    let (mut filed, mut times) = (0_i64, Vec::new());
    while begin.elapsed() < time {
        let one = Instant::now();
        filed += 1;
        db.execute_batch("BEGIN IMMEDIATE")?;
        let (ground, status, at) = (filed % 12, filed % 8, 1_700_000_000 + filed);
        db.prepare_cached(
            "INSERT INTO complaint(number, council, ground, status, filed_at, deadline, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![format!("C-{filed:09}"), filed % 40, ground, status, at, at + 5_000_000, body])?;
        let id = db.last_insert_rowid();
        for kind in 0..2 {
            db.prepare_cached("INSERT INTO event(complaint, kind, at, data) VALUES (?, ?, ?, ?)")?
                .execute(params![id, kind, at, r#"{"from":null,"to":"received","channel":"web"}"#])?;
        }
        db.prepare_cached("INSERT INTO audit(at, actor, action, complaint, hash) VALUES (?, ?, ?, ?, ?)")?
            .execute(params![at, "public", "complaint.file", id, [7_u8; 32]])?;
        db.prepare_cached("INSERT INTO outbox(at, topic, payload) VALUES (?, ?, ?)")?.execute(params![
            at,
            "complaint.filed",
            format!(r#"{{"complaint":{id}}}"#)
        ])?;
        db.execute_batch("COMMIT")?;
        times.push(one.elapsed().as_secs_f64() * 1000.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let per_second = filed as f64 / begin.elapsed().as_secs_f64();
    Ok(Speed { per_second, p99: percentile(&mut times, 0.99) })
}

const POSTGRES_SCHEMA: &str = include_str!("../sql/schema.sql");
const POSTGRES_FILING: &str = include_str!("../sql/filing.sql");

/// PostgreSQL over TCP by pgbench with 8 clients: seven round trips for each filing.
pub(crate) fn postgres(time: Duration) -> anyhow::Result<Speed> {
    let server = service::postgres()?;
    let (base, _) = server.rsplit_once('/').context("no database in the address")?;
    let (admin, url) = (format!("{base}/postgres"), format!("{base}/bare"));
    let psql = |url: &str, sql: &str| -> anyhow::Result<()> {
        let done = Command::new("psql").args(["--quiet", "--no-psqlrc", "--command", sql, url]).status()?;
        if done.success() { Ok(()) } else { bail!("psql failed") }
    };
    psql(&admin, "DROP DATABASE IF EXISTS bare")?;
    psql(&admin, "CREATE DATABASE bare")?;
    psql(&url, POSTGRES_SCHEMA)?;
    let folder = tempfile::tempdir()?;
    let mut script = std::fs::File::create(folder.path().join("filing.sql"))?;
    script.write_all(POSTGRES_FILING.replace("BODY", &"5a".repeat(1400)).as_bytes())?;
    let run = Command::new("pgbench")
        .current_dir(folder.path())
        .args(["--no-vacuum", "--protocol=prepared", "--client=8", "--jobs=2", "--log", "--log-prefix=times"])
        .args([format!("--time={}", time.as_secs()), "--file=filing.sql".to_owned(), url])
        .output()?;
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    let tps = text
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .with_context(|| format!("pgbench failed: {}", String::from_utf8_lossy(&run.stderr)))?;
    let per_second = tps.split(' ').next().context("no number")?.parse()?;
    let mut times = Vec::new();
    for file in std::fs::read_dir(folder.path())? {
        let path = file?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("times")) {
            for line in std::fs::read_to_string(path)?.lines() {
                times.push(line.split(' ').nth(2).context("no time")?.parse::<f64>()? / 1000.0);
            }
        }
    }
    Ok(Speed { per_second, p99: percentile(&mut times, 0.99) })
}
