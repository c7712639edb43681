//! What the three journeys do not pass: drafts, rejection, referral, the whistleblower channel, exceptions, waivers,
//! mediation that fails, decisions that go back or are changed, reopening. With them, every operation on a case
//! succeeds somewhere in these tests, with one entry in the log.

use serde_json::{Value, json};

use super::{Story, ordering, with_not_obtainable};
use crate::{kept, program::Program, sample};

#[test]
fn drafts() {
    let program = Program::shared();
    let complainant = program.person("complainant2");
    let mut complaint = sample::complaint(program);
    complaint["submit"] = json!(false);
    complaint["allegations"] = json!([]);
    let opens = || {
        let answer = complainant.send(&complainant.asking("POST", "/cases").json(&complaint));
        assert_eq!(answer.status, 201, "{}", answer.told());
        answer.json()["case"]["id"].as_str().expect("an id").to_owned()
    };
    let log = |case: &str| {
        let lines = complainant.all(&format!("/cases/{case}/audit"));
        lines.into_iter().filter(|it| !it["action"].as_str().unwrap().starts_with("read")).collect::<Vec<_>>()
    };
    let draft = opens();
    // Nobody but the author knows of a draft: not who takes complaints in, not who reads the log.
    for who in ["intake", "coordinator", "auditor", "privacy-officer"] {
        let answer = program.person(who).get(&format!("/cases/{draft}"));
        assert_eq!((answer.status, &*answer.slug()), (404, "not-found"), "{who}");
        let audit = program.person(who).get(&format!("/cases/{draft}/audit"));
        assert_eq!(audit.status, 404, "{who}");
    }
    let missing = complainant.send(&complainant.changing("POST", &draft, "/submission", &Value::Null));
    assert_eq!((missing.status, &*missing.slug()), (409, "complaint-incomplete"));
    assert_eq!(missing.json()["errors"][0]["code"], "no_allegation");
    let does = |method: &str, what: &str, body: &Value| {
        let before = log(&draft).len();
        let answer = complainant.send(&complainant.changing(method, &draft, what, body));
        assert_eq!(answer.status, 200, "{method} {what}: {}", answer.told());
        let after = log(&draft);
        assert_eq!(after.len(), before + 1, "{method} {what} is one entry");
        assert_eq!(after[0]["action"], answer.json()["action"]);
    };
    does("PUT", "/facts", &json!({"facts": complaint["facts"], "whistleblower": true}));
    does("POST", "/allegations", &json!({"ground": "age", "form": "direct", "what": "too old"}));
    let left_out = json!({"concern": "excluded", "person": {"user": "intake2"}});
    does("POST", "/exclusions", &left_out);
    does("POST", "/submission", &Value::Null);
    assert!(program.person("intake").lists(&draft));
    program.person("intake2").knows_nothing_of(&draft);

    // A draft that is given up is gone, for its author as well.
    let other = opens();
    let answer = complainant.send(&complainant.changing("DELETE", &other, "", &Value::Null));
    assert_eq!((answer.status, &answer.json()["action"]), (200, &json!("discard")), "{}", answer.told());
    assert!(answer.json()["case"].is_null());
    assert_eq!(complainant.get(&format!("/cases/{other}")).status, 404);
    assert!(!complainant.lists(&other));
}

#[test]
fn handed_to_somebody_else() {
    let program = Program::shared();
    // Who chose the whistleblower channel is only referred, and HR keeps number and date.
    let case = sample::filed_with(program, &json!({"whistleblower": true}));
    sample::screen(program, &case);
    let w = Story { program, case };
    w.consulted("caseworker", "scope", "all of it");
    let missing = ["channel_chosen/whistleblower"];
    w.refused("caseworker", "/admission", json!({}), "channel-unanswered", &missing);
    w.consulted("caseworker", "outcome", "the whistleblower unit takes it");
    let refer = |receiver: &str| json!({"receiver": receiver, "name": "the unit", "reason": "you chose it"});
    let missing = ["channel_chosen/channel_differs"];
    w.refused("caseworker", "/referral", refer("police"), "channel-unanswered", &missing);
    let done = w.does("caseworker", "/referral", refer("whistleblower_unit"));
    assert!(done["case"].is_null(), "the caseworker sees it no longer");
    w.person("caseworker").knows_nothing_of(&w.case);
    let seen = w.seen_by("coordinator");
    let names: Vec<_> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["id", "number", "received_on"]);
    w.does("coordinator", "/referral/confirmation", Value::Null);
    w.stands("closed");
    for who in ["coordinator", "archivist"] {
        let seen = w.seen_by(who);
        let names: Vec<_> = seen.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "number", "received_on"], "{who}");
        let listed = w.person(who).finds("/cases?limit=100");
        let row = listed["data"].as_array().unwrap().iter().find(|it| it["id"] == seen["id"]).unwrap();
        let names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        // Archivists archive it one day.
        let due = (who == "archivist").then_some("next_due");
        let shown: Vec<_> =
            ["id", "number", "relation"].into_iter().chain(due).chain(["received_on"]).collect();
        assert_eq!(names, shown, "{who}");
        // No filter tells what the row does not show.
        let unit = w.seen_by("complainant")["unit"].as_str().unwrap().to_owned();
        for filter in [format!("unit={unit}"), "phase=recruitment".to_owned(), "state=closed".to_owned()] {
            let listed = w.person(who).finds(&format!("/cases?limit=100&{filter}"));
            assert!(listed["data"].as_array().unwrap().iter().all(|it| it["id"] != seen["id"]), "{filter}");
        }
    }

    let case = sample::screening(program);
    let r = Story { program, case };
    r.consulted("caseworker", "outcome", "the other employer takes it");
    r.does("caseworker", "/referral", refer("other_employer"));
    r.stands("referred");
    r.does("caseworker", "/referral/confirmation", Value::Null);
    r.stands("closed");
    let review = json!({"grounds": "I want it back", "late_reason": "I was away"});
    r.refused("complainant", "/review-requests", review, "review-not-open", &["review_open/referred"]);
}

