//! What only a measure case has, as it is shown: never who has a part in the complaint it came from, nor which that is.

use domain::{
    Case, ContentId,
    measure::{GroundLost, Intention, MeasureCase, ReasonsAsked, Sanction, UnionNotice},
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::CaseView;

/// The measure that is intended against a person, and what belongs to its procedure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasureView {
    /// The measure that is intended. What is decided stands in `decision`.
    pub intended: Sanction,
    /// Since when.
    pub intended_since: Date,
    /// Why in place of the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub intended_because: Option<ContentId>,
    /// That the finding does not stand on which the measure rests; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground_lost: Option<GroundLost>,
    /// Whether the person's union was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub union: Option<UnionNotice>,
    /// The request for written reasons of an oral decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<ReasonsAsked>,
}

impl MeasureView {
    /// What staff see.
    pub(super) fn of(case: &Case) -> Option<Self> {
        let measure = case.measure.as_ref()?;
        let view = Self::with(measure, measure.intentions.last()?);
        Some(Self { ground_lost: measure.ground_lost, ..view })
    }

    /// What the person sees: the intention that they were told of.
    pub(super) fn of_person(case: &Case) -> Option<Self> {
        let measure = case.measure.as_ref()?;
        Some(Self::with(measure, case.intention_told()?))
    }

    fn with(measure: &MeasureCase, intention: &Intention) -> Self {
        Self {
            intended: intention.sanction,
            intended_since: intention.since,
            intended_because: intention.because,
            ground_lost: None,
            union: measure.union.clone(),
            reasons: measure.reasons,
        }
    }
}

impl CaseView {
    /// Leaves out what a measure case has nothing of, because it is about a complaint.
    pub(super) fn of_measure(self) -> Self {
        Self {
            filing: None,
            facts: None,
            allegations: None,
            identity: None,
            concerned: None,
            documents_demanded: None,
            consultations: None,
            interim_measures: None,
            worksheets: None,
            remedies: None,
            checks: None,
            ..self
        }
    }
}
