//! A thousand times at the same moment: of those who change one case exactly one wins, and a right that is taken
//! away is gone with the next request.

use std::{sync::Arc, time::Duration};

use app::{App, Caller, Error, users::UserPlace};
use domain::{CaseId, Command, Role};
use serde_json::json;
use tokio::{
    task::{JoinSet, yield_now},
    time::sleep,
};

use crate::{
    desk::complaint,
    engine::{self, Engine},
    service::{Service, request},
};

/// How many rounds: of editors, and of those who are put out.
const ROUNDS: [usize; 2] = [1_000, 500];

/// The service and, where several instances may share a database, another one.
async fn instances(service: &Service) -> [App; 2] {
    match engine::chosen() {
        Engine::Sqlite => [service.app.clone(), service.app.clone()],
        Engine::Postgres => [service.app.clone(), service.second().await],
    }
}

/// A draft of somebody, and its tag.
async fn draft(service: &Service, caller: &Caller) -> (CaseId, String) {
    let unit = service.unit().await;
    let draft = serde_json::from_value(complaint(&unit)).unwrap();
    let done = service.app.file(caller, &request(), draft).await.unwrap();
    (done.case, done.rendered.unwrap().etag)
}

/// What each editor writes, told apart by the posting.
fn writes(round: usize, editor: usize) -> Command {
    let facts = json!({ "phase": "recruitment", "posting": format!("round {round}, editor {editor}") });
    Command::SetFacts(serde_json::from_value(json!({ "facts": facts })).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_editors_at_once_exactly_one_wins() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let amina = Arc::new(service.caller("amina").await);
    let apps = instances(&service).await;
    let (case, mut tag) = draft(&service, &amina).await;
    for round in 0..ROUNDS[0] {
        let mut editors = JoinSet::new();
        for editor in 0..2 + round % 3 {
            let (app, amina, seen) = (apps[editor % 2].clone(), amina.clone(), tag.clone());
            editors.spawn(async move {
                // Each round begins a little differently.
                for _ in 0..(round / 3 * (editor + 1)) % 7 {
                    yield_now().await;
                }
                app.change(&amina, &request(), case, &seen, writes(round, editor)).await
            });
        }
        let (won, lost): (Vec<_>, Vec<_>) = editors.join_all().await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "round {round}: {won:?} {lost:?}");
        tag = won.into_iter().next().unwrap().unwrap().rendered.unwrap().etag;
        for lost in lost {
            assert!(
                matches!(&lost, Err(Error::Stale { current }) if *current == tag),
                "round {round}: {lost:?}"
            );
        }
    }
    assert_eq!(service.logged("set_facts", "allowed").await, ROUNDS[0], "one entry for each winner");
}

/// Whoever is put out while a change is under way has made it or not; the next one is not made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_put_out_changes_nothing_any_more() {
    let service = Service::start().await;
    let amina_id = service.person("amina", &[]).await;
    service.person("admin", &[Role::SystemAdmin]).await;
    let apps = instances(&service).await;
    let admin = service.caller("admin").await;
    let place = |active| UserPlace { display_name: None, unit: None, manager: None, active };
    let (case, mut tag) = draft(&service, &service.caller("amina").await).await;
    let (mut made, mut missed) = (0, 0);
    for round in 0..ROUNDS[1] {
        let token = service.sign_in("amina").await.access_token;
        let change = async |app: &App, seen: &str, after: u64| {
            sleep(Duration::from_millis(after)).await;
            let amina = app.authenticate(&token).await?;
            app.change(&amina, &request(), case, seen, writes(round, 0)).await
        };
        let seen = apps[0].user(&admin, &request(), amina_id).await.unwrap().etag;
        let out = async {
            let out = apps[0].place_user(&admin, &request(), amina_id, &seen, place(false)).await.unwrap();
            // From here on everybody has been told that she is out.
            (out.etag, change(&apps[round % 2], &tag, 0).await)
        };
        let (during, (seen, after)) =
            tokio::join!(change(&apps[1], &tag, u64::try_from(round % 6).unwrap()), out);
        assert!(matches!(after, Err(Error::Unauthenticated)), "round {round}: {after:?}");
        match during {
            Ok(done) => {
                made += 1;
                tag = done.rendered.unwrap().etag;
            }
            Err(Error::Unauthenticated) => missed += 1,
            Err(other) => panic!("round {round}: {other}"),
        }
        apps[0].place_user(&admin, &request(), amina_id, &seen, place(true)).await.unwrap();
    }
    assert!(made > 0 && missed > 0, "the race went one way only: {made} made, {missed} too late");
    assert_eq!(service.logged("set_facts", "allowed").await, made);
}
