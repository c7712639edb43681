//! What rules look like from outside.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    adjust::{AtMost, Extension, StopTheClock},
    amount::Amount,
    fact::{Fact, FactType},
    length::Length,
    origin::Origin,
    pack::Pack,
    rule::{DeadlineRule, RuleId},
    terms::{Count, Effect, Jurisdiction, KeyedOn, Phase, Roll, RuleHolder},
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
    /// Where it comes from: the program, or a signed pack of whoever runs it.
    pub origin: Origin,
    /// Where it applies.
    pub phases: Vec<Phase>,
    /// Whose right or duty it is.
    pub holder: RuleHolder,
    /// What it needs to know.
    pub facts: Vec<FactInfo>,
    /// How long it is; null where nothing falls due.
    #[schema(required)]
    pub amount: Option<Amount>,
    /// Whether the day of the event counts.
    pub count: Count,
    /// The later event that starts it anew; null if none does.
    #[schema(required)]
    pub restart: Option<Fact>,
    /// What stops it while it runs; null if nothing does.
    #[schema(required)]
    pub stop_the_clock: Option<StopTheClock>,
    /// On what ground it may be made longer; null if on none.
    #[schema(required)]
    pub extension: Option<Extension>,
    /// Ends that it cannot outlast.
    pub at_most: Vec<AtMost>,
    /// After how long it warns although nothing falls due.
    pub warn_after: Vec<Length>,
    /// The calendar for working days and for the roll; null where neither is used.
    #[schema(required)]
    pub calendar: Option<String>,
    /// What the law does with an end on a day off. A duty of the employer stays there all the same.
    pub roll: Roll,
    /// What passing it means.
    pub effect: Effect,
    /// The first day it applied; null for no lower bound.
    #[schema(required)]
    pub valid_from: Option<Date>,
    /// The last day it applied; null while it does.
    #[schema(required)]
    pub valid_to: Option<Date>,
    /// Which date these two are about.
    pub keyed_on: KeyedOn,
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
    /// The facts of which one must be given, this one among them; empty if it stands alone.
    pub one_of: Vec<Fact>,
    /// Whether more than one of those may be given; then the earliest counts.
    pub several: bool,
}

impl Pack {
    /// Its rules, every version, as anybody may read them.
    #[must_use]
    pub fn describe(&self) -> Vec<RuleInfo> {
        self.rules().map(|rule| describe(self, rule)).collect()
    }
}

fn describe(pack: &Pack, rule: &DeadlineRule) -> RuleInfo {
    RuleInfo {
        id: rule.id.clone(),
        version: rule.version,
        title: rule.title.clone(),
        jurisdiction: pack.jurisdiction,
        origin: pack.origin.clone(),
        phases: rule.phases.clone(),
        holder: rule.holder,
        facts: facts(pack, rule),
        amount: rule.amount.clone(),
        count: rule.count,
        restart: rule.restart,
        stop_the_clock: rule.stop_the_clock,
        extension: rule.extension,
        at_most: rule.at_most.clone(),
        warn_after: rule.warn_after.clone(),
        calendar: rule.calendar.clone(),
        roll: rule.roll,
        effect: rule.effect,
        valid_from: rule.valid_from,
        valid_to: rule.valid_to,
        keyed_on: rule.keyed_on,
        source: rule.source.clone(),
        verified: rule.verified,
    }
}

fn facts(pack: &Pack, rule: &DeadlineRule) -> Vec<FactInfo> {
    let starts: Vec<Fact> = rule.triggers.iter().map(|trigger| trigger.fact).collect();
    let alone = starts.len() == 1;
    let one_of = if alone { Vec::new() } else { starts.clone() };
    let starts = starts.into_iter().map(|key| FactInfo {
        key,
        r#type: key.kind(),
        required: alone,
        one_of: one_of.clone(),
        several: rule.several,
    });
    let others = pack.other_facts(rule).into_iter().map(|(key, required)| FactInfo {
        key,
        r#type: key.kind(),
        required,
        one_of: Vec::new(),
        several: false,
    });
    starts.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::rules::Rules;

    #[test]
    fn answers_have_the_shape_that_clients_read() {
        let facts = json!({ "decision_received": "2027-05-08" });
        let computed = Rules::denmark().home().compute("DK-D3", facts.as_object().unwrap()).unwrap();
        let expected = json!({
            "rule": "DK-D3",
            "rule_version": 1,
            "due_on": "2027-06-07",
            "effect": "hard_limit",
            "verified": false,
            "source": "Ligebehandlingsnævnet, the secretariat [S64], old page",
            "explanation": [
                { "step": "trigger", "date": "2027-05-08", "detail": "decision_received, the day itself is not counted" },
                { "step": "count", "date": "2027-06-05", "detail": "4 weeks" },
                { "step": "skip", "date": "2027-06-05", "detail": "Constitution Day" },
                { "step": "skip", "date": "2027-06-06", "detail": "Sunday" },
                { "step": "roll", "date": "2027-06-07", "detail": "next working day of DK-LIMITATION" },
            ],
            "warnings": [{
                "code": "old_source",
                "detail": "the four weeks stand on a page of 2013; follow the guidance in the letter",
            }, {
                "code": "unverified",
                "detail": "not checked against its source: ask before relying on this date",
            }],
        });
        assert_eq!(serde_json::to_value(&computed).unwrap(), expected);

        let info = Rules::denmark().home().describe().into_iter().find(|info| info.id.0 == "DK-D8").unwrap();
        let expected = json!({
            "id": "DK-D8",
            "version": 1,
            "title": "Reply to a hearing item",
            "jurisdiction": "DK",
            "origin": { "from": "program" },
            "phases": ["recruitment", "employment", "dismissal"],
            "holder": "party",
            "facts": [
                { "key": "letter_available", "type": "date", "required": true, "one_of": [], "several": false },
                { "key": "days", "type": "days", "required": false, "one_of": [], "several": false },
                { "key": "agreement_days", "type": "days", "required": false, "one_of": [], "several": false },
            ],
            "amount": { "fact": "days", "default": { "days": 14 }, "minimum": { "days": 7 } },
            "count": "day_after",
            "restart": null,
            "stop_the_clock": null,
            "extension": { "ground": "agreement" },
            "at_most": [],
            "warn_after": [],
            "calendar": "DK-LIMITATION",
            "roll": "next_business_day",
            "effect": "target",
            "valid_from": null,
            "valid_to": null,
            "keyed_on": "act_date",
            "source": "POLICY; forvaltningsloven § 19 asks for a reasonable period",
            "verified": false,
        });
        assert_eq!(serde_json::to_value(&info).unwrap(), expected);
    }
}
