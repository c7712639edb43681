//! The hearing of the parties (FVL s. 19): each adverse essential fact is put to the party to whose detriment it is.

mod heard;
mod rest;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use heard::heard;
pub(crate) use rest::go_on;

use crate::{
    Case, ContentId, HearingItemId, PartyId, Text, case::PartyRole, delivery::Delivered, event, guard::Guard,
    proceeding::Proceeding, refusal::Refusal, state::State,
};

/// The longest period that is given at once, in days.
const MOST_DAYS: u16 = 90;

/// One adverse fact, put to one party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HearingItem {
    /// The item.
    pub id: HearingItemId,
    /// To whose detriment the fact is.
    pub party: PartyId,
    /// The fact.
    #[schema(value_type = String)]
    pub fact: ContentId,
    /// When it was raised.
    pub raised_on: Date,
    /// When it was put to the party; none until then, and until then it is nothing they were heard on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosed_on: Option<Date>,
    /// The last day to reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<Date>,
    /// Why less than the usual time was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub short_period_reason: Option<ContentId>,
    /// More time the party asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension_asked: Option<ExtensionAsked>,
    /// What the party says to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reply: Option<ContentId>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_on: Option<Date>,
    /// The party's written waiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub waiver: Option<ContentId>,
}

/// A request for more time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExtensionAsked {
    /// When it was asked.
    pub on: Date,
    /// How many more days.
    pub days: u16,
    /// Why.
    #[schema(value_type = String)]
    pub reason: ContentId,
}

impl HearingItem {
    /// Whether the party was heard on it: answered, waived, or let the time pass.
    #[must_use]
    pub fn is_heard(&self, today: Date) -> bool {
        self.reply.is_some()
            || self.waiver.is_some()
            || self.disclosed_on.is_some() && self.reply_by.is_some_and(|by| by < today)
    }
}

/// An adverse fact.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdverseFact {
    /// The fact.
    pub fact: Text,
    /// To whose detriment it is.
    pub party: PartyId,
}

/// The disclosure of an item.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disclose {
    /// How many days the party has; 14 unless said otherwise, 7 at least (DK-D8).
    #[serde(default)]
    pub days: Option<u16>,
    /// Why less than 14.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// A reply.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// What the party says to it.
    pub reply: Text,
    /// New facts against another party, each of which that party must be heard on.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub adverse_facts: Vec<NewAdverseFact>,
    /// An answer that staff take down for a party without an account was read back and confirmed.
    #[serde(default)]
    pub read_back: bool,
}

/// A request for more time.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskExtension {
    /// How many more days.
    #[schema(minimum = 1, maximum = 90)]
    pub days: u16,
    /// Why.
    pub reason: Text,
}

/// More time.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendItem {
    /// How many more days, counted from the last day to reply.
    #[schema(minimum = 1, maximum = 90)]
    pub days: u16,
}

/// A waiver, in writing.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    /// The party's words.
    pub waiver: Text,
}

/// What happened in the hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// An adverse fact was raised.
    AdverseFactRaised {
        /// The item.
        item: HearingItem,
    },
    /// It was put to the party.
    Disclosed {
        /// Which.
        item: HearingItemId,
        /// The last day to reply.
        reply_by: Date,
        /// Why less than the usual time.
        short_period_reason: Option<ContentId>,
    },
    /// The party replied.
    Replied {
        /// To which.
        item: HearingItemId,
        /// With what.
        reply: ContentId,
    },
    /// The party asked for more time.
    ExtensionAsked {
        /// For which.
        item: HearingItemId,
        /// What was asked.
        asked: ExtensionAsked,
    },
    /// More time was given.
    ItemExtended {
        /// For which.
        item: HearingItemId,
        /// The new last day.
        reply_by: Date,
    },
    /// The party waived its hearing.
    Waived {
        /// On which.
        item: HearingItemId,
        /// In which words.
        waiver: ContentId,
    },
    /// The hearing went on after it had rested.
    HearingResumed,
    /// The hearing ended.
    HearingClosed,
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    let mut item = |id: &HearingItemId, change: &dyn Fn(&mut HearingItem)| {
        for item in case.hearing_items.iter_mut().filter(|it| it.id == *id) {
            change(item);
        }
    };
    match what {
        Event::AdverseFactRaised { item } => case.hearing_items.push(item.clone()),
        Event::Disclosed { item: id, reply_by, short_period_reason } => item(id, &|item| {
            item.disclosed_on = Some(event.on);
            item.reply_by = Some(*reply_by);
            item.short_period_reason = *short_period_reason;
        }),
        Event::Replied { item: id, reply } => item(id, &|item| {
            item.reply = Some(*reply);
            item.replied_on = Some(event.on);
        }),
        Event::ExtensionAsked { item: id, asked } => {
            item(id, &|item| item.extension_asked = Some(asked.clone()));
        }
        Event::ItemExtended { item: id, reply_by } => item(id, &|item| item.reply_by = Some(*reply_by)),
        Event::Waived { item: id, waiver } => item(id, &|item| item.waiver = Some(*waiver)),
        Event::HearingResumed => case.hearing_rests_since = None,
        Event::HearingClosed => case.state = State::Assessment,
    }
}

/// Raises an adverse fact: a new item with a period of its own.
pub(crate) fn add_fact(
    p: &mut Proceeding<'_, '_>,
    new: NewAdverseFact,
    pointer: &str,
) -> Result<(), Refusal> {
    let heard = p.case.party_by_id(new.party);
    if !heard.is_some_and(|it| matches!(it.role, PartyRole::Complainant | PartyRole::EmployerUnit)) {
        let pointer = format!("{pointer}/party");
        return Err(Refusal::invalid(
            pointer,
            "not_a_party",
            "only the complainant and the unit are heard here",
        ));
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

fn find(p: &Proceeding<'_, '_>, id: HearingItemId) -> Result<HearingItem, Refusal> {
    p.case.hearing_items.iter().find(|it| it.id == id).cloned().ok_or(Refusal::NoSuchItem)
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

/// The party replies. Late replies are taken until the hearing is closed.
pub(crate) fn reply(p: &mut Proceeding<'_, '_>, id: HearingItemId, reply: Reply) -> Result<(), Refusal> {
    let item = unanswered(own(p, id)?, "/reply")?;
    p.takes_down(item.party, reply.read_back)?;
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

fn check_days(days: u16) -> Result<(), Refusal> {
    if (1..=MOST_DAYS).contains(&days) {
        return Ok(());
    }
    Err(Refusal::invalid("/days", "out_of_range", "from 1 to 90 days"))
}

/// The party waives being heard on the item.
pub(crate) fn waive(p: &mut Proceeding<'_, '_>, id: HearingItemId, waive: Waive) -> Result<(), Refusal> {
    unanswered(own(p, id)?, "/waiver")?;
    p.on(id);
    let waiver = p.keep("waiver", waive.waiver);
    p.happened(Event::Waived { item: id, waiver });
    Ok(())
}

/// Ends the hearing.
pub(crate) fn close(p: &mut Proceeding<'_, '_>) {
    p.happened(Event::HearingClosed);
}
