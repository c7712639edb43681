//! E. Employment: refused adjustment, then slurs.

use serde_json::{Value, json};

use super::{Story, happens, measure, ordering, with_not_obtainable};
use crate::program::Program;

#[test]
fn refused_adjustment_then_slurs() {
    happens("2026-03-27", |program| {
        let e = filed(program);
        admitted(&e);
        settled(&e);
        heard(&e);
        let m = decided(&e);
        reviewed(&e);
        measure::heard_and_decided(&m);
        closed(&e, &m);
        measure::closed(&m);
    });
}

fn facts() -> Value {
    json!({
        "phase": "employment",
        "kind": "accommodation",
        "incidents": [
            {"on": "2026-01-12", "what": "asked for a lifting aid, was laughed at"},
            {"on": "2026-02-03", "what": "the team leader mocked the accent"},
            {"on": "2026-03-20", "what": "the team leader mocked the accent before all"},
        ],
        "accommodation_requested_on": "2026-01-20",
        "reporting_line": "the team leader",
        "earlier_reports": "to the manager of the warehouse, by word of mouth",
    })
}

/// 27 to 31 March.
fn filed(program: &Program) -> Story<'_> {
    let complaint = json!({
        "filed_by": "representative",
        "on_behalf_of": {
            "complainant": {"user": "complainant"}, "mandate": "write", "power_of_attorney": true,
        },
        "story": "The back injury was ignored, and the team leader mocks the accent.",
        "occurred_from": "2026-01-12",
        "occurred_to": "2026-03-20",
        "identity": "named",
        "whistleblower": false,
        "facts": facts(),
        "allegations": [
            {"ground": "disability", "form": "failure_to_accommodate", "what": "no adjustment"},
            {"ground": "ethnic_origin", "form": "harassment", "what": "the slurs"},
        ],
        "concerned": [{"concern": "accused", "person": {"user": "team-leader"}}],
    });
    let e = Story::filed(program, "representative", "Central Warehouse", complaint);
    e.stands("submitted");
    for who in ["complainant", "representative"] {
        assert_eq!(e.due(who, "acknowledge"), "2026-03-31");
        assert_eq!(e.due(who, "acknowledge_hard"), "2026-04-03");
        assert_eq!(e.due(who, "screening"), "2026-04-15");
        assert_eq!(e.due(who, "limitation"), "2031-03-20");
    }

    e.on("2026-03-30");
    let acknowledge = json!({"contact": "caseworker", "next_steps": "We look at it."});
    let hit = e.person("intake2");
    hit.knows_nothing_of(&e.case);
    hit.denied("POST", &e.case, "/acknowledgement", acknowledge.clone(), 404);
    hit.denied("POST", &e.case, "/conflict-declarations", json!({"reasons": []}), 404);
    conflict_settled(&e);
    hit.knows_nothing_of(&e.case);
    let missing = ["impartial/not_declared"];
    e.refused("intake", "/acknowledgement", acknowledge.clone(), "conflict-of-interest", &missing);
    // The coordinator puts somebody in place of somebody else.
    let before = e.assigned("caseworker2", "caseworker");
    let instead = json!({"user": "caseworker", "role": "caseworker", "replaces": before});
    e.does("coordinator", "/assignments", instead);
    e.person("caseworker2").knows_nothing_of(&e.case);

    e.on("2026-03-31");
    e.declares("intake");
    e.does("intake", "/acknowledgement", acknowledge);
    e
}

/// The conflict officer, who reads parties and declarations and nothing else, confirms the detection hit.
fn conflict_settled(e: &Story<'_>) {
    let seen = e.seen_by("conflict-officer");
    assert!(seen["filing"].is_null() && seen["facts"].is_null() && seen["allegations"].is_null());
    let checks = seen["conflict_checks"].as_array().unwrap();
    let intake2 = e.person("intake2").finds("/me")["id"].clone();
    let check = checks.iter().find(|it| it["user"] == intake2).expect("a question about intake2");
    assert_eq!(check["origin"], "reporting_line");
    let what = format!("/conflict-declarations/{}/settlement", check["id"].as_str().unwrap());
    let answer = json!({"settlement": "disqualified", "reason": "the same manager as the team leader"});
    // What is no id is looked for like one, and taken down like one that is missing.
    let nothing = "/conflict-declarations/nonsense/settlement";
    e.person("conflict-officer").denied("POST", &e.case, nothing, answer.clone(), 404);
    e.does("conflict-officer", &what, answer);
}

