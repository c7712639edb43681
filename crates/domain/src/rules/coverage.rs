//! Which grounds and forms the law of a country covers (rulebook 4.2).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{check::reads_verified, pack::Pack};
use crate::{Form, Ground};

/// How the law of a country covers a ground or a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage<T> {
    /// Whether, and how.
    pub covered: Covered,
    /// The one through which it is covered.
    pub through: Option<T>,
    /// Where that stands.
    pub source: String,
}

/// Whether the law of a country covers a ground or a form, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    /// By its own name.
    Listed,
    /// As part of another one.
    Through,
    /// By an act that is not about discrimination.
    OtherAct,
    /// Not at all.
    No,
}

impl<T> Coverage<T> {
    /// Whether the source was read and says so.
    #[must_use]
    pub fn verified(&self) -> bool {
        reads_verified(&self.source)
    }
}

impl Pack {
    /// How the law covers a ground; nothing where the ground is not known.
    #[must_use]
    pub fn ground(&self, ground: Ground) -> Option<&Coverage<Ground>> {
        self.law.grounds.get(&ground)
    }

    /// How the law covers a form.
    #[must_use]
    pub fn form(&self, form: Form) -> Option<&Coverage<Form>> {
        self.law.forms.get(&form)
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::rules::{Jurisdiction, Rules};

    /// The table of rulebook 4.2: `x` listed, `t` through another, `o` another act, `-` not covered. Columns DK, EU,
    /// GB, US federal, US private, DE, SE, NO.
    const TABLE: &[(Ground, &str)] = &[
        (Ground::Race, "xxxxxxtt"),
        (Ground::Colour, "xtxxxttx"),
        (Ground::EthnicOrigin, "xxxttxxx"),
        (Ground::NationalOrigin, "x-xxxttx"),
        (Ground::SocialOrigin, "x-------"),
        (Ground::Descent, "-------x"),
        (Ground::Language, "-------x"),
        (Ground::ReligionBelief, "xxxxxxxx"),
        (Ground::PoliticalOpinion, "x--o---x"),
        (Ground::SexualOrientation, "xxxttxxx"),
        (Ground::GenderIdentity, "xtxtttxx"),
        (Ground::GenderExpression, "x--tttxx"),
        (Ground::SexCharacteristics, "x-------"),
        (Ground::Sex, "xxxxxxxx"),
        (Ground::PregnancyMaternityLeave, "xxxxxxtx"),
        (Ground::CareResponsibility, "tx----tx"),
        (Ground::MarriageCivilPartnership, "t-x-----"),
        (Ground::Age, "xxxxxxxx"),
        (Ground::Disability, "xxxxxxxx"),
        (Ground::GeneticInformation, "---xx---"),
        (Ground::UnionMembership, "o-ooo-ox"),
    ];

    #[test]
    fn the_table_of_grounds() {
        let rules = Rules::denmark();
        assert_eq!(TABLE.len() + 1, Ground::iter().count(), "each ground but the unknown one");
        for (ground, row) in TABLE {
            let found: String = Jurisdiction::iter()
                .map(|jurisdiction| {
                    match rules.pack(jurisdiction).unwrap().ground(*ground).unwrap().covered {
                        Covered::Listed => 'x',
                        Covered::Through => 't',
                        Covered::OtherAct => 'o',
                        Covered::No => '-',
                    }
                })
                .collect();
            assert_eq!(found, *row, "{ground}");
        }
        assert!(rules.home().ground(Ground::Unknown).is_none());
    }

    #[test]
    fn forms_that_only_one_country_has() {
        let listed = |form| -> Vec<Jurisdiction> {
            let packs = Rules::denmark().packs();
            packs
                .filter(|it| it.form(form).unwrap().covered == Covered::Listed)
                .map(|it| it.jurisdiction)
                .collect()
        };
        assert_eq!(listed(Form::ArisingFromDisability), [Jurisdiction::Gb]);
        assert_eq!(listed(Form::InadequateAccessibility), [Jurisdiction::Se]);
        assert_eq!(listed(Form::Direct), Jurisdiction::iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_was_not_read_is_not_verified() {
        let home = Rules::denmark().home();
        assert!(home.ground(Ground::Race).unwrap().verified());
        let care = home.ground(Ground::CareResponsibility).unwrap();
        assert!(!care.verified());
        assert_eq!(care.through, Some(Ground::Sex));
    }
}
