//! A word that people wrote is found in `content` and nowhere else (V10): in no line of the log, however talkative
//! the program is, and in no other table. Names of accounts and units are not content: they have tables of their own,
//! and may not be in the log either.

use std::{collections::BTreeSet, fs};

use sea_orm::{ColumnType, ConnectionTrait, Database as Orm};
use serde_json::{Value, json};
use storage::{Database, Options};

use crate::{
    engine::{self, Engine},
    http::Ask,
    journeys::Story,
    kept,
    person::Person,
    program::{BASE, Program, request_id, wait},
    sample,
};

/// What nobody writes but this test, in small letters, so that it can stand in names, addresses and codes as well.
const MARKER: &str = "zimtsternwort";
/// Everything that the program and its libraries have to say.
const TALKATIVE: &str = "trace,sqlx=trace,sea_orm=trace,sea_orm_migration=trace";

fn words(of: &str) -> String {
    format!("{of}, said {MARKER}")
}

#[test]
fn what_people_write_is_in_content_alone() {
    let program = Program::with(engine::chosen(), "2026-10-05", &[("REDRESS_LOG__LEVEL", TALKATIVE)]);
    let case = filed(&program);
    handled(&program, &case);
    people(&program);
    malformed(&program, &case);
    in_no_other_table(&program);
    with_a_broken_database(&program, &case);
    in_no_line(&program);
}

/// Every text and every name of a filing.
fn filed(program: &Program) -> String {
    sample::filed_with(
        program,
        &json!({
            "story": words("story"),
            "desired_remedy": words("remedy"),
            "facts": {
                "phase": "recruitment", "posting": words("posting"), "requirements": words("requirement"),
                "criteria_fixed_on": "2026-07-20", "refusal_received_on": "2026-09-14",
                "refusal_channel": words("channel"), "prohibited_questions": words("question"),
            },
            "allegations": [{"ground": "ethnic_origin", "form": "direct", "what": words("allegation")}],
            "concerned": [
                {"concern": "accused", "person": {"name": words("accused")}},
                {"concern": "excluded", "person": {"user": words("nobody")}},
            ],
        }),
    )
}

/// What people say on the way into an investigation.
fn handled(program: &Program, case: &str) {
    let s = Story { program, case: case.to_owned() };
    s.does("intake", "/conflict-declarations", json!({"reasons": [], "words": words("declared")}));
    let told = json!({"contact": "caseworker", "next_steps": words("next")});
    s.does("intake", "/acknowledgement", told);
    s.joined_by("caseworker", "caseworker");
    s.does("caseworker", "/screening", Value::Null);
    s.does("caseworker", "/notes", json!({"note": words("note")}));
    let question = json!({
        "about": "scope", "plan": words("plan"), "because": words("reason"), "consequences": words("consequence"),
    });
    let asked = s.makes("caseworker", "/consultations", question);
    let at = |what: &str| format!("/consultations/{asked}/{what}");
    s.does("complainant", &at("reply"), json!({"stance": "remarks", "words": words("reply")}));
    s.does("caseworker", &at("weighing"), json!({"how": words("weighed")}));
    s.does("caseworker", "/admission", json!({}));
    let witness = json!({"role": "witness", "person": {"name": words("witness")}});
    s.does("caseworker", "/parties", witness);
    let pseudonym = format!("/parties/{}/pseudonym", s.party("witness"));
    s.puts("caseworker", &pseudonym, json!({"pseudonym": words("pseudonym")}));
    s.does("complainant", "/retaliation-alarms", json!({"what": words("alarm")}));
    let unit = s.party("employer_unit");
    let asked = json!({"party": unit, "question": words("asked")});
    let asked = s.makes("caseworker", "/information-requests", asked);
    let answer = json!({"answer": words("answered")});
    s.does("respondent", &format!("/information-requests/{asked}/answer"), answer);
    s.does("respondent", "/access-requests", json!({"scope": words("access")}));
    assert!(s.seen_by("caseworker").to_string().contains(MARKER));
}

