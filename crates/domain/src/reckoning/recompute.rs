//! What another state of the rules makes of the dates of a case.

use jiff::civil::Date;

use super::{
    DateOf, Event, Reckoned, Recompute, Recomputed,
    RecomputedBecause::{self, ClockDropped, Correction, NewClock, NewVersion, TermStands},
    dates::{Binds, Running, running},
};
use crate::{
    Case, Channel, PartyId, delivery::Delivered, proceeding::Proceeding, refusal::Refusal, rules::Rules,
    state::Stage,
};

/// The System counts the dates of a case anew. Whoever is reached by letter is written to.
pub(crate) fn recompute(p: &mut Proceeding<'_, '_>, asked: &Recompute) -> Result<(), Refusal> {
    let recomputed = differences(&p.case, p.cx.rules, &asked.was, p.today());
    if recomputed.is_empty() {
        return Err(Refusal::NotNow);
    }
    let mut rules: Vec<&str> = recomputed.iter().map(|it| it.rule.0.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    p.on(rules.join(","));
    let mut written_to = Vec::new();
    for recomputed in recomputed {
        let concerned = p.case.concerned_by(&recomputed.of).filter(|_| recomputed.is_moved());
        if let Some(party) = concerned.filter(|party| !written_to.contains(party) && by_letter(p, *party)) {
            written_to.push(party);
        }
        p.happened(Event::DateRecomputed { recomputed });
    }
    for party in written_to {
        p.deliver(party, Delivered::DateNotice, None);
    }
    Ok(())
}

/// Nobody is written to about a draft, which only its author knows of.
fn by_letter(p: &Proceeding<'_, '_>, party: PartyId) -> bool {
    let reached = p.case.party_by_id(party).map(|party| p.case.reached_by(party));
    p.case.stage() != Stage::Draft && reached == Some(Channel::Letter)
}

impl Case {
    /// The party whom a date concerns: the one that it is for, or else the complainant. None in a measure case, where
    /// what is nobody's own is the office's.
    #[must_use]
    pub fn concerned_by(&self, date: &DateOf) -> Option<PartyId> {
        match date {
            DateOf::Period { party: Some(party), .. } => Some(*party),
            DateOf::Period { .. } | DateOf::Outside { .. } if self.measure.is_some() => None,
            DateOf::Period { .. } | DateOf::Outside { .. } => {
                self.party(crate::case::PartyRole::Complainant).map(|party| party.id)
            }
        }
    }
}

/// Whether two are the same date. A body outside may have several clocks, a rule each.
fn same(one: &Reckoned, other: &Reckoned) -> bool {
    one.of == other.of && (matches!(one.of, DateOf::Period { .. }) || one.rule == other.rule)
}

/// Each date that is another, or that another version gives.
fn differences(case: &Case, rules: &Rules, was: &[Reckoned], today: Date) -> Vec<Recomputed> {
    let now = running(case, rules);
    let mut differences: Vec<_> = now.iter().filter_map(|it| difference(it, was, today)).collect();
    let gone = |old: &&Reckoned| {
        matches!(old.of, DateOf::Outside { .. }) && !now.iter().any(|it| same(old, &it.date))
    };
    differences.extend(was.iter().filter(gone).map(|old| Recomputed {
        new_version: None,
        new_date: None,
        ..recomputed(old, Some(old), old.due_on, ClockDropped)
    }));
    differences
}

fn difference(now: &Running, was: &[Reckoned], today: Date) -> Option<Recomputed> {
    let date = &now.date;
    let Some(old) = was.iter().find(|old| same(old, date)) else {
        // What this program counts and an earlier one did not is no change of a rule; another clock outside is.
        let outside = matches!(date.of, DateOf::Outside { .. });
        return outside.then(|| recomputed(date, None, date.due_on, NewClock));
    };
    let another = old.version != date.version || old.rule != date.rule;
    let because = if another { NewVersion } else { Correction };
    let changed = |due_on| recomputed(date, Some(old), due_on, because);
    let stands = |due_on| recomputed(date, Some(old), due_on, TermStands);
    let passed = old.due_on.is_some_and(|day| day < today);
    match now.binds {
        Binds::Follows => (another || old.due_on != date.due_on).then(|| changed(date.due_on)),
        Binds::Right if !passed && date.due_on < old.due_on => Some(stands(old.due_on)),
        Binds::Right => (another || old.due_on != date.due_on).then(|| changed(date.due_on)),
        Binds::Term { .. } | Binds::Promise { .. } if passed => None,
        Binds::Term { anew } if date.due_on < Some(anew) => Some(changed(Some(anew))),
        Binds::Promise { anew } if date.due_on > Some(anew) => Some(changed(Some(anew))),
        Binds::Term { anew } | Binds::Promise { anew } => another
            .then(|| if date.due_on == Some(anew) { changed(date.due_on) } else { stands(date.due_on) }),
    }
}

fn recomputed(
    now: &Reckoned,
    old: Option<&Reckoned>,
    new_date: Option<Date>,
    because: RecomputedBecause,
) -> Recomputed {
    Recomputed {
        of: now.of.clone(),
        rule: now.rule.clone(),
        old_version: old.map(|it| it.version),
        new_version: Some(now.version),
        old_date: old.and_then(|it| it.due_on),
        new_date,
        because,
    }
}
