//! The dates that wait while a case is suspended: those that the office set itself, never one of law. Reckoned in days
//! of the calendar, here and nowhere else.

use jiff::{Span, civil::Date};

use super::Suspension;
use crate::{
    Case,
    rules::{Period, Rules},
};

/// Whether the period is one of the office's own, which waits while a case is suspended.
#[must_use]
pub fn rests(period: Period) -> bool {
    matches!(period, Period::Screening | Period::Decision | Period::Status)
}

/// By how much one suspension moved a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The first day of rest.
    pub from: Date,
    /// How many days of it count.
    pub days: i64,
    /// The date as it is now.
    pub due_on: Date,
}

impl Suspension {
    /// The days of rest: to its last day, or to the day before the case went on.
    fn days(&self) -> i64 {
        let end = self.ended_on.map_or_else(|| after(self.until, 1), |ended| ended.min(after(self.until, 1)));
        self.from.until(end).map_or(0, |span| i64::from(span.get_days())).max(0)
    }
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

impl Case {
    /// How suspensions move a date of the office's own: each by its days, unless what is due was done, or the date was
    /// missed, before it began.
    #[must_use]
    pub fn moved(&self, due: Date, met_on: Option<Date>) -> Vec<Rest> {
        let mut suspensions: Vec<_> = self.suspensions.iter().filter(|it| it.days() > 0).collect();
        suspensions.sort_by_key(|it| it.from);
        let mut moved: Vec<Rest> = Vec::new();
        for it in suspensions {
            let before = moved.last().map_or(due, |rest| rest.due_on);
            if it.from <= before && met_on.is_none_or(|met| it.from <= met) {
                moved.push(Rest { from: it.from, days: it.days(), due_on: after(before, it.days()) });
            }
        }
        moved
    }

    fn at_the_latest(&self, due: Date) -> Date {
        self.moved(due, None).last().map_or(due, |rest| rest.due_on)
    }

    /// By when the case is screened; none for a draft.
    #[must_use]
    pub fn screen_by(&self, rules: &Rules) -> Option<Date> {
        Some(self.at_the_latest(rules.screen_by(self.received_on?, self.phase())))
    }

    /// By when a decision should be there; none for a draft.
    #[must_use]
    pub fn decision_target(&self, rules: &Rules) -> Option<Date> {
        Some(self.at_the_latest(rules.decision_target(self.received_on?)))
    }
}
