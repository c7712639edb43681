//! The API document and the pages it points to: generated, committed, served, and kept true.

use std::{fs, path::PathBuf};

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
            .filter(|capacity| action.rule().from.iter().any(|state| allows(*capacity, action, *state)))
            .all(|capacity| capacity == Capacity::System);
        match action {
            Action::Read | Action::ReadTimeline => assert!(!routes.is_empty()),
            Action::OpenDraft => assert_eq!(routes, ["POST /cases"]),
            _ if only_the_clock => assert_eq!(routes, [""; 0], "{action} is the clock's"),
            _ => assert_eq!(routes.len(), 1, "{action}: {routes:?}"),
        }
    }
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
