//! From facts as JSON to what the engine takes, or the list of what is wrong with them.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    facts::{FactError, FactErrorCode, Given, error},
    length::{Length, NotALength},
    rule::{Amount, DeadlineRule, Told},
    terms::{Fact, FactType, Phase},
};

/// Outside these years a date is a slip of the pen, and arithmetic might leave the calendar.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// Reads what the rule needs, and complains about everything that does not fit.
pub(super) fn read(rule: &DeadlineRule, facts: &Map<String, Value>) -> Result<Given, Vec<FactError>> {
    let mut reader = Reader { rule, facts, errors: Vec::new() };
    reader.refuse_unknown();
    let start = reader.start();
    let mut given = Given::on(start.map_or(Date::MIN, |(_, day)| day));
    given.trigger = start.map(|(fact, _)| fact);
    for (fact, required) in rule.other_facts() {
        let Some(value) = reader.value(fact, required) else { continue };
        match fact.kind() {
            FactType::Date => given.filed = reader.date(fact, value),
            FactType::Phase => given.phase = reader.phase(value),
            FactType::Days | FactType::Period => given.length = reader.length(fact, value),
        }
    }
    reader.refuse_contradiction(&given);
    if reader.errors.is_empty() { Ok(given) } else { Err(reader.errors) }
}

struct Reader<'a> {
    rule: &'a DeadlineRule,
    facts: &'a Map<String, Value>,
    errors: Vec<FactError>,
}

impl<'a> Reader<'a> {
    fn refuse(&mut self, key: &str, code: FactErrorCode, detail: String) {
        self.errors.push(error(self.rule, key, code, detail));
    }

    fn refuse_unknown(&mut self) {
        let triggers = self.rule.triggers.iter().map(|trigger| trigger.fact);
        let known: Vec<&str> = triggers
            .chain(self.rule.other_facts().into_iter().map(|(fact, _)| fact))
            .map(Fact::key)
            .collect();
        for key in self.facts.keys().filter(|key| !known.contains(&key.as_str())) {
            let detail = format!("{} takes {}", self.rule.id, known.join(", "));
            self.refuse(key, FactErrorCode::Unknown, detail);
        }
    }

    /// The one fact that starts the period.
    fn start(&mut self) -> Option<(Fact, Date)> {
        let all: Vec<Fact> = self.rule.triggers.iter().map(|trigger| trigger.fact).collect();
        let names = all.iter().map(|fact| fact.key()).collect::<Vec<_>>().join(", ");
        let present: Vec<Fact> =
            all.iter().copied().filter(|fact| self.facts.contains_key(fact.key())).collect();
        match present[..] {
            [] => {
                let detail =
                    if all.len() > 1 { format!("one of {names} is needed") } else { "needed".to_owned() };
                self.refuse(all.first()?.key(), FactErrorCode::Missing, detail);
                None
            }
            [fact] => {
                let value = self.facts.get(fact.key())?;
                Some((fact, self.date(fact, value)?))
            }
            _ => {
                for fact in present {
                    self.refuse(
                        fact.key(),
                        FactErrorCode::Conflicting,
                        format!("only one of {names} can be given"),
                    );
                }
                None
            }
        }
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

    fn refuse_contradiction(&mut self, given: &Given) {
        let trigger = self.rule.triggers.iter().find(|trigger| Some(trigger.fact) == given.trigger);
        if let (Some(trigger), Some(phase)) = (trigger, given.phase)
            && trigger.phases.as_ref().is_some_and(|phases| !phases.contains(&phase))
        {
            let detail = format!("{} does not occur in {phase}", trigger.fact);
            self.refuse(Fact::Phase.key(), FactErrorCode::Conflicting, detail);
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
