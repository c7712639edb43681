//! Suspensions: the procedure rests for a reason and until a day, and goes on by itself (rulebook 7.4). Duties of law
//! keep running; only the dates that the office set itself wait. See [`clock`] for those.

mod clock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Action, Capacity, Case, ContentId, PartyId, SuspensionId, Text, UserId,
    case::PartyRole,
    codes::codes,
    consultation::Track,
    delivery::Delivered,
    event,
    external::ExternalProceeding,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
};

/// A suspension is decided on anew after a year at the latest, with the complainant asked anew.
const LONGEST_DAYS: i64 = 366;

codes! {
    /// Why a case may be suspended.
    SuspensionReason {
        // A party demanded that the decision waits for its statement (FVL s. 21).
        PostponementForStatement,
        // The same matter is before a board, a court, the union or an ombudsman.
        ExternalProceeding,
        // Police or prosecutor look at the same facts.
        CriminalInvestigation,
        // What somebody was asked for is not there yet (rulebook 7.4, `request_information`).
        InformationAwaited,
    }
}

/// One suspension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Suspension {
    /// The suspension.
    pub id: SuspensionId,
    /// Why, as a code.
    pub reason: SuspensionReason,
    /// Why, in words.
    #[schema(value_type = String)]
    pub words: ContentId,
    /// By whom.
    pub by: UserId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The day the case went on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

/// A suspension to come.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// Why, as a code.
    pub reason: SuspensionReason,
    /// Why, in words.
    pub words: Text,
    /// The first day; today unless said otherwise, and never before.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day; at most a year later.
    pub until: Date,
}

/// The end of a suspension before its day.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSuspension {
    /// Why it ends.
    pub reason: Text,
}

/// What happened to suspensions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The case was suspended, or will be from a day on.
    Suspended {
        /// The suspension.
        suspension: Suspension,
    },
    /// It was ended before its day.
    SuspensionEnded {
        /// Which.
        suspension: SuspensionId,
        /// Why.
        reason: ContentId,
    },
    /// Its day came.
    Resumed {
        /// Which.
        suspension: SuspensionId,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Suspended { suspension } => case.suspensions.push(suspension.clone()),
        Event::SuspensionEnded { suspension, .. } | Event::Resumed { suspension } => {
            for ended in case.suspensions.iter_mut().filter(|it| it.id == *suspension) {
                ended.ended_on = Some(event.on);
            }
        }
    }
}

/// Suspends the case; the parties are told.
pub(crate) fn suspend(p: &mut Proceeding<'_, '_>, suspend: Suspend) -> Result<(), Refusal> {
    let (today, until) = (p.today(), suspend.until);
    let from = suspend.from.unwrap_or(today);
    if from < today {
        return Err(Refusal::invalid("/from", "in_the_past", "must not be before today"));
    }
    if until < from || until > from.saturating_add(jiff::Span::new().days(LONGEST_DAYS)) {
        let detail = "must not be before the first day, nor more than a year after it";
        return Err(Refusal::invalid("/until", "out_of_range", detail));
    }
    if p.case.suspensions.iter().any(|it| it.ended_on.is_none() && it.from <= until && from <= it.until) {
        return Err(Refusal::invalid("/from", "already_suspended", "the case is suspended in that time"));
    }
    let elsewhere = p.case.external_proceedings.iter().any(ExternalProceeding::is_open);
    if suspend.reason == SuspensionReason::ExternalProceeding && !elsewhere {
        return Err(Refusal::invalid("/reason", "no_proceeding", "no external proceeding is open"));
    }
    p.spend_track(Track::Suspension);
    let id = SuspensionId(p.cx.draw.uuid());
    let words = p.keep("suspension", suspend.words);
    let suspension =
        Suspension { id, reason: suspend.reason, words, by: p.user()?, from, until, ended_on: None };
    p.on(id);
    p.happened(Event::Suspended { suspension });
    tell(p, id);
    Ok(())
}

/// Lets the case go on before the day.
pub(crate) fn end(p: &mut Proceeding<'_, '_>, id: SuspensionId, end: EndSuspension) -> Result<(), Refusal> {
    if !p.case.suspensions.iter().any(|it| it.id == id && it.ended_on.is_none()) {
        return Err(Refusal::NoSuchItem);
    }
    p.on(id);
    let reason = p.keep("suspension_end", end.reason);
    p.happened(Event::SuspensionEnded { suspension: id, reason });
    tell(p, id);
    Ok(())
}

/// The System lets the case go on once the last day is over.
pub(crate) fn resume(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let today = p.today();
    let over = p.case.suspensions.iter().find(|it| it.ended_on.is_none() && it.until < today);
    let suspension = over.ok_or(Refusal::NoSuchItem)?.id;
    p.on(suspension);
    p.happened(Event::Resumed { suspension });
    tell(p, suspension);
    Ok(())
}

/// Both parties learn that the case rests or goes on; the unit only if it was told of the complaint, and the person whom a
/// measure is against only if they were told of that case.
fn tell(p: &mut Proceeding<'_, '_>, id: SuspensionId) {
    let informed = p.case.respondent_informed();
    let told = |it: &&crate::Party| match it.role {
        PartyRole::Complainant => true,
        PartyRole::EmployerUnit | PartyRole::Respondent => informed,
        _ => false,
    };
    let parties: Vec<PartyId> = p.case.parties.iter().filter(told).map(|it| it.id).collect();
    for party in parties {
        p.deliver(party, Delivered::Suspension, Some(id.to_string()));
    }
}

impl Case {
    /// The suspension that the case is under, if it is under one.
    #[must_use]
    pub fn suspended(&self, today: Date) -> Option<(usize, &Suspension)> {
        if !Action::Suspend.rule_in(self.kind()).from.contains(&self.stage()) {
            return None;
        }
        let mut all = self.suspensions.iter().enumerate();
        all.find(|(_, it)| it.ended_on.is_none() && it.from <= today && today <= it.until)
    }

    /// The first suspension that the System has to end, and the day after which.
    pub(crate) fn next_resumption(&self) -> Option<Date> {
        self.suspensions.iter().filter(|it| it.ended_on.is_none()).map(|it| it.until).min()
    }
}

/// While a case is suspended staff do not move it: whoever wants to, ends the suspension first. What parties do stays
/// possible, and so does the acknowledgement, which is owed to the complainant whatever else waits.
pub(crate) fn at_rest(case: &Case, action: Action, capacity: Capacity, today: Date) -> Option<Unmet> {
    let works = capacity.is_staff() || capacity == Capacity::Coordinator;
    if !works || action.rule_in(case.kind()).to.is_empty() || action == Action::Acknowledge {
        return None;
    }
    let (place, suspension) = case.suspended(today)?;
    let detail = format!("the case is suspended until {}; end the suspension first", suspension.until);
    Some(Unmet::new(Guard::NotSuspended, "suspended", format!("/suspensions/{place}"), detail))
}
