//! D. Dismissal: three weeks after a complaint. Filed by `complainant` signed in, until codes exist.
//!
//! Left for later issues: the mailbox behind a code and the sealed identity (22 and 23 December), the disclosure of
//! the identity by the privacy officer.

mod archived;

use serde_json::{Value, json};

use super::{Story, happens, ordering, with_not_obtainable};
use crate::program::Program;

#[test]
fn three_weeks_after_a_complaint() {
    happens("2026-12-21", |program| {
        let d = filed(program);
        admitted(&d);
        heard(&d);
        withdrawn_and_back(&d);
        decided(&d);
        closed(&d);
        archived::archived(&d);
        archived::destroyed(&d);
    });
}

fn facts() -> Value {
    json!({
        "phase": "dismissal",
        "kind": "redundancy",
        "intended_letter_on": "2026-11-30",
        "intended_hearing_until": "2026-12-14",
        "notice_received_on": "2026-12-18",
        "effective_on": "2027-03-31",
        "stated_reason": "two of fourteen posts are cut",
        "earlier_complaints": "two months ago, about remarks on a headscarf",
    })
}

/// 21 to 23 December 2026.
fn filed(program: &Program) -> Story<'_> {
    let complaint = json!({
        "story": "They dismiss me. I complained before.",
        "occurred_from": "2026-11-30",
        "occurred_to": "2026-12-18",
        "identity": "confidential",
        "language": "en",
        "whistleblower": false,
        "facts": facts(),
        "allegations": [
            {"ground": "religion_belief", "form": "direct", "what": "chosen for the headscarf"},
            {"ground": "religion_belief", "form": "victimisation", "what": "dismissed for the complaint"},
        ],
        "concerned": [{"concern": "accused", "person": {"name": "the supervisor of the evening shift"}}],
    });
    let d = Story::filed(program, "complainant", "Cleaning Unit North", complaint);
    assert_eq!(d.seen_by("complainant")["priority"], "high");
    assert_eq!(d.due("complainant", "acknowledge"), "2026-12-23");
    assert_eq!(d.due("complainant", "acknowledge_hard"), "2026-12-28");
    assert_eq!(d.due("complainant", "screening"), "2026-12-28");
    assert_eq!(d.due("complainant", "limitation"), "2031-12-18");

    d.on("2026-12-22");
    d.declares("intake");
    d.does(
        "intake",
        "/acknowledgement",
        json!({"contact": "caseworker", "next_steps": "We look at it now."}),
    );
    let told = d.seen_by("complainant")["acknowledged"]["told"].clone();
    assert!(told.as_array().unwrap().contains(&json!("internal_complaint_stops_no_outside_clock")));
    d.joined_by("caseworker", "caseworker");
    d.does("caseworker", "/screening", Value::Null);

    d.on("2026-12-23");
    let open = |identity: &str| json!({"identity": identity});
    d.person("caseworker").denied("PUT", &d.case, "/identity-level", open("named"), 403);
    // Only upward; and nobody is promised to be anonymous whose account staff can see.
    for level in ["confidential", "anonymous"] {
        let complainant = d.person("complainant");
        let answer = complainant.send(&complainant.changing("PUT", &d.case, "/identity-level", &open(level)));
        assert_eq!((answer.status, &*answer.slug()), (422, "validation-failed"), "{level}");
    }
    d.joined_by("decision-maker", "decision_maker");
    let rest = json!({
        "measure": "suspend_effective_date", "what": "the effective date rests", "until": "2027-03-31",
        "touches_complainant": false,
    });
    let missing = ["consulted/not_asked"];
    d.refused("decision-maker", "/interim-measures", rest.clone(), "consultation-required", &missing);
    let step = ordering("suspend_effective_date", false);
    d.consulted_step("decision-maker", step, "the unit lets the effective date rest");
    let done = d.does("decision-maker", "/interim-measures", rest);
    assert_eq!(done["case"]["interim_measures"][0]["review_on"], "2027-01-06");
    // The unit's speaker sees that order, and nothing else.
    let seen = d.seen_by("respondent2");
    let names: Vec<_> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["id", "number", "unit", "interim_measures"]);
    d
}

/// 28 December.
fn admitted(d: &Story<'_>) {
    d.on("2026-12-28");
    d.consulted("caseworker", "scope", "both allegations");
    d.does("caseworker", "/admission", json!({}));
    let demanded = d.seen_by("respondent2")["documents_demanded"].clone();
    for document in ["selection_criteria", "selection_pool", "persons_kept"] {
        assert!(demanded.as_array().unwrap().contains(&json!(document)), "{document}");
    }
    let unit = d.party("employer_unit");
    let question = json!({"party": unit, "question": "Send the criteria, the pool, and who was kept."});
    d.does("caseworker", "/information-requests", question);
    d.consulted("caseworker", "track:investigation", "an investigation");
    d.refused(
        "coordinator",
        "/investigation",
        Value::Null,
        "investigator-missing",
        &["investigator_assigned/no_investigator"],
    );
    d.assigned("investigator", "investigator");
    d.does("coordinator", "/investigation", Value::Null);
}

