//! Lists show nothing of a case that is not for the reader: not by a row, a page, a filter or a cursor (V6).

use std::sync::OnceLock;

use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde_json::{Value, json};
use storage::{Database, Options};

use crate::{
    person::Person,
    program::{Program, wait},
    sample,
};

/// A demonstration in which nobody but these tests files.
fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| Program::on("2026-10-05"))
}

/// The same for every test here: they count rows.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    crate::program::locked(&ALONE)
}

/// Every query that a reader could look for a case of recruitment with, at that time.
fn queries(unit: &str) -> Vec<String> {
    let mut queries = vec![String::new(), "limit=1".to_owned(), "due_before=2100-01-01".to_owned()];
    queries.extend(["draft", "submitted", "acknowledged", "screening"].map(|it| format!("state={it}")));
    queries.extend(
        ["acknowledge", "declare", "assign", "screen", "settle_conflict"].map(|it| format!("duty={it}")),
    );
    queries.extend(["normal", "high"].map(|it| format!("priority={it}")));
    queries.extend([format!("unit={unit}"), format!("unit={unit}&phase=recruitment&priority=normal")]);
    queries.extend(["phase=recruitment", "kind=complaint", "kind=measure"].map(str::to_owned));
    queries
}

/// What somebody is told under each query, but for the id of the request.
fn told(who: Person<'_>, queries: &[String]) -> Vec<(u16, Value)> {
    let told = queries.iter().map(|query| {
        let answer = who.get(&format!("/cases?{query}"));
        (answer.status, answer.json())
    });
    told.collect()
}

#[test]
fn a_hidden_case_changes_nothing_for_those_who_may_not_know() {
    let _alone = alone();
    let program = program();
    let complaint = sample::complaint(program);
    let queries = queries(complaint["unit"].as_str().unwrap());
    // Accused, excluded at a desk that sees every case, on the panel, in the reporting line, and unrelated.
    let blind =
        ["panel-chair", "privacy-officer", "intake2", "respondent", "complainant2", "caseworker", "analyst"];
    let before: Vec<_> = blind.iter().map(|who| told(program.person(who), &queries)).collect();
    let concerned = json!([
        {"concern": "accused", "person": {"user": "panel-chair"}},
        {"concern": "excluded", "person": {"user": "privacy-officer"}},
        {"concern": "panel_member", "person": {"user": "intake2"}},
    ]);
    let intake = program.person("intake");
    let known = told(intake, &queries);
    let case = sample::filed_with(program, &json!({"concerned": concerned}));
    for (who, before) in blind.iter().zip(&before) {
        let after = told(program.person(who), &queries);
        for ((query, before), after) in queries.iter().zip(before).zip(after) {
            assert_eq!(*before, after, "{who} notices the case by `{query}`");
        }
    }
    // The control: who may know does notice.
    assert_ne!(told(intake, &queries), known);
    assert!(intake.lists(&case));
}

#[test]
fn filters_find_nothing_by_what_a_row_does_not_show() {
    let _alone = alone();
    let program = program();
    let case = sample::screening(program);
    program.person("coordinator").post(
        &case,
        "/assignments",
        json!({"user": "caseworker2", "role": "caseworker"}),
    );
    // Who has not declared sees number, unit and the duty to declare.
    let undeclared = program.person("caseworker2");
    let has =
        |who: Person<'_>, query: &str| who.all(&format!("/cases?{query}")).iter().any(|it| it["id"] == *case);
    let rows = undeclared.all("/cases");
    let row = rows.iter().find(|it| it["id"] == *case).expect("the row");
    let mut names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["id", "next_due", "number", "relation", "unit"]);
    assert_eq!(row["next_due"]["duty"], "declare");
    for hidden in ["state=screening", "phase=recruitment", "priority=normal", "kind=complaint"] {
        assert!(!has(undeclared, hidden), "found by {hidden}");
        assert!(has(program.person("caseworker"), hidden), "the control: {hidden}");
    }
    for shown in ["duty=declare", "due_before=2100-01-01"] {
        assert!(has(undeclared, shown), "not found by {shown}");
    }
}

