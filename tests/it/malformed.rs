//! Each kind of malformed input, on several routes: the right problem, with a pointer where there is a place to
//! point at; never a fault of ours, and nothing stored.

use serde_json::{Value, json};

use crate::{
    http::{Answer, Ask},
    person::Person,
    program::{BASE, Program},
    sample,
};

/// A request in good order, which each test spoils in one way.
struct Good {
    name: &'static str,
    ask: Ask,
    /// The body, to be spoilt.
    body: Value,
}

impl Good {
    fn of(name: &'static str, ask: Ask, body: Value) -> Self {
        Self { name, ask: ask.json(&body), body }
    }

    fn with(&self, change: impl FnOnce(&mut Value)) -> Ask {
        let mut body = self.body.clone();
        change(&mut body);
        self.ask.clone().json(&body)
    }
}

/// The stage: a case, and who may do something to it.
struct Desk<'p> {
    program: &'p Program,
    case: String,
}

impl<'p> Desk<'p> {
    fn new() -> Self {
        let program = Program::shared();
        Self { program, case: sample::screening(program) }
    }

    fn caseworker(&self) -> Person<'p> {
        self.program.person("caseworker")
    }

    /// Somebody who files in these tests alone, so that what they filed can be counted.
    fn filer(&self) -> Person<'p> {
        self.program.person("applicant")
    }

    /// One request of each sort: filing, a change with texts, one with an id, a replacement, one without a case.
    fn requests(&self) -> Vec<Good> {
        let caseworker = self.caseworker();
        let change =
            |method: &str, what: &str, body: &Value| caseworker.changing(method, &self.case, what, body);
        let note = json!({"note": "a note"});
        let consultation = json!({"about": "scope", "plan": "a", "because": "b", "consequences": "c"});
        let question = json!({"party": self.party(), "question": "what happened?"});
        let facts = json!({"facts": sample::complaint(self.program)["facts"]});
        let compute = json!({
            "jurisdiction": "DK", "rule": "DK-D3", "facts": {"decision_received": "2026-11-24"},
        });
        vec![
            Good::of("file", self.filer().asking("POST", "/cases"), sample::complaint(self.program)),
            Good::of("note", change("POST", "/notes", &note), note),
            Good::of("consult", change("POST", "/consultations", &consultation), consultation),
            Good::of("ask", change("POST", "/information-requests", &question), question),
            Good::of("facts", change("PUT", "/facts", &facts), facts),
            Good::of("compute", Ask::new("POST", format!("{BASE}/deadlines/compute")), compute),
        ]
    }

    fn party(&self) -> String {
        let case = self.caseworker().sees(&self.case);
        case["parties"][0]["id"].as_str().expect("an id").to_owned()
    }

    /// Sends it, which must give this problem, with these pointers, and leave everything as it is.
    #[track_caller]
    fn spoilt(&self, name: &str, ask: &Ask, status: u16, kind: &str, pointers: &[&str]) -> Answer {
        let filed = || self.filer().all("/cases").len();
        let before = (self.caseworker().tag(&self.case), filed());
        let answer = self.program.send(name, ask);
        let told = (answer.status, answer.slug());
        assert_eq!((told.0, &*told.1), (status, kind), "{name}: {}", answer.told());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{name}");
        let problem = answer.json();
        for field in ["title", "instance", "code", "request_id"] {
            assert!(problem[field].is_string(), "{name}: no {field}");
        }
        assert_eq!(problem["status"], status, "{name}");
        assert_eq!(problem["code"], kind.replace('-', "_"), "{name}");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let named: Vec<_> = errors.iter().filter_map(|it| it["pointer"].as_str()).collect();
        assert_eq!(named, pointers, "{name}: {}", answer.told());
        assert!(self.program.entries(&self.case, ask).is_empty(), "{name} left an entry");
        let after = (self.caseworker().tag(&self.case), filed());
        assert_eq!(after, before, "{name} stored something");
        answer
    }

    /// Spoils every request in the same way.
    #[track_caller]
    fn each(&self, status: u16, kind: &str, spoil: impl Fn(&Good) -> Ask) {
        for good in self.requests() {
            self.spoilt(good.name, &spoil(&good), status, kind, &[]);
        }
    }
}

