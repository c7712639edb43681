//! R. Recruitment: "must speak Danish as a native".
//!
//! Left for later issues: the `MeasureCase` that R does not open, the search by number (7 October; there is no such filter yet), documents (14 October; notes and
//! evidence stand in for them).

use serde_json::{Value, json};

use super::{Story, happens, ordering, with_not_obtainable};
use crate::program::Program;

#[test]
fn must_speak_danish_as_a_native() {
    happens("2026-10-05", |program| {
        let r = filed(program);
        screened(&r);
        investigated(&r);
        heard(&r);
        decided(&r);
        followed_up(&r);
    });
}

/// What the applicant knows when filing: not the requirement as it was written, nor when it was fixed.
fn facts_at_filing() -> Value {
    json!({
        "phase": "recruitment",
        "posting": "Kitchen assistant at a school",
        "advert_text": "We look for a kitchen assistant. Apply by 3 August.",
        "applied_on": "2026-08-03",
        "refusal_received_on": "2026-09-14",
        "refusal_channel": "e-mail, without reasons",
        "stages_reached": "interview by phone",
        "prohibited_questions": "where the family really comes from",
    })
}

fn facts_at_admission() -> Value {
    let mut facts = facts_at_filing();
    facts["requirements"] = json!("Danish at native level");
    facts["criteria_fixed_on"] = json!("2026-07-20");
    facts
}

fn facts_at_the_end() -> Value {
    let mut facts = facts_at_admission();
    facts["applicants"] = json!(41);
    facts["interviewed"] = json!(6);
    facts["appointed"] = json!(1);
    facts["anonymised"] = json!(false);
    facts["appointee_merits"] = json!("lower seniority");
    facts["panel_members"] = json!("the head of the kitchen and a deputy");
    with_not_obtainable(facts, &["reasons_given", "interview_notes", "availability_requirements"])
}

/// 5 and 6 October.
fn filed(program: &Program) -> Story<'_> {
    let complaint = json!({
        "story": "I was asked where my family really comes from, and refused for my accent.",
        "desired_remedy": "An apology, and another advert.",
        "occurred_from": "2026-09-14",
        "identity": "confidential",
        "language": "ar",
        "whistleblower": false,
        "facts": facts_at_filing(),
        "allegations": [
            {"ground": "ethnic_origin", "form": "indirect", "what": "the language requirement"},
            {"ground": "ethnic_origin", "form": "prohibited_question", "what": "the question on the phone"},
        ],
        "concerned": [
            {"concern": "accused", "person": {"user": "panel-chair"}},
            {"concern": "excluded", "person": {"user": "panel-deputy"}},
            {"concern": "panel_member", "person": {"user": "intake2"}},
        ],
    });
    let r = Story::filed(program, "complainant", "Bøgelund School", complaint);
    r.stands("submitted");
    assert_eq!(r.seen_by("complainant")["received_on"], "2026-10-05");
    assert_eq!(r.due("complainant", "acknowledge"), "2026-10-07");
    assert_eq!(r.due("complainant", "acknowledge_hard"), "2026-10-12");
    assert_eq!(r.due("complainant", "screening"), "2026-10-19");
    assert_eq!(r.due("complainant", "limitation"), "2029-09-14");
    for hidden in ["panel-chair", "panel-deputy", "respondent"] {
        r.person(hidden).knows_nothing_of(&r.case);
    }

    // Somebody assigned too early meets everything that is missing at once.
    r.assigned("caseworker2", "caseworker");
    let missing = ["impartial/not_declared", "acknowledgement/not_acknowledged"];
    r.refused("caseworker2", "/screening", Value::Null, "state-transition-not-allowed", &missing);

    r.on("2026-10-06");
    r.declares("intake");
    let done = r.does(
        "intake",
        "/acknowledgement",
        json!({"contact": "caseworker", "next_steps": "A caseworker looks at it within ten working days."}),
    );
    let acknowledged = &done["case"]["acknowledged"];
    assert_eq!(acknowledged["feedback_by"], "2027-01-06");
    assert_eq!(acknowledged["claim_until"], "2029-09-14");
    assert_eq!(
        acknowledged["told"],
        json!(["right_to_representation", "no_retaliation", "internal_complaint_stops_no_outside_clock"])
    );

    r.assigned("caseworker", "caseworker");
    let seen = r.seen_by("caseworker");
    let names: Vec<_> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["id", "number", "unit", "parties"], "before the declaration");
    r
}

