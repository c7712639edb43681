//! What somebody is told they may do is what they can do: the list of actions and the answer to a command agree.

use strum::IntoEnumIterator;

use super::{play::Play, stages, town};
use crate::{Action, Capacity, Refusal, Stage};

pub(super) fn agree(play: &Play) {
    for who in town::everybody().chain(["system"]) {
        let listed = play.available(who);
        for action in Action::iter() {
            let Some(command) = play.sample(who, action) else { continue };
            let found = listed.iter().find(|it| it.action == action);
            let (stage, what) = (play.stage(), format!("{who}: {action}"));
            match (play.attempt(who, command), found) {
                (Err(_) | Ok(Err(Refusal::State { .. } | Refusal::NotNow)), None) => {}
                // An act of time before its time; nobody asks for the list of what the System may do.
                (Ok(Err(Refusal::NotNow)), Some(it)) if it.capacity == Capacity::System => {}
                (Ok(Err(Refusal::Guards(unmet))), None) if unmet[0].code == "not_declared" => {}
                (Ok(Ok(_) | Err(Refusal::Content(_) | Refusal::NoSuchItem)), Some(it)) => {
                    assert!(it.possible, "{what} in {stage} is possible, but {:?} was listed", it.unmet);
                }
                // To whom it is put stands in the command alone.
                (Ok(Err(Refusal::Guards(unmet))), Some(_))
                    if unmet[0].code == "no_speaker"
                        && matches!(action, Action::Disclose | Action::RequestInformation) => {}
                (Ok(Err(Refusal::Guards(unmet))), Some(it)) => {
                    assert_eq!(it.unmet, unmet, "{what} in {stage}");
                    assert!(!it.possible);
                }
                (answer, found) => panic!("{what} in {stage}: {answer:?} though {found:?} is listed"),
            }
        }
    }
}

#[test]
fn in_each_state() {
    for stage in Stage::iter() {
        agree(&stages::at(stage));
    }
}
