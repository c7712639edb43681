//! Which crate may use which. An arrow that is not drawn here is refused, before it grows into a habit.

use std::process::Command;

use serde_json::Value;

/// Our crates, each with those that it may use. Data flows down this list.
const MAY_USE: &[(&str, &[&str])] = &[
    ("server", &["api", "app", "storage", "migrations", "domain"]),
    ("api", &["app", "domain"]),
    ("app", &["storage", "domain"]),
    ("storage", &["domain"]),
    ("migrations", &[]),
    ("domain", &[]),
];

/// Crates of tests and measurements: they may use anything of ours, and nothing of ours may use them.
const BESIDE: &[&str] = &["tests", "bench"];

/// What `cargo metadata` tells about the workspace.
pub(crate) fn metadata(arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version=1", "--offline", "--locked"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

#[test]
fn crates_use_only_what_they_may() {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    for package in packages.iter().filter(|package| !BESIDE.contains(&name(package))) {
        let row = MAY_USE.iter().find(|(ours, _)| *ours == name(package));
        let (_, allowed) =
            row.unwrap_or_else(|| panic!("{} is missing in the list of layers", name(package)));
        for used in package["dependencies"].as_array().unwrap() {
            let ours = packages.iter().any(|package| name(package) == name(used));
            assert!(!ours || allowed.contains(&name(used)), "{} must not use {}", name(package), name(used));
        }
    }
    for (ours, _) in MAY_USE {
        assert!(packages.iter().any(|package| name(package) == *ours), "there is no crate {ours} any more");
    }
}
