//! The rules that the program runs on, and which of them serve its own procedure.

use std::sync::OnceLock;

use jiff::civil::Date;
use strum::IntoEnumIterator;

use super::{
    check::law,
    explain::{ComputedDeadline, Trail},
    facts::Given,
    origin::Origin,
    pack::{Fault, Pack, PackError},
    rule::{DeadlineRule, RuleId},
    terms::Jurisdiction,
};
use crate::codes::codes;

/// The rules of an employer in Denmark.
pub(super) const DENMARK: &str = include_str!("../../rules/dk.toml");

/// The rules of everybody else.
pub(super) const ABROAD: [&str; 7] = [
    include_str!("../../rules/eu.toml"),
    include_str!("../../rules/gb.toml"),
    include_str!("../../rules/us_fed.toml"),
    include_str!("../../rules/us_priv.toml"),
    include_str!("../../rules/de.toml"),
    include_str!("../../rules/se.toml"),
    include_str!("../../rules/no.toml"),
];

codes! {
    /// A period that the procedure itself runs on. The pack says which rule serves it.
    Period {
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
}

/// All rules that the program knows, with those that its own procedure runs on.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(super) home: Pack,
    /// The packs of other jurisdictions, one for each.
    abroad: Vec<Pack>,
    /// The newest version of the rule of each period, in the order of the periods.
    newest: Vec<DeadlineRule>,
}

impl Rules {
    /// The rules of an employer in Denmark, with those of every other pack.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "part of the program; a test loads it"
    )]
    pub fn denmark() -> &'static Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| Self::load(DENMARK, &ABROAD).expect("the rules are sound"))
    }

    /// Reads the pack that the procedure runs on, and those of other jurisdictions.
    pub fn load(home: &str, abroad: &[&str]) -> Result<Self, PackError> {
        let rules = Self::of(Pack::load(home)?)?;
        abroad.iter().try_fold(rules, |rules, text| rules.with(Pack::load(text)?))
    }

    /// The same rules with one pack, from somewhere, in the place of the one of its jurisdiction. What is refused
    /// changes nothing.
    pub fn replaced_by(&self, mut pack: Pack, origin: Origin) -> Result<Self, PackError> {
        pack.origin = origin;
        self.clone().with(pack)
    }

    fn with(mut self, pack: Pack) -> Result<Self, PackError> {
        let missing = law::missing(&pack);
        if !missing.is_empty() {
            return Err(PackError::Refused(missing));
        }
        if pack.jurisdiction == self.home.jurisdiction {
            return Ok(Self { abroad: self.abroad, ..Self::of(pack)? });
        }
        self.abroad.retain(|other| other.jurisdiction != pack.jurisdiction);
        self.abroad.push(pack);
        self.abroad.sort_by_key(|pack| pack.jurisdiction);
        Ok(self)
    }

    /// A pack that can run the procedure.
    fn of(home: Pack) -> Result<Self, PackError> {
        let (mut newest, mut missing) = (Vec::new(), law::missing(&home));
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
        if missing.is_empty() {
            Ok(Self { home, abroad: Vec::new(), newest })
        } else {
            Err(PackError::Refused(missing))
        }
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

    /// Every pack, the one of the procedure first.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        std::iter::once(&self.home).chain(&self.abroad)
    }

    /// When a period ends, and why.
    #[must_use]
    pub fn explain(&self, period: Period, given: &Given) -> ComputedDeadline {
        self.home.explain(self.rule(period, given.on), given)
    }

    /// The last day of a period.
    #[must_use]
    pub fn due(&self, period: Period, given: &Given) -> Date {
        self.end(self.rule(period, given.on), given)
    }

    /// The last day of a period, with the rule and its version that give it.
    pub(crate) fn dated(&self, period: Period, given: &Given) -> (RuleId, u32, Date) {
        let rule = self.rule(period, given.on);
        (rule.id.clone(), rule.version, self.end(rule, given))
    }

    pub(super) fn end(&self, rule: &DeadlineRule, given: &Given) -> Date {
        // A rule of the procedure sets a date: the pack was checked.
        self.home.reckon(rule, given, &mut Trail::not_kept()).unwrap_or(given.on)
    }

    pub(super) fn rule(&self, period: Period, day: Date) -> &DeadlineRule {
        let newest = &self.newest[period as usize];
        self.home.version(&newest.id.0, day).unwrap_or(newest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacing(rules: &Rules, text: &str) -> Result<Rules, PackError> {
        rules.replaced_by(Pack::load(text)?, Origin::Program)
    }

    #[test]
    fn there_is_a_pack_for_each_jurisdiction() {
        let packs: Vec<Jurisdiction> = Rules::denmark().packs().map(|pack| pack.jurisdiction).collect();
        assert_eq!(packs, Jurisdiction::iter().collect::<Vec<_>>());
        for jurisdiction in packs {
            let pack = Rules::denmark().pack(jurisdiction);
            assert_eq!(pack.map(|pack| pack.jurisdiction), Some(jurisdiction));
        }
    }

    #[test]
    fn each_period_of_the_procedure_needs_a_rule() {
        assert!(Rules::load(DENMARK, &[]).is_ok());
        let lame = DENMARK.replace("acknowledge = \"POL-ACK\"", "");
        let Err(error) = Rules::load(&lame, &[]) else { panic!() };
        assert!(error.to_string().contains("acknowledge: no rule for this period"), "{error}");
        let Err(error) = replacing(Rules::denmark(), &lame) else { panic!() };
        assert!(error.to_string().contains("acknowledge: no rule for this period"), "{error}");
    }

    #[test]
    fn a_pack_takes_the_place_of_the_one_before() {
        let rules = Rules::denmark();
        let britain = ABROAD[1];
        let longer = britain.replace("title = \"Great Britain\"", "title = \"Britain as we read it\"");
        let replaced = replacing(rules, &longer).unwrap();
        assert_eq!(replaced.pack(Jurisdiction::Gb).unwrap().title, "Britain as we read it");
        assert_eq!(rules.pack(Jurisdiction::Gb).unwrap().title, "Great Britain");
        assert_eq!(replaced.packs().count(), rules.packs().count());
        assert_eq!(replaced.home().title, rules.home().title);
        let home = DENMARK.replace("title = \"Denmark\"", "title = \"Denmark as we read it\"");
        let replaced = replacing(rules, &home).unwrap();
        assert_eq!(replaced.home().title, "Denmark as we read it");
        assert_eq!(replaced.packs().count(), rules.packs().count());
    }

    #[test]
    fn each_period_has_its_own_rule() {
        for period in Period::iter() {
            let rule = Rules::denmark().rule(period, Date::MAX);
            assert_eq!(Some(&rule.id), Rules::denmark().home.procedure.get(&period));
        }
    }
}
