//! What a permitted command leads to: everything that is stored together, or not at all.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};

use crate::{
    Case, CaseId, ContentId, Event, PartyId, Phase, Priority, UnitId, UserId, access::Capacity,
    action::Action, case::PartyRole, codes::codes, docket, measure::CaseKind, proceeding::Proceeding,
    reckoning::Reckoned, state::Stage,
};

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
    /// What lists show of it.
    pub listed: Listed,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The texts that came with it.
    pub words: Vec<Words>,
    /// Who sees the case in lists from now on, and what is due for whom. Replaces the rows before.
    pub docket: Vec<DocketRow>,
    /// Whose staff rights are walled off from now on. Replaces the rows before.
    pub walls: Vec<UserId>,
    /// The dates that the case runs on, with the versions of the rules that give them; none at its end. Replaces what
    /// was stored before.
    pub reckoned: Option<Vec<Reckoned>>,
    /// What others may be told: business events without personal data.
    pub notices: Vec<Notice>,
    /// When.
    pub at: Timestamp,
    /// Who did what, for the audit log.
    pub act: Act,
    /// The case whose texts this one takes over under their ids, as far as its events refer to them.
    pub carried_from: Option<CaseId>,
    /// What happens to other cases in the same breath: stored in the same transaction, each with its own entry.
    pub also: Vec<Change>,
}

/// What lists need to know of a case without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which kind of case.
    pub kind: CaseKind,
    /// The state, as a code.
    pub state: &'static str,
    /// The phase of the working life.
    pub phase: Phase,
    /// How urgent.
    pub priority: Priority,
    /// The day of receipt; none for a draft.
    pub received_on: Option<Date>,
    /// The day of admission.
    pub admitted_on: Option<Date>,
    /// Whom the case waits for.
    pub waiting_for: WaitingFor,
    /// When the clock has to look at the case again: the next act of the System.
    pub wake_at: Option<Timestamp>,
}

codes! {
    /// Whom a case waits for.
    WaitingFor { Author, Complainant, Respondent, Staff, Receiver, Nobody }
}

/// One text that belongs to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Under which id state and events refer to it.
    pub id: ContentId,
    /// What kind of text, as a code: `story`, `reply`, …
    pub kind: Cow<'static, str>,
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
    /// Nobody's list: by it a party without an account is found whom a staff system reports of.
    Pseudonym(crate::PseudonymId),
}

codes! {
    /// A duty with a day, as lists show it.
    Duty {
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
        Archive,
        Dispose,
        GiveReasons,
        SettleGround,
        LookAtAct,
        ConfirmAccount,
    }
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
    pub on_behalf_of: Option<PartyId>,
    /// In which capacity: of an act that was taken down, in that of whoever took it down.
    pub capacity: Capacity,
    /// What was done.
    pub action: Action,
    /// The written id of what it was done to, below the case: an item, a consultation; empty for the case itself.
    pub object: Option<String>,
}

impl Proceeding<'_, '_> {
    /// What a command that was carried out leads to.
    pub(crate) fn change(self, before: i64, action: Action) -> Change {
        let files = matches!(action, Action::OpenDraft | Action::Submit) && self.capacity == Capacity::Intake;
        let own = |party: &PartyId| {
            self.actor.user().is_some_and(|user| self.case.parties_of(user).any(|it| it.id == *party))
        };
        let concerned = self.case.person_concerned().map(|party| party.id).filter(|party| !own(party));
        let act = Act {
            actor: self.actor.user(),
            on_behalf_of: self
                .taken_down
                .map(|it| it.party)
                .or(concerned.filter(|_| files || self.capacity.is_for_complainant())),
            capacity: self.taken_down.map_or(self.capacity, |it| it.capacity),
            action,
            object: self.object,
        };
        let case = self.case.id;
        let notice = |event| Event::topic(event).map(|topic| Notice { topic, case });
        // A measure is between the employer and the person: no integration is told.
        let events = self.events.iter().filter(|_| self.case.kind() == CaseKind::Complaint);
        Change {
            before,
            listed: self.case.listed(self.case.wake_at(self.cx.rules, self.cx.zone, self.cx.now)),
            notices: events.filter_map(notice).collect(),
            docket: docket::rows(&self.case, self.cx.rules, self.cx.today()),
            walls: docket::walls(&self.case),
            reckoned: self.case.reckoned(self.cx.rules),
            after: self.case,
            events: self.events,
            words: self.words,
            at: self.cx.now,
            act,
            carried_from: self.carried_from,
            also: self.also,
        }
    }
}

impl Case {
    fn listed(&self, wake_at: Option<Timestamp>) -> Listed {
        Listed {
            kind: self.kind(),
            state: self.stage().into(),
            phase: self.phase(),
            priority: self.priority,
            received_on: self.received_on,
            admitted_on: self.admitted_on,
            waiting_for: self.waiting_for(),
            wake_at,
        }
    }

    fn waiting_for(&self) -> WaitingFor {
        let pending = |role| {
            let party = self.party(role).map(|party| party.id);
            self.information_requests.iter().any(|it| Some(it.party) == party && it.answer.is_none())
                || self.hearing_items.iter().any(|it| {
                    Some(it.party) == party
                        && it.disclosed_on.is_some()
                        && it.reply.is_none()
                        && it.waiver.is_none()
                })
                || self.consultations.iter().any(|it| {
                    Some(it.party) == party && it.answer.is_none() && it.weighed.is_none() && !it.is_over()
                })
        };
        match self.stage() {
            Stage::Draft => WaitingFor::Author,
            Stage::Closed | Stage::Discarded | Stage::Archived | Stage::Destroyed | Stage::Preserved => {
                WaitingFor::Nobody
            }
            Stage::Referred => WaitingFor::Receiver,
            Stage::Hearing
            | Stage::Screening
            | Stage::Admitted
            | Stage::Investigation
            | Stage::DecisionDrafted
                if pending(PartyRole::Complainant) =>
            {
                WaitingFor::Complainant
            }
            Stage::Hearing | Stage::Admitted | Stage::Investigation
                if pending(PartyRole::EmployerUnit) || pending(PartyRole::Respondent) =>
            {
                WaitingFor::Respondent
            }
            _ => WaitingFor::Staff,
        }
    }
}
