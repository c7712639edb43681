//! What rules look like from outside.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    pack::Pack,
    rule::{Amount, DeadlineRule, RuleId},
    terms::{Effect, Fact, FactType, Jurisdiction, Phase, Roll, RuleHolder},
};

/// A version of a deadline rule, as anybody may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleInfo {
    /// Its stable name.
    pub id: RuleId,
    /// Which version of it.
    pub version: u32,
    /// What falls due.
    pub title: String,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// Where it applies.
    pub phases: Vec<Phase>,
    /// Whose right or duty it is.
    pub holder: RuleHolder,
    /// What it needs to know.
    pub facts: Vec<FactInfo>,
    /// How long it is; null where nothing falls due.
    #[schema(required)]
    pub amount: Option<Amount>,
    /// The calendar for working days and for the roll; null where neither is used.
    #[schema(required)]
    pub calendar: Option<String>,
    /// What a day off at the end does.
    pub roll: Roll,
    /// What passing it means.
    pub effect: Effect,
    /// The first day it applied; null for no lower bound.
    #[schema(required)]
    pub valid_from: Option<Date>,
    /// The last day it applied; null while it does.
    #[schema(required)]
    pub valid_to: Option<Date>,
    /// Where it stands.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
}

/// A fact that a rule takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactInfo {
    /// Its key.
    pub key: Fact,
    /// What kind of value it takes.
    pub r#type: FactType,
    /// Whether it must be given by itself.
    pub required: bool,
    /// The facts of which exactly one must be given, this one among them; empty if it stands alone.
    pub one_of: Vec<Fact>,
}

impl Pack {
    /// Its rules, every version, as anybody may read them.
    #[must_use]
    pub fn describe(&self) -> Vec<RuleInfo> {
        self.rules().map(|rule| describe(self.jurisdiction, rule)).collect()
    }
}

fn describe(jurisdiction: Jurisdiction, rule: &DeadlineRule) -> RuleInfo {
    RuleInfo {
        id: rule.id.clone(),
        version: rule.version,
        title: rule.title.clone(),
        jurisdiction,
        phases: rule.phases.clone(),
        holder: rule.holder,
        facts: facts(rule),
        amount: rule.amount.clone(),
        calendar: rule.calendar.clone(),
        roll: rule.roll,
        effect: rule.effect,
        valid_from: rule.valid_from,
        valid_to: rule.valid_to,
        source: rule.source.clone(),
        verified: rule.verified,
    }
}

fn facts(rule: &DeadlineRule) -> Vec<FactInfo> {
    let starts: Vec<Fact> = rule.triggers.iter().map(|trigger| trigger.fact).collect();
    let alone = starts.len() == 1;
    let one_of = if alone { Vec::new() } else { starts.clone() };
    let starts = starts.into_iter().map(|key| FactInfo {
        key,
        r#type: key.kind(),
        required: alone,
        one_of: one_of.clone(),
    });
    let others = rule.other_facts().into_iter().map(|(key, required)| FactInfo {
        key,
        r#type: key.kind(),
        required,
        one_of: Vec::new(),
    });
    starts.chain(others).collect()
}
