//! A party without an account, at the desk and by letter: the office takes down what they want, until it is known whose
//! account they are; and what happens when that was wrong.

use serde_json::{Value, json};

use crate::{kept, program::Program, sample};

/// A complaint told at the counter by somebody without an account, in screening; the party.
fn told_at_the_counter(program: &Program) -> (String, Value) {
    let mut complaint = sample::complaint(program);
    complaint["filed_by"] = json!("intake_officer");
    complaint["on_behalf_of"] = json!({"complainant": {"name": "Maryam Nuur"}});
    complaint["read_back"] = json!(true);
    let intake = program.person("intake");
    let answer = intake.send(&intake.asking("POST", "/cases").json(&complaint));
    assert_eq!(answer.status, 201, "{}", answer.told());
    let case = answer.json()["case"]["id"].as_str().expect("an id").to_owned();
    sample::screen(program, &case);
    let parties = program.person("caseworker").sees(&case)["parties"].clone();
    (case, parties[0]["id"].clone())
}

fn wrong(program: &Program, who: &str, case: &str, what: &str, body: &Value) -> (u16, Value, Value) {
    let who = program.person(who);
    let answer = who.send(&who.changing("POST", case, what, body));
    let first = answer.json()["errors"][0].clone();
    (answer.status, first["pointer"].clone(), first["code"].clone())
}

#[test]
fn every_act_by_letter_or_at_the_desk() {
    let program = Program::on("2026-10-05");
    let (case, party) = told_at_the_counter(&program);
    let caseworker = program.person("caseworker");
    let said = json!({"party": party, "read_back": true});
    let wants_the_file = |taken_down: Value| json!({"scope": "all of it", "taken_down": taken_down});
    let at = |code: &str, field: &str| (422, json!(format!("/taken_down{field}")), json!(code));

    // For whom, and that it was read back, is said; nobody takes down what staff do themselves.
    let none = wrong(&program, "caseworker", &case, "/access-requests", &json!({"scope": "all of it"}));
    assert_eq!(none, at("missing", ""));
    let unread = wants_the_file(json!({"party": party}));
    assert_eq!(
        wrong(&program, "caseworker", &case, "/access-requests", &unread),
        at("not_read_back", "/read_back")
    );
    let other = json!({"party": "party_00000000000000000000000000", "read_back": true});
    let nobodys = wants_the_file(other);
    assert_eq!(
        wrong(&program, "caseworker", &case, "/access-requests", &nobodys),
        at("unknown_party", "/party")
    );
    let unknown = wrong(&program, "caseworker", &case, "/notes", &json!({"note": "x", "taken_down": said}));
    assert_eq!(unknown, (400, json!("/taken_down"), json!("unknown_field")));
    caseworker.post(&case, "/access-requests", wants_the_file(said.clone()));
    let asked = caseworker.sees(&case)["access_requests"][0].clone();
    assert_eq!(asked["party"], party);

    // An act without a body of its own, and one that cannot be undone.
    let name = json!({"identity": "named", "taken_down": said});
    let ask = caseworker.changing("PUT", &case, "/identity-level", &name);
    let answer = caseworker.send(&ask);
    // The sample is confidential, so that only their own writing opens it.
    assert_eq!((answer.status, answer.json()["errors"][0]["code"].clone()), (422, json!("no_original")));
    let letter = json!({"title": "Letter of 5 October, folder 12", "words": "Use my name.", "received_on": "2026-10-05"});
    let written = json!({"party": party, "original": letter});
    caseworker.put(&case, "/identity-level", json!({"identity": "named", "taken_down": written}));
    let seen = caseworker.sees(&case);
    assert_eq!(seen["identity"], "named");
    assert_eq!(seen["records"][0]["kind"], "original");
    caseworker.post(&case, "/withdrawal", json!({"taken_down": written}));
    caseworker.post(
        &case,
        "/withdrawal/confirmation",
        json!({"under_pressure": false, "taken_down": written}),
    );
    caseworker.post(&case, "/withdrawal/revocation", json!({"taken_down": said}));
    assert_eq!(caseworker.sees(&case)["stage"], "screening");

    // The list of acts says for whom; the timeline whose act it was and who took it down; and so does the log.
    let actions = caseworker.finds(&format!("/cases/{case}/actions"));
    let listed = actions["data"].as_array().expect("acts").iter().find(|it| it["action"] == "ask_access");
    assert_eq!(listed.expect("to ask for access")["taken_down_for"], json!([party]));
    let timeline = caseworker.finds(&format!("/cases/{case}/timeline"));
    let revoked = timeline["data"].as_array().expect("entries").last().expect("one").clone();
    assert_eq!(
        (&revoked["event"], &revoked["by"], &revoked["taken_down_by"]),
        (&json!("withdrawal_revoked"), &json!("complainant"), &json!("caseworker"))
    );
    let log = program.person("auditor").finds(&format!("/cases/{case}/audit?limit=100"));
    let entry =
        log["data"].as_array().expect("entries").iter().find(|it| it["action"] == "revoke_withdrawal");
    let entry = entry.expect("the entry");
    assert_eq!((&entry["capacity"], &entry["on_behalf_of"]), (&json!("caseworker"), &party));

    // Who has an account does it there.
    let own = sample::screening(&program);
    let me = caseworker.sees(&own)["parties"][0]["id"].clone();
    let theirs = wants_the_file(json!({"party": me, "read_back": true}));
    assert_eq!(wrong(&program, "caseworker", &own, "/access-requests", &theirs), at("has_account", "/party"));
    assert_eq!(wrong(&program, "complainant", &own, "/access-requests", &theirs), at("not_taken_down", ""));
    kept::in_database_of(&program);
}

