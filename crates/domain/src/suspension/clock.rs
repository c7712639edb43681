//! The dates that wait while a case is suspended. Which they are, the rules say: those that the office set itself, never
//! one of law.

use jiff::civil::Date;

use super::Suspension;
use crate::{
    Case,
    rules::{Given, Period, Rules},
};

impl Suspension {
    /// The last day of rest: the day before the case went on, where that was earlier than planned.
    fn last_day(&self) -> Date {
        let before = self.ended_on.and_then(|ended| ended.yesterday().ok());
        before.map_or(self.until, |day| day.min(self.until))
    }
}

impl Case {
    /// What a rule is given, with the suspensions that began before what is due was done.
    #[must_use]
    pub fn with_suspensions(&self, given: Given, met_on: Option<Date>) -> Given {
        let counts = |it: &&Suspension| it.from <= it.last_day() && met_on.is_none_or(|met| it.from <= met);
        self.suspensions
            .iter()
            .filter(counts)
            .fold(given, |given, it| given.suspended(it.from, it.last_day()))
    }

    /// By when the case is screened; none for a draft.
    #[must_use]
    pub fn screen_by(&self, rules: &Rules) -> Option<Date> {
        let given = Given::on(self.counted_from()?).phase(self.phase());
        Some(rules.due(Period::Screening, &self.with_suspensions(given, None)))
    }

    /// By when a decision should be there; none for a draft.
    #[must_use]
    pub fn decision_target(&self, rules: &Rules) -> Option<Date> {
        let given = Given::on(self.counted_from()?);
        Some(rules.due(Period::Decision, &self.with_suspensions(given, None)))
    }
}
