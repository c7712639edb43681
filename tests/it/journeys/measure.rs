//! E, the line of 4 June: the measure case against the team leader, with its own hearing and union notice, to its own
//! decision and review. The complainant's file does not open to it, nor does it open to the complainant. And beside it
//! two measures of one decision: one told by word of mouth, one against somebody without an account.

use serde_json::{Value, json};

use super::{Story, happens, with_not_obtainable};
use crate::{program::Program, sample};

/// 4 June: what the decision on the complaint opened, and who knows of it.
pub(super) fn opened<'p>(e: &Story<'p>) -> Story<'p> {
    let rows = e.person("coordinator").all("/cases");
    let row = rows.iter().find(|it| it["kind"] == "measure").expect("a measure case");
    let case = row["id"].as_str().expect("an id").to_owned();
    let m = Story { program: e.program, case };
    for who in [
        "team-leader",
        "complainant",
        "representative",
        "respondent",
        "caseworker",
        "caseworker2",
        "investigator",
        "decision-maker",
        "decision-maker2",
        "decision-maker3",
        "intake2",
    ] {
        e.person(who).knows_nothing_of(&m.case);
    }
    // The complainant learns that something is done about it, and no more; the unit not even that.
    let mut seen = e.seen_by("complainant");
    assert_eq!(seen["decision"]["measure_opened"], true);
    // The sources of the bodies outside speak of dismissals in general.
    seen["outside_clocks"].take();
    let told = seen.to_string();
    assert!(!told.contains(&m.case) && !told.contains("dismissal"), "{told}");
    assert!(e.seen_by("respondent")["decision"]["measure_opened"].is_null());
    let staff = e.seen_by("caseworker");
    assert_eq!(staff["decision"]["measures"][0]["sanction"], "dismissal");
    assert!(staff["links"].is_null(), "not assigned there");
    let timeline = e.person("caseworker").all(&format!("/cases/{}/timeline", e.case));
    assert!(timeline.iter().all(|it| it["event"] != "case_linked"));

    // One entry of its own in the log, by who decided.
    let log = e.person("auditor").finds(&format!("/cases/{}/audit?limit=100", m.case));
    let lines = log["data"].as_array().expect("lines").iter();
    let allowed: Vec<_> =
        lines.filter(|it| it["outcome"] == "allowed" && it["action"] != "read_audit").collect();
    let done: Vec<_> = allowed.iter().map(|it| (&it["action"], &it["capacity"])).collect();
    assert_eq!(done, [(&json!("open_measure"), &json!("decision_maker"))]);

    // Who steers both sees that they belong together.
    let link = |story: &Story<'p>| story.seen_by("coordinator")["links"][0].clone();
    assert_eq!((&link(e)["case"], &link(e)["linked_as"]), (&json!(m.case), &json!("measure")));
    assert_eq!((&link(&m)["case"], &link(&m)["linked_as"]), (&json!(e.case), &json!("complaint")));
    m
}

/// 5 June: those who work on it. Whoever made the finding is none of them.
pub(super) fn staffed(e: &Story<'_>, m: &Story<'_>) {
    m.refused(
        "coordinator",
        "/assignments",
        json!({"user": "decision-maker2", "role": "decision_maker"}),
        "separation-of-duties",
        &["separation/separation_of_duties"],
    );
    for (who, role) in [
        ("caseworker2", "caseworker"),
        ("investigator", "investigator"),
        ("decision-maker", "decision_maker"),
        ("decision-maker3", "decision_maker"),
    ] {
        m.joined_by(who, role);
    }
    m.person("caseworker").knows_nothing_of(&m.case);
    m.person("decision-maker2").knows_nothing_of(&m.case);
    // The link is there for who sees both, and for nobody else; nothing else tells of the complaint.
    assert_eq!(m.seen_by("investigator")["links"][0]["case"], json!(e.case));
    let seen = m.seen_by("caseworker2");
    assert_eq!((&seen["kind"], &seen["measure"]["intended"]), (&json!("measure"), &json!("dismissal")));
    let complainant = e.person("complainant").finds("/me")["id"].clone();
    let told = seen.to_string();
    for hidden in [&e.case, complainant.as_str().expect("an id"), "slurs", "accent", "back injury"] {
        assert!(!told.contains(hidden), "{hidden}: {told}");
    }
    assert!(["links", "filing", "facts", "allegations", "concerned"].iter().all(|it| seen[it].is_null()));
}