/// 8 to 18 January 2027, and the replies.
fn heard(d: &Story<'_>) {
    d.on("2027-01-08");
    d.declares("investigator");
    let lost = [
        "intended_hearing_answer",
        "notice_length",
        "protected_period",
        "union_told_on",
        "negotiation_asked_on",
        "benefits",
        "severance_offer",
        "selection_criteria",
        "selection_pool",
        "persons_kept",
    ];
    d.puts("investigator", "/facts", json!({"facts": with_not_obtainable(facts(), &lost)}));
    let unit = d.party("employer_unit");
    let report = json!({
        "report": "How the two were chosen.",
        "adverse_facts": [{"party": unit, "fact": "no criteria were written down"}],
    });
    d.does("investigator", "/investigation-report", report);
    let disclose = |item: &str| {
        d.does("investigator", &format!("/hearing-items/{item}/disclosure"), json!({}));
    };
    disclose(&d.ids("hearing_items")[0]);
    assert_eq!(d.each("respondent2", "hearing_items", "reply_by"), ["2027-01-22"]);

    d.on("2027-01-15");
    hours_cut(d);

    d.on("2027-01-18");
    let changed = json!({"party": unit, "fact": "the pool was changed after the first complaint"});
    let second = d.makes("investigator", "/hearing-items", changed);
    assert_eq!(d.each("respondent2", "hearing_items", "id").len(), 1, "not yet disclosed");
    disclose(&second);
    assert_eq!(d.each("respondent2", "hearing_items", "reply_by"), ["2027-01-22", "2027-02-01"]);
    let problem = d.refused(
        "decision-maker",
        "/decision",
        Value::Null,
        "state-transition-not-allowed",
        &[
            "consulted/not_asked",
            "heard/reply_pending",
            "heard/reply_pending",
            "proof_assessed/no_worksheet",
            "proof_assessed/no_worksheet",
            "reasons_complete/no_draft",
        ],
    );
    assert_eq!(
        (&problem["state"], &problem["possible_in"]),
        (&json!("hearing"), &json!(["decision_drafted"]))
    );

    d.on("2027-02-01");
    for item in d.ids("hearing_items") {
        d.does("respondent2", &format!("/hearing-items/{item}/reply"), json!({"reply": "The work was cut."}));
    }
}

/// 15 January: the staff system reports a cut of hours, by a pseudonym.
fn hours_cut(d: &Story<'_>) {
    let admin = d.person("admin");
    let users = admin.all("/users");
    let complainant = users.iter().find(|it| it["username"] == "complainant").unwrap();
    let path = format!("/users/{}", complainant["id"].as_str().unwrap());
    let tag = admin.get(&path).header("etag").unwrap().to_owned();
    let set = admin.asking("PUT", &format!("{path}/pseudonym")).header("If-Match", tag);
    let answer = admin.send(&set.json(&json!({"pseudonym": "HR-7731-K"})));
    assert_eq!((answer.status, &answer.json()["has_pseudonym"]), (200, &json!(true)), "{}", answer.told());
    assert!(!answer.told().contains("HR-7731-K"), "nobody reads it back");

    let report = |pseudonym: &str| {
        let system = d.person("integration");
        let event = json!({"pseudonym": pseudonym, "kind": "hours_cut", "on": "2027-01-15"});
        let answer = system.send(&system.asking("POST", "/hr-events").json(&event));
        assert_eq!((answer.status, answer.body.len()), (202, 0), "{}", answer.told());
        let own = ["date", "x-request-id"];
        answer.headers.into_iter().filter(|it| !own.contains(&it.0.as_str())).collect::<Vec<_>>()
    };
    // The same for somebody who complained and for somebody who did not; and twice is once.
    assert_eq!(report("HR-7731-K"), report("HR-0000-A"));
    report("HR-7731-K");
    d.program.let_system_act();
    let alarms = d.each("complainant", "alarms", "case");
    let [linked] = &alarms[..] else { panic!("one alarm: {alarms:?}") };
    let linked = Story { program: d.program, case: linked.as_str().unwrap().to_owned() };
    linked.stands("submitted");
    let seen = linked.seen_by("complainant");
    assert_eq!((&seen["priority"], &seen["filing"]["filed_by"]), (&json!("high"), &json!("alarm")));
    assert_eq!(seen["alarms"][0]["hr_event"], json!({"kind": "hours_cut", "on": "2027-01-15"}));
    for hidden in ["respondent2", "supervisor", "caseworker", "integration"] {
        linked.person(hidden).knows_nothing_of(&linked.case);
    }
    assert!(linked.person("intake").lists(&linked.case));
    assert!(!d.seen_by("respondent2").to_string().contains(&linked.case));
}

