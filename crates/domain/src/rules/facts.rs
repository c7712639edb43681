//! What the engine is given, and what is wrong with facts that it cannot take.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    adjust::Pause,
    explain::ComputedDeadline,
    fact::Fact,
    length::Length,
    pack::Pack,
    read::read,
    rule::DeadlineRule,
    terms::{KeyedOn, Phase},
};

/// What a rule is given to reckon with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub(super) on: Date,
    pub(super) trigger: Option<Fact>,
    pub(super) phase: Option<Phase>,
    pub(super) length: Option<Length>,
    pub(super) agreed: Option<u16>,
    pub(super) region: Option<String>,
    pub(super) pauses: Vec<Pause>,
    pub(super) dates: Vec<(Fact, Date)>,
    pub(super) answers: Vec<(Fact, bool)>,
}

impl Given {
    /// The day that starts the period.
    #[must_use]
    pub fn on(day: Date) -> Self {
        Self {
            on: day,
            trigger: None,
            phase: None,
            length: None,
            agreed: None,
            region: None,
            pauses: Vec::new(),
            dates: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// The earliest of some dates starts the period, the others are known beside it.
    pub(super) fn earliest(mut days: Vec<(Fact, Date)>) -> Option<Self> {
        days.sort_by_key(|(_, day)| *day);
        let (trigger, day) = days.first().copied()?;
        days.remove(0);
        Some(Self { dates: days, ..Self::on(day).by(trigger) })
    }

    /// Which fact that day is, where a rule takes several.
    #[must_use]
    pub fn by(self, trigger: Fact) -> Self {
        Self { trigger: Some(trigger), ..self }
    }

    /// The phase of the case.
    #[must_use]
    pub fn phase(self, phase: Phase) -> Self {
        Self { phase: Some(phase), ..self }
    }

    /// How long, where a rule leaves it to the facts.
    #[must_use]
    pub fn lasting(self, length: Length) -> Self {
        Self { length: Some(length), ..self }
    }

    /// By how many days those concerned agreed to extend the period; counts up to the maximum of the rule.
    #[must_use]
    pub fn agreed(self, days: u16) -> Self {
        Self { agreed: Some(days), ..self }
    }

    /// A date beside the one that starts the period.
    #[must_use]
    pub fn and(mut self, fact: Fact, day: Date) -> Self {
        self.dates.push((fact, day));
        self
    }

    /// The answer to a question that the rule asks.
    #[must_use]
    pub fn answer(mut self, fact: Fact, yes: bool) -> Self {
        self.answers.push((fact, yes));
        self
    }

    /// A suspension of the internal procedure, its first and its last day. Stops no period of law.
    #[must_use]
    pub fn suspended(mut self, from: Date, to: Date) -> Self {
        self.pauses.push(Pause { from, to });
        self.pauses.sort_by_key(|pause| (pause.from, pause.to));
        self
    }

    /// The part of the country whose holidays count, by its calendar.
    #[must_use]
    pub fn region(self, calendar: &str) -> Self {
        Self { region: Some(calendar.to_owned()), ..self }
    }

    /// A date by its fact, the one that starts the period included.
    pub(super) fn date(&self, fact: Fact) -> Option<Date> {
        if self.trigger == Some(fact) {
            return Some(self.on);
        }
        self.dates.iter().find(|(known, _)| *known == fact).map(|(_, day)| *day)
    }

    pub(super) fn answered(&self, fact: Fact) -> Option<bool> {
        self.answers.iter().find(|(known, _)| *known == fact).map(|(_, yes)| *yes)
    }

    /// The day that decides between versions of the rule.
    pub(super) fn key_day(&self, rule: &DeadlineRule) -> Date {
        match rule.keyed_on {
            KeyedOn::ActDate => self.on,
            KeyedOn::FilingDate => self.date(Fact::FilingReceived).unwrap_or(self.on),
        }
    }
}

/// Why nothing was computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComputeError {
    /// The pack has no such rule.
    #[error("no such rule")]
    UnknownRule,
    /// The facts do not fit the rule.
    #[error("the facts do not fit the rule")]
    Facts(Vec<FactError>),
}

/// What is wrong with one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactError {
    /// Where in the request.
    pub pointer: String,
    /// What is wrong, as a code.
    pub code: FactErrorCode,
    /// The same in words.
    pub detail: String,
    /// The section of the law concerned.
    pub section: String,
}

/// What can be wrong with a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FactErrorCode {
    Missing,
    Unknown,
    Invalid,
    BeforeTheLaw,
    AfterTheLaw,
    Conflicting,
}

impl Pack {
    /// What the rule gives for facts as a client sends them.
    pub fn compute(&self, rule: &str, facts: &Map<String, Value>) -> Result<ComputedDeadline, ComputeError> {
        // The newest version reads the date that picks the version, which then reads all the rest.
        let newest = self.versions(rule).last().ok_or(ComputeError::UnknownRule)?;
        let given = read(self, newest, facts).map_err(ComputeError::Facts)?;
        let day = given.key_day(newest);
        let Some(version) = self.versions(rule).find(|version| version.applies_on(day)) else {
            let earliest = self.versions(rule).next().and_then(|oldest| oldest.valid_from);
            return Err(ComputeError::Facts(vec![out_of_force(newest, &given, earliest)]));
        };
        let given = read(self, version, facts).map_err(ComputeError::Facts)?;
        Ok(self.explain(version, &given))
    }
}

fn out_of_force(rule: &DeadlineRule, given: &Given, earliest: Option<Date>) -> FactError {
    let day = given.key_day(rule);
    let fact = match rule.keyed_on {
        KeyedOn::FilingDate => Fact::FilingReceived,
        KeyedOn::ActDate => given.trigger.unwrap_or(Fact::ActDate),
    };
    match earliest {
        Some(from) if day < from => error(
            rule,
            fact.key(),
            FactErrorCode::BeforeTheLaw,
            format!("{} applies from {from} on", rule.id),
        ),
        _ => {
            error(rule, fact.key(), FactErrorCode::AfterTheLaw, format!("{} did not apply on {day}", rule.id))
        }
    }
}

/// An error about one fact of a rule.
pub(super) fn error(rule: &DeadlineRule, key: &str, code: FactErrorCode, detail: String) -> FactError {
    let key = key.replace('~', "~0").replace('/', "~1");
    FactError { pointer: format!("/facts/{key}"), code, detail, section: rule.source.clone() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::Rules;

    #[test]
    fn every_error_points_at_its_fact() {
        let pack = Rules::denmark().home();
        let facts = json!({ "a/b~c": 1, "letter_sent": "2026-13-01", "period": "soon" });
        let Err(ComputeError::Facts(errors)) = pack.compute("DK-D4", facts.as_object().unwrap()) else {
            panic!()
        };
        let found: Vec<(&str, FactErrorCode)> =
            errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
        let expected = [
            ("/facts/a~1b~0c", FactErrorCode::Unknown),
            ("/facts/letter_sent", FactErrorCode::Invalid),
            ("/facts/period", FactErrorCode::Invalid),
        ];
        assert_eq!(found, expected);
        assert!(errors.iter().all(|error| error.section.contains("[S99]")));
        assert_eq!(pack.compute("DK-D99", &Map::new()), Err(ComputeError::UnknownRule));
    }
}
