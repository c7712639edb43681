//! A case that rests for two weeks: the office's own dates wait, those of law do not.

use serde_json::{Value, json};

use super::{Story, happens};
use crate::sample;

#[test]
fn for_two_weeks() {
    happens("2026-10-05", |program| {
        let case = sample::filed(program);
        sample::admit(program, &case);
        let s = Story { program, case };
        assert_eq!(s.due("complainant", "decision"), "2027-01-03");
        suspended(&s);
        the_dates_wait(&s);
        s.on("2026-10-19");
        let told = s.each("respondent", "suspensions", "ended_on");
        assert_eq!(told, ["2026-10-19"], "it goes on by itself");
        again_and_ended(&s);
    });
}

fn rest() -> Value {
    json!({
        "reason": "postponement_for_statement", "words": "The union asks for time for its statement.",
        "until": "2026-10-18",
    })
}

fn suspended(s: &Story<'_>) {
    s.refused("caseworker", "/suspensions", rest(), "consultation-required", &["consulted/not_asked"]);
    s.consulted("caseworker", "track:suspension", "the case rests until the union has written");
    s.person("investigator").denied("POST", &s.case, "/suspensions", rest(), 403);
    s.does("caseworker", "/suspensions", rest());
    s.stands("admitted");
    let missing = ["consulted/not_asked", "not_suspended/suspended"];
    s.refused("coordinator", "/investigation", Value::Null, "consultation-required", &missing);
    s.consulted("caseworker", "track:investigation", "an investigation");
    s.refused("coordinator", "/investigation", Value::Null, "case-suspended", &["not_suspended/suspended"]);
    s.does("complainant", "/access-requests", json!({"scope": "what the unit sent"}));

    // The respondent sees that it rests, and not at whose wish.
    let seen = s.seen_by("respondent")["suspensions"][0].clone();
    assert_eq!((&seen["from"], &seen["until"]), (&json!("2026-10-05"), &json!("2026-10-18")));
    assert!(seen["reason"].is_null() && seen["words"].is_null(), "{seen}");
    assert_eq!(s.each("complainant", "suspensions", "reason"), ["postponement_for_statement"]);
    let acts = s.each("respondent", "deliveries", "act");
    assert!(acts.contains(&json!("suspension")), "{acts:?}");
}

fn the_dates_wait(s: &Story<'_>) {
    let dates = s.person("complainant").finds(&format!("/cases/{}/deadlines", s.case));
    let find = |period: &str| {
        let all = dates["data"].as_array().expect("dates").iter();
        all.clone().find(|it| it["period"] == period).cloned().unwrap_or_else(|| panic!("no {period}"))
    };
    let decision = find("decision");
    assert_eq!(
        (&decision["due_on"], &decision["without_suspension"]),
        (&json!("2027-01-16"), &json!("2027-01-03"))
    );
    // The day of receipt, on which the rest began, is not counted in any case.
    let steps = decision["explanation"].as_array().expect("steps");
    let pause = steps.iter().find(|it| it["step"] == "pause").expect("a pause");
    assert_eq!(pause["date"], "2027-01-16");
    assert_eq!(pause["detail"], "suspended from 2026-10-05 to 2026-10-18: 13 days are not counted");
    assert_eq!(find("feedback")["due_on"], "2027-01-18");
    // What is owed by law, and what was met before, do not move.
    for (period, due) in [("limitation", "2029-09-14"), ("acknowledge_hard", "2026-10-12")] {
        let date = find(period);
        assert_eq!(date["due_on"], due, "{period}");
        assert!(date["without_suspension"].is_null(), "{period}");
    }
    let list = s.person("decision-maker").all("/cases");
    assert_eq!(list[0]["next_due"], json!({"duty": "decide", "on": "2027-01-16"}));
}

fn again_and_ended(s: &Story<'_>) {
    s.does("coordinator", "/investigation", Value::Null);
    s.consulted("caseworker", "track:suspension", "the police ask to wait");
    let police = json!({
        "reason": "criminal_investigation", "words": "The police hear the witnesses first.",
        "until": "2026-11-30",
    });
    let second = s.makes("caseworker", "/suspensions", police);
    s.on("2026-10-26");
    let end = json!({"reason": "They are done."});
    s.does("caseworker", &format!("/suspensions/{second}/end"), end);
    assert_eq!(s.due("complainant", "decision"), "2027-01-23", "by the seven days that it rested");
}
