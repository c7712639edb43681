//! Signing in, prolonging and ending a session.

use std::collections::BTreeSet;

use app::{Error, credentials::Enrolment, signin::Granted};
use domain::Role;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use storage::accounts;

use crate::service::{PASSWORD, Service, from, request};

pub(crate) const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Tries to sign in.
pub(crate) async fn attempt(service: &Service, username: &str, password: &str) -> Result<Granted, Error> {
    service.app.sign_in(&request(), username, password.to_owned()).await
}

/// Whether that was refused as wrong.
pub(crate) fn wrong(outcome: &Result<Granted, Error>) -> bool {
    matches!(outcome, Err(Error::Credentials))
}

#[tokio::test]
async fn a_password_opens_a_session() {
    let service = Service::start().await;
    let amina = service.person("amina", &[Role::Caseworker]).await;
    let granted = attempt(&service, " Amina ", PASSWORD).await.unwrap();
    assert_eq!(granted.expires_in, SignedDuration::from_mins(15));
    let caller = service.app.authenticate(&granted.access_token).await.unwrap();
    assert_eq!((caller.member.id, caller.display_name.as_str()), (amina, "AMINA"));
    assert_eq!(caller.member.roles, BTreeSet::from([Role::Caseworker]));
    assert_eq!(service.logged("sign_in", "allowed").await, 1);

    service.wait(15 * MINUTE);
    assert!(!service.believes(&granted.access_token).await, "an expired token is believed");
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_reuse_ends_the_session() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let first = service.sign_in("amina").await;
    service.wait(10 * MINUTE);
    let second = service.app.refresh(&request(), &first.refresh_token).await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert!(service.believes(&first.access_token).await && service.believes(&second.access_token).await);
    let third = service.app.refresh(&request(), &second.refresh_token).await.unwrap();

    assert!(wrong(&service.app.refresh(&request(), &first.refresh_token).await));
    for token in [&first.access_token, &second.access_token, &third.access_token] {
        assert!(!service.believes(token).await);
    }
    for token in [&first, &second, &third].map(|granted| &granted.refresh_token) {
        assert!(wrong(&service.app.refresh(&request(), token).await));
    }
    assert_eq!(service.logged("refresh_token_reuse", "refused").await, 1);
    for nonsense in
        ["", "redress_rt_", "redress_rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &third.access_token]
    {
        assert!(wrong(&service.app.refresh(&request(), nonsense).await));
    }
}

#[tokio::test]
async fn of_two_at_once_one_is_the_first_and_the_session_ends() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let other = service.second().await;
    for _ in 0..5 {
        let granted = service.sign_in("amina").await;
        let (request, token) = (request(), &granted.refresh_token);
        let both = tokio::join!(service.app.refresh(&request, token), other.refresh(&request, token));
        let won = [both.0, both.1].into_iter().filter_map(Result::ok).collect::<Vec<_>>();
        assert_eq!(won.len(), 1);
        assert!(!service.believes(&won[0].access_token).await);
        assert!(wrong(&service.app.refresh(&request, &won[0].refresh_token).await));
    }
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let mut granted = service.sign_in("amina").await;
    for _ in 0..31 {
        service.wait(15 * MINUTE);
        granted = service.app.refresh(&request(), &granted.refresh_token).await.unwrap();
    }
    // A quarter of an hour is left, and a token lives no longer than its session.
    service.wait(14 * MINUTE);
    granted = service.app.refresh(&request(), &granted.refresh_token).await.unwrap();
    assert!(granted.expires_in <= MINUTE, "{}", granted.expires_in);
    service.wait(MINUTE);
    assert!(!service.believes(&granted.access_token).await);
    assert!(wrong(&service.app.refresh(&request(), &granted.refresh_token).await));
    service.app.sweep().await.unwrap();
}

