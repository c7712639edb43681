//! Units of work: each all or nothing, whatever happens to its neighbours.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
};

use app::writer::Writer;
use domain::CaseId;
use sea_orm::{ConnectionTrait, Statement};
use storage::{Database, Engine, Error, cases};
use tokio::sync::oneshot;

use crate::{
    database::TestDatabase,
    engine::runs_on,
    filed::{self, Office},
};

/// What a unit may give beside errors of the database.
#[derive(Debug)]
enum Failure {
    Refused,
    Storage(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Storage(error)
    }
}

async fn stored(database: &Database, cases: impl IntoIterator<Item = CaseId>) -> BTreeSet<CaseId> {
    let mut found = BTreeSet::new();
    for case in cases {
        if cases::load(database.reader(), case, false).await.unwrap().is_some() {
            found.insert(case);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_that_fails_leaves_its_neighbours_alone() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let changes: Vec<_> = (0..40).map(|n| office.file(&format!("story {n}"))).collect();
    let units = changes.iter().enumerate().map(|(n, change)| {
        let writer = writer.clone();
        let change = change.clone();
        // In a task of its own: the future of a unit can be sent between threads.
        tokio::spawn(async move {
            writer
                .run(async |tx| {
                    filed::save(&tx, &change).await?;
                    match n % 4 {
                        0 => Err(Failure::Refused),
                        1 => {
                            // A mistake: what the database refuses is overlooked.
                            tx.execute_unprepared("INSERT INTO no_such_table VALUES (1)").await.ok();
                            Ok(())
                        }
                        _ => Ok(()),
                    }
                })
                .await
        })
    });
    let units: Vec<_> = units.collect();
    for (n, unit) in units.into_iter().enumerate() {
        let answer = unit.await.unwrap();
        match n % 4 {
            0 => assert!(matches!(answer, Err(Failure::Refused)), "{answer:?}"),
            1 => assert!(matches!(answer, Err(Failure::Storage(Error::Database(_)))), "{answer:?}"),
            _ => answer.unwrap(),
        }
    }
    let good = changes.iter().enumerate().filter(|(n, _)| n % 4 > 1).map(|(_, change)| change.after.id);
    let found = stored(writer.database(), changes.iter().map(|it| it.after.id)).await;
    assert_eq!(found, good.collect());
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_nothing() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let (gone, before, after) = (office.file("gone"), office.file("before"), office.file("after"));
    let (reached, reach) = oneshot::channel();
    let reached = std::sync::Mutex::new(Some(reached));
    let leaving = async {
        let unit = writer.run(async |tx| {
            filed::save(&tx, &gone).await?;
            if let Some(reached) = reached.lock().unwrap().take() {
                reached.send(()).unwrap();
            }
            std::future::pending::<Result<(), Error>>().await
        });
        tokio::select! { _ = unit => (), _ = reach => () }
    };
    let stay = async |change| writer.run(async |tx| filed::save(&tx, change).await).await;
    let (one, (), other) = tokio::join!(stay(&before), leaving, stay(&after));
    one.unwrap();
    other.unwrap();
    let ids = [gone.after.id, before.after.id, after.after.id];
    assert_eq!(stored(writer.database(), ids).await, [before.after.id, after.after.id].into());
}

#[tokio::test]
async fn a_unit_runs_again_when_somebody_came_first() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let filing = office.file("story");
    writer.run(async |tx| filed::save(&tx, &filing).await).await.unwrap();
    // The first run asks to be stored on a version that is not there.
    let runs = AtomicUsize::new(0);
    let done = writer.run(async |tx| {
        let loaded = cases::load(&*tx, filing.after.id, true).await?.unwrap();
        let behind = i64::from(runs.fetch_add(1, Ordering::Relaxed) == 0);
        let change = office.change(&office.intake, loaded.case, loaded.version - behind, filed::declare());
        filed::save(&tx, &change).await
    });
    done.await.unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 2);

    // One that always loses is given up.
    let runs = AtomicUsize::new(0);
    let lost = writer.run(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        filed::save(&tx, &filing).await
    });
    assert!(matches!(lost.await, Err(Error::Conflict)));
    assert_eq!(runs.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_batch_that_the_engine_took_back_runs_again_on_sqlite() {
    if !runs_on(Engine::Sqlite) {
        return; // PostgreSQL has no batches
    }
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let (one, other) = (office.file("one"), office.file("other"));
    let runs = AtomicUsize::new(0);
    // All three queue while the first holds the transaction, so that they share it.
    let first = writer.run(async |tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        filed::save(&tx, &one).await?;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        Ok::<_, Error>(())
    });
    let filling = writer.run(async |tx| {
        let pages = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), "PRAGMA page_count"));
        let pages: i64 = pages.await?.unwrap().try_get_by_index(0).unwrap();
        // One row too large for what is left: SQLite then takes the whole transaction back.
        tx.execute_unprepared(&format!("PRAGMA max_page_count = {pages}")).await?;
        tx.execute_unprepared(
            "INSERT INTO content VALUES (0, randomblob(16), 'x', 0, NULL, zeroblob(999999))",
        )
        .await?;
        Ok::<_, Error>(())
    });
    let last = writer.run(async |tx| filed::save(&tx, &other).await);
    let (first, filling, last) = tokio::join!(first, filling, last);
    first.unwrap();
    assert!(matches!(filling, Err(Error::Full(_))), "{filling:?}");
    last.unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 2, "it was stored with the batch, taken back, and stored again");
    let ids = [one.after.id, other.after.id];
    assert_eq!(stored(writer.database(), ids).await, ids.into());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_on_one_case_follow_each_other() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = std::sync::Arc::new(Office::new());
    let filing = office.file("story");
    writer.run(async |tx| filed::save(&tx, &filing).await).await.unwrap();
    let case = filing.after.id;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (writer, office) = (writer.clone(), office.clone());
            tokio::spawn(async move {
                writer
                    .run(async |tx| {
                        let loaded = cases::load(&*tx, case, true).await?.unwrap();
                        let change =
                            office.change(&office.intake, loaded.case, loaded.version, filed::declare());
                        filed::save(&tx, &change).await
                    })
                    .await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let history = storage::events::of(writer.database().reader(), case).await.unwrap();
    assert_eq!(history.len(), filing.events.len() + 16);
}
