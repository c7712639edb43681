//! A process that is killed leaves nothing half done, and loses nothing that it answered.

use std::{
    collections::BTreeSet,
    io::Read as _,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use app::writer::Writer;
use domain::CaseId;
use sea_orm::{ConnectionTrait, Statement};
use storage::{Database, Engine, Options, Tx, audit, cases, content, events, examine};

use crate::{
    database::TestDatabase,
    faults::count,
    filed::{self, Office},
};

/// Where the process that will be killed finds the database to file in. It tells a line for each answered case.
const CHILD: &str = "REDRESS_TEST_CHILD";

/// Files complaints without end.
async fn file_until_killed(url: String) {
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
                    let declared = async |tx: Arc<Tx>| {
                        let loaded = cases::load(&*tx, change.after.id, true).await?.unwrap();
                        let change =
                            office.change(&office.intake, loaded.case, loaded.version, filed::declare());
                        filed::save(&tx, &change).await
                    };
                    writer.run(declared).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Lets a process, which is the test that calls this over again, file until it is killed at this place; gives what it
/// had answered.
fn killed_at(place: &str, database: &TestDatabase) -> BTreeSet<CaseId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::a_killed_process_leaves_nothing_half_done", "--nocapture"])
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
    if let Ok(url) = std::env::var(CHILD) {
        file_until_killed(url).await;
        return;
    }
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
        for case in &cases {
            whole(&after, *case).await;
        }
        let acts = count(&after, "(SELECT DISTINCT audit_id FROM event) AS acts").await;
        assert_eq!(count(&after, "audit").await, acts, "{place}: no entry without its change");
        assert_eq!(count(&after, "pending").await, acts);
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
    let log = audit::of_case(reader, case, audit::Extent::Whole, None, 10).await.unwrap();
    let recorded = examine::one(database, case).await.unwrap().unwrap().recorded;
    let acts: BTreeSet<_> = recorded.into_iter().collect();
    assert_eq!(log.iter().map(|entry| entry.id).collect::<BTreeSet<_>>(), acts);
    for entry in &log {
        filed::sealed(reader, case, entry.id).await;
    }
    let texts = content::texts(reader, case, content::Wanted::All).await.unwrap();
    assert!(texts.contains_key(&loaded.case.filing.story.expect("a story")));
}
