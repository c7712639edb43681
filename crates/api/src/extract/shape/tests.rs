//! Bodies that differ from their shape.

use serde_json::json;

use super::*;
use crate::document;

/// What kind of problem a body is, with each place and code.
fn found(route: &str, body: &Value) -> Option<(String, Vec<(String, String)>)> {
    let problem = document::shape(route).hold(body).err()?.example();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let faults = problem["errors"].as_array().unwrap().iter();
    let faults = faults.map(|fault| (text(&fault["pointer"]), text(&fault["code"])));
    Some((text(&problem["code"]), faults.collect()))
}

fn filing() -> Value {
    json!({
        "unit": "unit_1c9q4zr82n57mfk6xwd3tb0ehg",
        "story": "What happened.",
        "occurred_from": "2026-07-20",
        "identity": "named",
        "facts": { "phase": "employment", "incidents": [{ "on": "2026-07-20", "what": "A remark." }] },
    })
}

#[track_caller]
fn filing_with(pointer: &str, value: Value, kind: &str, at: &str, code: &str) {
    let mut body = filing();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    let expected = (kind.to_owned(), vec![(at.to_owned(), code.to_owned())]);
    assert_eq!(found("POST /cases", &body), Some(expected));
}

#[test]
fn a_body_of_the_right_shape_passes() {
    assert_eq!(found("POST /cases", &filing()), None);
    let mut body = filing();
    body["language"] = Value::Null;
    body["facts"]["comparator"] = Value::Null;
    assert_eq!(found("POST /cases", &body), None, "what the document says may be null may be null");
    assert_eq!(found("POST /cases/{case}/review", &json!({ "outcome": "change" })), None);
}

#[test]
fn each_difference_is_found_where_it_is() {
    let (unknown, invalid) = ("unknown_field", "validation_failed");
    filing_with("/a~b", json!(1), unknown, "/a~0b", unknown);
    filing_with("/facts/applied_on", json!("2026-01-01"), unknown, "/facts/applied_on", unknown);
    filing_with("/facts/phase", json!("retirement"), invalid, "/facts/phase", "invalid");
    filing_with("/facts/accommodation_asked_on", json!(1), unknown, "/facts/accommodation_asked_on", unknown);
    filing_with(
        "/facts/incidents",
        json!([{ "what": "x" }]),
        "missing_field",
        "/facts/incidents/0/on",
        "missing_field",
    );
    filing_with("/occurred_from", json!("2026-02-30"), invalid, "/occurred_from", "invalid");
    filing_with("/occurred_from", json!("20260220"), invalid, "/occurred_from", "invalid");
    filing_with("/story", json!(" \n"), invalid, "/story", "invalid");
    filing_with("/story", json!("x".repeat(20_001)), invalid, "/story", "invalid");
    filing_with("/identity", json!("secret"), invalid, "/identity", "invalid");
    filing_with("/submit", json!("yes"), invalid, "/submit", "invalid");
    filing_with("/allegations", json!({}), invalid, "/allegations", "invalid");
    filing_with("/unit", Value::Null, invalid, "/unit", "invalid");
}

#[test]
fn fields_in_a_row_are_no_object() {
    for body in [json!([]), json!(["a", "b"]), json!("{}"), json!(null), json!(1)] {
        let (kind, _) = found("POST /cases/{case}/admission", &body).unwrap();
        assert_eq!(kind, "validation_failed");
    }
}

#[test]
fn the_worst_difference_names_the_problem() {
    let body = json!({ "contact": 1, "contcat": "intake" });
    let (kind, faults) = found("POST /cases/{case}/acknowledgement", &body).unwrap();
    assert_eq!(kind, "unknown_field");
    assert_eq!(faults.len(), 3, "{faults:?}");
}