#[tokio::test]
async fn signing_out_counts_at_once() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let (here, there) = (service.sign_in("amina").await, service.sign_in("amina").await);
    let gone = service.ask("DELETE", "/tokens").token(&here.access_token).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert!(!service.believes(&here.access_token).await);
    assert!(wrong(&service.app.refresh(&request(), &here.refresh_token).await));
    assert!(service.believes(&there.access_token).await);
    let again = service.ask("DELETE", "/tokens").token(&here.access_token).send().await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert_eq!(service.logged("sign_out", "allowed").await, 1);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let (here, there) = (service.sign_in("amina").await, service.sign_in("amina").await);
    let set = async |current: Option<&str>, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        service.ask("PUT", "/me/password").token(&here.access_token).json(&body).send().await
    };
    for (current, new, pointer) in [
        (Some(PASSWORD), "short", "/new_password"),
        (Some(PASSWORD), "password1234", "/new_password"),
        (Some("not the old one"), "four green chairs", "/current_password"),
        (None, "four green chairs", "/current_password"),
    ] {
        let refused = set(current, new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer);
    }
    assert_eq!(set(Some(PASSWORD), "four green chairs").await.status, StatusCode::NO_CONTENT);
    assert!(service.believes(&here.access_token).await);
    assert!(!service.believes(&there.access_token).await);
    assert!(wrong(&service.app.refresh(&request(), &there.refresh_token).await));
    assert!(service.app.refresh(&request(), &here.refresh_token).await.is_ok());
    assert!(wrong(&attempt(&service, "amina", PASSWORD).await));
    assert!(attempt(&service, "amina", "four green chairs").await.is_ok());
}

#[tokio::test]
async fn a_link_signs_in_once_and_lets_a_password_be_set() {
    let service = Service::start().await;
    let link = service.app.enrol(&request(), named("fresh")).await.unwrap();
    let body = json!({"grant_type": "login_link", "login_link": link});
    let answer = service.ask("POST", "/tokens").json(&body).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let token = answer.json["access_token"].as_str().unwrap().to_owned();
    let again = service.ask("POST", "/tokens").json(&body).send().await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);

    let body = json!({"new_password": PASSWORD});
    let set = service.ask("PUT", "/me/password").token(&token).json(&body).send().await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.json);
    assert!(attempt(&service, "fresh", PASSWORD).await.is_ok());

    // A link lasts for a day, and a new one voids the one before.
    let old = service.app.login_link(&request(), "fresh").await.unwrap();
    let new = service.app.login_link(&request(), "fresh").await.unwrap();
    assert!(wrong(&service.app.follow_link(&request(), &old).await));
    service.wait(24 * 60 * MINUTE);
    assert!(wrong(&service.app.follow_link(&request(), &new).await));

    // A reset ends everything that was open.
    let open = service.sign_in("fresh").await;
    let link = service.app.reset_account(&request(), "fresh").await.unwrap();
    assert!(!service.believes(&open.access_token).await);
    assert!(wrong(&attempt(&service, "fresh", PASSWORD).await));
    assert!(service.app.follow_link(&request(), &link).await.is_ok());
}

#[tokio::test]
async fn the_demonstration_password_opens_nothing_from_elsewhere() {
    let service = Service::start().await;
    service.app.enrol_for_demo(&request(), named("visitor"), "demo").await.unwrap();
    assert!(attempt(&service, "visitor", "demo").await.is_ok());
    let elsewhere = service.app.sign_in(&from("192.0.2.1"), "visitor", "demo".to_owned()).await;
    assert!(wrong(&elsewhere));
}

#[tokio::test]
async fn a_new_cost_applies_when_the_password_is_next_used() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let stored = async || {
        let reader = service.app.database().reader();
        accounts::named(reader, "amina").await.unwrap().unwrap().password_hash.unwrap()
    };
    let before = stored().await;
    let dearer = service.with_passes(2).await;
    assert!(wrong(&dearer.sign_in(&request(), "amina", "a wrong guess".to_owned()).await));
    assert_eq!(stored().await, before);
    assert!(dearer.sign_in(&request(), "amina", PASSWORD.to_owned()).await.is_ok());
    assert!(before.contains("t=1") && stored().await.contains("t=2"));
    assert!(dearer.sign_in(&request(), "amina", PASSWORD.to_owned()).await.is_ok());
}

#[tokio::test]
async fn a_password_is_asked_for_in_one_way() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    for (body, status) in [
        (json!({"grant_type": "password", "username": "amina", "password": PASSWORD}), 200),
        (json!({}), 400),
        (json!({"grant_type": "password", "username": "amina"}), 400),
        (json!({"grant_type": "password", "username": "amina", "password": PASSWORD, "scope": "all"}), 400),
        (json!({"grant_type": "client_credentials"}), 422),
        (json!({"grant_type": "password", "username": 7, "password": PASSWORD}), 422),
        (json!([]), 422),
    ] {
        let answer = service.ask("POST", "/tokens").json(&body).send().await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.json);
    }
}

/// Somebody who is to have an account.
pub(crate) fn named(username: &str) -> Enrolment {
    Enrolment { username: username.to_owned(), display_name: username.to_owned(), ..Enrolment::default() }
}
