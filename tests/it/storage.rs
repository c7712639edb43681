//! What is stored comes back, all of it or nothing.

use app::{random::Ids, writer::Writer};
use domain::ContentId;
use sea_orm::{ConnectionTrait, Statement};
use storage::{Error, audit, cases, content, content::Wanted, due, events, examine, idempotency};

use crate::{
    database::TestDatabase,
    filed::{self, Office},
};

#[tokio::test]
async fn a_filing_comes_back() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let change = office.file("They said I was too old for the new team.");
    writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();

    let reader = writer.database().reader();
    let case = change.after.id;
    let loaded = cases::load(reader, case, false).await.unwrap().unwrap();
    assert_eq!(loaded.case, change.after);
    assert_eq!(loaded.version, i64::try_from(change.events.len()).unwrap());

    let history = events::of(reader, case).await.unwrap();
    assert_eq!(history, change.events);

    let texts = content::texts(reader, case, Wanted::All).await.unwrap();
    let said: Vec<_> = change.words.iter().map(|it| (it.id, it.text.clone())).collect();
    assert_eq!(texts.len(), said.len());
    assert!(said.iter().all(|(id, text)| texts.get(id) == Some(text)));
    let one = content::texts(reader, case, Wanted::Only(&[said[0].0])).await.unwrap();
    assert_eq!(one.into_iter().collect::<Vec<_>>(), [said[0].clone()]);

    // More at once than an engine takes values in one statement, and two statements.
    let others = (0..70_000).map(|_| ContentId(Ids::system().uuid()));
    let ids: Vec<_> = others.chain(said.iter().map(|it| it.0)).collect();
    assert_eq!(content::texts(reader, case, Wanted::Only(&ids)).await.unwrap(), texts);
    assert_eq!(content::texts(reader, case, Wanted::Only(&[])).await.unwrap().len(), 0);

    let log = audit::of_case(reader, case, audit::Extent::Whole, None, 10).await.unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].action.as_str(), log[0].outcome.as_str()), ("submit", "allowed"));
    let recorded = examine::one(writer.database(), case).await.unwrap().unwrap().recorded;
    assert_eq!(recorded, vec![log[0].id; history.len()]);
    let (salt, payload) = filed::sealed(reader, case, log[0].id).await;
    assert_eq!(app::audit::salted(&salt, &payload).to_vec(), log[0].commitment);

    let due = due::cases(reader, jiff::Timestamp::MAX, None, 10).await.unwrap();
    let wakes = change.listed.wake_at;
    assert_eq!(due, wakes.map(|at| due::Due { at, case }).into_iter().collect::<Vec<_>>());
    assert_eq!(due::next(reader, jiff::Timestamp::MIN).await.unwrap(), wakes);

    let told = Statement::from_string(
        reader.get_database_backend(),
        "SELECT topic FROM outbox WHERE sent_at IS NULL",
    );
    let told = reader.query_all_raw(told).await.unwrap();
    let topics: Vec<String> = told.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert_eq!(topics, ["complaint.submitted"]);
}

#[tokio::test]
async fn a_change_replaces_what_lists_show_and_adds_to_the_history() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let filing = office.file("story");
    writer.run(async |tx| filed::save(&tx, &filing).await).await.unwrap();
    let (case, version) = writer
        .run(async |tx| {
            let loaded = cases::load(&*tx, filing.after.id, true).await?.unwrap();
            let change = office.change(&office.intake, loaded.case, loaded.version, filed::declare());
            filed::save(&tx, &change).await?;
            Ok::<_, Error>((
                change.after.clone(),
                loaded.version + i64::try_from(change.events.len()).unwrap(),
            ))
        })
        .await
        .unwrap();
    let loaded = cases::load(writer.database().reader(), case.id, false).await.unwrap().unwrap();
    assert_eq!((loaded.case, loaded.version), (case.clone(), version));
    let history = events::of(writer.database().reader(), case.id).await.unwrap();
    assert_eq!(i64::try_from(history.len()).unwrap(), version);
}

#[tokio::test]
async fn of_two_changes_on_one_version_one_wins() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let filing = office.file("story");
    writer.run(async |tx| filed::save(&tx, &filing).await).await.unwrap();
    let loaded = cases::load(writer.database().reader(), filing.after.id, false).await.unwrap().unwrap();
    let one = office.change(&office.intake, loaded.case.clone(), loaded.version, filed::declare());
    let other = office.change(&office.intake, loaded.case, loaded.version, filed::declare());
    let (one, other) = tokio::join!(
        writer.run(async |tx| filed::save(&tx, &one).await),
        writer.run(async |tx| filed::save(&tx, &other).await),
    );
    assert!(
        matches!((&one, &other), (Ok(()), Err(Error::Conflict)) | (Err(Error::Conflict), Ok(()))),
        "{one:?} {other:?}"
    );
    let log = audit::of_case(writer.database().reader(), filing.after.id, audit::Extent::Whole, None, 10)
        .await
        .unwrap();
    assert_eq!(log.len(), 2, "the loser leaves no entry of a change");
    assert!(matches!(writer.run(async |tx| filed::save(&tx, &filing).await).await, Err(Error::Conflict)));
}

#[tokio::test]
async fn a_key_is_found_where_it_was_used() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let office = Office::new();
    let claim = idempotency::Claim {
        key_hash: [1; 32],
        body_hash: [2; 32],
        status: 201,
        location: Some("/api/v1/cases/x".to_owned()),
    };
    // The same request twice at once, as a client that lost its patience sends it.
    let send = || {
        writer.run(async |tx| {
            if let Some(answered) = idempotency::find(&*tx, &claim.key_hash).await? {
                return Ok::<_, Error>((answered.case, false));
            }
            let change = office.file("story");
            filed::save_with(&tx, &change, Some(&claim)).await?;
            Ok((Some(change.after.id), true))
        })
    };
    let (one, other) = tokio::join!(send(), send());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.0, other.0);
    assert!(one.1 != other.1, "exactly one acted");
    let answered = idempotency::find(writer.database().reader(), &[1; 32]).await.unwrap().unwrap();
    assert_eq!(answered.location.as_deref(), Some("/api/v1/cases/x"));
    assert_eq!(answered.body_hash, [2; 32]);

    assert_eq!(writer.run(async |tx| idempotency::purge(&tx, filed::now()).await).await.unwrap(), 0);
    assert_eq!(writer.run(async |tx| idempotency::purge(&tx, jiff::Timestamp::MAX).await).await.unwrap(), 1);
    let alone = idempotency::Claim { location: None, ..claim };
    writer.run(async |tx| idempotency::store(&tx, &alone, filed::now()).await).await.unwrap();
    let again = writer.run(async |tx| idempotency::store(&tx, &alone, filed::now()).await).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
}
