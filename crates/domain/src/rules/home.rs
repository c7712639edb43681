//! The rules that the program runs on, and which of them serve its own procedure.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    explain::{ComputedDeadline, Trail},
    facts::Given,
    pack::{Pack, PackError},
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
    Information,
    InterimReview,
    Letter,
    Limitation,
    Mediation,
    MediationExtension,
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
        Ok(Self { home: Pack::load(text)? })
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
    pub fn explain(&self, period: Period, given: Given) -> Option<ComputedDeadline> {
        let rule = self.rule(period, given)?;
        Some(self.home.explain(rule, &given))
    }

    /// The last day of a period.
    #[must_use]
    pub fn due(&self, period: Period, given: Given) -> Date {
        // Every period has a rule that sets a date: the pack was checked.
        self.rule(period, given).map_or(given.on, |rule| self.end(rule, given))
    }

    pub(super) fn end(&self, rule: &DeadlineRule, given: Given) -> Date {
        self.home.reckon(rule, &given, &mut Trail::not_kept()).unwrap_or(given.on)
    }

    pub(super) fn rule(&self, period: Period, given: Given) -> Option<&DeadlineRule> {
        self.home.version(&self.home.procedure.get(&period)?.0, given.on)
    }
}
