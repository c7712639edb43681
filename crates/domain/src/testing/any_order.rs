//! Anybody does anything in any order: nothing panics, nothing is forgotten, nobody is decided on unheard.

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::{agreement::agree, play::Play, stages, town};
use crate::{Action, Stage};

/// One try: who, what, whether it is one of the things they may do, and how many days pass before.
type Try = (prop::sample::Index, prop::sample::Index, bool, i64);

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let days = prop_oneof![6 => Just(0_i64), 2 => 1..20_i64, 1 => 20..200_i64];
    prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::bool::weighted(0.8), days),
        1..60,
    )
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

fn follow(play: &mut Play, tries: &[Try]) {
    for (who, what, sensible, days) in tries {
        if *days > 0 {
            play.on(play.today().saturating_add(jiff::Span::new().days(*days)));
        }
        let who = *who.get(&ACTORS);
        let possible: Vec<_> =
            play.available(who).into_iter().filter(|it| it.possible).map(|it| it.action).collect();
        let action = if *sensible && !possible.is_empty() {
            *what.get(&possible)
        } else {
            *what.get(&Action::iter().collect::<Vec<_>>())
        };
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
