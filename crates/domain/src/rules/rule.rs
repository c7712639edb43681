//! The shape of a deadline rule (rulebook 6.1), as packs hold it.

use std::{borrow::Borrow, collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    length::Length,
    terms::{Count, Effect, Fact, KeyedOn, MonthEnd, Phase, Roll, RuleHolder, StopTheClock},
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
    /// What starts it; exactly one of them is given.
    pub triggers: Vec<Trigger>,
    /// How long it is; none where nothing falls due.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Whether the day of the event counts.
    #[serde(default)]
    pub count: Count,
    /// Where a month without such a day ends.
    #[serde(default)]
    pub month_end: MonthEnd,
    /// The calendar for working days and for the roll.
    #[serde(default)]
    pub calendar: Option<String>,
    /// What a day off at the end does.
    #[serde(default)]
    pub roll: Roll,
    /// What stops it while it runs.
    #[serde(default)]
    pub stop_the_clock: Option<StopTheClock>,
    /// On what ground it may be made longer.
    #[serde(default)]
    pub extension: Option<Extension>,
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

fn every_phase() -> Vec<Phase> {
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

/// How long a period is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RuleAmount)]
pub enum Amount {
    /// Always the same.
    Fixed(Length),
    /// It depends on the phase.
    ByPhase(ByPhase),
    /// It is given with the facts.
    Told(Told),
}

/// A length for each phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AmountByPhase)]
pub struct ByPhase {
    /// The length in each phase.
    pub by_phase: BTreeMap<Phase, Length>,
}

/// A length that is a fact itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AmountFromFacts)]
pub struct Told {
    /// The fact, `days` or `period`.
    pub fact: Fact,
    /// What it is if not given; less than this needs a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Length>,
    /// The least it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Length>,
    /// The most it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Length>,
}

/// On what ground a period may be made longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Extension {
    Agreement,
    JustAndEquitable,
    Equitable,
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
    /// The codes of the warnings, in order, where they matter.
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

    /// The facts beside the trigger, and whether each must be given.
    pub(super) fn other_facts(&self) -> Vec<(Fact, bool)> {
        let mut facts = Vec::new();
        match &self.amount {
            Some(Amount::ByPhase(_)) => facts.push((Fact::Phase, true)),
            Some(Amount::Told(told)) => facts.push((told.fact, told.default.is_none())),
            Some(Amount::Fixed(_)) | None => {}
        }
        let starts_with_filing = self.triggers.iter().any(|trigger| trigger.fact == Fact::FilingReceived);
        if self.keyed_on == KeyedOn::FilingDate && !starts_with_filing {
            facts.push((Fact::FilingReceived, true));
        }
        facts
    }
}
