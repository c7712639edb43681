//! What a permitted command leads to: everything that is stored together, or not at all.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{Case, CaseId, ContentId, Event, UnitId, UserId, access::Capacity, action::Action};

/// Something that was permitted and decided, ready to be stored. Only
/// [`crate::access::Permit::decide`] and [`crate::access::FilingPermit::decide`] make one.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct Change {
    /// The version the decision was made on; 0 for a case that did not exist.
    pub before: i64,
    /// The case as it is now.
    pub after: Case,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The texts that came with it.
    pub words: Vec<Words>,
    /// Who sees the case in lists from now on, and what is due for whom. Replaces the rows before.
    pub docket: Vec<DocketRow>,
    /// Whose staff rights are walled off from now on. Replaces the rows before.
    pub walls: Vec<UserId>,
    /// What others may be told: business events without personal data.
    pub notices: Vec<Notice>,
    /// When.
    pub at: Timestamp,
    /// Who did what, for the audit log.
    pub act: Act,
}

/// One text that belongs to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Under which id state and events refer to it.
    pub id: ContentId,
    /// What kind of text, as a code: `story`, `reply`, …
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

/// One row of a list: a case as it concerns one holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocketRow {
    /// Whose list.
    pub holder: Holder,
    /// In which capacity.
    pub capacity: Capacity,
    /// What the holder has to do next, as a code, and by which day.
    pub next_due: Option<(Duty, Date)>,
}

/// Whose list a case stands in: a person's, or a desk's that several people serve.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder {
    /// A person with an account.
    User(UserId),
    /// The intake officers of a unit.
    Intake(UnitId),
    /// Everybody with the role, whatever the unit: coordinators, conflict officers and so on.
    Desk(crate::Role),
}

/// A duty with a day, as lists show it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::EnumIter,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Duty {
    Acknowledge,
    Screen,
    Declare,
    SettleConflict,
    Answer,
    Consult,
    Reply,
    Hear,
    AnswerAccess,
    ReviewMeasure,
    Decide,
    RequestReview,
    CompleteRemedy,
    FollowUp,
    Assign,
    Review,
    Mediate,
    RevokeWithdrawal,
    Inform,
    Close,
}

/// A business event for the outbox (rulebook 7.6): a topic and a case, never personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// For example `complaint.submitted`.
    pub topic: &'static str,
    /// The case.
    pub case: CaseId,
}

/// The act that an audit entry records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The person, or none for the System.
    pub actor: Option<UserId>,
    /// For whom it was done, where a representative or a member of staff acted for a party.
    pub on_behalf_of: Option<crate::PartyId>,
    /// In which capacity.
    pub capacity: Capacity,
    /// What was done.
    pub action: Action,
    /// The written id of what it was done to, below the case: an item, a consultation; empty for the case itself.
    pub object: Option<String>,
}
