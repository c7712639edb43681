//! The arithmetic: from a trigger to a date. Cannot fail; what does not fit was refused before.

use jiff::civil::Date;

use super::{
    adjust::{Pause, StopTheClock, conciliated, earliest, extended, suspended},
    amount::{Amount, Told},
    calendar::Calendar,
    explain::{ComputedDeadline, StepKind, Trail},
    fact::Fact,
    facts::Given,
    length::Length,
    pack::Pack,
    rule::DeadlineRule,
    terms::{Count, Effect, Roll, RuleHolder},
};

impl Pack {
    /// What the rule gives, and why.
    pub(super) fn explain(&self, rule: &DeadlineRule, given: &Given) -> ComputedDeadline {
        let mut trail = Trail::kept();
        let due_on = self.reckon(rule, given, &mut trail);
        unsure(rule, &mut trail);
        let (explanation, warnings) = trail.into_parts();
        ComputedDeadline {
            rule: rule.id.clone(),
            rule_version: rule.version,
            due_on,
            effect: rule.effect,
            verified: rule.verified,
            source: rule.source.clone(),
            explanation,
            warnings,
        }
    }

    /// The date that the rule gives.
    pub(super) fn reckon(&self, rule: &DeadlineRule, given: &Given, trail: &mut Trail) -> Option<Date> {
        let start = self.start(rule, given, trail);
        let calendar = self.calendar_of(rule, given);
        let due_on = length(rule, given, start, trail).map(|length| {
            let end = stopped(rule, given, calendar, start, length, trail);
            let end = extended(rule, given, end, trail);
            let end = earliest(rule, given, end, trail);
            roll(rule, calendar, end, trail)
        });
        if due_on.is_none() {
            trail.step(StepKind::NoLimit, start, || "no period is set, nothing falls due".to_owned());
        }
        for wait in &rule.warn_after {
            let Some(day) = wait.after(start) else { continue };
            trail.step(StepKind::Warn, day, || format!("{wait} later"));
            trail.warn("passivity", || format!("from {day}, {wait} later, waiting may count as passivity"));
        }
        for caveat in &rule.caveats {
            if caveat.with.is_none() || caveat.with == given.trigger {
                trail.warn(&caveat.code, || caveat.detail.clone());
            }
        }
        due_on
    }

    /// The day that starts the period.
    fn start(&self, rule: &DeadlineRule, given: &Given, trail: &mut Trail) -> Date {
        let fact = rule.trigger(given);
        let Some(trigger) = rule.triggers.iter().find(|trigger| Some(trigger.fact) == fact) else {
            return given.on;
        };
        let via = trigger.via.as_ref().and_then(|id| self.version(&id.0, given.on));
        let Some(via) = via else {
            let step = if trigger.fact == Fact::DueOn { StepKind::Extend } else { StepKind::Trigger };
            trail.step(step, given.on, || counted_from(rule, trigger.fact));
            note_others(rule, given, trail);
            return restarted(rule, given, trail);
        };
        let reached = self.reckon(via, given, trail).unwrap_or(given.on);
        let (step, counts) = match trigger.fact {
            Fact::LetterSent => (StepKind::Deliver, "counts as received by"),
            _ => (StepKind::Stage, "the stage before is over by"),
        };
        trail.step(step, reached, || format!("{counts} {}, the day itself is not counted", via.id));
        reached
    }

    fn calendar_of(&self, rule: &DeadlineRule, given: &Given) -> &Calendar {
        let id = self.calendar_id(rule);
        let region = given.region.as_ref().and_then(|region| self.region(id, region));
        region.or(self.calendar(id)).unwrap_or(&self.weekends)
    }

    /// The calendar of a rule, that of the pack if it names none.
    pub(super) fn calendar_id<'a>(&'a self, rule: &'a DeadlineRule) -> &'a str {
        rule.calendar.as_ref().unwrap_or(&self.calendar)
    }

    /// The calendar of a part of the country that adds to another.
    pub(super) fn region(&self, base: &str, region: &str) -> Option<&Calendar> {
        self.regions(base).find(|it| it.id == region)
    }
}

fn counted_from(rule: &DeadlineRule, fact: Fact) -> String {
    let counted = match rule.count {
        Count::DayAfter => "not counted",
        Count::BeginningWith => "counted",
    };
    format!("{fact}, the day itself is {counted}")
}

