//! Linked cases: which other cases a case has to do with. A link is shown only to whoever may see both cases.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Case, CaseId, codes::codes, event};

codes! {
    /// What another case is to this one.
    LinkedAs {
        // About a measure that the decision here proposed; the complaint whose decision that was.
        Measure, Complaint,
    }
}

/// Another case that this one has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LinkedCase {
    /// The other case.
    pub case: CaseId,
    /// What it is to this one.
    pub linked_as: LinkedAs,
    /// Since when.
    pub on: Date,
}

/// What happened between cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The case has to do with another one.
    CaseLinked {
        /// Which, and how.
        link: LinkedCase,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::CaseLinked { link } => case.links.push(*link),
    }
}