/// 7 to 13 October.
fn screened(r: &Story<'_>) {
    r.on("2026-10-07");
    r.declares("caseworker");
    r.does("caseworker", "/screening", Value::Null);
    r.person("intake2").knows_nothing_of(&r.case);
    assert!(r.person("intake").lists(&r.case));

    r.on("2026-10-09");
    for (about, plan) in
        [("track:investigation", "an investigation, not mediation"), ("scope", "both allegations")]
    {
        r.consulted("caseworker", about, plan);
    }
    let consultations = r.seen_by("complainant")["consultations"].clone();
    for consultation in consultations.as_array().unwrap() {
        assert_eq!(consultation["asked_on"], "2026-10-09");
        assert_eq!(consultation["answer"]["on"], "2026-10-09");
        assert_eq!(consultation["weighed"]["on"], "2026-10-09");
    }

    r.on("2026-10-12");
    let problem = r.refused(
        "caseworker",
        "/admission",
        json!({}),
        "facts-missing",
        &["phase_facts/fact_missing", "phase_facts/fact_missing"],
    );
    let missing: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|it| &it["pointer"]).collect();
    assert_eq!(missing, ["/facts/requirements", "/facts/criteria_fixed_on"]);
    r.puts("caseworker", "/facts", json!({"facts": facts_at_admission()}));

    r.on("2026-10-13");
    r.person("respondent").knows_nothing_of(&r.case);
    r.does("caseworker", "/admission", json!({}));
    let respondent = r.seen_by("respondent");
    assert_eq!(respondent["stage"], "admitted");
    assert_eq!(
        respondent["documents_demanded"],
        json!(["advert", "criteria", "score_sheets", "interview_notes", "correspondence"])
    );
    let delivered = r.each("respondent", "deliveries", "act");
    assert_eq!(delivered, ["admission_notice", "freeze_order"]);
    for hidden in ["filing", "facts", "consultations", "concerned", "identity", "received_on"] {
        assert!(respondent[hidden].is_null(), "the respondent sees {hidden}");
    }
    let complainant = respondent["parties"].as_array().unwrap().iter().find(|it| it["role"] == "complainant");
    assert_eq!(complainant.unwrap()["person"], json!({}), "a confidential complainant has no name here");

    let unit = r.party("employer_unit");
    let question = "Send the advert, the criteria, the score sheets and the notes of the interviews.";
    let asked = r.makes("caseworker", "/information-requests", json!({"party": unit, "question": question}));
    r.does(
        "respondent",
        &format!("/information-requests/{asked}/answer"),
        json!({"answer": "Here they are; there are no notes."}),
    );

    r.joined_by("decision-maker", "decision_maker");
    let step = ordering("hold_appointment", false);
    r.consulted_step("decision-maker", step, "the unit holds the appointment until the contract is signed");
    let hold = json!({
        "measure": "hold_appointment", "what": "no contract is signed for the post",
        "until": "2026-12-31", "touches_complainant": false,
    });
    let done = r.does("decision-maker", "/interim-measures", hold);
    assert_eq!(done["case"]["interim_measures"][0]["review_on"], "2026-10-27");
}