/// Several dates may be known where the law is not sure which counts: the earliest was taken.
fn note_others(rule: &DeadlineRule, given: &Given, trail: &mut Trail) {
    let others = rule.triggers.iter().map(|trigger| trigger.fact).filter(|fact| given.trigger != Some(*fact));
    for other in others.filter(|_| rule.several) {
        let Some(day) = given.date(other) else { continue };
        trail.step(StepKind::Choose, given.on, || format!("{other} on {day} is not earlier"));
        trail.warn("earliest_counts", || {
            format!("{other} is known as well ({day}); as it is not sure which counts, the earlier does")
        });
    }
}

/// The start after the later event that starts the period anew.
fn restarted(rule: &DeadlineRule, given: &Given, trail: &mut Trail) -> Date {
    let Some((fact, day)) = rule.restart.and_then(|fact| Some((fact, given.date(fact)?))) else {
        return given.on;
    };
    trail.step(StepKind::Restart, day, || counted_from(rule, fact));
    day
}

/// The last day before the count begins.
fn uncounted(rule: &DeadlineRule, start: Date) -> Date {
    match rule.count {
        Count::DayAfter => start,
        Count::BeginningWith => start.yesterday().unwrap_or(start),
    }
}

fn length(rule: &DeadlineRule, given: &Given, start: Date, trail: &mut Trail) -> Option<Length> {
    match rule.amount.as_ref()? {
        Amount::Fixed(length) => Some(*length),
        Amount::ByPhase(lengths) => {
            let chosen = given.phase.and_then(|phase| lengths.by_phase.get(&phase));
            // Without a phase the shortest: an early date harms nobody.
            let length = chosen.or(lengths.by_phase.values().min_by_key(|length| length.rough_days()))?;
            trail.step(StepKind::Choose, start, || {
                let phase = given.phase.map_or("phase not known", Into::into);
                format!("{phase}: {length}")
            });
            Some(*length)
        }
        Amount::ByAnswer(by) => {
            let answer = given.answered(by.answer);
            let length = by.length(answer);
            trail.step(StepKind::Choose, start, || match answer.or(by.presumed) {
                Some(yes) => format!("{}: {}: {length}", by.answer, if yes { "yes" } else { "no" }),
                None => format!("{} not known: {length}", by.answer),
            });
            if answer.or(by.presumed).is_none() {
                trail.warn("shorter_assumed", || {
                    format!("{} or {}, by {}: as that is not known, the shorter", by.yes, by.no, by.answer)
                });
            }
            Some(length)
        }
        Amount::Told(told) => {
            let length = given.length.or(told.default)?;
            if needs_reason(told, length) {
                let usual = told.default.unwrap_or(length);
                trail.warn("reason_needed", || format!("less than {usual} needs a reason that is kept"));
            }
            Some(length)
        }
    }
}

fn needs_reason(told: &Told, length: Length) -> bool {
    told.default.is_some_and(|usual| length.rough_days() < usual.rough_days())
}

/// The end by counting, with what stops the count.
fn stopped(
    rule: &DeadlineRule,
    given: &Given,
    calendar: &Calendar,
    start: Date,
    length: Length,
    trail: &mut Trail,
) -> Date {
    let uncounted = uncounted(rule, start);
    let pauses = if rule.stop_the_clock == Some(StopTheClock::Suspension) { &*given.pauses } else { &[] };
    let end = match length.after(uncounted) {
        Some(end) => {
            note_count(end, uncounted, length, trail);
            suspended(pauses, uncounted, end, trail)
        }
        None => count_working_days(calendar, pauses, uncounted, length, trail),
    };
    if !given.pauses.is_empty() && pauses.is_empty() {
        trail.warn("not_suspended", || "a suspension of the procedure does not stop this period".to_owned());
    }
    if rule.stop_the_clock == Some(StopTheClock::Conciliation) {
        return conciliated(given, uncounted, end, trail);
    }
    end
}

fn note_count(end: Date, uncounted: Date, length: Length, trail: &mut Trail) {
    trail.step(StepKind::Count, end, || length.to_string());
    let by_month = matches!(length, Length::Months(_) | Length::Years(_));
    if by_month && end.day() != uncounted.day() {
        trail.step(StepKind::Clamp, end, || "the month has no such day, so its last day".to_owned());
    }
}

