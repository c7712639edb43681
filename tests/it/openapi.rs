//! The API document and the pages it points to: generated, committed, served, and kept true.

use std::{collections::BTreeSet, fs, path::PathBuf};

use domain::{Action, Capacity, access::allows};
use strum::IntoEnumIterator;

use crate::service::Service;

/// A committed file that is generated. `UPDATE=1` writes it anew.
pub(crate) fn committed(path: &str, generated: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, generated).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == generated,
        "{path} is not up to date: run UPDATE=1 cargo test -p tests --test it openapi"
    );
}

#[test]
fn the_document_is_committed() {
    committed("openapi/openapi.json", &(api::document().to_pretty_json().unwrap() + "\n"));
}

#[tokio::test]
async fn the_document_is_served() {
    let served = Service::start().await.ask("GET", "/openapi.json").send().await.went_well();
    assert_eq!(served.json, serde_json::to_value(api::document()).unwrap());
}

#[tokio::test]
async fn every_kind_of_problem_has_a_page() {
    let service = Service::start().await;
    for kind in api::problem::kind::ALL {
        let reply = service.ask_root("GET", &format!("/problems/{}", kind.slug)).send().await.went_well();
        assert!(reply.text.contains(kind.title) && reply.text.contains(kind.help), "{}", reply.text);
        assert!(kind.help.matches(['.', ';']).count() >= 2, "{}: two sentences of help", kind.slug);
    }
    service.ask_root("GET", "/problems/none").send().await.is(404, "not_found");
}

#[test]
fn the_table_of_commands_is_committed() {
    committed("crates/api/ROUTES.txt", &api::table::print());
}

#[test]
fn every_act_of_a_person_has_one_route() {
    let rows = api::table::rows();
    for action in Action::iter() {
        let routes: Vec<&str> = rows
            .iter()
            .filter(|row| row.action == action && !(row.command == "open_draft" && action == Action::Submit))
            .map(|row| row.route.as_str())
            .collect();
        let only_the_clock = Capacity::iter()
            .filter(|capacity| action.possible_in().iter().any(|state| allows(*capacity, action, *state)))
            .all(|capacity| capacity == Capacity::System);
        match action {
            Action::Read | Action::ReadTimeline => assert!(!routes.is_empty()),
            Action::OpenDraft => assert_eq!(routes, ["POST /cases"]),
            _ if only_the_clock => assert_eq!(routes, [""; 0], "{action} is the clock's"),
            _ => assert_eq!(routes.len(), 1, "{action}: {routes:?}"),
        }
    }
}

/// Lists of a document that have no bound, by their pointers.
fn unbounded(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
    let kind = &value["type"];
    if (kind == "array" || kind[0] == "array") && value["maxItems"].is_null() {
        found.push(at.to_owned());
    }
    let fields = value.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value));
    let items = value.as_array().into_iter().flatten().enumerate().map(|(n, value)| (n.to_string(), value));
    for (name, value) in fields.chain(items) {
        unbounded(value, &format!("{at}/{name}"), found);
    }
}

/// The names of the schemas that something refers to, directly or not.
fn reached(value: &serde_json::Value, schemas: &serde_json::Value, names: &mut BTreeSet<String>) {
    let name = value["$ref"].as_str().and_then(|it| it.rsplit('/').next());
    if let Some(name) = name.filter(|name| names.insert((*name).to_owned())) {
        reached(&schemas[name], schemas, names);
    }
    let fields = value.as_object().into_iter().flatten().map(|(_, value)| value);
    fields.chain(value.as_array().into_iter().flatten()).for_each(|it| reached(it, schemas, names));
}

/// A body is short, and so is each list in it: what is long to store is long to show, each time, to everybody.
#[test]
fn every_list_in_a_body_has_a_bound() {
    let document = serde_json::to_value(api::document()).unwrap();
    let schemas = &document["components"]["schemas"];
    let (mut names, mut found) = (BTreeSet::new(), Vec::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = &operation["requestBody"]["content"];
            unbounded(body, &format!("{method} {path}"), &mut found);
            reached(body, schemas, &mut names);
        }
    }
    for name in &names {
        unbounded(&schemas[name], name, &mut found);
    }
    assert!(names.contains("EmploymentFacts"), "the walk goes down");
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_operation_on_cases_is_in_the_table() {
    let document = serde_json::to_value(api::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let on_case = path.starts_with("/cases");
            assert_eq!(!api::table::actions(id).is_empty(), on_case, "{method} {path}: {id}");
        }
    }
}