#[test]
fn bodies_that_are_not_json() {
    let desk = Desk::new();
    for bad in [&b"{"[..], b"nonsense", b"{'a': 1}", b"\xff\xfe", b"{\"\xff\": 1}", b"\0"] {
        desk.each(400, "malformed-body", |good| good.ask.clone().bytes(bad.to_vec(), "application/json"));
    }
    desk.each(400, "malformed-body", |good| {
        good.ask.clone().bytes(format!("{} {{}}", good.body).into_bytes(), "application/json")
    });
    // Bad UTF-8 inside a text, and half a surrogate pair.
    let note = desk.caseworker().changing("POST", &desk.case, "/notes", &json!({"note": "x"}));
    for bad in [&b"{\"note\": \"\xc3\x28\"}"[..], b"{\"note\": \"\\ud800\"}"] {
        desk.spoilt(
            "note",
            &note.clone().bytes(bad.to_vec(), "application/json"),
            400,
            "malformed-body",
            &[],
        );
    }
}

#[test]
fn deep_nesting() {
    let desk = Desk::new();
    let deep = [b"{\"a\":".repeat(50_000), b"1".to_vec(), b"}".repeat(50_000)].concat();
    let arrays = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    for good in desk.requests() {
        for body in [&deep, &arrays] {
            let answer =
                desk.program.send(good.name, &good.ask.clone().bytes(body.clone(), "application/json"));
            assert!((400..500).contains(&answer.status), "{}: {}", good.name, answer.told());
        }
    }
}

#[test]
fn bodies_of_another_type() {
    let desk = Desk::new();
    for kind in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
    ] {
        desk.each(415, "unsupported-media-type", |good| good.ask.clone().header("Content-Type", kind));
    }
    desk.each(415, "unsupported-media-type", |good| good.ask.clone().without("Content-Type"));
}

#[test]
fn bodies_that_are_too_large() {
    let desk = Desk::new();
    let large = json!({"note": "x".repeat(2 * 1024 * 1024)});
    desk.each(413, "payload-too-large", |good| good.ask.clone().json(&large));
}

#[test]
fn bodies_where_none_is_taken() {
    let desk = Desk::new();
    let ask = desk.caseworker().changing("POST", &desk.case, "/screening", &json!({"surprise": 1}));
    desk.spoilt("screening", &ask, 400, "unexpected-body", &[]);
}

#[test]
fn fields_that_are_not_known() {
    let desk = Desk::new();
    for good in desk.requests() {
        let ask = good.with(|body| body["surprise"] = json!(1));
        desk.spoilt(good.name, &ask, 400, "unknown-field", &["/surprise"]);
    }
    // Also below the top, and also those that the stored state has: nobody assigns what is not theirs to set.
    let filing = &desk.requests()[0];
    for (pointer, spoil) in [
        ("/allegations/0/finding", json!("substantiated")),
        ("/facts/colour", json!("red")),
        ("/state", json!({"stage": "closed"})),
        ("/number", json!("R-0000-0000")),
        ("/received_on", json!("2026-01-01")),
        ("/author", json!("user_00000000000000000000000000")),
    ] {
        let (path, name) = pointer.rsplit_once('/').unwrap();
        let ask = filing.with(|body| body.pointer_mut(path).unwrap()[name] = spoil);
        desk.spoilt(pointer, &ask, 400, "unknown-field", &[pointer]);
    }
}

#[test]
fn fields_that_are_missing() {
    let desk = Desk::new();
    let first = ["unit", "note", "about", "party", "facts", "jurisdiction"];
    for (good, name) in desk.requests().iter().zip(first) {
        let ask = good.with(|body| {
            body.as_object_mut().unwrap().remove(name);
        });
        desk.spoilt(good.name, &ask, 400, "missing-field", &[&format!("/{name}")]);
    }
}

