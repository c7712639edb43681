//! Bodies of each malformed kind, on several routes: the right problem, with a pointer where there is a place to
//! point at; never a fault of ours, and nothing stored.

use serde_json::json;

use crate::desk::Desk;

#[tokio::test]
async fn bodies_that_are_not_json() {
    let desk = Desk::open().await;
    for bad in [
        &b"{"[..],
        b"nonsense",
        b"{'a': 1}",
        b"\xff\xfe",
        b"{\"\xff\": 1}",
        b"\0",
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"{\"what\": \"\xc3\x28\"}",
        b"{\"what\": \"\\ud800\"}",
        b"{\"a\": 1e999}",
    ] {
        desk.each(400, "malformed_body", |ask| ask.bytes(bad)).await;
    }
    // A field that comes twice is not JSON that everybody reads alike.
    for good in desk.requests() {
        let twice = b"{\"what\": \"a\", \"what\": \"b\"}";
        let twice = desk.spoilt(good.name, good.ask.bytes(twice), 400, "malformed_body", &["/what"]).await;
        assert!(twice.text.contains("`what` comes twice"), "{}", twice.text);
    }
    let below = desk.requests()[0].ask.clone().bytes(r#"{"a": [0, {"b/c": 1, "d": {}, "b/c": 2}]}"#);
    desk.spoilt("below", below, 400, "malformed_body", &["/a/1/b~1c"]).await;
}

#[tokio::test]
async fn deep_nesting() {
    let desk = Desk::open().await;
    let deep = [b"{\"a\":".repeat(50_000), b"1".to_vec(), b"}".repeat(50_000)].concat();
    let arrays = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    for body in [deep, arrays, b"[".repeat(10_000)] {
        desk.each(400, "malformed_body", |ask| ask.bytes(body.as_slice())).await;
    }
}

#[tokio::test]
async fn bodies_of_another_type() {
    let desk = Desk::open().await;
    for kind in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/json; charset=latin1",
    ] {
        desk.each(415, "unsupported_media_type", |ask| ask.header("content-type", kind)).await;
    }
    desk.each(415, "unsupported_media_type", |ask| ask.without("content-type")).await;
}

#[tokio::test]
async fn bodies_that_are_compressed() {
    let desk = Desk::open().await;
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0";
    for encoding in ["gzip", "br", "identity, gzip", "x"] {
        desk.each(415, "unsupported_media_type", |ask| ask.header("content-encoding", encoding).bytes(gzip))
            .await;
    }
    for good in desk.requests() {
        let twice = good.ask.header("content-encoding", "identity").also("content-encoding", "gzip");
        let reply = desk.spoilt(good.name, twice, 415, "unsupported_media_type", &[]).await;
        assert!(reply.json["detail"].as_str().unwrap().contains("Content-Encoding"), "{}", reply.text);
        assert_eq!(reply.headers["accept-encoding"], "identity", "{}", good.name);
    }
    let as_it_is = desk.requests()[1].ask.clone().header("content-encoding", "Identity");
    as_it_is.send().await.went_well();
    // What has no body has nothing that could be encoded.
    let reading = desk.ask("GET", &desk.case).header("content-encoding", "gzip");
    reading.send().await.went_well();
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let desk = Desk::open().await;
    let large = json!({"what": "x".repeat(1024 * 1024)});
    desk.each(413, "payload_too_large", |ask| ask.json(&large)).await;
}

#[tokio::test]
async fn bodies_where_none_is_taken() {
    let desk = Desk::open().await;
    for body in ["{}", "{\"surprise\": 1}", "x"] {
        let ask = desk.change("POST", "/submission").bytes(body);
        desk.spoilt("submission", ask, 400, "unexpected_body", &[]).await;
    }
}

#[tokio::test]
async fn bodies_that_are_no_object() {
    let desk = Desk::open().await;
    for body in [json!([]), json!(["what"]), json!(null), json!(0), json!("")] {
        for good in desk.requests() {
            desk.spoilt(good.name, good.ask.json(&body), 422, "validation_failed", &[""]).await;
        }
    }
}

#[tokio::test]
async fn fields_that_are_not_known() {
    let desk = Desk::open().await;
    for good in desk.requests() {
        desk.spoilt(good.name, good.at("/surprise", json!(1)), 400, "unknown_field", &["/surprise"]).await;
    }
    // Also below the top, and also those that the stored state has: nobody assigns what is not theirs to set.
    let filing = &desk.requests()[0];
    for (pointer, value) in [
        ("/allegations/0/finding", json!("substantiated")),
        ("/facts/colour", json!("red")),
        ("/facts/notice_received_on", json!("2026-01-01")),
        ("/state", json!({"stage": "closed"})),
        ("/number", json!("R-0000-0000")),
        ("/received_on", json!("2026-01-01")),
        ("/author", json!("user_00000000000000000000000000")),
    ] {
        desk.spoilt(pointer, filing.at(pointer, value), 400, "unknown_field", &[pointer]).await;
    }
}

