//! Real examples of answers, and of requests whose handler does not give one.

use domain::{
    Form, Ground, Jurisdiction, Phase,
    rules::{Known, Language, Rules, Situation},
};
use jiff::civil::date;
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, path::Operation};

const JSON: &str = "application/json";

/// Adds an example to the request and to the success of an operation where there is none.
pub(super) fn add(operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    if let Some(RefOr::T(body)) = &mut operation.request_body
        && let Some(RefOr::T(content)) = body.content.get_mut(JSON)
        && content.example.is_none()
    {
        content.example = request(&id);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('2')
            && let Some(RefOr::T(content)) = response.content.get_mut(JSON)
            && content.example.is_none()
        {
            content.example = Some(answer(&id));
        }
    }
}

fn request(id: &str) -> Option<Value> {
    Some(match id {
        "sign_in" => json!({ "grant_type": "password", "username": "complainant", "password": "demo" }),
        "set_password" => json!({
            "current_password": "a long one that I had until now",
            "new_password": "a longer one that nobody tries",
        }),
        "add_user" => json!({ "username": "caseworker3", "display_name": "Karin Holm", "unit": UNIT }),
        "place_user" => json!({ "unit": UNIT, "manager": USER, "active": true }),
        "set_user_pseudonym" => json!({ "pseudonym": "HR-7731-K" }),
        "set_roles" => json!({ "roles": ["caseworker"], "covers": [] }),
        "add_unit" | "change_unit" => {
            json!({ "name": "Children and young people", "parent": null, "speaker": USER })
        }
        "draft_decision" | "revise_decision" => json!({
            "reasons": {
                "legal_rules": "Act on equal treatment in the labour market, ss. 1 and 2.",
                "considerations": "The requirement is neither suitable nor necessary for the work.",
                "essential_facts": "The advert and the phone call.",
                "guidance": "You can ask for a review within four weeks of receiving this. The Board of Equal Treatment is free of charge."
            },
            "findings": [
                {
                    "allegation": "alleg_1c9q4zr82n57mfk6xwd3tb0ehg",
                    "finding": "substantiated",
                    "reasons": "The presumption was not rebutted."
                }
            ],
            "answers": [
                {
                    "item": "hear_1c9q4zr82n57mfk6xwd3tb0ehg",
                    "answer": "That the text was copied does not justify it."
                }
            ],
            "remedies": [
                {
                    "kind": "practice",
                    "what": "Language requirements are checked against the work.",
                    "due_on": "2027-01-15"
                }
            ],
            "measures": [{ "person": { "user": "team-leader" }, "sanction": "warning" }]
        }),
        "draft_rejection" | "revise_rejection" => json!({
            "legal_rules": "The act covers employment and recruitment, not the choice of a supplier.",
            "considerations": "The complaint is about a contract between two companies.",
            "essential_facts": "The complainant was never employed here and did not apply.",
            "guidance": "You can ask for a review within four weeks, and complain to the Board of Equal Treatment."
        }),
        _ => return None,
    })
}

const CASE: &str = "case_1c9q4zr82n57mfk6xwd3tb0ehg";
const UNIT: &str = "unit_1c9q4zr82n57mfk6xwd3tb0ehg";
const USER: &str = "user_1c9q4zr82n57mfk6xwd3tb0ehg";
const PARTY: &str = "party_1c9q4zr82n57mfk6xwd3tb0ehg";
const RULE: &str = "DK-D3";
const COMMITMENT: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn answer(id: &str) -> Value {
    match id {
        "read_document" => json!({ "openapi": "3.1.0", "info": { "title": "Redress" } }),
        "sign_in" => json!({
            "access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl",
            "token_type": "Bearer",
            "expires_in": 900,
            "refresh_token": "redress_rt_hT0mV4uJYw8n9p2m0o3n6b5s1q7r4t8vXc2d5g8k1z0",
        }),
        "read_me" => json!({
            "id": USER,
            "username": "caseworker",
            "display_name": "Karin Holm",
            "unit": UNIT,
            "roles": ["caseworker"],
            "covers": [],
        }),
        "list_users" => page(&user()),
        "add_user" | "read_user" | "place_user" | "set_user_pseudonym" | "set_roles" => user(),
        "list_units" => page(&unit()),
        "add_unit" | "change_unit" | "read_unit" => unit(),
        "list_cases" => page(&json!({
            "id": CASE,
            "number": "R-7K3M-92QF",
            "unit": UNIT,
            "relation": "caseworker",
            "next_due": { "duty": "screen", "on": "2026-10-19" },
            "state": "screening",
            "phase": "recruitment",
            "priority": "normal",
            "waiting_for": "staff",
            "received_on": "2026-10-05",
            "changed_on": "2026-10-07",
            "assignees": [{ "capacity": "caseworker", "user": USER }],
        })),
        "read_case" => case(),
        "list_actions" => json!({ "data": [{
            "action": "admit",
            "capacity": "caseworker",
            "possible": false,
            "unmet": [{
                "guard": "phase_facts",
                "code": "fact_missing",
                "pointer": "/facts/requirements",
                "detail": "`requirements` is neither known nor marked as not obtainable",
            }],
        }] }),
        "read_timeline" => json!({ "data": [
            { "on": "2026-10-05", "at": "2026-10-05T09:12:44Z", "event": "submitted", "by": "complainant" },
            {
                "on": "2026-11-02",
                "at": "2026-11-02T03:00:10Z",
                "event": "date_recomputed",
                "by": "system",
                "recomputed": {
                    "of": "period",
                    "period": "decision",
                    "rule": "POL-DECISION",
                    "old_version": 1,
                    "new_version": 2,
                    "old_date": "2027-01-03",
                    "new_date": "2027-01-13",
                    "because": "new_version",
                },
            },
        ] }),
        "list_deadlines" => json!({ "data": [with_period(deadline())], "outside": [outside()] }),
        "read_audit" => page(&json!({
            "at": "2026-10-07T08:01:09Z",
            "action": "read",
            "outcome": "allowed",
            "capacity": "caseworker",
            "purpose": "case-handling",
            "commitment": COMMITMENT,
        })),
        "list_rules" => json!({ "data": [rule()] }),
        "list_proof_rules" => json!({ "data": Rules::denmark().home().describe_proof() }),
        "list_forums" => json!({ "data": Rules::denmark().home().describe_forums(Language::En).get(..1) }),
        "compute_deadline" => deadline(),
        change => json!({
            "action": action(change),
            "case": { "id": CASE, "number": "R-7K3M-92QF", "unit": UNIT, "phase": "recruitment" },
        }),
    }
}

