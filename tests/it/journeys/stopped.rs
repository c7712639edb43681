//! A measure case that is meant otherwise, rests, and stops because the decision on the complaint is set aside; and beside
//! it what is told by a court's system, and what a disqualified caseworker did.

use serde_json::{Value, json};

use super::{Story, happens, measure::decided_with};

#[test]
fn a_measure_stops_with_the_finding_it_rests_on() {
    happens("2026-10-05", |program| {
        let against = json!([{"person": {"user": "panel-chair"}, "sanction": "reprimand"}]);
        let measure = decided_with(program, &against).remove(0);
        let links = measure.seen_by("coordinator")["links"].clone();
        let case = links[0]["case"].as_str().expect("the complaint").to_owned();
        let complaint = Story { program, case };
        listed_by_kind(&complaint, &measure);
        intended_otherwise(&measure);
        rests(&measure);
        stopped(&complaint, &measure);
        told_by_a_court(&complaint);
        flagged(&complaint);
    });
}

fn listed_by_kind(complaint: &Story<'_>, measure: &Story<'_>) {
    let listed = |kind: &str| {
        let rows = measure.person("coordinator").all(&format!("/cases?kind={kind}"));
        assert!(rows.iter().all(|it| it["kind"] == kind), "{kind}");
        let has = |story: &Story<'_>| rows.iter().any(|it| it["id"] == *story.case);
        (has(complaint), has(measure))
    };
    assert_eq!((listed("complaint"), listed("measure")), ((true, false), (false, true)));
}

fn intended_otherwise(m: &Story<'_>) {
    for (who, role) in [
        ("caseworker2", "caseworker"),
        ("investigator", "investigator"),
        ("decision-maker", "decision_maker"),
        ("decision-maker3", "decision_maker"),
    ] {
        m.joined_by(who, role);
    }
    let warning = json!({"sanction": "warning", "reason": "it was not the first time"});
    m.does("decision-maker", "/intended-measure", &warning);
    let again = m.person("decision-maker");
    let answer = again.send(&again.changing("POST", &m.case, "/intended-measure", &warning));
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("unchanged")));
    m.person("caseworker2").denied("POST", &m.case, "/intended-measure", warning, 403);
    m.person("panel-chair").knows_nothing_of(&m.case);

    let person = m.seen_by("investigator")["parties"][0]["id"].clone();
    let fact = json!({"party": person, "fact": "mocked somebody on the phone"});
    m.does("investigator", "/investigation-report", json!({"report": "by itself", "adverse_facts": [fact]}));
    disclosed(m, 0);
    let intended = || m.seen_by("panel-chair")["measure"]["intended"].clone();
    assert_eq!(intended(), "warning");
    let transfer = json!({"sanction": "transfer", "reason": "the two cannot go on in one room"});
    m.does("decision-maker", "/intended-measure", transfer);
    assert_eq!(m.seen_by("caseworker2")["measure"]["intended"], "transfer");
    assert_eq!(intended(), "warning", "told by putting it to them");
    disclosed(m, 1);
    assert_eq!(intended(), "transfer");
    assert_eq!(m.seen_by("panel-chair")["hearing_items"][1]["fact"], "the two cannot go on in one room");
}

fn disclosed(m: &Story<'_>, place: usize) {
    let item = m.seen_by("caseworker2")["hearing_items"][place]["id"].clone();
    let what = format!("/hearing-items/{}/disclosure", item.as_str().expect("an id"));
    m.does("investigator", &what, json!({}));
}

fn rests(m: &Story<'_>) {
    let rest =
        json!({"reason": "criminal_investigation", "words": "the police ask to wait", "until": "2026-12-01"});
    let suspension = m.makes("caseworker2", "/suspensions", rest);
    let seen = m.seen_by("panel-chair")["suspensions"][0].clone();
    assert_eq!(seen["until"], "2026-12-01");
    assert!(seen["words"].is_null() && seen["reason"].is_null(), "{seen}");
    let missing = ["heard/reply_pending", "heard/reply_pending", "not_suspended/suspended"];
    m.refused("caseworker2", "/hearing-closing", Value::Null, "hearing-incomplete", &missing);
    let ended = json!({"reason": "they are done"});
    m.does("caseworker2", &format!("/suspensions/{suspension}/end"), ended);
}

