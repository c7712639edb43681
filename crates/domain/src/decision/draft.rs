//! Drafts of rejections and decisions, and what makes their reasons complete (guard G8).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Event;
use crate::{
    AllegationId, Case, ContentId, Finding, HearingItemId, Line, RemedyId, Text, UserId,
    codes::codes,
    consultation::About,
    guard::Guard,
    measure::{self, Imposed, NewImposed, NewMeasure, ProposedMeasure},
    proceeding::Proceeding,
    refusal::{Invalid, Refusal, Unmet},
    remedy::{Remedy, RemedyKind},
};

codes! {
    /// What a draft is for.
    DraftOf { Rejection, Decision }
}

/// The reasons of a decision (FVL ss. 22-25).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reasons {
    /// The legal rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub legal_rules: Option<ContentId>,
    /// The main considerations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub considerations: Option<ContentId>,
    /// The facts that weighed most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub essential_facts: Option<ContentId>,
    /// Where, how and until when to complain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub guidance: Option<ContentId>,
}

/// A draft, as its last editor left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Draft {
    /// What it is for.
    pub of: DraftOf,
    /// The last editor: never the one who approves (G9).
    pub editor: UserId,
    /// When it was edited.
    pub on: Date,
    /// The reasons.
    pub reasons: Reasons,
    /// What is found on each allegation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingReasons>,
    /// The answer to each reply in the hearing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerToReply>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remedies: Vec<Remedy>,
    /// Measures against people that are proposed; each becomes a case of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<ProposedMeasure>,
    /// In a measure case, what is decided against the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imposes: Option<Imposed>,
}

impl Reasons {
    /// The parts that are not there.
    pub(crate) fn missing(&self, at: &str) -> Vec<Unmet> {
        let parts = [
            (self.legal_rules, "no_legal_rules", "legal_rules"),
            (self.considerations, "no_considerations", "considerations"),
            (self.essential_facts, "no_essential_facts", "essential_facts"),
            (self.guidance, "no_guidance", "guidance"),
        ];
        let missing = parts.into_iter().filter(|(part, ..)| part.is_none());
        missing
            .map(|(_, code, name)| {
                let detail = "this part of the reasons is missing";
                Unmet::new(Guard::ReasonsComplete, code, format!("{at}/reasons/{name}"), detail)
            })
            .collect()
    }
}

impl Draft {
    /// The replies of the hearing that it does not answer.
    pub(crate) fn unanswered(&self, case: &Case) -> Vec<Unmet> {
        let replied = case.hearing_items.iter().enumerate().filter(|(_, it)| it.reply.is_some());
        let open = replied.filter(|(_, item)| !self.answers.iter().any(|it| it.item == item.id));
        open.map(|(place, _)| {
            let pointer = format!("/hearing_items/{place}");
            Unmet::new(Guard::ReasonsComplete, "reply_unanswered", pointer, "the reply is not answered")
        })
        .collect()
    }

    /// Whether it finds an allegation substantiated, in whole or in part.
    #[must_use]
    pub fn substantiates(&self, allegation: AllegationId) -> bool {
        self.findings.iter().any(|it| it.allegation == allegation && it.finding.is_against_the_unit())
    }
}

/// What is found on one allegation, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FindingReasons {
    /// The allegation.
    pub allegation: AllegationId,
    /// What is found.
    pub finding: Finding,
    /// Why.
    #[schema(value_type = String)]
    pub reasons: ContentId,
}

/// The answer to one reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AnswerToReply {
    /// The item of the hearing.
    pub item: HearingItemId,
    /// The answer.
    #[schema(value_type = String)]
    pub answer: ContentId,
}

/// The reasons of a rejection. What is missing is asked for when the rejection is approved (G8).
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftReasons {
    /// The legal rules.
    #[serde(default)]
    pub legal_rules: Option<Text>,
    /// The main considerations.
    #[serde(default)]
    pub considerations: Option<Text>,
    /// The facts that weighed most.
    #[serde(default)]
    pub essential_facts: Option<Text>,
    /// Where, how and until when to complain.
    #[serde(default)]
    pub guidance: Option<Text>,
}

/// The draft of a decision. What is missing is asked for when it is decided (G8).
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftDecision {
    /// The reasons.
    pub reasons: DraftReasons,
    /// What is found on each allegation.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub findings: Vec<NewFinding>,
    /// The answer to each reply in the hearing.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub answers: Vec<NewAnswer>,
    /// What is to be done.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub remedies: Vec<NewRemedy>,
    /// Measures against people that are proposed: each becomes a case of its own, with its own hearing. Only in a
    /// complaint.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub measures: Vec<NewMeasure>,
    /// What is decided against the person. Only in a measure case.
    #[serde(default)]
    pub imposes: Option<Box<NewImposed>>,
}

/// What is found on one allegation.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFinding {
    /// The allegation.
    pub allegation: AllegationId,
    /// What is found.
    pub finding: Finding,
    /// Why.
    pub reasons: Text,
}

/// The answer to one reply.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// The item of the hearing.
    pub item: HearingItemId,
    /// The answer.
    pub answer: Text,
}

/// A remedy.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRemedy {
    /// What kind.
    pub kind: RemedyKind,
    /// In words.
    pub what: Text,
    /// Who sees to it.
    #[serde(default)]
    pub owner: Option<Line>,
    /// By when.
    pub due_on: Date,
}

