//! How a date says where it comes from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{rule::RuleId, terms::Effect};

/// A date that a rule gives, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComputedDeadline {
    /// The rule.
    pub rule: RuleId,
    /// The version of the rule that applied.
    pub rule_version: u32,
    /// The last day; null where nothing falls due.
    #[schema(required)]
    pub due_on: Option<Date>,
    /// What passing it means.
    pub effect: Effect,
    /// Whether the source was read and says so.
    pub verified: bool,
    /// Where the rule stands.
    pub source: String,
    /// How the date came about, in order.
    pub explanation: Vec<Step>,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}

/// One step on the way to a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DeadlineStep)]
pub struct Step {
    /// What was done.
    pub step: StepKind,
    /// The date it is about.
    pub date: Date,
    /// The same in words.
    pub detail: String,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeadlineStepKind)]
pub enum StepKind {
    /// The event that starts the period.
    Trigger,
    /// A running period that is made longer.
    Extend,
    /// A later event that starts the period anew.
    Restart,
    /// The day a letter counts as delivered.
    Deliver,
    /// The end of the stage before, from which this one runs.
    Stage,
    /// A choice between amounts or between dates.
    Choose,
    /// The end by counting alone.
    Count,
    /// The month has no such day.
    Clamp,
    /// Days in between that are not counted.
    Pause,
    /// An end that the period cannot outlast.
    Cap,
    /// A day off that is passed over.
    Skip,
    /// The end moves to a working day.
    Roll,
    /// The end is a day off and stays.
    Keep,
    /// Nothing falls due.
    NoLimit,
    /// From this day on waiting does harm.
    Warn,
}

/// Something to know before relying on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DeadlineWarning)]
pub struct Warning {
    /// A stable code.
    pub code: String,
    /// The same in words.
    pub detail: String,
}

/// Collects an explanation, or nothing where only the date is wanted.
pub(super) struct Trail(Option<(Vec<Step>, Vec<Warning>)>);

impl Trail {
    pub(super) fn kept() -> Self {
        Self(Some((Vec::new(), Vec::new())))
    }

    pub(super) fn not_kept() -> Self {
        Self(None)
    }

    pub(super) fn step(&mut self, step: StepKind, date: Date, detail: impl FnOnce() -> String) {
        if let Some((steps, _)) = &mut self.0 {
            steps.push(Step { step, date, detail: detail() });
        }
    }

    pub(super) fn warn(&mut self, code: &str, detail: impl FnOnce() -> String) {
        if let Some((_, warnings)) = &mut self.0 {
            warnings.push(Warning { code: code.to_owned(), detail: detail() });
        }
    }

    pub(super) fn into_parts(self) -> (Vec<Step>, Vec<Warning>) {
        self.0.unwrap_or_default()
    }
}