/// The items of the hearing, as the caseworker of the measure case sees them.
fn items(m: &Story<'_>) -> Vec<String> {
    let seen = m.seen_by("caseworker2");
    let items = seen["hearing_items"].as_array().expect("items").iter();
    items.map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
}

/// 26 June to 3 July.
pub(super) fn heard_and_decided(m: &Story<'_>) {
    m.on("2026-06-26");
    let person = m.seen_by("investigator")["parties"][0]["id"].clone();
    let evidence =
        json!({"title": "the rota", "description": "who was on shift", "received_on": "2026-06-25"});
    m.does("investigator", "/evidence", evidence);
    let report = json!({
        "report": "What is held against the team leader is written down here anew.",
        "adverse_facts": [{"party": person, "fact": "mocked a colleague before the team on three days"}],
    });
    m.does("investigator", "/investigation-report", report);
    let item = items(m).remove(0);
    let disclosing = format!("/hearing-items/{item}/disclosure");
    let missing = ["union_notified/union_not_told"];
    m.refused("investigator", &disclosing, json!({}), "union-not-told", &missing);
    let notice = json!({
        "member": true, "union": "the union of warehouse workers",
        "notice": "we intend to dismiss a member of yours, who is heard from today on",
    });
    m.does("caseworker2", "/union-notice", notice);
    m.person("team-leader").knows_nothing_of(&m.case);
    m.does("investigator", &disclosing, json!({}));

    // Now the person knows: what is held against them, what is intended, and nothing of who works on it or complained.
    let seen = m.seen_by("team-leader");
    assert_eq!(seen["measure"]["intended"], "dismissal");
    assert_eq!(seen["hearing_items"][0]["reply_by"], "2026-07-10");
    let acts: Vec<_> =
        seen["deliveries"].as_array().expect("deliveries").iter().map(|it| &it["act"]).collect();
    assert_eq!(acts, ["measure_notice", "disclosure"]);
    assert!(["assignments", "records", "draft", "links", "allegations"].iter().all(|it| seen[it].is_null()));
    let rows = m.person("team-leader").all("/cases");
    assert_eq!(
        (rows.len(), &rows[0]["kind"], &rows[0]["relation"]),
        (1, &json!("measure"), &json!("respondent"))
    );
    m.person("complainant").knows_nothing_of(&m.case);

    // A bisidder, the file, more time.
    m.does("team-leader", "/representatives", json!({"person": {"user": "employee"}, "mandate": "write"}));
    let request = m.makes("employee", "/access-requests", json!({"scope": "the whole file"}));
    m.does(
        "team-leader",
        &format!("/hearing-items/{item}/extension-request"),
        json!({"days": 5, "reason": "I was away"}),
    );
    m.does("caseworker2", &format!("/hearing-items/{item}/extension"), json!({"days": 5}));
    let missing = ["heard/reply_pending", "access_answered/access_pending"];
    m.refused("caseworker2", "/hearing-closing", Value::Null, "hearing-incomplete", &missing);
    m.does(
        "caseworker2",
        &format!("/access-requests/{request}/answer"),
        json!({"given": "the file of this case"}),
    );
    m.does(
        "employee",
        &format!("/hearing-items/{item}/reply"),
        json!({"reply": "It was meant as a joke, and will not happen again."}),
    );
    assert_eq!(m.seen_by("team-leader")["hearing_items"][0]["reply"], seen_reply());

    m.on("2026-07-02");
    m.does("caseworker2", "/hearing-closing", Value::Null);
    let mut draft = json!({
        "reasons": {
            "legal_rules": "the employer's right to direct the work, and the agreement, section 20",
            "considerations": "three days, before others; no earlier warning",
            "essential_facts": "the three days of the hearing item",
        },
        "answers": [{"item": item, "answer": "a joke at somebody's cost is none"}],
        "imposes": {"sanction": "other", "what": "the team leader loses the post"},
    });
    m.does("decision-maker", "/decision-draft", draft.clone());
    let missing = ["heard/harder_than_heard", "reasons_complete/no_guidance", "four_eyes/own_draft"];
    m.refused("decision-maker", "/decision", Value::Null, "hearing-incomplete", &missing);
    draft["imposes"] = json!({"sanction": "warning", "what": "a written warning"});
    draft["reasons"]["guidance"] = json!("you may ask for a review within four weeks");
    m.puts("decision-maker", "/decision-draft", draft);

    m.on("2026-07-03");
    m.does("decision-maker3", "/decision", Value::Null);
    m.program.let_system_act();
    let decision = m.seen_by("team-leader")["decision"].clone();
    assert_eq!(decision["imposes"]["sanction"], "warning");
    assert!(decision["reasons"]["guidance"].is_string() && decision["by"].is_null());
    assert_eq!(m.due("team-leader", "review_request"), "2026-07-31");
    let missing = ["reasons_owed/in_writing"];
    m.refused("team-leader", "/reasons-request", Value::Null, "reasons-owed", &missing);
    // The complainant sees nothing of the outcome.
    m.person("complainant").knows_nothing_of(&m.case);
}

