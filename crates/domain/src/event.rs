//! What happened to a case. Stored for good: add variants, never change one.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Case, UserId, account, amendment, archive, assignment, consultation, decision, delivery,
    external, file_access, filing, flagged, follow_up, hearing, impartiality, information, intake, interim,
    investigation, legal_hold, linked, measure, mediation, party, reckoning, remedy, reminder, review,
    suspension, taken_down::TakenBy, withdrawal,
};

/// One thing that happened, with when and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The instant.
    pub at: Timestamp,
    /// The civil day in the office's zone: what the law counts with.
    pub on: Date,
    /// Who did it; none for the System.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// In which capacity; of an act that was taken down, in that of the party whose act it is.
    pub capacity: Capacity,
    /// By whom it was taken down, for whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_down: Option<TakenBy>,
    /// What happened.
    pub what: Happening,
}

/// What happened, by subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each subject documents its events")]
pub enum Happening {
    Filing(filing::Event),
    Amendment(amendment::Event),
    Intake(intake::Event),
    Information(information::Event),
    Investigation(investigation::Event),
    Hearing(hearing::Event),
    FileAccess(file_access::Event),
    Consultation(consultation::Event),
    Interim(interim::Event),
    Suspension(suspension::Event),
    External(external::Event),
    LegalHold(legal_hold::Event),
    Archive(archive::Event),
    Mediation(mediation::Event),
    Decision(decision::Event),
    Review(review::Event),
    Remedy(remedy::Event),
    FollowUp(follow_up::Event),
    Withdrawal(withdrawal::Event),
    Linked(linked::Event),
    Impartiality(impartiality::Event),
    Flagged(flagged::Event),
    Assignment(assignment::Event),
    Party(party::Event),
    Account(account::Event),
    Delivery(delivery::Event),
    Reminder(reminder::Event),
    Reckoning(reckoning::Event),
    Measure(measure::Event),
}

macro_rules! from_subjects {
    ($($variant:ident $subject:ident),*) => {
        $(impl From<$subject::Event> for Happening {
            fn from(event: $subject::Event) -> Self {
                Self::$variant(event)
            }
        })*

        impl From<&Event> for &'static str {
            fn from(event: &Event) -> Self {
                match &event.what {
                    $(Happening::$variant(event) => event.into(),)*
                }
            }
        }

        impl Case {
            /// The case after an event. Cannot fail: events are facts.
            pub(crate) fn apply(&mut self, event: &Event) {
                match &event.what {
                    $(Happening::$variant(what) => $subject::apply(self, what, event),)*
                }
                if let Some(user) = event.by {
                    self.acted.insert((user, event.taken_down.map_or(event.capacity, |it| it.capacity)));
                }
            }
        }
    };
}

from_subjects! {
    Filing filing, Amendment amendment, Intake intake, Information information, Investigation investigation, Hearing hearing,
    FileAccess file_access, Consultation consultation, Interim interim, Suspension suspension,
    External external, LegalHold legal_hold, Archive archive, Mediation mediation, Decision decision,
    Review review, Remedy remedy, FollowUp follow_up, Withdrawal withdrawal, Linked linked, Impartiality impartiality,
    Flagged flagged, Assignment assignment, Party party, Account account, Delivery delivery, Reminder reminder,
    Reckoning reckoning, Measure measure
}

impl Event {
    /// What happened, as a code.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.into()
    }

    /// The business event that others may be told of, if it is one (rulebook 7.6).
    #[must_use]
    pub fn topic(&self) -> Option<&'static str> {
        Some(match &self.what {
            Happening::Filing(filing::Event::Submitted) => "complaint.submitted",
            Happening::Intake(intake::Event::Acknowledged { .. }) => "complaint.acknowledged",
            Happening::Intake(intake::Event::Admitted { .. }) => "complaint.admitted",
            Happening::Intake(intake::Event::Referred { .. }) => "complaint.referred",
            Happening::Investigation(investigation::Event::InvestigationFinished) => "hearing.opened",
            Happening::Hearing(hearing::Event::HearingClosed) => "hearing.closed",
            Happening::Decision(decision::Event::DecisionMade { .. } | decision::Event::Rejected { .. })
            | Happening::Review(review::Event::DecisionChanged { .. }) => "decision.issued",
            Happening::Linked(linked::Event::AlarmRaised { .. }) => "retaliation.alarm",
            Happening::FollowUp(follow_up::Event::Closed { .. })
            | Happening::Linked(
                linked::Event::ReportTakenUp { .. } | linked::Event::ConsolidatedInto { .. },
            )
            | Happening::Intake(intake::Event::ReceiptConfirmed { .. }) => "case.closed",
            Happening::Archive(archive::Event::Destroyed { .. }) => "case.destroyed",
            Happening::Reminder(
                reminder::Event::DutyApproaching { .. } | reminder::Event::LastDayNear { .. },
            ) => "deadline.approaching",
            Happening::Reminder(reminder::Event::DutyMissed { .. }) => "deadline.missed",
            Happening::Reckoning(reckoning::Event::DateRecomputed { recomputed })
                if recomputed.is_moved() =>
            {
                "deadline.recomputed"
            }
            _ => return None,
        })
    }
}

impl Case {
    /// The state that a history leads to (V3); none unless it begins with the opening of the case.
    #[must_use]
    pub fn fold(events: &[Event]) -> Option<Self> {
        let (Happening::Filing(filing::Event::Opened { case })
        | Happening::Measure(measure::Event::Opened { case })) = &events.first()?.what
        else {
            return None;
        };
        let mut case = Self::clone(case);
        for event in events {
            case.apply(event);
        }
        Some(case)
    }

    /// Whether an account has acted on the case in one of these capacities.
    #[must_use]
    pub fn has_acted(&self, user: UserId, as_one_of: &BTreeSet<Capacity>) -> bool {
        self.acted.iter().any(|(who, capacity)| *who == user && as_one_of.contains(capacity))
    }
}
