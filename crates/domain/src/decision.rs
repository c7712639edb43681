//! Assessment and decision: how each allegation is proved, what is drafted, and what is decided.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AllegationId, Case, ContentId, Finding, HearingItemId, Line, RemedyId, Text, UserId,
    case::PartyRole,
    codes::codes,
    consultation::About,
    delivery::Delivered,
    event,
    guard::Guard,
    phase::ProofRule,
    proceeding::Proceeding,
    refusal::{Invalid, Refusal, Unmet},
    remedy::{Remedy, RemedyKind},
    state::State,
};

codes! {
    /// What a draft is for.
    DraftOf { Rejection, Decision }
}

/// How one allegation is proved (G7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Worksheet {
    /// The allegation.
    pub allegation: AllegationId,
    /// Who filled it in.
    pub by: UserId,
    /// When.
    pub on: Date,
    /// The facts that speak for and against it.
    #[schema(value_type = String)]
    pub facts: ContentId,
    /// Whether the facts give reason to presume discrimination.
    pub presumption: bool,
    /// Why, or why not.
    #[schema(value_type = String)]
    pub presumption_reason: ContentId,
    /// What the employer says.
    #[schema(value_type = String)]
    pub explanation: ContentId,
    /// Whether that rebuts the presumption.
    pub rebutted: bool,
    /// The rule that was used (DK-B1 to DK-B3).
    pub rule: ProofRule,
    /// The test for indirect discrimination, where it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indirect: Option<IndirectTest>,
}

/// The test of an apparently neutral rule (FBL s. 1(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndirectTest {
    /// Whether the aim is legitimate.
    pub aim_legitimate: bool,
    /// Whether the rule is suitable to reach it.
    pub suitable: bool,
    /// Whether it is necessary.
    pub necessary: bool,
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
    /// Whether a sanction against a person is proposed; that is a case of its own.
    #[serde(default)]
    pub sanction_proposed: bool,
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

/// A decision or rejection that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decided {
    /// The day.
    pub on: Date,
    /// Who made it.
    pub by: UserId,
    /// What was decided.
    pub draft: Draft,
}

/// How each allegation is proved; those named replace their sheet before.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// One sheet for each allegation.
    #[schema(min_items = 1)]
    pub worksheets: Vec<NewWorksheet>,
}

/// How one allegation is proved.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorksheet {
    /// The allegation.
    pub allegation: AllegationId,
    /// The facts that speak for and against it.
    pub facts: Text,
    /// Whether the facts give reason to presume discrimination.
    pub presumption: bool,
    /// Why, or why not.
    pub presumption_reason: Text,
    /// What the employer says.
    pub explanation: Text,
    /// Whether that rebuts the presumption.
    pub rebutted: bool,
    /// The test for indirect discrimination; needed where that is alleged.
    #[serde(default)]
    pub indirect: Option<IndirectTest>,
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
    pub findings: Vec<NewFinding>,
    /// The answer to each reply in the hearing.
    #[serde(default)]
    pub answers: Vec<NewAnswer>,
    /// What is to be done.
    #[serde(default)]
    pub remedies: Vec<NewRemedy>,
    /// Whether a sanction against a person is proposed.
    #[serde(default)]
    pub sanction_proposed: bool,
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

/// A draft goes back to the investigation.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnDecision {
    /// Why.
    pub reason: Text,
}

/// What happened on the way to the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A sheet was filled in.
    ProofAssessed {
        /// The sheet.
        worksheet: Worksheet,
    },
    /// A draft was written or revised.
    Drafted {
        /// The draft.
        draft: Draft,
    },
    /// The draft went back.
    DecisionReturned {
        /// Why.
        reason: ContentId,
    },
    /// It was decided.
    DecisionMade {
        /// What.
        decision: Decided,
    },
    /// The complaint was not taken up.
    Rejected {
        /// Why.
        decision: Decided,
        /// The last day for a request for review.
        review_until: Date,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::ProofAssessed { worksheet } => {
            case.worksheets.retain(|it| it.allegation != worksheet.allegation);
            case.worksheets.push(worksheet.clone());
        }
        Event::Drafted { draft } => {
            if draft.of == DraftOf::Decision && case.state == State::Assessment {
                case.state = State::DecisionDrafted;
            }
            case.draft = Some(draft.clone());
        }
        Event::DecisionReturned { .. } => {
            case.draft = None;
            case.state = State::Investigation;
        }
        Event::DecisionMade { decision } => {
            adopt(case, decision);
            case.state = State::Decided;
        }
        Event::Rejected { decision, review_until } => {
            case.draft = None;
            case.decision = Some(decision.clone());
            case.state = State::Inadmissible { review_until: *review_until };
        }
    }
}