fn seen_reply() -> Value {
    json!("It was meant as a joke, and will not happen again.")
}

/// 6 to 20 July.
pub(super) fn reviewed(m: &Story<'_>) {
    m.on("2026-07-06");
    m.does("team-leader", "/review-requests", json!({"grounds": "a warning is too much"}));
    m.joined_by("reviewer", "reviewer");
    m.on("2026-07-20");
    m.does(
        "reviewer",
        "/review",
        json!({"outcome": "uphold", "reasons": "A warning is the mildest that fits."}),
    );
    m.program.let_system_act();
    assert_eq!(m.seen_by("team-leader")["reviews"][0]["outcome"], "upheld");
    let missing = ["review_open/review_running"];
    m.refused("caseworker2", "/closing", json!({"message": "closed"}), "review-not-open", &missing);
}

/// After the time for a review.
pub(super) fn closed(m: &Story<'_>) {
    m.does(
        "caseworker2",
        "/closing",
        json!({"message": "The case is closed; the warning stays in your file."}),
    );
    let seen = m.seen_by("team-leader");
    assert_eq!(seen["stage"], "closed");
    assert_eq!(seen["closing_message"], "The case is closed; the warning stays in your file.");
    // Who opened the case is told to the person, as it is to a complainant.
    let log = m.person("team-leader").finds(&format!("/cases/{}/audit?limit=100", m.case));
    let lines = log["data"].as_array().expect("lines");
    assert!(lines.iter().any(|it| it["action"] == "read" && it["capacity"] == "caseworker"));
    assert!(lines.iter().any(|it| it["capacity"] == "respondent" && it["action"] != "read"));
    assert!(
        lines.iter().all(|it| it["actor"].is_null() && it["action"] != "decide"),
        "what was done is in the timeline"
    );
    let timeline = m.person("team-leader").all(&format!("/cases/{}/timeline", m.case));
    let told: Vec<_> = timeline.iter().map(|it| it["event"].as_str().expect("a code")).collect();
    assert!(
        ["union_notified", "replied", "decision_made", "upheld", "closed"].iter().all(|it| told.contains(it))
    );
    assert!(
        ["recorded", "drafted", "assigned", "case_linked"].iter().all(|it| !told.contains(it)),
        "{told:?}"
    );
}

/// A complaint that is decided with these measures; the measure cases, in the order of the list.
pub(super) fn decided_with<'p>(program: &'p Program, measures: &Value) -> Vec<Story<'p>> {
    let case = sample::filed(program);
    sample::admit(program, &case);
    let r = Story { program, case };
    r.consulted("caseworker", "track:investigation", "an investigation");
    r.does("coordinator", "/investigation", Value::Null);
    let facts = r.seen_by("investigator")["facts"].clone();
    let missing = [
        "advert_text",
        "applied_on",
        "stages_reached",
        "refusal_channel",
        "reasons_given",
        "applicants",
        "interviewed",
        "appointed",
        "appointee_merits",
        "interview_notes",
        "prohibited_questions",
        "availability_requirements",
        "anonymised",
        "panel_members",
        "recruitment_ended_on",
        "desired_remedy",
    ];
    let known = facts.as_object().expect("facts");
    let missing: Vec<_> = missing.into_iter().filter(|it| !known.contains_key(*it)).collect();
    r.puts("investigator", "/facts", json!({"facts": with_not_obtainable(facts.clone(), &missing)}));
    let fact = json!({"party": r.party("employer_unit"), "fact": "the accent was mocked on the phone"});
    r.does(
        "investigator",
        "/investigation-report",
        json!({"report": "Two heard it.", "adverse_facts": [fact]}),
    );
    let item = r.ids("hearing_items").remove(0);
    r.does("investigator", &format!("/hearing-items/{item}/disclosure"), json!({}));
    r.does("respondent", &format!("/hearing-items/{item}/waiver"), json!({"waiver": "It was so."}));
    r.does("caseworker", "/hearing-closing", Value::Null);
    let allegations = r.ids("allegations");
    r.worksheets(&[(&allegations[0], false)]);
    let remedies = json!([{"kind": "apology", "what": "a letter", "due_on": "2026-12-01"}]);
    let mut draft = r.draft(&[(&allegations[0], "substantiated")], &remedies);
    draft["measures"] = measures.clone();
    r.does("decision-maker", "/decision-draft", draft);
    r.consulted("decision-maker", "decision", "it is substantiated");
    r.joined_by("decision-maker2", "decision_maker");
    r.does("decision-maker2", "/decision", Value::Null);
    program.let_system_act();
    let links = r.seen_by("coordinator")["links"].clone();
    let links = links.as_array().expect("links").iter();
    links.map(|it| Story { program, case: it["case"].as_str().expect("an id").to_owned() }).collect()
}