/// Names, passwords and tokens, right and wrong.
fn people(program: &Program) {
    let admin = program.person("admin");
    let new = json!({"username": MARKER, "display_name": words("name")});
    assert_eq!(admin.send(&admin.asking("POST", "/users").json(&new)).status, 201);
    let unit = json!({"name": words("unit")});
    assert_eq!(admin.send(&admin.asking("POST", "/units").json(&unit)).status, 201);
    let sign_in =
        |body: Value| program.send("nobody", &Ask::new("POST", format!("{BASE}/tokens")).json(&body));
    let password =
        |name: &str| json!({"grant_type": "password", "username": name, "password": words("pass")});
    for wrong in [
        password(MARKER),
        password("complainant"),
        json!({"grant_type": "refresh_token", "refresh_token": format!("redress_rt_{MARKER}")}),
        json!({"grant_type": "login_link", "login_link": format!("redress_ll_{MARKER}")}),
    ] {
        assert_eq!(sign_in(wrong).status, 401);
    }
    let somebody = program.person("bystander");
    let set = |current: &str| {
        let body = json!({"current_password": current, "new_password": words("new pass")});
        somebody.send(&somebody.asking("PUT", "/me/password").json(&body)).status
    };
    assert_eq!((set(MARKER), set("demo")), (422, 204));
    let body = json!({"grant_type": "password", "username": "bystander", "password": words("new pass")});
    assert_eq!(sign_in(body).status, 200);
}

/// Requests that are wrong in each place where the marker can stand.
fn malformed(program: &Program, case: &str) {
    let caseworker = program.person("caseworker");
    let note = caseworker.changing("POST", case, "/notes", &json!({"note": words("note")}));
    let mut asks: Vec<Ask> = [
        json!({ MARKER: 1 }),
        json!({"note": "x", MARKER: "x"}),
        json!({"note": {"x": words("below")}}),
        json!({"note": words("zero\u{0}")}),
        json!({"note": words(&"x".repeat(30_000))}),
        json!({"note": words(&"x".repeat(1_100_000))}),
        json!([words("list")]),
        json!(words("text")),
    ]
    .iter()
    .map(|body| note.clone().json(body))
    .collect();
    for text in [
        format!("{{\"{MARKER}"),
        format!("{{\"note\": {MARKER}}}"),
        format!("{{\"{MARKER}\":1,\"{MARKER}\":2}}"),
    ] {
        asks.push(note.clone().bytes(text.into_bytes(), "application/json"));
    }
    let types = [
        "Content-Type",
        "If-Match",
        "Purpose",
        "Idempotency-Key",
        "X-Request-Id",
        "Authorization",
        "Cookie",
        "User-Agent",
        "X-Forwarded-For",
        "Forwarded",
        "Accept",
        "Origin",
        "Referer",
        "Traceparent",
        "Expect",
    ];
    for name in types {
        let value =
            if name == "Authorization" { format!("Bearer {MARKER}") } else { format!("\"{MARKER}\"") };
        asks.push(note.clone().header(name, value));
    }
    for path in [
        format!("/cases/{MARKER}"),
        format!("/cases/{case}/{MARKER}"),
        format!("/{MARKER}"),
        format!("/cases?{MARKER}=1"),
        format!("/cases?cursor={MARKER}"),
        format!("/cases?state={MARKER}"),
        format!("/cases/{case}?{MARKER}"),
        format!("/users/{MARKER}"),
    ] {
        asks.push(caseworker.asking("GET", &path));
    }
    for (field, value) in
        [("unit", MARKER), ("identity", MARKER), ("occurred_from", MARKER), ("language", MARKER)]
    {
        let mut complaint = sample::complaint(program);
        complaint[field] = json!(value);
        asks.push(complainant(program).asking("POST", "/cases").json(&complaint));
    }
    asks.push(caseworker.asking(&MARKER.to_uppercase(), "/cases"));
    let rule = json!({"jurisdiction": "DK", "rule": MARKER, "facts": { MARKER: words("fact") }});
    asks.push(Ask::new("POST", format!("{BASE}/deadlines/compute")).json(&rule));
    for ask in asks {
        let answer = program.send("somebody", &ask.header("X-Test", request_id()));
        assert!(answer.status < 500, "{}", answer.told());
    }
}

