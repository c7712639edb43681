//! Each cell of the committed policy table, asked of real cases.

use std::collections::BTreeSet;

use strum::IntoEnumIterator;

use super::{
    play::{Play, actor},
    stages, town,
};
use crate::{
    Action, Capacity, Command, Stage,
    access::{Denial, authorise},
    case::{FiledBy, Party},
    filing::ChooseChannel,
};

/// The marks of the committed table, by action, in the order of the capacities.
fn table() -> Vec<(Action, Vec<&'static str>)> {
    let committed = include_str!("../../POLICY.txt");
    let lines = committed.lines().take_while(|line| *line != "Notes").filter_map(|line| {
        let (name, marks) = line.split_once(' ')?;
        Some((name.parse::<Action>().ok()?, marks.split_whitespace().collect::<Vec<_>>()))
    });
    lines.collect()
}

fn marks(action: Action) -> Vec<&'static str> {
    table().into_iter().find(|(it, _)| *it == action).map(|(_, marks)| marks).unwrap()
}

/// Cases in every state, one of them a bystander's, one with the whistleblower unit.
fn cases() -> Vec<Play> {
    let mut cases: Vec<_> = Stage::iter().map(stages::at).collect();
    let mut report = stages::draft(FiledBy::Bystander);
    report.acts("bystander", Action::Submit);
    stages::staffed(&mut report);
    for (who, action) in [
        ("intake", Action::Acknowledge),
        ("caseworker", Action::StartScreening),
        ("caseworker", Action::Admit),
        ("coordinator", Action::OpenInvestigation),
    ] {
        cases.push(report.clone());
        report.acts(who, action);
    }
    cases.push(report);
    cases.push(handed_over());
    let mut ordered = stages::at(Stage::Screening);
    ordered.consult_for("decision-maker", Action::OrderInterim);
    ordered.acts("decision-maker", Action::OrderInterim);
    cases.push(ordered);
    cases.push(super::by_letter::oral());
    cases.extend(super::measures::all());
    cases
}

/// A complaint of somebody who chose the whistleblower channel, referred.
pub(super) fn handed_over() -> Play {
    let mut play = stages::at(Stage::Screening);
    let chosen = ChooseChannel { whistleblower: true };
    play.does("complainant", Command::ChooseChannel(chosen));
    play.consult_for("caseworker", Action::Refer);
    play.acts("caseworker", Action::Refer);
    play
}

/// What the table says, with its notes read by their words.
fn expected(play: &Play, action: Action, mark: &str) -> bool {
    match mark {
        "yes" => true,
        "-" => false,
        note => {
            let committed = include_str!("../../POLICY.txt");
            let words = committed.lines().find_map(|line| line.strip_prefix(note)).unwrap();
            if words.contains("only in: under_review") {
                play.stage() == Stage::UnderReview
            } else if words.contains("only in: destroyed") {
                play.stage() == Stage::Destroyed
            } else if words.contains("a party without an account") {
                let speaks = |it: &Party| {
                    let own = |it: Capacity| expected(play, action, marks(action)[it as usize]);
                    it.person.user.is_none() && play.case.capacity_of(it).is_some_and(own)
                };
                play.case.parties.iter().any(speaks)
            } else if words.contains("only in a measure case") {
                play.case.measure.is_some()
            } else {
                panic!("no test knows the note {words}")
            }
        }
    }
}

#[test]
fn each_cell() {
    let table = table();
    let begin = Action::iter().filter(|it| it.begins_a_case()).count();
    assert_eq!(table.len(), Action::iter().count() - begin, "a line of the table is missing");
    let mut met = BTreeSet::new();
    for play in cases() {
        for who in town::everybody().chain(["system"]) {
            let capacities = play.capacities(who);
            for (action, marks) in &table {
                let answer = match play.sample(who, *action) {
                    Some(command) => play.attempt(who, command).map(|_| ()),
                    None => authorise(&play.case, &actor(who), *action).map(|_| ()),
                };
                let yes = capacities.iter().any(|it| expected(&play, *action, marks[*it as usize]));
                let hidden = capacities.iter().all(|it| *it == Capacity::Integration);
                let should = match (yes, hidden) {
                    (true, _) => Ok(()),
                    (false, true) => Err(Denial::Hidden),
                    (false, false) => Err(Denial::Forbidden),
                };
                let stage = play.stage();
                assert_eq!(answer, should, "{who} ({capacities:?}) {action} in {stage}");
            }
            met.extend(capacities);
        }
    }
    assert_eq!(met, Capacity::iter().collect(), "nobody stood in some capacity");
}
