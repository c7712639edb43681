//! What only a measure case has, as it is shown: never who has a part in the complaint it came from, nor which that is.

use domain::{
    Case,
    measure::{ReasonsAsked, Sanction, UnionNotice},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::CaseView;

/// The measure that is intended against a person, and what belongs to its procedure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasureView {
    /// The measure that is intended. What is decided stands in `decision`.
    pub intended: Sanction,
    /// Whether the person's union was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub union: Option<UnionNotice>,
    /// The request for written reasons of an oral decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<ReasonsAsked>,
}

impl MeasureView {
    /// What staff and the person see alike.
    pub(super) fn of(case: &Case) -> Option<Self> {
        let measure = case.measure.as_ref()?;
        Some(Self { intended: measure.intended()?, union: measure.union.clone(), reasons: measure.reasons })
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