fn complainant(program: &Program) -> Person<'_> {
    program.person("complainant")
}

/// Nor does the marker get into the log when the database refuses a row, which some quote whole.
fn with_a_broken_database(program: &Program, case: &str) {
    let (broken, mended): (&[&str], &[&str]) = match engine::chosen() {
        Engine::Sqlite => (
            &[
                "CREATE TRIGGER broken_content BEFORE INSERT ON content BEGIN SELECT RAISE(ABORT, 'broken'); END",
                "CREATE TRIGGER broken_user BEFORE INSERT ON \"user\" BEGIN SELECT RAISE(ABORT, 'broken'); END",
            ],
            &["DROP TRIGGER broken_content", "DROP TRIGGER broken_user"],
        ),
        Engine::Postgres => (
            &[
                "ALTER TABLE content ADD CONSTRAINT broken CHECK (false) NOT VALID",
                "ALTER TABLE \"user\" ADD CONSTRAINT broken CHECK (false) NOT VALID",
            ],
            &["ALTER TABLE content DROP CONSTRAINT broken", "ALTER TABLE \"user\" DROP CONSTRAINT broken"],
        ),
    };
    let run = |all: &[&str]| {
        wait(async {
            let owner = Orm::connect(program.owner_url()).await.unwrap();
            for sql in all {
                owner.execute_unprepared(sql).await.unwrap();
            }
            owner.close().await.unwrap();
        });
    };
    let note = program.person("caseworker").changing("POST", case, "/notes", &json!({"note": words("last")}));
    let new = json!({"username": format!("{MARKER}2"), "display_name": words("name")});
    let new = program.person("admin").asking("POST", "/users").json(&new);
    run(broken);
    for ask in [note, new] {
        let answer = ask.send(program.address()).unwrap();
        assert!(answer.status >= 500, "{}", answer.told());
        assert!(!answer.told().contains(MARKER), "{}", answer.told());
    }
    run(mended);
}

fn in_no_line(program: &Program) {
    let log = fs::read_to_string(program.log_file()).unwrap();
    // The control: a line for each request.
    let told = log.lines().filter(|line| line.contains(r#""message":"request""#)).count();
    assert!(told >= program.heard().len(), "the log tells of {told} requests only");
    let lines: Vec<_> = log.lines().filter(|line| line.to_lowercase().contains(MARKER)).collect();
    assert!(lines.is_empty(), "{} lines, such as {:.2000}", lines.len(), lines[0]);
    // Nor anything else that was sent as a sentence.
    let mut sentences = BTreeSet::new();
    for exchange in program.heard() {
        let body = exchange.ask.splitn(3, ' ').nth(2).unwrap_or_default();
        let body = serde_json::from_str(body).unwrap_or(Value::Null);
        kept::each_string(&body, &mut |text| {
            if text.contains(' ') && text.len() > 10 {
                sentences.insert(text.to_owned());
            }
        });
    }
    assert!(sentences.len() > 20, "{sentences:?}");
    for text in sentences {
        assert!(!log.contains(&text), "the log holds {text}");
    }
}

/// Tables that hold what people wrote: of a case, of an account, of a unit.
const SPEAKING: [&str; 3] = ["content", "user", "unit"];

fn in_no_other_table(program: &Program) {
    wait(async {
        let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
        let mut speaking = BTreeSet::new();
        for column in storage::columns() {
            let binary =
                matches!(column.kind, ColumnType::Blob | ColumnType::VarBinary(_) | ColumnType::Binary(_));
            let text = match database.engine() {
                Engine::Sqlite => format!("CAST(\"{}\" AS TEXT)", column.name),
                Engine::Postgres if binary => format!("encode(\"{}\", 'escape')", column.name),
                Engine::Postgres => format!("\"{}\"::text", column.name),
            };
            let found = format!("SELECT 1 FROM \"{}\" WHERE lower({text}) LIKE '%{MARKER}%'", column.table);
            if !kept::rows(&database, &found).await.is_empty() {
                speaking.insert(column.table);
            }
        }
        assert_eq!(speaking, SPEAKING.iter().map(|it| (*it).to_owned()).collect());
        database.close().await.unwrap();
    });
}
