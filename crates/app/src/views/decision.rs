//! The decision, as each party and as staff see it.

use domain::{
    HearingItemId, UserId,
    decision::{AnswerToReply, Decided, FindingReasons, Reasons},
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
    /// The answers to the replies.
    pub answers: Vec<AnswerToReply>,
    /// Whether a sanction against a person is proposed; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sanction_proposed: Option<bool>,
    /// When it was set aside, because the case was sent back or opened again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside_on: Option<Date>,
}

/// The decision for whoever has these hearing items, or for staff.
pub(super) fn shown(decided: &Decided, own: Option<&[HearingItemId]>) -> DecisionView {
    let draft = &decided.draft;
    let answers = draft.answers.iter().filter(|it| own.is_none_or(|own| own.contains(&it.item)));
    DecisionView {
        on: decided.on,
        by: own.is_none().then_some(decided.by),
        reasons: draft.reasons.clone(),
        findings: draft.findings.clone(),
        answers: answers.cloned().collect(),
        sanction_proposed: own.is_none().then_some(draft.sanction_proposed),
        set_aside_on: decided.set_aside_on,
    }
}
