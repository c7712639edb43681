//! What of a case the clocks outside depend on (N1), and the last days that come near.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, Form, Ground,
    phase::Facts,
    rules::{Known, OutsideClock, OutsideDate, Rules, Situation, near_days},
    state::Stage,
};

/// A last day outside that came near and was taken down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NearLastDay {
    /// The stable name of the body outside.
    pub forum: String,
    /// The rule that gives the day.
    pub rule: String,
    /// The last day.
    pub last_day: Date,
    /// At most how many days before it that was.
    pub days: u16,
}

impl Case {
    /// The bodies outside that the complainant can turn to, with the last day of each, the nearest first. None before
    /// the acknowledgement, which is the first to tell of them.
    #[must_use]
    pub fn outside_clocks(&self, rules: &Rules) -> Vec<OutsideClock> {
        self.in_situation(|situation| rules.outside(situation))
    }

    /// The last days of these, without how they came about.
    pub(crate) fn outside_dates<'a>(&self, rules: &'a Rules) -> Vec<OutsideDate<'a>> {
        self.in_situation(|situation| rules.outside_dates(situation))
    }

    fn in_situation<T>(&self, ask: impl FnOnce(&Situation<'_>) -> Vec<T>) -> Vec<T> {
        if self.acknowledged.is_none() {
            return Vec::new();
        }
        let (mut grounds, mut forms): (Vec<Ground>, Vec<Form>) =
            self.allegations.iter().map(|it| (it.ground, it.form)).unzip();
        grounds.sort_unstable();
        grounds.dedup();
        forms.sort_unstable();
        forms.dedup();
        ask(&Situation {
            jurisdiction: self.jurisdiction,
            phase: self.phase(),
            grounds: &grounds,
            forms: &forms,
            known: self.known_dates(),
            answers: &[],
        })
    }

    fn known_dates(&self) -> Known {
        let told =
            Known { act: Some(self.filing.occurred_from), filed: self.received_on, ..Known::default() };
        match &self.facts {
            Facts::Recruitment(facts) => Known { refusal: facts.refusal_received_on, ..told },
            Facts::Employment(facts) => {
                let last = facts.incidents.iter().map(|it| it.on).max();
                Known { last_incident: last.or(Some(self.filing.occurred_to)), ..told }
            }
            Facts::Dismissal(facts) => {
                Known { notice: facts.notice_received_on, effective: facts.effective_on, ..told }
            }
        }
    }

    /// The last days outside that come near and were not taken down yet, each with the day from which on they are to
    /// be. While the case is open somebody is there to tell the complainant.
    pub(crate) fn coming_outside(&self, rules: &Rules, today: Date) -> Vec<(Date, NearLastDay)> {
        if matches!(self.stage(), Stage::Closed | Stage::Draft | Stage::Discarded) {
            return Vec::new();
        }
        let mut coming = Vec::new();
        for clock in self.outside_dates(rules) {
            let Some(last_day) = clock.last_day else { continue };
            // Of several steps that are past already the last one is told: the nearest.
            let steps = near_days(last_day).into_iter().zip(crate::rules::COMES_NEAR);
            let steps: Vec<_> = steps.filter(|_| last_day >= today).collect();
            let reached = steps.iter().rposition(|(from, _)| *from <= today).unwrap_or(0);
            coming.extend(steps.into_iter().skip(reached).map(|(from, days)| {
                (
                    from,
                    NearLastDay { forum: clock.forum.to_owned(), rule: clock.rule.0.clone(), last_day, days },
                )
            }));
        }
        coming.retain(|(_, near)| !self.near_last_days.contains(near));
        coming
    }
}
