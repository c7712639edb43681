//! What is due is done although something else that is due cannot be.

use app::{random::Ids, writer::Writer};
use domain::{CaseId, Stage};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};
use storage::{cases, events};

use crate::{
    filed::{self, Office},
    service::Service,
};

/// Drafts that the clock discards, at an instant each.
async fn drafts(service: &Service, wakes: &[SignedDuration]) -> Vec<CaseId> {
    let (office, start) = (Office::new(), service.app.clock().now());
    let changes: Vec<_> = wakes
        .iter()
        .map(|after| {
            let mut change = office.open("story", false);
            change.listed.wake_at = Some(start + *after);
            change
        })
        .collect();
    let (changes, writer) = (&changes, Writer::new(service.database.connect().await));
    let saved = writer.run(async |tx| {
        for change in changes {
            filed::save(&tx, change).await?;
        }
        Ok::<_, storage::Error>(())
    });
    saved.await.unwrap();
    changes.iter().map(|change| change.after.id).collect()
}

/// From now on the case cannot be read.
async fn broken(service: &Service, case: CaseId) {
    const SQL: &str = "UPDATE complaint_case SET body = '{}' WHERE id = $1";
    let owner = service.database.owner().await;
    let backend = owner.owner().get_database_backend();
    let broken = Statement::from_sql_and_values(backend, SQL, [case.0.into()]);
    owner.owner().execute_raw(broken).await.unwrap();
    owner.close().await.unwrap();
}

#[tokio::test]
async fn a_stuck_case_does_not_stop_the_clock() {
    let service = Service::start().await;
    let days = [400, 420, 440].map(|day| SignedDuration::from_hours(24 * day));
    let start = service.app.clock().now();
    let cases = drafts(&service, &days).await;
    broken(&service, cases[0]).await;
    let acts = service.app.move_clock(start + SignedDuration::from_hours(24 * 500)).await.unwrap();
    assert_eq!(acts, 2);
    for (case, day) in cases.iter().zip(days).skip(1) {
        let history = events::of(service.app.database().reader(), *case).await.unwrap();
        let late = history.last().unwrap().at.duration_since(start + day);
        assert!(late >= SignedDuration::ZERO && late < SignedDuration::from_hours(1), "{late} late");
    }
}

#[tokio::test]
async fn many_stuck_cases_starve_no_other() {
    let service = Service::start().await;
    let mut wakes = vec![SignedDuration::from_hours(24 * 400); 120];
    wakes.push(SignedDuration::from_hours(24 * 401));
    let cases = drafts(&service, &wakes).await;
    let (last, stuck) = cases.split_last().unwrap();
    for case in stuck {
        broken(&service, *case).await;
    }
    service.wait(SignedDuration::from_hours(24 * 402));
    assert_eq!(service.app.run_due().await.unwrap(), 1);
    let done = cases::load(service.app.database().reader(), *last, false).await.unwrap().unwrap();
    assert_eq!(done.case.stage(), Stage::Discarded);
}

/// One instance keeps the clock; another takes over when the first has gone, or has not been heard of for three minutes.
#[tokio::test]
async fn one_instance_keeps_the_clock() {
    let service = Service::start().await;
    let (one, other) = (Ids::system().uuid(), Ids::system().uuid());
    let keeps = async |instance| service.app.keeps_the_clock(instance).await.unwrap();
    assert!(keeps(one).await);
    assert!(!keeps(other).await, "two at once");
    service.wait(SignedDuration::from_mins(2));
    assert!(keeps(one).await, "it is prolonged");
    service.wait(SignedDuration::from_mins(2));
    assert!(!keeps(other).await, "it was prolonged");
    service.app.leaves_the_clock(other).await.unwrap();
    assert!(!keeps(other).await, "nobody gives back what another has");

    service.app.leaves_the_clock(one).await.unwrap();
    assert!(keeps(other).await, "it was given back");
    service.wait(SignedDuration::from_mins(3));
    assert!(keeps(one).await, "the other was not heard of");
    assert!(!keeps(other).await);
}