/// The measure case is heard and drafted: with this measure, by these people.
fn drafted(m: &Story<'_>, imposes: &Value) {
    for (who, role) in [
        ("caseworker2", "caseworker"),
        ("investigator", "investigator"),
        ("decision-maker", "decision_maker"),
        ("decision-maker3", "decision_maker"),
    ] {
        m.joined_by(who, role);
    }
    let person = m.seen_by("investigator")["parties"][0]["id"].clone();
    let fact = json!({"party": person, "fact": "mocked somebody on the phone"});
    m.does("investigator", "/investigation-report", json!({"report": "by itself", "adverse_facts": [fact]}));
    let item = items(m).remove(0);
    m.does("investigator", &format!("/hearing-items/{item}/disclosure"), json!({}));
    let reply = |taken_down: Value| json!({"reply": "I am sorry.", "taken_down": taken_down});
    let at = format!("/hearing-items/{item}/reply");
    if m.seen_by("caseworker2")["parties"][0]["person"]["user"].is_string() {
        m.does("panel-chair", &at, reply(Value::Null));
    } else {
        m.does("caseworker2", &at, reply(json!({"party": person, "read_back": true})));
    }
    m.does("caseworker2", "/hearing-closing", Value::Null);
    let draft = json!({
        "reasons": {
            "legal_rules": "the right to direct the work",
            "considerations": "it stands alone",
            "essential_facts": "the call",
            "guidance": "a review within four weeks",
        },
        "answers": [{"item": item, "answer": "noted"}],
        "imposes": imposes,
    });
    m.does("decision-maker", "/decision-draft", draft);
    m.does("decision-maker3", "/decision", Value::Null);
    m.program.let_system_act();
}

#[test]
fn by_word_of_mouth_and_by_letter() {
    happens("2026-10-05", |program| {
        let measures = json!([
            {"person": {"user": "panel-chair"}, "sanction": "reprimand"},
            {"person": {"name": "Bo Nielsen of the agency"}, "sanction": "other"},
        ]);
        let [told, written] = &decided_with(program, &measures)[..] else { panic!("two cases") };

        let reprimand = json!({"sanction": "reprimand", "what": "a reprimand", "orally": true});
        drafted(told, &reprimand);
        // What was said is known; why, on request.
        let decision = told.seen_by("panel-chair")["decision"].clone();
        assert_eq!((&decision["imposes"]["what"], &decision["answers"]), (&json!("a reprimand"), &json!([])));
        assert!(decision["reasons"]["legal_rules"].is_null());
        assert_eq!(told.due("panel-chair", "reasons_request"), "2026-10-19");
        let missing = ["reasons_owed/not_asked"];
        told.refused("caseworker2", "/reasons", Value::Null, "reasons-owed", &missing);
        told.does("panel-chair", "/reasons-request", Value::Null);
        assert_eq!(told.due("panel-chair", "reasons"), "2026-10-19");
        told.does("caseworker2", "/reasons", Value::Null);
        let decision = told.seen_by("panel-chair")["decision"].clone();
        assert_eq!(
            (&decision["reasons"]["legal_rules"], &decision["answers"][0]["answer"]),
            (&json!("the right to direct the work"), &json!("noted"))
        );

        // The name went along with the proposal, and nothing else.
        let parties = written.seen_by("coordinator")["parties"].clone();
        assert!(parties.is_null(), "who steers reads no names");
        drafted(written, &json!({"sanction": "other", "what": "the agency sends somebody else"}));
        let seen = written.seen_by("caseworker2");
        assert_eq!(seen["parties"][0]["person"]["name"], "Bo Nielsen of the agency");
        assert_eq!(seen["parties"][0]["channel"], "letter");
        assert!(!seen.to_string().contains("refused for my accent"));
    });
}
