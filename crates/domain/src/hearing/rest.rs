//! A hearing that rests, because the complaint is withdrawn or amended: time in which nobody can reply is no time to
//! reply.

use jiff::civil::Date;

use super::Event;
use crate::{Case, proceeding::Proceeding, state::State};

impl Case {
    /// The hearing is left before its end: whoever still had time to reply gets it back when the hearing goes on.
    pub(crate) fn leave_hearing(&mut self, on: Date) {
        if self.state == State::Hearing {
            self.hearing_rests_since.get_or_insert(on);
        }
    }
}

/// Gives back the time that was lost while the hearing rested, where the hearing goes on (FVL s. 19: a party has
/// the period it was given).
pub(crate) fn go_on(p: &mut Proceeding<'_, '_>) {
    if p.case.state != State::Hearing {
        return;
    }
    let Some(since) = p.case.hearing_rests_since else { return };
    let open = p.case.hearing_items.iter().filter(|it| it.reply.is_none() && it.waiver.is_none());
    let open: Vec<_> = open.filter_map(|it| Some((it.id, it.reply_by?))).collect();
    for (item, by) in open {
        if let Some(reply_by) = p.given_back(by, since) {
            p.happened(Event::ItemExtended { item, reply_by });
        }
    }
    p.happened(Event::HearingResumed);
}

impl Proceeding<'_, '_> {
    /// The last day of somebody who still had time on a day since which nobody could reply or answer; none where
    /// no time was lost.
    pub(crate) fn given_back(&self, by: Date, since: Date) -> Option<Date> {
        let lost = since.until(self.today()).map_or(0, |span| span.get_days());
        let lost = u16::try_from(lost).unwrap_or(u16::MAX);
        (by >= since && lost > 0).then(|| self.cx.rules.extended(by, lost))
    }
}
