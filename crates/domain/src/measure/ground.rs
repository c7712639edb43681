//! The finding that a measure rests on: where it is set aside or withdrawn, the measure case is told in the same breath
//! and goes no further, until the office ends it, or grounds it anew on a finding that was made again.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, ProposedMeasure};
use crate::{
    Action, Capacity, Case, LinkedAs, Text, UserId,
    case::PartyRole,
    delivery::Delivered,
    guard::Guard,
    proceeding::{Beside, Proceeding},
    refusal::Unmet,
    state::{Stage, State},
};

/// That the finding does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroundLost {
    /// Since when.
    pub on: Date,
    /// When the measure was proposed again by a new decision; the office says whether it rests on that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_again_on: Option<Date>,
}

/// A measure case that goes on, on a finding that was made again.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroundAnew {
    /// Why it carries the measure.
    pub reason: Text,
}

/// The end of a measure case that rests on nothing any more.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndMeasure {
    /// What the person is told, if they were told of the case.
    pub message: Text,
}

/// The decision on the complaint does not stand: what rests on it stops.
pub(crate) fn stop_all(p: &mut Proceeding<'_, '_>) {
    for beside in resting_on(p) {
        stop(p, beside);
    }
}

/// The complaint was decided anew. What the decision does not propose any more stops, what it proposes again is told so.
pub(super) fn follow(p: &mut Proceeding<'_, '_>, proposed: &[ProposedMeasure], by: UserId) {
    for beside in resting_on(p) {
        if !proposed.iter().any(|it| is_about(&beside.case, it)) {
            stop(p, beside);
        } else if beside.case.ground_lost().is_some() && !is_ended(&beside.case) {
            tell(p, beside, Event::FindingMadeAgain { by });
        }
    }
}

/// Whether a measure case is there already in which the person meets what is proposed.
pub(super) fn is_met(p: &Proceeding<'_, '_>, proposed: &ProposedMeasure) -> bool {
    opened_by(p).any(|it| is_about(&it.case, proposed) && !is_ended(&it.case))
}

/// The measure cases that a decision here opened.
fn opened_by<'p>(p: &'p Proceeding<'_, '_>) -> impl Iterator<Item = &'p Beside> {
    let linked: Vec<_> = p.case.linked_as(LinkedAs::Measure).collect();
    p.cx.beside.iter().filter(move |it| linked.contains(&it.case.id))
}

/// Those that can still be told something: in the archive nothing is done any more.
fn resting_on(p: &Proceeding<'_, '_>) -> Vec<Beside> {
    let told = |it: &&Beside| !it.case.stage().is_kept() && it.case.stage() != Stage::Destroyed;
    opened_by(p).filter(told).cloned().collect()
}

fn is_about(case: &Case, proposed: &ProposedMeasure) -> bool {
    let user = case.party(PartyRole::Respondent).and_then(|it| it.person.user);
    user.is_some() && user == proposed.person.user
}

/// Whether the office ended it because it rested on nothing.
fn is_ended(case: &Case) -> bool {
    case.stage() == Stage::Closed && case.ground_lost().is_some() && case.outcome().is_none()
}

fn stop(p: &mut Proceeding<'_, '_>, beside: Beside) {
    let lost = beside.case.ground_lost();
    if lost.is_none_or(|it| it.found_again_on.is_some()) && !is_ended(&beside.case) {
        tell(p, beside, Event::FindingSetAside);
    }
}

/// By the System, for whoever acts has no part in the measure case.
fn tell(p: &mut Proceeding<'_, '_>, beside: Beside, event: Event) {
    let Beside { case, version } = beside;
    let mut other = p.beside(case, Capacity::System);
    other.happened(event);
    let change = other.change(version, Action::TellOfFinding);
    p.also.push(change);
}

/// What stands in the way of going on, of ending the case, and of grounding it anew.
pub(crate) fn stands(case: &Case, action: Action) -> Vec<Unmet> {
    let (code, detail) = match (action, case.ground_lost()) {
        (Action::EndMeasure | Action::GroundAnew, None) => {
            ("finding_stands", "the finding that the measure rests on stands".to_owned())
        }
        (Action::EndMeasure, Some(_)) | (_, None) => return Vec::new(),
        (Action::GroundAnew, Some(lost)) if lost.found_again_on.is_some() => return Vec::new(),
        (Action::GroundAnew, Some(_)) => {
            ("not_found_again", "no new decision on the complaint proposes the measure".to_owned())
        }
        (_, Some(lost)) => {
            let detail = format!(
                "the finding that the measure rests on does not stand since {}: end the case, or ground it anew",
                lost.on
            );
            ("finding_set_aside", detail)
        }
    };
    vec![Unmet::new(Guard::FindingStands, code, "/measure/ground_lost", detail)]
}

/// The office grounds the measure on the finding that was made again.
pub(crate) fn ground_anew(p: &mut Proceeding<'_, '_>, new: GroundAnew) {
    let reason = p.keep("ground", new.reason);
    p.happened(Event::GroundedAnew { reason });
}

/// The office ends a case that rests on nothing. What was decided counts no longer.
pub(crate) fn end(p: &mut Proceeding<'_, '_>, end: EndMeasure) {
    let message = p.keep("closing_message", end.message);
    let retain_until = p.case.facts.retain_until(p.cx.rules, p.today());
    p.happened(Event::MeasureEnded { message, retain_until });
    if let Some(person) = p.case.person_concerned().map(|it| it.id)
        && p.case.person_informed()
    {
        p.deliver(person, Delivered::Closing, None);
    }
}

pub(super) fn apply(case: &mut Case, what: &Event, on: Date) {
    if let Event::MeasureEnded { message, retain_until } = what {
        case.closing_message = Some(*message);
        case.closed_on = Some(on);
        case.retain_until = Some(*retain_until);
        case.draft = None;
        if let Some(decision) = &mut case.decision {
            decision.set_aside_on = Some(on);
        }
        case.state = State::Closed { referred: false };
    }
    let Some(measure) = &mut case.measure else { return };
    match what {
        Event::FindingSetAside => measure.ground_lost = Some(GroundLost { on, found_again_on: None }),
        Event::FindingMadeAgain { by } => {
            // Neither who made the finding before nor who made it now judges here.
            let before = std::mem::replace(&mut measure.found_by, *by);
            measure.found_before.insert(before);
            if let Some(lost) = &mut measure.ground_lost {
                lost.found_again_on = Some(on);
            }
        }
        Event::GroundedAnew { .. } => measure.ground_lost = None,
        _ => {}
    }
}

impl Case {
    /// That the finding does not stand on which the measure rests.
    #[must_use]
    pub fn ground_lost(&self) -> Option<GroundLost> {
        self.measure.as_ref()?.ground_lost
    }
}
