//! The arithmetic: from a trigger to a date. Cannot fail; what does not fit was refused before.

use jiff::civil::Date;

use super::{
    calendar::Calendar,
    explain::{ComputedDeadline, StepKind, Trail},
    facts::Given,
    length::Length,
    pack::Pack,
    rule::{Amount, DeadlineRule, Told},
    terms::{Count, Effect, Fact, Roll},
};

impl Pack {
    /// What the rule gives, and why.
    pub(super) fn explain(&self, rule: &DeadlineRule, given: &Given) -> ComputedDeadline {
        let mut trail = Trail::kept();
        let due_on = self.reckon(rule, given, &mut trail);
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
        let due_on = length(rule, given, start, trail).map(|length| {
            let calendar = self.calendar_of(rule);
            match length.after(uncounted(rule, start)) {
                Some(end) => {
                    note_count(rule, start, end, length, trail);
                    roll(rule, calendar, end, trail)
                }
                None => count_working_days(calendar, uncounted(rule, start), length, trail),
            }
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
        let chosen = rule.triggers.iter().find(|trigger| Some(trigger.fact) == given.trigger);
        let Some(trigger) = chosen.or(rule.triggers.first()) else { return given.on };
        let via = trigger.via.as_ref().and_then(|id| self.version(&id.0, given.on));
        let Some(via) = via else {
            let step = if trigger.fact == Fact::DueOn { StepKind::Extend } else { StepKind::Trigger };
            trail.step(step, given.on, || {
                let counted = match rule.count {
                    Count::DayAfter => "not counted",
                    Count::BeginningWith => "counted",
                };
                format!("{}, the day itself is {counted}", trigger.fact)
            });
            return given.on;
        };
        let delivered = self.reckon(via, &Given::on(given.on), trail).unwrap_or(given.on);
        trail.step(StepKind::Deliver, delivered, || {
            format!("counts as received by {}, the day itself is not counted", via.id)
        });
        delivered
    }

    fn calendar_of(&self, rule: &DeadlineRule) -> &Calendar {
        let id = rule.calendar.as_ref().unwrap_or(&self.calendar);
        self.calendar(id).unwrap_or(&self.weekends)
    }
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

fn note_count(rule: &DeadlineRule, start: Date, end: Date, length: Length, trail: &mut Trail) {
    trail.step(StepKind::Count, end, || length.to_string());
    let by_month = matches!(length, Length::Months(_) | Length::Years(_));
    if by_month && end.day() != uncounted(rule, start).day() {
        trail.step(StepKind::Clamp, end, || "the month has no such day, so its last day".to_owned());
    }
}

fn roll(rule: &DeadlineRule, calendar: &Calendar, end: Date, trail: &mut Trail) -> Date {
    match (rule.roll, calendar.day_off(end)) {
        (_, None) => end,
        (Roll::None, Some(why)) => {
            trail.step(StepKind::Keep, end, || match rule.effect {
                Effect::Duty => format!("{why}: a duty does not move"),
                Effect::HardLimit | Effect::Target => format!("{why}: no rule moves it, so the earlier day"),
            });
            end
        }
        (Roll::NextBusinessDay, Some(_)) => {
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
    }
}

fn count_working_days(calendar: &Calendar, uncounted: Date, length: Length, trail: &mut Trail) -> Date {
    let (mut day, mut left) = (uncounted, length.number());
    while left > 0
        && let Ok(tomorrow) = day.tomorrow()
    {
        day = tomorrow;
        if calendar.is_working(day) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules of other countries in small, for what no Danish rule needs.
    const ELSEWHERE: &str = r#"
        jurisdiction = "GB"
        title = "Test"
        calendar = "NONE"
        [[calendars]]
        id = "NONE"
        title = "Weekends"
        days = []

        [[rules]]
        id = "CLAIM"
        version = 1
        title = "Beginning with the day of the act"
        holder = "complainant"
        triggers = [{ fact = "act_date" }]
        amount = { months = 3 }
        count = "beginning_with"
        extension = "just_and_equitable"
        effect = "hard_limit"
        keyed_on = "filing_date"
        valid_to = "2026-12-31"
        source = "K"
        verified = false
        vectors = [
            { facts = { act_date = "2025-11-30", filing_received = "2026-02-01" }, due_on = "2026-02-28" },
            { facts = { act_date = "2025-12-01", filing_received = "2026-02-01" }, due_on = "2026-02-28" },
            { facts = { act_date = "2026-03-10", filing_received = "2026-06-01" }, due_on = "2026-06-09" },
            { facts = { act_date = "2026-03-10", filing_received = "2026-12-31" }, due_on = "2026-06-09" },
            { facts = { act_date = "2026-03-10" }, refused = ["missing /facts/filing_received"] },
        ]

        [[rules]]
        id = "CLAIM"
        version = 2
        title = "The same, longer"
        holder = "complainant"
        triggers = [{ fact = "act_date" }]
        amount = { months = 6 }
        count = "beginning_with"
        effect = "hard_limit"
        keyed_on = "filing_date"
        valid_from = "2027-01-01"
        valid_to = "2027-12-31"
        source = "K"
        verified = false
        vectors = [
            { facts = { act_date = "2026-12-01", filing_received = "2027-01-01" }, due_on = "2027-05-30" },
            { facts = { act_date = "2026-12-01", filing_received = "2028-01-01" }, refused = [
                "after_the_law /facts/filing_received",
            ] },
        ]

        [[rules]]
        id = "WORK"
        version = 1
        title = "Working days beginning with the day itself"
        holder = "employer"
        triggers = [{ fact = "act_date" }]
        amount = { working_days = 2 }
        count = "beginning_with"
        calendar = "NONE"
        effect = "duty"
        source = "K"
        verified = false
        vectors = [{ facts = { act_date = "2026-11-20" }, due_on = "2026-11-23" }]

        [[rules]]
        id = "PART"
        version = 1
        title = "Not in every phase"
        phases = ["employment", "dismissal"]
        holder = "employer"
        triggers = [{ fact = "filing_received" }]
        amount = { by_phase = { recruitment = { days = 1 }, employment = { months = 1 }, dismissal = { days = 20 } } }
        effect = "duty"
        keyed_on = "filing_date"
        source = "K"
        verified = false
        vectors = [
            { facts = { filing_received = "2026-11-20", phase = "dismissal" }, due_on = "2026-12-10" },
            { facts = { filing_received = "2026-11-20", phase = "recruitment" }, refused = ["invalid /facts/phase"] },
        ]
    "#;

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
    fn a_pack_without_a_procedure_cannot_run_one() {
        assert!(crate::rules::Rules::load(ELSEWHERE).is_err());
    }
}
