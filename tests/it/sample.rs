//! Cases to try things on.

use serde_json::{Value, json};

use crate::{journeys, program::Program};

/// A complaint that can be filed as it is.
pub(crate) fn complaint(program: &Program) -> Value {
    json!({
        "unit": journeys::unit(program, "Bøgelund School"),
        "story": "I was refused for my accent.",
        "occurred_from": "2026-09-14",
        "identity": "confidential",
        "whistleblower": false,
        "facts": {
            "phase": "recruitment",
            "posting": "Kitchen assistant",
            "requirements": "Danish at native level",
            "criteria_fixed_on": "2026-07-20",
            "refusal_received_on": "2026-09-14",
        },
        "allegations": [{"ground": "ethnic_origin", "form": "direct", "what": "the refusal"}],
        "submit": true,
    })
}

/// A complaint that was filed, with what the case is to have besides.
pub(crate) fn filed_with(program: &Program, more: &Value) -> String {
    let mut complaint = complaint(program);
    for (name, value) in more.as_object().expect("an object") {
        complaint[name] = value.clone();
    }
    let complainant = program.person("complainant");
    let answer = complainant.send(&complainant.asking("POST", "/cases").json(&complaint));
    assert_eq!(answer.status, 201, "{}", answer.told());
    answer.json()["case"]["id"].as_str().expect("an id").to_owned()
}

/// A complaint that was filed.
pub(crate) fn filed(program: &Program) -> String {
    filed_with(program, &json!({}))
}

/// A complaint that is being screened by `caseworker`.
pub(crate) fn screening(program: &Program) -> String {
    let case = filed(program);
    screen(program, &case);
    case
}

/// Brings a complaint into screening.
pub(crate) fn screen(program: &Program, case: &str) {
    let impartial = json!({"reasons": []});
    let acknowledgement = json!({"contact": "caseworker", "next_steps": "We look at it."});
    program.person("intake").post(case, "/conflict-declarations", impartial.clone());
    program.person("intake").post(case, "/acknowledgement", acknowledgement);
    program.person("coordinator").post(
        case,
        "/assignments",
        json!({"user": "caseworker", "role": "caseworker"}),
    );
    program.person("caseworker").post(case, "/conflict-declarations", impartial);
    program.person("caseworker").post(case, "/screening", Value::Null);
}

/// Admits a complaint that was just filed; an investigator and a decision maker are assigned and have declared.
pub(crate) fn admit(program: &Program, case: &str) {
    screen(program, case);
    let question =
        json!({"about": "scope", "plan": "all of it", "because": "it is clear", "consequences": "none"});
    let asked = program.person("caseworker").makes(case, "/consultations", question);
    let at = format!("/consultations/{asked}");
    program.person("complainant").post(case, &format!("{at}/reply"), json!({"stance": "agree"}));
    program.person("caseworker").post(case, &format!("{at}/weighing"), json!({"how": "agreed"}));
    program.person("caseworker").post(case, "/admission", json!({}));
    for (user, role) in [("investigator", "investigator"), ("decision-maker", "decision_maker")] {
        program.person("coordinator").post(case, "/assignments", json!({"user": user, "role": role}));
        program.person(user).post(case, "/conflict-declarations", json!({"reasons": []}));
    }
    program.person("coordinator").post(
        case,
        "/assignments",
        json!({"user": "caseworker2", "role": "caseworker"}),
    );
}
