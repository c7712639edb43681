//! Every order of what can happen to an archived case, within small bounds: none destroys or preserves what must be
//! kept, nor without a rule and two people (V2).

use std::collections::{BTreeSet, VecDeque};

use super::{checks::check_disposal, play::Play, stages, stages::at};
use crate::{
    Action, Command, Stage,
    archive::{Dispose, Disposition},
    external::ExternalProceeding,
};

/// At most so many holds and proceedings.
const MOST: usize = 2;

/// Who does what.
const MOVES: [(&str, Action); 12] = [
    ("archivist", Action::Archive),
    ("archivist", Action::Destroy),
    ("archivist2", Action::Destroy),
    ("archivist", Action::Preserve),
    ("archivist2", Action::Preserve),
    ("privacy-officer", Action::Hold),
    ("archivist", Action::ReleaseHold),
    ("complainant", Action::NoticeExternal),
    ("complainant", Action::EndExternal),
    ("respondent", Action::NoticeExternal),
    ("archivist2", Action::EndExternal),
    ("reviewer", Action::Reopen),
];

/// What matters of a case for what can happen next.
fn essence(play: &Play) -> String {
    let case = &play.case;
    let today = play.today();
    let holds: Vec<_> = case.legal_holds.iter().map(|it| (it.is_on(), it.proceeding.is_some())).collect();
    let open: Vec<_> = case.external_proceedings.iter().map(ExternalProceeding::is_open).collect();
    let disposal = case.disposal.as_ref();
    let proposed =
        disposal.map(|it| (it.disposition, it.proposed_by, today <= it.proposed_on, it.is_fresh(today)));
    let kept = case.retain_until.map(|until| (until < today, until == today));
    format!("{} {holds:?} {open:?} {proposed:?} {kept:?} {}", play.stage(), days_left(play))
}

/// Whether a claim can still be made, on the days around the last for one.
fn days_left(play: &Play) -> i32 {
    let left = stages::end_of_retention(play).since(play.today()).map_or(0, |span| span.get_days());
    left.clamp(-1, 1)
}

fn next(play: &Play) -> Vec<Play> {
    let mut after = Vec::new();
    let mut take = |who: &str, command: Command| {
        let Ok(Ok(change)) = play.attempt(who, command) else { return };
        check_disposal(&play.case, &change, play.today());
        let mut next = play.clone();
        next.case = change.after;
        after.push(next);
    };
    for (who, action) in MOVES {
        take(who, play.sample(who, action).unwrap());
    }
    // Whatever somebody should not confirm, they try to.
    for disposition in [Disposition::Destruction, Disposition::Preservation] {
        for who in ["archivist", "archivist2"] {
            take(who, Command::Dispose(disposition, Dispose::default()));
        }
    }
    if play.case.retain_until.is_some() {
        for day in [play.today().tomorrow().unwrap(), stages::end_of_retention(play)] {
            let mut later = play.clone();
            later.skip_to(day.max(play.today()));
            after.push(later);
        }
    }
    after
}

#[test]
fn no_order_of_acts_disposes_of_what_must_be_kept() {
    let mut start = at(Stage::Closed);
    start.events.clear();
    let mut known = BTreeSet::from([essence(&start)]);
    let mut waiting = VecDeque::from([start]);
    let (mut destroyed, mut preserved) = (0, 0);
    while let Some(play) = waiting.pop_front() {
        for next in next(&play) {
            match next.stage() {
                Stage::Destroyed => destroyed += 1,
                Stage::Preserved => preserved += 1,
                Stage::Closed | Stage::Archived => {
                    let few =
                        next.case.legal_holds.len() <= MOST && next.case.external_proceedings.len() <= MOST;
                    if few && known.insert(essence(&next)) {
                        waiting.push_back(next);
                    }
                }
                _ => {}
            }
        }
    }
    println!("{} cases, {destroyed} destroyed, {preserved} preserved", known.len());
    assert!(destroyed > 20 && preserved > 20 && known.len() > 400, "{destroyed} {preserved} {}", known.len());
}
