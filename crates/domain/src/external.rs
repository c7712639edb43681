//! External proceedings: the same matter is before somebody else. While it is, nothing of the case is destroyed
//! (rulebook 7.4). Whether the case goes on meanwhile is another question: see [`crate::suspension`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Case, ContentId, ExternalProceedingId, PartyId, Text, UserId, codes::codes, event, legal_hold,
    proceeding::Proceeding, refusal::Refusal,
};

/// So many proceedings one case can be about.
const MOST: usize = 50;

codes! {
    /// Before whom a proceeding is.
    Forum { Board, Court, Union, Ombudsman }
}

/// One proceeding before somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExternalProceeding {
    /// The proceeding.
    pub id: ExternalProceedingId,
    /// Before whom.
    pub forum: Forum,
    /// How it is found there: a name and a number.
    #[schema(value_type = String)]
    pub reference: ContentId,
    /// When it began.
    pub opened_on: Date,
    /// Which party told of it; none where the body itself did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<PartyId>,
    /// The system of the body that told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<UserId>,
    /// When.
    pub reported_on: Date,
    /// The day of its outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

/// Word of a proceeding.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeExternal {
    /// Before whom.
    pub forum: Forum,
    /// How it is found there: a name and a number.
    pub reference: Text,
    /// When it began.
    pub opened_on: Date,
}

/// Word of its outcome.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndExternal {
    /// The day of the outcome.
    pub ended_on: Date,
}

/// What happened to external proceedings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A party told of one, or the body before which it is.
    ExternalNoticed {
        /// The proceeding.
        proceeding: ExternalProceeding,
    },
    /// It is over.
    ExternalEnded {
        /// Which.
        proceeding: ExternalProceedingId,
        /// The day of its outcome.
        ended_on: Date,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::ExternalNoticed { proceeding } => case.external_proceedings.push(proceeding.clone()),
        Event::ExternalEnded { proceeding, ended_on } => {
            for it in case.external_proceedings.iter_mut().filter(|it| it.id == *proceeding) {
                it.ended_on = Some(*ended_on);
            }
            // No case is kept for less long than what was made of it elsewhere (rulebook 5.9).
            case.retain_until = case.retain_until.map(|until| until.max(*ended_on));
        }
    }
}

/// A party tells of a proceeding, or the system of the body before which it is. From then on it holds the case.
pub(crate) fn notice(p: &mut Proceeding<'_, '_>, new: NoticeExternal) -> Result<(), Refusal> {
    let (reported_by, system) = if p.capacity == Capacity::Integration {
        (None, Some(p.user()?))
    } else {
        // What staff take down is the word of who complained, or of the person whom a measure is against.
        let own = p.case.spoken_for(p.capacity).or_else(|| p.case.person_concerned());
        let party = own.map(|it| it.id).ok_or(Refusal::NoSuchItem)?;
        if !p.acts_for(party) {
            return Err(Refusal::NoSuchItem);
        }
        (Some(party), None)
    };
    if new.opened_on > p.today() {
        return Err(Refusal::invalid("/opened_on", "in_the_future", "must not be after today"));
    }
    if p.case.external_proceedings.len() >= MOST {
        let detail = format!("a case can be before others {MOST} times");
        return Err(Refusal::invalid("/forum", "too_many", detail));
    }
    let proceeding = ExternalProceeding {
        id: ExternalProceedingId(p.cx.draw.uuid()),
        forum: new.forum,
        reference: p.keep("external_reference", new.reference),
        opened_on: new.opened_on,
        reported_by,
        system,
        reported_on: p.today(),
        ended_on: None,
    };
    let id = proceeding.id;
    p.on(id);
    p.happened(Event::ExternalNoticed { proceeding });
    legal_hold::place_for(p, id);
    Ok(())
}

/// It is over: the party or the system that told of it says so, or staff who know. Its hold is released with it.
pub(crate) fn end(
    p: &mut Proceeding<'_, '_>,
    id: ExternalProceedingId,
    end: &EndExternal,
) -> Result<(), Refusal> {
    let open = p.case.external_proceedings.iter().find(|it| it.id == id && it.is_open());
    let open = open.ok_or(Refusal::NoSuchItem)?;
    let opened_on = open.opened_on;
    let theirs = match p.capacity {
        Capacity::Integration => open.system.is_some() && open.system == p.actor.user(),
        it if it.is_of_party() => open.reported_by.is_some_and(|party| p.acts_for(party)),
        _ => true,
    };
    if !theirs {
        return Err(Refusal::NoSuchItem);
    }
    if end.ended_on > p.today() || end.ended_on < opened_on {
        let detail = "must be between the day it began and today";
        return Err(Refusal::invalid("/ended_on", "out_of_range", detail));
    }
    p.on(id);
    p.happened(Event::ExternalEnded { proceeding: id, ended_on: end.ended_on });
    legal_hold::release_for(p, id);
    Ok(())
}

impl ExternalProceeding {
    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended_on.is_none()
    }
}
