//! Three complaints from filing to closing, through the real program: each line one act of one person on its day,
//! with what must be refused on the way.

mod amended;
mod byways;
mod dismissal;
mod employment;
mod held;
mod measure;
mod recruitment;
mod stopped;
mod suspended;

use std::borrow::Borrow;

use serde_json::{Value, json};

use crate::{
    engine::{self, Engine},
    kept, parity,
    person::Person,
    program::Program,
};

/// Lets a journey happen from a day on, and looks at what it leaves. Where both engines are at hand it happens on
/// both, which must answer alike.
fn happens(day: &str, journey: impl Fn(&Program)) {
    let program = Program::on(day);
    journey(&program);
    kept::in_database_of(&program);
    if engine::both_are_here() {
        let other = Program::with(Engine::Sqlite, day, &[]);
        journey(&other);
        parity::answered_alike(&other, &program);
    }
}

/// A case under way.
pub(crate) struct Story<'p> {
    pub(crate) program: &'p Program,
    pub(crate) case: String,
}

/// The unit of this name.
pub(crate) fn unit(program: &Program, name: &str) -> String {
    let units = program.person("intake").all("/units");
    let unit = units.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("no {name} in {units:?}"));
    unit["id"].as_str().expect("an id").to_owned()
}

impl<'p> Story<'p> {
    /// Somebody files a complaint about a unit.
    #[track_caller]
    pub(crate) fn filed(program: &'p Program, by: &str, about: &str, mut complaint: Value) -> Self {
        complaint["unit"] = json!(unit(program, about));
        complaint["submit"] = json!(true);
        let by = program.person(by);
        let ask = by.asking("POST", "/cases").json(&complaint);
        let answer = by.send(&ask);
        assert_eq!(answer.status, 201, "{}", answer.told());
        let done = answer.json();
        let case = done["case"]["id"].as_str().expect("an id").to_owned();
        assert_eq!(answer.header("location"), Some(&*format!("/api/v1/cases/{case}")));
        assert_eq!(answer.header("etag").map(str::to_owned), by.tag(&case));
        let entries = program.entries(&case, &ask);
        let told: Vec<_> = entries.iter().map(|it| &it["action"]).collect();
        assert_eq!(told, ["submit"], "filing is one entry");
        Self { program, case }
    }

