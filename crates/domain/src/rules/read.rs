//! From facts as JSON to what the engine takes, or the list of what is wrong with them.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    adjust::{Pause, StopTheClock},
    amount::{Amount, Told},
    fact::{Fact, FactType},
    facts::{FactError, FactErrorCode, Given, error},
    length::{Length, NotALength},
    pack::Pack,
    rule::DeadlineRule,
    terms::Phase,
};

/// Outside these years a date is a slip of the pen, and arithmetic might leave the calendar.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// What cannot have happened before something else: each date with the one that it must not precede.
const IN_ORDER: [(Fact, Fact); 4] = [
    (Fact::ActDate, Fact::KnowledgeDate),
    (Fact::ActDate, Fact::LastIncident),
    (Fact::NoticeReceived, Fact::EffectiveDate),
    (Fact::NoticeReceived, Fact::NegotiationEnded),
];

/// Reads what the rule needs, and complains about everything that does not fit.
pub(super) fn read(
    pack: &Pack,
    rule: &DeadlineRule,
    facts: &Map<String, Value>,
) -> Result<Given, Vec<FactError>> {
    let others = pack.other_facts(rule);
    let mut reader = Reader { pack, rule, facts, errors: Vec::new() };
    reader.refuse_unknown(&others);
    let mut given = reader.start();
    for (fact, required) in others {
        let Some(value) = reader.value(fact, required) else { continue };
        given = match fact.kind() {
            FactType::Date => match reader.date(fact, value) {
                Some(day) => given.and(fact, day),
                None => given,
            },
            FactType::Phase => Given { phase: reader.phase(value), ..given },
            FactType::Days if fact == Fact::AgreementDays => Given { agreed: reader.agreed(value), ..given },
            FactType::Days | FactType::Period => Given { length: reader.length(fact, value), ..given },
            FactType::YesOrNo => match reader.answer(fact, value) {
                Some(yes) => given.answer(fact, yes),
                None => given,
            },
            FactType::Region => Given { region: reader.region(value), ..given },
        };
    }
    if reader.errors.is_empty() {
        reader.refuse_contradictions(&given);
    }
    if let Some((from, to)) = given.date(Fact::SuspendedFrom).zip(given.date(Fact::SuspendedTo)) {
        given.pauses = vec![Pause { from, to }];
    }
    if reader.errors.is_empty() { Ok(given) } else { Err(reader.errors) }
}

impl Pack {
    /// The facts that a rule takes beside its triggers, and whether each must be given.
    pub(super) fn other_facts(&self, rule: &DeadlineRule) -> Vec<(Fact, bool)> {
        let mut facts = rule.other_facts();
        let via = rule.triggers.iter().filter_map(|trigger| trigger.via.as_ref());
        for first in via.filter_map(|via| self.versions(&via.0).last()) {
            for (fact, _) in first.other_facts() {
                if !facts.iter().any(|(known, _)| *known == fact) {
                    facts.push((fact, false));
                }
            }
        }
        if self.regions(self.calendar_id(rule)).next().is_some() {
            facts.push((Fact::Region, false));
        }
        facts
    }
}

struct Reader<'a> {
    pack: &'a Pack,
    rule: &'a DeadlineRule,
    facts: &'a Map<String, Value>,
    errors: Vec<FactError>,
}

impl<'a> Reader<'a> {
    fn refuse(&mut self, key: &str, code: FactErrorCode, detail: String) {
        self.errors.push(error(self.rule, key, code, detail));
    }

    fn refuse_unknown(&mut self, others: &[(Fact, bool)]) {
        let triggers = self.rule.triggers.iter().map(|trigger| trigger.fact);
        let known: Vec<&str> = triggers.chain(others.iter().map(|(fact, _)| *fact)).map(Fact::key).collect();
        for key in self.facts.keys().filter(|key| !known.contains(&key.as_str())) {
            let detail = format!("{} takes {}", self.rule.id, known.join(", "));
            self.refuse(key, FactErrorCode::Unknown, detail);
        }
    }

