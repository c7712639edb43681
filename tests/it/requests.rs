//! Requests of every wrong form: refused clearly, never with a 5xx, and never telling what is not for the sender.

use http::header;
use serde_json::{Value, json};

use crate::{
    client::{Reply, complaint},
    service::Service,
};

const UUID: &str = "0d7c5d2e-6d0c-4a57-9f0a-6f0f3c1f2b11";

/// A service with one draft, its author's token and what the author saw of it.
async fn with_draft() -> (Service, String, String, Reply) {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let (token, unit) = (service.token("amina").await, service.unit().await);
    let made = service.ask("POST", "/cases").token(&token).json(&complaint(&unit)).send().await.went_well();
    let path = format!("/cases/{}", made.json["case"]["id"].as_str().unwrap());
    assert_eq!(made.status, 201);
    assert_eq!(made.headers[header::LOCATION], format!("/api/v1{path}"));
    (service, token, path, made)
}

/// Every operation of the document: method, path with ids that are nobody's, its name, whether it is public.
fn operations() -> Vec<(String, String, String, bool)> {
    let document = serde_json::to_value(api::document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let public = operation.get("security").is_some();
            operations.push((method.to_uppercase(), path.clone(), id, public));
        }
    }
    assert!(operations.len() > 80);
    operations
}

/// A path with something in place of each name in braces.
fn filled(path: &str, case: &str) -> String {
    let mut parts = path.split('/').map(|part| match part {
        "{case}" => case,
        part if part.starts_with('{') => "hear_1c9q4zr82n57mfk6xwd3tb0ehg",
        part => part,
    });
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |path, part| path + "/" + part)
}

#[tokio::test]
async fn strangers_are_told_to_sign_in_whatever_else_is_wrong() {
    let service = Service::start().await;
    for (method, path, id, public) in operations() {
        let path = filled(&path, "nonsense") + "?what=ever";
        let ask = service.ask(&method, &path).header("purpose", "curiosity").header("if-match", "*");
        let reply = ask.raw("{not json").send().await;
        if public {
            assert_eq!(reply.status.as_u16() / 100, 4, "{id}: {}", reply.text);
            assert_ne!(reply.status, 401, "{id}");
        } else {
            reply.is(401, "unauthenticated");
            assert_eq!(reply.headers[header::WWW_AUTHENTICATE], "Bearer", "{id}");
        }
    }
}

#[tokio::test]
async fn whoever_may_not_know_of_a_case_gets_404_whatever_else_is_wrong() {
    let (service, _, case, _) = with_draft().await;
    let case = case.strip_prefix("/cases/").unwrap();
    service.person("mallory", &[]).await;
    let token = service.token("mallory").await;
    let missing = "case_00000000000000000000000004";
    for (method, path, id, _) in operations().iter().filter(|it| it.1.starts_with("/cases/")) {
        let mut problems = Vec::new();
        for case in [case, missing, "nonsense", "%FF"] {
            for wrong in [false, true] {
                let mut path = filled(path, case);
                let mut ask = service.ask(method, &path).token(&token);
                if wrong {
                    path += "?what=ever";
                    ask = service.ask(method, &path).token(&token).header("purpose", "curiosity");
                    ask = ask.header("if-match", "*").header("idempotency-key", " ").raw("{not json");
                }
                let reply = ask.send().await;
                reply.is(404, "not_found");
                problems.push(reply.problem());
            }
        }
        assert!(problems.windows(2).all(|pair| pair[0] == pair[1]), "{id}: {problems:#?}");
        let action = api::table::actions(id)[0];
        let expected = (action.to_string(), "denied".to_owned(), 1);
        assert_eq!(service.log().await.last(), Some(&expected), "{id}");
        assert_eq!(service.logged(&expected.0, "denied").await % problems.len(), 0, "{id}: one entry each");
    }
}

