//! What is stored comes back, all of it or nothing.

use app::writer::Writer;
use domain::Event;
use storage::{Error, audit, cases, content, content::Wanted, due, events, idempotency, outbox};

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
    let stored: Vec<Event> = history.iter().map(|it| it.event.clone()).collect();
    assert_eq!(stored, change.events);
    assert_eq!(history.iter().map(|it| it.seq).collect::<Vec<_>>(), (1..=loaded.version).collect::<Vec<_>>());

    let texts = content::texts(reader, case, Wanted::All).await.unwrap();
    let said: Vec<_> = change.words.iter().map(|it| (it.id, it.text.clone())).collect();
    assert_eq!(texts.len(), said.len());
    assert!(said.iter().all(|(id, text)| texts.get(id) == Some(text)));
    let one = content::texts(reader, case, Wanted::Only(&[said[0].0])).await.unwrap();
    assert_eq!(one.into_iter().collect::<Vec<_>>(), [said[0].clone()]);

    let log = audit::of_case(reader, case, None, 10).await.unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].action.as_str(), log[0].outcome.as_str()), ("submit", "allowed"));
    assert!(history.iter().all(|it| it.audit == log[0].id));
    let (salt, payload) = content::payload(reader, Some(case), log[0].id).await.unwrap().unwrap();
    assert_eq!(app::audit::salted(&salt, &payload).to_vec(), log[0].commitment);

    let due = due::cases(reader, jiff::Timestamp::MAX, 10).await.unwrap();
    assert_eq!(due, change.listed.wake_at.map(|_| case).into_iter().collect::<Vec<_>>());
    assert_eq!(due::next(reader).await.unwrap(), change.listed.wake_at);

    let told = writer.run(async |tx| outbox::claim(&tx, 10).await).await.unwrap();
    assert_eq!(told.iter().map(|it| it.topic.as_str()).collect::<Vec<_>>(), ["complaint.submitted"]);
    writer.run(async |tx| outbox::sent(&tx, &told, filed::now()).await).await.unwrap();
    assert_eq!(writer.run(async |tx| outbox::claim(&tx, 10).await).await.unwrap(), []);
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
    assert_eq!(history.iter().map(|it| it.seq).collect::<Vec<_>>(), (1..=version).collect::<Vec<_>>());
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
    let log = audit::of_case(writer.database().reader(), filing.after.id, None, 10).await.unwrap();
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
    assert_eq!((answered.status, answered.location.as_deref()), (201, Some("/api/v1/cases/x")));
    assert_eq!(answered.body_hash, [2; 32]);
    assert!(answered.version.is_some());

    assert_eq!(writer.run(async |tx| idempotency::purge(&tx, filed::now()).await).await.unwrap(), 0);
    assert_eq!(writer.run(async |tx| idempotency::purge(&tx, jiff::Timestamp::MAX).await).await.unwrap(), 1);
    let alone = idempotency::Claim { location: None, ..claim };
    writer.run(async |tx| idempotency::store(&tx, &alone, filed::now()).await).await.unwrap();
    let again = writer.run(async |tx| idempotency::store(&tx, &alone, filed::now()).await).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
}
