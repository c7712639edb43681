//! The watch for retaliation: over whom, how long, and what staff systems report of them (N13).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Alarm, AlarmCause, LinkedAs,
    alarm::{self, Told},
};
use crate::{
    Capacity, Case, Party, PartyId, PseudonymId, Stage, UserId,
    case::PartyRole,
    codes::codes,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    rules::Rules,
};

codes! {
    /// What a staff system reports of a person.
    HrEventKind { Notice, PayCut, HoursCut, Transfer, RotaChange, Warning }
}

/// Something that a staff system reported of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HrEvent {
    /// What happened.
    pub kind: HrEventKind,
    /// When.
    pub on: Date,
}

/// Something that a staff system reported of a party.
#[derive(Clone, Copy, Debug)]
pub struct WatchedEvent {
    /// Of whom.
    pub party: PartyId,
    /// What.
    pub event: HrEvent,
}

/// A staff system reported something of a party. The same event counts once.
pub(crate) fn note_hr_event(p: &mut Proceeding<'_, '_>, watched: WatchedEvent) -> Result<(), Refusal> {
    let WatchedEvent { party, event } = watched;
    let known = |it: &Alarm| it.party == party && it.hr_event == Some(event);
    let is_there = p.case.party_by_id(party).is_some() && p.case.is_watched_here(p.cx.rules, p.today());
    // What was done before anybody complained was not done for that.
    let is_there = is_there && p.case.received_on.is_some_and(|received| received <= event.on);
    if p.capacity != Capacity::System || !is_there || p.case.alarms.iter().any(known) {
        return Err(Refusal::NoSuchItem);
    }
    let since = Some(event.on.min(p.today()));
    let (cause, hr_event) = (AlarmCause::HrEvent, Some(event));
    let alarm = alarm::sound(p, &Told { cause, party, since, hr_event, words: None });
    p.on(alarm);
    Ok(())
}

impl Case {
    /// Whether somebody treated worse for the case would raise the alarm: from the filing until twelve months after
    /// the end.
    #[must_use]
    pub fn is_watched(&self, rules: &Rules, today: Date) -> bool {
        match self.stage() {
            Stage::Draft | Stage::Discarded => false,
            // What became a part of another case is watched there.
            _ if self.linked_as(LinkedAs::ConsolidatedInto).next().is_some() => false,
            _ => self.closed_on.is_none_or(|closed| rules.watch_until(closed) >= today),
        }
    }

    /// The same for what staff systems report: of a complaint that is with the whistleblower unit, nobody here acts.
    #[must_use]
    pub fn is_watched_here(&self, rules: &Rules, today: Date) -> bool {
        self.is_watched(rules, today) && !self.is_with_whistleblower_unit()
    }

    /// The complainant or witness whom a staff system knows by an account or by a pseudonym.
    #[must_use]
    pub fn watched_party(&self, user: Option<UserId>, pseudonym: PseudonymId) -> Option<PartyId> {
        let watched = |it: &&Party| matches!(it.role, PartyRole::Complainant | PartyRole::Witness);
        let meant = |it: &&Party| match it.person.user {
            Some(own) => Some(own) == user,
            None => self.pseudonym_of(it.id) == Some(pseudonym),
        };
        self.parties.iter().filter(watched).find(meant).map(|it| it.id)
    }
}

/// An alarm is possible until twelve months after the end (rulebook 7.4).
pub(crate) fn watched(case: &Case, rules: &Rules, today: Date) -> Vec<Unmet> {
    if case.is_watched(rules, today) {
        return Vec::new();
    }
    let detail = "the case ended more than twelve months ago: file a new complaint";
    vec![Unmet::new(Guard::WatchRuns, "watch_over", "/closed_on", detail)]
}