/// 22 February: the employer goes on by itself, without the complainant.
fn goes_on(d: &Story<'_>) {
    let mut own = json!({
        "reason": "the pool was changed", "allegations": [
            {"ground": "religion_belief", "form": "direct", "what": "who was chosen from the evening shift"}
        ],
        "facts": {"phase": "dismissal", "kind": "redundancy"},
    });
    let caseworker = d.person("caseworker");
    let answer = caseworker.send(&caseworker.changing("POST", &d.case, "/own-initiative", &own));
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("no_danger")));
    own["danger"] = json!(true);
    let own = d.makes("caseworker", "/own-initiative", own);
    for hidden in ["complainant", "respondent2", "investigator"] {
        d.person(hidden).knows_nothing_of(&own);
    }
    let own = Story { program: d.program, case: own };
    let seen = own.seen_by("caseworker");
    let names: Vec<_> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["id", "number", "unit", "parties"], "to be declared anew");
    own.declares("caseworker");
    let seen = own.seen_by("caseworker");
    assert_eq!((&seen["stage"], &seen["parties"]), (&json!("screening"), &json!([])));
    assert_eq!(seen["links"][0]["case"], json!(d.case));
    assert_eq!(
        d.seen_by("caseworker")["links"],
        json!([{
            "case": own.case, "linked_as": "own_initiative", "on": "2027-02-22"
        }])
    );
    assert!(d.seen_by("complainant")["links"].to_string().find(&own.case).is_none());
    let log = d.person("complainant").all(&format!("/cases/{}/audit", d.case));
    assert!(log.iter().all(|it| it["action"] != "open_own_initiative"));
}

/// 22 February and 1 March.
fn withdrawn_and_back(d: &Story<'_>) {
    d.on("2027-02-22");
    let confirm = json!({"under_pressure": true, "pressure": "they called me at home"});
    let missing = ["withdrawal_free/not_asked"];
    d.refused(
        "complainant",
        "/withdrawal/confirmation",
        confirm.clone(),
        "withdrawal-not-confirmed",
        &missing,
    );
    d.does("complainant", "/withdrawal", json!({}));
    d.stands("hearing");
    d.does("complainant", "/withdrawal/confirmation", confirm);
    d.stands("withdrawn");
    let seen = d.seen_by("caseworker");
    assert_eq!(seen["withdrawal"]["under_pressure"], true);
    assert_eq!(seen["state"]["revocable_until"], "2027-03-08");
    assert!(d.seen_by("respondent2")["withdrawal"].is_null(), "the pressure is not for the respondent");
    // The alarm is recorded on the case that looks into it already.
    let alarms = d.seen_by("complainant")["alarms"].clone();
    let cause = |place: usize| alarms[place]["cause"].clone();
    assert_eq!((cause(0), cause(1), &alarms[2]), (json!("hr_event"), json!("pressure"), &Value::Null));
    assert_eq!(alarms[0]["case"], alarms[1]["case"]);
    let linked = alarms[0]["case"].as_str().unwrap();
    assert_eq!(d.person("complainant").sees(linked)["alarms"].as_array().unwrap().len(), 2);
    let close = json!({"message": "The case is closed."});
    let missing = ["consulted/not_asked"];
    d.refused("caseworker", "/closing", close, "state-transition-not-allowed", &missing);
    goes_on(d);

    d.on("2027-03-01");
    d.does("complainant", "/withdrawal/revocation", Value::Null);
    d.stands("hearing");
}

/// 2 to 8 March.
fn decided(d: &Story<'_>) {
    d.on("2027-03-02");
    d.does("caseworker", "/hearing-closing", Value::Null);
    let allegations = d.ids("allegations");
    d.worksheets(&[(&allegations[0], false), (&allegations[1], false)]);
    d.on("2027-03-03");
    let findings = [(&*allegations[0], "inconclusive"), (&*allegations[1], "substantiated")];
    let remedies =
        json!([{"kind": "reinstatement", "what": "the dismissal is taken back", "due_on": "2027-05-03"}]);
    d.does("decision-maker", "/decision-draft", d.draft(&findings, &remedies));
    d.on("2027-03-04");
    d.consulted("decision-maker", "decision", "the second allegation is substantiated");

    d.on("2027-03-05");
    d.joined_by("decision-maker2", "decision_maker");
    d.does("decision-maker2", "/decision", Value::Null);
    d.program.let_system_act();
    assert_eq!(d.each("complainant", "allegations", "finding"), ["inconclusive", "substantiated"]);
    assert_eq!(d.due("complainant", "review_request"), "2027-04-02");
    assert_eq!(
        d.each("complainant", "checks", "due_on"),
        ["2027-04-04", "2027-06-03", "2027-09-01", "2028-03-04"]
    );

    d.on("2027-03-08");
    d.consulted("caseworker", "remedy", "the dismissal is taken back");
    d.does("caseworker", "/remedies", Value::Null);
}

/// 4 April 2027 to 6 March 2028.
fn closed(d: &Story<'_>) {
    d.on("2027-04-04");
    d.check_answered("2027-04-04", "no");
    d.on("2027-05-03");
    d.does("caseworker", "/remedies/completion", json!({"done": d.ids("remedies")}));
    for day in ["2027-06-03", "2027-09-01", "2028-03-04"] {
        d.on(day);
        d.check_answered(day, "no");
    }
    d.on("2028-03-06");
    d.consulted("caseworker", "closing", "we close the case");
    d.does("caseworker", "/closing", json!({"message": "The case is closed."}));
    d.stands("closed");
}
