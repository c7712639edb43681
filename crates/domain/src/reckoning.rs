//! The dates that a case runs on, each with the version of the rule that gave it, and what a new version makes of them
//! (rulebook 6.1).
//!
//! What follows from the rules alone (the office's own duties, the last days outside) becomes what the new version says.
//! What somebody was given or promised in an act never becomes worse by it: a right or a term of a party is never
//! shortened, and what the office promised a party by a day is not put off. What has passed stays as it was, and so do
//! the dates that the office chose for itself in an act, such as the next look at an interim measure: the one after
//! that is counted with the new version.

mod dates;
mod recompute;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use dates::DateOf;
pub(crate) use recompute::recompute;

use crate::{
    Case, PartyId,
    codes::codes,
    event,
    rules::{Period, RuleId},
    state::State,
};

/// A date that a case runs on, as it was stored with the case: by what the next state of the rules is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reckoned {
    /// Which date.
    #[serde(flatten)]
    pub of: DateOf,
    /// The rule that gave it.
    pub rule: RuleId,
    /// Which version of it.
    pub version: u32,
    /// The date; none where no period is set, or none has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

codes! {
    /// Why a date was counted anew.
    RecomputedBecause {
        // The rule has another version.
        NewVersion,
        // The version is the same and gives another date: a calendar was corrected, or the program.
        Correction,
        // A body outside has a clock that it had not.
        NewClock,
        // A clock outside is not counted any more.
        ClockDropped,
        // The new version gives less than what the party was given or promised, which stands.
        TermStands,
    }
}

/// What a new state of the rules made of one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Recomputed {
    /// Which date.
    #[serde(flatten)]
    pub of: DateOf,
    /// The rule that gives it.
    pub rule: RuleId,
    /// The version that gave it before; left out for a clock that is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_version: Option<u32>,
    /// The version that gives it now; left out for a clock that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_version: Option<u32>,
    /// The date before; left out where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_date: Option<Date>,
    /// The date now; left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_date: Option<Date>,
    /// Why.
    pub because: RecomputedBecause,
}

impl Recomputed {
    /// Whether the date is another, and not only the version that gives it.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        self.old_date != self.new_date
    }
}

/// A right of a party that a later version would have shortened: it runs as it was counted when it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingTerm {
    /// Which right.
    pub period: Period,
    /// Whose.
    pub party: PartyId,
    /// Its last day.
    pub until: Date,
}

/// Counting the dates of a case anew.
#[derive(Clone, Debug)]
pub struct Recompute {
    /// The dates as they were stored with the case.
    pub was: Vec<Reckoned>,
}

/// What happened to dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The rules changed, and with them a date or the version that gives it.
    DateRecomputed {
        /// What became of it.
        recomputed: Recomputed,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    let Event::DateRecomputed { recomputed } = what;
    let (DateOf::Period { period, party, item }, Some(date)) = (&recomputed.of, recomputed.new_date) else {
        return;
    };
    match (period, party, item.as_deref()) {
        (Period::ReviewRequest | Period::ReasonsRequest, Some(party), _) => {
            stand(case, recomputed.because, StandingTerm { period: *period, party: *party, until: date });
        }
        (Period::Reasons, ..) => {
            for asked in case.measure.iter_mut().filter_map(|it| it.reasons.as_mut()) {
                asked.due_on = date;
            }
        }
        (_, _, Some(item)) => {
            let hearing = case.hearing_items.iter_mut().filter(|it| it.id.to_string() == item);
            hearing.for_each(|it| it.reply_by = Some(date));
            let asked = case.information_requests.iter_mut().filter(|it| it.id.to_string() == item);
            asked.for_each(|it| it.reply_by = date);
            let consulted = case.consultations.iter_mut().filter(|it| it.id.to_string() == item);
            consulted.for_each(|it| it.reply_by = date);
            let access = case.access_requests.iter_mut().filter(|it| it.id.to_string() == item);
            access.for_each(|it| it.answer_by = date);
        }
        _ => {}
    }
}

/// A right stands as it was counted, or the state that waits for its end waits longer.
fn stand(case: &mut Case, because: RecomputedBecause, term: StandingTerm) {
    if let State::Inadmissible { review_until } = &mut case.state
        && term.period == Period::ReviewRequest
    {
        *review_until = term.until.max(*review_until);
    }
    if because == RecomputedBecause::TermStands {
        case.standing_terms.retain(|it| (it.period, it.party) != (term.period, term.party));
        case.standing_terms.push(term);
    }
}

impl Case {
    /// The last day of a right of a party, from what the rules in force give: never earlier than what an earlier version
    /// gave them while it ran.
    #[must_use]
    pub fn not_shortened(&self, period: Period, party: PartyId, last_day: Date) -> Date {
        let standing = self.standing_terms.iter().filter(|it| it.period == period && it.party == party);
        standing.map(|it| it.until).fold(last_day, Date::max)
    }
}