#[test]
fn rejected_sent_back_and_taken_up() {
    let program = Program::on("2026-10-05");
    let case = sample::filed(&program);
    sample::screen(&program, &case);
    let r = Story { program: &program, case };
    r.joined_by("decision-maker", "decision_maker");
    r.does("caseworker", "/rejection-draft", json!({"legal_rules": "section 1"}));
    let missing = [
        "consulted/not_asked",
        "reasons_complete/no_considerations",
        "reasons_complete/no_essential_facts",
        "reasons_complete/no_guidance",
    ];
    r.refused("decision-maker", "/rejection", Value::Null, "consultation-required", &missing);
    let whole = json!({
        "legal_rules": "section 1", "considerations": "it is about something else",
        "essential_facts": "the post was never filled", "guidance": "ask for a review within four weeks",
    });
    r.puts("caseworker", "/rejection-draft", whole);

    // The complainant takes more time, once, and lets it pass; silence is weighed as well.
    let asked = r.asks("caseworker", "outcome", "we do not take it up");
    let at = |what: &str| format!("/consultations/{asked}/{what}");
    r.does("complainant", &at("extension"), Value::Null);
    let missing = ["consulted/no_more_time"];
    r.refused("complainant", &at("extension"), Value::Null, "consultation-required", &missing);
    assert_eq!(r.each("complainant", "consultations", "reply_by"), ["2026-10-19"]);
    let how = json!({"how": "there was no answer"});
    let missing = ["consulted/answer_pending"];
    r.refused("caseworker", &at("weighing"), how.clone(), "consultation-required", &missing);
    r.on("2026-10-20");
    r.does("caseworker", &at("weighing"), how);
    r.does("decision-maker", "/rejection", Value::Null);
    r.stands("inadmissible");
    assert_eq!(r.seen_by("complainant")["state"]["review_until"], "2026-11-17");

    let deliveries = r.seen_by("complainant")["deliveries"].clone();
    let rejection = deliveries.as_array().unwrap().iter().find(|it| it["act"] == "rejection").unwrap();
    let opened = format!("/deliveries/{}/opening", rejection["id"].as_str().unwrap());
    r.does("complainant", &opened, Value::Null);
    r.person("respondent").denied("POST", &r.case, &opened, Value::Null, 404);

    r.does("complainant", "/review-requests", json!({"grounds": "the post was filled"}));
    r.joined_by("reviewer", "reviewer");
    // What was never decided cannot be changed.
    let missing = [
        "consulted/not_asked",
        "proof_assessed/no_worksheet",
        "reasons_complete/no_draft",
        "review_open/never_decided",
    ];
    r.refused("reviewer", "/review", json!({"outcome": "change"}), "consultation-required", &missing);
    r.does("reviewer", "/review", json!({"outcome": "send_back", "reasons": "it was filled"}));
    r.program.let_system_act();
    r.stands("screening");

    // A lawful exception from asking is proposed by one and confirmed by another.
    let asked = r.asks("caseworker", "scope", "all of it");
    let at = format!("/consultations/{asked}/exception");
    r.does("caseworker", &at, json!({"reason": "evidence would be lost"}));
    let missing = ["four_eyes/decision_maker_confirms"];
    r.refused("caseworker", &at, json!({}), "four-eyes-required", &missing);
    r.refused("caseworker", "/admission", json!({}), "consultation-required", &["consulted/answer_pending"]);
    r.does("decision-maker", &at, json!({}));
    r.does("caseworker", "/admission", json!({}));
    r.stands("admitted");
    kept::in_database_of(&program);
}

