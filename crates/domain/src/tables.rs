//! The policy and the procedure as tables that people read: printed from the code, committed beside it, and kept
//! true by a test. `UPDATE=1 cargo test -p domain tables` writes them anew.

use std::{collections::BTreeMap, fmt::Write as _};

use strum::IntoEnumIterator;

use crate::{
    Action, Capacity, Stage,
    access::{Condition, allows, on_condition, taking_down},
    action::Rule,
    guard::Guard,
    measure::CaseKind,
};

const POLICY: &str = "\
Who may do what to a case
=========================

One line for each action, one column for each capacity in which somebody can stand to a case. A person has a
capacity by a relation to the case (author of the draft, party, assigned member of staff) or by a role in the
directory; without any, the case does not exist for them. A wall takes every capacity of staff and the bystander's
away, never a party's.

  yes   allowed wherever the action is possible
  (1)   allowed with the limit of the note with this number
  -     forbidden: whoever has no yes in any of their capacities gets 403

Whether an action is possible in the state of the case, and what must be met first, stands in STATES.md. Intake,
caseworker, investigator, decision maker and reviewer must have declared to be impartial before everything but
reading the header, declaring and being assigned. A draft is known to its author alone.

To open a draft needs no case: every signed-in person but a staff system may, for themselves, as a bystander, or for somebody else
with a power of attorney that is more than to read; an intake officer for the units they take complaints in for.

";

const TAKEN_DOWN: &str = "
What the office takes down
--------------------------

Whoever has no account comes to the desk, telephones or writes. What a party may do is then taken down for them by
intake or by the caseworker, on the route of the act: it is the party's act, with their rights and their periods, and
the log tells who took it down. Never for somebody who has an account.

  said      what was said, read back and confirmed, or what they wrote
  written   only what they wrote, which lies in the file
  never     not at all

";

const STATES: &str = "\
# How a case moves

There are two kinds of case: a complaint, and a measure against a person, which the decision on a complaint opens.
Printed from the tables of transitions (`Action::rule_in`), which refuse every other move. In brackets the guards that
must be met, by their number in the rulebook or by name. Beside them every act of staff on content needs a declaration
of impartiality (G2) and the separation of duties, and what moves the case, but for the acknowledgement, that it is
not suspended. `A .. B` follows the order of the states in the code: draft,
discarded, submitted, acknowledged, screening, inadmissible, referred, admitted, informal_resolution, investigation,
hearing, assessment, decision_drafted, decided, settled, remediation, follow_up, under_review, withdrawn, closed,
archived, destroyed, preserved.

";

/// The column heads, four letters each.
fn head(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Author => "Auth",
        Capacity::Complainant => "Cmpl",
        Capacity::RepresentativeDecide => "RepD",
        Capacity::RepresentativeWrite => "RepW",
        Capacity::RepresentativeRead => "RepR",
        Capacity::Respondent => "Resp",
        Capacity::InterimAddressee => "Intm",
        Capacity::Witness => "Witn",
        Capacity::Bystander => "Byst",
        Capacity::Intake => "Intk",
        Capacity::Caseworker => "Case",
        Capacity::Investigator => "Inve",
        Capacity::DecisionMaker => "Deci",
        Capacity::Reviewer => "Revi",
        Capacity::Coordinator => "Coor",
        Capacity::ConflictOfficer => "Conf",
        Capacity::PrivacyOfficer => "Priv",
        Capacity::Archivist => "Arch",
        Capacity::Auditor => "Audi",
        Capacity::System => "Syst",
        Capacity::Registrar => "Regi",
        Capacity::Integration => "Intg",
    }
}

/// What limits a yes, in words.
fn note(condition: Condition) -> &'static str {
    match condition {
        Condition::PartyWithoutAccount => {
            "only for a party without an account, whose act is taken down: see the end"
        }
        Condition::MeasureCase => "only in a measure case",
    }
}

/// What the policy says to one capacity and action, over all states in which the action is possible.
enum Cell {
    No,
    Yes,
    Limited(String),
}

fn cell(capacity: Capacity, action: Action) -> Cell {
    let from = action.possible_in();
    let yes: Vec<&str> =
        from.iter().filter(|stage| allows(capacity, action, **stage)).map(|stage| (*stage).into()).collect();
    if yes.is_empty() {
        return Cell::No;
    }
    let stages = (yes.len() < from.len()).then(|| format!("only in: {}", yes.join(", ")));
    let condition = on_condition(capacity, action).map(|it| note(it).to_owned());
    let limits: Vec<String> = stages.into_iter().chain(condition).collect();
    if limits.is_empty() { Cell::Yes } else { Cell::Limited(limits.join("; ")) }
}

