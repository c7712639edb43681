//! What changes the end of a period: pauses, extensions, and ends that it cannot outlast.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    explain::{StepKind, Trail},
    fact::Fact,
    facts::Given,
    length::Length,
    rule::DeadlineRule,
};

/// What may stop a period while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineStop)]
pub enum StopTheClock {
    /// A suspension of the internal procedure; never stops a period of law.
    Suspension,
    /// Early conciliation before a tribunal claim in Great Britain (GB-6).
    Conciliation,
}

/// On what ground a period may be made longer, and by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeadlineExtension)]
pub struct Extension {
    /// The ground.
    pub ground: ExtensionGround,
    /// The longest extension; none where nothing limits it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Length>,
    /// The answer that excludes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<Fact>,
}

impl Extension {
    /// Whether it moves the date by a number of days that was agreed; every other ground only warns.
    pub(super) fn is_agreed(self) -> bool {
        self.ground == ExtensionGround::Agreement
    }
}

/// On what ground a period may be made longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineExtensionGround)]
pub enum ExtensionGround {
    /// Those concerned agree.
    Agreement,
    /// A tribunal finds it just and equitable.
    JustAndEquitable,
    /// Waiver, estoppel, or reasons for not having known or been able.
    Equitable,
}

/// An end that a period cannot outlast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeadlineAtMost)]
pub struct AtMost {
    /// The date it is counted from.
    pub fact: Fact,
    /// How long after it.
    pub amount: Length,
}

/// Days that are not counted, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Pause {
    /// How many of its days lie after a day.
    fn days_after(self, day: Date) -> i32 {
        let first = day.tomorrow().map_or(self.from, |next| next.max(self.from));
        days_between(first, self.to) + 1
    }
}

/// Days from one day to another; negative if that is earlier.
fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours().try_into().map_or(i32::MAX, |hours: i32| hours / 24)
}