#[tokio::test]
async fn nothing_wrong_with_a_request_is_our_fault() {
    let (service, token, case, made) = with_draft().await;
    let case = case.strip_prefix("/cases/").unwrap();
    let deep = "[".repeat(10_000);
    let bodies = [
        "",
        "{}",
        "[]",
        "null",
        "0",
        "\"\"",
        "{",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1e999}",
        "\u{feff}{}",
        "{}{}",
        "{\"reasons\":[null],\"days\":-1,\"terms\":[[]]}",
        "{\"\\ud800\":1}",
        deep.as_str(),
    ];
    for (method, path, id, _) in operations() {
        for body in bodies {
            let path = filled(&path, case);
            let ask = service.ask(&method, &path).token(&token).seen(&made);
            let reply = ask.header("content-type", "application/json").raw(body.to_owned()).send().await;
            // Signing out, a draft that is given up: what went well changes what follows.
            if reply.status.is_success() && method != "GET" {
                assert!(matches!(body, "" | "{}") || id == "compute_deadline", "{id} {body}: {}", reply.text);
            }
            assert!(reply.status.as_u16() < 500, "{id} {body}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn bodies_are_refused_by_name_and_place() {
    let (service, token, _, _) = with_draft().await;
    let unit = service.unit().await;
    let send = async |body: String| {
        let ask = service.ask("POST", "/cases").token(&token).header("content-type", "application/json");
        ask.raw(body).send().await
    };
    let with = |pointer: &str, value: Value| {
        let mut body = complaint(&unit);
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        body.to_string()
    };
    send("{\"story\":".to_owned()).await.is(400, "malformed_body");
    send("\u{feff}{}".to_owned()).await.is(400, "malformed_body");
    let twice = complaint(&unit).to_string().replacen('{', "{\"story\":\"other\",", 1);
    let twice = send(twice).await;
    twice.is(400, "malformed_body");
    assert!(twice.text.contains("`story` comes twice"), "{}", twice.text);

    let reply = send(with("/stroy", json!("x"))).await;
    assert_eq!(reply.is(400, "unknown_field").pointers(), ["/stroy"]);
    let reply = send(with("/facts/notice_received_on", json!("2026-01-01"))).await;
    assert_eq!(reply.is(400, "unknown_field").pointers(), ["/facts/notice_received_on"]);
    let reply = send(json!({ "unit": unit, "occurred_from": "2026-07-20" }).to_string()).await;
    assert_eq!(reply.is(400, "missing_field").pointers(), ["/story", "/identity", "/facts"]);
    let reply = send(with("/occurred_from", json!("2026-02-30"))).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/occurred_from"]);
    let reply = send(with("/facts/refusal_received_on", json!(5))).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/facts/refusal_received_on"]);
    let reply = send(with("/story", json!("a\u{0}b"))).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/story"]);
    let reply = send(with("/unit", json!("user_1c9q4zr82n57mfk6xwd3tb0ehg"))).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/unit"]);
    let reply = send(with("/occurred_from", json!("2027-01-01"))).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    assert!(!reply.pointers().is_empty(), "{}", reply.text);

    let ask = service.ask("POST", "/cases").token(&token);
    ask.raw(complaint(&unit).to_string()).send().await.is(415, "unsupported_media_type");
    for kind in ["text/plain", "application/json; charset=latin1", "application/xml"] {
        let ask = service.ask("POST", "/cases").token(&token).header("content-type", kind);
        ask.raw("{}").send().await.is(415, "unsupported_media_type");
    }
    let large = with("/story", json!("x".repeat(1 << 20)));
    send(large).await.is(413, "payload_too_large");
}

#[tokio::test]
async fn headers_are_looked_at() {
    let (service, token, case, made) = with_draft().await;
    let submit = || service.ask("POST", &format!("{case}/submission")).token(&token);
    submit().send().await.is(428, "precondition_required");
    for wrong in ["*", "W/\"x\"", "x", "\"a\", \"b\"", "\""] {
        submit().header("if-match", wrong).send().await.is(400, "invalid_header");
    }
    submit().seen(&made).header("idempotency-key", "").send().await.is(400, "invalid_header");
    submit().seen(&made).header("idempotency-key", &"x".repeat(256)).send().await.is(400, "invalid_header");
    let reply = submit().seen(&made).header("purpose", "curiosity").send().await;
    reply.is(400, "unknown_purpose");
    assert!(reply.json["detail"].as_str().unwrap().contains("`own-case`"));
    submit().seen(&made).raw("{}").send().await.is(400, "unexpected_body");

    let stale = submit().header("if-match", "\"stale\"").send().await;
    stale.is(412, "precondition_failed");
    assert_eq!(stale.headers[header::ETAG], made.headers[header::ETAG]);
    submit().seen(&stale).send().await.went_well();
}

#[tokio::test]
async fn queries_are_refused_by_name() {
    let (service, token, case, _) = with_draft().await;
    let get = async |path: &str| service.ask("GET", path).token(&token).send().await;
    let reply = get("/cases?page=2").await;
    reply.is(400, "unknown_parameter");
    assert_eq!(reply.json["errors"][0]["parameter"], "page");
    assert!(reply.json["detail"].as_str().unwrap().contains("due_before"), "{}", reply.text);
    for wrong in
        ["limit=0", "limit=101", "limit=x", "state=lost", "due_before=soon", "unit=1", "limit=1&limit=2"]
    {
        get(&format!("/cases?{wrong}")).await.is(400, "invalid_parameter");
    }
    get("/cases?cursor=x").await.is(400, "cursor_expired");
    get("/cases?cursor=%FF").await.is(400, "cursor_expired");
    get(&format!("{case}?limit=1")).await.is(400, "unknown_parameter");
    get(&format!("{case}/audit?page=1")).await.is(400, "unknown_parameter");
    let ask = service.ask("POST", "/deadlines/compute?x=1").json(&json!({}));
    ask.send().await.is(400, "unknown_parameter");
}

#[tokio::test]
async fn pages_follow_each_other() {
    let (service, token, _, _) = with_draft().await;
    let unit = service.unit().await;
    for _ in 0..2 {
        service.ask("POST", "/cases").token(&token).json(&complaint(&unit)).send().await.went_well();
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/cases?state=draft&limit=2".to_owned();
    loop {
        let page = service.ask_root("GET", &path).token(&token).send().await.went_well();
        seen.extend(page.json["data"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
        let Some(link) = page.headers.get(header::LINK) else {
            assert_eq!(page.json["has_more"], false);
            break;
        };
        let link = link.to_str().unwrap();
        path = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        assert!(path.contains("state=draft"), "{path}");
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn requests_have_an_id() {
    let service = Service::start().await;
    let reply = service.ask("GET", "/rules").header("x-request-id", UUID).send().await.went_well();
    assert_eq!(reply.headers["x-request-id"], UUID);
    let reply = service.ask("GET", "/me").header("x-request-id", UUID).send().await;
    assert_eq!(
        (reply.headers["x-request-id"].to_str().unwrap(), &reply.json["request_id"]),
        (UUID, &json!(UUID))
    );
    let reply = service.ask("GET", "/rules").header("x-request-id", "mine").send().await;
    assert_eq!(reply.headers["x-request-id"].len(), 36);
}

#[tokio::test]
async fn a_case_that_is_known_is_not_sent_again() {
    let (service, token, case, made) = with_draft().await;
    let tag = made.headers[header::ETAG].to_str().unwrap();
    let entries = service.logged("read", "allowed").await;
    for known in [tag.to_owned(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let ask = service.ask("GET", &case).token(&token).header("if-none-match", &known);
        let reply = ask.send().await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (304, ""));
        assert_eq!(reply.headers[header::ETAG], tag);
    }
    let whole = service.ask("GET", &case).token(&token).header("if-none-match", "\"x\"").send().await;
    assert_eq!(whole.json, made.json["case"]);
    let head = service.ask("HEAD", &case).token(&token).send().await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    assert_eq!(head.headers[header::ETAG], tag);
    assert_eq!(service.logged("read", "allowed").await, entries + 5, "each of them is a read");
}

#[tokio::test]
async fn the_same_key_acts_once_and_belongs_to_one_address() {
    let (service, token, case, made) = with_draft().await;
    let other = service.ask("POST", "/cases").token(&token).json(&complaint(&service.unit().await));
    let other = other.send().await.went_well();
    let other_case = format!("/cases/{}", other.json["case"]["id"].as_str().unwrap());
    let submit = async |case: &str, seen: &Reply| {
        let ask = service.ask("POST", &format!("{case}/submission")).token(&token).seen(seen);
        ask.header("idempotency-key", UUID).send().await
    };
    let first = submit(&case, &made).await.went_well();
    assert!(!first.headers.contains_key("idempotent-replayed"));
    let again = submit(&case, &made).await.went_well();
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!((&again.json, again.status), (&first.json, first.status));
    submit(&other_case, &other).await.is(422, "idempotency_key_reused");
}

#[tokio::test]
async fn every_answer_is_a_document_with_the_same_headers() {
    let (service, token, case, _) = with_draft().await;
    let replies = [
        service.ask("GET", "/nowhere").send().await,
        service.ask_root("GET", "/").send().await,
        service.ask("PATCH", &case).token(&token).send().await,
        service.ask("GET", "/users/%FF").token(&token).send().await,
        service.ask("GET", &case).token(&token).send().await,
    ];
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses, [404, 404, 405, 404, 200]);
    let allowed = replies[2].headers[header::ALLOW].to_str().unwrap();
    assert!(allowed.contains("GET") && allowed.contains("DELETE"), "{allowed}");
    for reply in replies {
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(reply.headers.contains_key("api-version"));
        if reply.status != 200 {
            assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
            assert_eq!(reply.json["status"], reply.status.as_u16());
            assert_eq!(reply.json["request_id"], reply.headers["x-request-id"].to_str().unwrap());
        }
    }
}

#[tokio::test]
async fn every_kind_of_problem_has_a_page() {
    let service = Service::start().await;
    for kind in api::problem::kind::ALL {
        let reply = service.ask_root("GET", &format!("/problems/{}", kind.slug)).send().await.went_well();
        assert!(reply.text.contains(kind.title) && reply.text.contains(kind.help), "{}", reply.text);
        assert!(kind.help.matches(['.', ';']).count() >= 2, "{}: two sentences of help", kind.slug);
    }
    service.ask_root("GET", "/problems/none").send().await.is(404, "not_found");
}

#[tokio::test]
async fn the_document_and_the_dates_are_for_anybody() {
    let service = Service::start().await;
    let served = service.ask("GET", "/openapi.json").send().await.went_well();
    assert_eq!(served.json, serde_json::to_value(api::document()).unwrap());
    let rules = service.ask("GET", "/rules").send().await.went_well();
    assert!(rules.json["data"].as_array().unwrap().iter().any(|rule| rule["id"] == "DK-D3"));
    let compute = async |body: Value| service.ask("POST", "/deadlines/compute").json(&body).send().await;
    let facts = json!({ "decision_received": "2026-11-24" });
    let date = compute(json!({ "jurisdiction": "DK", "rule": "DK-D3", "facts": facts })).await.went_well();
    assert_eq!(date.json["due_on"], "2026-12-22");
    let reply = compute(json!({ "jurisdiction": "DK", "rule": "DK-D99", "facts": facts })).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/rule"]);
    let reply = compute(json!({ "jurisdiction": "SE", "rule": "DK-D3", "facts": facts })).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/jurisdiction"]);
    let reply =
        compute(json!({ "jurisdiction": "DK", "rule": "DK-D3", "facts": { "decision_received": 1 } })).await;
    assert_eq!(reply.is(422, "validation_failed").pointers(), ["/facts/decision_received"]);
}
