//! Complaints about dismissal.

use jiff::civil::Date;

use super::Document;
use crate::codes::codes;

codes! {
    /// How the employment ends (rulebook 7.5).
    #[schema(as = DismissalKind)]
    Kind { Notice, Summary, Probation, NonRenewal, Redundancy, ResignationUnderPressure }
}

super::facts! {
    /// What there is to know about a dismissal (rulebook 7.5).
    #[schema(as = DismissalFacts)]
    texts {
        intended_hearing_answer, notice_length, stated_reason, selection_criteria, selection_pool, persons_kept,
        earlier_complaints, benefits, severance_offer,
    }
    values {
        kind: Kind, intended_letter_on: Date, intended_hearing_until: Date, notice_received_on: Date, effective_on: Date,
        protected_period: bool, union_told_on: Date, negotiation_asked_on: Date, severance_until: Date,
    }
    lists {}
}

/// The documents to demand from the unit; also what it may not destroy.
pub const DOCUMENTS: &[Document] = &[
    Document::IntendedDismissalLetter,
    Document::SelectionCriteria,
    Document::SelectionPool,
    Document::PersonsKept,
    Document::UnionNotice,
    Document::Correspondence,
];

/// What must be known: the minimum at admission, the rest at the end of the investigation.
#[must_use]
pub fn needed<T>(facts: &Facts<T>, all: bool) -> Vec<&'static str> {
    let mut needed = vec!["kind", "notice_received_on", "effective_on", "stated_reason"];
    if all {
        needed.extend([
            "intended_letter_on",
            "intended_hearing_until",
            "intended_hearing_answer",
            "notice_length",
            "protected_period",
            "union_told_on",
            "negotiation_asked_on",
            "earlier_complaints",
            "benefits",
            "severance_offer",
        ]);
        // Only an offer has a day by which it ends.
        if facts.severance_offer.is_some() {
            needed.push("severance_until");
        }
        if facts.kind == Some(Kind::Redundancy) {
            needed.extend(["selection_criteria", "selection_pool", "persons_kept"]);
        }
    }
    needed
}