fn later(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// The end after suspensions of a period that is counted by the calendar: as many days as it stood still within it.
pub(super) fn suspended(pauses: &[Pause], uncounted: Date, end: Date, trail: &mut Trail) -> Date {
    let mut end = end;
    // What was counted before cannot be lost again where two suspensions overlap.
    let mut seen = uncounted;
    for pause in pauses {
        let lost = pause.days_after(seen);
        if lost <= 0 {
            continue;
        }
        if pause.from > end {
            trail.step(StepKind::Pause, end, || format!("over before the suspension of {}", pause.from));
            continue;
        }
        end = later(end, lost);
        seen = pause.to;
        trail.step(StepKind::Pause, end, || {
            format!("suspended from {} to {}: {lost} days are not counted", pause.from, pause.to)
        });
    }
    end
}

/// The end after early conciliation (GB-6): the days after contact up to the certificate are not counted, and what
/// would then end between contact and one month after the certificate ends on the latter.
pub(super) fn conciliated(given: &Given, uncounted: Date, end: Date, trail: &mut Trail) -> Date {
    let Some(contact) = given.date(Fact::ConciliationFrom) else { return end };
    if contact > end {
        trail.step(StepKind::Pause, end, || format!("over before the contact of {contact}: no pause"));
        return end;
    }
    let Some(certificate) = given.date(Fact::ConciliationTo) else {
        trail.step(StepKind::Pause, end, || format!("contact on {contact}, no certificate yet"));
        trail.warn("conciliation_open", || {
            "the pause cannot be counted before the certificate; until then this is the earlier date"
                .to_owned()
        });
        return end;
    };
    let first = contact.tomorrow().unwrap_or(contact);
    let lost = (Pause { from: first, to: certificate }).days_after(uncounted).max(0);
    let end = later(end, lost);
    trail.step(StepKind::Pause, end, || {
        format!("conciliation, day after {contact} to {certificate}: {lost} days are not counted")
    });
    let month_after = Length::Months(1).after(certificate).unwrap_or(certificate);
    if end >= month_after {
        return end;
    }
    trail.step(StepKind::Pause, month_after, || {
        format!("would end before one month after the certificate of {certificate}, so it ends then")
    });
    month_after
}

/// The end after an extension: an agreed one moves it, every other only warns.
pub(super) fn extended(rule: &DeadlineRule, given: &Given, end: Date, trail: &mut Trail) -> Date {
    match rule.extension.map(|it| it.ground) {
        None => end,
        Some(ExtensionGround::Agreement) => match given.agreed {
            None => end,
            Some(days) => {
                let most = rule.extension.and_then(|it| it.maximum).map_or(u32::MAX, Length::rough_days);
                let days = i32::try_from(u32::from(days).min(most)).unwrap_or(0);
                let end = later(end, days);
                trail.step(StepKind::Extend, end, || format!("{days} days more by agreement"));
                end
            }
        },
        Some(ExtensionGround::JustAndEquitable) => {
            trail.warn("just_and_equitable", || {
                "a tribunal may allow longer where it is just and equitable: not to be relied on".to_owned()
            });
            end
        }
        Some(ExtensionGround::Equitable) => {
            trail.warn("equitable", || {
                "may be extended by waiver, estoppel or for good reasons: not to be relied on".to_owned()
            });
            end
        }
    }
}

/// The earliest of an end and of those that it cannot outlast.
pub(super) fn earliest(rule: &DeadlineRule, given: &Given, end: Date, trail: &mut Trail) -> Date {
    let mut earliest = end;
    for limit in &rule.at_most {
        let day =
            if Some(limit.fact) == rule.trigger(given) { Some(given.on) } else { given.date(limit.fact) };
        let Some(other) = day.and_then(|day| limit.amount.after(day)) else { continue };
        trail.step(StepKind::Cap, other, || format!("{} after {}", limit.amount, limit.fact));
        earliest = earliest.min(other);
        trail.step(StepKind::Choose, earliest, || "the earlier of the two".to_owned());
    }
    earliest
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::rules::{ComputedDeadline, Pack};

    /// One rule for each thing that changes an end; the figures are those of rulebook 6.4 where it has them.
    const CHANGED: &str = include_str!("testing/changed.toml");

    fn pack() -> Pack {
        Pack::load(CHANGED).unwrap_or_else(|error| panic!("{error}"))
    }

    fn explained(rule: &str, given: &Given) -> ComputedDeadline {
        let pack = pack();
        pack.explain(pack.versions(rule).last().unwrap(), given)
    }

    #[test]
    fn suspensions_that_overlap_or_follow_each_other() {
        let given = || Given::on(date(2026, 1, 31));
        let due = |given: &Given| explained("MONTHS", given).due_on.unwrap();
        let (first, last) = (date(2026, 2, 10), date(2026, 2, 19));
        assert_eq!(due(&given().suspended(first, last)), date(2026, 3, 10));
        assert_eq!(due(&given().suspended(first, last).suspended(first, last)), date(2026, 3, 10));
        let two = given().suspended(date(2026, 2, 15), date(2026, 2, 24)).suspended(first, last);
        assert_eq!(due(&two), date(2026, 3, 15));
        // The second lies after the end as it was, but within the end as it has become.
        let late = given().suspended(first, last).suspended(date(2026, 3, 5), date(2026, 3, 6));
        assert_eq!(due(&late), date(2026, 3, 12));
        let kinds: Vec<StepKind> = explained("MONTHS", &late).explanation.iter().map(|it| it.step).collect();
        let expected =
            [StepKind::Trigger, StepKind::Count, StepKind::Clamp, StepKind::Pause, StepKind::Pause];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_suspension_stops_no_period_of_law() {
        let given = Given::on(date(2026, 3, 2)).suspended(date(2026, 4, 1), date(2026, 4, 30));
        let computed = explained("AMENDED", &given);
        assert_eq!(computed.due_on, Some(date(2026, 8, 29)));
        assert!(computed.warnings.iter().any(|warning| warning.code == "not_suspended"));
    }

    #[test]
    fn an_agreement_moves_the_date_up_to_its_maximum() {
        let given = Given::on(date(2026, 1, 1));
        assert_eq!(explained("AGREED", &given.clone().agreed(20)).due_on, Some(date(2026, 2, 20)));
        assert_eq!(explained("AGREED", &given.agreed(400)).due_on, Some(date(2026, 4, 1)));
    }

    #[test]
    fn each_formula_of_conciliation_is_a_step() {
        let given = Given::on(date(2026, 3, 10))
            .and(Fact::ConciliationFrom, date(2026, 6, 1))
            .and(Fact::ConciliationTo, date(2026, 7, 20));
        let steps = explained("CONCILIATION", &given).explanation;
        let steps: Vec<_> = steps.iter().map(|it| (it.step, it.date, &*it.detail)).collect();
        let expected = [
            (StepKind::Trigger, date(2026, 3, 10), "act_date, the day itself is counted"),
            (StepKind::Count, date(2026, 6, 9), "3 months"),
            (
                StepKind::Pause,
                date(2026, 7, 28),
                "conciliation, day after 2026-06-01 to 2026-07-20: 49 days are not counted",
            ),
            (
                StepKind::Pause,
                date(2026, 8, 20),
                "would end before one month after the certificate of 2026-07-20, so it ends then",
            ),
        ];
        assert_eq!(steps, expected);
    }
}