#[test]
fn every_way_round() {
    let program = Program::on("2026-10-05");
    let case = sample::filed(&program);
    sample::admit(&program, &case);
    let b = Story { program: &program, case };
    people_and_questions(&b);
    measures(&b);
    failed_mediation(&b);
    for finding in ["not_substantiated", "substantiated"] {
        investigated(&b);
        if finding == "not_substantiated" {
            drafted(&b, finding);
            let back = json!({"reason": "the posts were not compared"});
            b.refused(
                "decision-maker",
                "/decision-draft/return",
                back.clone(),
                "four-eyes-required",
                &["four_eyes/own_draft"],
            );
            b.joined_by("decision-maker2", "decision_maker");
            b.does("decision-maker2", "/decision-draft/return", back);
            b.stands("investigation");
        }
    }
    drafted(&b, "not_substantiated");
    b.consulted("decision-maker", "decision", "it is not substantiated");
    b.does("decision-maker2", "/decision", Value::Null);
    b.program.let_system_act();
    changed_by_review(&b);
    closed_and_reopened(&b);
    kept::in_database_of(&program);
}

fn people_and_questions(b: &Story<'_>) {
    let representative = json!({"person": {"user": "representative"}, "mandate": "decide"});
    b.does("complainant", "/representatives", representative);
    assert!(b.person("representative").lists(&b.case));
    let witness =
        b.makes("caseworker", "/parties", json!({"role": "witness", "person": {"user": "witness"}}));
    let asked = json!({"party": witness, "question": "what did you hear?"});
    let asked = b.makes("caseworker", "/information-requests", asked);
    let seen = b.seen_by("witness");
    assert!(seen["filing"].is_null() && seen["allegations"].is_null() && seen["parties"].is_null());
    assert_eq!(seen["information_requests"].as_array().map(Vec::len), Some(1));
    let answer = format!("/information-requests/{asked}/answer");
    b.person("complainant").denied("POST", &b.case, &answer, json!({"answer": "I say"}), 404);
    b.does("witness", &answer, json!({"answer": "I heard the question."}));
    assert!(b.seen_by("respondent")["parties"].as_array().unwrap().iter().all(|it| it["role"] != "witness"));
    b.does("caseworker", "/notes", json!({"note": "spoke to the witness"}));
    for party in ["complainant", "respondent"] {
        assert!(b.seen_by(party)["records"].is_null(), "notes are not for {party}");
    }
}

fn measures(b: &Story<'_>) {
    b.consulted_step("decision-maker", ordering("freeze_file", false), "freeze the file");
    let order = json!({
        "measure": "freeze_file", "what": "nothing is thrown away", "until": "2026-12-31",
        "touches_complainant": false,
    });
    let measure = b.makes("decision-maker", "/interim-measures", order);
    let at = |what: &str| format!("/interim-measures/{measure}/{what}");
    b.does("decision-maker", &at("review"), json!({"reason": "still needed"}));
    let longer = json!({"reason": "needed for longer", "until": "2027-01-31"});
    let missing = ["consulted/not_asked"];
    b.refused("decision-maker", &at("review"), longer.clone(), "consultation-required", &missing);
    let step = |step: &str| json!({"step": step, "interim_measure": measure});
    b.consulted_step("decision-maker", step("change"), "for a month longer");
    b.does("decision-maker", &at("review"), longer);
    b.consulted_step("decision-maker", step("end"), "end it");
    b.does("decision-maker", &at("end"), json!({"reason": "all is copied"}));
}

fn failed_mediation(b: &Story<'_>) {
    b.consulted("caseworker", "track:mediation", "an attempt to agree");
    // A representative who may decide agrees for the complainant.
    b.does("representative", "/mediation/agreement", Value::Null);
    b.does("respondent", "/mediation/agreement", Value::Null);
    b.does("caseworker", "/mediation", json!({}));
    let allegation = b.ids("allegations").remove(0);
    let terms =
        json!({"terms": [{"allegation": allegation, "terms": "a word of regret", "due_on": "2026-12-31"}]});
    b.does("complainant", "/settlement", terms);
    b.does("respondent", "/mediation/end", Value::Null);
    b.stands("investigation");
}

