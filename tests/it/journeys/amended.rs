//! A complaint to which something is added after its admission.

use serde_json::json;

use super::Story;
use crate::{program::Program, sample};

#[test]
fn what_went_on_is_added() {
    let program = Program::on("2026-10-05");
    let case = sample::filed(&program);
    sample::admit(&program, &case);
    let a = Story { program: &program, case };
    let first = a.ids("allegations").remove(0);
    let mut more = json!({"allegations": [
        {"ground": "ethnic_origin", "form": "victimisation", "what": "I am not asked for substitute work any more."},
    ]});
    let missing = ["like_or_related/no_relation"];
    a.refused("complainant", "/amendments", more.clone(), "not-like-or-related", &missing);
    more["like_or_related"] = json!({
        "relation": "related", "allegation": "alleg_00000000000000000000000004",
        "words": "It began when they heard of my complaint.",
    });
    let missing = ["like_or_related/unknown_allegation"];
    a.refused("complainant", "/amendments", more.clone(), "not-like-or-related", &missing);
    more["like_or_related"]["allegation"] = json!(first);
    for who in ["respondent", "caseworker"] {
        a.person(who).denied("POST", &a.case, "/amendments", more.clone(), 403);
    }
    let added = a.makes("complainant", "/amendments", more);

    // Both sides see what was added and what it has to do with the rest, and the unit was told of it.
    for who in ["complainant", "respondent", "caseworker"] {
        let case = a.seen_by(who);
        let allegation = &case["allegations"][1];
        assert_eq!(
            (&allegation["id"], &allegation["amendment"]["allegation"]),
            (&json!(added), &json!(first))
        );
        assert_eq!(allegation["amendment"]["words"], "It began when they heard of my complaint.", "{who}");
        assert_eq!(case["stage"], "admitted");
    }
    assert!(a.each("respondent", "deliveries", "act").contains(&json!("amendment_notice")));
    assert_eq!(a.seen_by("caseworker")["priority"], "high");
}
