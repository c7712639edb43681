//! The demonstration: whole, true, open to everybody it names, and silent outside `content`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use domain::{Case, Phase, Stage};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use storage::{Database, Options, examine};
use strum::IntoEnumIterator;

use crate::{
    engine::{self, Engine},
    http::Ask,
    kept,
    process::{Ended, binary, ended, redress, signal},
    program::{BASE, Program, wait},
};

/// Those whom everybody can count on, by what they are for.
const PEOPLE: &str = "complainant complainant2 representative respondent respondent2 intake intake2 coordinator \
                      caseworker caseworker2 investigator decision-maker decision-maker2 decision-maker3 reviewer conflict-officer \
                      privacy-officer archivist archivist2 auditor analyst admin admin2 integration";

#[test]
fn a_town_with_its_complaints() {
    let program = Program::demonstration("2026-11-24");
    wait(async {
        let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
        whole(&database).await;
        assert!(kept::texts(&database).await.len() > 500);
        database.close().await.unwrap();
    });
    kept::in_database_of(&program);
    everybody_signs_in(&program);
    commands_work_as_printed(&program);
    the_clock_goes_forward(&program);

    // Started again, it is the same town, and no earlier than it was left.
    let number_of_cases = || program.person("privacy-officer").all("/cases").len();
    let before = number_of_cases();
    program.start_again();
    assert_eq!(number_of_cases(), before);
    let back = Ask::new("POST", format!("{BASE}/test-clock")).json(&json!({"to": "2026-12-01T08:00:00Z"}));
    assert_eq!(program.send("nobody", &back).status, 422);

    program.kill();
    doctor_tells_what_is_wrong(&program);
}

/// A clock that was moved while nothing fell due is remembered all the same, however far the real time has gone. What
/// is done at the machine is done at its time. Asked to go back, the program does not start.
#[test]
fn a_demonstration_goes_on_from_where_it_was_left() {
    let program = Program::on("2024-11-25");
    program.move_to("2024-12-16");
    program.start_again();
    let to = |to: &str| {
        program.send("nobody", &Ask::new("POST", format!("{BASE}/test-clock")).json(&json!({"to": to})))
    };
    assert_eq!(to("2024-12-16T07:59:59Z").status, 422);
    let moved = to("2024-12-16T08:30:00Z");
    assert_eq!(moved.status, 200, "{}", moved.told());
    let link = ended(&mut beside(&program, &["user", "login-link", "caseworker"])).out;
    let body = json!({"grant_type": "login_link", "login_link": link.trim()});
    let answer = program.send("caseworker", &Ask::new("POST", format!("{BASE}/tokens")).json(&body));
    assert_eq!(answer.status, 200, "{}", answer.told());

    program.kill();
    let again = ["serve", "--demo", "--listen", "127.0.0.1:0", "--clock", "2024-12-16T08:29:00Z"];
    let Ended { code, err, .. } = ended(&mut beside(&program, &again));
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("shows 2024-12-16T08:30") && err.contains("fix: leave out --clock"), "{err}");

    program.start_again();
    assert_eq!(to("2024-12-16T08:29:00Z").status, 422, "the refusal moved it");
    let moved = to("2024-12-16T09:00:00Z");
    assert_eq!(moved.status, 200, "{}", moved.told());
}

/// Names get corrected: the demonstration is still the same town when it starts again.
#[test]
fn a_demonstration_starts_again_after_a_corrected_name() {
    let program = Program::on("2026-11-24");
    let admin = program.person("admin");
    let people = admin.all("/users");
    let someone = people.iter().find(|it| it["username"] == "caseworker").expect("a caseworker");
    let path = format!("/users/{}", someone["id"].as_str().unwrap());
    let body = json!({
        "display_name": "Corrected Name", "unit": someone["unit"], "manager": someone["manager"], "active": true,
    });
    let tag = admin.get(&path).header("etag").expect("a tag").to_owned();
    let corrected = admin.send(&admin.asking("PUT", &path).header("If-Match", tag).json(&body));
    assert_eq!(corrected.status, 200, "{}", corrected.told());
    program.start_again();
    assert_eq!(program.person("caseworker").finds("/me")["display_name"], "Corrected Name");
}

