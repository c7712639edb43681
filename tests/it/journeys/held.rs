//! The same matter is before somebody else, and what is held meanwhile: each side tells of its own.

use serde_json::{Value, json};

use super::{Story, happens};
use crate::sample;

#[test]
fn before_a_court_and_the_union() {
    happens("2026-10-05", |program| {
        let case = sample::filed(program);
        sample::admit(program, &case);
        let h = Story { program, case };
        let court = json!({"forum": "court", "reference": "Aarhus, number 12", "opened_on": "2026-10-02"});
        let id = h.makes("complainant", "/external-proceedings", court);
        let union = json!({"forum": "union", "reference": "the shop steward", "opened_on": "2026-10-05"});
        h.makes("respondent", "/external-proceedings", union);
        seen(&h);
        released(&h, &id);
    });
}

/// Each side its own, staff all, who keeps the records what is held and since when.
fn seen(h: &Story<'_>) {
    let forums = |who| h.each(who, "external_proceedings", "forum");
    assert_eq!(forums("complainant"), ["court"]);
    assert_eq!(forums("respondent"), ["union"]);
    assert_eq!(forums("caseworker"), ["court", "union"]);
    let kept = h.seen_by("privacy-officer");
    let shown: Vec<_> = kept["external_proceedings"].as_array().unwrap().iter().collect();
    assert_eq!(shown.len(), 2);
    assert!(shown.iter().all(|it| it["reference"].is_null() && it["reported_by"].is_null()), "{kept}");
    assert_eq!(kept["legal_holds"].as_array().map(Vec::len), Some(2));
    for who in ["complainant", "respondent", "coordinator"] {
        assert!(h.seen_by(who)["legal_holds"].is_null(), "{who}");
    }
    // Nor does the course of the case tell one side what the other did.
    let told = |who| {
        let timeline = h.person(who).all(&format!("/cases/{}/timeline", h.case));
        timeline.iter().filter(|it| it["event"] == "external_noticed").count()
    };
    assert_eq!((told("complainant"), told("respondent"), told("caseworker")), (1, 1, 2));
    // Why a case is held somebody wrote: it is read for a purpose.
    let officer = h.person("privacy-officer");
    let ask = officer.asking("GET", &format!("/cases/{}", h.case)).without("Purpose");
    assert_eq!(officer.send(&ask).slug(), "purpose-required");
}

fn released(h: &Story<'_>, court: &str) {
    let held = h.seen_by("archivist")["legal_holds"][0]["id"].as_str().expect("a hold").to_owned();
    let reason = json!({"reason": "nothing more to keep"});
    let release = format!("/legal-holds/{held}/release");
    h.refused("archivist", &release, reason.clone(), "retention-locked", &["no_hold/external_proceeding"]);
    h.on("2026-10-12");
    let ended = format!("/external-proceedings/{court}/end");
    h.person("respondent").denied("POST", &h.case, &ended, json!({"ended_on": "2026-10-12"}), 404);
    h.does("complainant", &ended, json!({"ended_on": "2026-10-12"}));
    assert_eq!(h.each("privacy-officer", "legal_holds", "released_on"), [json!("2026-10-12"), Value::Null]);

    let own =
        h.makes("privacy-officer", "/legal-holds", json!({"reason": "The ombudsman asks for the file."}));
    assert_eq!(h.seen_by("archivist")["legal_holds"][2]["reason"], "The ombudsman asks for the file.");
    h.person("caseworker").denied("POST", &h.case, "/legal-holds", reason.clone(), 403);
    h.does("archivist", &format!("/legal-holds/{own}/release"), reason);
}
