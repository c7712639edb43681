//! A measure case, through the doors: it does not exist for those who have a part in the complaint alone (V5), and each
//! part in it may what the policy says.

use domain::{
    Action, Capacity, Stage,
    access::{Condition, allows, on_condition},
};
use serde_json::json;

use crate::{
    http::Ask,
    operations::{self, Operation},
    program::{BASE, Program},
    walk::{MISSING, ask, essence},
};

/// The measure case of the demonstration in which the person is being heard, and every operation on a case.
fn theatre() -> (Program, String, Vec<Operation>) {
    let program = Program::demonstration("2026-11-24");
    let rows = program.person("coordinator").all("/cases?state=hearing");
    let row = rows.iter().find(|it| it["kind"] == "measure").expect("a measure case");
    let case = row["id"].as_str().expect("an id").to_owned();
    let document = program.send("nobody", &Ask::new("GET", format!("{BASE}/openapi.json"))).json();
    let operations = operations::all(&document).into_iter().filter(Operation::is_about_a_case).collect();
    (program, case, operations)
}

/// Who stands how to it: the person whom it is against, and those whose lists have it.
const PARTS: [(&str, Capacity); 5] = [
    ("panel-deputy", Capacity::Respondent),
    ("investigator", Capacity::Investigator),
    ("coordinator", Capacity::Coordinator),
    ("conflict-officer", Capacity::ConflictOfficer),
    ("auditor", Capacity::Auditor),
];

fn may(capacity: Capacity, action: Action) -> bool {
    allows(capacity, action, Stage::Hearing)
        && on_condition(capacity, action).is_none_or(|it| it == Condition::MeasureCase)
}

#[test]
fn hidden_from_the_complaint_and_open_as_the_policy_says() {
    let (program, case, operations) = theatre();
    // Who complained, who answers for the unit, who decided the complaint, whose case is another, no part at all.
    let caseworkers = ["caseworker", "caseworker2"];
    let (own, others): (Vec<_>, Vec<_>) =
        caseworkers.into_iter().partition(|who| program.person(who).lists(&case));
    assert_eq!((own.len(), others.len()), (1, 1), "one of the two works on it");
    let blind =
        ["applicant", "respondent", "decision-maker", "decision-maker2", "reviewer", "analyst", "admin"];
    for who in blind.into_iter().chain(others) {
        let person = program.person(who);
        assert!(!person.lists(&case), "{who}");
        for operation in &operations {
            let hidden = person.send(&ask(person, operation, &case));
            assert_eq!((hidden.status, &*hidden.slug()), (404, "not-found"), "{who} {operation:?}");
            let missing = person.send(&ask(person, operation, MISSING));
            assert_eq!(essence(&hidden), essence(&missing), "{who} {operation:?}");
        }
    }

    let before = program.person("investigator").sees(&case);
    for (who, capacity) in PARTS.into_iter().chain(own.into_iter().map(|who| (who, Capacity::Caseworker))) {
        let person = program.person(who);
        for operation in &operations {
            let asking = ask(person, operation, &case);
            let answer = person.send(&asking);
            if operation.actions().iter().any(|it| may(capacity, *it)) {
                let beyond = matches!(answer.status, 200 | 400 | 409 | 412 | 422);
                let item = answer.status == 404 && operation.is_about_an_item();
                assert!(beyond || item, "{who} may {operation:?}: {}", answer.told());
            } else {
                assert_eq!((answer.status, &*answer.slug()), (403, "forbidden"), "{who} {operation:?}");
                let outcomes: Vec<_> =
                    program.entries(&case, &asking).iter().map(|it| it["outcome"].clone()).collect();
                assert_eq!(outcomes, [json!("denied")], "{who} {operation:?}");
            }
        }
    }
    assert_eq!(program.person("investigator").sees(&case), before);
}