#[test]
fn values_that_cannot_be_right() {
    let desk = Desk::new();
    let requests = desk.requests();
    let long = "x".repeat(20_001);
    for (which, pointer, value) in [
        (0, "/unit", json!(17)),
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
        (0, "/allegations/0/ground", json!("shoe_size")),
        (0, "/allegations", json!({})),
        (0, "/facts/refusal_received_on", json!("2026-13-01")),
        (0, "/facts/applicants", json!(-1)),
        (0, "/facts/applicants", json!(1e30)),
        (0, "/facts/applicants", json!("many")),
        (1, "/note", json!(null)),
        (1, "/note", json!(true)),
        (2, "/about", json!("anything")),
        (3, "/party", json!("party_")),
        (3, "/party", json!("party_iiiiiiiiiiiiiiiiiiiiiiiiii")),
        (3, "/party", json!("party_00000000000000000000000000")),
        (4, "/facts/criteria_fixed_on", json!("yesterday")),
        (5, "/facts/decision_received", json!("2026-02-30")),
    ] {
        let good = &requests[which];
        let (path, name) = pointer.rsplit_once('/').unwrap();
        let ask = good.with(|body| body.pointer_mut(path).unwrap()[name] = value.clone());
        let ask = match pointer.strip_prefix("/allegations/0/") {
            Some(name) => good.with(|body| body["allegations"][0][name] = value.clone()),
            None => ask,
        };
        desk.spoilt(
            &format!("{} {pointer} = {value:.40}", good.name),
            &ask,
            422,
            "validation-failed",
            &[pointer],
        );
    }
    // Facts of another phase, and a tag that no phase has.
    let other = requests[4].with(|body| body["facts"] = json!({"phase": "dismissal"}));
    desk.spoilt("another phase", &other, 422, "validation-failed", &["/facts/phase"]);
    // A field that comes twice is not JSON that everybody reads alike.
    let twice =
        requests[1].ask.clone().bytes(b"{\"note\": \"a\", \"note\": \"b\"}".to_vec(), "application/json");
    desk.spoilt("twice", &twice, 400, "malformed-body", &[]);
    let not_an_object = requests[1].ask.clone().json(&json!(["note"]));
    let answer = desk.program.send("array", &not_an_object);
    assert!(matches!(answer.status, 400 | 422), "{}", answer.told());
}

#[test]
fn entity_tags() {
    let desk = Desk::new();
    let good = &desk.requests()[1];
    let tag = desk.caseworker().tag(&desk.case).unwrap();
    desk.spoilt("missing", &good.ask.clone().without("If-Match"), 428, "precondition-required", &[]);
    for bad in [
        format!("W/{tag}"),
        "*".to_owned(),
        tag.trim_matches('"').to_owned(),
        format!("{tag}, {tag}"),
        String::new(),
    ] {
        desk.spoilt(&bad, &good.ask.clone().header("If-Match", &*bad), 400, "invalid-header", &[]);
    }
    let stale = good.ask.clone().header("If-Match", "\"of-yesterday\"");
    let answer = desk.spoilt("stale", &stale, 412, "precondition-failed", &[]);
    assert_eq!(answer.header("etag"), Some(&*tag), "what stands now is told");
    // The tag of somebody else is not this person's.
    let other = desk.program.person("complainant").tag(&desk.case).unwrap();
    desk.spoilt("of another", &good.ask.clone().header("If-Match", other), 412, "precondition-failed", &[]);
    let mut two = good.ask.clone();
    two.headers.push(("If-Match".to_owned(), tag));
    desk.spoilt("two", &two, 400, "invalid-header", &[]);
}