fn stopped(complaint: &Story<'_>, m: &Story<'_>) {
    let ground = json!({"reason": "the same"});
    let stands = ["finding_stands/finding_stands"];
    m.refused("decision-maker", "/ground", &ground, "finding-set-aside", &stands);
    complaint.does("respondent", "/review-requests", json!({"grounds": "it was not so"}));
    complaint.joined_by("reviewer", "reviewer");
    let before = m.person("panel-chair").tag(&m.case);
    complaint.does(
        "reviewer",
        "/review",
        json!({"outcome": "send_back", "reasons": "nobody asked the deputy"}),
    );
    // In the same breath, by an entry of its own; the person learns nothing of the complaint by it.
    let log = m.person("auditor").finds(&format!("/cases/{}/audit", m.case));
    let told = log["data"].as_array().expect("lines").iter().find(|it| it["action"] == "tell_of_finding");
    assert_eq!(told.expect("an entry")["capacity"], "system");
    assert_eq!(m.person("panel-chair").tag(&m.case), before);
    assert!(m.seen_by("panel-chair")["measure"]["ground_lost"].is_null());
    assert_eq!(m.seen_by("decision-maker")["measure"]["ground_lost"]["on"], "2026-10-05");
    let gone = ["finding_stands/finding_set_aside"];
    let dismissal = json!({"sanction": "warning", "reason": "less is enough"});
    m.refused("decision-maker", "/intended-measure", dismissal, "finding-set-aside", &gone);
    let not_again = ["finding_stands/not_found_again"];
    m.refused("decision-maker", "/ground", &ground, "finding-set-aside", &not_again);
    let due = m.person("decision-maker").all("/cases?duty=settle_ground");
    assert!(due.iter().any(|it| it["id"] == *m.case));
    m.does("decision-maker", "/measure-end", json!({"message": "Nothing is done against you."}));
    let seen = m.seen_by("panel-chair");
    assert_eq!(
        (&seen["stage"], &seen["closing_message"]),
        (&json!("closed"), &json!("Nothing is done against you."))
    );
}

fn told_by_a_court(complaint: &Story<'_>) {
    let court = json!({"forum": "court", "reference": "Aarhus, number 12", "opened_on": "2026-10-02"});
    let integration = complaint.person("integration");
    let path = format!("/cases/{}/external-proceedings", complaint.case);
    let ask = integration.asking("POST", &path).json(&court);
    let answer = integration.send(&ask);
    assert_eq!(answer.status, 200, "{}", answer.told());
    let done = answer.json();
    assert!(done["case"].is_null() && answer.header("etag").is_none(), "{done}");
    integration.knows_nothing_of(&complaint.case);
    let missing = path.replace(&complaint.case, crate::walk::MISSING);
    assert_eq!(integration.send(&integration.asking("POST", &missing).json(&court)).status, 404);
    let seen = complaint.seen_by("caseworker")["external_proceedings"][0].clone();
    assert_eq!((&seen["by_the_body"], &seen["reported_by"]), (&json!(true), &Value::Null));
    for who in ["complainant", "respondent"] {
        let seen = complaint.seen_by(who);
        assert!(seen["external_proceedings"].as_array().is_none_or(Vec::is_empty), "{who}");
        let timeline = complaint.person(who).all(&format!("/cases/{}/timeline", complaint.case));
        assert!(timeline.iter().all(|it| it["event"] != "external_noticed"), "{who}");
    }
    let id = done["object"].as_str().expect("a proceeding");
    let ended =
        integration.asking("POST", &format!("{path}/{id}/end")).json(&json!({"ended_on": "2026-10-05"}));
    assert_eq!(integration.send(&ended).status, 200);
}

fn flagged(complaint: &Story<'_>) {
    complaint.does("caseworker", "/conflict-declarations", json!({"reasons": ["close_relation"]}));
    let checks = complaint.seen_by("conflict-officer")["conflict_checks"].clone();
    let check = checks.as_array().expect("checks").iter().find(|it| it["reasons"][0] == "close_relation");
    let check = check.and_then(|it| it["id"].as_str()).expect("a question").to_owned();
    complaint.does(
        "conflict-officer",
        &format!("/conflict-declarations/{check}/settlement"),
        json!({"settlement": "disqualified", "reason": "they are cousins"}),
    );
    complaint.person("caseworker").knows_nothing_of(&complaint.case);
    let admitted = |who: &'static str| {
        let acts = complaint.seen_by(who)["flagged_acts"].clone();
        acts.as_array().expect("acts").iter().find(|it| it["event"] == "admitted").expect("an act").clone()
    };
    let act = admitted("decision-maker");
    assert_eq!((&act["capacity"], &act["looked_at"]), (&json!("caseworker"), &Value::Null));
    let what = format!("/flagged-acts/{}/settlement", act["id"].as_str().expect("an id"));
    for who in ["complainant", "respondent", "conflict-officer", "coordinator"] {
        assert!(complaint.seen_by(who)["flagged_acts"].is_null(), "{who}");
    }
    let look = |outcome: &str| json!({"outcome": outcome, "reason": "I looked at it"});
    let replaced = ["acts_looked_at/not_the_replacement"];
    complaint.refused("decision-maker", &what, look("confirmed"), "acts-flagged", &replaced);
    complaint.declares("caseworker2");
    let again = ["acts_looked_at/not_redone"];
    complaint.refused("caseworker2", &what, look("redone"), "acts-flagged", &again);
    complaint.does("caseworker2", &what, look("confirmed"));
    assert_eq!(admitted("caseworker2")["looked_at"]["outcome"], "confirmed");
}
