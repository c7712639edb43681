//! A party's access to the file (FVL s. 9), with its own clock (FVL s. 16(2), DK-D5).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AccessRequestId, Case, ContentId, PartyId, Text,
    case::{Party, PartyRole},
    delivery::Delivered,
    event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
};

/// A request for access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AccessRequest {
    /// The request.
    pub id: AccessRequestId,
    /// Who asks.
    pub party: PartyId,
    /// When.
    pub asked_on: Date,
    /// For what.
    #[schema(value_type = String)]
    pub scope: ContentId,
    /// By which day an answer is due.
    pub answer_by: Date,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AccessAnswer>,
}

/// An answer to a request for access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AccessAnswer {
    /// When.
    pub on: Date,
    /// What is given.
    #[schema(value_type = String)]
    pub given: ContentId,
    /// Why something is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub left_out: Option<ContentId>,
}

/// A request for access.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAccess {
    /// For what.
    pub scope: Text,
}

/// An answer to it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerAccess {
    /// What is given. In hiring cases only documents on the party's own situation (FVL s. 9(3)).
    pub given: Text,
    /// Why something is left out.
    #[serde(default)]
    pub left_out: Option<Text>,
}

/// What happened about access to the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A party asked.
    AccessAsked {
        /// The request.
        request: AccessRequest,
    },
    /// It was answered.
    AccessAnswered {
        /// Which.
        request: AccessRequestId,
        /// With what.
        answer: AccessAnswer,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::AccessAsked { request } => case.access_requests.push(request.clone()),
        Event::AccessAnswered { request, answer } => {
            for asked in case.access_requests.iter_mut().filter(|it| it.id == *request) {
                asked.answer = Some(answer.clone());
            }
        }
    }
}

/// A party asks.
pub(crate) fn ask(p: &mut Proceeding<'_, '_>, ask: AskAccess) -> Result<(), Refusal> {
    let heard = |it: &&Party| {
        matches!(it.role, PartyRole::Complainant | PartyRole::EmployerUnit | PartyRole::Respondent)
    };
    let own = p.case.parties.iter().filter(heard).find(|it| p.is_party(it));
    let party = own.or(p.case.person_concerned()).map(|party| party.id).ok_or(Refusal::NoSuchItem)?;
    let request = AccessRequest {
        id: AccessRequestId(p.cx.draw.uuid()),
        party,
        asked_on: p.today(),
        scope: p.keep("access_scope", ask.scope),
        answer_by: p.cx.rules.access_due(p.today()),
        answer: None,
    };
    p.on(request.id);
    p.happened(Event::AccessAsked { request });
    Ok(())
}

/// Staff answer.
pub(crate) fn answer(
    p: &mut Proceeding<'_, '_>,
    id: AccessRequestId,
    answer: AnswerAccess,
) -> Result<(), Refusal> {
    let request = p.case.access_requests.iter().find(|it| it.id == id).ok_or(Refusal::NoSuchItem)?;
    let party = request.party;
    if request.answer.is_some() {
        return Err(Refusal::invalid("/given", "already_answered", "the request is answered"));
    }
    p.on(id);
    let answer = AccessAnswer {
        on: p.today(),
        given: p.keep("access_given", answer.given),
        left_out: p.keep_some("access_left_out", answer.left_out),
    };
    p.happened(Event::AccessAnswered { request: id, answer });
    p.deliver(party, Delivered::AccessAnswer, Some(id.to_string()));
    Ok(())
}

/// Guard G6: no request of a party waits for its answer.
pub(crate) fn answered(case: &Case) -> Vec<Unmet> {
    let open = case.access_requests.iter().enumerate().filter(|(_, request)| request.answer.is_none());
    open.map(|(place, request)| {
        let pointer = format!("/access_requests/{place}");
        let detail = format!("a party waits for access to the file, due on {}", request.answer_by);
        Unmet::new(Guard::AccessAnswered, "access_pending", pointer, detail)
    })
    .collect()
}
