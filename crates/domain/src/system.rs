//! What time alone brings about: the acts of the System.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    Case,
    command::Command,
    reminder,
    rules::Rules,
    state::{Stage, State},
};

/// The next act of the System on a case: from which day on, or at once.
#[derive(Debug)]
pub struct NextAct {
    /// From the beginning of this day; none for at once.
    pub from: Option<Date>,
    /// What is to be done.
    pub command: Command,
}

impl Case {
    /// What the System has to do next, if anything, as things stand on this day. Of two acts of the same day the one that
    /// moves the case comes first.
    #[must_use]
    pub fn next_act(&self, rules: &Rules, today: Date) -> Option<NextAct> {
        let reminder = reminder::next(self, rules, today);
        let reminder = reminder.map(|from| NextAct { from: Some(from), command: Command::Remind });
        [self.next_step(rules), reminder].into_iter().flatten().min_by_key(|act| act.from)
    }

    /// The next act that moves the case, or sends what waits.
    pub(crate) fn next_step(&self, rules: &Rules) -> Option<NextAct> {
        let after = |day: Date, command| {
            Some(NextAct { from: Some(day.saturating_add(jiff::Span::new().days(1))), command })
        };
        if self.deliveries.iter().any(|it| it.sent_on.is_none()) {
            return Some(NextAct { from: None, command: Command::Deliver });
        }
        match &self.state {
            State::Draft => after(rules.discard_draft_after(self.opened_on), Command::Discard),
            State::InformalResolution { until } => after(*until, Command::EndMediation),
            State::Inadmissible { review_until } => after(*review_until, Command::Lapse),
            State::Withdrawn { revocable_until, .. } => after(*revocable_until, Command::BeginFollowUp),
            state
                if matches!(
                    state.stage(),
                    Stage::Decided | Stage::Remediation | Stage::FollowUp | Stage::UnderReview
                ) =>
            {
                let next = self.checks.iter().filter_map(|check| check.next_attempt(rules)).min()?;
                Some(NextAct { from: Some(next), command: Command::AttemptCheck })
            }
            _ => None,
        }
    }

    /// When the clock has to look at the case again.
    #[must_use]
    pub fn wake_at(&self, rules: &Rules, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let next = self.next_act(rules, now.to_zoned(zone.clone()).date())?;
        match next.from {
            None => Some(now),
            Some(day) => day.to_zoned(zone.clone()).map(|midnight| midnight.timestamp()).ok(),
        }
    }
}
