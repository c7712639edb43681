//! The bodies outside with their last days (N1): on the case, for those who may see them, and in the notices.

use serde_json::{Value, json};

use crate::{program::Program, sample};

/// The last days told with an act, as somebody sees them.
fn told(seen: &Value, act: &str) -> Value {
    let deliveries = seen["deliveries"].as_array().unwrap_or_else(|| panic!("no deliveries: {seen}"));
    let found = deliveries.iter().find(|it| it["act"] == act);
    found.unwrap_or_else(|| panic!("no {act}"))["last_days_told"].clone()
}

#[test]
fn they_stand_on_the_case_and_in_its_notices() {
    let program = Program::shared();
    let case = sample::filed(program);
    let [complainant, caseworker, coordinator] =
        ["complainant", "caseworker", "coordinator"].map(|it| program.person(it));
    assert!(complainant.sees(&case)["outside_clocks"].is_null(), "not before the acknowledgement");
    sample::screen(program, &case);

    let seen = complainant.sees(&case);
    let clocks = seen["outside_clocks"].as_array().expect("clocks").clone();
    let court = clocks.iter().find(|it| it["forum"] == "DK-COURT").expect("the courts");
    assert_eq!((&court["last_day"], &court["stopped_by_complaint"]), (&json!("2029-09-14"), &json!("no")));
    assert_eq!(court["deadline"]["rule"], "DK-D1");
    assert!(court["deadline"]["explanation"].as_array().is_some_and(|it| it.len() > 1), "{court}");
    assert_eq!(caseworker.sees(&case)["outside_clocks"], json!(clocks));
    // The same as among the dates of the case, where it is said how near they are.
    let mut outside = complainant.finds(&format!("/cases/{case}/deadlines"))["outside"].clone();
    outside
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .for_each(|it| drop(it.as_object_mut().unwrap().remove("near")));
    assert_eq!(outside, json!(clocks));

    // What was told with the acknowledgement: ids, codes and dates.
    let days = told(&seen, "acknowledgement");
    assert_eq!(days.as_array().map(Vec::len), Some(clocks.len()));
    let told_of = days.as_array().unwrap().iter().find(|it| it["forum"] == "DK-COURT").unwrap();
    assert_eq!(
        told_of,
        &json!({
            "forum": "DK-COURT", "rule": "DK-D1", "rule_version": 1, "last_day": "2029-09-14",
            "stopped_by_complaint": "no", "warnings": told_of["warnings"],
        })
    );
    assert_eq!(told(&caseworker.sees(&case), "acknowledgement"), days);
    assert!(coordinator.sees(&case)["outside_clocks"].is_null());
}

#[test]
fn the_respondent_sees_none_of_them() {
    let program = Program::shared();
    let case = sample::filed(program);
    sample::admit(program, &case);
    let seen = program.person("respondent").sees(&case);
    assert!(seen["outside_clocks"].is_null(), "{seen}");
    assert!(told(&seen, "admission_notice").is_null());
    assert!(!seen.to_string().contains("DK-COURT") && !seen.to_string().contains("last_day"), "{seen}");
    assert!(program.person("complainant").sees(&case)["outside_clocks"].is_array());
}
