//! Legal holds: what must not be destroyed, whatever the rule of its retention says (rulebook 7.4, trust 2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, ExternalProceedingId, LegalHoldId, Text, event, guard::Guard, proceeding::Proceeding,
    refusal::Refusal,
};

/// So many holds a case can have had.
const MOST: usize = 100;

/// One hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LegalHold {
    /// The hold.
    pub id: LegalHoldId,
    /// Why; none for the hold of an external proceeding, which is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<ContentId>,
    /// The external proceeding whose hold it is: it ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proceeding: Option<ExternalProceedingId>,
    /// When it was put on.
    pub since: Date,
    /// When it was taken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_on: Option<Date>,
    /// Why it was taken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub release_reason: Option<ContentId>,
}

impl LegalHold {
    /// Whether it is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.released_on.is_none()
    }
}

/// A hold.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Why the case must be kept.
    pub reason: Text,
}

/// The end of a hold.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHold {
    /// Why it need not be kept for this any longer.
    pub reason: Text,
}

/// What happened to holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// One was put on.
    HoldPlaced {
        /// The hold.
        hold: LegalHold,
    },
    /// One was taken off.
    HoldReleased {
        /// Which.
        hold: LegalHoldId,
        /// Why; none where the external proceeding ended.
        reason: Option<ContentId>,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::HoldPlaced { hold } => case.legal_holds.push(hold.clone()),
        Event::HoldReleased { hold, reason } => {
            for it in case.legal_holds.iter_mut().filter(|it| it.id == *hold) {
                it.released_on = Some(event.on);
                it.release_reason = *reason;
            }
        }
    }
}

fn new(p: &mut Proceeding<'_, '_>) -> LegalHold {
    LegalHold {
        id: LegalHoldId(p.cx.draw.uuid()),
        reason: None,
        proceeding: None,
        since: p.today(),
        released_on: None,
        release_reason: None,
    }
}

/// Puts a hold on.
pub(crate) fn place(p: &mut Proceeding<'_, '_>, hold: Hold) -> Result<(), Refusal> {
    if p.case.legal_holds.iter().filter(|it| it.proceeding.is_none()).count() >= MOST {
        let detail = format!("a case is held at most {MOST} times");
        return Err(Refusal::invalid("/reason", "too_many", detail));
    }
    let reason = Some(p.keep("hold_reason", hold.reason));
    let hold = LegalHold { reason, ..new(p) };
    p.on(hold.id);
    p.happened(Event::HoldPlaced { hold });
    Ok(())
}

/// The hold of an external proceeding.
pub(crate) fn place_for(p: &mut Proceeding<'_, '_>, proceeding: ExternalProceedingId) {
    let hold = LegalHold { proceeding: Some(proceeding), ..new(p) };
    p.happened(Event::HoldPlaced { hold });
}

/// Takes a hold off; that of an external proceeding ends with the proceeding alone.
pub(crate) fn release(
    p: &mut Proceeding<'_, '_>,
    id: LegalHoldId,
    release: ReleaseHold,
) -> Result<(), Refusal> {
    let found = p.case.legal_holds.iter().position(|it| it.id == id && it.is_on());
    let place = found.ok_or(Refusal::NoSuchItem)?;
    p.on(id);
    if p.case.legal_holds.get(place).is_some_and(|it| it.proceeding.is_some()) {
        return Err(Refusal::unmet(
            Guard::NoHold,
            "external_proceeding",
            format!("/legal_holds/{place}/proceeding"),
            "the hold ends with the external proceeding: report the outcome of that",
        ));
    }
    let reason = Some(p.keep("hold_release", release.reason));
    p.happened(Event::HoldReleased { hold: id, reason });
    Ok(())
}

/// Takes the hold of an external proceeding off.
pub(crate) fn release_for(p: &mut Proceeding<'_, '_>, proceeding: ExternalProceedingId) {
    let holds = p.case.legal_holds.iter().filter(|it| it.proceeding == Some(proceeding) && it.is_on());
    for hold in holds.map(|it| it.id).collect::<Vec<_>>() {
        p.happened(Event::HoldReleased { hold, reason: None });
    }
}