    pub(crate) fn person(&self, name: &'p str) -> Person<'p> {
        self.program.person(name)
    }

    /// The morning of a day comes.
    pub(crate) fn on(&self, day: &str) {
        self.program.move_to(day);
    }

    /// The case as somebody sees it.
    #[track_caller]
    pub(crate) fn seen_by(&self, who: &'p str) -> Value {
        self.person(who).sees(&self.case)
    }

    #[track_caller]
    pub(crate) fn does(&self, who: &'p str, what: &str, body: impl Borrow<Value>) -> Value {
        self.person(who).post(&self.case, what, body)
    }

    #[track_caller]
    pub(crate) fn puts(&self, who: &'p str, what: &str, body: impl Borrow<Value>) -> Value {
        self.person(who).put(&self.case, what, body)
    }

    #[track_caller]
    pub(crate) fn makes(&self, who: &'p str, what: &str, body: impl Borrow<Value>) -> String {
        self.person(who).makes(&self.case, what, body)
    }

    #[track_caller]
    pub(crate) fn refused(
        &self,
        who: &'p str,
        what: &str,
        body: impl Borrow<Value>,
        kind: &str,
        missing: &[&str],
    ) -> Value {
        self.person(who).refused(&self.case, what, body, kind, missing)
    }

    /// The state, as the complainant sees it.
    #[track_caller]
    pub(crate) fn stands(&self, stage: &str) {
        assert_eq!(self.seen_by("complainant")["stage"], stage);
    }

    #[track_caller]
    pub(crate) fn declares(&self, who: &'p str) {
        self.does(who, "/conflict-declarations", json!({"reasons": []}));
    }

    /// The coordinator assigns somebody.
    #[track_caller]
    pub(crate) fn assigned(&self, who: &'p str, role: &str) -> String {
        self.makes("coordinator", "/assignments", json!({"user": who, "role": role}))
    }

    /// The coordinator assigns somebody, who declares to be impartial.
    #[track_caller]
    pub(crate) fn joined_by(&self, who: &'p str, role: &str) {
        self.assigned(who, role);
        self.declares(who);
    }

    /// Somebody asks the complainant about a plan.
    #[track_caller]
    pub(crate) fn asks(&self, who: &'p str, about: &str, plan: &str) -> String {
        self.makes(who, "/consultations", question(about, plan))
    }

    /// Somebody asks the complainant about a step about an interim measure.
    #[track_caller]
    pub(crate) fn asks_step(&self, who: &'p str, step: Value, plan: &str) -> String {
        let mut body = question("interim", plan);
        body["interim"] = step;
        self.makes(who, "/consultations", body)
    }

    /// The complainant is asked about such a step, agrees, and it is weighed.
    #[track_caller]
    pub(crate) fn consulted_step(&self, who: &'p str, step: Value, plan: &str) {
        let consultation = self.asks_step(who, step, plan);
        self.answered(who, &consultation, "agree");
    }

    /// The complainant answers, and whoever asked weighs it.
    #[track_caller]
    pub(crate) fn answered(&self, who: &'p str, consultation: &str, stance: &str) {
        let what = format!("/consultations/{consultation}");
        self.does(
            "complainant",
            &format!("{what}/reply"),
            json!({"stance": stance, "words": "I have thought about it"}),
        );
        self.does(
            who,
            &format!("{what}/weighing"),
            json!({"how": "the answer was followed as far as possible"}),
        );
    }

    /// The complainant is asked, agrees, and it is weighed.
    #[track_caller]
    pub(crate) fn consulted(&self, who: &'p str, about: &str, plan: &str) {
        let consultation = self.asks(who, about, plan);
        self.answered(who, &consultation, "agree");
    }

    /// The id of the party in a part, as staff see it.
    #[track_caller]
    pub(crate) fn party(&self, role: &str) -> String {
        let case = self.seen_by("caseworker");
        let parties = case["parties"].as_array().expect("parties");
        let party = parties.iter().find(|it| it["role"] == role).expect("a party in this part");
        party["id"].as_str().expect("an id").to_owned()
    }

    /// The ids of a list of the case, as staff see it.
    #[track_caller]
    pub(crate) fn ids(&self, list: &str) -> Vec<String> {
        let case = self.seen_by("caseworker");
        let items = case[list].as_array().unwrap_or_else(|| panic!("no {list}: {case}"));
        items.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// One field of each thing in a list of the case, as somebody sees it.
    #[track_caller]
    pub(crate) fn each(&self, who: &'p str, list: &str, field: &str) -> Vec<Value> {
        let case = self.seen_by(who);
        let items = case[list].as_array().unwrap_or_else(|| panic!("no {list}: {case}"));
        items.iter().map(|it| it[field].clone()).collect()
    }

    /// The dates the case runs on, as `period due_on`, as somebody sees them.
    #[track_caller]
    pub(crate) fn due(&self, who: &'p str, period: &str) -> String {
        let deadlines = self.person(who).finds(&format!("/cases/{}/deadlines", self.case));
        let all = deadlines["data"].as_array().or(deadlines.as_array()).expect("deadlines");
        let found = all.iter().find(|it| it["period"] == period);
        let due = found.and_then(|it| it["due_on"].as_str());
        due.unwrap_or_else(|| panic!("no {period} in {deadlines}")).to_owned()
    }

    /// How each allegation is proved, filled in by the caseworker.
    #[track_caller]
    pub(crate) fn worksheets(&self, sheets: &[(&str, bool)]) {
        let sheets: Vec<_> = sheets
            .iter()
            .map(|(allegation, indirect)| {
                let mut sheet = json!({
                    "allegation": allegation,
                    "facts": "what speaks for it and against it",
                    "presumption": true,
                    "presumption_reason": "the facts of the hearing",
                    "explanation": "what the employer says",
                    "rebutted": false,
                });
                if *indirect {
                    sheet["indirect"] =
                        json!({"aim_legitimate": true, "suitable": false, "necessary": false});
                }
                sheet
            })
            .collect();
        self.does("caseworker", "/assessment", json!({"worksheets": sheets}));
    }

    /// A draft with a finding on each allegation named and an answer to each reply.
    pub(crate) fn draft(&self, findings: &[(&str, &str)], remedies: &Value) -> Value {
        let findings: Vec<_> = findings
            .iter()
            .map(
                |(id, finding)| json!({"allegation": id, "finding": finding, "reasons": "for these reasons"}),
            )
            .collect();
        let case = self.seen_by("caseworker");
        let items = case["hearing_items"].as_array().expect("items");
        let replied = items.iter().filter(|it| !it["reply"].is_null());
        let answers: Vec<_> =
            replied.map(|it| json!({"item": it["id"], "answer": "we took it into account"})).collect();
        json!({
            "reasons": {
                "legal_rules": "Forskelsbehandlingsloven, sections 1, 2 and 7 a",
                "considerations": "what was decisive",
                "essential_facts": "the facts that weighed most",
                "guidance": "you may ask for a review within four weeks, and go to the board or to court",
            },
            "findings": findings,
            "answers": answers,
            "remedies": remedies,
        })
    }

    /// The complainant answers the check that is due on a day.
    #[track_caller]
    pub(crate) fn check_answered(&self, due: &str, answer: &str) {
        let case = self.seen_by("complainant");
        let checks = case["checks"].as_array().expect("checks");
        let check = checks.iter().find(|it| it["due_on"] == due);
        let id =
            check.and_then(|it| it["id"].as_str()).unwrap_or_else(|| panic!("none on {due}: {checks:?}"));
        self.does("complainant", &format!("/follow-ups/{id}/answer"), json!({"answer": answer}));
    }
}

/// A question about a plan: `scope`, or `track:mediation` where it is about the way that the case takes.
fn question(about: &str, plan: &str) -> Value {
    let (about, track) = about.split_once(':').map_or((about, None), |(about, track)| (about, Some(track)));
    let mut question = json!({
        "about": about, "plan": plan, "because": "it is the next step",
        "consequences": "nothing happens before you answered or the time is over",
    });
    if let Some(track) = track {
        question["track"] = json!(track);
    }
    question
}

/// The step of ordering a measure that touches the complainant, or does not.
pub(crate) fn ordering(measure: &str, touches_complainant: bool) -> Value {
    json!({"step": "order", "measure": measure, "touches_complainant": touches_complainant})
}

/// The facts with everything that must be known at the end of the investigation and is not there marked as not
/// to be had.
pub(crate) fn with_not_obtainable(mut facts: Value, names: &[&str]) -> Value {
    let reason = "the unit has no record of it";
    facts["not_obtainable"] = names.iter().map(|fact| json!({"fact": fact, "reason": reason})).collect();
    facts
}
