//! What a command needs to be at hand before it is decided: names, reporting lines, other cases, and what guards ask.

use super::Command;
use crate::{
    Case, CaseId, archive::Disposition, case::PartyRole, decision::DraftDecision, flagged::FlagOutcome,
    follow_up::CheckAnswer, guard::Intent, impartiality::Settlement, interim::InterimPlan, linked::LinkedAs,
    people::PersonRef, review::Conclude, taken_down::TakenDown,
};

impl Command {
    /// For whom staff take it down, if they do.
    pub(crate) fn taken_down(&self) -> Option<&TakenDown> {
        match self {
            Self::TakenDown(taken, _) => Some(taken),
            _ => None,
        }
    }

    /// The act, and for whom staff take it down.
    pub(crate) fn apart(self) -> (Self, Option<TakenDown>) {
        match self {
            Self::TakenDown(taken, act) => (*act, Some(taken)),
            act => (act, None),
        }
    }

    /// What the guards need to know of it.
    pub(crate) fn intent(&self) -> Intent {
        let intent = Intent::of(self.action());
        match self {
            Self::OrderInterim(order) => Intent { step: Some(order.plan()), ..intent },
            Self::ReviewInterim(id, review) => {
                let step = Some(InterimPlan::Change { interim_measure: *id });
                Intent { step, takes_effect: review.until.is_some(), ..intent }
            }
            Self::EndInterim(id, _) => {
                Intent { step: Some(InterimPlan::End { interim_measure: *id }), ..intent }
            }
            Self::TakenDown(_, act) => act.intent(),
            Self::Dispose(_, dispose) => Intent { takes_effect: dispose.archive_rule.is_none(), ..intent },
            Self::ConcludeReview(Conclude::Change { decision }) => {
                Intent { takes_effect: decision.is_none(), ..intent }
            }
            _ => intent,
        }
    }

    /// The user names it mentions, as accounts write them, so that the directory can be asked for them beforehand.
    #[must_use]
    pub fn mentions(&self) -> Vec<String> {
        let person = PersonRef::username;
        let drafted =
            |draft: &DraftDecision| draft.measures.iter().filter_map(|it| person(&it.person)).collect();
        let mentioned = match self {
            Self::TakenDown(_, act) => return act.mentions(),
            Self::AddConcerned(new) => person(&new.person),
            Self::Acknowledge(acknowledge) => Some(acknowledge.contact.as_str().to_lowercase()),
            Self::RecordInterview(interview) => person(&interview.person),
            Self::RecordEvidence(evidence) => evidence.from.as_ref().and_then(person),
            Self::SettleConflict(_, settle) => settle.user.as_ref().map(|it| it.as_str().to_lowercase()),
            Self::Assign(assign) => Some(assign.user.as_str().to_lowercase()),
            Self::AddParty(new) => person(&new.person),
            Self::LinkAccount(_, link) => link.user.as_ref().map(|it| it.as_str().to_lowercase()),
            Self::AddRepresentative(new) => person(&new.person),
            Self::DraftDecision(draft) | Self::ReviseDecision(draft) => return drafted(draft),
            Self::ConcludeReview(Conclude::Change { decision: Some(draft) }) => return drafted(draft),
            _ => None,
        };
        mentioned.into_iter().collect()
    }

    /// Whether the decision needs to know who answers for the unit, and the reporting lines of that person, of
    /// those the filing names and of those the command names.
    #[must_use]
    pub fn detects(&self) -> bool {
        match self {
            Self::TakenDown(_, act) => act.detects(),
            Self::Submit
            | Self::AddConcerned(_)
            | Self::SettleConflict(..)
            | Self::LinkAccount(..)
            | Self::UnlinkAccount(..)
            | Self::Declare(_)
            | Self::Admit(_)
            | Self::Decide
            | Self::ConcludeReview(Conclude::Change { decision: None })
            | Self::OrderInterim(_)
            | Self::OpenOwnInitiative(_) => true,
            _ if self.sounds() => true,
            Self::AddParty(new) => new.role == PartyRole::EmployerUnit,
            _ => false,
        }
    }

    /// Whether it raises the alarm for retaliation, which opens a case or is recorded on the one that is open.
    fn sounds(&self) -> bool {
        match self {
            Self::TakenDown(_, act) => act.sounds(),
            Self::RaiseAlarm(_) | Self::NoteHrEvent(_) => true,
            Self::AnswerCheck(_, answer) => answer.answer == CheckAnswer::Yes,
            Self::ConfirmWithdrawal(confirm) => confirm.under_pressure,
            _ => false,
        }
    }

    /// The other cases that it touches or may touch, so that they are at hand.
    #[must_use]
    pub fn beside(&self, case: &Case) -> Vec<CaseId> {
        match self {
            Self::TakenDown(_, act) => act.beside(case),
            Self::LinkReport(link) => vec![link.case],
            Self::Consolidate(with) => vec![with.case],
            // What rests on the decision is told what becomes of it.
            Self::Decide | Self::ConcludeReview(_) | Self::Reopen(_) => {
                case.linked_as(LinkedAs::Measure).collect()
            }
            _ if self.sounds() => case.linked_as(LinkedAs::Victimisation).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the decision needs to know what happened before: what somebody did who is disqualified, and what was done
    /// again since.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        match self {
            Self::SettleConflict(_, settle) => settle.settlement == Settlement::Disqualified,
            Self::LookAtAct(_, look) => look.outcome == FlagOutcome::Redone,
            _ => false,
        }
    }

    /// Whether it destroys the case, so that the decision needs the hash of what there is.
    #[must_use]
    pub fn destroys(&self) -> bool {
        matches!(self, Self::Dispose(Disposition::Destruction, dispose) if dispose.archive_rule.is_none())
    }
}