/// 14 and 30 October.
fn investigated(r: &Story<'_>) {
    r.on("2026-10-14");
    r.assigned("investigator", "investigator");
    r.does("coordinator", "/investigation", Value::Null);
    let header = r.seen_by("coordinator");
    for hidden in ["filing", "facts", "allegations", "parties", "records", "deliveries", "concerned"] {
        assert!(header[hidden].is_null(), "the coordinator sees {hidden}");
    }
    assert_eq!(header["stage"], "investigation");
    let coordinator = r.person("coordinator");
    coordinator.denied("POST", &r.case, "/notes", json!({"note": "a word on it"}), 403);
    let evidence = json!({"title": "a", "description": "b", "received_on": "2026-10-14"});
    coordinator.denied("POST", &r.case, "/evidence", evidence, 403);
    coordinator.denied("GET", &r.case, "/timeline", Value::Null, 403);

    r.on("2026-10-30");
    r.declares("investigator");
    for (person, summary) in [("complainant", "what was said on the phone"), ("respondent", "who asked what")]
    {
        let interview = json!({
            "person": {"user": person}, "held_on": "2026-10-28", "summary": summary, "read_back": true,
        });
        r.does("investigator", "/interviews", interview);
    }
    let unit = r.party("employer_unit");
    let complainant = r.party("complainant");
    let against = |party: &str, fact: &str| json!({"party": party, "fact": fact});
    let report = json!({
        "report": "What was asked and what was found.",
        "adverse_facts": [
            against(&unit, "the requirement was not used for other posts of the kind"),
            against(&unit, "the question about the family was asked"),
            against(&unit, "the appointee has a lower seniority"),
            against(&complainant, "one certificate was missing from the application"),
        ],
    });
    let missing = ["phase_facts/fact_missing"; 9];
    r.refused("investigator", "/investigation-report", report.clone(), "facts-missing", &missing);
    r.puts("investigator", "/facts", json!({"facts": facts_at_the_end()}));
    r.does("investigator", "/investigation-report", report);
    assert_eq!(r.ids("hearing_items").len(), 4);
    for party in ["respondent", "complainant"] {
        assert_eq!(r.seen_by(party)["hearing_items"], json!([]), "not disclosed to {party}");
    }
}

/// 2 to 23 November.
fn heard(r: &Story<'_>) {
    r.on("2026-11-02");
    let items = r.ids("hearing_items");
    for item in &items {
        r.does("investigator", &format!("/hearing-items/{item}/disclosure"), json!({}));
    }
    assert_eq!(r.each("respondent", "hearing_items", "reply_by"), ["2026-11-16"; 3]);
    assert_eq!(r.each("complainant", "hearing_items", "reply_by"), ["2026-11-16"]);

    r.on("2026-11-09");
    let reply = |item: &str| format!("/hearing-items/{item}/reply");
    for item in &items[..2] {
        r.does("respondent", &reply(item), json!({"reply": "It was meant well."}));
    }
    let third = format!("/hearing-items/{}", items[2]);
    let more = json!({"days": 5, "reason": "the leader is away"});
    r.does("respondent", &format!("{third}/extension-request"), more);
    r.does("caseworker", &format!("{third}/extension"), json!({"days": 5}));
    assert_eq!(r.each("respondent", "hearing_items", "reply_by")[2], "2026-11-23");
    // Each party is heard on its own items; those of the other do not exist for it.
    r.person("respondent").denied("POST", &r.case, &reply(&items[3]), json!({"reply": "x"}), 404);

    r.on("2026-11-17");
    r.refused("caseworker", "/hearing-closing", Value::Null, "hearing-incomplete", &["heard/reply_pending"]);

    r.on("2026-11-20");
    r.does("respondent", &reply(&items[2]), json!({"reply": "Seniority was not decisive."}));
    r.does("complainant", &reply(&items[3]), json!({"reply": "I sent it the day after."}));

    r.on("2026-11-23");
    r.does("caseworker", "/hearing-closing", Value::Null);
    let allegations = r.ids("allegations");
    let decision_before_worksheets = r.draft(&[], &json!([]));
    r.refused(
        "decision-maker",
        "/decision-draft",
        decision_before_worksheets,
        "proof-not-assessed",
        &["proof_assessed/no_worksheet"; 2],
    );
    r.worksheets(&[(&allegations[0], true), (&allegations[1], false)]);
}

