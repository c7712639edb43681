//! Review: either party may have the outcome looked at again by somebody who had no part in it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Action, Capacity, Case, ContentId, PartyId, ReviewId, Text, UserId,
    codes::codes,
    consultation::About,
    decision::{self, Decided, Draft, DraftDecision},
    delivery::Delivered,
    event,
    guard::Guard,
    measure,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    remedy::RemedyKind,
    rules::Period,
    state::State,
};

codes! {
    /// How a review ends.
    ReviewOutcome { Upheld, Changed, SentBack }
}

/// One request for review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Review {
    /// The review.
    pub id: ReviewId,
    /// Who asks.
    pub party: PartyId,
    /// When.
    pub asked_on: Date,
    /// Why.
    #[schema(value_type = String)]
    pub grounds: ContentId,
    /// Why it comes late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub late_reason: Option<ContentId>,
    /// The other decision that the reviewer proposes; a decision maker confirms it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Draft>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReviewOutcome>,
    /// Who reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<UserId>,
    /// Why it ended so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reasons: Option<ContentId>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

/// A request for review.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskReview {
    /// Why.
    pub grounds: Text,
    /// Why it comes after the four weeks, or after the case was closed.
    #[serde(default)]
    pub late_reason: Option<Text>,
}

/// The end of a review. A change is proposed by the reviewer with another decision, and confirmed by a
/// decision maker who sends `change` without one.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Conclude {
    /// The outcome stands.
    Uphold {
        /// Why.
        reasons: Text,
    },
    /// The outcome is another.
    Change {
        /// The other decision.
        #[serde(default)]
        decision: Option<Box<DraftDecision>>,
    },
    /// The case goes back.
    SendBack {
        /// Why.
        reasons: Text,
    },
}

/// The reopening of a closed case.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// What gives rise to it.
    pub ground: ReopeningGround,
    /// In words.
    pub reason: Text,
}

codes! {
    /// What can reopen a closed case (rulebook 7.4).
    ReopeningGround { NewEssentialFact, ProceduralError }
}

/// What happened about review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A party asked.
    ReviewAsked {
        /// The request.
        review: Review,
    },
    /// The outcome stands.
    Upheld {
        /// Which review.
        review: ReviewId,
        /// Why.
        reasons: ContentId,
    },
    /// The reviewer proposes another decision.
    ChangeProposed {
        /// Which review.
        review: ReviewId,
        /// The other decision.
        proposal: Draft,
    },
    /// The other decision was made.
    DecisionChanged {
        /// Which review.
        review: ReviewId,
        /// The decision.
        decision: Decided,
    },
    /// The case went back.
    SentBack {
        /// Which review.
        review: ReviewId,
        /// Why.
        reasons: ContentId,
    },
    /// A closed case was opened again.
    Reopened {
        /// What gave rise to it.
        ground: ReopeningGround,
        /// In words.
        reason: ContentId,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    let admitted = case.admitted_on.is_some() || case.measure.is_some();
    let back = || if admitted { State::Investigation } else { State::Screening };
    let mut end = |id: &ReviewId, outcome, reasons: Option<ContentId>| {
        for it in case.reviews.iter_mut().filter(|it| it.id == *id) {
            it.outcome = Some(outcome);
            it.reasons = reasons;
            it.reviewer = it.reviewer.or(event.by);
            it.ended_on = Some(event.on);
        }
    };
    match what {
        Event::ReviewAsked { review } => {
            case.reviews.push(review.clone());
            case.state = State::UnderReview { review: review.id, from: Box::new(case.state.clone()) };
        }
        Event::Upheld { review, reasons } => {
            end(review, ReviewOutcome::Upheld, Some(*reasons));
            if let State::UnderReview { from, .. } = &case.state {
                case.state = State::clone(from);
            }
        }
        Event::ChangeProposed { review, proposal } => {
            for it in case.reviews.iter_mut().filter(|it| it.id == *review) {
                it.proposal = Some(proposal.clone());
                it.reviewer = event.by;
            }
        }
        Event::DecisionChanged { review, decision } => {
            end(review, ReviewOutcome::Changed, None);
            decision::adopt(case, decision);
            case.closed_on = None;
            case.retain_until = None;
            case.state = State::Decided;
        }
        Event::SentBack { review, reasons } => {
            end(review, ReviewOutcome::SentBack, Some(*reasons));
            start_again(case, event.on);
            case.state = back();
        }
        Event::Reopened { .. } => {
            start_again(case, event.on);
            case.state = back();
        }
    }
}

/// What was concluded counts no longer; what was settled stays settled, what was done stays done.
fn start_again(case: &mut Case, on: Date) {
    case.started_again_on = Some(on);
    case.closed_on = None;
    case.retain_until = None;
    if let Some(decision) = &mut case.decision {
        decision.set_aside_on = Some(on);
    }
    case.draft = None;
    case.worksheets.clear();
    case.remedies.retain(|it| it.kind == RemedyKind::SettlementTerm || it.done_on.is_some());
    case.checks.retain(|check| check.answer.is_some());
    for allegation in case.allegations.iter_mut().filter(|it| it.is_open()) {
        allegation.finding = None;
    }
}

/// What is asked anew when a case starts again; interim measures and the name go their own way.
fn begins_anew(about: About) -> bool {
    !matches!(about, About::Interim | About::Identity)
}

