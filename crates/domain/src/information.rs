//! Questions put to a party or witness during the case.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, InformationRequestId, PartyId, Text, UserId, case::PartyRole, delivery::Delivered,
    event, proceeding::Proceeding, refusal::Refusal,
};

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InformationRequest {
    /// The question.
    pub id: InformationRequestId,
    /// Whom it was put to.
    pub party: PartyId,
    /// By whom.
    pub by: UserId,
    /// What is asked.
    #[schema(value_type = String)]
    pub question: ContentId,
    /// When it was asked.
    pub asked_on: Date,
    /// By which day an answer is wanted.
    pub reply_by: Date,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub answer: Option<ContentId>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Date>,
}

/// A question.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestInformation {
    /// Whom to ask: the complainant or a witness, from admission on also the unit.
    pub party: PartyId,
    /// What to ask.
    pub question: Text,
}

/// An answer.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInformation {
    /// The answer.
    pub answer: Text,
}

/// What happened to questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A question was asked.
    InformationRequested {
        /// The question.
        request: InformationRequest,
    },
    /// It was answered.
    InformationAnswered {
        /// Which.
        request: InformationRequestId,
        /// The answer.
        answer: ContentId,
    },
    /// Whoever was asked got back the time that passed while the complaint was withdrawn.
    InformationProlonged {
        /// Which.
        request: InformationRequestId,
        /// The new day.
        reply_by: Date,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::InformationRequested { request } => case.information_requests.push(request.clone()),
        Event::InformationAnswered { request, answer } => {
            for asked in case.information_requests.iter_mut().filter(|it| it.id == *request) {
                asked.answer = Some(*answer);
                asked.answered_on = Some(event.on);
            }
        }
        Event::InformationProlonged { request, reply_by } => {
            for asked in case.information_requests.iter_mut().filter(|it| it.id == *request) {
                asked.reply_by = *reply_by;
            }
        }
    }
}

/// Asks.
pub(crate) fn request(p: &mut Proceeding<'_, '_>, ask: RequestInformation) -> Result<(), Refusal> {
    let party = p.case.party_by_id(ask.party).ok_or_else(|| unknown("nobody in this case"))?;
    if party.role == PartyRole::EmployerUnit && p.case.admitted_on.is_none() {
        return Err(unknown("the unit is asked only after admission"));
    }
    p.turns_to(ask.party)?;
    let id = InformationRequestId(p.cx.draw.uuid());
    let available = p.deliver(ask.party, Delivered::InformationRequest, Some(id.to_string()));
    let request = InformationRequest {
        id,
        party: ask.party,
        by: p.user()?,
        question: p.keep("question", ask.question),
        asked_on: p.today(),
        reply_by: p.cx.rules.information_reply_by(available),
        answer: None,
        answered_on: None,
    };
    p.on(id);
    p.happened(Event::InformationRequested { request });
    Ok(())
}

fn unknown(detail: &str) -> Refusal {
    Refusal::invalid("/party", "unknown_party", detail)
}

/// A full period from another day on, because the question never reached whom it was put to.
pub(crate) fn put_anew(p: &mut Proceeding<'_, '_>, about: Option<&str>, available: Date) {
    let mut open = p.case.information_requests.iter().filter(|it| it.answer.is_none());
    let Some(open) = open.find(|it| Some(it.id.to_string().as_str()) == about) else { return };
    let reply_by = p.cx.rules.information_reply_by(available).max(open.reply_by);
    let request = open.id;
    p.happened(Event::InformationProlonged { request, reply_by });
}

/// Gives back the time since a day in which nobody could answer.
pub(crate) fn give_back(p: &mut Proceeding<'_, '_>, since: Date) {
    let open = p.case.information_requests.iter().filter(|it| it.answer.is_none());
    let open: Vec<_> = open.map(|it| (it.id, it.reply_by)).collect();
    for (request, by) in open {
        if let Some(reply_by) = p.given_back(by, since) {
            p.happened(Event::InformationProlonged { request, reply_by });
        }
    }
}

/// Answers: only the one who was asked, or who represents them.
pub(crate) fn answer(
    p: &mut Proceeding<'_, '_>,
    id: InformationRequestId,
    answer: AnswerInformation,
) -> Result<(), Refusal> {
    let request = p.case.information_requests.iter().find(|it| it.id == id).ok_or(Refusal::NoSuchItem)?;
    let party = request.party;
    if !p.acts_for(party) {
        return Err(Refusal::NoSuchItem);
    }
    if request.answer.is_some() {
        return Err(Refusal::invalid("/answer", "already_answered", "the question is answered"));
    }
    p.on(id);
    let answer = p.keep("answer", answer.answer);
    p.happened(Event::InformationAnswered { request: id, answer });
    Ok(())
}
