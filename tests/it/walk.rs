//! Every operation of the API, tried by everybody who may not (V5): strangers, those for whom the case does not
//! exist, and those whose part in it does not allow it.

use std::{collections::BTreeSet, sync::OnceLock};

use domain::{
    Action, Capacity, Stage,
    access::{allows, on_condition},
};
use serde_json::{Value, json};

use crate::{
    http::{Answer, Ask},
    operations::{self, BODIES, Operation},
    person::Person,
    program::{BASE, Program},
    sample,
};

/// A demonstration with a case that is hidden from some, in which denials are counted.
struct Theatre {
    program: Program,
    operations: Vec<Operation>,
    case: String,
    /// The case as the caseworker sees it before anybody tries anything.
    before: Value,
}

fn theatre() -> &'static Theatre {
    static THEATRE: OnceLock<Theatre> = OnceLock::new();
    THEATRE.get_or_init(|| {
        let program = Program::on("2026-10-05");
        let concerned = json!([
            {"concern": "accused", "person": {"user": "panel-chair"}},
            {"concern": "excluded", "person": {"user": "privacy-officer"}},
            {"concern": "panel_member", "person": {"user": "intake2"}},
        ]);
        let case = sample::filed_with(&program, &json!({"concerned": concerned}));
        sample::admit(&program, &case);
        let document = program.send("nobody", &Ask::new("GET", format!("{BASE}/openapi.json")));
        assert_eq!(document.status, 200, "{}", document.told());
        let operations = operations::all(&document.json());
        let before = program.person("caseworker").sees(&case);
        Theatre { program, operations, case, before }
    })
}

/// The id of a case that does not exist.
pub(crate) const MISSING: &str = "case_00000000000000000000000000";

impl Theatre {
    fn about_a_case(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(|it| it.is_about_a_case())
    }

    /// At the end of each walk: whoever tried, the case is what it was.
    fn still_stands(&self) {
        assert_eq!(self.program.person("caseworker").sees(&self.case), self.before);
    }
}

/// The operation on a case, as this person would ask for it, under a tag that nothing has: what is allowed goes no
/// further than that.
pub(crate) fn ask(who: Person<'_>, operation: &Operation, case: &str) -> Ask {
    let ask = who.asking(&operation.method, &operation.of_case(case));
    if operation.reads() { ask } else { ask.header("If-Match", "\"unseen\"").json(&json!({})) }
}

