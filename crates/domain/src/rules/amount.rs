//! How long a period of a rule is, and what that depends on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{fact::Fact, length::Length, terms::Phase};

/// How long a period is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RuleAmount)]
pub enum Amount {
    /// Always the same.
    Fixed(Length),
    /// It depends on the phase.
    ByPhase(ByPhase),
    /// It depends on a question.
    ByAnswer(ByAnswer),
    /// It is given with the facts.
    Told(Told),
}

/// A length for each phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AmountByPhase)]
pub struct ByPhase {
    /// The length in each phase.
    pub by_phase: BTreeMap<Phase, Length>,
}

/// A length for each answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AmountByAnswer)]
pub struct ByAnswer {
    /// The fact that answers it, true or false.
    pub answer: Fact,
    /// The length if true.
    pub yes: Length,
    /// The length if false.
    pub no: Length,
    /// The answer if none is given. Without one the shorter length counts, with a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presumed: Option<bool>,
}

impl ByAnswer {
    /// The length for what was answered.
    pub(super) fn length(&self, answer: Option<bool>) -> Length {
        match answer.or(self.presumed) {
            Some(true) => self.yes,
            Some(false) => self.no,
            None => [self.yes, self.no].into_iter().min_by_key(|it| it.rough_days()).unwrap_or(self.no),
        }
    }
}

/// A length that is a fact itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AmountFromFacts)]
pub struct Told {
    /// The fact, `days` or `period`.
    pub fact: Fact,
    /// What it is if not given; less than this needs a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Length>,
    /// The least it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Length>,
    /// The most it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Length>,
}

impl Amount {
    /// Every length that it can come to by itself.
    pub(super) fn lengths(&self) -> Vec<Length> {
        match self {
            Self::Fixed(length) => vec![*length],
            Self::ByPhase(by) => by.by_phase.values().copied().collect(),
            Self::ByAnswer(by) => vec![by.yes, by.no],
            Self::Told(told) => [told.default, told.minimum, told.maximum].into_iter().flatten().collect(),
        }
    }
}
