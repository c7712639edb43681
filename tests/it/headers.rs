//! Headers: the entity tag of what was seen, the key, the purpose, the id of the request, and those of each answer.

use http::header;

use crate::desk::{Desk, complaint};

const UUID: &str = "0d7c5d2e-6d0c-4a57-9f0a-6f0f3c1f2b11";

#[tokio::test]
async fn entity_tags() {
    let desk = Desk::open().await;
    let good = &desk.requests()[1].ask;
    let tag = desk.made.headers[header::ETAG].to_str().unwrap();
    desk.spoilt("none", good.clone().without("if-match"), 428, "precondition_required", &[]).await;
    for bad in ["*", "", "x", "\"", "W/\"x\"", "\"a\", \"b\"", &format!("W/{tag}"), tag.trim_matches('"')] {
        desk.spoilt(bad, good.clone().header("if-match", bad), 400, "invalid_header", &[]).await;
    }
    desk.spoilt("two", good.clone().also("if-match", tag), 400, "invalid_header", &[]).await;

    let other = desk.ask("POST", "/cases").json(&complaint(&desk.unit)).send().await.went_well();
    let other = other.headers[header::ETAG].to_str().unwrap().to_owned();
    for stale in ["\"of-yesterday\"", &other] {
        let ask = good.clone().header("if-match", stale);
        let stale = desk.spoilt(stale, ask, 412, "precondition_failed", &[]).await;
        assert_eq!(stale.headers[header::ETAG], tag, "what stands now is told");
        good.clone().seen(&stale);
    }
    good.clone().send().await.went_well();
}

#[tokio::test]
async fn keys_and_purposes() {
    let desk = Desk::open().await;
    let good = &desk.requests()[1].ask;
    for purpose in ["curiosity", "case_handling", "", "case-handling, oversight"] {
        let ask = good.clone().header("purpose", purpose);
        let reply = desk.spoilt(purpose, ask, 400, "unknown_purpose", &[]).await;
        assert!(reply.json["detail"].as_str().unwrap().contains("`own-case`"), "{}", reply.text);
    }
    for key in ["", " ", &"k".repeat(256), "k\u{e6}"] {
        desk.spoilt(key, good.clone().header("idempotency-key", key), 400, "invalid_header", &[]).await;
    }
    let two = good.clone().header("idempotency-key", "a").also("idempotency-key", "b");
    desk.spoilt("two", two, 400, "invalid_header", &[]).await;
}

#[tokio::test]
async fn requests_have_an_id() {
    let desk = Desk::open().await;
    let reply = desk.service.ask("GET", "/rules").header("x-request-id", UUID).send().await.went_well();
    assert_eq!(reply.headers["x-request-id"], UUID);
    let reply = desk.service.ask("GET", "/me").header("x-request-id", UUID).send().await;
    assert_eq!(reply.headers["x-request-id"], UUID);
    assert_eq!(reply.json["request_id"], UUID);
    let reply = desk.service.ask("GET", "/rules").header("x-request-id", "mine").send().await;
    assert_eq!(reply.headers["x-request-id"].len(), 36);
}

#[tokio::test]
async fn a_case_that_is_known_is_not_sent_again() {
    let desk = Desk::open().await;
    let tag = desk.made.headers[header::ETAG].to_str().unwrap();
    let entries = desk.service.logged("read", "allowed").await;
    for known in [tag.to_owned(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let reply = desk.ask("GET", &desk.case).header("if-none-match", &known).send().await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (304, ""));
        assert_eq!(reply.headers[header::ETAG], tag);
    }
    let whole = desk.ask("GET", &desk.case).header("if-none-match", "\"x\"").send().await;
    assert_eq!(whole.json, desk.made.json["case"]);
    let head = desk.ask("HEAD", &desk.case).send().await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert_eq!(head.headers[header::ETAG], tag);
    assert_eq!(desk.service.logged("read", "allowed").await, entries + 5, "each of them is a read");
}

#[tokio::test]
async fn every_answer_has_the_same_headers() {
    let desk = Desk::open().await;
    let replies = [
        desk.service.ask("GET", "/nowhere").send().await,
        desk.service.ask_root("GET", "/").send().await,
        desk.ask("PATCH", &desk.case).send().await,
        desk.ask("GET", "/users/%FF").send().await,
        // A page of somewhere else gets no say in who may read the answer.
        desk.ask("GET", &desk.case).header("origin", "https://example.org").send().await,
        desk.ask("OPTIONS", &desk.case).header("origin", "null").send().await,
    ];
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses, [404, 404, 405, 404, 200, 405]);
    for reply in replies {
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(reply.headers.contains_key("api-version"));
        assert!(reply.headers.contains_key("x-request-id"));
        let foreign = reply.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
        assert_eq!(foreign, None);
        if reply.status != 200 {
            assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(reply.json["status"], reply.status.as_u16());
            assert_eq!(reply.json["request_id"], reply.headers["x-request-id"].to_str().unwrap());
        }
    }
}