/// A command on the data of a program.
fn beside(program: &Program, arguments: &[&str]) -> Command {
    let mut command = redress(arguments);
    command.arg("--data").arg(program.data()).env("REDRESS_DATABASE__URL", program.database_url());
    if engine::chosen() == Engine::Postgres {
        command.env("REDRESS_DATABASE__OWNER_URL", program.owner_url());
    }
    command
}

/// What a clock shows while nothing happens is remembered when the program ends in order.
#[test]
fn the_end_of_a_demonstration_is_where_it_was_left() {
    let program = Program::on("2026-11-24");
    let latest = || {
        wait(async {
            let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
            let latest = examine::latest(&database).await.unwrap().unwrap();
            database.close().await.unwrap();
            latest
        })
    };
    let before = latest();
    signal(program.process_id(), "TERM");
    program.has_ended();
    assert!(latest() > before, "{before}");
}

#[test]
fn only_for_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    for (listen, public) in
        [("0.0.0.0:0", "http://localhost:8080"), ("127.0.0.1:0", "https://redress.example")]
    {
        let mut command = Command::new(binary());
        command.args(["serve", "--demo", "--listen", listen, "--data"]).arg(folder.path());
        command.env("REDRESS_SERVER__PUBLIC_URL", public);
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains("this machine only"), "{listen}: {told}");
    }
}

/// About sixty cases: each state, and each phase in each state but the one of drafts that were given up.
async fn whole(database: &Database) {
    let mut found: BTreeMap<Stage, BTreeSet<Phase>> = BTreeMap::new();
    let cases = cases(database).await;
    for case in &cases {
        found.entry(case.stage()).or_default().insert(case.phase());
    }
    assert!(cases.len() >= 55, "{} cases", cases.len());
    for stage in Stage::iter() {
        let phases = found.get(&stage).map_or(0, BTreeSet::len);
        let wanted = if stage == Stage::Discarded { 1 } else { Phase::iter().count() };
        assert!(phases >= wanted, "{stage} has {:?}", found.get(&stage));
    }
    let told = cases.iter().filter(|case| case.stage() != Stage::Destroyed && case.measure.is_none());
    let languages: BTreeSet<_> = told.map(|case| case.filing.language.as_str()).collect();
    assert_eq!(languages, BTreeSet::from(["ar", "da", "en"]));
    let measures: Vec<_> = cases.iter().filter(|case| case.measure.is_some()).map(Case::stage).collect();
    assert!(
        [Stage::Hearing, Stage::Decided, Stage::Closed].iter().all(|it| measures.contains(it)),
        "{measures:?}"
    );
    let alarmed = |case: &Case| case.looks_into_retaliation() && case.alarms.len() == 1;
    assert!(cases.iter().any(alarmed), "nobody is treated worse");
    let rest = |case: &&Case| case.suspensions.iter().any(|it| it.ended_on.is_none());
    assert!(cases.iter().any(|it| rest(&it)), "no case rests");
    assert!(cases.iter().any(|it| it.legal_holds.iter().any(|it| it.reason.is_some())), "none is held");
    let open = |case: &&Case| case.conflict_checks.iter().any(domain::impartiality::ConflictCheck::is_open);
    assert!(cases.iter().filter(open).count() > 0, "nobody's impartiality is in question");
}

fn everybody_signs_in(program: &Program) {
    for name in PEOPLE.split_whitespace() {
        let me = program.person(name).finds("/me");
        assert_eq!(me["username"], name, "{me}");
    }
}