/// Makes a decision the decision of the case.
pub(crate) fn adopt(case: &mut Case, decision: &Decided) {
    for found in &decision.draft.findings {
        for allegation in case.allegations.iter_mut().filter(|it| it.id == found.allegation) {
            allegation.finding = Some(found.finding);
        }
    }
    case.remedies.retain(|it| it.kind == RemedyKind::SettlementTerm || it.done_on.is_some());
    case.remedies.extend(decision.draft.remedies.iter().cloned());
    case.draft = None;
    case.decision = Some(decision.clone());
}

/// Fills the sheets in.
pub(crate) fn assess(p: &mut Proceeding<'_, '_>, assess: Assess) -> Result<(), Refusal> {
    if assess.worksheets.is_empty() {
        return Err(Refusal::invalid("/worksheets", "missing", "fill in at least one sheet"));
    }
    let (by, on, rule) = (p.user()?, p.today(), p.case.facts.proof_rule());
    for (place, sheet) in assess.worksheets.into_iter().enumerate() {
        let allegation = open_allegation(p, sheet.allegation, &format!("/worksheets/{place}/allegation"))?;
        if allegation == crate::Form::Indirect && sheet.indirect.is_none() {
            let pointer = format!("/worksheets/{place}/indirect");
            return Err(Refusal::invalid(pointer, "missing", "indirect discrimination needs its own test"));
        }
        let worksheet = Worksheet {
            allegation: sheet.allegation,
            by,
            on,
            facts: p.keep("proof_facts", sheet.facts),
            presumption: sheet.presumption,
            presumption_reason: p.keep("presumption_reason", sheet.presumption_reason),
            explanation: p.keep("explanation", sheet.explanation),
            rebutted: sheet.rebutted,
            rule,
            indirect: sheet.indirect,
        };
        p.happened(Event::ProofAssessed { worksheet });
    }
    Ok(())
}

fn open_allegation(p: &Proceeding<'_, '_>, id: AllegationId, pointer: &str) -> Result<crate::Form, Refusal> {
    let found = p.case.allegations.iter().find(|it| it.id == id && it.is_open());
    found
        .map(|it| it.form)
        .ok_or_else(|| Refusal::invalid(pointer, "unknown_allegation", "not an open allegation of this case"))
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
        sanction_proposed: false,
    };
    p.happened(Event::Drafted { draft });
    Ok(())
}

/// Drafts or revises a decision; the editor becomes the drafter.
pub(crate) fn draft_decision(p: &mut Proceeding<'_, '_>, new: DraftDecision) -> Result<(), Refusal> {
    let draft = write(p, new)?;
    p.happened(Event::Drafted { draft });
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
        sanction_proposed: new.sanction_proposed,
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
    if errors.is_empty() { Ok(()) } else { Err(Refusal::Content(errors)) }
}

/// Sends the draft back to the investigation.
pub(crate) fn send_back(p: &mut Proceeding<'_, '_>, back: ReturnDecision) {
    let reason = p.keep("return_reason", back.reason);
    p.happened(Event::DecisionReturned { reason });
}

fn decided(p: &Proceeding<'_, '_>, of: DraftOf) -> Result<Decided, Refusal> {
    let draft =
        p.case.draft.clone().filter(|draft| draft.of == of).ok_or_else(|| {
            Refusal::unmet(Guard::ReasonsComplete, "no_draft", "/draft", "nothing is drafted")
        })?;
    Ok(Decided { on: p.today(), by: p.user()?, draft })
}

