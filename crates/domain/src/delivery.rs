//! Deliveries: which act became available to which party, and when. Clocks start there (rulebook 7.2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, Channel, DeliveryId, PartyId, Person, codes::codes, event, outside::ToldLastDay,
    proceeding::Proceeding, refusal::Refusal,
};

codes! {
    /// What a party received.
    Delivered {
        Acknowledgement, Referral, AdmissionNotice, FreezeOrder, AmendmentNotice, InformationRequest, Disclosure, AccessAnswer,
        Consultation, InterimOrder, Suspension, Settlement, Rejection, Decision, ReviewOutcome, Closing,
        Check, SplitNotice, ConsolidationNotice, MeasureNotice, IntentionNotice, Reasons, MediationExtension,
        AccountLinked, AccountUnlinked, DateNotice,
    }
}

/// One act on its way to one party, or with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Delivery {
    /// The delivery.
    pub id: DeliveryId,
    /// To whom.
    pub party: PartyId,
    /// What.
    pub act: Delivered,
    /// The written id of what it is about, where the act is about one item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// By which way.
    pub channel: Channel,
    /// The day it was sent; none while it waits for the System.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<Date>,
    /// The day it became available to the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available_on: Option<Date>,
    /// The day the party opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<Date>,
    /// The bodies outside, with the last days that the complainant is told of together with this act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_days_told: Vec<ToldLastDay>,
}

/// What happened to deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// An act was put on its way, or handed to the System to send.
    DeliveryPrepared {
        /// The delivery as it stands.
        delivery: Delivery,
    },
    /// The System sent it.
    ActDelivered {
        /// Which.
        delivery: DeliveryId,
        /// The day it becomes available.
        available_on: Date,
    },
    /// The party opened it.
    DeliveryOpened {
        /// Which.
        delivery: DeliveryId,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::DeliveryPrepared { delivery } => case.deliveries.push(delivery.clone()),
        Event::ActDelivered { delivery, available_on } => {
            for sent in case.deliveries.iter_mut().filter(|it| it.id == *delivery) {
                sent.sent_on = Some(event.on);
                sent.available_on = Some(*available_on);
            }
        }
        Event::DeliveryOpened { delivery } => {
            for opened in case.deliveries.iter_mut().filter(|it| it.id == *delivery) {
                opened.opened_on = Some(event.on);
            }
        }
    }
}

impl Person {
    /// By which way acts reach the person: the one asked for, else the portal. Nobody without an account has one, and
    /// what stood there would run a period against somebody who cannot read it.
    pub(crate) fn reached_by(&self, wanted: Option<Channel>) -> Result<Channel, Refusal> {
        match (self.user, wanted) {
            (Some(_), wanted) => Ok(wanted.unwrap_or(Channel::Portal)),
            // Not even by this is anybody told whether there is such an account.
            (None, wanted) if self.username.is_some() => Ok(wanted.unwrap_or(Channel::Portal)),
            (None, Some(Channel::Portal)) => {
                let detail = "who has no account is reached by letter";
                Err(Refusal::invalid("/channel", "no_account", detail))
            }
            (None, Some(Channel::Letter) | None) => Ok(Channel::Letter),
        }
    }
}

impl Proceeding<'_, '_> {
    fn prepare(&mut self, party: PartyId, act: Delivered, about: Option<String>, now: bool) -> Option<Date> {
        let channel =
            self.case.party_by_id(party).map_or(Channel::Portal, |party| self.case.reached_by(party));
        let today = self.today();
        let available_on = now.then(|| self.available(channel));
        let last_days_told = self.case.last_days_told(party, act, self.cx.rules);
        let delivery = Delivery {
            id: DeliveryId(self.cx.draw.uuid()),
            party,
            act,
            about,
            channel,
            sent_on: now.then_some(today),
            available_on,
            opened_on: None,
            last_days_told,
        };
        self.happened(Event::DeliveryPrepared { delivery });
        available_on
    }

    fn available(&self, channel: Channel) -> Date {
        match channel {
            Channel::Portal => self.today(),
            Channel::Letter => self.cx.rules.letter_available(self.today()),
        }
    }

    /// Makes an act available to a party and says from which day on.
    pub(crate) fn deliver(&mut self, party: PartyId, act: Delivered, about: Option<String>) -> Date {
        let today = self.today();
        self.prepare(party, act, about, true).unwrap_or(today)
    }

    /// Leaves an act for the System to deliver.
    pub(crate) fn leave_for_delivery(&mut self, party: PartyId, act: Delivered, about: Option<String>) {
        self.prepare(party, act, about, false);
    }
}

/// The System sends what waits.
pub(crate) fn deliver_waiting(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let waiting: Vec<_> = p.case.deliveries.iter().filter(|it| it.sent_on.is_none()).cloned().collect();
    if waiting.is_empty() {
        return Err(Refusal::NotNow);
    }
    let decision = waiting.iter().any(|it| it.act == Delivered::Decision);
    for delivery in waiting {
        let available_on = p.available(delivery.channel);
        p.happened(Event::ActDelivered { delivery: delivery.id, available_on });
    }
    if decision {
        crate::follow_up::schedule_after_decision(p);
    }
    Ok(())
}

/// A party opened what was delivered to them.
pub(crate) fn record_opening(p: &mut Proceeding<'_, '_>, delivery: DeliveryId) -> Result<(), Refusal> {
    let user = p.user()?;
    let own: Vec<PartyId> = p.case.parties_of(user).map(|party| party.id).collect();
    let found = p.case.deliveries.iter().find(|it| {
        it.id == delivery
            && it.available_on.is_some()
            && (own.contains(&it.party) || represents(p, &it.party))
    });
    if found.ok_or(Refusal::NoSuchItem)?.opened_on.is_some() {
        return Err(Refusal::invalid("", "already_opened", "it was opened before"));
    }
    p.on(delivery);
    p.happened(Event::DeliveryOpened { delivery });
    Ok(())
}

fn represents(p: &Proceeding<'_, '_>, party: &PartyId) -> bool {
    p.capacity.is_for_complainant() && p.case.spoken_for(p.capacity).is_some_and(|it| it.id == *party)
}

impl Case {
    /// The day on which an act about something became available to a party.
    #[must_use]
    pub fn available_on(&self, party: PartyId, act: Delivered, about: Option<&str>) -> Option<Date> {
        let mut fitting = self
            .deliveries
            .iter()
            .filter(|it| it.party == party && it.act == act && it.about.as_deref() == about);
        fitting.next_back().and_then(|delivery| delivery.available_on)
    }
}
