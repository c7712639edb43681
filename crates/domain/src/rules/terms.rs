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
    /// A court, a board or an agency outside.
    OutsideBody,
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

/// What the law does with an end on a day off. A duty of the employer stays there all the same.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineCount)]
pub enum Count {
    /// The first day is the one after.
    #[default]
    DayAfter,
    /// The first day is the day itself.
    BeginningWith,
}

/// Which date decides between versions of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineKeyedOn)]
pub enum KeyedOn {
    /// The date that starts the period.
    #[default]
    ActDate,
    /// The date of filing.
    FilingDate,
}