fn investigated(b: &Story<'_>) {
    let evidence = json!({"title": "the advert", "description": "as printed", "received_on": "2026-10-05"});
    b.does("investigator", "/evidence", evidence);
    let mut facts = sample::complaint(b.program)["facts"].clone();
    facts["advert_text"] = json!("We look for a kitchen assistant.");
    facts["desired_remedy"] = json!("an apology");
    let lost = [
        "applied_on",
        "stages_reached",
        "refusal_channel",
        "reasons_given",
        "panel_members",
        "applicants",
        "interviewed",
        "appointed",
        "appointee_merits",
        "interview_notes",
        "prohibited_questions",
        "availability_requirements",
        "anonymised",
    ];
    b.puts("investigator", "/facts", json!({"facts": with_not_obtainable(facts, &lost)}));
    let known = b.ids("hearing_items").len();
    let unit = b.party("employer_unit");
    let report = json!({
        "report": "What was found.", "adverse_facts": [{"party": unit, "fact": "the accent was mentioned"}],
    });
    b.does("investigator", "/investigation-report", report);
    let item = b.ids("hearing_items").remove(known);
    let at = |what: &str| format!("/hearing-items/{item}/{what}");
    let short = json!({"days": 7});
    let answer = b.person("investigator").send(&b.person("investigator").changing(
        "POST",
        &b.case,
        &at("disclosure"),
        &short,
    ));
    assert_eq!(
        (answer.status, &*answer.slug()),
        (422, "validation-failed"),
        "a short period needs its reason"
    );
    b.does("investigator", &at("disclosure"), json!({"days": 7, "reason": "the respondent asked for it"}));
    b.does("respondent", &at("waiver"), json!({"waiver": "We have nothing to say to this."}));
    b.does("caseworker", "/hearing-closing", Value::Null);
    b.worksheets(&[(&b.ids("allegations")[0], false)]);
}

fn drafted(b: &Story<'_>, finding: &str) {
    let allegations = b.ids("allegations");
    let draft = b.draft(&[(&*allegations[0], finding)], &json!([]));
    b.does("decision-maker", "/decision-draft", draft);
}

fn changed_by_review(b: &Story<'_>) {
    b.does("complainant", "/review-requests", json!({"grounds": "the accent was not weighed"}));
    b.joined_by("reviewer", "reviewer");
    let allegations = b.ids("allegations");
    let remedies = json!([{"kind": "apology", "what": "a letter", "due_on": "2027-01-15"}]);
    let other = b.draft(&[(&*allegations[0], "partly_substantiated")], &remedies);
    let confirm = json!({"outcome": "change"});
    b.does("reviewer", "/review", json!({"outcome": "change", "decision": other}));
    b.stands("under_review");
    assert!(b.seen_by("complainant")["reviews"][0]["proposal"].is_null(), "a proposal is nobody's yet");
    let missing = ["consulted/not_asked"];
    b.refused("decision-maker", "/review", confirm.clone(), "consultation-required", &missing);
    b.consulted("reviewer", "decision", "partly substantiated");
    b.does("decision-maker", "/review", confirm);
    b.program.let_system_act();
    b.stands("decided");
    assert_eq!(b.each("complainant", "allegations", "finding"), ["partly_substantiated"]);
    let none = json!({"reason": "nothing to do"});
    b.refused("caseworker", "/remedies/none", none, "remedies-open", &["remedies_done/remedies_open"]);
}

fn closed_and_reopened(b: &Story<'_>) {
    b.consulted("caseworker", "remedy", "a letter");
    b.does("caseworker", "/remedies", Value::Null);
    let remedy = b.ids("remedies").remove(0);
    let later = json!({"scheduled": [{"remedy": remedy, "on": "2027-02-01"}]});
    b.does("caseworker", "/remedies/completion", later);
    b.stands("follow_up");
    // Nobody answers: the System asks twice for each check, a week apart.
    b.on("2027-06-01");
    let checks = b.seen_by("complainant")["checks"].clone();
    for check in checks.as_array().unwrap() {
        assert_eq!(check["attempts"].as_array().map(Vec::len), Some(2), "{check}");
    }
    b.consulted("caseworker", "closing", "we close it");
    b.does("caseworker", "/closing", json!({"message": "It is over."}));
    b.stands("closed");
    let late = json!({"grounds": "there is more"});
    b.refused("complainant", "/review-requests", late, "review-not-open", &["review_open/late"]);
    let reopen = json!({"ground": "new_essential_fact", "reason": "a letter was found"});
    b.person("caseworker").denied("POST", &b.case, "/reopening", reopen.clone(), 403);
    b.does("reviewer", "/reopening", reopen);
    b.stands("investigation");

    // The second time nothing is found, and nothing is to be done.
    investigated(b);
    drafted(b, "not_substantiated");
    b.consulted("decision-maker", "decision", "it is not substantiated");
    b.does("decision-maker2", "/decision", Value::Null);
    b.program.let_system_act();
    b.does("caseworker", "/remedies/none", json!({"reason": "nothing was substantiated"}));
    b.stands("follow_up");
}
