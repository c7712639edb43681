//! Who works with cases says what for when they read, and the log tells it.

use serde_json::json;

use crate::{program::Program, sample};

#[test]
fn whoever_reads_says_what_for() {
    let program = Program::shared();
    let case = sample::screening(program);
    let path = format!("/cases/{case}");
    let caseworker = program.person("caseworker");
    let read = caseworker.asking("GET", &path);
    for (ask, kind) in [
        (read.clone().without("Purpose"), "purpose-required"),
        (read.clone().header("Purpose", "own-case"), "purpose-not-fitting"),
        (read.clone().header("Purpose", "curiosity"), "unknown-purpose"),
    ] {
        let answer = caseworker.send(&ask);
        assert_eq!((answer.status, &*answer.slug()), (400, kind), "{}", answer.told());
        assert!(program.entries(&case, &ask).is_empty(), "{kind}");
    }
    assert_eq!(caseworker.send(&read).status, 200);
    let entries = program.entries(&case, &read);
    let told: Vec<_> = entries.iter().map(|it| (&it["action"], &it["purpose"])).collect();
    assert_eq!(told, [(&json!("read"), &json!("case-handling"))]);
    // Nor are the parties' names read for nothing, before the declaration.
    let assignment = json!({"user": "caseworker2", "role": "caseworker"});
    program.person("coordinator").post(&case, "/assignments", assignment);
    let undeclared = program.person("caseworker2");
    let refused = undeclared.send(&undeclared.asking("GET", &path).without("Purpose"));
    assert_eq!((refused.status, &*refused.slug()), (400, "purpose-required"));
    assert_eq!(undeclared.get(&path).status, 200);
    // A party need not say it.
    assert_eq!(program.person("complainant").get(&path).status, 200);
}