#[tokio::test]
async fn fields_that_are_missing() {
    let desk = Desk::open().await;
    let first = ["unit", "what", "person", "facts", "jurisdiction"];
    for (good, name) in desk.requests().iter().zip(first) {
        let ask = good.with(|body| drop(body.as_object_mut().unwrap().remove(name)));
        desk.spoilt(good.name, ask, 400, "missing_field", &[&format!("/{name}")]).await;
    }
    let filing = &desk.requests()[0];
    let ask = filing.with(|body| *body = json!({ "unit": desk.unit, "occurred_from": "2026-07-20" }));
    desk.spoilt("file", ask, 400, "missing_field", &["/story", "/identity", "/facts"]).await;
}

#[tokio::test]
async fn values_that_cannot_be_right() {
    let desk = Desk::open().await;
    let requests = desk.requests();
    let long = "x".repeat(20_001);
    for (which, pointer, value) in [
        (0, "/unit", json!(17)),
        (0, "/unit", json!("unit_")),
        (0, "/unit", json!("unit_iiiiiiiiiiiiiiiiiiiiiiiiii")),
        (0, "/unit", json!("case_00000000000000000000000000")),
        (0, "/unit", json!("unit_00000000000000000000000000")),
        (0, "/story", json!("")),
        (0, "/story", json!(" \n ")),
        (0, "/story", json!("a\u{0}b")),
        (0, "/story", json!(long)),
        (0, "/story", json!(["x"])),
        (0, "/occurred_from", json!("2026-02-30")),
        (0, "/occurred_from", json!("14.9.2026")),
        (0, "/occurred_from", json!("2026-09-14T00:00:00Z")),
        (0, "/occurred_from", json!("2027-09-14")),
        (0, "/occurred_from", json!(20_260_914)),
        (0, "/identity", json!("secret")),
        (0, "/submit", json!("yes")),
        (0, "/language", json!("not a language")),
        (0, "/allegations", json!({})),
        (0, "/allegations/0/ground", json!("shoe_size")),
        (0, "/facts/refusal_received_on", json!("2026-13-01")),
        (0, "/facts/refusal_received_on", json!(5)),
        (0, "/facts/applicants", json!(-1)),
        (0, "/facts/applicants", json!(1e30)),
        (0, "/facts/applicants", json!("many")),
        (0, "/facts/not_obtainable", json!(vec![json!({"fact": "posting", "reason": "lost"}); 51])),
        (1, "/what", json!(null)),
        (1, "/what", json!(true)),
        (1, "/ground", json!("anything")),
        (2, "/concern", json!("anything")),
        (2, "/person", json!("intake")),
        (2, "/person/user", json!("a\u{0}b")),
        (3, "/facts/criteria_fixed_on", json!("yesterday")),
        // Of another phase than the draft.
        (3, "/facts", json!({"phase": "dismissal"})),
        (4, "/jurisdiction", json!("XX")),
        (4, "/rule", json!("SE-D1")),
        (4, "/rule", json!("DK-D99")),
        (4, "/facts/decision_received", json!("2026-02-30")),
    ] {
        let good = &requests[which];
        let told = if pointer == "/facts" { "/facts/phase" } else { pointer };
        let name = format!("{} {pointer} = {value:.40}", good.name);
        let ask = match pointer.strip_prefix("/allegations/0/") {
            Some(field) => good.with(|body| body["allegations"][0][field] = value),
            None => good.at(pointer, value),
        };
        desk.spoilt(&name, ask, 422, "validation_failed", &[told]).await;
    }
    // The refusal says what is wanted.
    for (which, wanted) in [
        (0, "takes an object whose `phase` is one of `dismissal`, `employment`, `recruitment`"),
        (3, "takes an object whose `phase` is one of `dismissal`, `employment`, `recruitment`"),
        (4, "takes an object"),
    ] {
        let good = &requests[which];
        let list = good.at("/facts", json!([]));
        let reply = desk.spoilt(good.name, list, 422, "validation_failed", &["/facts"]).await;
        assert_eq!(reply.json["errors"][0]["detail"], wanted);
    }
    // What is long to keep is long to show: lists end.
    let incidents = json!(vec![json!({"on": "2026-09-14", "what": "again"}); 201]);
    let long =
        requests[0].with(|body| body["facts"] = json!({"phase": "employment", "incidents": incidents}));
    desk.spoilt("many incidents", long, 422, "validation_failed", &["/facts/incidents"]).await;
}
