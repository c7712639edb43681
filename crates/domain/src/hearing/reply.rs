//! The acts of the parties: a reply, a request for more time, a waiver.

use super::{
    AskExtension, Event, ExtensionAsked, HearingItem, Reply, Waive,
    disclosure::{add_fact, check_days, find},
};
use crate::{HearingItemId, proceeding::Proceeding, refusal::Refusal};

/// The party replies. Late replies are taken until the hearing is closed.
pub(crate) fn reply(p: &mut Proceeding<'_, '_>, id: HearingItemId, reply: Reply) -> Result<(), Refusal> {
    let item = unanswered(own(p, id)?, "/reply")?;
    let words = p.keep("reply", reply.reply);
    p.happened(Event::Replied { item: id, reply: words });
    for (place, fact) in reply.adverse_facts.into_iter().enumerate() {
        let pointer = format!("/adverse_facts/{place}");
        if fact.party == item.party {
            let pointer = format!("{pointer}/party");
            return Err(Refusal::invalid(pointer, "own_detriment", "name the other party"));
        }
        add_fact(p, fact, &pointer)?;
    }
    p.on(id);
    Ok(())
}

/// The party asks for more time.
pub(crate) fn ask_extension(
    p: &mut Proceeding<'_, '_>,
    id: HearingItemId,
    ask: AskExtension,
) -> Result<(), Refusal> {
    unanswered(own(p, id)?, "")?;
    check_days(ask.days)?;
    p.on(id);
    let asked =
        ExtensionAsked { on: p.today(), days: ask.days, reason: p.keep("extension_reason", ask.reason) };
    p.happened(Event::ExtensionAsked { item: id, asked });
    Ok(())
}

/// The party waives being heard on the item.
pub(crate) fn waive(p: &mut Proceeding<'_, '_>, id: HearingItemId, waive: Waive) -> Result<(), Refusal> {
    unanswered(own(p, id)?, "/waiver")?;
    p.on(id);
    let waiver = p.keep("waiver", waive.waiver);
    p.happened(Event::Waived { item: id, waiver });
    Ok(())
}

/// An item that was put to the party that acts; others do not exist for it.
fn own(p: &Proceeding<'_, '_>, id: HearingItemId) -> Result<HearingItem, Refusal> {
    let item = find(p, id)?;
    if p.acts_for(item.party) && item.disclosed_on.is_some() { Ok(item) } else { Err(Refusal::NoSuchItem) }
}

fn unanswered(item: HearingItem, pointer: &str) -> Result<HearingItem, Refusal> {
    if item.reply.is_some() || item.waiver.is_some() {
        return Err(Refusal::invalid(pointer, "already_answered", "the item is answered or waived"));
    }
    Ok(item)
}
