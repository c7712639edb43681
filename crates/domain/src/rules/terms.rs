//! The words that rules are written in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where in working life it happened.
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
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// Somebody applied, or would have.
    Recruitment,
    /// Somebody works, or worked, here.
    Employment,
    /// Somebody was dismissed, or is to be.
    Dismissal,
}

/// Whose law a rule pack holds.
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
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Jurisdiction {
    /// Denmark.
    Dk,
    /// The baseline of the European Union.
    Eu,
    /// Great Britain.
    Gb,
    /// The federal sector of the United States.
    UsFed,
    /// Private, state and local employers of the United States.
    UsPriv,
    /// Germany.
    De,
    /// Sweden.
    Se,
    /// Norway.
    No,
}

/// Whose right or duty a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleHolder {
    /// Who complains.
    Complainant,
    /// Who answers for the employer unit, or in a measure case the person.
    Respondent,
    /// The employer as the authority that handles the case.
    Employer,
    /// The union.
    Union,
    /// Whichever party the act was addressed to.
    Party,
}

/// What happens when the day passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineEffect)]
pub enum Effect {
    /// A right is lost, or an act has its effect.
    HardLimit,
    /// A duty is breached.
    Duty,
    /// Nothing by itself; the delay is seen and counted.
    Target,
}

/// What happens when a period ends on a day off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineRoll)]
pub enum Roll {
    /// It ends there all the same.
    #[default]
    None,
    /// It ends on the next working day of the rule's calendar.
    NextBusinessDay,
}

/// Whether the day of the event is part of the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// The first day is the one after.
    #[default]
    DayAfter,
    /// The first day is the day itself.
    BeginningWith,
}

/// Where a period in months ends that has no such day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthEnd {
    /// On the last day of the month.
    #[default]
    Clamp,
}

/// Which date decides between versions of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyedOn {
    /// The date that starts the period.
    #[default]
    ActDate,
    /// The date of filing.
    FilingDate,
}

/// What may stop a period while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopTheClock {
    /// A suspension of the internal procedure; never stops a duty of law.
    Suspension,
}

/// What a rule may need to know. The name is the key of the fact on the wire.
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
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = FactKey)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Fact {
    // Of the law (rulebook 6.1).
    ActDate,
    LastIncident,
    KnowledgeDate,
    RefusalReceived,
    NoticeReceived,
    EffectiveDate,
    ClaimDue,
    FilingReceived,
    AckSent,
    DecisionReceived,
    LetterSent,
    LetterAvailable,
    ReportReceived,
    WrittenClaim,
    AccessRequestReceived,
    ReasonsRequested,
    NoticeOfRightReceived,
    DecisionRequested,
    FinalActionReceived,
    CounsellingStarted,
    NegotiationEnded,
    ConciliationFrom,
    ConciliationTo,
    LastAmendment,
    // Of the internal procedure.
    CaseClosed,
    CheckDue,
    ConsultationSent,
    DraftOpened,
    DueOn,
    FollowUpBegun,
    InformationRequested,
    InterimOrdered,
    LastStatus,
    MediationStarted,
    RecruitmentEnded,
    SettlementSigned,
    Withdrawn,
    // No dates.
    Days,
    Period,
    Phase,
}

impl Fact {
    /// The key on the wire.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// What kind of value it takes.
    #[must_use]
    pub fn kind(self) -> FactType {
        match self {
            Self::Days => FactType::Days,
            Self::Period => FactType::Period,
            Self::Phase => FactType::Phase,
            _ => FactType::Date,
        }
    }
}

/// What kind of value a fact takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    /// A date, `2026-11-24`, in the years 1900 to 2200.
    Date,
    /// A number of calendar days.
    Days,
    /// A period of one unit in the form of ISO 8601: `P14D`, `P4W`, `P2M` or `P3Y`.
    Period,
    /// `recruitment`, `employment` or `dismissal`.
    Phase,
}