/// What an answer says, but for what tells one request from another.
pub(crate) fn essence(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut body = answer.json();
    for own in ["request_id", "instance"] {
        if body.get(own).is_some() {
            body[own] = Value::Null;
        }
    }
    let own = ["date", "x-request-id", "content-length"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    (answer.status, headers.cloned().collect(), body)
}

#[test]
fn strangers() {
    let theatre = theatre();
    let valid = theatre.program.token("intake");
    let (head, signature) = valid.rsplit_once('.').expect("a token in three parts");
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("Bearer {head}.{flipped}{}", &signature[1..]);
    let bad = ["Bearer", "Bearer ", "Bearer a.b.c", "Basic aW50YWtlOmRlbW8=", &valid, &forged];
    for operation in theatre.operations.iter().filter(|it| !OPEN.contains(&it.id.as_str())) {
        for case in [&theatre.case, MISSING] {
            let path = format!("{BASE}{}", operation.of_case(case));
            let plain = Ask::new(&operation.method, path);
            let refused = |ask: &Ask| {
                let answer = theatre.program.send("nobody", ask);
                let told = (answer.status, answer.slug());
                assert_eq!((told.0, &*told.1), (401, "unauthenticated"), "{operation:?}: {}", answer.told());
                assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{operation:?}");
            };
            refused(&plain);
            // Whatever else is wrong.
            refused(&spoilt(&plain, EVERYTHING));
            if operation.reads() {
                let answer =
                    Ask { method: "HEAD".to_owned(), ..plain.clone() }.send(theatre.program.address());
                assert_eq!(answer.unwrap().status, 401, "HEAD {}", operation.path);
            }
            if case == MISSING {
                continue;
            }
            for token in bad {
                refused(&plain.clone().header("Authorization", token));
            }
            let mut two = plain.header("Authorization", format!("Bearer {valid}"));
            two.headers.push(("Authorization".to_owned(), format!("Bearer {valid}")));
            refused(&two);
        }
    }
    theatre.still_stands();
}

/// What nobody has to sign in for.
const OPEN: [&str; 6] =
    ["compute_deadline", "list_forums", "list_proof_rules", "list_rules", "read_document", "sign_in"];

#[test]
fn nothing_else_is_open_in_the_document() {
    let mut open: Vec<_> =
        theatre().operations.iter().filter(|it| it.open).map(|it| it.id.as_str()).collect();
    open.sort_unstable();
    assert_eq!(open, OPEN);
}

/// For whom the case does not exist: accused, excluded although at a desk, on the panel, nobody's party, without a
/// role in cases, an administrator.
const BLIND: [&str; 6] = ["panel-chair", "privacy-officer", "intake2", "complainant2", "analyst", "admin"];

#[test]
fn a_hidden_case_is_a_missing_one() {
    let theatre = theatre();
    for who in BLIND {
        let person = theatre.program.person(who);
        for operation in theatre.about_a_case() {
            let hidden = ask(person, operation, &theatre.case);
            let answer = person.send(&hidden);
            assert_eq!((answer.status, &*answer.slug()), (404, "not-found"), "{who} {operation:?}");
            let missing = person.send(&ask(person, operation, MISSING));
            assert_eq!(essence(&answer), essence(&missing), "{who} {operation:?}");
            if who == BLIND[0] {
                let nonsense = person.send(&ask(person, operation, "nonsense"));
                assert_eq!(essence(&answer), essence(&nonsense), "{who} {operation:?}");
            }
            let entries = theatre.program.entries(&theatre.case, &hidden);
            let told: Vec<_> = entries.iter().map(|it| (&it["action"], &it["outcome"])).collect();
            let action = json!(operation.actions()[0].to_string());
            assert_eq!(told, [(&action, &json!("denied"))], "{who} {operation:?}");
        }
    }
    theatre.still_stands();
}

/// Ways in which a request can be wrong, none of which tells anything about a case that is hidden. The last is
/// everything at once.
const EVERYTHING: usize = 6;

fn spoilt(ask: &Ask, way: usize) -> Ask {
    let ask = ask.clone();
    match way {
        0 => ask.without("If-Match"),
        1 => ask.bytes(b"{".to_vec(), "application/json"),
        2 => ask.bytes(b"note=1".to_vec(), "application/x-www-form-urlencoded"),
        3 => ask.header("Purpose", "curiosity").header("If-Match", "*"),
        4 => Ask { path: format!("{}?colour=red", ask.path), ..ask },
        5 => ask.json(&json!({"surprise": "x".repeat(1_100_000)})),
        _ => {
            let ask = ask
                .header("Purpose", "curiosity")
                .header("If-Match", "*")
                .header("Idempotency-Key", "k\u{e6}");
            Ask { path: format!("{}?colour=red", ask.path), ..ask }.bytes(b"{not json".to_vec(), "text/plain")
        }
    }
}

#[test]
fn whatever_is_wrong_with_the_request() {
    let theatre = theatre();
    // Each way by somebody else, so that the denials are taken down one by one.
    let everybody =
        ["applicant", "representative", "former-employee", "witness", "admin2", "analyst", "bystander"];
    assert_eq!(everybody.len(), EVERYTHING + 1);
    for (way, who) in everybody.into_iter().enumerate() {
        let person = theatre.program.person(who);
        for operation in theatre.about_a_case() {
            let [hidden, missing] =
                [&theatre.case, MISSING].map(|case| spoilt(&ask(person, operation, case), way));
            let [hidden, missing] = [hidden, missing].map(|ask| person.send(&ask));
            assert_eq!(hidden.status, 404, "{who} {operation:?}, way {way}: {}", hidden.told());
            assert_eq!(essence(&hidden), essence(&missing), "{who} {operation:?}, way {way}");
        }
    }
    theatre.still_stands();
}

#[test]
fn other_methods() {
    let theatre = theatre();
    let mut paths: Vec<_> = theatre.about_a_case().map(|it| (it.path.clone(), it)).collect();
    paths.dedup_by(|one, other| one.0 == other.0);
    let person = theatre.program.person("employee");
    for (path, operation) in paths {
        for method in ["HEAD", "OPTIONS", "PATCH", "TRACE"] {
            let [hidden, missing] = [&theatre.case, MISSING]
                .map(|case| person.send(&person.asking(method, &operation.of_case(case))));
            assert_eq!(essence(&hidden), essence(&missing), "{method} {path}");
            assert!(matches!(hidden.status, 404 | 405), "{method} {path}: {}", hidden.told());
            if method == "HEAD" {
                assert!(hidden.body.is_empty());
            }
        }
    }
    theatre.still_stands();
}

/// Everybody who knows of the case, with their part in it.
const KNOWING: [(&str, Capacity); 10] = [
    ("complainant", Capacity::Complainant),
    ("respondent", Capacity::Respondent),
    ("caseworker", Capacity::Caseworker),
    ("caseworker2", Capacity::Caseworker),
    ("investigator", Capacity::Investigator),
    ("decision-maker", Capacity::DecisionMaker),
    ("coordinator", Capacity::Coordinator),
    ("conflict-officer", Capacity::ConflictOfficer),
    ("archivist", Capacity::Archivist),
    ("auditor", Capacity::Auditor),
];

/// What the policy says of the case: admitted, and nobody else asked to take it.
fn may(capacity: Capacity, action: Action) -> bool {
    allows(capacity, action, Stage::Admitted) && on_condition(capacity, action).is_none()
}

#[test]
fn each_part_may_what_the_policy_says() {
    let theatre = theatre();
    let mut tried = BTreeSet::new();
    for (who, capacity) in KNOWING {
        let person = theatre.program.person(who);
        for operation in theatre.about_a_case() {
            let may = operation.actions().iter().any(|it| may(capacity, *it));
            let ask = ask(person, operation, &theatre.case);
            let answer = person.send(&ask);
            let status = answer.status;
            if may {
                let beyond = matches!(status, 200 | 400 | 409 | 412 | 422);
                let item = status == 404 && operation.is_about_an_item();
                assert!(beyond || item, "{who} may {operation:?}: {}", answer.told());
                if !operation.reads() && tried.insert(&operation.id) {
                    takes_no_nonsense(person, &ask, operation);
                }
            } else {
                assert_eq!((status, &*answer.slug()), (403, "forbidden"), "{who} {operation:?}");
                let entries = theatre.program.entries(&theatre.case, &ask);
                let outcomes: Vec<_> = entries.iter().map(|it| &it["outcome"]).collect();
                assert_eq!(outcomes, ["denied"], "{who} {operation:?}");
            }
        }
    }
    theatre.still_stands();
}

/// From somebody who may, under a tag that nothing has: no body is our fault, and what
/// is no id is answered like an id that nothing has.
fn takes_no_nonsense(person: Person<'_>, ask: &Ask, operation: &Operation) {
    for body in BODIES {
        let answer = person.send(&ask.clone().bytes(body.as_bytes().to_vec(), "application/json"));
        assert!(
            matches!(answer.status, 400 | 404 | 409 | 412 | 422),
            "{operation:?} {body:.40}: {}",
            answer.told()
        );
    }
    if operation.is_about_an_item() {
        let (path, _) = ask.path.split_once("_00000000000000000000000000").expect("an item");
        let at = path.rfind('/').expect("a path") + 1;
        let path = ask.path.replace(&ask.path[at..path.len() + 27], "nonsense");
        let answer = person.send(&Ask { path, ..ask.clone() });
        let missing = person.send(&ask.clone());
        let told = (answer.status, answer.slug());
        assert_eq!(told, (missing.status, missing.slug()), "{operation:?}: {}", answer.told());
        assert!(matches!(answer.status, 400 | 404 | 412 | 422), "{operation:?}: {}", answer.told());
    }
}

/// People and units are an administrator's alone, whatever part in cases somebody has.
#[test]
fn the_directory_is_kept_by_administrators() {
    let theatre = theatre();
    let keeps =
        |it: &&Operation| !it.reads() && (it.path.starts_with("/users") || it.path.starts_with("/units"));
    for who in
        KNOWING.iter().map(|(who, _)| *who).chain(["panel-chair", "applicant", "analyst", "integration"])
    {
        let person = theatre.program.person(who);
        for operation in theatre.operations.iter().filter(keeps) {
            for body in [json!({}), json!({"surprise": 1})] {
                let ask = ask(person, operation, MISSING).json(&body);
                let answer = person.send(&ask);
                assert_eq!((answer.status, &*answer.slug()), (403, "forbidden"), "{who} {operation:?}");
            }
        }
    }
    theatre.still_stands();
}