/// 1 to 9 April.
fn admitted(e: &Story<'_>) {
    e.on("2026-04-01");
    e.declares("caseworker");
    e.does("caseworker", "/screening", Value::Null);

    e.on("2026-04-08");
    e.consulted("caseworker", "scope", "both allegations");
    e.does("caseworker", "/admission", json!({}));
    let parties = e.seen_by("respondent")["parties"].clone();
    let complainant = parties.as_array().unwrap().iter().find(|it| it["role"] == "complainant").unwrap();
    let written = json!({"username": "complainant"});
    assert_eq!(complainant["person"], written, "a named complainant is known to the respondent");

    e.on("2026-04-09");
    e.joined_by("decision-maker", "decision_maker");
    let step = ordering("other", true);
    let asked = e.asks_step("decision-maker", step, "the night shift until the case is decided");
    e.answered("decision-maker", &asked, "remarks");
    let mut order = json!({
        "measure": "other", "what": "the complainant works at night", "until": "2026-06-30",
        "touches_complainant": true,
    });
    let missing = ["no_detriment/complainant_does_not_agree"];
    e.refused("decision-maker", "/interim-measures", order.clone(), "interim-detriment", &missing);
    let step = ordering("separate_persons", false);
    e.consulted_step("decision-maker", step, "the team leader works in another hall");
    order["measure"] = json!("separate_persons");
    order["what"] = json!("the team leader works in another hall");
    order["touches_complainant"] = json!(false);
    let done = e.does("decision-maker", "/interim-measures", order);
    assert_eq!(done["case"]["interim_measures"][0]["review_on"], "2026-04-23");
}

/// 15 to 27 April.
fn settled(e: &Story<'_>) {
    e.on("2026-04-15");
    e.consulted("caseworker", "track:mediation", "mediation on both");
    let missing = ["mediation_agreed/not_agreed"; 2];
    e.refused("caseworker", "/mediation", json!({}), "mediation-not-agreed", &missing);
    e.does("complainant", "/mediation/agreement", Value::Null);
    e.does("respondent", "/mediation/agreement", Value::Null);
    e.does("caseworker", "/mediation", json!({}));
    assert_eq!(e.seen_by("complainant")["state"]["until"], "2026-05-15");

    e.on("2026-04-20");
    let allegations = e.ids("allegations");
    let terms = json!({"terms": [{"allegation": allegations[0], "terms": "a lifting aid, and a word of regret",
            "owner": "the head of the warehouse", "due_on": "2026-05-18"}]});
    e.does("caseworker", "/settlement", terms);
    // A representative with read and write does not sign for the complainant.
    e.person("representative").denied("POST", &e.case, "/settlement/signatures", Value::Null, 403);
    e.does("complainant", "/settlement/signatures", Value::Null);
    e.refused(
        "decision-maker",
        "/settlement",
        json!({}),
        "settlement-not-voluntary",
        &["settlement_voluntary/not_signed"],
    );
    e.does("respondent", "/settlement/signatures", Value::Null);
    e.refused(
        "decision-maker",
        "/settlement",
        json!({}),
        "settlement-not-voluntary",
        &["settlement_voluntary/cooling_off"],
    );

    e.on("2026-04-27");
    e.does("decision-maker", "/settlement", json!({}));
    e.stands("investigation");
    assert_eq!(e.each("complainant", "allegations", "finding"), [json!("settled"), Value::Null]);
    assert_eq!(e.each("caseworker", "remedies", "kind"), ["settlement_term"]);
}

/// 30 April to 26 May.
fn heard(e: &Story<'_>) {
    e.on("2026-04-30");
    e.joined_by("investigator", "investigator");
    let missing = [
        "comparator",
        "information_given",
        "options_considered",
        "burden",
        "public_support",
        "accommodation_answered_on",
        "unwelcome_communicated",
        "effect",
        "work_environment_measures",
    ];
    e.puts("investigator", "/facts", json!({"facts": with_not_obtainable(facts(), &missing)}));
    let (unit, complainant) = (e.party("employer_unit"), e.party("complainant"));
    let report = json!({
        "report": "Three colleagues heard it.",
        "adverse_facts": [
            {"party": unit, "fact": "the accent was mocked on three days"},
            {"party": complainant, "fact": "the complainant answered in kind once"},
        ],
    });
    e.does("investigator", "/investigation-report", report);
    let items = e.ids("hearing_items");
    for item in &items {
        e.does("investigator", &format!("/hearing-items/{item}/disclosure"), json!({}));
    }
    assert_eq!(
        e.each("caseworker", "hearing_items", "reply_by"),
        ["2026-05-15"; 2],
        "14 May is Ascension Day"
    );

    e.on("2026-05-11");
    let request = e.makes("respondent", "/access-requests", json!({"scope": "the statements of witnesses"}));
    assert_eq!(e.each("respondent", "access_requests", "answer_by"), ["2026-05-21"]);
    e.refused(
        "caseworker",
        "/hearing-closing",
        Value::Null,
        "hearing-incomplete",
        &["heard/reply_pending", "heard/reply_pending", "access_answered/access_pending"],
    );

    e.on("2026-05-15");
    e.does("respondent", &format!("/hearing-items/{}/reply", items[0]), json!({"reply": "It was banter."}));
    // The representative writes for the complainant.
    e.does("representative", &format!("/hearing-items/{}/reply", items[1]), json!({"reply": "Once, yes."}));

    e.on("2026-05-21");
    let answer = json!({
        "given": "the statements without the names of witnesses",
        "left_out": "names: the witnesses asked for it",
    });
    e.does("caseworker", &format!("/access-requests/{request}/answer"), answer);
    let seen = e.seen_by("respondent");
    assert_eq!(seen["access_requests"][0]["answer"]["on"], "2026-05-21");

    e.on("2026-05-26");
    e.does("caseworker", "/hearing-closing", Value::Null);
}

