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
        // What is not possible where the case stands is left.
        let possible = |it: &NextAct| it.command.action().rule_in(self.kind()).from.contains(&self.stage());
        [self.next_step(rules), reminder].into_iter().flatten().filter(possible).min_by_key(|act| act.from)
    }

    /// The next act that moves the case, or sends what waits.
    pub(crate) fn next_step(&self, rules: &Rules) -> Option<NextAct> {
        if self.deliveries.iter().any(|it| it.sent_on.is_none()) {
            return Some(NextAct { from: None, command: Command::Deliver });
        }
        let resume = self.next_resumption().map(|last| after(last, Command::Resume));
        self.next_act_of_state(rules).into_iter().chain(resume).min_by_key(|it| it.from)
    }

    fn next_act_of_state(&self, rules: &Rules) -> Option<NextAct> {
        match &self.state {
            State::Draft => Some(after(rules.discard_draft_after(self.opened_on), Command::Discard)),
            State::InformalResolution { until } => Some(after(*until, Command::EndMediation)),
            State::Inadmissible { review_until } => Some(after(*review_until, Command::Lapse)),
            State::Withdrawn { revocable_until, .. } => Some(after(*revocable_until, Command::BeginFollowUp)),
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

/// Something to do from the day after another.
fn after(day: Date, command: Command) -> NextAct {
    NextAct { from: Some(day.saturating_add(jiff::Span::new().days(1))), command }
}
