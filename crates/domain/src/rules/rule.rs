//! The shape of a deadline rule (rulebook 6.1), as packs hold it.

use std::{borrow::Borrow, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    adjust::{AtMost, Extension, StopTheClock},
    amount::Amount,
    fact::Fact,
    facts::Given,
    length::Length,
    terms::{Count, Effect, KeyedOn, Phase, Roll, RuleHolder},
};

/// The stable name of a rule, for example `DK-D3` or `POL-ACK`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct RuleId(pub String);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// One version of one deadline rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// Its name.
    pub id: RuleId,
    /// Which version of it.
    pub version: u32,
    /// What falls due.
    pub title: String,
    /// Where it applies.
    #[serde(default = "every_phase")]
    pub phases: Vec<Phase>,
    /// Whose right or duty it is.
    pub holder: RuleHolder,
    /// What starts it; exactly one of them is given, unless the rule takes several.
    pub triggers: Vec<Trigger>,
    /// Whether more than one of them may be given; then the earliest counts.
    #[serde(default)]
    pub several: bool,
    /// The later event that starts it anew.
    #[serde(default)]
    pub restart: Option<Fact>,
    /// How long it is; none where nothing falls due.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Whether the day of the event counts.
    #[serde(default)]
    pub count: Count,
    /// The calendar for working days and for the roll.
    #[serde(default)]
    pub calendar: Option<String>,
    /// What the law does with an end on a day off.
    #[serde(default)]
    pub roll: Roll,
    /// What stops it while it runs.
    #[serde(default)]
    pub stop_the_clock: Option<StopTheClock>,
    /// On what ground it may be made longer.
    #[serde(default)]
    pub extension: Option<Extension>,
    /// Other ends that it cannot outlast: the earliest of all counts.
    #[serde(default)]
    pub at_most: Vec<AtMost>,
    /// What passing it means.
    pub effect: Effect,
    /// The first day it applied; none for no lower bound.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// The last day it applied.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Which date these two are about.
    #[serde(default)]
    pub keyed_on: KeyedOn,
    /// After how long to warn although nothing falls due.
    #[serde(default)]
    pub warn_after: Vec<Length>,
    /// What a reader has to know before relying on the date.
    #[serde(default)]
    pub caveats: Vec<Caveat>,
    /// Where it stands.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
    /// What it must give; run when the pack is loaded.
    pub vectors: Vec<Vector>,
}

pub(super) fn every_phase() -> Vec<Phase> {
    vec![Phase::Recruitment, Phase::Employment, Phase::Dismissal]
}

/// A fact that may start the period.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The fact, a date.
    pub fact: Fact,
    /// The rule that leads from that date to the one that counts, for example from sending to delivery.
    #[serde(default)]
    pub via: Option<RuleId>,
    /// The phases it can occur in, if not all.
    #[serde(default)]
    pub phases: Option<Vec<Phase>>,
}

/// A warning that goes with each date of a rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caveat {
    /// A stable code.
    pub code: String,
    /// What to know.
    pub detail: String,
    /// Only if this fact started the period.
    #[serde(default)]
    pub with: Option<Fact>,
}

/// What a rule must answer to some facts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// As a client would send them.
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// The date, if there is one.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// The codes of the warnings, in order, where they matter. The one that each date of an unverified rule carries
    /// goes without saying.
    #[serde(default)]
    pub warnings: Option<Vec<String>>,
    /// `code /pointer` of each error, if the facts are refused.
    #[serde(default)]
    pub refused: Vec<String>,
}

impl DeadlineRule {
    /// Whether it applied on the day.
    pub(super) fn applies_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The facts beside the triggers, and whether each must be given.
    pub(super) fn other_facts(&self) -> Vec<(Fact, bool)> {
        let mut facts = Vec::new();
        match &self.amount {
            Some(Amount::ByPhase(_)) => facts.push((Fact::Phase, true)),
            Some(Amount::ByAnswer(by)) => facts.push((by.answer, false)),
            Some(Amount::Told(told)) => facts.push((told.fact, told.default.is_none())),
            Some(Amount::Fixed(_)) | None => {}
        }
        facts.extend(self.restart.map(|fact| (fact, false)));
        match self.stop_the_clock {
            Some(StopTheClock::Conciliation) => {
                facts.extend([(Fact::ConciliationFrom, false), (Fact::ConciliationTo, false)]);
            }
            Some(StopTheClock::Suspension) => {
                facts.extend([(Fact::SuspendedFrom, false), (Fact::SuspendedTo, false)]);
            }
            None => {}
        }
        if self.extension.is_some_and(Extension::is_agreed) {
            facts.push((Fact::AgreementDays, false));
        }
        facts.extend(self.at_most.iter().map(|end| (end.fact, true)));
        if self.keyed_on == KeyedOn::FilingDate {
            facts.push((Fact::FilingReceived, true));
        }
        facts.retain(|(fact, _)| !self.starts_with(*fact));
        facts
    }

    /// Whether the fact is one of its triggers.
    pub(super) fn starts_with(&self, fact: Fact) -> bool {
        self.triggers.iter().any(|trigger| trigger.fact == fact)
    }

    /// The trigger that was given, the first if that was not said.
    pub(super) fn trigger(&self, given: &Given) -> Option<Fact> {
        let chosen = given.trigger.filter(|fact| self.starts_with(*fact));
        chosen.or(self.triggers.first().map(|trigger| trigger.fact))
    }

    /// Whether it is a choice of this product and no law.
    pub(super) fn is_policy(&self) -> bool {
        self.source.starts_with("POLICY")
    }
}
