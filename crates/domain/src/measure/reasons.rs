//! Written reasons after a decision by word of mouth: asked for within 14 days, given within 14 (FVL s. 23, DK-D9A and
//! DK-D9B).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, Imposed};
use crate::{
    Action, Case, PartyId,
    delivery::Delivered,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    rules::{Period, Rules},
};

/// A request for written reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReasonsAsked {
    /// When the person asked.
    pub asked_on: Date,
    /// By which day they are due, or word of why not yet.
    pub due_on: Date,
    /// When they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_on: Option<Date>,
}

impl Case {
    /// Whether the reasons of the decision are kept back from the person until they ask: it was told by word of mouth,
    /// and the written reasons were not given yet.
    #[must_use]
    pub fn reasons_await_a_request(&self) -> bool {
        let given = self.measure.as_ref().and_then(|it| it.reasons).and_then(|it| it.given_on);
        self.imposed().is_some_and(|it| it.orally) && given.is_none()
    }

    fn imposed(&self) -> Option<Imposed> {
        self.decision.as_ref().and_then(|it| it.draft.imposes)
    }
}

/// What stands in the way of asking for reasons, giving them, or closing the case without.
pub(crate) fn owed(case: &Case, action: Action, today: Date, rules: &Rules) -> Vec<Unmet> {
    let asked = case.measure.as_ref().and_then(|it| it.reasons);
    let open = asked.filter(|it| it.given_on.is_none());
    let (code, detail) = match (action, open) {
        (Action::GiveReasons, Some(_)) | (Action::Close, None) => return Vec::new(),
        (Action::GiveReasons, None) => ("not_asked", "nobody waits for written reasons".to_owned()),
        (Action::Close, Some(open)) => {
            ("reasons_owed", format!("the written reasons are due on {}", open.due_on))
        }
        _ if !case.imposed().is_some_and(|it| it.orally) => {
            ("in_writing", "the decision was given in writing, with its reasons".to_owned())
        }
        _ if asked.is_some() => ("already_asked", "the reasons were asked for before".to_owned()),
        _ => match until(case, rules) {
            Some(until) if until < today => ("late", format!("the reasons could be asked for until {until}")),
            Some(_) => return Vec::new(),
            None => ("not_decided", "no decision reached the person yet".to_owned()),
        },
    };
    vec![Unmet::new(Guard::ReasonsOwed, code, "/measure/reasons", detail)]
}

/// The last day to ask.
fn until(case: &Case, rules: &Rules) -> Option<Date> {
    let person = case.person_concerned()?.id;
    let reached = case.available_on(person, Delivered::Decision, None)?;
    Some(case.not_shortened(Period::ReasonsRequest, person, rules.reasons_asked_until(reached)))
}

/// The person who may still ask, and the day on which the decision reached them.
pub(crate) fn may_be_asked_since(case: &Case) -> Option<(PartyId, Date)> {
    let asked = case.measure.as_ref()?.reasons;
    let person = case.person_concerned()?.id;
    let reached = case.available_on(person, Delivered::Decision, None)?;
    (asked.is_none() && case.reasons_await_a_request()).then_some((person, reached))
}

/// The person asks.
pub(crate) fn ask(p: &mut Proceeding<'_, '_>) {
    let asked_on = p.today();
    let due_on = p.cx.rules.reasons_due(asked_on);
    p.happened(Event::ReasonsAsked { reasons: ReasonsAsked { asked_on, due_on, given_on: None } });
}

/// Staff give them: as they were written down when it was decided.
pub(crate) fn give(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let person = p.case.person_concerned().map(|party| party.id).ok_or(Refusal::NoSuchItem)?;
    p.happened(Event::ReasonsGiven);
    p.deliver(person, Delivered::Reasons, None);
    Ok(())
}