fn roll(rule: &DeadlineRule, calendar: &Calendar, end: Date, trail: &mut Trail) -> Date {
    // POLICY: whatever the law allows the employer, a duty of the employer never moves to a later day.
    let duty = rule.effect == Effect::Duty && rule.holder == RuleHolder::Employer;
    match (rule.roll, calendar.day_off(end)) {
        (_, None) => end,
        (Roll::NextBusinessDay, Some(_)) if !duty => {
            let next = calendar.next_working(end);
            let mut day = end;
            while day < next {
                skip(calendar, day, trail);
                let Ok(tomorrow) = day.tomorrow() else { break };
                day = tomorrow;
            }
            trail.step(StepKind::Roll, next, || format!("next working day of {}", calendar.id));
            next
        }
        (allowed, Some(why)) => {
            trail.step(StepKind::Keep, end, || match rule.effect {
                Effect::Duty => format!("{why}: a duty does not move"),
                Effect::HardLimit | Effect::Target => format!("{why}: no rule moves it, so the earlier day"),
            });
            if allowed == Roll::NextBusinessDay {
                let next = calendar.next_working(end);
                trail.warn("duty_not_moved", || {
                    format!(
                        "the law would move this to {next}; for a duty of the employer the earlier day counts"
                    )
                });
            }
            end
        }
    }
}

fn count_working_days(
    calendar: &Calendar,
    pauses: &[Pause],
    uncounted: Date,
    length: Length,
    trail: &mut Trail,
) -> Date {
    let (mut day, mut left) = (uncounted, length.number());
    while left > 0
        && let Ok(tomorrow) = day.tomorrow()
    {
        day = tomorrow;
        if let Some(pause) = pauses.iter().find(|pause| pause.from <= day && day <= pause.to) {
            trail
                .step(StepKind::Pause, pause.to, || format!("suspended from {} to {}", pause.from, pause.to));
            day = pause.to;
        } else if calendar.is_working(day) {
            left -= 1;
        } else {
            skip(calendar, day, trail);
        }
    }
    trail.step(StepKind::Count, day, || format!("{length} of {}", calendar.id));
    day
}

fn skip(calendar: &Calendar, day: Date, trail: &mut Trail) {
    trail.step(StepKind::Skip, day, || calendar.day_off(day).unwrap_or_default().to_owned());
}

/// What goes with each date whose rule was not read in a source.
fn unsure(rule: &DeadlineRule, trail: &mut Trail) {
    if rule.verified {
        return;
    }
    let detail = if rule.is_policy() {
        "chosen by this service, not set by law"
    } else {
        "not checked against its source: ask before relying on this date"
    };
    trail.warn("unverified", || detail.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules of other countries in small, for what no Danish rule needs.
    const ELSEWHERE: &str = include_str!("testing/elsewhere.toml");

    #[test]
    fn what_other_countries_need() {
        let pack = Pack::load(ELSEWHERE).unwrap_or_else(|error| panic!("{error}"));
        let part = pack.describe().into_iter().find(|info| info.id.0 == "PART").unwrap();
        let facts: Vec<Fact> = part.facts.iter().map(|fact| fact.key).collect();
        assert_eq!(facts, [Fact::FilingReceived, Fact::Phase]);
    }

    #[test]
    fn without_a_phase_the_shortest_period_counts() {
        let pack = Pack::load(&ELSEWHERE.replace("recruitment = { days = 1 }, ", "")).unwrap();
        let rule = pack.versions("PART").last().unwrap();
        let computed = pack.explain(rule, &Given::on(jiff::civil::date(2026, 11, 20)));
        assert_eq!(computed.due_on, Some(jiff::civil::date(2026, 12, 10)));
        assert_eq!(computed.explanation[1].detail, "phase not known: 20 days");
    }

    #[test]
    fn a_date_beside_the_trigger_is_no_doubt_where_one_counts() {
        let home = crate::rules::Rules::denmark().home();
        let given = Given::on(jiff::civil::date(2026, 3, 20)).by(Fact::LastIncident);
        let given = given.and(Fact::ClaimDue, jiff::civil::date(2026, 3, 31));
        let computed = home.explain(home.versions("DK-D1").last().unwrap(), &given);
        assert!(computed.warnings.iter().all(|warning| warning.code != "earliest_counts"));
    }

    #[test]
    fn a_pack_without_a_procedure_cannot_run_one() {
        assert!(crate::rules::Rules::load(ELSEWHERE, &[]).is_err());
    }
}