fn reasons(p: &mut Proceeding<'_, '_>, draft: DraftReasons) -> Reasons {
    Reasons {
        legal_rules: p.keep_some("legal_rules", draft.legal_rules),
        considerations: p.keep_some("considerations", draft.considerations),
        essential_facts: p.keep_some("essential_facts", draft.essential_facts),
        guidance: p.keep_some("guidance", draft.guidance),
    }
}

/// Drafts or revises a rejection; the editor becomes the drafter.
pub(crate) fn draft_rejection(p: &mut Proceeding<'_, '_>, draft: DraftReasons) -> Result<(), Refusal> {
    let draft = Draft {
        of: DraftOf::Rejection,
        editor: p.user()?,
        on: p.today(),
        reasons: reasons(p, draft),
        findings: Vec::new(),
        answers: Vec::new(),
        remedies: Vec::new(),
        measures: Vec::new(),
        imposes: None,
    };
    p.happened(Event::Drafted { draft });
    Ok(())
}

/// Drafts or revises a decision; the editor becomes the drafter. The complainant is asked about this draft.
pub(crate) fn draft_decision(p: &mut Proceeding<'_, '_>, new: DraftDecision) -> Result<(), Refusal> {
    let draft = write(p, new)?;
    p.happened(Event::Drafted { draft });
    p.supersede(|about| about == About::Decision);
    Ok(())
}

/// Writes a draft out, checked against the case.
pub(crate) fn write(p: &mut Proceeding<'_, '_>, new: DraftDecision) -> Result<Draft, Refusal> {
    check(p, &new)?;
    Ok(Draft {
        of: DraftOf::Decision,
        editor: p.user()?,
        on: p.today(),
        reasons: reasons(p, new.reasons),
        findings: new
            .findings
            .into_iter()
            .map(|it| FindingReasons {
                allegation: it.allegation,
                finding: it.finding,
                reasons: p.keep("finding_reasons", it.reasons),
            })
            .collect(),
        answers: new
            .answers
            .into_iter()
            .map(|it| AnswerToReply { item: it.item, answer: p.keep("answer_to_reply", it.answer) })
            .collect(),
        remedies: new
            .remedies
            .into_iter()
            .map(|it| Remedy {
                id: RemedyId(p.cx.draw.uuid()),
                kind: it.kind,
                what: p.keep("remedy", it.what),
                owner: p.keep_some("remedy_owner", it.owner),
                due_on: it.due_on,
                done_on: None,
                scheduled_for: None,
            })
            .collect(),
        measures: measure::propose(p, new.measures)?,
        imposes: new.imposes.map(|it| measure::impose(p, *it)),
    })
}

fn check(p: &Proceeding<'_, '_>, new: &DraftDecision) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: String, code, detail: &str| {
        errors.push(Invalid { pointer, code, detail: detail.to_owned() });
    };
    let mut seen = BTreeSet::new();
    for (place, it) in new.findings.iter().enumerate() {
        let known = p
            .case
            .allegations
            .iter()
            .any(|allegation| allegation.id == it.allegation && allegation.is_open());
        if !known || !seen.insert(it.allegation) {
            wrong(
                format!("/findings/{place}/allegation"),
                "unknown_allegation",
                "not an open allegation, or named twice",
            );
        }
        if it.finding == Finding::Settled {
            wrong(
                format!("/findings/{place}/finding"),
                "not_a_finding",
                "only a settlement settles an allegation",
            );
        }
    }
    for (place, it) in new.answers.iter().enumerate() {
        if !p.case.hearing_items.iter().any(|item| item.id == it.item) {
            wrong(format!("/answers/{place}/item"), "unknown_item", "not an item of this hearing");
        }
    }
    for (place, it) in new.remedies.iter().enumerate() {
        if it.kind == RemedyKind::SettlementTerm {
            wrong(
                format!("/remedies/{place}/kind"),
                "not_a_remedy",
                "only a settlement makes settlement terms",
            );
        }
        if it.due_on < p.today() {
            wrong(format!("/remedies/{place}/due_on"), "in_the_past", "must not be before today");
        }
    }
    let found = new.findings.iter().any(|it| it.finding.is_against_the_unit());
    errors.extend(measure::check_outcome(&p.case, new));
    if p.case.measure.is_none() {
        errors.extend(measure::check_proposals(p, &new.measures, found));
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal::Content(errors)) }
}

/// Guard G8: legal rules, considerations, essential facts and guidance; for a decision also a finding on each
/// allegation, an answer to each reply, and a remedy where something was substantiated.
pub(crate) fn reasons_complete(case: &Case, draft: Option<&Draft>, at: &str) -> Vec<Unmet> {
    let unmet =
        |code, pointer: String, detail: &str| Unmet::new(Guard::ReasonsComplete, code, pointer, detail);
    let Some(draft) = draft else {
        return vec![unmet("no_draft", at.to_owned(), "nothing is drafted")];
    };
    if case.measure.is_some() {
        return measure::missing(case, draft, at);
    }
    let mut missing = draft.reasons.missing(at);
    if draft.of == DraftOf::Rejection {
        return missing;
    }
    for (place, allegation) in case.allegations.iter().enumerate().filter(|(_, it)| it.is_open()) {
        if !draft.findings.iter().any(|it| it.allegation == allegation.id) {
            missing.push(unmet("no_finding", format!("/allegations/{place}"), "there is no finding on it"));
        }
    }
    missing.extend(draft.unanswered(case));
    if draft.findings.iter().any(|it| it.finding.is_against_the_unit()) && draft.remedies.is_empty() {
        missing.push(unmet(
            "no_remedy",
            format!("{at}/remedies"),
            "something is substantiated but no remedy named",
        ));
    }
    missing
}
