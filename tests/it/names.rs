//! User names that a party writes: the answer is the same whether anybody has them or not, and the office settles whose
//! they are.

use serde_json::{Value, json};

use crate::{
    http::Answer,
    person::Person,
    program::{BASE, Program},
    sample,
};

/// A case, and everything that one person was told of it.
struct Told {
    case: String,
    all: Vec<Value>,
}

/// The same with everything out that tells one case or one moment from another, and with the name that was written.
fn essence(value: &mut Value, name: &str) {
    match value {
        Value::Object(fields) => {
            for own in ["number", "at", "request_id", "commitment"] {
                fields.remove(own);
            }
            fields.values_mut().for_each(|it| essence(it, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| essence(it, name)),
        Value::String(text) => {
            let id = text.split_once('_').filter(|(_, rest)| rest.len() == 26);
            if let Some((kind, _)) = id {
                *text = kind.to_owned();
            } else if text == name {
                "the name".clone_into(text);
            }
        }
        _ => {}
    }
}

fn told(who: Person<'_>, name: &str, answers: &[Answer]) -> Told {
    let case = answers[0].json()["case"]["id"].as_str().expect("a case").to_owned();
    let answers = answers.iter().map(|it| json!([it.status, it.json()]));
    let mut all: Vec<_> = answers.collect();
    for what in ["", "/actions", "/timeline", "/deadlines", "/audit"] {
        let answer = who.get(&format!("/cases/{case}{what}"));
        all.push(json!([answer.status, answer.json()]));
    }
    for it in &mut all {
        essence(it, name);
    }
    Told { case, all }
}

/// Files, and names somebody wherever a party can.
fn named(program: &Program, who: Person<'_>, name: &str) -> Told {
    let mut complaint = sample::complaint(program);
    complaint["concerned"] = json!([{"concern": "excluded", "person": {"user": name}}]);
    complaint["submit"] = json!(false);
    let mut answers = vec![who.send(&who.asking("POST", "/cases").json(&complaint))];
    assert_eq!(answers[0].status, 201, "{}", answers[0].told());
    let case = answers[0].json()["case"]["id"].as_str().expect("a case").to_owned();
    let person = json!({"user": name});
    let accused = json!({"concern": "accused", "person": {"user": name, "name": "The one with the keys"}});
    let represented = json!({"person": person, "mandate": "read", "power_of_attorney": true});
    let later = json!({"concern": "panel_member", "person": person});
    for (what, body) in [
        ("/exclusions", accused),
        ("/representatives", represented),
        ("/submission", Value::Null),
        ("/exclusions", later),
    ] {
        answers.push(who.send(&who.changing("POST", &case, what, &body)));
        let last = answers.last().expect("an answer");
        assert_eq!(last.status, 200, "{what}: {}", last.told());
    }
    told(who, name, &answers)
}

#[test]
fn a_party_is_not_told_who_has_an_account() {
    let program = Program::shared();
    let known = named(program, program.person("complainant2"), "privacy-officer");
    for name in ["nobody-has-this", "Nobody. Ever!", "witness-to-be"] {
        let unknown = named(program, program.person("complainant2"), name);
        assert_eq!(unknown.all, known.all, "{name}");
    }
    // What was written is shown again.
    let case = program.person("complainant2").sees(&known.case);
    let written = json!({"username": "privacy-officer"});
    assert_eq!(case["concerned"][0]["person"], written);
    assert_eq!(case["parties"][1]["person"], written);
    // Who has the name represents them from now on.
    assert_eq!(program.person("privacy-officer").sees(&known.case)["stage"], "submitted");
}

#[test]
fn nor_whom_a_representative_files_for() {
    let program = Program::shared();
    let who = program.person("representative");
    let [known, unknown] = ["employee", "nobody-has-this"].map(|name| {
        let other = json!({"complainant": {"user": name}, "power_of_attorney": true});
        let mut complaint = sample::complaint(program);
        complaint["filed_by"] = json!("representative");
        complaint["on_behalf_of"] = other;
        complaint["channel"] = json!("portal");
        let answer = who.send(&who.asking("POST", "/cases").json(&complaint));
        assert_eq!(answer.status, 201, "{}", answer.told());
        // Nor by which way the first act reaches them, and when.
        let case = answer.json()["case"]["id"].as_str().expect("a case").to_owned();
        sample::screen(program, &case);
        told(who, name, &[answer])
    });
    assert_eq!(unknown.all, known.all);
    assert_eq!(program.person("employee").get(&format!("/cases/{}", known.case)).status, 200);
}

#[test]
fn the_conflict_officer_settles_whose_name_it_is() {
    let program = Program::shared();
    let excluded = json!([{"concern": "excluded", "person": {"user": "the-privacy-officer"}}]);
    let case = sample::filed_with(program, &json!({"concerned": excluded}));
    let (officer, privacy) = (program.person("conflict-officer"), program.person("privacy-officer"));
    assert!(privacy.lists(&case));
    let seen = officer.sees(&case);
    assert_eq!(seen["concerned"][0]["person"], json!({"username": "the-privacy-officer"}));
    let check = &seen["conflict_checks"][0];
    assert_eq!((check["origin"].as_str(), check.get("user")), (Some("excluded"), None), "{check}");
    let what = format!("/conflict-declarations/{}/settlement", check["id"].as_str().expect("an id"));
    let whose = |user: &str| json!({"settlement": "disqualified", "reason": "as they say", "user": user});
    // Staff are told.
    let misspelt = officer.send(&officer.changing("POST", &case, &what, &whose("privcy-officer")));
    assert_eq!(misspelt.status, 422, "{}", misspelt.told());
    assert_eq!(misspelt.json()["errors"][0]["code"], "unknown_user");
    let before = program.person("complainant").sees(&case);
    officer.post(&case, &what, whose("privacy-officer"));
    privacy.knows_nothing_of(&case);
    // Who filed learns nothing of it.
    assert_eq!(program.person("complainant").sees(&case), before);
    let misspelt = json!({"concern": "accused", "person": {"user": "nobody-has-this"}});
    let intake = program.person("intake");
    intake.post(&case, "/conflict-declarations", json!({"reasons": []}));
    let told = intake.send(&intake.changing("POST", &case, "/exclusions", &misspelt));
    assert_eq!((told.status, &told.json()["errors"][0]["code"]), (422, &json!("unknown_user")));
    assert_eq!(told.json()["instance"], format!("{BASE}/cases/{case}/exclusions"));
}
