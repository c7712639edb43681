//! The operations of the API, as its document tells them.

use domain::Action;
use serde_json::Value;

use crate::program::BASE;

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: String,
    /// The address, with names in braces for what differs.
    pub(crate) path: String,
    pub(crate) id: String,
    /// Whether nobody has to sign in for it.
    pub(crate) open: bool,
}

/// Every operation of a document.
pub(crate) fn all(document: &Value) -> Vec<Operation> {
    let signed_in = document["security"].as_array().is_some_and(|it| !it.is_empty());
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            if !matches!(method.as_str(), "get" | "post" | "put" | "patch" | "delete") {
                continue;
            }
            let open = match operation["security"].as_array() {
                Some(needed) => needed.iter().all(|it| it.as_object().is_none_or(serde_json::Map::is_empty)),
                None => !signed_in,
            };
            let path = path.strip_prefix(BASE).unwrap_or(path).to_owned();
            let id = operation["operationId"].as_str().expect("an id").to_owned();
            operations.push(Operation { method: method.to_uppercase(), path, id, open });
        }
    }
    assert!(operations.len() > 80, "only {} operations", operations.len());
    operations
}

/// Bodies that no operation can do with.
pub(crate) const BODIES: [&str; 14] = [
    "",
    "{}",
    "[]",
    "null",
    "0",
    "\"\"",
    "{",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1e999}",
    "\u{feff}{}",
    "{}{}",
    "{\"reasons\":[null],\"days\":-1,\"terms\":[[]]}",
    "{\"\\ud800\":1}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

impl Operation {
    pub(crate) fn is_about_a_case(&self) -> bool {
        self.path.starts_with("/cases/{case}")
    }

    /// Whether it is about a thing below the case.
    pub(crate) fn is_about_an_item(&self) -> bool {
        self.path.matches('{').count() > 1
    }

    pub(crate) fn reads(&self) -> bool {
        self.method == "GET"
    }

    /// The address for a case, with ids of things that do not exist.
    pub(crate) fn of_case(&self, case: &str) -> String {
        let path = self.path.replace("{case}", case);
        let Some((before, rest)) = path.split_once('{') else { return path };
        let (_, after) = rest.split_once('}').expect("a closing brace");
        let of = before.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        format!("{before}{}{after}", missing_id(of))
    }

    /// What it does, with an empty body, in the words of the policy; several where the body has to tell which.
    pub(crate) fn actions(&self) -> Vec<Action> {
        let names: &[&str] = match self.id.as_str() {
            "read_case" | "list_actions" => &["read"],
            "read_timeline" | "list_deadlines" => &["read_timeline"],
            "read_audit" => &["read_audit"],
            "conclude_review" => &["uphold", "change_decision", "send_back"],
            id => &[id],
        };
        let actions = names.iter().map(|name| {
            name.parse().unwrap_or_else(|_| panic!("which action is {} {}?", self.method, self.path))
        });
        actions.collect()
    }
}

/// The id of no thing, of the kind that stands under this name in the address.
fn missing_id(of: &str) -> String {
    let prefix = match of {
        "information-requests" => "info",
        "hearing-items" => "hear",
        "access-requests" => "accs",
        "consultations" => "cons",
        "interim-measures" => "intm",
        "suspensions" => "susp",
        "flagged-acts" => "flag",
        "external-proceedings" => "extp",
        "legal-holds" => "hold",
        "follow-ups" => "flup",
        "conflict-declarations" => "conf",
        "deliveries" => "dlv",
        "parties" => "party",
        "users" => "user",
        "units" => "unit",
        other => panic!("what ids have {other}?"),
    };
    format!("{prefix}_00000000000000000000000000")
}