/// 27 May to 5 June.
fn decided<'p>(e: &Story<'p>) -> Story<'p> {
    e.on("2026-05-27");
    let allegations = e.ids("allegations");
    e.worksheets(&[(&allegations[1], false)]);
    e.on("2026-06-01");
    let remedies = json!([{"kind": "training", "what": "a course for the team", "due_on": "2026-09-01"}]);
    let mut draft = e.draft(&[(&allegations[1], "substantiated")], &remedies);
    draft["measures"] = json!([{"person": {"user": "team-leader"}, "sanction": "dismissal"}]);
    e.does("decision-maker", "/decision-draft", draft);
    e.on("2026-06-03");
    e.consulted("decision-maker", "decision", "the harassment is substantiated");

    e.on("2026-06-04");
    e.joined_by("decision-maker2", "decision_maker");
    e.does("decision-maker2", "/decision", Value::Null);
    e.program.let_system_act();
    assert_eq!(e.each("complainant", "allegations", "finding"), ["settled", "substantiated"]);
    for party in ["complainant", "respondent"] {
        assert!(e.seen_by(party)["decision"]["measures"].is_null(), "{party}");
    }
    let m = measure::opened(e);
    assert_eq!(e.each("complainant", "checks", "due_on"), ["2026-07-04", "2026-09-02", "2026-12-01"]);

    e.on("2026-06-05");
    e.consulted("caseworker", "remedy", "a course, and the terms of the settlement");
    e.does("caseworker", "/remedies", Value::Null);
    measure::staffed(e, &m);
    m
}

/// 10 to 25 June.
fn reviewed(e: &Story<'_>) {
    e.on("2026-06-10");
    e.does("respondent", "/review-requests", json!({"grounds": "two colleagues were not asked"}));
    let uphold = json!({"outcome": "uphold", "reasons": "The two could not have changed the outcome."});
    e.refused(
        "decision-maker2",
        "/review",
        uphold.clone(),
        "separation-of-duties",
        &["separation/separation_of_duties"],
    );
    e.refused(
        "coordinator",
        "/assignments",
        json!({"user": "decision-maker2", "role": "reviewer"}),
        "separation-of-duties",
        &["separation/separation_of_duties"],
    );

    e.on("2026-06-24");
    e.assigned("reviewer", "reviewer");
    // Until the declaration nothing tells where the case stands: no act but that one, no date.
    let reviewer = e.person("reviewer");
    let acts = reviewer.all(&format!("/cases/{}/actions", e.case));
    let acts: Vec<_> = acts.iter().map(|it| (&it["action"], &it["possible"])).collect();
    assert_eq!(acts, [(&json!("declare"), &json!(true))]);
    assert_eq!(reviewer.finds(&format!("/cases/{}/deadlines", e.case))["data"], json!([]));
    e.declares("reviewer");
    assert!(reviewer.all(&format!("/cases/{}/actions", e.case)).iter().any(|it| it["action"] == "uphold"));
    e.does("reviewer", "/review", uphold);
    e.stands("remediation");
    // Nobody reads the outcome before it is available, nor ever the other side's grounds.
    let review = |who: &'static str| e.seen_by(who)["reviews"][0].clone();
    for party in ["complainant", "respondent"] {
        let shown = review(party);
        assert!(["outcome", "reasons", "ended_on"].iter().all(|it| shown[it].is_null()), "{party}: {shown}");
    }
    assert_eq!(review("reviewer")["outcome"], "upheld");

    e.on("2026-06-25");
    let (mine, theirs) = (review("respondent"), review("complainant"));
    assert_eq!(mine["grounds"], "two colleagues were not asked");
    assert!(theirs["grounds"].is_null(), "{theirs}");
    assert!([&mine, &theirs].iter().all(|it| it["outcome"] == "upheld" && it["reasons"].is_string()));
    assert_eq!(e.due("complainant", "decision"), "2026-06-25");
    let deadlines = e.person("complainant").finds(&format!("/cases/{}/deadlines", e.case));
    let all = deadlines["data"].as_array().or(deadlines.as_array()).unwrap();
    let decision = all.iter().find(|it| it["period"] == "decision").unwrap();
    assert_eq!(decision["met_on"], "2026-06-04");
}

/// 4 July to 1 December.
fn closed(e: &Story<'_>, m: &Story<'_>) {
    for day in ["2026-07-04", "2026-09-02", "2026-12-01"] {
        e.on(day);
        e.check_answered(day, "no");
        if day == "2026-07-04" {
            measure::reviewed(m);
        }
    }
    e.does("caseworker", "/remedies/completion", json!({"done": e.ids("remedies")}));
    e.stands("follow_up");
    e.consulted("caseworker", "closing", "we close the case");
    e.does("caseworker", "/closing", json!({"message": "The case is closed."}));
    e.stands("closed");
}
