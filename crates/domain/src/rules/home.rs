//! The rules that the program runs on, and which of them serve its own procedure.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use super::{
    explain::{ComputedDeadline, Trail},
    facts::Given,
    pack::{Fault, Pack, PackError},
    rule::DeadlineRule,
    terms::Jurisdiction,
};

/// The rules of an employer in Denmark.
pub(super) const DENMARK: &str = include_str!("../../rules/dk.toml");

/// A period that the procedure itself runs on. The pack says which rule serves it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the methods of Rules say it")]
pub enum Period {
    Access,
    Acknowledge,
    AcknowledgeHard,
    CheckAgain,
    Consultation,
    ConsultationExtension,
    CoolingOff,
    Decision,
    DraftDiscard,
    Extension,
    Feedback,
    Hearing,
    Inform,
    Information,
    InterimReview,
    Letter,
    Limitation,
    Mediation,
    MediationExtension,
    Reasons,
    ReasonsRequest,
    RetaliationWatch,
    Retention,
    RetentionOutside,
    ReviewRequest,
    Revocation,
    Screening,
    Status,
}

/// All rules that the program knows, with those that its own procedure runs on.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(super) home: Pack,
    /// The newest version of the rule of each period, in the order of the periods.
    newest: Vec<DeadlineRule>,
}

impl Rules {
    /// The rules of an employer in Denmark.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "part of the program; a test loads it"
    )]
    pub fn denmark() -> &'static Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| Self::load(DENMARK).expect("the Danish rules are sound"))
    }

    /// Reads the pack that the procedure runs on.
    pub fn load(text: &str) -> Result<Self, PackError> {
        let home = Pack::load(text)?;
        let (mut newest, mut missing) = (Vec::new(), Vec::new());
        for period in Period::iter() {
            let rule = home.procedure.get(&period).and_then(|id| home.versions(&id.0).last());
            match rule {
                Some(rule) => newest.push(rule.clone()),
                None => missing.push(Fault {
                    at: <&str>::from(period).to_owned(),
                    what: "no rule for this period of the procedure".to_owned(),
                }),
            }
        }
        if missing.is_empty() { Ok(Self { home, newest }) } else { Err(PackError::Refused(missing)) }
    }

    /// The pack that the procedure runs on.
    #[must_use]
    pub fn home(&self) -> &Pack {
        &self.home
    }

    /// The pack of a jurisdiction, if there is one.
    #[must_use]
    pub fn pack(&self, jurisdiction: Jurisdiction) -> Option<&Pack> {
        self.packs().find(|pack| pack.jurisdiction == jurisdiction)
    }

    /// Every pack.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        std::iter::once(&self.home)
    }

    /// When a period ends, and why.
    #[must_use]
    pub fn explain(&self, period: Period, given: Given) -> ComputedDeadline {
        self.home.explain(self.rule(period, given.on), &given)
    }

    /// The last day of a period.
    #[must_use]
    pub fn due(&self, period: Period, given: Given) -> Date {
        self.end(self.rule(period, given.on), given)
    }

    pub(super) fn end(&self, rule: &DeadlineRule, given: Given) -> Date {
        // A rule of the procedure sets a date: the pack was checked.
        self.home.reckon(rule, &given, &mut Trail::not_kept()).unwrap_or(given.on)
    }

    pub(super) fn rule(&self, period: Period, day: Date) -> &DeadlineRule {
        let newest = &self.newest[period as usize];
        self.home.version(&newest.id.0, day).unwrap_or(newest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_period_of_the_procedure_needs_a_rule() {
        assert!(Rules::load(DENMARK).is_ok());
        let Err(error) = Rules::load(&DENMARK.replace("acknowledge = \"POL-ACK\"", "")) else { panic!() };
        assert!(error.to_string().contains("acknowledge: no rule for this period"), "{error}");
    }

    #[test]
    fn each_period_has_its_own_rule() {
        for period in Period::iter() {
            let rule = Rules::denmark().rule(period, Date::MAX);
            assert_eq!(Some(&rule.id), Rules::denmark().home.procedure.get(&period));
        }
    }
}