/// 25 to 30 November.
fn decided(r: &Story<'_>) {
    r.on("2026-11-25");
    let allegations = r.ids("allegations");
    let findings = [(&*allegations[0], "substantiated"), (&*allegations[1], "substantiated")];
    let remedies = json!([
        {"kind": "practice", "what": "adverts ask for the Danish that the work needs", "due_on": "2027-01-15"},
        {"kind": "apology", "what": "a written apology", "due_on": "2026-12-18"},
        {"kind": "compensation", "what": "an offer of compensation", "owner": "HR", "due_on": "2027-01-15"},
    ]);
    let complete = r.draft(&findings, &remedies);
    let mut draft = complete.clone();
    draft["reasons"]["guidance"] = Value::Null;
    r.does("decision-maker", "/decision-draft", draft);
    let missing = ["consulted/not_asked", "reasons_complete/no_guidance", "four_eyes/own_draft"];
    let problem = r.refused("decision-maker", "/decision", Value::Null, "consultation-required", &missing);
    // What is missing could be read beforehand.
    let actions = r.person("decision-maker").all(&format!("/cases/{}/actions", r.case));
    let decide = actions.iter().find(|it| it["action"] == "decide").expect("listed although not possible");
    assert_eq!((&decide["possible"], &decide["unmet"]), (&json!(false), &problem["errors"]));

    r.on("2026-11-26");
    r.puts("decision-maker", "/decision-draft", complete);
    r.consulted("decision-maker", "decision", "both allegations are substantiated");
    r.refused("decision-maker", "/decision", Value::Null, "four-eyes-required", &["four_eyes/own_draft"]);

    r.on("2026-11-27");
    r.joined_by("decision-maker2", "decision_maker");
    r.does("decision-maker2", "/decision", Value::Null);
    r.program.let_system_act();
    for (party, answers) in [("complainant", 1), ("respondent", 3)] {
        let seen = r.seen_by(party);
        assert_eq!(seen["decision"]["answers"].as_array().unwrap().len(), answers, "{party}");
        assert!(
            seen["decision"]["measures"].is_null() && seen["decision"]["measure_opened"].is_null(),
            "{party}"
        );
        assert_eq!(r.each(party, "allegations", "finding"), ["substantiated"; 2], "{party}");
        // By which rule of proof, for each; and with the decision the complainant alone is told of the bodies outside.
        let rule = json!({"id": "DK-B1", "version": 1});
        let proof = |id: &str| json!({"allegation": id, "burden": "shared_shift", "rule": rule});
        assert_eq!(
            seen["decision"]["proof"],
            json!([proof(&allegations[0]), proof(&allegations[1])]),
            "{party}"
        );
        let deliveries = seen["deliveries"].as_array().unwrap();
        let with = deliveries.iter().find(|it| it["act"] == "decision").expect("the decision");
        assert_eq!(with["last_days_told"].is_array(), party == "complainant", "{party}");
        assert_eq!(r.due(party, "review_request"), "2026-12-28", "{party}");
    }
    assert_eq!(r.each("complainant", "checks", "due_on"), ["2026-12-27", "2027-02-25", "2027-05-26"]);

    // The respondent sees days, not times, and nothing that only the complainant did.
    let timeline = |who| r.person(who).all(&format!("/cases/{}/timeline", r.case));
    let (complainant, respondent) = (timeline("complainant"), timeline("respondent"));
    assert!(
        complainant.iter().all(|it| it["at"].is_string()) && respondent.iter().all(|it| it["at"].is_null())
    );
    let saw = |timeline: &[Value], event: &str| timeline.iter().any(|it| it["event"] == event);
    for (event, both) in
        [("submitted", false), ("consultation_answered", false), ("admitted", true), ("decision_made", true)]
    {
        assert!(saw(&complainant, event), "{event}");
        assert_eq!(saw(&respondent, event), both, "{event}");
    }

    r.on("2026-11-30");
    r.refused("caseworker", "/remedies", Value::Null, "consultation-required", &["consulted/not_asked"]);
    r.consulted("caseworker", "remedy", "advert practice, an apology, an offer of compensation");
    r.does("caseworker", "/remedies", Value::Null);
    r.stands("remediation");
}

