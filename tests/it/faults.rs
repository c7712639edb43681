//! What breaks stores nothing, tells so, and is got over without a restart.

use std::{
    collections::BTreeSet,
    io::Read as _,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use app::writer::Writer;
use domain::CaseId;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use storage::{Database, Engine, Error, Options, audit, cases, content, events};

use crate::{
    database::TestDatabase,
    filed::{self, Office},
};

async fn run(database: &Database, sql: &str) -> Result<(), DbErr> {
    database.owner().execute_unprepared(sql).await.map(drop)
}

async fn count(database: &Database, table: &str) -> i64 {
    let reader = database.reader();
    let sql = Statement::from_string(reader.get_database_backend(), format!("SELECT count(*) FROM {table}"));
    reader.query_one_raw(sql).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// How many rows each table of cases has.
async fn counts(database: &Database) -> Vec<(&'static str, i64)> {
    let tables =
        ["complaint_case", "docket", "wall", "event", "content", "audit", "pending", "outbox", "idempotency"];
    let mut counts = Vec::new();
    for table in tables {
        counts.push((table, count(database, table).await));
    }
    counts
}

#[tokio::test]
async fn history_and_log_only_grow() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let change = office.file("story");
    writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
    let before = counts(writer.database()).await;

    // Not even the owner of the tables changes them by accident.
    let owner = database.owner().await;
    let common = [
        "UPDATE event SET kind = 'x'",
        "DELETE FROM event",
        "UPDATE audit SET action = 'x'",
        "DELETE FROM audit",
    ];
    let own: &[&str] = match database.engine() {
        Engine::Sqlite => &[
            "INSERT OR REPLACE INTO event SELECT case_id, seq, 'x', body, at, audit_id FROM event",
            "REPLACE INTO audit SELECT * FROM audit",
            "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT DO UPDATE SET action = 'x'",
        ],
        Engine::Postgres => &["TRUNCATE event", "TRUNCATE audit CASCADE", "TRUNCATE complaint_case CASCADE"],
    };
    for sql in common.iter().chain(own) {
        let refused = run(&owner, sql).await.expect_err(sql).to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(counts(writer.database()).await, before);

    // The role that serves may not even try.
    if database.serving_role().is_some() {
        for sql in common.iter().chain(own) {
            let refused = run(writer.database(), sql).await.expect_err(sql).to_string();
            assert!(refused.contains("permission denied"), "{sql}: {refused}");
        }
        for sql in [
            "DROP TRIGGER audit_no_change ON audit",
            "ALTER TABLE audit DISABLE TRIGGER ALL",
            "DROP TABLE event",
        ] {
            run(writer.database(), sql).await.expect_err(sql);
        }
    }
}

#[tokio::test]
async fn without_its_entry_no_change_is_stored() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let owner = database.owner().await;
    let office = Office::new();
    let change = office.file("story");
    let nothing = counts(writer.database()).await;
    let (broken, mended): (&[&str], &[&str]) = match database.engine() {
        Engine::Sqlite => (
            &["CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END"],
            &["DROP TRIGGER broken"],
        ),
        Engine::Postgres => (
            &[
                "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END'",
                "CREATE TRIGGER broken BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION broken()",
            ],
            &["DROP TRIGGER broken ON audit"],
        ),
    };
    let renamed = (&["ALTER TABLE audit RENAME TO away"][..], &["ALTER TABLE away RENAME TO audit"][..]);
    for (broken, mended) in [(broken, mended), renamed] {
        for sql in broken {
            run(&owner, sql).await.unwrap();
        }
        let refused = writer.run(async |tx| filed::save(&tx, &change).await).await;
        assert!(matches!(refused, Err(Error::Database(_))), "{refused:?}");
        for sql in mended {
            run(&owner, sql).await.unwrap();
        }
        assert_eq!(counts(writer.database()).await, nothing);
    }
    writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
    assert_eq!(count(writer.database(), "audit").await, 1);
    assert_eq!(count(writer.database(), "pending").await, 1);
}

#[tokio::test]
async fn a_full_disk_is_told_and_got_over() {
    let database = TestDatabase::fresh().await;
    if database.engine() != Engine::Sqlite {
        return; // the server has a disk of its own
    }
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let (small, large) = (office.file("story"), office.file(&"a long story ".repeat(1500)));
    writer.run(async |tx| filed::save(&tx, &small).await).await.unwrap();
    let before = counts(writer.database()).await;
    let fill = async || {
        run(writer.database(), "PRAGMA max_page_count = 1").await.unwrap(); // as many as there are
        writer.run(async |tx| filed::save(&tx, &large).await).await
    };
    for _ in 0..2 {
        let full = fill().await.expect_err("no room");
        assert!(matches!(full, Error::Full(_)) && full.is_transient(), "{full:?}");
        assert_eq!(counts(writer.database()).await, before);
    }
    run(writer.database(), "PRAGMA max_page_count = 1000000").await.unwrap();
    writer.run(async |tx| filed::save(&tx, &large).await).await.unwrap();
    assert_eq!(count(writer.database(), "complaint_case").await, 2);
}

#[tokio::test]
async fn a_locked_file_is_told_and_got_over() {
    let database = TestDatabase::fresh().await;
    if database.engine() != Engine::Sqlite {
        return;
    }
    let options = Options { patience: Duration::from_millis(50), ..Options::new(&database.url) };
    let writer = Writer::new(Database::connect(&options).await.unwrap());
    let office = Office::new();
    let change = office.file("story");
    let other = database.connect().await;
    run(&other, "BEGIN IMMEDIATE").await.unwrap();
    let locked = writer.run(async |tx| filed::save(&tx, &change).await).await.expect_err("locked");
    assert!(matches!(locked, Error::Busy(_)) && locked.is_transient(), "{locked:?}");
    // Reading goes on.
    assert_eq!(count(writer.database(), "complaint_case").await, 0);
    run(&other, "ROLLBACK").await.unwrap();
    writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
}

#[tokio::test]
async fn a_lost_connection_is_replaced() {
    const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()";
    let database = TestDatabase::fresh().await;
    if database.engine() != Engine::Postgres {
        return;
    }
    let writer = Writer::new(database.connect().await);
    // One connection, which it spares.
    let killer = Options { connections: 1, ..Options::new(&database.url) };
    let killer = Database::connect(&killer).await.unwrap();
    let office = Arc::new(Office::new());
    // Open several connections, end them all while they lie idle, and go on as if nothing were.
    for _ in 0..3 {
        let tasks: Vec<_> = (0..12)
            .map(|_| {
                let (writer, office) = (writer.clone(), office.clone());
                tokio::spawn(async move {
                    let change = office.file("story");
                    writer.run(async |tx| filed::save(&tx, &change).await).await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        run(&killer, END).await.unwrap();
    }
    assert_eq!(count(&killer, "complaint_case").await, 36);

    // Ended in the middle of a unit: it runs again.
    let change = office.file("story");
    let ended = std::sync::atomic::AtomicBool::new(false);
    let unit = writer.run(async |tx| {
        if !ended.swap(true, std::sync::atomic::Ordering::Relaxed) {
            cases::load(&*tx, change.after.id, true).await?;
            run(&killer, END).await?;
        }
        filed::save(&tx, &change).await
    });
    unit.await.unwrap();
    assert_eq!(count(&killer, "complaint_case").await, 37);

    // A server that is not there is told in time.
    let away = Options {
        patience: Duration::from_millis(300),
        ..Options::new("postgres://nobody@127.0.0.1:1/none")
    };
    let error = Database::connect(&away).await.expect_err("nobody is there");
    assert!(error.is_transient(), "{error:?}");
}

/// What is told on standard output by the process that will be killed: a line for each case that was answered.
const CHILD: &str = "REDRESS_TEST_CHILD";

/// Not a test of its own: the process that [`killed_at`] starts. Files complaints without end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_files() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let writer = Writer::new(Database::connect(&Options::new(url)).await.unwrap());
    let office = Arc::new(Office::new());
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (writer, office) = (writer.clone(), office.clone());
            tokio::spawn(async move {
                for _ in 0..100 {
                    let change = office.file("A story that is long enough to be worth losing.");
                    writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
                    println!("answered {}", change.after.id);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Lets a process file until it is killed at this place; gives what it had answered.
fn killed_at(place: &str, database: &TestDatabase) -> BTreeSet<CaseId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "faults::child_that_files", "--nocapture"])
        .env(CHILD, &database.url)
        .env("REDRESS_FAILPOINT", place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = String::new();
    child.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    let status = child.wait().unwrap();
    assert!(!status.success(), "{place} was never reached: {told}");
    // The name of the test stands in front of the first line.
    let answered = told.lines().filter_map(|line| line.split_once("answered ")).map(|(_, id)| id);
    answered.map(|id| id.parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_leaves_nothing_half_done() {
    let places: &[&str] = match TestDatabase::empty().await.engine() {
        Engine::Sqlite => &["after_state:7", "after_save:9", "before_commit:5", "after_commit:5"],
        Engine::Postgres => &["after_save:9", "before_commit:5", "after_commit:5"],
    };
    for place in places {
        let database = TestDatabase::fresh().await;
        let answered = tokio::task::block_in_place(|| killed_at(place, &database));
        let after = database.connect().await;
        all_quiet(&after).await;
        let cases = all_cases(&after).await;
        assert!(answered.is_subset(&cases), "{place}: an answered case is lost");
        assert!(cases.len() <= answered.len() + 4, "{place}: at most one unanswered case for each caller");
        assert!(
            *place != "after_commit:5" || cases.len() > answered.len(),
            "{place}: stored but not answered"
        );
        for case in &cases {
            whole(&after, *case).await;
        }
        let n = i64::try_from(cases.len()).unwrap();
        assert_eq!(count(&after, "audit").await, n, "{place}: no entry without its change");
        assert_eq!(count(&after, "pending").await, n);
        // And the next process goes on.
        let writer = Writer::new(after);
        let change = Office::new().file("story");
        writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
    }
}

/// Waits until the server has noticed that the process is gone.
async fn all_quiet(database: &Database) {
    const SESSIONS: &str = "SELECT count(*) FROM pg_stat_activity \
                            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
    let reader = database.reader();
    while database.engine() == Engine::Postgres {
        let sessions = Statement::from_string(reader.get_database_backend(), SESSIONS);
        let sessions: i64 =
            reader.query_one_raw(sessions).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        if sessions == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn all_cases(database: &Database) -> BTreeSet<CaseId> {
    let reader = database.reader();
    let sql = Statement::from_string(reader.get_database_backend(), "SELECT id FROM complaint_case");
    let rows = reader.query_all_raw(sql).await.unwrap();
    rows.iter().map(|row| CaseId(row.try_get_by_index(0).unwrap())).collect()
}

/// A case has everything that was stored with it.
async fn whole(database: &Database, case: CaseId) {
    let reader = database.reader();
    let loaded = cases::load(reader, case, false).await.unwrap().unwrap();
    let history = events::of(reader, case).await.unwrap();
    assert_eq!(i64::try_from(history.len()).unwrap(), loaded.version);
    let log = audit::of_case(reader, case, None, 10).await.unwrap();
    assert_eq!(log.len(), 1);
    assert!(content::payload(reader, log[0].id).await.unwrap().is_some());
    let texts = content::texts(reader, case, content::Wanted::All).await.unwrap();
    assert!(texts.contains_key(&loaded.case.filing.story));
}
