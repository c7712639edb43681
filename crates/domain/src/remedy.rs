//! Remedies: what is done about what was found or agreed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Action, Case, ContentId, RemedyId, Text,
    codes::codes,
    consultation::About,
    event, follow_up,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    state::State,
};

codes! {
    /// What kind of remedy.
    RemedyKind {
        Practice, Apology, Compensation, Accommodation, Reinstatement, Training, Expungement, Support, SettlementTerm,
        Other,
    }
}

/// One remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Remedy {
    /// The remedy.
    pub id: RemedyId,
    /// What kind.
    pub kind: RemedyKind,
    /// In words.
    #[schema(value_type = String)]
    pub what: ContentId,
    /// Who sees to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub owner: Option<ContentId>,
    /// By when.
    pub due_on: Date,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Date>,
    /// For when it is scheduled, where it takes longer than the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<Date>,
}

/// Why nothing is to be done.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoRemedies {
    /// Why.
    pub reason: Text,
}

/// What was done, and what is scheduled. When every remedy is one of the two, the case goes on.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteRemedies {
    /// Remedies that were carried out.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub done: Vec<RemedyId>,
    /// Remedies that take longer.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub scheduled: Vec<ScheduledRemedy>,
}

/// A remedy that takes longer than the case.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduledRemedy {
    /// Which.
    pub remedy: RemedyId,
    /// For when.
    pub on: Date,
}

/// What happened about remedies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// They are being carried out.
    RemediesStarted,
    /// There is nothing to do.
    NoRemedies {
        /// Why.
        reason: ContentId,
    },
    /// One was carried out.
    RemedyDone {
        /// Which.
        remedy: RemedyId,
    },
    /// One was scheduled.
    RemedyScheduled {
        /// Which.
        remedy: RemedyId,
        /// For when.
        on: Date,
    },
    /// All are done or scheduled.
    RemediesCompleted,
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::RemediesStarted => case.state = State::Remediation,
        Event::NoRemedies { .. } | Event::RemediesCompleted => case.state = State::FollowUp,
        Event::RemedyDone { remedy } => {
            for done in case.remedies.iter_mut().filter(|it| it.id == *remedy) {
                done.done_on = Some(event.on);
            }
        }
        Event::RemedyScheduled { remedy, on } => {
            for later in case.remedies.iter_mut().filter(|it| it.id == *remedy) {
                later.scheduled_for = Some(*on);
            }
        }
    }
}

/// Begins to carry them out.
pub(crate) fn start(p: &mut Proceeding<'_, '_>) {
    p.spend(About::Remedy);
    p.happened(Event::RemediesStarted);
}

/// Says that there is nothing to do.
pub(crate) fn none(p: &mut Proceeding<'_, '_>, none: NoRemedies) {
    let reason = p.keep("no_remedies", none.reason);
    p.happened(Event::NoRemedies { reason });
    follow_up::schedule_on_entry(p);
}

/// Where a case goes on with remedies there are some, and where it goes on without there are none.
pub(crate) fn named(case: &Case, action: Action) -> Vec<Unmet> {
    let (code, detail) = match action {
        Action::StartRemedies if case.remedies.is_empty() => {
            ("no_remedies", "nothing was ordered or agreed; say so instead")
        }
        Action::NoRemedies if case.remedies.iter().any(|it| it.done_on.is_none()) => {
            ("remedies_open", "remedies were ordered")
        }
        Action::CompleteRemedies if !begun(case) => {
            ("not_started", "the complainant is asked about the remedies before they are carried out")
        }
        _ => return Vec::new(),
    };
    vec![Unmet::new(Guard::RemediesDone, code, "/remedies", detail)]
}

/// During a review remedies go on where they were begun, which the complainant was asked about (G4); they do not
/// begin there.
fn begun(case: &Case) -> bool {
    match &case.state {
        State::UnderReview { from, .. } => matches!(**from, State::Remediation | State::FollowUp),
        _ => true,
    }
}

/// Marks remedies; with the last one the case goes on to the follow-up. During a review the state stays.
pub(crate) fn complete(p: &mut Proceeding<'_, '_>, complete: CompleteRemedies) -> Result<(), Refusal> {
    let known =
        |p: &Proceeding<'_, '_>, id| p.case.remedies.iter().any(|it| it.id == id && it.done_on.is_none());
    for (place, remedy) in complete.done.into_iter().enumerate() {
        if !known(p, remedy) {
            let pointer = format!("/done/{place}");
            return Err(Refusal::invalid(pointer, "unknown_remedy", "not an open remedy of this case"));
        }
        p.happened(Event::RemedyDone { remedy });
    }
    for (place, later) in complete.scheduled.into_iter().enumerate() {
        if !known(p, later.remedy) {
            let pointer = format!("/scheduled/{place}/remedy");
            return Err(Refusal::invalid(pointer, "unknown_remedy", "not an open remedy of this case"));
        }
        if later.on <= p.today() {
            return Err(Refusal::invalid(
                format!("/scheduled/{place}/on"),
                "in_the_past",
                "must be after today",
            ));
        }
        p.happened(Event::RemedyScheduled { remedy: later.remedy, on: later.on });
    }
    let open = done_or_scheduled(&p.case);
    if p.case.state == State::Remediation && open.is_empty() {
        p.happened(Event::RemediesCompleted);
        follow_up::schedule_on_entry(p);
    } else if p.events.is_empty() {
        let nothing = || Refusal::invalid("/done", "missing", "name what was done or scheduled");
        return Err(if open.is_empty() { nothing() } else { Refusal::Guards(open) });
    }
    Ok(())
}

/// Guard G12: each remedy is done or scheduled.
pub(crate) fn done_or_scheduled(case: &Case) -> Vec<Unmet> {
    let open =
        case.remedies.iter().enumerate().filter(|(_, it)| it.done_on.is_none() && it.scheduled_for.is_none());
    open.map(|(place, _)| {
        let pointer = format!("/remedies/{place}");
        Unmet::new(Guard::RemediesDone, "remedy_open", pointer, "neither done nor scheduled")
    })
    .collect()
}
