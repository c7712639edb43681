//! Addresses: methods, ids and parameters that are none.

use http::header;

use crate::{
    client::Reply,
    desk::Desk,
    operations::{self, Operation},
};

#[tokio::test]
async fn parameters() {
    let desk = Desk::open().await;
    let case = &desk.case;
    for (path, code) in [
        ("/cases?colour=red", "unknown_parameter"),
        ("/cases?page=2", "unknown_parameter"),
        ("/cases?State=screening", "unknown_parameter"),
        ("/cases?state=nowhere", "invalid_parameter"),
        ("/cases?phase=", "invalid_parameter"),
        ("/cases?unit=library", "invalid_parameter"),
        ("/cases?due_before=2026-02-30", "invalid_parameter"),
        ("/cases?limit=0", "invalid_parameter"),
        ("/cases?limit=101", "invalid_parameter"),
        ("/cases?limit=-1", "invalid_parameter"),
        ("/cases?limit=ten", "invalid_parameter"),
        ("/cases?limit=10&limit=20", "invalid_parameter"),
        ("/cases?state=%ff", "invalid_parameter"),
        ("/cases?cursor=nonsense", "cursor_expired"),
        ("/cases?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor_expired"),
        ("/cases?cursor=%FF", "cursor_expired"),
        ("/cases?cursor=", "cursor_expired"),
        (&format!("{case}?verbose=1"), "unknown_parameter"),
        (&format!("{case}/actions?limit=3"), "unknown_parameter"),
        (&format!("{case}/audit?page=1"), "unknown_parameter"),
        (&format!("{case}/audit?cursor=nonsense"), "cursor_expired"),
    ] {
        let reply = desk.spoilt(path, desk.ask("GET", path), 400, code, &[]).await;
        let name = path.split_once('?').unwrap().1.split('=').next().unwrap();
        if code != "cursor_expired" {
            assert_eq!(reply.json["errors"][0]["parameter"], name, "{path}: {}", reply.text);
        }
    }
    let reply = desk.ask("GET", "/cases?page=2").send().await;
    assert!(reply.json["detail"].as_str().unwrap().contains("due_before"), "{}", reply.text);
    // What takes one of several codes lists them.
    desk.service.person("casey", &[domain::Role::Caseworker]).await;
    let staff = desk.service.token("casey").await;
    for (query, codes) in [
        ("/cases?state=foo", "`draft`, `discarded`, `submitted`"),
        ("/cases?kind=foo", "`complaint`, `measure`"),
        ("/cases?phase=foo", "`recruitment`, `employment`, `dismissal`"),
        ("/cases?priority=foo", "`normal`, `high`"),
        ("/cases?duty=foo", "`acknowledge`, `screen`"),
        ("/users?role=wizard", "`intake_officer`, `coordinator`"),
        ("/users?active=maybe", "`true` or `false`"),
    ] {
        let reply = desk.service.ask("GET", query).token(&staff).send().await;
        reply.is(400, "invalid_parameter");
        let told = reply.json["errors"][0]["detail"].as_str().unwrap();
        assert!(told.starts_with("takes ") && told.contains(codes), "{query}: {told}");
    }
    let compute = &desk.requests()[4].ask;
    let compute = compute.clone().to("/deadlines/compute?x=1");
    desk.spoilt("compute", compute, 400, "unknown_parameter", &[]).await;
}

#[tokio::test]
async fn ids_that_are_none() {
    let desk = Desk::open().await;
    for id in [
        "nonsense",
        "case_",
        "%00",
        "%FF",
        "..%2f..%2fetc",
        "case_00000000000000000000000000",
        &"x".repeat(4_000),
    ] {
        let reply = desk.ask("GET", &format!("/cases/{id}")).send().await;
        reply.is(404, "not_found");
    }
}

#[tokio::test]
async fn methods_and_places() {
    let desk = Desk::open().await;
    let ask = async |method: &str, path: &str, status: u16| -> Reply {
        let reply = desk.ask(method, path).send().await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        assert_eq!(reply.headers["content-type"], "application/problem+json", "{method} {path}");
        reply
    };
    let patch = ask("PATCH", &desk.case, 405).await;
    let allowed = patch.headers[header::ALLOW].to_str().unwrap();
    assert!(allowed.contains("GET") && allowed.contains("DELETE"), "{allowed}");
    ask("DELETE", "/cases", 405).await;
    ask("TRACE", "/cases", 405).await;
    for nowhere in ["/nowhere", "/cases/", "//cases"] {
        ask("GET", nowhere, 404).await;
    }
}

/// Whatever body comes to an operation that is not about a case, the answer is never a fault of ours. Those about a
/// case are walked by those who may (`walk.rs`).
#[tokio::test]
async fn no_body_is_our_fault() {
    let desk = Desk::open().await;
    desk.service.person("admin", &[domain::Role::SystemAdmin]).await;
    let admin = desk.service.token("admin").await;
    desk.service.person("staff-system", &[domain::Role::Integration]).await;
    let system = desk.service.token("staff-system").await;
    let document = serde_json::to_value(api::document()).unwrap();
    // Who signs out is nobody afterwards.
    let tried = |it: &&Operation| !it.is_about_a_case() && it.id != "sign_out";
    let all = operations::all(&document);
    for operation in all.iter().filter(tried) {
        let path = operation.of_case("");
        let may = if operation.path == "/hr-events" { &system } else { &admin };
        let (mut refused, mut missing) = (0, 0);
        let ask = desk.service.ask(&operation.method, &path).token(may);
        let told = &document["paths"][&operation.path][operation.method.to_lowercase()]["responses"];
        if told.get("428").is_some() {
            ask.clone().bytes("{}").send().await.is(428, "precondition_required");
        }
        for body in operations::BODIES {
            let reply = ask.clone().header("if-match", "\"seen\"").bytes(body).send().await;
            let status = reply.status.as_u16();
            assert!(status < 500 && status != 403, "{} {body:.40}: {}", operation.id, reply.text);
            assert!(status != 401 || operation.open, "{} {body:.40}: {}", operation.id, reply.text);
            refused += u32::from(matches!(status, 400 | 422));
            missing += u32::from(status == 404);
        }
        let looked_at = operation.reads() || refused > 5 || missing > 0 && operation.path.contains('{');
        assert!(looked_at, "{}: {refused} bodies refused", operation.id);
    }
}