/// Decides what was drafted; each party gets it from the System, in its own version.
pub(crate) fn decide(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let decision = decided(p, DraftOf::Decision)?;
    p.spend(About::Decision);
    p.happened(Event::DecisionMade { decision });
    send(p, Delivered::Decision);
    Ok(())
}

/// Leaves an act for both parties, for the System to deliver.
pub(crate) fn send(p: &mut Proceeding<'_, '_>, act: Delivered) {
    let told = |it: &&crate::case::Party| matches!(it.role, PartyRole::EmployerUnit | PartyRole::Complainant);
    let parties: Vec<_> = p.case.parties.iter().filter(told).map(|party| party.id).collect();
    for party in parties {
        p.leave_for_delivery(party, act, None);
    }
}

/// Does not take the complaint up, with reasons and guidance.
pub(crate) fn reject(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let decision = decided(p, DraftOf::Rejection)?;
    p.spend(About::Outcome);
    let filer = |it: &&crate::case::Party| matches!(it.role, PartyRole::Complainant | PartyRole::Bystander);
    let parties: Vec<_> = p.case.parties.iter().filter(filer).map(|party| party.id).collect();
    let mut available = p.today();
    for party in parties {
        available = available.max(p.deliver(party, Delivered::Rejection, None));
    }
    let review_until = p.cx.rules.review_until(available);
    p.happened(Event::Rejected { decision, review_until });
    Ok(())
}

/// Guard G7: each open allegation has its sheet.
pub(crate) fn proof_assessed(case: &Case) -> Vec<Unmet> {
    let without = case.allegations.iter().enumerate().filter(|(_, allegation)| {
        allegation.is_open() && !case.worksheets.iter().any(|sheet| sheet.allegation == allegation.id)
    });
    without
        .map(|(place, _)| {
            let pointer = format!("/allegations/{place}");
            Unmet::new(Guard::ProofAssessed, "no_worksheet", pointer, "how it is proved is not assessed")
        })
        .collect()
}

/// Guard G8: legal rules, considerations, essential facts and guidance; for a decision also a finding on each
/// allegation, an answer to each reply, and a remedy where something was substantiated.
pub(crate) fn reasons_complete(case: &Case, draft: Option<&Draft>, at: &str) -> Vec<Unmet> {
    let unmet =
        |code, pointer: String, detail: &str| Unmet::new(Guard::ReasonsComplete, code, pointer, detail);
    let Some(draft) = draft else {
        return vec![unmet("no_draft", at.to_owned(), "nothing is drafted")];
    };
    let mut missing = Vec::new();
    let reasons = &draft.reasons;
    for (part, code, name) in [
        (reasons.legal_rules, "no_legal_rules", "legal_rules"),
        (reasons.considerations, "no_considerations", "considerations"),
        (reasons.essential_facts, "no_essential_facts", "essential_facts"),
        (reasons.guidance, "no_guidance", "guidance"),
    ] {
        if part.is_none() {
            missing.push(unmet(code, format!("{at}/reasons/{name}"), "this part of the reasons is missing"));
        }
    }
    if draft.of == DraftOf::Rejection {
        return missing;
    }
    for (place, allegation) in case.allegations.iter().enumerate().filter(|(_, it)| it.is_open()) {
        if !draft.findings.iter().any(|it| it.allegation == allegation.id) {
            missing.push(unmet("no_finding", format!("/allegations/{place}"), "there is no finding on it"));
        }
    }
    for (place, item) in case.hearing_items.iter().enumerate().filter(|(_, it)| it.reply.is_some()) {
        if !draft.answers.iter().any(|it| it.item == item.id) {
            missing.push(unmet(
                "reply_unanswered",
                format!("/hearing_items/{place}"),
                "the reply is not answered",
            ));
        }
    }
    let substantiated = draft
        .findings
        .iter()
        .any(|it| matches!(it.finding, Finding::Substantiated | Finding::PartlySubstantiated));
    if substantiated && draft.remedies.is_empty() {
        missing.push(unmet(
            "no_remedy",
            format!("{at}/remedies"),
            "something is substantiated but no remedy named",
        ));
    }
    missing
}