/// The action that an operation leads to, as its answer tells it.
fn action(id: &str) -> &str {
    match id {
        "open_draft" => "submit",
        "settle" => "propose_settlement",
        "conclude_review" => "uphold",
        other => other,
    }
}

fn page(row: &Value) -> Value {
    json!({ "data": [row], "next_cursor": null, "has_more": false })
}

fn user() -> Value {
    json!({
        "id": USER,
        "username": "caseworker",
        "display_name": "Karin Holm",
        "unit": UNIT,
        "manager": null,
        "roles": ["caseworker"],
        "covers": [],
        "active": true,
        "has_pseudonym": false,
    })
}

fn unit() -> Value {
    json!({ "id": UNIT, "name": "Children and young people", "parent": null, "speaker": USER })
}

fn case() -> Value {
    json!({
        "id": CASE,
        "number": "R-7K3M-92QF",
        "unit": UNIT,
        "stage": "submitted",
        "state": { "stage": "submitted" },
        "phase": "recruitment",
        "jurisdiction": "DK",
        "priority": "normal",
        "identity": "confidential",
        "received_on": "2026-10-05",
        "filing": {
            "filed_by": "complainant",
            "story": "The advert asked for Danish at native level.",
            "occurred_from": "2026-07-20",
            "occurred_to": "2026-09-14",
            "language": "ar",
            "whistleblower": false,
        },
        "facts": { "phase": "recruitment", "refusal_received_on": "2026-09-14" },
        "allegations": [{
            "id": "alleg_1c9q4zr82n57mfk6xwd3tb0ehg",
            "ground": "ethnic_origin",
            "form": "indirect",
            "link": "own_trait",
            "what": "The advert asks for Danish at native level for work in a kitchen.",
        }],
        "parties": [
            { "id": PARTY, "role": "complainant", "person": { "user": USER }, "channel": "portal" },
        ],
    })
}

fn deadline() -> Value {
    let facts = Map::from_iter([("decision_received".to_owned(), "2026-11-24".into())]);
    let computed = Rules::denmark().home().compute(RULE, &facts);
    computed.ok().and_then(|computed| serde_json::to_value(computed).ok()).unwrap_or_default()
}

fn with_period(mut deadline: Value) -> Value {
    deadline["period"] = "review_request".into();
    deadline
}

/// The board outside of a case in recruitment.
fn outside() -> Value {
    let clocks = Rules::denmark().outside(&Situation {
        jurisdiction: Jurisdiction::Dk,
        phase: Phase::Recruitment,
        grounds: &[Ground::EthnicOrigin],
        forms: &[Form::Indirect],
        known: Known { refusal: Some(date(2026, 9, 14)), ..Known::default() },
        answers: &[],
    });
    let mut first = clocks.first().and_then(|clock| serde_json::to_value(clock).ok()).unwrap_or_default();
    first["near"] = "far".into();
    first
}

fn rule() -> Value {
    let rules = Rules::denmark().home().describe();
    let rule = rules.into_iter().find(|rule| rule.id.0 == RULE);
    rule.and_then(|rule| serde_json::to_value(rule).ok()).unwrap_or_default()
}
