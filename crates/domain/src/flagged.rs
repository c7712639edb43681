//! Earlier acts of somebody who turns out not to be impartial: nobody who is disqualified decides, takes part or assists
//! (FVL s. 3(3)), so each act is looked at by who took their place, and confirmed or done anew, before anything is
//! decided (N4; rulebook 7.4, `settle_conflict`).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Case, ContentId, Event as Happened, FlaggedActId, Text, UserId,
    codes::codes,
    consultation,
    event::{self, Happening},
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
};

codes! {
    /// What became of a flagged act: it stands, or somebody impartial did the same again.
    FlagOutcome { Confirmed, Redone }
}

/// What somebody did of one kind on one day, before they were disqualified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlaggedAct {
    /// The flag.
    pub id: FlaggedActId,
    /// Who did it.
    pub by: UserId,
    /// In which capacity.
    pub capacity: Capacity,
    /// What, as the timeline calls it.
    pub event: String,
    /// The day.
    pub on: Date,
    /// When it was flagged.
    pub flagged_on: Date,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<LookedAt>,
}

/// What became of a flagged act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LookedAt {
    /// The outcome.
    pub outcome: FlagOutcome,
    /// By whom.
    pub by: UserId,
    /// When.
    pub on: Date,
    /// Why.
    #[schema(value_type = String)]
    pub reason: ContentId,
}

/// The look at a flagged act.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtAct {
    /// Whether it stands, or was done anew; the latter only once somebody else has done the same.
    pub outcome: FlagOutcome,
    /// Why.
    pub reason: Text,
}

/// What happened to flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Somebody was disqualified who had acted.
    ActsFlagged {
        /// What they did.
        acts: Vec<FlaggedAct>,
    },
    /// One act was looked at.
    ActLookedAt {
        /// Which.
        act: FlaggedActId,
        /// What became of it.
        looked_at: LookedAt,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::ActsFlagged { acts } => case.flagged_acts.extend(acts.iter().cloned()),
        Event::ActLookedAt { act, looked_at } => {
            for it in case.flagged_acts.iter_mut().filter(|it| it.id == *act) {
                it.looked_at = Some(looked_at.clone());
            }
        }
    }
}

/// Whether it is an act on the matter, and nothing that only belongs to another one, steers the work or is about the
/// person.
fn is_act(what: &Happening) -> bool {
    !matches!(
        what,
        Happening::Delivery(_)
            | Happening::Impartiality(_)
            | Happening::Assignment(_)
            | Happening::Reminder(_)
            | Happening::Flagged(_)
            | Happening::Consultation(
                consultation::Event::ConsultationUsed { .. }
                    | consultation::Event::ConsultationSuperseded { .. }
            )
    )
}

/// Flags what somebody did as staff who is disqualified now.
pub(crate) fn flag(p: &mut Proceeding<'_, '_>, user: UserId) {
    let theirs = |it: &&Happened| it.by == Some(user) && it.capacity.is_staff() && is_act(&it.what);
    let acts = p.cx.history.iter().filter(theirs).map(|it| (it.on, it.capacity, it.kind()));
    let mut acts: BTreeSet<_> = acts.collect();
    for known in p.case.flagged_acts.iter().filter(|it| it.by == user) {
        acts.retain(|(on, capacity, kind)| {
            (*on, *capacity, *kind) != (known.on, known.capacity, &known.event)
        });
    }
    let flagged_on = p.today();
    let flag = |(on, capacity, kind): (Date, Capacity, &'static str)| FlaggedAct {
        id: FlaggedActId(p.cx.draw.uuid()),
        by: user,
        capacity,
        event: kind.to_owned(),
        on,
        flagged_on,
        looked_at: None,
    };
    let acts: Vec<_> = acts.into_iter().map(flag).collect();
    if !acts.is_empty() {
        p.happened(Event::ActsFlagged { acts });
    }
}

/// Who took the place of the disqualified person says what becomes of an act.
pub(crate) fn look_at(p: &mut Proceeding<'_, '_>, id: FlaggedActId, look: LookAtAct) -> Result<(), Refusal> {
    let found = p.case.flagged_acts.iter().position(|it| it.id == id && it.looked_at.is_none());
    let place = found.ok_or(Refusal::NoSuchItem)?;
    let act = p.case.flagged_acts.get(place).cloned().ok_or(Refusal::NoSuchItem)?;
    p.on(id);
    let unmet = |code, detail: String| {
        Refusal::unmet(Guard::ActsLookedAt, code, format!("/flagged_acts/{place}"), detail)
    };
    let needed = act.looked_at_by();
    if !p.case.capacities(p.actor).contains(&needed) {
        return Err(unmet("not_the_replacement", format!("this is for who works on the case as `{needed}`")));
    }
    let again = |it: &Happened| {
        it.on >= act.flagged_on && it.capacity.is_staff() && it.by != Some(act.by) && it.kind() == act.event
    };
    if look.outcome == FlagOutcome::Redone && !p.cx.history.iter().any(again) {
        return Err(unmet("not_redone", "nobody else has done the same since".to_owned()));
    }
    let reason = p.keep("flag_reason", look.reason);
    let looked_at = LookedAt { outcome: look.outcome, by: p.user()?, on: p.today(), reason };
    p.happened(Event::ActLookedAt { act: id, looked_at });
    Ok(())
}

/// Nothing is decided on acts of somebody who was not impartial, before they were looked at.
pub(crate) fn open(case: &Case) -> Vec<Unmet> {
    let open = case.flagged_acts.iter().enumerate().filter(|(_, it)| it.looked_at.is_none());
    open.map(|(place, it)| {
        let detail = format!("`{}` of {} was done by somebody who was not impartial", it.event, it.on);
        Unmet::new(Guard::ActsLookedAt, "act_flagged", format!("/flagged_acts/{place}"), detail)
    })
    .collect()
}

impl FlaggedAct {
    /// In which capacity it is looked at: the same, but for intake, which ends when the case goes on.
    #[must_use]
    pub fn looked_at_by(&self) -> Capacity {
        if self.capacity == Capacity::Intake { Capacity::Caseworker } else { self.capacity }
    }
}
