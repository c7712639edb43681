//! What breaks stores nothing, tells so, and is got over without a restart.

use std::{sync::Arc, time::Duration};

use app::writer::Writer;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use storage::{Database, Engine, Error, Options, cases};

use crate::{
    database::TestDatabase,
    engine::runs_on,
    filed::{self, Office},
};

async fn run(database: &Database, sql: &str) -> Result<(), DbErr> {
    database.owner().execute_unprepared(sql).await.map(drop)
}

/// How many rows a table has.
pub(crate) async fn count(database: &Database, table: &str) -> i64 {
    let reader = database.reader();
    let sql = Statement::from_string(reader.get_database_backend(), format!("SELECT count(*) FROM {table}"));
    reader.query_one_raw(sql).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// How many rows each table has that a request about a case can change.
pub(crate) async fn counts(database: &Database) -> Vec<(&'static str, i64)> {
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
    for sql in changes_of_history(database.engine()) {
        let refused = run(&owner, sql).await.expect_err(sql).to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    if database.engine() == Engine::Sqlite {
        // Nor under the number of a row, which the triggers would not look at: there is none.
        for table in ["event", "audit"] {
            let refused =
                run(&owner, &format!("SELECT rowid FROM {table}")).await.expect_err(table).to_string();
            assert!(refused.contains("no such column"), "{table}: {refused}");
        }
    }
    assert_eq!(counts(writer.database()).await, before);
}

/// Statements that would change what happened.
fn changes_of_history(engine: Engine) -> impl Iterator<Item = &'static str> {
    let common = [
        "UPDATE event SET kind = 'x'",
        "DELETE FROM event",
        "UPDATE audit SET action = 'x'",
        "DELETE FROM audit",
    ];
    let own = match engine {
        Engine::Sqlite => [
            "INSERT OR REPLACE INTO event SELECT case_key, seq, 'x', body, at, audit_id FROM event",
            "REPLACE INTO audit SELECT * FROM audit",
            "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT DO UPDATE SET action = 'x'",
        ],
        Engine::Postgres => ["TRUNCATE event", "TRUNCATE audit CASCADE", "TRUNCATE complaint_case CASCADE"],
    };
    common.into_iter().chain(own)
}

/// The role that serves may not even try.
#[tokio::test]
async fn the_serving_role_cannot_change_history_on_postgres() {
    if !runs_on(Engine::Postgres) {
        return;
    }
    let database = TestDatabase::fresh().await;
    let role = database.serving_role().expect("REDRESS_TEST_DATABASE_SERVE names another role");
    let serving = database.connect().await;
    for sql in changes_of_history(Engine::Postgres) {
        let refused = run(&serving, sql).await.expect_err(sql).to_string();
        assert!(refused.contains("permission denied"), "{role}, {sql}: {refused}");
    }
    for sql in
        ["DROP TRIGGER audit_no_change ON audit", "ALTER TABLE audit DISABLE TRIGGER ALL", "DROP TABLE event"]
    {
        run(&serving, sql).await.expect_err(sql);
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
async fn a_full_disk_is_told_and_got_over_on_sqlite() {
    if !runs_on(Engine::Sqlite) {
        return;
    }
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let (small, large) = (office.file("story"), office.file(&"a long story ".repeat(1500)));
    writer.run(async |tx| filed::save(&tx, &small).await).await.unwrap();
    let before = counts(writer.database()).await;
    let on_full_disk = async || {
        run(writer.database(), "PRAGMA max_page_count = 1").await.unwrap(); // as many as there are
        writer.run(async |tx| filed::save(&tx, &large).await).await
    };
    for _ in 0..2 {
        let full = on_full_disk().await.expect_err("no room");
        assert!(matches!(full, Error::Full(_)) && full.is_transient(), "{full:?}");
        assert_eq!(counts(writer.database()).await, before);
    }
    run(writer.database(), "PRAGMA max_page_count = 1000000").await.unwrap();
    writer.run(async |tx| filed::save(&tx, &large).await).await.unwrap();
    assert_eq!(count(writer.database(), "complaint_case").await, 2);
}

#[tokio::test]
async fn a_locked_file_is_told_and_got_over_on_sqlite() {
    if !runs_on(Engine::Sqlite) {
        return;
    }
    let database = TestDatabase::fresh().await;
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
async fn a_lost_connection_is_replaced_on_postgres() {
    const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()";
    if !runs_on(Engine::Postgres) {
        return;
    }
    let database = TestDatabase::fresh().await;
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
