//! Measure cases: a sanction or detriment against a named person is a case of its own, with its own hearing, union
//! notice, reasons, guidance and review (rulebook 5.1.4, A-note). It is opened by the decision on a complaint, knows
//! which one, and holds nothing of its file: what is held against the person is written anew, as items of the hearing.

mod ground;
mod intention;
mod opening;
mod outcome;
mod reasons;
mod table;
mod union;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use ground::{EndMeasure, GroundAnew, GroundLost};
pub use intention::{IntendMeasure, Intention};
pub use opening::{NewMeasure, ProposedMeasure};
pub use outcome::{Imposed, NewImposed};
pub use reasons::ReasonsAsked;
pub use union::{NotifyUnion, UnionNotice};

pub(crate) use ground::{end, ground_anew, stands, stop_all};
pub(crate) use intention::intend;
pub(crate) use opening::{check_proposals, open_proposed, propose};
pub(crate) use outcome::{check_outcome, heard, impose, missing, review_over};
pub(crate) use reasons::{ask, give, may_be_asked_since, owed};
pub(crate) use table::rule;
pub(crate) use union::{notified, notify};

use crate::{
    Case, ContentId, UserId,
    case::{Party, PartyRole},
    codes::codes,
    event,
};

codes! {
    /// The two kinds of case (design 3): what is found on a complaint, and what is done about it to a person.
    CaseKind { Complaint, Measure }

    /// A measure against a person: none, then from the mildest to the hardest, and one that stands in no such order.
    Sanction { NoMeasure, Reprimand, Warning, Transfer, Dismissal, Other }
}

impl Sanction {
    /// Whether it is no harder than the one that a person was heard about.
    #[must_use]
    pub fn is_within(self, intended: Self) -> bool {
        match (self, intended) {
            (Self::NoMeasure, _) => true,
            (Self::Other, _) | (_, Self::Other) => self == intended,
            _ => self <= intended,
        }
    }
}

/// What only a measure case has. Shown to nobody as it stands: who has a part in the complaint is not theirs to know
/// who have only this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureCase {
    /// The measures that were intended, one after the other; none is left of a case that was destroyed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intentions: Vec<Intention>,
    /// Who made the finding it rests on, and so has none of the three separate duties here.
    pub found_by: UserId,
    /// Who made it before, where it was set aside and made again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub found_before: BTreeSet<UserId>,
    /// Who worked on the complaint, and so does not review what came of it.
    pub worked_on_complaint: BTreeSet<UserId>,
    /// Who has no rights of staff here for their part in the complaint.
    pub kept_away: BTreeSet<UserId>,
    /// That the finding does not stand any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground_lost: Option<GroundLost>,
    /// Whether the person's union was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub union: Option<UnionNotice>,
    /// The request for written reasons of an oral decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<ReasonsAsked>,
}

impl MeasureCase {
    /// What a tombstone keeps: that it was about a measure, and nothing of whom or which.
    pub(crate) fn buried() -> Self {
        Self {
            intentions: Vec::new(),
            found_by: UserId(uuid::Uuid::nil()),
            found_before: BTreeSet::new(),
            worked_on_complaint: BTreeSet::new(),
            kept_away: BTreeSet::new(),
            ground_lost: None,
            union: None,
            reasons: None,
        }
    }
}

/// What happened about measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A measure case was opened: the case as it began.
    Opened {
        /// The case.
        case: Box<Case>,
    },
    /// Another measure is intended.
    IntentionChanged {
        /// Which, and why.
        intention: Intention,
        /// Whether the hearing, which was over, begins again.
        reopens: bool,
    },
    /// The person's union was told, or there is none to tell.
    UnionNotified {
        /// What was told.
        notice: UnionNotice,
    },
    /// The person asked for written reasons.
    ReasonsAsked {
        /// The request.
        reasons: ReasonsAsked,
    },
    /// The written reasons were given.
    ReasonsGiven,
    /// The decision on the complaint was set aside, or does not propose the measure any more.
    FindingSetAside,
    /// A new decision on the complaint proposes it again.
    FindingMadeAgain {
        /// Who made it.
        by: UserId,
    },
    /// The measure rests on that.
    GroundedAnew {
        /// Why.
        reason: ContentId,
    },
    /// The case ended, because it rested on nothing.
    MeasureEnded {
        /// What the person is told.
        message: ContentId,
        /// How long the case is kept.
        retain_until: Date,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Opened { case: opened } => *case = Case::clone(opened),
        Event::IntentionChanged { intention, reopens } => intention::adopt(case, intention, *reopens),
        Event::FindingSetAside
        | Event::FindingMadeAgain { .. }
        | Event::GroundedAnew { .. }
        | Event::MeasureEnded { .. } => ground::apply(case, what, event.on),
        Event::UnionNotified { notice } => {
            if let Some(measure) = &mut case.measure {
                measure.union = Some(notice.clone());
            }
        }
        Event::ReasonsAsked { reasons } => {
            if let Some(measure) = &mut case.measure {
                measure.reasons = Some(*reasons);
            }
        }
        Event::ReasonsGiven => {
            if let Some(reasons) = case.measure.as_mut().and_then(|it| it.reasons.as_mut()) {
                reasons.given_on = Some(event.on);
            }
        }
    }
}

impl Case {
    /// Which of the two kinds of case it is.
    #[must_use]
    pub fn kind(&self) -> CaseKind {
        if self.measure.is_some() { CaseKind::Measure } else { CaseKind::Complaint }
    }

    /// The party whose case it is: who complained, or the person whom a measure is intended against.
    #[must_use]
    pub fn person_concerned(&self) -> Option<&Party> {
        self.party(match self.kind() {
            CaseKind::Complaint => PartyRole::Complainant,
            CaseKind::Measure => PartyRole::Respondent,
        })
    }

    /// Whether the person was told of the measure case: by its notice, or by an act of ours that came first.
    #[must_use]
    pub(crate) fn person_informed(&self) -> bool {
        let person = self.party(PartyRole::Respondent).map(|party| party.id);
        self.deliveries.iter().any(|it| Some(it.party) == person && it.sent_on.is_some())
    }
}