/// A party asks.
pub(crate) fn ask(p: &mut Proceeding<'_, '_>, ask: AskReview) -> Result<(), Refusal> {
    let party = p.case.spoken_for(p.capacity).map(|it| it.id).ok_or(Refusal::NoSuchItem)?;
    let until = review_until(&p.case, party, p.cx.rules);
    let late = matches!(p.case.state, State::Closed { .. }) || until.is_none_or(|until| until < p.today());
    if late && ask.late_reason.is_none() {
        return Err(Refusal::unmet(
            Guard::ReviewOpen,
            "late",
            "/late_reason",
            "the time is over: say why it comes late",
        ));
    }
    let review = Review {
        id: ReviewId(p.cx.draw.uuid()),
        party,
        asked_on: p.today(),
        grounds: p.keep("review_grounds", ask.grounds),
        late_reason: p.keep_some("late_reason", ask.late_reason),
        proposal: None,
        outcome: None,
        reviewer: None,
        reasons: None,
        ended_on: None,
    };
    p.on(review.id);
    p.happened(Event::ReviewAsked { review });
    Ok(())
}

/// The last day on which a party may ask for review: four weeks after the outcome became available to it.
#[must_use]
pub fn review_until(case: &Case, party: PartyId, rules: &crate::rules::Rules) -> Option<Date> {
    let last_day = rules.review_until(reached_on(case, party)?);
    Some(case.not_shortened(Period::ReviewRequest, party, last_day))
}

/// The day on which the outcome reached a party.
pub(crate) fn reached_on(case: &Case, party: PartyId) -> Option<Date> {
    let decision = case.available_on(party, Delivered::Decision, None);
    decision.max(case.available_on(party, Delivered::Rejection, None))
}

fn under_way(p: &Proceeding<'_, '_>) -> Result<ReviewId, Refusal> {
    match &p.case.state {
        State::UnderReview { review, .. } => Ok(*review),
        _ => Err(Refusal::NoSuchItem),
    }
}

/// The outcome stands.
pub(crate) fn uphold(p: &mut Proceeding<'_, '_>, reasons: crate::Text) -> Result<(), Refusal> {
    let review = under_way(p)?;
    let reasons = p.keep("review_reasons", reasons);
    p.on(review);
    p.happened(Event::Upheld { review, reasons });
    decision::send(p, Delivered::ReviewOutcome);
    Ok(())
}

/// The reviewer proposes another decision, a decision maker confirms it.
pub(crate) fn change(p: &mut Proceeding<'_, '_>, new: Option<Box<DraftDecision>>) -> Result<(), Refusal> {
    let review = under_way(p)?;
    p.on(review);
    let proposed = p.case.reviews.iter().find(|it| it.id == review).and_then(|it| it.proposal.clone());
    match (p.capacity, new, proposed) {
        (Capacity::Reviewer, Some(new), _) => {
            let proposal = decision::write(p, *new)?;
            p.happened(Event::ChangeProposed { review, proposal });
            p.supersede(|about| about == About::Decision);
        }
        (Capacity::DecisionMaker, None, Some(draft)) => {
            let user = p.user()?;
            if draft.editor == user {
                return Err(Refusal::unmet(
                    Guard::FourEyes,
                    "own_draft",
                    "/reviews",
                    "somebody else confirms it",
                ));
            }
            p.spend(About::Decision);
            let proof = p.case.proof_used(&draft);
            let decision = Decided { on: p.today(), by: user, draft, proof, set_aside_on: None };
            p.happened(Event::DecisionChanged { review, decision });
            measure::open_proposed(p)?;
            p.supersede(decision::follows_the_outcome);
            decision::send(p, Delivered::Decision);
        }
        _ => {
            return Err(Refusal::unmet(
                Guard::FourEyes,
                "reviewer_proposes",
                "/reviews",
                "the reviewer proposes another decision, a decision maker confirms it without a new one",
            ));
        }
    }
    Ok(())
}

/// The case goes back.
pub(crate) fn send_back(p: &mut Proceeding<'_, '_>, reasons: Text) -> Result<(), Refusal> {
    let review = under_way(p)?;
    let reasons = p.keep("review_reasons", reasons);
    p.on(review);
    p.happened(Event::SentBack { review, reasons });
    measure::stop_all(p);
    p.supersede(begins_anew);
    decision::send(p, Delivered::ReviewOutcome);
    Ok(())
}

/// Opens a closed case again.
pub(crate) fn reopen(p: &mut Proceeding<'_, '_>, reopen: Reopen) {
    let reason = p.keep("reopening_reason", reopen.reason);
    p.happened(Event::Reopened { ground: reopen.ground, reason });
    measure::stop_all(p);
    p.supersede(begins_anew);
}

/// A complaint that was handed on is neither reviewed nor reopened here, only an outcome is reviewed, and only a
/// decision can be changed.
pub(crate) fn open(case: &Case, action: Action) -> Vec<Unmet> {
    let decided = case.outcome().is_some_and(|it| it.draft.of == decision::DraftOf::Decision);
    let (code, pointer, detail) = match action {
        Action::ChangeDecision if !decided => {
            ("never_decided", "/decision", "nothing was decided: uphold or send back instead")
        }
        Action::AskReview | Action::Reopen if case.state == (State::Closed { referred: true }) => {
            ("referred", "/state", "the complaint is with somebody else now")
        }
        Action::AskReview | Action::Reopen
            if case.linked_as(crate::LinkedAs::ConsolidatedInto).next().is_some() =>
        {
            ("consolidated", "/state", "the case goes on as a part of another one")
        }
        Action::AskReview if case.outcome().is_none() => {
            ("no_outcome", "/decision", "nothing was decided that could be looked at again")
        }
        _ => return Vec::new(),
    };
    vec![Unmet::new(Guard::ReviewOpen, code, pointer, detail)]
}
