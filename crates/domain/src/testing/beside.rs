//! The cases beside the one that is played: what happens to them in the same breath.

use super::play::Play;
use crate::{Change, LinkedAs};

impl Play {
    /// The only case that is this to it.
    #[track_caller]
    pub(super) fn linked(&self, linked_as: LinkedAs) -> &Play {
        let mut found = self.case.linked_as(linked_as);
        let id = found.next().unwrap_or_else(|| panic!("no case is {linked_as} to it"));
        assert_eq!(found.next(), None, "several are {linked_as}");
        self.others.iter().find(|it| it.case.id == id).unwrap()
    }

    /// What happened to other cases in the same breath.
    pub(super) fn also(&mut self, change: Change) {
        let words = self.words.clone();
        let place = self.others.iter().position(|it| it.case.id == change.after.id);
        if let Some(place) = place {
            let other = &mut self.others[place];
            other.now = self.now;
            if change.carried_from.is_some() {
                other.words.extend(words);
            }
            other.take(change, None);
        } else {
            assert_eq!(change.before, 0, "a case that nobody gave");
            let seed = (1 << 40) + ((self.others.len() as u64) << 24) + self.drawn.get();
            let mut other = Self::blank(&change, self.now, seed);
            other.words = words;
            self.others.push(other.taking(change));
        }
    }
}