#[test]
fn whose_account_it_is_and_whose_it_was_not() {
    let program = Program::on("2026-10-05");
    let (case, party) = told_at_the_counter(&program);
    let at = format!("/parties/{}/account", party.as_str().expect("an id"));
    let (caseworker, officer) = (program.person("caseworker"), program.person("conflict-officer"));
    let link = |user: &str| json!({"user": user, "reason": "Showed the letter of receipt."});
    let refused = |user: &str| wrong(&program, "caseworker", &case, &at, &link(user)).2;
    assert_eq!(refused("nobody-has-this"), "unknown_user");
    assert_eq!(refused("integration"), "no_person");
    assert_eq!(refused("intake"), "works_here");
    caseworker.refused(&case, &at, link("caseworker"), "separation-of-duties", &["separation/own_question"]);
    caseworker.post(&case, "/parties", json!({"role": "witness", "person": {"user": "witness"}}));
    assert_eq!(refused("witness"), "already_a_party");

    let said = json!({"scope": "all of it", "taken_down": {"party": party, "read_back": true}});
    caseworker.post(&case, "/access-requests", said);

    // The namesake: one says so, another confirms, and they read the file.
    caseworker.post(&case, &at, link("complainant2"));
    program.person("complainant2").knows_nothing_of(&case);
    caseworker.refused(&case, &at, json!({}), "four-eyes-required", &["four_eyes/conflict_officer_confirms"]);
    assert_eq!(officer.sees(&case)["proposed_accounts"][0]["party"], party);
    let due = officer.all("/cases").into_iter().find(|it| it["id"] == case.as_str());
    assert_eq!(due.expect("a row")["next_due"]["duty"], "confirm_account");
    officer.post(&case, &at, Value::Null);
    let seen = program.person("complainant2").sees(&case);
    let told: Vec<_> =
        seen["deliveries"].as_array().expect("deliveries").iter().map(|it| &it["act"]).collect();
    assert!(told.contains(&&json!("account_linked")), "{told:?}");
    assert_eq!(seen["proposed_accounts"], Value::Null);
    assert!(program.person("complainant2").lists(&case));

    // Cut off at once; what they saw stands in the log.
    caseworker.denied("POST", &case, &format!("{at}/removal"), json!({"reason": "a namesake"}), 403);
    officer.post(&case, &format!("{at}/removal"), json!({"reason": "A namesake."}));
    program.person("complainant2").knows_nothing_of(&case);
    let log = program.person("auditor").finds(&format!("/cases/{case}/audit?limit=100"));
    let read =
        log["data"].as_array().expect("entries").iter().any(|it| {
            it["action"] == "read" && it["capacity"] == "complainant" && it["outcome"] == "allowed"
        });
    assert!(read, "what they saw is in the log");

    // The right one, who sees what happened to their file.
    caseworker.post(&case, &at, link("employee"));
    officer.post(&case, &at, json!({}));
    let timeline = program.person("employee").finds(&format!("/cases/{case}/timeline"));
    let events: Vec<_> =
        timeline["data"].as_array().expect("entries").iter().map(|it| &it["event"]).collect();
    for event in ["account_linked", "account_unlinked"] {
        assert!(events.contains(&&json!(event)), "{event} in {events:?}");
    }
    assert!(!events.contains(&&json!("account_proposed")), "what staff say among themselves");
    let own = program.person("employee").finds(&format!("/cases/{case}/audit?limit=100"));
    let acts: Vec<_> = own["data"].as_array().expect("entries").iter().map(|it| &it["action"]).collect();
    assert!(!acts.contains(&&json!("link_account")), "nor by the log: {acts:?}");
    assert!(acts.contains(&&json!("ask_access")), "what was taken down for them is theirs: {acts:?}");
    kept::in_database_of(&program);
}