/// The policy as a table: one line for each action, one column for each capacity.
#[must_use]
pub fn policy() -> String {
    let mut notes: Vec<String> = Vec::new();
    let mut lines = String::new();
    for action in Action::iter().filter(|it| !it.begins_a_case()) {
        let mut line = format!("{:<22}", action.to_string());
        for capacity in Capacity::iter() {
            let mark = match cell(capacity, action) {
                Cell::No => "-".to_owned(),
                Cell::Yes => "yes".to_owned(),
                Cell::Limited(limit) => {
                    let place = notes.iter().position(|it| *it == limit).unwrap_or_else(|| {
                        notes.push(limit);
                        notes.len() - 1
                    });
                    format!("({})", place + 1)
                }
            };
            let _ = write!(line, "{mark:<5}");
        }
        let _ = writeln!(lines, "{}", line.trim_end());
    }
    let heads = Capacity::iter().map(head).collect::<Vec<_>>().join(" ");
    let mut table = format!("{POLICY}{:<22}{heads}\n{lines}\nNotes\n-----\n", "");
    for (place, limit) in notes.iter().enumerate() {
        let _ = writeln!(table, "({}) {limit}", place + 1);
    }
    table.push_str("\nCapacities\n----------\n");
    for capacity in Capacity::iter() {
        let _ = writeln!(table, "{}  {capacity}", head(capacity));
    }
    table.push_str(TAKEN_DOWN);
    for (action, taking) in Action::iter().filter_map(|it| Some((it, taking_down(it)?))) {
        let _ = writeln!(table, "{:<22}{:<10}{}", action.to_string(), taking.how.to_string(), taking.why);
    }
    table
}

fn guards(rule: Rule) -> String {
    let names = |guard: &Guard| guard.number().map_or_else(|| guard.to_string(), str::to_owned);
    rule.guards.iter().map(names).collect::<Vec<_>>().join(", ")
}

/// States in the order of the procedure, three or more in a row as `first .. last`.
fn stages(stages: &[Stage]) -> String {
    let all: Vec<Stage> = Stage::iter().collect();
    let rows = all.chunk_by(|a, b| stages.contains(a) == stages.contains(b));
    let rows = rows.filter(|row| row.iter().all(|stage| stages.contains(stage)));
    let shown = rows.flat_map(|row| match row {
        [first, _, .., last] => vec![format!("{first} .. {last}")],
        few => few.iter().map(Stage::to_string).collect(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// For each kind of case the states with what leads from one to another, as a Mermaid diagram, and all actions with
/// their guards.
#[must_use]
pub fn states() -> String {
    let mut text = STATES.to_owned();
    for kind in CaseKind::iter() {
        text.push_str(&of_kind(kind));
    }
    text.push_str("## Guards\n\n| Guard | Name |\n| --- | --- |\n");
    for guard in Guard::iter() {
        let _ = writeln!(text, "| {} | {guard} |", guard.number().unwrap_or("-"));
    }
    text
}

fn of_kind(kind: CaseKind) -> String {
    let (title, begins, ends) = match kind {
        CaseKind::Complaint => (
            "A complaint",
            "draft: open_draft",
            "    discarded --> [*]\n    destroyed --> [*]\n    preserved --> [*]\n",
        ),
        CaseKind::Measure => ("A measure", "investigation: open_measure", "    closed --> [*]\n"),
    };
    let mut arrows: BTreeMap<(Stage, Stage), Vec<String>> = BTreeMap::new();
    let (mut moving, mut staying) = (String::new(), String::new());
    for action in Action::iter() {
        let rule = action.rule_in(kind);
        if rule.from.is_empty() && rule.to.is_empty() {
            continue;
        }
        let needs = guards(rule);
        for step in action.steps(kind) {
            let label = if needs.is_empty() { action.to_string() } else { format!("{action} [{needs}]") };
            arrows.entry(step).or_default().push(label);
        }
        let (from, to) = (stages(rule.from), stages(rule.to));
        let _ = if rule.to.is_empty() {
            writeln!(staying, "| {action} | {from} | {needs} |")
        } else {
            writeln!(moving, "| {action} | {from} | {to} | {needs} |")
        };
    }
    let mut text = format!("## {title}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {begins}\n");
    for ((from, to), labels) in arrows {
        let _ = writeln!(text, "    {from} --> {to}: {}", labels.join(" or "));
    }
    let _ = write!(
        text,
        "{ends}```\n\n\
         ### What changes the state\n\n| Action | From | To | Guards |\n| --- | --- | --- | --- |\n{moving}\n\
         ### What leaves the state as it is\n\n| Action | Possible in | Guards |\n| --- | --- | --- |\n{staying}\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_true(file: &str, printed: &str) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, printed).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == printed,
            "{file} is not what the code says: UPDATE=1 cargo test -p domain tables"
        );
    }

    #[test]
    fn the_policy_is_the_committed_one() {
        kept_true("POLICY.txt", &policy());
    }

    #[test]
    fn the_states_are_the_committed_ones() {
        kept_true("STATES.md", &states());
    }
}
