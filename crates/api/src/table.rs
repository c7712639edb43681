//! The table of what can be done to cases: command, route, audit action, and who may. Made from the document and
//! the policy, committed, and read by people.

use std::fmt::Write;

use domain::{
    Action, Capacity, Stage,
    access::{allows, on_condition},
};
use strum::IntoEnumIterator;

use crate::document;

/// One row: an operation of the document, and one audit action it can lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The operation, which is the command.
    pub command: String,
    /// The route.
    pub route: String,
    /// What the audit log calls it.
    pub action: Action,
}

/// Every row, in the order of the actions.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = document::operations()
        .into_iter()
        .flat_map(|(route, command)| {
            let actions = actions(&command);
            actions.into_iter().map(move |action| Row {
                command: command.clone(),
                route: route.clone(),
                action,
            })
        })
        .collect();
    rows.sort_by(|one, other| (one.action, &one.route).cmp(&(other.action, &other.route)));
    rows
}

/// The audit actions an operation can lead to; nearly always the one of its name.
#[must_use]
pub fn actions(command: &str) -> Vec<Action> {
    match command {
        "list_cases" | "read_case" | "list_actions" => vec![Action::Read],
        "list_deadlines" => vec![Action::ReadTimeline],
        "open_draft" => vec![Action::OpenDraft, Action::Submit],
        "settle" => vec![Action::ProposeSettlement, Action::Settle],
        "conclude_review" => vec![Action::Uphold, Action::ChangeDecision, Action::SendBack],
        other => other.parse().into_iter().collect(),
    }
}

/// The table as it is committed.
#[must_use]
pub fn print() -> String {
    let mut table = "# What can be done to cases over the API, and who may. A state in brackets bounds it.\n\
        # Generated: UPDATE=1 cargo test -p tests --test it openapi\n\n"
        .to_owned();
    let mut line = |command: &str, route: &str, action: &str, who: &str| {
        writeln!(table, "{command:<21} {route:<69} {action:<21} {who}").ok();
    };
    line("COMMAND", "ROUTE", "AUDIT ACTION", "WHO MAY");
    let rows = rows();
    for Row { command, route, action } in &rows {
        line(command, route, action.into(), &who(*action, command));
    }
    for action in Action::iter().filter(|action| rows.iter().all(|row| row.action != *action)) {
        line("-", "-", action.into(), &who(action, ""));
    }
    table
}

fn who(action: Action, command: &str) -> String {
    if action == Action::OpenMeasure {
        return "whoever decides the complaint that proposes the measure".to_owned();
    }
    if action == Action::TellOfFinding {
        return "by whoever sets aside or makes again the finding that the measure rests on".to_owned();
    }
    if command == "open_draft" {
        return "whoever is signed in and no staff system, for themselves or as a representative; intake officers for the units they cover".to_owned();
    }
    let from = action.possible_in();
    let who = Capacity::iter().filter_map(|capacity| {
        let states: Vec<Stage> =
            from.iter().copied().filter(|state| allows(capacity, action, *state)).collect();
        let mut name = <&str>::from(capacity).to_owned();
        if let Some(condition) = on_condition(capacity, action) {
            name = format!("{name} if {condition}");
        }
        match states.len() {
            0 => None,
            all if all == from.len() => Some(name),
            _ => Some(format!("{name} [{}]", states.iter().map(Into::into).collect::<Vec<&str>>().join(" "))),
        }
    });
    who.collect::<Vec<_>>().join(", ")
}
