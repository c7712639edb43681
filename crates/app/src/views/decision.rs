//! The decision, as each party and as staff see it.

use domain::{
    Case, HearingItemId, UserId,
    decision::{AnswerToReply, Decided, FindingReasons, ProofUsed, Reasons},
    measure::{Imposed, ProposedMeasure},
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// The decision in the version of one party: the answers are those to its own replies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionView {
    /// The day.
    pub on: Date,
    /// Who made it; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// The reasons.
    pub reasons: Reasons,
    /// What was found on each allegation.
    pub findings: Vec<FindingReasons>,
    /// Who had to prove what, by which rule of `GET /proof-rules`, for each allegation.
    pub proof: Vec<ProofUsed>,
    /// The answers to the replies.
    pub answers: Vec<AnswerToReply>,
    /// The measures against people that it proposes, each of which is a case of its own; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measures: Option<Vec<ProposedMeasure>>,
    /// Whether a measure against somebody is looked into; for the complainant. Against whom, which, and what comes of
    /// it is between the employer and that person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure_opened: Option<bool>,
    /// What was decided against the person, in a measure case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imposes: Option<Imposed>,
    /// When it was set aside, because the case was sent back or opened again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside_on: Option<Date>,
}

/// Who reads a decision.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reader<'a> {
    /// Staff: all of it.
    Staff,
    /// Who complained, with these hearing items.
    Complainant(&'a [HearingItemId]),
    /// The unit, or the person whom a measure is against, with these hearing items.
    Respondent(&'a [HearingItemId]),
}

/// The decision as somebody reads it. The reasons of one by word of mouth follow on request.
pub(super) fn shown(case: &Case, decided: &Decided, reader: Reader<'_>) -> DecisionView {
    let draft = &decided.draft;
    let (staff, own) = match reader {
        Reader::Staff => (true, None),
        Reader::Complainant(own) | Reader::Respondent(own) => (false, Some(own)),
    };
    let reasoned = staff || !case.reasons_await_a_request();
    let shown = |item: HearingItemId| reasoned && own.is_none_or(|own| own.contains(&item));
    let complainant = matches!(reader, Reader::Complainant(_)) && !draft.measures.is_empty();
    DecisionView {
        on: decided.on,
        by: staff.then_some(decided.by),
        reasons: if reasoned { draft.reasons.clone() } else { Reasons::default() },
        findings: draft.findings.clone(),
        proof: decided.proof.clone(),
        answers: draft.answers.iter().filter(|it| shown(it.item)).cloned().collect(),
        measures: staff.then(|| draft.measures.clone()).filter(|_| case.measure.is_none()),
        measure_opened: complainant.then_some(true),
        imposes: draft.imposes,
        set_aside_on: decided.set_aside_on,
    }
}
