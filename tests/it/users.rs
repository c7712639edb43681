//! People, roles that two administrators agree on, units, and who may look.

use std::collections::BTreeSet;

use app::{
    Error, Page,
    units::UnitWanted,
    users::{NewUser, Shown},
};
use domain::Role;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use storage::accounts::directory::{Reach, directory};

use crate::{
    client::Reply,
    service::{Service, request},
};

mod seen;

/// A service with two administrators, a caseworker and a party.
struct Office {
    service: Service,
    admin: String,
    admin2: String,
    staff: String,
    party: String,
}

impl Office {
    async fn open() -> Self {
        let service = Service::start().await;
        for (name, roles) in [
            ("admin", &[Role::SystemAdmin][..]),
            ("admin2", &[Role::SystemAdmin]),
            ("casey", &[Role::Caseworker]),
            ("pia", &[]),
        ] {
            service.person(name, roles).await;
        }
        let token = async |name: &str| service.sign_in(name).await.access_token;
        let (admin, admin2) = (token("admin").await, token("admin2").await);
        let (staff, party) = (token("casey").await, token("pia").await);
        Self { service, admin, admin2, staff, party }
    }

    async fn get(&self, token: &str, path: &str) -> Reply {
        self.service.ask("GET", path).token(token).send().await
    }

    async fn post(&self, token: &str, path: &str, body: Value) -> Reply {
        self.service.ask("POST", path).token(token).json(&body).send().await
    }

    /// Changes what is there as this person sees it now; who sees nothing of it says so.
    async fn put(&self, token: &str, path: &str, body: Value) -> Reply {
        let seen = self.get(token, path.trim_end_matches("/roles")).await;
        let ask = self.service.ask("PUT", path).token(token).json(&body);
        let tag = seen.headers.get("etag").map_or("\"nothing\"", |tag| tag.to_str().unwrap());
        ask.header("if-match", tag).send().await
    }

    async fn id(&self, name: &str) -> String {
        let list = self.get(&self.admin, "/users").await;
        let rows = list.json["data"].as_array().unwrap().clone();
        rows.iter().find(|row| row["username"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    }

    async fn roles(&self, name: &str) -> Value {
        let id = self.id(name).await;
        self.get(&self.admin, &format!("/users/{id}")).await.json["roles"].clone()
    }
}

#[tokio::test]
async fn one_administrator_proposes_and_another_confirms() {
    let office = Office::open().await;
    let path = format!("/users/{}/roles", office.id("pia").await);
    let wanted = json!({"roles": ["caseworker", "reviewer"]});

    let first = office.put(&office.admin, &path, wanted.clone()).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.json);
    assert_eq!(first.json["proposals"][0]["roles"], wanted["roles"]);
    assert_eq!(office.roles("pia").await, json!([]));
    // The same administrator again, or another one with other roles, changes nothing.
    assert_eq!(office.put(&office.admin, &path, wanted.clone()).await.status, StatusCode::ACCEPTED);
    let other = office.put(&office.admin2, &path, json!({"roles": ["caseworker"]})).await;
    assert_eq!(other.status, StatusCode::ACCEPTED);
    assert_eq!(other.json["proposals"].as_array().unwrap().len(), 2);
    assert_eq!(office.get(&office.party, "/me").await.json["roles"], json!([]));

    let second = office.put(&office.admin2, &path, wanted.clone()).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.json);
    assert!(second.json.get("proposals").is_none());
    // At the next request, in the session that was open already.
    assert_eq!(office.get(&office.party, "/me").await.json["roles"], wanted["roles"]);
    assert_eq!(office.get(&office.party, "/users").await.status, StatusCode::OK);

    // Taking away is proposed as well; the proposal that lost does not count for it.
    let less = json!({"roles": ["caseworker"]});
    assert_eq!(office.put(&office.admin, &path, less.clone()).await.status, StatusCode::ACCEPTED);
    assert_eq!(office.put(&office.admin2, &path, less).await.status, StatusCode::OK);
    assert_eq!(office.roles("pia").await, json!(["caseworker"]));
    assert_eq!(office.service.logged("propose_roles", "allowed").await, 4);
    assert_eq!(office.service.logged("set_roles", "allowed").await, 2);
}

