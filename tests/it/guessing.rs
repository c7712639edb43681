//! What guessing at names and passwords tells, and what it costs.

use app::{Error, signin::Granted, users::UserPlace};
use domain::Role;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    service::{PASSWORD, Service, from, request},
    signin::{MINUTE, attempt, named, wrong},
};

fn held(outcome: &Result<Granted, Error>) -> Option<u32> {
    match outcome {
        Err(Error::TooMany { retry_after }) => Some(*retry_after),
        _ => None,
    }
}

#[tokio::test]
async fn nobody_learns_which_accounts_there_are() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let gone = service.person("gone", &[]).await;
    service.person("admin", &[Role::SystemAdmin]).await;
    let admin = service.caller("admin").await;
    let away = UserPlace { display_name: None, unit: None, manager: None, active: false };
    let seen = service.app.user(&admin, &request(), gone).await.unwrap().etag;
    service.app.place_user(&admin, &request(), gone, &seen, away).await.unwrap();
    service.app.enrol(&request(), named("fresh")).await.unwrap();

    let mut answers = Vec::new();
    for (username, password) in [
        ("amina", "wrong"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("fresh", ""),
        ("", ""),
        ("\u{0}'--", "x"),
    ] {
        let body = json!({"grant_type": "password", "username": username, "password": password});
        let answer = service.ask("POST", "/tokens").json(&body).send().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{username}: {}", answer.json);
        let mut told = answer.json;
        told.as_object_mut().unwrap().remove("request_id");
        answers.push(told);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    assert_eq!(service.logged("sign_in", "refused").await, 6);
}

#[tokio::test]
async fn guesses_at_once_get_no_more_than_guesses_in_turn() {
    let service = std::sync::Arc::new(Service::start().await);
    service.person("amina", &[]).await;
    let second = service.second().await;
    let mut guesses = tokio::task::JoinSet::new();
    for number in 0..50 {
        let app = if number % 2 == 0 { service.app.clone() } else { second.clone() };
        guesses
            .spawn(async move { app.sign_in(&request(), "amina", format!("guess number {number}")).await });
    }
    let outcomes = guesses.join_all().await;
    assert_eq!(outcomes.iter().filter(|it| wrong(it)).count(), 5);
    assert_eq!(outcomes.iter().filter(|it| held(it).is_some()).count(), 45);
    assert_eq!(service.logged("sign_in", "refused").await, 5);

    // The right password has to wait as well, and then forgives everything.
    assert_eq!(held(&attempt(&service, "amina", PASSWORD).await), Some(1));
    service.wait(SignedDuration::from_secs(1));
    assert!(attempt(&service, "amina", PASSWORD).await.is_ok());
    for _ in 0..4 {
        assert!(wrong(&attempt(&service, "amina", "another guess").await));
    }
    assert!(attempt(&service, "amina", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn each_failure_costs_a_longer_wait_up_to_a_minute() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    for _ in 0..4 {
        assert!(wrong(&attempt(&service, "amina", "guess").await));
    }
    for wait in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
        assert!(wrong(&attempt(&service, "amina", "guess").await));
        let told = held(&attempt(&service, "amina", PASSWORD).await).unwrap();
        assert!(told == wait || told + 1 == wait, "told {told}, not {wait}");
        service.wait(SignedDuration::from_secs(wait.into()));
    }
    // After an hour without any the count starts anew.
    service.wait(61 * MINUTE);
    assert!(wrong(&attempt(&service, "amina", "guess").await));
    assert!(wrong(&attempt(&service, "amina", "guess").await));
}

#[tokio::test]
async fn those_who_know_the_password_are_not_counted() {
    let service = std::sync::Arc::new(Service::start().await);
    service.person("amina", &[]).await;
    let mut several = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let app = service.app.clone();
        several.spawn(async move { app.sign_in(&request(), "amina", PASSWORD.to_owned()).await });
    }
    let outcomes = several.join_all().await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

#[tokio::test]
async fn an_address_that_guesses_names_is_slowed_down() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let guess = async |address: &str, number: usize| {
        service.app.sign_in(&from(address), &format!("name{number}"), "guess".to_owned()).await
    };
    for number in 0..100 {
        assert!(wrong(&guess(&format!("203.0.113.{}", number % 7), number).await), "{number}");
    }
    assert!(held(&guess("203.0.113.200", 100).await).is_some());
    assert!(held(&service.app.sign_in(&from("203.0.113.1"), "amina", PASSWORD.to_owned()).await).is_some());
    assert!(service.app.sign_in(&from("203.0.114.1"), "amina", PASSWORD.to_owned()).await.is_ok());
    service.wait(MINUTE);
    assert!(service.app.sign_in(&from("203.0.113.1"), "amina", PASSWORD.to_owned()).await.is_ok());
}

#[tokio::test]
async fn strangers_are_counted_by_the_minute() {
    let service = Service::start().await;
    for _ in 0..7 {
        let answer = service.ask("GET", "/me").token("nonsense").send().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
    service.app.refused(&from("2001:db8::1")).await.unwrap();
    assert_eq!(service.log().await, [], "nothing is written before the minute is over");
    service.wait(MINUTE);
    service.app.sweep().await.unwrap();
    let mut counts: Vec<_> = service.log().await.into_iter().map(|it| (it.0, it.1, it.2)).collect();
    counts.sort_unstable_by_key(|it| it.2);
    let entry = |count| ("authenticate".to_owned(), "refused".to_owned(), count);
    assert_eq!(counts, [entry(1), entry(7)]);
}

/// Whether or not there is an account, a password or a way in, the same work is done: a guess ends only after it had
/// a turn at hashing. The only thread for such work is kept busy here, so that who needs none would be through.
#[test]
fn a_guess_costs_a_hash_whoever_is_guessed() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let service = Service::start().await;
        service.person("amina", &[]).await;
        service.app.enrol(&request(), named("fresh")).await.unwrap();
        // The first connections are made, so that nothing else needs the thread.
        assert!(wrong(&attempt(&service, "amina", "wrong").await));
        let (free, busy) = std::sync::mpsc::channel::<()>();
        let kept = tokio::task::spawn_blocking(move || busy.recv());
        let mut guesses = tokio::task::JoinSet::new();
        for name in ["amina", "nobody", "fresh", "", "\u{0}'--"] {
            let app = service.app.clone();
            guesses.spawn(async move { app.sign_in(&request(), name, "wrong".to_owned()).await });
        }
        // The control: what needs no hash goes through meanwhile.
        assert!(!service.believes("nonsense").await);
        let early = tokio::time::timeout(std::time::Duration::from_millis(500), guesses.join_next()).await;
        assert!(early.is_err(), "answered without a hash: {early:?}");
        free.send(()).unwrap();
        kept.await.unwrap().unwrap();
        let answers = guesses.join_all().await;
        assert!(answers.len() == 5 && answers.iter().all(wrong), "{answers:?}");
    });
}
