//! The hearing of the parties (FVL s. 19): each adverse essential fact is put to the party to whose detriment it is.

mod disclosure;
mod heard;
mod reply;
mod rest;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use disclosure::{add_fact, close, disclose, extend, put_anew};
pub(crate) use heard::{heard, open_items};
pub(crate) use reply::{ask_extension, reply, waive};
pub(crate) use rest::go_on;

use crate::{Case, ContentId, HearingItemId, PartyId, Text, event, state::State};

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