#[test]
fn headers() {
    let desk = Desk::new();
    let good = &desk.requests()[1];
    for purpose in ["curiosity", "case_handling", "", "case-handling, oversight"] {
        desk.spoilt(purpose, &good.ask.clone().header("Purpose", purpose), 400, "unknown-purpose", &[]);
    }
    for key in [" ", &"k".repeat(256), "k\u{e6}"] {
        desk.spoilt(key, &good.ask.clone().header("Idempotency-Key", key), 400, "invalid-header", &[]);
    }
    let read = desk.caseworker().asking("GET", &format!("/cases/{}", desk.case));
    let unsaid = desk.program.send("caseworker", &read.clone().without("Purpose"));
    assert_eq!((unsaid.status, &*unsaid.slug()), (400, "purpose-required"));
    let not_own = desk.program.send("caseworker", &read.header("Purpose", "own-case"));
    assert_eq!((not_own.status, &*not_own.slug()), (400, "purpose-not-fitting"));
}

#[test]
fn parameters() {
    let desk = Desk::new();
    let complainant = desk.program.person("complainant");
    let case = format!("/cases/{}", desk.case);
    for (path, kind) in [
        ("/cases?colour=red".to_owned(), "unknown-parameter"),
        ("/cases?State=screening".to_owned(), "unknown-parameter"),
        ("/cases?state=nowhere".to_owned(), "invalid-parameter"),
        ("/cases?phase=".to_owned(), "invalid-parameter"),
        ("/cases?unit=library".to_owned(), "invalid-parameter"),
        ("/cases?due_before=2026-02-30".to_owned(), "invalid-parameter"),
        ("/cases?limit=0".to_owned(), "invalid-parameter"),
        ("/cases?limit=101".to_owned(), "invalid-parameter"),
        ("/cases?limit=-1".to_owned(), "invalid-parameter"),
        ("/cases?limit=ten".to_owned(), "invalid-parameter"),
        ("/cases?limit=10&limit=20".to_owned(), "invalid-parameter"),
        ("/cases?state=%ff".to_owned(), "invalid-parameter"),
        ("/cases?cursor=nonsense".to_owned(), "cursor-expired"),
        ("/cases?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(), "cursor-expired"),
        ("/cases?cursor=".to_owned(), "cursor-expired"),
        (format!("{case}?verbose=1"), "unknown-parameter"),
        (format!("{case}/actions?limit=3"), "unknown-parameter"),
        (format!("{case}/audit?cursor=nonsense"), "cursor-expired"),
    ] {
        let ask = complainant.asking("GET", &path);
        desk.spoilt(&path, &ask, 400, kind, &[]);
    }
}

#[test]
fn ids_that_are_none() {
    let desk = Desk::new();
    let caseworker = desk.caseworker();
    for id in
        ["nonsense", "case_", "%00", "..%2f..%2fetc", "case_00000000000000000000000000", &"x".repeat(4_000)]
    {
        let answer = caseworker.get(&format!("/cases/{id}"));
        assert_eq!((answer.status, &*answer.slug()), (404, "not-found"), "{id}");
    }
    let tag = caseworker.tag(&desk.case).unwrap();
    for id in ["nonsense", "cons_00000000000000000000000000", "hear_00000000000000000000000000"] {
        let path = format!("/cases/{}/consultations/{id}/weighing", desk.case);
        let ask = caseworker.asking("POST", &path).header("If-Match", &*tag).json(&json!({"how": "well"}));
        let answer = desk.program.send("caseworker", &ask);
        assert_eq!((answer.status, &*answer.slug()), (404, "not-found"), "{id}: {}", answer.told());
    }
}

#[test]
fn methods_and_addresses() {
    let desk = Desk::new();
    let caseworker = desk.caseworker();
    for (method, path, status) in [
        ("PATCH", format!("/cases/{}", desk.case), 405),
        ("DELETE", "/cases".to_owned(), 405),
        ("TRACE", "/cases".to_owned(), 405),
        ("GET", "/nowhere".to_owned(), 404),
        ("GET", "/cases/".to_owned(), 404),
        ("GET", "//cases".to_owned(), 404),
    ] {
        let answer = caseworker.send(&caseworker.asking(method, &path));
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.told());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {path}");
    }
}
