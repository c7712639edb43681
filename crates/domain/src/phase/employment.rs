//! Complaints about employment: pay, promotion, harassment, accommodation and the rest of working life.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Document;
use crate::{Form, codes::codes};

codes! {
    /// What the complaint is about (rulebook 7.5).
    #[schema(as = EmploymentKind)]
    Kind { Pay, Promotion, Transfer, Training, WorkingTime, Harassment, Accommodation, Other }
}

/// One incident. Several make a continuing act; the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident<T> {
    /// The day.
    pub on: Date,
    /// What happened, where, who was there.
    pub what: T,
}

impl<T> Incident<T> {
    pub(super) fn map<U>(self, text: impl FnOnce(T) -> U) -> Incident<U> {
        Incident { on: self.on, what: text(self.what) }
    }
}

super::facts! {
    /// What there is to know about the working conditions complained of (rulebook 7.5).
    #[schema(as = EmploymentFacts)]
    texts {
        rule_applied, comparator, reporting_line, earlier_reports, unwelcome_communicated, effect,
        work_environment_measures, information_given, options_considered, burden, public_support, post,
        work_value_factors, pay_components,
    }
    values { kind: Kind, accommodation_requested_on: Date, accommodation_answered_on: Date }
    lists {
        #[schema(max_items = 200)]
        incidents: Incident,
    }
}

/// The documents to demand from the unit; also what it may not destroy.
pub const DOCUMENTS: &[Document] = &[
    Document::IncidentReports,
    Document::RosterAndPay,
    Document::AccommodationFile,
    Document::Correspondence,
];

/// What must be known: the minimum at admission, the rest at the end of the investigation, by what the complaint is
/// about and by each form that is alleged.
#[must_use]
pub fn needed<T>(facts: &Facts<T>, all: bool, alleged: &[Form]) -> Vec<&'static str> {
    let mut needed = vec!["kind", "incidents"];
    if all {
        let about = |kind, forms: &[Form]| {
            facts.kind == Some(kind) || alleged.iter().any(|form| forms.contains(form))
        };
        let harassment = about(Kind::Harassment, &[Form::Harassment, Form::SexualHarassment]);
        let accommodation = about(Kind::Accommodation, &[Form::FailureToAccommodate]);
        let pay = about(Kind::Pay, &[Form::EqualPay]);
        needed.extend(["comparator", "reporting_line", "earlier_reports"]);
        if harassment {
            needed.extend(["unwelcome_communicated", "effect", "work_environment_measures"]);
        }
        if accommodation {
            needed.extend([
                "accommodation_requested_on",
                "information_given",
                "options_considered",
                "burden",
                "public_support",
                "accommodation_answered_on",
            ]);
        }
        if pay {
            needed.extend(["post", "work_value_factors", "pay_components"]);
        }
        if alleged.contains(&Form::Indirect) || !(harassment || accommodation || pay) {
            needed.push("rule_applied");
        }
    }
    needed
}
