//! Somebody who uses the program, and what they find.

use std::borrow::Borrow;

use serde_json::{Value, json};

use crate::{
    http::{Answer, Ask},
    program::{BASE, Program, request_id},
};

/// Somebody of the demonstration, signed in.
#[derive(Clone, Copy)]
pub(crate) struct Person<'p> {
    pub(crate) program: &'p Program,
    pub(crate) name: &'p str,
}

impl<'p> Person<'p> {
    pub(crate) fn new(program: &'p Program, name: &'p str) -> Self {
        Self { program, name }
    }

    /// A request of this person, with what such a person sends with it.
    pub(crate) fn asking(self, method: &str, path: &str) -> Ask {
        let ask = Ask::new(method, format!("{BASE}{path}"))
            .header("Authorization", format!("Bearer {}", self.program.token(self.name)))
            .header("X-Request-Id", request_id());
        let ask = match self.name.trim_end_matches(char::is_numeric) {
            "complainant" | "applicant" | "representative" | "respondent" | "bystander" | "witness"
            | "team-leader" | "employee" => ask,
            "auditor" => ask.header("Purpose", "oversight"),
            _ => ask.header("Purpose", "case-handling"),
        };
        if method == "POST" { ask.header("Idempotency-Key", request_id()) } else { ask }
    }

    pub(crate) fn send(self, ask: &Ask) -> Answer {
        self.program.send(self.name, ask)
    }

    pub(crate) fn get(self, path: &str) -> Answer {
        self.send(&self.asking("GET", path))
    }

    /// What is at an address, which must be there for this person.
    #[track_caller]
    pub(crate) fn finds(self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{} GET {path}: {}", self.name, answer.told());
        answer.json()
    }

    /// A case as this person sees it.
    #[track_caller]
    pub(crate) fn sees(self, case: &str) -> Value {
        self.finds(&format!("/cases/{case}"))
    }

    /// The entity tag that the case has for this person.
    pub(crate) fn tag(self, case: &str) -> Option<String> {
        self.get(&format!("/cases/{case}")).header("etag").map(str::to_owned)
    }

    /// A change of a case as this person sees it now; who sees nothing of it says so.
    pub(crate) fn changing(self, method: &str, case: &str, what: &str, body: &Value) -> Ask {
        let tag = self.tag(case).unwrap_or_else(|| "\"nothing\"".to_owned());
        let ask = self.asking(method, &format!("/cases/{case}{what}")).header("If-Match", tag);
        if body.is_null() { ask } else { ask.json(body) }
    }

    /// Changes a case; the audit log must tell of it in one entry.
    #[track_caller]
    fn changes(self, method: &str, case: &str, what: &str, body: &Value) -> Value {
        let ask = self.changing(method, case, what, body);
        let answer = self.send(&ask);
        assert_eq!(answer.status, 200, "{} {method} {what}: {}", self.name, answer.told());
        let done = answer.json();
        let entries = self.program.entries(case, &ask);
        let told: Vec<_> = entries.iter().map(|it| (&it["action"], &it["outcome"])).collect();
        assert_eq!(told, [(&done["action"], &json!("allowed"))], "{} {method} {what}", self.name);
        done
    }

    /// Posts a change and gives its answer.
    #[track_caller]
    pub(crate) fn post(self, case: &str, what: &str, body: impl Borrow<Value>) -> Value {
        self.changes("POST", case, what, body.borrow())
    }

    /// Puts something in place of what was there.
    #[track_caller]
    pub(crate) fn put(self, case: &str, what: &str, body: impl Borrow<Value>) -> Value {
        self.changes("PUT", case, what, body.borrow())
    }

    /// Posts a change and gives the id of what it made.
    #[track_caller]
    pub(crate) fn makes(self, case: &str, what: &str, body: impl Borrow<Value>) -> String {
        let done = self.post(case, what, body);
        done["object"].as_str().unwrap_or_else(|| panic!("{what} made nothing: {done}")).to_owned()
    }