/// 2 December 2026 to 1 June 2027.
fn followed_up(r: &Story<'_>) {
    r.on("2026-12-02");
    let log = r.person("complainant").all(&format!("/cases/{}/audit", r.case));
    let read: Vec<_> =
        log.iter().filter(|it| it["action"] == "read" && it["capacity"] == "caseworker").collect();
    assert!(!read.is_empty(), "the complainant sees that a caseworker opened the case");
    assert!(read.iter().all(|it| it["purpose"] == "case-handling"));
    for line in &log {
        assert!(line["actor"].is_null() && line["request"].is_null(), "no names: {line}");
        assert_ne!(line["capacity"], "respondent", "nothing that the respondent did");
        assert_eq!(line["outcome"], "allowed");
    }

    r.on("2026-12-27");
    r.check_answered("2026-12-27", "no");

    r.on("2027-01-15");
    let open = json!({});
    r.refused("caseworker", "/remedies/completion", open, "remedies-open", &["remedies_done/remedy_open"; 3]);
    r.does("caseworker", "/remedies/completion", json!({"done": r.ids("remedies")}));
    r.stands("follow_up");

    r.on("2027-02-25");
    r.check_answered("2027-02-25", "yes");
    victimised(r);

    r.on("2027-05-20");
    let close = json!({"message": "The case is closed. Tell us at once if you are treated worse."});
    let missing = ["consulted/not_asked", "follow_up_done/check_open"];
    r.refused("caseworker", "/closing", close.clone(), "consultation-required", &missing);

    r.on("2027-05-26");
    r.check_answered("2027-05-26", "no");

    r.on("2027-06-01");
    r.consulted("caseworker", "closing", "we close the case");
    r.does("caseworker", "/closing", close);
    r.stands("closed");
    assert_eq!(r.seen_by("archivist")["retain_until"], "2030-06-01");
}

/// 25 February 2027: the linked case that the "yes" opened.
fn victimised(r: &Story<'_>) {
    let alarms = r.each("complainant", "alarms", "case");
    let [linked] = &alarms[..] else { panic!("one alarm: {alarms:?}") };
    let linked = linked.as_str().unwrap().to_owned();
    let linked = Story { program: r.program, case: linked };
    linked.stands("submitted");
    let seen = linked.seen_by("complainant");
    assert_eq!((&seen["priority"], &seen["unit"]), (&json!("high"), &r.seen_by("complainant")["unit"]));
    assert_eq!(seen["received_on"], "2027-02-25");
    let alleged = linked.each("complainant", "allegations", "form");
    assert_eq!(alleged, ["victimisation"]);
    assert_eq!(linked.each("complainant", "allegations", "ground"), ["ethnic_origin"]);
    assert_eq!(linked.due("complainant", "acknowledge"), "2027-03-01");
    assert!(linked.person("intake").lists(&linked.case));
    for hidden in ["panel-chair", "panel-deputy", "intake2", "respondent", "caseworker", "investigator"] {
        linked.person(hidden).knows_nothing_of(&linked.case);
    }
    // Who works on the first case alone is told of no other: not that there is one.
    let seen = r.seen_by("caseworker");
    assert!(seen["links"].is_null() && seen["alarms"].is_null(), "{seen}");
    assert!(!seen.to_string().contains(&linked.case));
    let timeline = r.person("caseworker").all(&format!("/cases/{}/timeline", r.case));
    assert!(timeline.iter().all(|it| it["event"] != "case_linked" && it["event"] != "alarm_raised"));
    assert!(r.seen_by("respondent")["links"].is_null() && r.seen_by("respondent")["alarms"].is_null());
    // Who steers both sees the link.
    assert_eq!(r.each("coordinator", "links", "case"), [json!(linked.case)]);
    assert_eq!(linked.each("coordinator", "links", "linked_as"), ["first"]);
}