    /// What starts the period: the one fact, or the earliest of several where the rule takes them.
    fn start(&mut self) -> Given {
        let nothing = Given::on(Date::MIN);
        let all: Vec<Fact> = self.rule.triggers.iter().map(|trigger| trigger.fact).collect();
        let names = all.iter().map(|fact| fact.key()).collect::<Vec<_>>().join(", ");
        let present: Vec<Fact> =
            all.iter().copied().filter(|fact| self.facts.contains_key(fact.key())).collect();
        if present.is_empty() {
            let detail =
                if all.len() > 1 { format!("one of {names} is needed") } else { "needed".to_owned() };
            self.refuse(all.first().map_or("", |fact| fact.key()), FactErrorCode::Missing, detail);
            return nothing;
        }
        if present.len() > 1 && !self.rule.several {
            for fact in present {
                let detail = format!("only one of {names} can be given");
                self.refuse(fact.key(), FactErrorCode::Conflicting, detail);
            }
            return nothing;
        }
        let mut days = Vec::new();
        for fact in present {
            let value = self.facts.get(fact.key());
            days.extend(value.and_then(|value| self.date(fact, value)).map(|day| (fact, day)));
        }
        Given::earliest(days).unwrap_or(nothing)
    }

    fn value(&mut self, fact: Fact, required: bool) -> Option<&'a Value> {
        let value = self.facts.get(fact.key());
        if value.is_none() && required {
            self.refuse(fact.key(), FactErrorCode::Missing, "needed".to_owned());
        }
        value
    }

    fn date(&mut self, fact: Fact, value: &Value) -> Option<Date> {
        let date = value.as_str().and_then(written_date).filter(|date| YEARS.contains(&date.year()));
        if date.is_none() {
            let detail =
                format!("not a date such as 2026-11-24 in the years {} to {}", YEARS.start(), YEARS.end());
            self.refuse(fact.key(), FactErrorCode::Invalid, detail);
        }
        date
    }

    fn phase(&mut self, value: &Value) -> Option<Phase> {
        let phase: Option<Phase> = value.as_str().and_then(|text| text.parse().ok());
        let phase = phase.filter(|phase| self.rule.phases.contains(phase));
        if phase.is_none() {
            let phases: Vec<&str> = self.rule.phases.iter().map(|phase| (*phase).into()).collect();
            self.refuse(
                Fact::Phase.key(),
                FactErrorCode::Invalid,
                format!("not one of {}", phases.join(", ")),
            );
        }
        phase
    }

    fn length(&mut self, fact: Fact, value: &Value) -> Option<Length> {
        let read = match fact.kind() {
            FactType::Days => days(value).ok_or_else(|| "not a number of days from 1 to 3660".to_owned()),
            _ => value.as_str().unwrap_or_default().parse().map_err(|wrong: NotALength| wrong.to_string()),
        };
        match read.and_then(|length| self.within_bounds(length)) {
            Ok(length) => Some(length),
            Err(detail) => {
                self.refuse(fact.key(), FactErrorCode::Invalid, detail);
                None
            }
        }
    }

    fn within_bounds(&self, length: Length) -> Result<Length, String> {
        let Some(Amount::Told(Told { minimum, maximum, .. })) = &self.rule.amount else { return Ok(length) };
        match (minimum, maximum) {
            (Some(least), _) if length.rough_days() < least.rough_days() => Err(format!("at least {least}")),
            (_, Some(most)) if length.rough_days() > most.rough_days() => Err(format!("at most {most}")),
            _ => Ok(length),
        }
    }

    fn agreed(&mut self, value: &Value) -> Option<u16> {
        let most = self.rule.extension.and_then(|it| it.maximum);
        match days(value) {
            Some(days) if most.is_none_or(|most| days.rough_days() <= most.rough_days()) => {
                Some(days.number())
            }
            _ => {
                let most = most.unwrap_or(Length::Days(3660));
                let detail = format!("not a number of days from 1 to {}", most.rough_days());
                self.refuse(Fact::AgreementDays.key(), FactErrorCode::Invalid, detail);
                None
            }
        }
    }

    fn answer(&mut self, fact: Fact, value: &Value) -> Option<bool> {
        if !value.is_boolean() {
            self.refuse(fact.key(), FactErrorCode::Invalid, "neither true nor false".to_owned());
        }
        value.as_bool()
    }

    fn region(&mut self, value: &Value) -> Option<String> {
        let regions = self.pack.regions(self.pack.calendar_id(self.rule));
        let regions: Vec<&str> = regions.map(|calendar| &*calendar.id).collect();
        let region = value.as_str().filter(|region| regions.contains(region));
        if region.is_none() {
            let detail = format!("not one of {}", regions.join(", "));
            self.refuse(Fact::Region.key(), FactErrorCode::Invalid, detail);
        }
        region.map(str::to_owned)
    }

    fn refuse_contradictions(&mut self, given: &Given) {
        let trigger = self.rule.triggers.iter().find(|trigger| Some(trigger.fact) == given.trigger);
        if let (Some(trigger), Some(phase)) = (trigger, given.phase)
            && trigger.phases.as_ref().is_some_and(|phases| !phases.contains(&phase))
        {
            let detail = format!("{} does not occur in {phase}", trigger.fact);
            self.refuse(Fact::Phase.key(), FactErrorCode::Conflicting, detail);
        }
        match self.rule.stop_the_clock {
            Some(StopTheClock::Suspension) => {
                self.refuse_alone(given, Fact::SuspendedFrom, Fact::SuspendedTo);
                self.refuse_alone(given, Fact::SuspendedTo, Fact::SuspendedFrom);
                self.refuse_disorder(given, Fact::SuspendedFrom, Fact::SuspendedTo);
            }
            Some(StopTheClock::Conciliation) => {
                self.refuse_alone(given, Fact::ConciliationTo, Fact::ConciliationFrom);
                self.refuse_disorder(given, Fact::ConciliationFrom, Fact::ConciliationTo);
            }
            None => {}
        }
        for (first, second) in IN_ORDER {
            self.refuse_disorder(given, first, second);
        }
        let Some(start) = given.trigger else { return };
        if let Some(restart) = self.rule.restart {
            self.refuse_disorder(given, start, restart);
        }
        let told = |first, second| IN_ORDER.contains(&(first, second));
        for end in self.rule.at_most.iter().filter(|end| !told(end.fact, start)) {
            self.refuse_disorder(given, end.fact, start);
        }
        if let Some(unless) = self.rule.extension.and_then(|it| it.unless)
            && given.agreed.is_some()
            && given.answered(unless) == Some(true)
        {
            let detail = format!("not together with {unless}");
            self.refuse(Fact::AgreementDays.key(), FactErrorCode::Conflicting, detail);
        }
    }

    /// Refuses one date that says nothing without another.
    fn refuse_alone(&mut self, given: &Given, fact: Fact, other: Fact) {
        if given.date(fact).is_some() && given.date(other).is_none() {
            self.refuse(other.key(), FactErrorCode::Missing, format!("needed with {fact}"));
        }
    }

    /// Refuses a date before the one that it must follow.
    fn refuse_disorder(&mut self, given: &Given, first: Fact, second: Fact) {
        if let Some((earlier, later)) = given.date(first).zip(given.date(second))
            && later < earlier
        {
            let detail = format!("{later} is before {first}, {earlier}");
            self.refuse(second.key(), FactErrorCode::Conflicting, detail);
        }
    }
}

fn days(value: &Value) -> Option<Length> {
    let days = u16::try_from(value.as_u64()?).ok()?;
    (1..=3660).contains(&days).then_some(Length::Days(days))
}

/// Nothing but `2026-11-24`: other forms of a date would be read leniently.
fn written_date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}
