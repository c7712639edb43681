//! The retaliation alarm (N13): somebody is treated worse for a complaint. It opens a case of its own, or is recorded
//! on the one that is open already.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Event, HrEvent, LinkedAs,
    victimisation::{self, hand, words_of},
};
use crate::{
    Action, AlarmId, Case, CaseId, ContentId, PartyId, Text,
    case::PartyRole,
    codes::codes,
    proceeding::{Beside, Proceeding},
    refusal::Refusal,
};

codes! {
    /// How an alarm came up.
    AlarmCause { Check, Pressure, HrEvent, Told }
}

/// An alarm: that somebody is treated worse for a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Alarm {
    /// The alarm.
    pub id: AlarmId,
    /// How it came up.
    pub cause: AlarmCause,
    /// When.
    pub on: Date,
    /// Who is treated worse.
    pub party: PartyId,
    /// Since when, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// What the staff system reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hr_event: Option<HrEvent>,
    /// The person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub words: Option<ContentId>,
    /// On the case that was there first, the one that looks into it; on that one, where it was raised.
    pub case: CaseId,
}

/// What somebody tells who is treated worse for the complaint.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RaiseAlarm {
    /// What happened.
    pub what: Text,
    /// Since when; today unless said otherwise.
    #[serde(default)]
    pub since: Option<Date>,
}

/// What an alarm is about, however it came up.
pub(super) struct Told {
    pub(super) cause: AlarmCause,
    pub(super) party: PartyId,
    pub(super) since: Option<Date>,
    pub(super) hr_event: Option<HrEvent>,
    pub(super) words: Option<ContentId>,
}

/// The person tells it.
pub(crate) fn raise(p: &mut Proceeding<'_, '_>, raise: RaiseAlarm) -> Result<(), Refusal> {
    let party = p.complainant()?;
    if !p.acts_for(party) {
        return Err(Refusal::NoSuchItem);
    }
    if raise.since.is_some_and(|since| since > p.today()) {
        return Err(Refusal::invalid("/since", "in_the_future", "must not be in the future"));
    }
    let words = Some(p.keep("alarm", raise.what));
    let told = Told { cause: AlarmCause::Told, party, since: raise.since, hr_event: None, words };
    let alarm = sound(p, &told);
    p.on(alarm);
    Ok(())
}

/// A check was answered "yes".
pub(crate) fn raise_by_check(p: &mut Proceeding<'_, '_>, party: PartyId, words: Option<ContentId>) {
    sound(p, &Told { cause: AlarmCause::Check, party, since: None, hr_event: None, words });
}

/// Somebody was put under pressure to withdraw.
pub(crate) fn raise_by_pressure(p: &mut Proceeding<'_, '_>, party: PartyId, words: Option<ContentId>) {
    sound(p, &Told { cause: AlarmCause::Pressure, party, since: None, hr_event: None, words });
}

/// Opens the case that looks into it, or records it on the one that does.
pub(super) fn sound(p: &mut Proceeding<'_, '_>, told: &Told) -> AlarmId {
    let Told { cause, party, since, hr_event, words } = *told;
    let id = AlarmId(p.cx.draw.uuid());
    let alarm = Alarm { id, cause, on: p.today(), party, since, hr_event, words, case: p.case.id };
    if p.case.looks_into_retaliation() {
        p.happened(Event::AlarmRecorded { alarm });
        return id;
    }
    let case = match looks_into(p, party) {
        Some(beside) => record(p, beside, &alarm),
        None => victimisation::open(p, &alarm),
    };
    p.happened(Event::AlarmRaised { alarm: Alarm { case, ..alarm } });
    id
}

/// The open case that looks into how this party is treated.
fn looks_into(p: &Proceeding<'_, '_>, party: PartyId) -> Option<Beside> {
    let person = p.case.party_by_id(party)?.person;
    let of_party = |it: &&Beside| {
        let whose = it.case.party(PartyRole::Complainant).map(|it| it.person);
        whose.is_some_and(|it| it.is(person)) && it.case.looks_into_retaliation()
    };
    let linked: Vec<_> = p.case.linked_as(LinkedAs::Victimisation).collect();
    p.cx.beside.iter().filter(|it| linked.contains(&it.case.id)).find(of_party).cloned()
}

fn record(p: &mut Proceeding<'_, '_>, beside: Beside, alarm: &Alarm) -> CaseId {
    let (id, from) = (beside.case.id, p.case.id);
    let words = words_of(p, alarm);
    let hand = hand(p);
    let party = beside.case.party(PartyRole::Complainant).map_or(alarm.party, |it| it.id);
    let mut other = p.beside(beside.case, hand.capacity);
    other.words = words;
    other.on(alarm.id);
    other.happened(Event::AlarmRecorded { alarm: Alarm { party, case: from, ..alarm.clone() } });
    let change = other.change(beside.version, hand.action);
    p.also.push(change);
    id
}

impl Case {
    /// Whether this is an open case about being treated worse for another one.
    #[must_use]
    pub fn looks_into_retaliation(&self) -> bool {
        let open = Action::Withdraw.rule().from.contains(&self.stage());
        open && self.linked_as(LinkedAs::First).next().is_some()
    }
}