/// At the next request, with the assignment still in place: the row, and what filters tell of it, are gone.
#[test]
fn a_role_that_was_taken_away_takes_its_rows_with_it() {
    let _alone = alone();
    let program = program();
    let case = sample::screening(program);
    let coordinator = program.person("coordinator");
    coordinator.post(&case, "/assignments", json!({"user": "reviewer", "role": "reviewer"}));
    let person = program.person("reviewer");
    let users = program.person("admin").all("/users");
    let id = users.iter().find(|it| it["username"] == "reviewer").expect("the account")["id"].clone();
    let set = |roles: Value| {
        for admin in ["admin", "admin2"].map(|it| program.person(it)) {
            let path = format!("/users/{}/roles", id.as_str().unwrap());
            let seen = admin.get(path.trim_end_matches("/roles"));
            let tag = seen.header("etag").expect("an entity tag");
            let ask = admin.asking("PUT", &path).header("If-Match", tag).json(&json!({"roles": roles}));
            assert!(admin.send(&ask).status < 300);
        }
    };
    let lists = |query: &str| person.all(&format!("/cases?{query}")).iter().any(|it| it["id"] == *case);
    let queries = ["", "duty=declare", "due_before=2100-01-01"];
    assert!(queries.iter().all(|it| lists(it)));
    set(json!([]));
    for query in queries {
        assert!(!lists(query), "shown by `{query}`");
    }
    person.knows_nothing_of(&case);
    set(json!(["reviewer"]));
    assert!(lists(""));
}

/// Somebody asks the complainant, who agrees, and notes what came of it.
fn consulted(program: &Program, case: &str, who: &str, mut question: Value) {
    for said in ["plan", "because", "consequences"] {
        question[said] = json!("it is needed");
    }
    let asked = program.person(who).makes(case, "/consultations", question);
    let at = format!("/consultations/{asked}");
    program.person("complainant").post(case, &format!("{at}/reply"), json!({"stance": "agree"}));
    program.person(who).post(case, &format!("{at}/weighing"), json!({"how": "agreed"}));
}

/// Whoever was told of an interim order alone learns nothing of an admission that is kept from the unit.
#[test]
fn an_order_tells_of_no_admission() {
    let _alone = alone();
    let program = program();
    let case = sample::screening(program);
    let speaker = program.person("respondent");
    let coordinator = program.person("coordinator");
    coordinator.post(&case, "/assignments", json!({"user": "decision-maker", "role": "decision_maker"}));
    let decides = program.person("decision-maker");
    decides.post(&case, "/conflict-declarations", json!({"reasons": []}));
    let step = crate::journeys::ordering("freeze_file", false);
    consulted(program, &case, "decision-maker", json!({"about": "interim", "interim": step}));
    let order = json!({
        "measure": "freeze_file", "what": "nothing is thrown away", "until": "2026-12-31",
        "touches_complainant": false,
    });
    decides.post(&case, "/interim-measures", order);
    let row = || speaker.all("/cases").into_iter().find(|it| it["id"] == *case);
    let before = row().expect("the order is in the list");
    assert_eq!(before["relation"], "interim_addressee");
    consulted(program, &case, "caseworker", json!({"about": "scope"}));
    program.person("caseworker").post(&case, "/admission", json!({"delay_notice": "evidence may vanish"}));
    assert_eq!(row(), Some(before), "the respondent's row");
}

