//! What is decided against the person: nothing harder than what they were heard about, and nothing without reasons
//! (DK-P7, DK-P9, DK-P10).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{MeasureCase, Sanction};
use crate::{
    Case, ContentId, Text,
    case::PartyRole,
    decision::{Draft, DraftDecision},
    guard::Guard,
    hearing,
    proceeding::Proceeding,
    refusal::{Invalid, Unmet},
    review,
    rules::Rules,
};

/// What is decided against the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Imposed {
    /// Which measure; `no_measure` where nothing is done.
    pub sanction: Sanction,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub what: Option<ContentId>,
    /// From when on it has effect; none for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// Whether the person is told by word of mouth: the written reasons follow on request (FVL s. 23).
    #[serde(default)]
    pub orally: bool,
}

/// What is to be decided against the person.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewImposed {
    /// Which measure; `no_measure` where nothing is done.
    pub sanction: Sanction,
    /// In words.
    #[serde(default)]
    pub what: Option<Text>,
    /// From when on it has effect; at once when left out.
    #[serde(default)]
    pub effective_on: Option<Date>,
    /// Whether the person is told by word of mouth: the written reasons follow on request within 14 days.
    #[serde(default)]
    pub orally: bool,
}

/// What of a draft has no place in this kind of case.
pub(crate) fn check_outcome(case: &Case, new: &DraftDecision) -> Vec<Invalid> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: &str, code, detail: &str| {
        errors.push(Invalid { pointer: pointer.to_owned(), code, detail: detail.to_owned() });
    };
    if case.measure.is_none() {
        if new.imposes.is_some() {
            wrong("/imposes", "not_here", "a measure is proposed here, and decided in a case of its own");
        }
        return errors;
    }
    if !new.measures.is_empty() {
        wrong("/measures", "not_here", "say in `imposes` what is decided against the person");
    }
    if !new.remedies.is_empty() {
        wrong("/remedies", "not_here", "remedies are for who complained");
    }
    if let Some(imposed) = &new.imposes
        && imposed.sanction == Sanction::Dismissal
        && imposed.orally
    {
        wrong("/imposes/orally", "in_writing", "a dismissal is given in writing");
    }
    errors
}

/// Takes down what is to be decided.
pub(crate) fn impose(p: &mut Proceeding<'_, '_>, new: NewImposed) -> Imposed {
    let NewImposed { sanction, what, effective_on, orally } = new;
    Imposed { sanction, what: p.keep_some("measure", what), effective_on, orally }
}

/// Guard G5: the person was heard on each fact; where a measure is imposed there is one, and the measure is no harder
/// than what they were heard about.
pub(crate) fn heard(
    case: &Case,
    measure: &MeasureCase,
    about_to_decide: Option<&Draft>,
    today: Date,
) -> Vec<Unmet> {
    let mut unmet = hearing::open_items(case, today);
    let imposed = about_to_decide.and_then(|draft| draft.imposes).map(|it| it.sanction);
    let Some(imposed) = imposed.filter(|it| *it != Sanction::NoMeasure) else { return unmet };
    if case.hearing_items.is_empty() {
        let detail = "the person was heard on nothing that a measure could rest on";
        unmet.push(Unmet::new(Guard::Heard, "nobody_heard", "/hearing_items", detail));
    }
    let intended = measure.intended().unwrap_or(Sanction::NoMeasure);
    if !imposed.is_within(intended) {
        let detail = format!("the person was heard about `{intended}`, and about nothing harder");
        unmet.push(Unmet::new(Guard::Heard, "harder_than_heard", "/draft/imposes/sanction", detail));
    }
    unmet
}

/// Guard G8: what is decided is said, and unless that is nothing, with reasons, guidance and an answer to each reply
/// (FVL s. 22: reasons unless the decision is fully in the person's favour).
pub(crate) fn missing(case: &Case, draft: &Draft, at: &str) -> Vec<Unmet> {
    let unmet =
        |code, pointer: String, detail: &str| Unmet::new(Guard::ReasonsComplete, code, pointer, detail);
    let Some(imposed) = draft.imposes else {
        let detail = "say which measure is decided, or that there is none";
        return vec![unmet("no_outcome", format!("{at}/imposes"), detail)];
    };
    if imposed.sanction == Sanction::NoMeasure {
        return Vec::new();
    }
    let mut missing = draft.reasons.missing(at);
    if imposed.what.is_none() {
        missing.push(unmet("not_worded", format!("{at}/imposes/what"), "say in words what the measure is"));
    }
    missing.extend(draft.unanswered(case));
    missing
}

/// A measure case is closed when nobody can ask for its review in time any more; at once where nothing was imposed.
pub(crate) fn review_over(case: &Case, today: Date, rules: &Rules) -> Vec<Unmet> {
    let imposed = case.outcome().and_then(|it| it.draft.imposes);
    if imposed.is_some_and(|it| it.sanction == Sanction::NoMeasure) {
        return Vec::new();
    }
    let person = case.party(PartyRole::Respondent).map(|party| party.id);
    let until = person.and_then(|person| review::review_until(case, person, rules));
    let detail = match until {
        Some(until) if until < today => return Vec::new(),
        Some(until) => format!("the person may ask for a review until {until}"),
        None => "the decision did not reach the person yet".to_owned(),
    };
    vec![Unmet::new(Guard::ReviewOpen, "review_running", "/decision", detail)]
}
