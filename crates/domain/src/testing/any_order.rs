//! Anybody does anything in any order: nothing panics, nothing is forgotten, nobody is decided on unheard.

use std::collections::BTreeMap;

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::{agreement::agree, play::Play, stages, town};
use crate::{Action, Stage};

/// One try: how it is chosen, which one, and how many days pass before.
type Try = (Choice, prop::sample::Index, i64);

/// How an act is chosen.
#[derive(Clone, Copy, Debug)]
enum Choice {
    /// Among what somebody may do and what moves the case on.
    Move,
    /// Among what somebody may do.
    Sensible,
    /// Whatever it is.
    Anything,
}

/// What can nearly always be done and leads nowhere.
const CHATTER: [Action; 23] = [
    Action::AddAdverseFact,
    Action::AddConcerned,
    Action::AddParty,
    Action::AddRepresentative,
    Action::Amend,
    Action::AskAccess,
    Action::Assign,
    Action::Declare,
    Action::ExceptConsultation,
    Action::ExtendConsultation,
    Action::ExtendItem,
    Action::Hold,
    Action::NoticeExternal,
    Action::RecordEvidence,
    Action::RecordInterview,
    Action::RecordNote,
    Action::RecordOpening,
    Action::RequestInformation,
    Action::ReviseRejection,
    Action::SetFacts,
    Action::SetIdentityLevel,
    Action::Suspend,
    Action::Withdraw,
];

/// Whether an act moves the case on: not what was done already.
fn moves(play: &Play, action: Action) -> bool {
    match action {
        Action::AskConsultation => play.case.consultation(play.next_question()).is_none(),
        Action::AgreeMediation => play.case.mediation.is_none(),
        _ => !CHATTER.contains(&action),
    }
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let days = prop_oneof![12 => Just(0_i64), 2 => 1..20_i64, 1 => 20..200_i64];
    let choice =
        prop_oneof![8 => Just(Choice::Move), 2 => Just(Choice::Sensible), 1 => Just(Choice::Anything)];
    prop::collection::vec((choice, any::<prop::sample::Index>(), days), 20..60)
}

/// The people who can move a case; the others are asked in other tests.
const ACTORS: [&str; 14] = [
    "complainant",
    "representative",
    "representative2",
    "respondent",
    "witness",
    "intake",
    "coordinator",
    "caseworker",
    "investigator",
    "decision-maker",
    "decision-maker2",
    "reviewer",
    "conflict-officer",
    "stranger",
];

/// What could be tried now, as who and what: each action by one person, steps to another state several times.
fn choices(play: &Play, choice: Choice) -> Vec<(&'static str, Action)> {
    let mut found = BTreeMap::new();
    for who in ACTORS {
        let possible = play.available(who).into_iter().filter(|it| it.possible).map(|it| it.action);
        match choice {
            Choice::Anything => found.extend(Action::iter().map(|action| (action, who))),
            Choice::Sensible => found.extend(possible.map(|action| (action, who))),
            Choice::Move => {
                found.extend(possible.filter(|it| moves(play, *it)).map(|action| (action, who)));
            }
        }
    }
    let times = |action: Action| if action.rule().to.is_empty() { 1 } else { 4 };
    found.into_iter().flat_map(|(action, who)| std::iter::repeat_n((who, action), times(action))).collect()
}

fn follow(play: &mut Play, tries: &[Try]) {
    for (choice, which, days) in tries {
        if *days > 0 {
            play.on(play.today().saturating_add(jiff::Span::new().days(*days)));
        }
        let choices = choices(play, *choice);
        if choices.is_empty() {
            continue;
        }
        let (who, action) = *which.get(&choices);
        let Some(command) = play.sample(who, action) else { continue };
        let stage = play.stage();
        if let Ok(Ok(change)) = play.attempt(who, command) {
            play.take(change, Some(stage));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// What must hold after each change is checked by [`Play::take`].
    #[test]
    fn from_any_state(start in prop::sample::select(Stage::iter().collect::<Vec<_>>()), tries in tries()) {
        let mut play = stages::at(start);
        follow(&mut play, &tries);
        play.system();
        agree(&play);
    }
}

/// Nobody but the author, the parties and staff ever comes to know of a case.
#[test]
fn outsiders_stay_outside() {
    for stage in Stage::iter() {
        let play = stages::at(stage);
        for who in ["stranger", "analyst", "admin", "admin2", "integration", "complainant2", "hr-head"] {
            assert!(play.is_hidden_from(who), "{who} in {stage}");
        }
        let known = town::everybody().filter(|who| !play.is_hidden_from(who)).count();
        assert!(known < 25, "{known} in {stage}");
    }
}
