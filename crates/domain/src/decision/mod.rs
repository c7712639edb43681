//! Assessment and decision: how each allegation is proved, what is drafted, and what is decided.

mod assessment;
mod draft;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use assessment::{AppliedProof, Assess, IndirectTest, NewWorksheet, ProofUsed, Worksheet};
pub use draft::{
    AnswerToReply, Draft, DraftDecision, DraftOf, DraftReasons, FindingReasons, NewAnswer, NewFinding,
    NewRemedy, Reasons,
};

pub(crate) use assessment::{assess, proof_assessed};
pub(crate) use draft::{draft_decision, draft_rejection, reasons_complete, write};

use crate::{
    Case, ContentId, Text, UserId, case::PartyRole, consultation::About, delivery::Delivered, event,
    guard::Guard, measure, proceeding::Proceeding, refusal::Refusal, remedy::RemedyKind, state::State,
};

/// A decision or rejection that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decided {
    /// The day.
    pub on: Date,
    /// Who made it.
    pub by: UserId,
    /// What was decided.
    pub draft: Draft,
    /// Who had to prove what, by which rule, for each allegation on which something was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<ProofUsed>,
    /// When it was set aside, because the case was sent back or opened again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside_on: Option<Date>,
}

impl Case {
    /// The decision or rejection that stands; none where nothing was decided, or what was is set aside.
    #[must_use]
    pub fn outcome(&self) -> Option<&Decided> {
        self.decision.as_ref().filter(|it| it.set_aside_on.is_none())
    }
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
            case.worksheets.clear();
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
    if let Some(measure) = &mut case.measure {
        measure.reasons = None;
    }
}

/// Sends the draft back to the investigation: what it will find is weighed and asked about anew.
pub(crate) fn send_back(p: &mut Proceeding<'_, '_>, back: ReturnDecision) {
    let reason = p.keep("return_reason", back.reason);
    p.happened(Event::DecisionReturned { reason });
    p.supersede(|about| about == About::Decision);
}

fn decided(p: &Proceeding<'_, '_>, of: DraftOf) -> Result<Decided, Refusal> {
    let draft =
        p.case.draft.clone().filter(|draft| draft.of == of).ok_or_else(|| {
            Refusal::unmet(Guard::ReasonsComplete, "no_draft", "/draft", "nothing is drafted")
        })?;
    let proof = p.case.proof_used(&draft);
    Ok(Decided { on: p.today(), by: p.user()?, draft, proof, set_aside_on: None })
}

/// Decides what was drafted; each party gets it from the System, in its own version. Measures that are proposed
/// become cases of their own.
pub(crate) fn decide(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let decision = decided(p, DraftOf::Decision)?;
    p.spend(About::Decision);
    p.happened(Event::DecisionMade { decision });
    measure::open_proposed(p)?;
    p.supersede(follows_the_outcome);
    send(p, Delivered::Decision);
    Ok(())
}

/// What is asked about after the outcome, and about this outcome.
pub(crate) fn follows_the_outcome(about: About) -> bool {
    matches!(about, About::Remedy | About::Closing)
}

/// Leaves an act for the parties, for the System to deliver.
pub(crate) fn send(p: &mut Proceeding<'_, '_>, act: Delivered) {
    let told = |it: &&crate::case::Party| {
        matches!(it.role, PartyRole::EmployerUnit | PartyRole::Complainant | PartyRole::Respondent)
    };
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