#[tokio::test]
async fn a_proposal_grows_old_and_falls_with_who_made_it() {
    let office = Office::open().await;
    let path = format!("/users/{}/roles", office.id("pia").await);
    let wanted = json!({"roles": ["decision_maker"]});
    assert_eq!(office.put(&office.admin, &path, wanted.clone()).await.status, StatusCode::ACCEPTED);
    office.service.wait(SignedDuration::from_hours(25));
    let admin2 = office.service.sign_in("admin2").await.access_token;
    assert_eq!(office.put(&admin2, &path, wanted.clone()).await.status, StatusCode::ACCEPTED);

    // The administrator whose proposal waits is put out.
    let admin = office.service.sign_in("admin").await.access_token;
    let out = json!({"unit": null, "manager": null, "active": false});
    let id = office.get(&admin2, "/me").await.json["id"].as_str().unwrap().to_owned();
    assert_eq!(office.put(&admin, &format!("/users/{id}"), out).await.status, StatusCode::OK);
    assert_eq!(office.get(&admin2, "/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(office.put(&admin, &path, wanted).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn some_roles_need_one_administrator_and_some_do_not_go_together() {
    let office = Office::open().await;
    let id = office.id("pia").await;
    let path = format!("/users/{id}/roles");
    let analyst = office.put(&office.admin, &path, json!({"roles": ["analyst"]})).await;
    assert_eq!(analyst.status, StatusCode::OK, "{}", analyst.json);
    let another = office.put(&office.admin, &path, json!({"roles": ["system_admin"]})).await;
    assert_eq!(another.status, StatusCode::ACCEPTED);

    for (body, pointer) in [
        (json!({"roles": ["system_admin", "caseworker"]}), "/roles"),
        (json!({"roles": ["caseworker"], "covers": ["unit_00000000000000000000000000"]}), "/covers"),
        (json!({"roles": ["intake_officer"], "covers": ["unit_00000000000000000000000000"]}), "/covers/0"),
        (json!({"roles": ["king"]}), "/roles/0"),
    ] {
        let refused = office.put(&office.admin, &path, body.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{body}");
    }

    // Nobody changes the own account, not even to less.
    let own = office.id("admin").await;
    assert_eq!(
        office.put(&office.admin, &format!("/users/{own}/roles"), json!({"roles": []})).await.status,
        403
    );
    let away = json!({"unit": null, "manager": null, "active": false});
    assert_eq!(office.put(&office.admin, &format!("/users/{own}"), away).await.status, 403);
}

/// The answer to a repeated request shows the person as it is now, with what was proposed in between.
#[tokio::test]
async fn a_person_added_twice_is_one_and_shown_as_it_stands() {
    let office = Office::open().await;
    let adds = async || {
        let new = json!({"username": "noor", "display_name": "Noor"});
        let ask = office.service.ask("POST", "/users").token(&office.admin).json(&new);
        ask.header("idempotency-key", "noor-is-added").send().await
    };
    let first = adds().await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json);
    assert_eq!(first.json["proposals"], Value::Null);
    let path = format!("/users/{}/roles", first.json["id"].as_str().unwrap());
    let wanted = json!({"roles": ["reviewer"]});
    assert_eq!(office.put(&office.admin, &path, wanted.clone()).await.status, StatusCode::ACCEPTED);

    let second = adds().await;
    assert_eq!((second.status, &second.json["id"]), (StatusCode::CREATED, &first.json["id"]));
    assert_eq!(second.json["proposals"][0]["roles"], wanted["roles"], "{}", second.json);
    let list = office.get(&office.admin, "/users").await;
    assert_eq!(list.json["data"].as_array().unwrap().iter().filter(|it| it["username"] == "noor").count(), 1);
}

#[tokio::test]
async fn who_may_look_and_who_may_change() {
    let office = Office::open().await;
    let id = office.id("casey").await;
    let none = "user_00000000000000000000000000";
    let person = json!({"username": "new", "display_name": "New"});
    let place = json!({"unit": null, "manager": null, "active": true});
    let unit = json!({"name": "Schools"});
    let (admin, staff, party) = (&office.admin, &office.staff, &office.party);

    for (token, get) in [(admin, 200), (staff, 200), (party, 403)] {
        for path in ["/users".to_owned(), format!("/users/{id}")] {
            assert_eq!(office.get(token, &path).await.status, get, "{path}");
        }
        assert_eq!(office.get(token, "/units").await.status, 200);
        assert_eq!(office.get(token, "/me").await.status, 200);
    }
    assert_eq!(office.get(staff, &format!("/users/{none}")).await.status, 404);
    assert_eq!(office.get(staff, "/users/nonsense").await.status, 404);
    assert_eq!(office.get(party, &format!("/users/{none}")).await.status, 403);
    let reviewer = json!({"roles": ["reviewer"]});
    for token in [staff, party] {
        let put = async |path: &str, body: &Value| {
            office
                .service
                .ask("PUT", path)
                .token(token)
                .header("if-match", "\"seen\"")
                .json(body)
                .send()
                .await
        };
        for answer in [
            office.post(token, "/users", person.clone()).await,
            put(&format!("/users/{id}"), &place).await,
            put(&format!("/users/{none}"), &json!("nonsense")).await,
            put(&format!("/users/{id}/roles"), &reviewer).await,
            office.post(token, "/units", unit.clone()).await,
            put("/units/unit_00000000000000000000000000", &unit).await,
        ] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.json);
        }
    }
    let denied = office.service.log().await.into_iter().filter(|it| it.1 == "denied").count();
    assert_eq!(denied, 2 + 2 + 1 + 12, "each 403 and 404 leaves an entry");
    assert_eq!(office.service.ask("GET", "/users").send().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn people_are_added_listed_and_placed() {
    let office = Office::open().await;
    let unit = office.post(&office.admin, "/units", json!({"name": "Schools"})).await;
    assert_eq!(unit.status, StatusCode::CREATED);
    let unit_id = unit.json["id"].clone();
    assert_eq!(unit.headers["location"], format!("/api/v1/units/{}", unit_id.as_str().unwrap()));

    let casey = office.id("casey").await;
    let new = json!({"username": "Dorte.K", "display_name": "Dorte", "unit": unit_id, "manager": casey});
    let made = office.post(&office.admin, "/users", new.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert_eq!((&made.json["username"], &made.json["roles"]), (&json!("dorte.k"), &json!([])));
    let dorte = made.json["id"].as_str().unwrap().to_owned();

    for (body, pointer) in [
        (new, "/username"),
        (json!({"username": "a b", "display_name": "x"}), "/username"),
        (json!({"username": "x", "display_name": "x"}), "/username"),
        (json!({"username": "øre", "display_name": "x"}), "/username"),
        (json!({"username": "ok", "display_name": " "}), "/display_name"),
        (
            json!({"username": "ok", "display_name": "x", "manager": "user_00000000000000000000000000"}),
            "/manager",
        ),
        (json!({"username": "ok", "display_name": "x", "unit": "unit_00000000000000000000000000"}), "/unit"),
        (json!({"username": "ok", "display_name": "x", "unit": casey}), "/unit"),
    ] {
        let refused = office.post(&office.admin, "/users", body.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{body}");
    }

    // Casey cannot report to somebody who reports to Casey.
    let circle = json!({"unit": null, "manager": dorte, "active": true});
    let refused = office.put(&office.admin, &format!("/users/{casey}"), circle).await;
    assert_eq!(refused.json["errors"][0]["code"], "circular", "{}", refused.json);

    // Pages, one person each, in the order of the names; a cursor is bound to its list and its reader.
    let mut names = Vec::new();
    let mut path = "/users?limit=1".to_owned();
    loop {
        let page = office.get(&office.staff, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.json);
        names.push(page.json["data"][0]["username"].as_str().unwrap().to_owned());
        let Some(cursor) = page.json["next_cursor"].as_str() else { break };
        assert_eq!(office.get(&office.admin, &format!("/users?limit=1&cursor={cursor}")).await.status, 400);
        assert_eq!(
            office.get(&office.staff, &format!("/users?active=true&cursor={cursor}")).await.status,
            400
        );
        path = format!("/users?limit=1&cursor={cursor}");
    }
    assert_eq!(names, ["admin", "admin2", "casey", "dorte.k", "pia"]);
    let caseworkers = office.get(&office.staff, "/users?role=caseworker").await;
    assert_eq!(caseworkers.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(office.get(&office.staff, "/users?manager=x").await.status, 400);
}

#[tokio::test]
async fn the_same_key_makes_one_person() {
    let office = Office::open().await;
    let admin = office.service.caller("admin").await;
    let app = &office.service.app;
    let keyed = |body: u8| app::Request { key: Some("k".to_owned()), body_digest: [body; 32], ..request() };
    let new = |name: &str| NewUser {
        username: name.to_owned(),
        display_name: "New".to_owned().try_into().unwrap(),
        unit: None,
        manager: None,
    };
    let other = office.service.second().await;
    let (first_request, second_request) = (keyed(1), keyed(1));
    let both = tokio::join!(
        app.add_user(&admin, &first_request, new("new")),
        other.add_user(&admin, &second_request, new("new"))
    );
    assert_eq!(both.0.unwrap(), both.1.unwrap());
    let again = app.add_user(&admin, &keyed(2), new("newer")).await;
    assert!(matches!(again, Err(Error::KeyReused)));
    assert_eq!(office.service.logged("add_user", "allowed").await, 4 + 1);

    // Without a key the second is told that the name is taken.
    for round in 0..10 {
        let (one, two) = (request(), request());
        let name = format!("twin{round}");
        let both =
            tokio::join!(app.add_user(&admin, &one, new(&name)), other.add_user(&admin, &two, new(&name)));
        let refused = [both.0, both.1].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(refused[..], [Error::Refused(_)]), "{refused:?}");
    }
}

#[tokio::test]
async fn units_stand_in_a_tree() {
    let office = Office::open().await;
    let speaker = office.id("casey").await;
    let top = office.post(&office.admin, "/units", json!({"name": "City"})).await.json["id"].clone();
    let below = json!({"name": "Ål", "parent": top, "speaker": speaker});
    let below = office.post(&office.admin, "/units", below).await.json["id"].clone();
    let path = format!("/units/{}", top.as_str().unwrap());
    let circle = office.put(&office.admin, &path, json!({"name": "City", "parent": below})).await;
    assert_eq!(circle.json["errors"][0]["code"], "circular");
    let own = office.put(&office.admin, &path, json!({"name": "City", "parent": top})).await;
    assert_eq!(own.json["errors"][0]["code"], "circular");
    // Nobody who keeps accounts becomes a party by it, neither alone nor for each other.
    for keeper in [&office.admin, &office.admin2] {
        let me = office.get(keeper, "/me").await.json["id"].clone();
        let own = office.put(&office.admin, &path, json!({"name": "City", "speaker": me})).await;
        assert_eq!(own.json["errors"][0]["code"], "administrator");
    }
    let renamed = office.put(&office.admin, &path, json!({"name": "The city"})).await;
    assert_eq!((renamed.status, &renamed.json["name"]), (StatusCode::OK, &json!("The city")));

    let seen = office.get(&office.staff, "/units").await.json["data"].clone();
    assert_eq!((&seen[0]["name"], &seen[1]["name"]), (&json!("The city"), &json!("Ål")));
    assert_eq!(seen[1]["speaker"], json!(speaker));
    assert_eq!(office.get(&office.party, "/units").await.json["data"][1]["speaker"], Value::Null);
}

#[tokio::test]
async fn the_directory_knows_the_reporting_line() {
    let service = Service::start().await;
    service.person("admin", &[Role::SystemAdmin]).await;
    let admin = service.caller("admin").await;
    let mut ids = Vec::new();
    // aa over bb over cc over dd; c2 beside cc, d2 beside dd; xx alone.
    for (name, manager) in [
        ("aa", None),
        ("bb", Some(0)),
        ("cc", Some(1)),
        ("dd", Some(2)),
        ("c2", Some(1)),
        ("d2", Some(2)),
        ("xx", None),
    ] {
        let new = NewUser {
            username: name.to_owned(),
            display_name: name.to_owned().try_into().unwrap(),
            unit: None,
            manager: manager.map(|at: usize| ids[at]),
        };
        ids.push(service.app.add_user(&admin, &request(), new).await.unwrap().view.id);
    }
    let reader = service.app.database().reader();
    let [aa, bb, cc, dd, c2, d2, xx] = ids[..] else { panic!() };
    let wanted =
        UnitWanted { name: "The port".to_owned().try_into().unwrap(), parent: None, speaker: Some(bb) };
    let unit = service.app.add_unit(&admin, &request(), wanted).await.unwrap().view.id;

    let found = directory(reader, &["cc"], &[], &[unit], Reach::Named).await.unwrap();
    assert_eq!(found.members.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from([aa, bb, cc]));
    assert_eq!(found.units[&unit].speaker, Some(bb));
    let found = directory(reader, &["cc"], &[], &[], Reach::Lines).await.unwrap();
    assert_eq!(
        found.members.keys().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from([aa, bb, cc, dd, c2, d2])
    );
    assert_eq!(found.reporting_line(cc), BTreeSet::from([aa, bb, c2, dd, d2]));
    let found = directory(reader, &["nobody"], &[dd, xx], &[], Reach::Lines).await.unwrap();
    assert_eq!(found.reporting_line(dd), BTreeSet::from([aa, bb, cc, d2]));
    assert_eq!(found.reporting_line(xx), BTreeSet::new());
    // Down at every level, and for who answers for a unit without anybody naming them.
    let found = directory(reader, &["xx"], &[aa], &[unit], Reach::Lines).await.unwrap();
    assert_eq!(found.reporting_line(aa), BTreeSet::from([bb, cc, dd, c2, d2]));
    let found = directory(reader, &[], &[], &[unit], Reach::Lines).await.unwrap();
    assert_eq!(found.reporting_line(bb), BTreeSet::from([aa, cc, dd, c2, d2]));
    let nobody = directory(reader, &[], &[], &[], Reach::Lines).await.unwrap();
    assert_eq!(nobody, domain::Directory::default());
}

#[tokio::test]
async fn denials_beyond_600_an_hour_are_counted() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let amina = service.caller("amina").await;
    for _ in 0..603 {
        let denied = service.app.users(&amina, &request(), &Shown::default(), &Page::default()).await;
        assert!(matches!(denied, Err(Error::Forbidden)));
    }
    assert_eq!(service.logged("list_users", "denied").await, 600);
    service.app.sweep().await.unwrap();
    assert_eq!(service.logged("further_denials", "denied").await, 0, "the hour is not over");
    service.wait(SignedDuration::from_hours(1));
    service.app.sweep().await.unwrap();
    service.app.sweep().await.unwrap();
    let further: Vec<_> = service.log().await.into_iter().filter(|it| it.0 == "further_denials").collect();
    assert_eq!(further, [("further_denials".to_owned(), "denied".to_owned(), 3)]);
    // The next hour begins anew.
    let denied = service.app.users(&amina, &request(), &Shown::default(), &Page::default()).await;
    assert!(denied.is_err());
    assert_eq!(service.logged("list_users", "denied").await, 601);
}
