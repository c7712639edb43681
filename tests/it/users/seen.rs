//! What a person or a unit is changed to rests on what was read of it, as with cases.

use serde_json::{Value, json};

use super::Office;

#[tokio::test]
async fn nobody_changes_what_they_have_not_seen() {
    let office = Office::open().await;
    let made = office.post(&office.admin, "/units", json!({"name": "City"})).await;
    let unit = format!("/units/{}", made.json["id"].as_str().unwrap());
    let user = format!("/users/{}", office.service.person("otto", &[]).await);
    let away = |active: bool| json!({"unit": null, "manager": null, "active": active});
    for (thing, path, one, other) in [
        (&unit, unit.clone(), json!({"name": "The city"}), json!({"name": "The town"})),
        (&user, user.clone(), away(false), away(true)),
        (&user, format!("{user}/roles"), json!({"roles": ["analyst"]}), json!({"roles": ["reviewer"]})),
    ] {
        let put = |body: &Value| office.service.ask("PUT", &path).token(&office.admin).json(body);
        let before = office.get(&office.admin, thing).await;
        put(&one).send().await.is(428, "precondition_required");
        for wrong in ["*", "W/\"x\"", "x"] {
            put(&one).header("if-match", wrong).send().await.is(400, "invalid_header");
        }
        // Another administrator's tag is not one's own.
        let others = office.get(&office.admin2, thing).await;
        put(&one).seen(&others).send().await.is(412, "precondition_failed");
        let now = office.get(&office.admin, thing).await;
        assert_eq!((&now.json, &now.headers["etag"]), (&before.json, &before.headers["etag"]), "{path}");

        let known = office.service.ask("GET", thing).token(&office.admin);
        let known = known.header("if-none-match", before.headers["etag"].to_str().unwrap());
        let unchanged = known.clone().send().await;
        assert_eq!((unchanged.status.as_u16(), &*unchanged.text), (304, ""), "{thing}");
        assert_eq!(unchanged.headers["etag"], before.headers["etag"], "{thing}");

        let first = put(&one).seen(&before).send().await.went_well();
        let stale = put(&other).seen(&before).send().await;
        stale.is(412, "precondition_failed");
        assert_eq!(stale.json["title"], "It has changed since you read it");
        assert_eq!(stale.headers["etag"], first.headers["etag"], "{path}");
        assert_eq!(known.send().await.status, 200, "{thing}");
        put(&other).seen(&first).send().await.went_well();
    }
    // A unit is read by everybody, who answers for it by staff.
    let speaker = office.id("casey").await;
    office.put(&office.admin, &unit, json!({"name": "City", "speaker": speaker})).await.went_well();
    for (token, seen) in [(&office.staff, json!(speaker)), (&office.party, Value::Null)] {
        assert_eq!(office.get(token, &unit).await.went_well().json["speaker"], seen);
    }
    let none = "/units/unit_00000000000000000000000000";
    assert_eq!(office.get(&office.party, none).await.status, 404);
    assert_eq!(office.service.logged("read_unit", "denied").await, 1);
}