#[test]
fn pages_are_complete_and_without_doubles() {
    let _alone = alone();
    let program = program();
    for who in ["intake", "coordinator", "complainant", "caseworker"] {
        let person = program.person(who);
        let all = person.all("/cases?phase=recruitment");
        let ids = |rows: &[Value]| rows.iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
        for limit in [1, 3, 7] {
            if all.len() / limit > 60 {
                continue;
            }
            let (mut rows, mut path) = (Vec::new(), format!("/cases?phase=recruitment&limit={limit}"));
            loop {
                let answer = person.get(&path);
                assert_eq!(answer.status, 200, "{}", answer.told());
                let page = answer.json();
                let data = page["data"].as_array().unwrap();
                rows.extend(data.iter().cloned());
                assert_eq!(page["has_more"], !page["next_cursor"].is_null());
                let Some(cursor) = page["next_cursor"].as_str() else { break };
                assert_eq!(data.len(), limit);
                let link = answer.header("link").expect("a link to the next page");
                let next = link.strip_prefix("</api/v1").and_then(|it| it.strip_suffix(">; rel=\"next\""));
                next.unwrap_or_else(|| panic!("{link}")).clone_into(&mut path);
                assert!(path.contains(cursor) && path.contains("phase=recruitment"), "{link}");
            }
            assert_eq!(ids(&rows), ids(&all), "{who}, {limit} at a time");
        }
    }
}

#[test]
fn a_cursor_is_for_one_person_and_one_filter() {
    let _alone = alone();
    let program = program();
    sample::filed(program);
    sample::filed(program);
    let intake = program.person("intake");
    let page = intake.finds("/cases?limit=1&phase=recruitment");
    let cursor = page["next_cursor"].as_str().expect("a second page").to_owned();
    let refused = |who: &str, path: &str| {
        let answer = program.person(who).get(path);
        assert_eq!(
            (answer.status, &*answer.slug()),
            (400, "cursor-expired"),
            "{who} {path}: {}",
            answer.told()
        );
    };
    assert_eq!(intake.get(&format!("/cases?limit=1&phase=recruitment&cursor={cursor}")).status, 200);
    assert_eq!(intake.get(&format!("/cases?limit=9&phase=recruitment&cursor={cursor}")).status, 200);
    refused("intake2", &format!("/cases?limit=1&phase=recruitment&cursor={cursor}"));
    refused("intake", &format!("/cases?limit=1&phase=employment&cursor={cursor}"));
    refused("intake", &format!("/cases?limit=1&cursor={cursor}"));
    refused("intake", &format!("/cases?limit=1&phase=recruitment&state=submitted&cursor={cursor}"));
    let mut spoilt = cursor.into_bytes();
    let last = spoilt.len() - 1;
    spoilt[last] = if spoilt[last] == b'A' { b'B' } else { b'A' };
    let spoilt = String::from_utf8(spoilt).unwrap();
    refused("intake", &format!("/cases?limit=1&phase=recruitment&cursor={spoilt}"));
}

/// A page of a list is one entry in the log, about no case, and none in that of the cases on it.
#[test]
fn a_page_is_not_a_read_of_its_cases() {
    const SQL: &str =
        "SELECT action, outcome, case_id IS NULL AND actor IS NOT NULL FROM audit WHERE request_id = $1";
    let _alone = alone();
    let program = program();
    let case = sample::filed(program);
    let intake = program.person("intake");
    let ask = intake.asking("GET", "/cases?limit=100");
    let page = intake.send(&ask);
    assert!(page.json()["data"].as_array().unwrap().iter().any(|row| row["id"] == *case), "{}", page.told());
    assert!(program.entries(&case, &ask).is_empty());
    let id: uuid::Uuid =
        ask.headers.iter().find(|(name, _)| name == "X-Request-Id").unwrap().1.parse().unwrap();
    let entries: Vec<(String, String, bool)> = wait(async {
        let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
        let backend = database.reader().get_database_backend();
        let asked = Statement::from_sql_and_values(backend, SQL, [id.into()]);
        let rows = database.reader().query_all_raw(asked).await.unwrap();
        database.close().await.unwrap();
        let column = |row: &QueryResult, at| row.try_get_by_index(at).unwrap();
        rows.iter().map(|it| (column(it, 0), column(it, 1), it.try_get_by_index(2).unwrap())).collect()
    });
    assert_eq!(entries, [("read".to_owned(), "allowed".to_owned(), true)]);
}
