//! Requests in good order, to be spoilt: somebody with a draft, on a service in this process.

use serde_json::{Value, json};
use storage::Database;

use crate::{
    client::{Ask, Reply},
    faults::counts,
    service::Service,
};

/// A complaint about a unit, as the body of a request.
pub(crate) fn complaint(unit: &str) -> Value {
    json!({
        "unit": unit,
        "story": "The advert asked for Danish at native level.",
        "occurred_from": "2026-07-20",
        "identity": "named",
        "whistleblower": false,
        "facts": { "phase": "recruitment", "refusal_received_on": "2026-09-14" },
        "allegations": [{ "ground": "ethnic_origin", "form": "indirect", "what": "The language requirement." }],
    })
}

/// A service with one draft.
pub(crate) struct Desk {
    pub(crate) service: Service,
    database: Database,
    /// A unit.
    pub(crate) unit: String,
    /// Who wrote the draft.
    pub(crate) token: String,
    /// The address of the draft.
    pub(crate) case: String,
    /// What its author saw of it.
    pub(crate) made: Reply,
}

/// A request in good order.
pub(crate) struct Good<'a> {
    pub(crate) name: &'static str,
    pub(crate) ask: Ask<'a>,
    body: Value,
}

impl<'a> Good<'a> {
    fn of(name: &'static str, ask: Ask<'a>, body: Value) -> Self {
        Self { name, ask: ask.json(&body), body }
    }

    /// The same with something else in the body.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Value)) -> Ask<'a> {
        let mut body = self.body.clone();
        change(&mut body);
        self.ask.clone().json(&body)
    }

    /// The same with this value at that place in the body.
    pub(crate) fn at(&self, pointer: &str, value: Value) -> Ask<'a> {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        self.with(|body| body.pointer_mut(parent).unwrap()[name] = value)
    }
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let service = Service::start().await;
        service.person("amina", &[]).await;
        let (token, unit) = (service.token("amina").await, service.unit().await);
        let made = service.ask("POST", "/cases").token(&token).json(&complaint(&unit)).send().await;
        assert_eq!(made.status, 201, "{}", made.text);
        let case = format!("/cases/{}", made.json["case"]["id"].as_str().unwrap());
        assert_eq!(made.headers["location"], format!("/api/v1{case}"));
        let database = service.database.connect().await;
        Self { service, database, unit, token, case, made }
    }

    /// A request of the author.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        self.service.ask(method, path).token(&self.token)
    }

    /// A change of the draft, as the author saw it.
    pub(crate) fn change(&self, method: &str, what: &str) -> Ask<'_> {
        self.ask(method, &format!("{}{what}", self.case)).seen(&self.made)
    }

    /// One request of each sort: filing, a change with a text, one that names somebody, a replacement, one without a
    /// case.
    pub(crate) fn requests(&self) -> [Good<'_>; 5] {
        let filing = complaint(&self.unit);
        let facts = json!({ "facts": filing["facts"] });
        let allegation = json!({"ground": "age", "form": "direct", "what": "too old"});
        let exclusion = json!({"concern": "excluded", "person": {"user": "intake"}});
        let compute = json!({
            "jurisdiction": "DK", "rule": "DK-D3", "facts": {"decision_received": "2026-11-24"},
        });
        [
            Good::of("file", self.ask("POST", "/cases"), filing),
            Good::of("allege", self.change("POST", "/allegations"), allegation),
            Good::of("exclude", self.change("POST", "/exclusions"), exclusion),
            Good::of("facts", self.change("PUT", "/facts"), facts),
            Good::of("compute", self.service.ask("POST", "/deadlines/compute"), compute),
        ]
    }

    /// Sends it, which must give this problem, with these pointers, and leave everything as it is.
    pub(crate) async fn spoilt(
        &self,
        name: &str,
        ask: Ask<'_>,
        status: u16,
        code: &str,
        pointers: &[&str],
    ) -> Reply {
        let before = counts(&self.database).await;
        let reply = ask.send().await;
        let told = (reply.status.as_u16(), reply.json["code"].as_str().unwrap_or_default());
        assert_eq!(told, (status, code), "{name}: {}", reply.text);
        assert_eq!(reply.headers["content-type"], "application/problem+json", "{name}");
        for field in ["title", "instance", "request_id"] {
            assert!(reply.json[field].is_string(), "{name}: no {field}");
        }
        assert_eq!(reply.json["status"], status, "{name}");
        assert_eq!(reply.json["type"], format!("/problems/{}", code.replace('_', "-")), "{name}");
        assert_eq!(reply.pointers(), pointers, "{name}: {}", reply.text);
        assert_eq!(counts(&self.database).await, before, "{name} stored something");
        reply
    }

    /// Spoils every request in the same way, of which no place in the body is to blame.
    pub(crate) async fn each<'d>(&'d self, status: u16, code: &str, spoil: impl Fn(Ask<'d>) -> Ask<'d>) {
        for good in self.requests() {
            self.spoilt(good.name, spoil(good.ask), status, code, &[]).await;
        }
    }
}
