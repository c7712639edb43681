//! What of a case the clocks outside depend on (N1), what a party was told of them, and the last days that come near.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, Form, Ground, PartyId,
    case::PartyRole,
    delivery::Delivered,
    phase::Facts,
    rules::{Known, OutsideClock, OutsideDate, RuleId, Rules, Situation, Stopped, near_days},
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

/// A body outside with its last day, as a party was told of it: kept as it was, whatever the rules say later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ToldLastDay {
    /// The stable name of the body.
    pub forum: String,
    /// The rule that gave the day; none where the body has no clock, or none that had begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// The version of that rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_version: Option<u32>,
    /// The last day; none where no period is set, or none had begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
    /// Whether this internal complaint stops the clock.
    pub stopped_by_complaint: Stopped,
    /// The codes of what was to be known before relying on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl From<OutsideClock> for ToldLastDay {
    fn from(clock: OutsideClock) -> Self {
        let (rule, dated) = match clock.deadline {
            Some(deadline) => (Some((deadline.rule, deadline.rule_version)), deadline.warnings),
            None => (None, Vec::new()),
        };
        let mut warnings: Vec<String> = dated.into_iter().chain(clock.warnings).map(|it| it.code).collect();
        warnings.sort_unstable();
        warnings.dedup();
        Self {
            forum: clock.forum,
            rule_version: rule.as_ref().map(|(_, version)| *version),
            rule: rule.map(|(id, _)| id),
            last_day: clock.last_day,
            stopped_by_complaint: clock.stopped_by_complaint,
            warnings,
        }
    }
}

impl Delivered {
    /// Whether the complainant is told with it of the bodies outside: at the beginning (G3), and with each end, whose
    /// guidance says where else to turn (FVL s. 25), and when one of the days has become another.
    #[must_use]
    pub fn tells_of_last_days(self) -> bool {
        matches!(
            self,
            Self::Acknowledgement
                | Self::Referral
                | Self::Rejection
                | Self::Decision
                | Self::ReviewOutcome
                | Self::Closing
                | Self::DateNotice
        )
    }
}

impl Case {
    /// What a party is told of the bodies outside together with an act. Nobody but the complainant is.
    pub(crate) fn last_days_told(&self, party: PartyId, act: Delivered, rules: &Rules) -> Vec<ToldLastDay> {
        let complains = self.party(PartyRole::Complainant).is_some_and(|it| it.id == party);
        if !complains || !act.tells_of_last_days() {
            return Vec::new();
        }
        self.outside_clocks(rules).into_iter().map(Into::into).collect()
    }

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
