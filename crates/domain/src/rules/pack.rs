//! A rule pack: the calendars and rules of one jurisdiction, read from TOML and checked.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{
    calendar::Calendar,
    check,
    coverage::Coverage,
    fingerprint,
    forum::Forum,
    home::Period,
    law::{Law, Process, Proof, Retention},
    origin::Origin,
    rule::{DeadlineRule, RuleId},
    terms::Jurisdiction,
    wording::{Guidance, Wording, Words},
};
use crate::{Form, Ground};

/// The calendars and rules of one jurisdiction. Whoever holds one knows that it passed its checks.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// What it is called.
    pub title: String,
    /// Where it comes from.
    pub origin: Origin,
    pub(super) fingerprint: u64,
    pub(super) calendar: String,
    pub(super) weekends: Calendar,
    calendars: Vec<Calendar>,
    rules: Vec<DeadlineRule>,
    pub(super) procedure: BTreeMap<Period, RuleId>,
    pub(super) checks: Checks,
    pub(super) law: Law,
    pub(super) wording: Wording,
}

/// A pack as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    jurisdiction: Jurisdiction,
    title: String,
    /// The calendar that tells whether an end that does not move is a day off.
    calendar: String,
    calendars: Vec<Calendar>,
    rules: Vec<DeadlineRule>,
    /// Which rule serves each period of the internal procedure. Empty in a pack that holds outside rules only.
    #[serde(default)]
    procedure: BTreeMap<Period, RuleId>,
    #[serde(default)]
    checks: Checks,
    #[serde(default)]
    grounds: BTreeMap<Ground, Coverage<Ground>>,
    #[serde(default)]
    forms: BTreeMap<Form, Coverage<Form>>,
    #[serde(default)]
    proof: Vec<Proof>,
    #[serde(default)]
    forums: Vec<Forum>,
    /// What the bodies are called, and how to turn to them, by the keys that they name.
    #[serde(default)]
    names: BTreeMap<String, Words>,
    #[serde(default)]
    guidance: BTreeMap<String, Guidance>,
    #[serde(default)]
    process: Vec<Process>,
    #[serde(default)]
    retention: Vec<Retention>,
}

/// The rules that say when to ask whether a person is safe.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checks {
    /// After a decision; those that apply in the phase.
    pub(super) full: Vec<RuleId>,
    /// After a complaint that was not admitted.
    pub(super) short: Vec<RuleId>,
}

/// Why a pack was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not TOML, or not the shape of a pack.
    #[error("the rule pack cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// It contradicts itself, or does not give what its own vectors say.
    #[error("the rule pack is refused: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Fault>),
}

/// One thing that is wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what}")]
pub struct Fault {
    /// The rule or calendar.
    pub at: String,
    /// What is wrong with it.
    pub what: String,
}

impl Pack {
    /// Reads a pack and checks it whole, its test vectors included.
    pub fn load(text: &str) -> Result<Self, PackError> {
        let mut written: Written = toml::from_str(text)?;
        let mut faults = check::link_calendars(&mut written.calendars);
        let pack = Self {
            jurisdiction: written.jurisdiction,
            title: written.title,
            fingerprint: fingerprint::of(text.bytes()),
            origin: Origin::default(),
            calendar: written.calendar,
            weekends: Calendar::WEEKENDS,
            calendars: written.calendars,
            rules: written.rules,
            procedure: written.procedure,
            checks: written.checks,
            law: Law {
                grounds: written.grounds,
                forms: written.forms,
                proof: written.proof,
                forums: written.forums,
                process: written.process,
                retention: written.retention,
            },
            wording: Wording { names: written.names, guidance: written.guidance },
        };
        faults.extend(check::faults(&pack));
        if faults.is_empty() { Ok(pack) } else { Err(PackError::Refused(faults)) }
    }

    /// Its calendar of that name.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|calendar| calendar.id == id)
    }

    /// The calendars of parts of the country, by the one that they add to.
    pub(super) fn regions(&self, base: &str) -> impl Iterator<Item = &Calendar> {
        self.calendars.iter().filter(move |it| it.region && it.extends.as_deref() == Some(base))
    }

    /// Every version of every rule, in the order of the file.
    pub fn rules(&self) -> impl Iterator<Item = &DeadlineRule> {
        self.rules.iter()
    }

    /// The versions of one rule, oldest first.
    #[must_use]
    pub fn versions<'a>(&'a self, id: &'a str) -> impl DoubleEndedIterator<Item = &'a DeadlineRule> {
        self.rules.iter().filter(move |rule| rule.id.0 == id)
    }

    /// The version of a rule that applied on the day; the newest if none did.
    pub(super) fn version(&self, id: &str, day: Date) -> Option<&DeadlineRule> {
        let versions = || self.rules.iter().filter(|rule| rule.id.0 == id);
        versions().find(|rule| rule.applies_on(day)).or_else(|| versions().next_back())
    }
}