    /// Tries a change that must be refused with 409, and names what is missing as `guard/code`, in order.
    /// Nothing is left behind: no entry in the log, and the case as it was.
    #[track_caller]
    pub(crate) fn refused(
        self,
        case: &str,
        what: &str,
        body: impl Borrow<Value>,
        kind: &str,
        missing: &[&str],
    ) -> Value {
        let ask = self.changing("POST", case, what, body.borrow());
        let answer = self.send(&ask);
        assert_eq!((answer.status, &*answer.slug()), (409, kind), "{} {what}: {}", self.name, answer.told());
        let problem = answer.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let part = |it: &Value, name: &str| it[name].as_str().unwrap_or("?").to_owned();
        let named: Vec<_> =
            errors.iter().map(|it| format!("{}/{}", part(it, "guard"), part(it, "code"))).collect();
        assert_eq!(named, missing, "{} {what}", self.name);
        assert_eq!(self.program.entries(case, &ask), [] as [Value; 0], "a refusal is not logged: {what}");
        let before = ask.headers.iter().find(|(name, _)| name == "If-Match").map(|(_, tag)| tag.clone());
        assert_eq!(self.tag(case), before, "a refusal changed the case: {what}");
        problem
    }

    /// Tries what this person may not do, with 403 or 404, which leaves one denial in the log.
    #[track_caller]
    pub(crate) fn denied(
        self,
        method: &str,
        case: &str,
        what: &str,
        body: impl Borrow<Value>,
        status: u16,
    ) -> Answer {
        let ask = match method {
            "GET" | "HEAD" => self.asking(method, &format!("/cases/{case}{what}")),
            _ => self.changing(method, case, what, body.borrow()),
        };
        let answer = self.send(&ask);
        let kind = if status == 403 { "forbidden" } else { "not-found" };
        let told = (answer.status, answer.slug());
        assert_eq!((told.0, &*told.1), (status, kind), "{} {method} {what}: {}", self.name, answer.told());
        let entries = self.program.entries(case, &ask);
        let outcomes: Vec<_> = entries.iter().map(|it| &it["outcome"]).collect();
        assert_eq!(outcomes, ["denied"], "{} {method} {what}", self.name);
        answer
    }

    /// Whether the list of this person has the case.
    pub(crate) fn lists(self, case: &str) -> bool {
        self.all("/cases").iter().any(|row| row["id"] == case)
    }

    /// All rows of a list, page by page.
    #[track_caller]
    pub(crate) fn all(self, path: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut cursor = Value::Null;
        if path.ends_with("/actions") || path.ends_with("/timeline") {
            return self.finds(path)["data"].as_array().expect("rows").clone();
        }
        loop {
            let with = if path.contains('?') { '&' } else { '?' };
            let page = match cursor.as_str() {
                Some(cursor) => self.finds(&format!("{path}{with}limit=100&cursor={cursor}")),
                None => self.finds(&format!("{path}{with}limit=100")),
            };
            rows.extend(page["data"].as_array().expect("rows").iter().cloned());
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                return rows;
            }
        }
    }

    /// For this person the case does not exist: not by its address, not in the list.
    #[track_caller]
    pub(crate) fn knows_nothing_of(self, case: &str) {
        self.denied("GET", case, "", Value::Null, 404);
        assert!(!self.lists(case), "{} has the case in the list", self.name);
    }
}

impl Program {
    /// The entries that a request left in the log of a case, as the auditor reads them.
    #[track_caller]
    pub(crate) fn entries(&self, case: &str, ask: &Ask) -> Vec<Value> {
        let id = ask.headers.iter().find(|(name, _)| name == "X-Request-Id").map(|(_, id)| id.as_str());
        let page = self.person("auditor").finds(&format!("/cases/{case}/audit?limit=100"));
        let lines = page["data"].as_array().expect("lines");
        lines.iter().filter(|it| it["request"].as_str() == id && id.is_some()).cloned().collect()
    }
}
