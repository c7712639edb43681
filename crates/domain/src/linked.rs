//! Linked cases: which other cases a case has to do with, and how one change opens or changes another (rulebook 7.4).
//! A link is shown only to whoever may see both cases.

mod alarm;
mod merge;
mod opening;
mod own_initiative;
mod report;
mod split;
mod victimisation;
mod watch;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use alarm::{raise, raise_by_check, raise_by_pressure};
pub(crate) use merge::consolidate;
pub(crate) use own_initiative::{duty_continues, open_own_initiative};
pub(crate) use report::{is_report, link_report};
pub(crate) use split::split_off;
pub(crate) use watch::{note_hr_event, watched};

pub use alarm::{Alarm, AlarmCause, RaiseAlarm};
pub use merge::{Consolidate, Joined};
pub use own_initiative::OpenOwnInitiative;
pub use report::LinkReport;
pub use split::SplitOff;
pub use watch::{HrEvent, HrEventKind, WatchedEvent};

use crate::{
    AllegationId, Case, CaseId, ContentId, HearingItemId, PartyId, PseudonymId, codes::codes, event,
    state::State,
};

codes! {
    /// What another case is to this one.
    LinkedAs {
        // About being treated worse for this one; the one that was filed before.
        Victimisation, First,
        // Continued by the employer after the withdrawal or the report; the complaint that was withdrawn.
        OwnInitiative, Withdrawn,
        // What somebody saw who is no party; the case it is about.
        Report, Reported,
        // Allegations that were split off from this one; where these come from.
        SplitOff, SplitFrom,
        // What was made one with this one; what this one became a part of.
        Consolidated, ConsolidatedInto,
    }
}

/// Another case that this one has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LinkedCase {
    /// The other case.
    pub case: CaseId,
    /// What it is to this one.
    pub linked_as: LinkedAs,
    /// Since when.
    pub on: Date,
}

/// What happened between cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The case has to do with another one.
    CaseLinked {
        /// Which, and how.
        link: LinkedCase,
    },
    /// Somebody is treated worse for the complaint: another case looks into it.
    AlarmRaised {
        /// The alarm.
        alarm: Alarm,
    },
    /// The same, on the case that looks into it.
    AlarmRecorded {
        /// The alarm.
        alarm: Alarm,
    },
    /// By which pseudonym the staff system knows a party without an account.
    PseudonymSet {
        /// The party.
        party: PartyId,
        /// The pseudonym, as an id; none when it is taken away.
        pseudonym: Option<PseudonymId>,
    },
    /// Another case goes on with what was reported here.
    ReportTakenUp {
        /// How long the report is kept.
        retain_until: Date,
    },
    /// Allegations left the case with what belongs to them, for one of their own.
    AllegationsSplitOff {
        /// The allegations.
        allegations: Vec<AllegationId>,
        /// The hearing items that went along.
        hearing_items: Vec<HearingItemId>,
        /// Why.
        reason: ContentId,
    },
    /// Another case became a part of this one.
    CaseJoined {
        /// What came with it.
        joined: Box<Joined>,
    },
    /// The case became a part of another one, and ends.
    ConsolidatedInto {
        /// How long it is kept.
        retain_until: Date,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::CaseLinked { link } => case.links.push(*link),
        Event::AlarmRaised { alarm } | Event::AlarmRecorded { alarm } => case.alarms.push(alarm.clone()),
        Event::PseudonymSet { party, pseudonym } => {
            case.pseudonyms.retain(|(whose, _)| whose != party);
            case.pseudonyms.extend(pseudonym.map(|pseudonym| (*party, pseudonym)));
        }
        Event::ReportTakenUp { retain_until } | Event::ConsolidatedInto { retain_until } => {
            case.closed_on = Some(event.on);
            case.retain_until = Some(*retain_until);
            case.state = State::Closed { referred: false };
        }
        Event::AllegationsSplitOff { allegations, hearing_items, .. } => {
            case.allegations.retain(|it| !allegations.contains(&it.id));
            case.keep_items(|it| !hearing_items.contains(&it));
        }
        Event::CaseJoined { joined } => merge::join(case, joined, event.on),
    }
}

impl Case {
    /// Keeps some of the hearing items. Which ones can be about an allegation is counted anew.
    fn keep_items(&mut self, keep: impl Fn(HearingItemId) -> bool) {
        for it in &mut self.allegations {
            let before = self.hearing_items.iter().take(it.heard_from);
            it.heard_from = before.filter(|item| keep(item.id)).count();
        }
        self.hearing_items.retain(|item| keep(item.id));
    }

    /// The cases that are something to this one.
    pub(crate) fn linked_as(&self, what: LinkedAs) -> impl Iterator<Item = CaseId> {
        self.links.iter().filter(move |it| it.linked_as == what).map(|it| it.case)
    }
}
