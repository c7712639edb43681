//! The closed lists of the field: grounds, forms, roles and so on, with their names on the wire.

/// A fieldless enum whose wire name is its name in snake case.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),* $(,)? })*) => {$(
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            strum::EnumIter, strum::EnumString, strum::IntoStaticStr, strum::Display, utoipa::ToSchema,
        )]
        $(#[$doc])*
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        #[expect(missing_docs, reason = "the names say it")]
        pub enum $name { $($(#[$vdoc])* $variant),* }
    )*};
}
pub(crate) use codes;

codes! {
    /// A protected ground as alleged (rulebook 4.2). It belongs to an allegation, never to a person.
    Ground {
        Race, Colour, EthnicOrigin, NationalOrigin, SocialOrigin, ReligionBelief, PoliticalOpinion, SexualOrientation,
        GenderIdentity, GenderExpression, SexCharacteristics, Sex, PregnancyMaternityLeave, CareResponsibility,
        MarriageCivilPartnership, Age, Disability, UnionMembership, GeneticInformation, Descent, Language, Unknown,
    }

    /// What kind of conduct is alleged (rulebook 4.1).
    Form {
        Direct, Indirect, Harassment, SexualHarassment, Instruction, Victimisation, FailureToAccommodate, EqualPay,
        ProhibitedQuestion, DiscriminatoryAdvert, ArisingFromDisability, InadequateAccessibility,
    }

    /// How the ground is linked to the person (rulebook 4.1).
    Link { OwnTrait, Perceived, Association, Combination }

    /// How far the complainant's name may be used.
    IdentityLevel { Confidential, Named }

    /// How soon a case needs attention.
    Priority { Normal, High }

    /// A role in the directory (rulebook 7.1). A relation to a case is a different thing.
    Role {
        IntakeOfficer, Coordinator, Caseworker, Investigator, DecisionMaker, Reviewer, ConflictOfficer, PrivacyOfficer,
        Archivist, Auditor, Analyst, CouncilViewer, Integration, SystemAdmin,
    }

    /// How far a representative's power of attorney goes (rulebook 7.1).
    Mandate { Read, Write, Decide }

    /// What was found on one allegation (rulebook 7.2).
    Finding { Substantiated, PartlySubstantiated, NotSubstantiated, Inconclusive, OutOfScope, Settled }

    /// By which way an act reaches a party (rulebook 7.2, DK-D4).
    Channel { Portal, Letter }
}

/// Why content is read, as the header `Purpose` writes it: with hyphens, unlike other codes, everywhere.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::Display,
    utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Purpose {
    CaseHandling,
    Oversight,
    OwnCase,
    SubjectRequest,
}

impl Finding {
    /// Whether something is found against the unit.
    #[must_use]
    pub fn is_against_the_unit(self) -> bool {
        matches!(self, Self::Substantiated | Self::PartlySubstantiated)
    }
}

impl Role {
    /// Whether the role takes part in cases, so that a second administrator must confirm its grant (rulebook 7.1).
    #[must_use]
    pub fn is_case_role(self) -> bool {
        !matches!(self, Self::Analyst | Self::CouncilViewer | Self::SystemAdmin)
    }
}
