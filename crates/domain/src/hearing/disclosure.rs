//! The acts of staff: a fact is raised, put to its party and given more time, and the hearing ends.

use super::{Disclose, Event, ExtendItem, HearingItem, NewAdverseFact};
use crate::{
    HearingItemId, PartyId, case::PartyRole, delivery::Delivered, guard::Guard, proceeding::Proceeding,
    refusal::Refusal,
};

/// The longest period that is given at once, in days.
const MOST_DAYS: u16 = 90;

/// Raises an adverse fact: a new item with a period of its own.
pub(crate) fn add_fact(
    p: &mut Proceeding<'_, '_>,
    new: NewAdverseFact,
    pointer: &str,
) -> Result<(), Refusal> {
    let heard = p.case.party_by_id(new.party);
    if !heard.is_some_and(|it| {
        matches!(it.role, PartyRole::Complainant | PartyRole::EmployerUnit | PartyRole::Respondent)
    }) {
        let detail = "only the complainant and the unit, or the person whom a measure is against, are heard";
        return Err(Refusal::invalid(format!("{pointer}/party"), "not_a_party", detail));
    }
    let item = HearingItem {
        id: HearingItemId(p.cx.draw.uuid()),
        party: new.party,
        fact: p.keep("adverse_fact", new.fact),
        raised_on: p.today(),
        disclosed_on: None,
        reply_by: None,
        short_period_reason: None,
        extension_asked: None,
        reply: None,
        replied_on: None,
        waiver: None,
    };
    p.on(item.id);
    p.happened(Event::AdverseFactRaised { item });
    Ok(())
}

/// Puts an item to the party.
pub(crate) fn disclose(
    p: &mut Proceeding<'_, '_>,
    id: HearingItemId,
    disclose: Disclose,
) -> Result<(), Refusal> {
    let item = find(p, id)?;
    p.on(id);
    if item.disclosed_on.is_some() {
        return Err(Refusal::unmet(
            Guard::Heard,
            "already_disclosed",
            format!("/hearing_items/{id}"),
            "the item was put to the party before",
        ));
    }
    let (usual, at_least) = (p.cx.rules.hearing_days(), p.cx.rules.hearing_days_at_least());
    let days = disclose.days.unwrap_or(usual);
    if !(at_least..=MOST_DAYS).contains(&days) {
        let detail = format!("a party has from {at_least} to {MOST_DAYS} days");
        return Err(Refusal::invalid("/days", "out_of_range", detail));
    }
    if days < usual && disclose.reason.is_none() {
        let detail = format!("say why the party has less than {usual} days");
        return Err(Refusal::invalid("/reason", "missing", detail));
    }
    p.turns_to(item.party)?;
    let available = p.deliver(item.party, Delivered::Disclosure, Some(id.to_string()));
    let reply_by = p.cx.rules.hearing_due(available, days);
    let short_period_reason = p.keep_some("short_period_reason", disclose.reason);
    p.happened(Event::Disclosed { item: id, reply_by, short_period_reason });
    Ok(())
}

/// Puts what a party left unanswered to it once more, because somebody else answers for it now.
pub(crate) fn put_anew(p: &mut Proceeding<'_, '_>, party: PartyId) {
    let open = |it: &&HearingItem| {
        it.party == party && it.disclosed_on.is_some() && it.reply.is_none() && it.waiver.is_none()
    };
    let open: Vec<_> = p.case.hearing_items.iter().filter(open).cloned().collect();
    for item in open {
        let available = p.deliver(party, Delivered::Disclosure, Some(item.id.to_string()));
        let anew = p.cx.rules.hearing_due(available, p.cx.rules.hearing_days());
        let reply_by = item.reply_by.map_or(anew, |before| before.max(anew));
        p.happened(Event::ItemExtended { item: item.id, reply_by });
    }
}

/// Gives more time.
pub(crate) fn extend(
    p: &mut Proceeding<'_, '_>,
    id: HearingItemId,
    extend: &ExtendItem,
) -> Result<(), Refusal> {
    let item = find(p, id)?;
    check_days(extend.days)?;
    p.on(id);
    let Some(due) = item.reply_by else {
        return Err(Refusal::unmet(
            Guard::Heard,
            "not_disclosed",
            format!("/hearing_items/{id}"),
            "the item was not put to the party",
        ));
    };
    let reply_by = p.cx.rules.extended(due, extend.days);
    p.happened(Event::ItemExtended { item: id, reply_by });
    Ok(())
}

/// Ends the hearing.
pub(crate) fn close(p: &mut Proceeding<'_, '_>) {
    p.happened(Event::HearingClosed);
}

pub(super) fn find(p: &Proceeding<'_, '_>, id: HearingItemId) -> Result<HearingItem, Refusal> {
    p.case.hearing_items.iter().find(|it| it.id == id).cloned().ok_or(Refusal::NoSuchItem)
}

pub(super) fn check_days(days: u16) -> Result<(), Refusal> {
    if (1..=MOST_DAYS).contains(&days) {
        return Ok(());
    }
    Err(Refusal::invalid("/days", "out_of_range", "from 1 to 90 days"))
}
