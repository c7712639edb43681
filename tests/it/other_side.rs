//! What the complainant can tell of the other side and of witnesses from the log and the timeline: nothing of what is
//! between them and the office, not even that and when it happened.

use serde_json::{Value, json};

use crate::{person::Person, program::Program, sample};

/// A case in which the unit and a witness did something that is not for the complainant.
fn case(program: &Program) -> String {
    let case = sample::filed(program);
    sample::admit(program, &case);
    program.let_system_act();
    case
}

/// The log of a case, page by page; each page shows as much as it may.
fn log(person: Person<'_>, case: &str, limit: usize) -> Vec<Value> {
    let (mut lines, mut path) = (Vec::new(), format!("/cases/{case}/audit?limit={limit}"));
    loop {
        let page = person.finds(&path);
        let data = page["data"].as_array().unwrap();
        lines.extend(data.iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { return lines };
        assert_eq!(data.len(), limit, "a page with a gap tells of what is left out");
        path = format!("/cases/{case}/audit?limit={limit}&cursor={cursor}");
    }
}

#[test]
fn the_log_and_the_timeline_are_silent_on_the_other_side() {
    let program = &Program::on("2026-10-05");
    let case = case(program);
    let complainant = program.person("complainant");
    let respondent = program.person("respondent");
    let timeline = |who: Person<'_>| who.all(&format!("/cases/{case}/timeline"));
    let before = (timeline(complainant), log(complainant, &case, 50));

    respondent.sees(&case);
    respondent.makes(&case, "/access-requests", json!({"scope": "all of it"}));
    program.person("analyst").knows_nothing_of(&case);
    let witness = json!({"role": "witness", "person": {"user": "witness"}});
    let witness = program.person("caseworker").makes(&case, "/parties", witness);
    let question = json!({"party": witness, "question": "what did you hear?"});
    let asked = program.person("caseworker").makes(&case, "/information-requests", question);
    let answer = json!({"answer": "I heard it."});
    program.person("witness").post(&case, &format!("/information-requests/{asked}/answer"), answer);

    let after = (timeline(complainant), log(complainant, &case, 50));
    assert_eq!(after.0, before.0, "the timeline");
    let parts = |lines: &[Value]| {
        lines.iter().map(|it| (it["outcome"].clone(), it["capacity"].clone())).collect::<Vec<_>>()
    };
    for (outcome, capacity) in parts(&after.1) {
        assert_eq!(outcome, "allowed");
        assert!(capacity != "respondent" && capacity != "witness", "{capacity}");
    }
    // Who opened the case stands there, and their own acts; of what the office did with the others, nothing.
    for line in &after.1 {
        let (action, capacity) = (line["action"].as_str().unwrap(), line["capacity"].as_str().unwrap());
        let own = capacity == "complainant";
        assert!(own || ["read", "read_timeline", "read_audit"].contains(&action), "{action} as {capacity}");
    }
    let has = |action: &str, capacity: &str| {
        after.1.iter().any(|it| it["action"] == action && it["capacity"] == capacity)
    };
    assert!(has("read", "caseworker") && has("read", "intake") && has("submit", "complainant"));
    for limit in [1, 2, 3] {
        log(complainant, &case, limit);
    }
    // The controls: it happened, and staff and the auditor see it.
    let whole = log(program.person("auditor"), &case, 50);
    for seen in ["respondent", "witness"] {
        assert!(parts(&whole).iter().any(|(_, capacity)| capacity == seen), "{seen}");
    }
    for done in ["add_party", "request_information"] {
        assert!(whole.iter().any(|it| it["action"] == done), "{done}");
    }
    assert!(timeline(program.person("caseworker")).iter().any(|it| it["event"] == "access_asked"));

    // What both sides agree on both see, of the other by the day.
    respondent.post(&case, "/mediation/agreement", Value::Null);
    let agreed = timeline(complainant).into_iter().find(|it| it["event"] == "mediation_agreed");
    let agreed = agreed.expect("the respondent agreed to mediate");
    assert!(agreed["on"].is_string() && agreed["at"].is_null(), "{agreed}");
}