/// Whoever copies the three commands from the screen gets a token, a list and a case.
fn commands_work_as_printed(program: &Program) {
    let said = printed(program);
    let commands: Vec<_> = said.lines().skip_while(|it| !it.starts_with("Commands to try")).skip(1).collect();
    assert_eq!(commands.len(), 3, "{said}");
    let output = Command::new("sh").args(["-c", &commands.join("\necho\n")]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = told
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 2, "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(answers[0]["data"].as_array().is_some_and(|rows| rows.len() > 5), "{told}");
    assert!(answers[1]["number"].as_str().is_some_and(|number| number.starts_with("R-")), "{told}");
    assert!(answers[1]["filing"]["story"].as_str().is_some_and(|story| story.len() > 50), "{told}");
}

fn the_clock_goes_forward(program: &Program) {
    let ask =
        |body: &Value| program.send("nobody", &Ask::new("POST", format!("{BASE}/test-clock")).json(body));
    let moved = ask(&json!({"to": "2027-01-10T07:00:00Z"}));
    assert_eq!(moved.status, 200, "{}", moved.told());
    assert!(moved.json()["acts"].as_u64().is_some_and(|acts| acts > 0), "{}", moved.told());
    assert!(moved.json()["now"].as_str().is_some_and(|now| now.starts_with("2027-01-10T07:")));
    program.move_to("2027-01-10");
    let later = "2027-02-01T08:00:00Z";
    for (body, status, slug, at) in [
        (json!({"to": "2027-01-09T08:00:00Z"}), 422, "validation-failed", "/to"),
        (json!({"to": "9999-01-01T00:00:00Z"}), 422, "validation-failed", "/to"),
        (json!({"to": "tomorrow"}), 422, "validation-failed", "/to"),
        (json!({"to": null}), 422, "validation-failed", "/to"),
        (json!({"to": later, "until": later}), 400, "unknown-field", "/until"),
        (json!({}), 400, "missing-field", "/to"),
    ] {
        let answer = ask(&body);
        assert_eq!((answer.status, &*answer.slug()), (status, slug), "{body}: {}", answer.told());
        assert_eq!(answer.json()["errors"][0]["pointer"], at, "{body}: {}", answer.told());
    }
    let path = format!("{BASE}/test-clock?to={later}");
    let answer = program.send("nobody", &Ask::new("POST", path).json(&json!({"to": later})));
    assert_eq!((answer.status, &*answer.slug()), (400, "unknown-parameter"), "{}", answer.told());
    // A move that is refused is not made in part.
    let now = ask(&json!({"to": "2027-01-10T09:00:00Z"}));
    assert!(
        now.json()["now"].as_str().is_some_and(|now| now.starts_with("2027-01-10T09:")),
        "{}",
        now.told()
    );
    let got = program.send("nobody", &Ask::new("GET", format!("{BASE}/test-clock")));
    assert_eq!(got.status, 405, "{}", got.told());
}

/// Each kind of tampering is found, and named with the case.
fn doctor_tells_what_is_wrong(program: &Program) {
    let doctor = || {
        let mut command = Command::new(binary());
        command.args(["doctor", "--data"]).arg(program.data());
        let output = command.env("REDRESS_DATABASE__URL", program.database_url()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, told) = doctor();
    assert!(code < Some(2) && told.contains("each as its") && told.contains("a change for each"), "{told}");
    let tamper = |sql: &str| {
        wait(async {
            let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
            database.owner().execute_unprepared(sql).await.unwrap();
            database.close().await.unwrap();
        });
    };
    tamper(
        r#"UPDATE complaint_case SET body = replace(body, '"stage":"hearing"', '"stage":"screening"')
           WHERE id = (SELECT id FROM complaint_case WHERE state = 'hearing' ORDER BY id LIMIT 1)"#,
    );
    let (code, told) = doctor();
    assert!(code == Some(2) && told.contains("cases .................. FAIL 1 do not fit: case_"), "{told}");
    assert!(told.contains("a change for each"), "{told}");
    // An entry of a change that never was, under an id that is free.
    tamper(
        "INSERT INTO audit (id, at, case_id, case_key, action, outcome, request_id, commitment) \
         SELECT case_id, at, case_id, case_key, action, outcome, request_id, commitment \
         FROM audit WHERE action = 'acknowledge' ORDER BY at LIMIT 1",
    );
    let (code, told) = doctor();
    assert!(code == Some(2) && told.contains("audit entries .......... FAIL 1 do not fit: case_"), "{told}");
}

/// What the program wrote when it was started.
fn printed(program: &Program) -> String {
    let folder = program.data().parent().unwrap().to_owned();
    let said = fs::read_dir(folder).unwrap().flatten();
    let said = said.filter(|it| it.file_name().to_string_lossy().starts_with("out-"));
    said.map(|it| fs::read_to_string(it.path()).unwrap()).collect()
}

async fn cases(database: &Database) -> Vec<Case> {
    let page = examine::page(database, None, 1_000).await.unwrap();
    page.into_iter().map(|it| it.case.unwrap()).collect()
}
