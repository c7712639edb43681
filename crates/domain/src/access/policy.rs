//! The policy: one pure `match` over capacity, action and state.

use strum::IntoEnumIterator;

use super::{
    Capacity,
    taking_down::{only_takes_down, takes_down},
};
use crate::{Case, action::Action, codes::codes, state::Stage};

codes! {
    /// What must be so in the case, beside its state, for a yes of the policy to hold.
    Condition {
        // A party cannot do it here by itself: staff take its act down.
        PartyWithoutAccount,
        // In a measure case, where the respondent is a person with a case of their own.
        MeasureCase,
    }
}

/// The policy: whether a capacity may do something to a case in a state. Everything not named here is forbidden.
#[must_use]
pub fn allows(capacity: Capacity, action: Action, stage: Stage) -> bool {
    own_right(capacity, action, stage) || takes_down(capacity, action)
}

/// What a capacity allows by itself, not what it takes down for somebody else.
pub(super) fn own_right(capacity: Capacity, action: Action, stage: Stage) -> bool {
    use Action as A;
    use Capacity as C;
    match (capacity, action) {
        // The author alone knows of a draft.
        (C::Author, A::Read | A::SetFacts | A::AddAllegation | A::AddConcerned | A::Discard | A::Submit) => {
            true
        }
        (C::Author, A::AddRepresentative | A::ReadTimeline | A::ReadAudit) => true,

        // The complainant and who represents them: reading, writing, and deciding for them.
        (
            C::Complainant | C::RepresentativeDecide | C::RepresentativeWrite | C::RepresentativeRead,
            A::Read | A::ReadTimeline | A::ReadAudit | A::RecordOpening,
        ) => true,
        (
            C::Complainant | C::RepresentativeDecide | C::RepresentativeWrite,
            A::AddConcerned
            | A::Amend
            | A::AnswerInformation
            | A::Reply
            | A::AskExtension
            | A::AskAccess
            | A::AgreeMediation
            | A::ExtendMediation
            | A::EndMediation
            | A::AskReview
            | A::NoticeExternal
            | A::EndExternal
            | A::AnswerCheck
            | A::RaiseAlarm,
        ) => true,
        (
            C::Complainant | C::RepresentativeDecide,
            A::ChooseChannel
            | A::Waive
            | A::AnswerConsultation
            | A::ExtendConsultation
            | A::ProposeSettlement
            | A::SignSettlement
            | A::Withdraw
            | A::ConfirmWithdrawal
            | A::RevokeWithdrawal,
        ) => true,
        (C::Complainant, A::SetIdentityLevel | A::AddRepresentative) => true,

        // The unit's speaker, once told of the complaint; before, there is nothing but an interim order to read.
        (C::InterimAddressee, A::Read | A::RecordOpening) => true,
        (C::Respondent, A::Read | A::ReadTimeline | A::RecordOpening) => true,
        (
            C::Respondent,
            A::AnswerInformation
            | A::Reply
            | A::AskExtension
            | A::Waive
            | A::AskAccess
            | A::AgreeMediation
            | A::ExtendMediation
            | A::EndMediation
            | A::ProposeSettlement
            | A::SignSettlement
            | A::AskReview
            | A::NoticeExternal
            | A::EndExternal,
        ) => true,

        // The person whom a measure is intended against, and who speaks for them.
        (C::Respondent, A::ReadAudit | A::AddRepresentative) => true,
        (C::Respondent | C::RepresentativeDecide | C::RepresentativeWrite, A::AskReasons) => true,

        (C::Bystander, A::ChooseChannel) => true,
        (C::Witness | C::Bystander, A::Read | A::AnswerInformation | A::RecordOpening) => true,

        // Staff who read content.
        (
            C::Intake | C::Caseworker | C::Investigator | C::DecisionMaker | C::Reviewer,
            A::Read | A::ReadTimeline | A::Declare,
        ) => true,
        (C::Caseworker | C::Investigator | C::DecisionMaker | C::Reviewer, A::LookAtAct) => true,
        (C::Intake, A::Acknowledge | A::SetFacts | A::AddConcerned | A::LinkAccount) => true,
        (
            C::Caseworker,
            A::StartScreening
            | A::Refer
            | A::ConfirmReceipt
            | A::DraftRejection
            | A::ReviseRejection
            | A::Admit
            | A::InformRespondent
            | A::SetFacts
            | A::AddConcerned
            | A::RequestInformation
            | A::RecordNote
            | A::ExtendItem
            | A::CloseHearing
            | A::AnswerAccess
            | A::AskConsultation
            | A::WeighConsultation
            | A::ExceptConsultation
            | A::Suspend
            | A::EndSuspension
            | A::EndExternal
            | A::OfferMediation
            | A::EndMediation
            | A::ProposeSettlement
            | A::Assess
            | A::StartRemedies
            | A::NoRemedies
            | A::CompleteRemedies
            | A::Close
            | A::OpenOwnInitiative
            | A::LinkReport
            | A::SplitOff
            | A::Consolidate
            | A::SetPseudonym
            | A::AddParty
            | A::LinkAccount
            | A::AddRepresentative
            | A::NotifyUnion
            | A::GiveReasons,
        ) => true,
        (
            C::Investigator,
            A::RequestInformation
            | A::SetFacts
            | A::AddConcerned
            | A::RecordInterview
            | A::RecordEvidence
            | A::RecordNote
            | A::FinishInvestigation
            | A::AddAdverseFact
            | A::Disclose
            | A::ExtendItem
            | A::AddParty,
        ) => true,
        (
            C::DecisionMaker,
            A::Reject
            | A::OrderInterim
            | A::ReviewInterim
            | A::EndInterim
            | A::AskConsultation
            | A::WeighConsultation
            | A::ExceptConsultation
            | A::Settle
            | A::Assess
            | A::DraftDecision
            | A::ReviseDecision
            | A::ReturnDecision
            | A::Decide
            | A::ChangeDecision
            | A::IntendMeasure
            | A::GroundAnew
            | A::EndMeasure
            | A::GiveReasons
            | A::RecordNote,
        ) => true,
        (C::Reviewer, A::Uphold | A::ChangeDecision | A::SendBack | A::Reopen | A::RecordNote) => true,
        // A change of the decision needs the complainant asked anew, and a review is nobody else's.
        (C::Reviewer, A::AskConsultation | A::WeighConsultation) => stage == Stage::UnderReview,

        // Staff who steer without reading.
        (C::Coordinator, A::Read | A::Assign | A::OpenInvestigation) => true,
        (C::Registrar, A::Read | A::ConfirmReceipt) => true,
        (C::ConflictOfficer, A::Read | A::SettleConflict | A::LinkAccount | A::UnlinkAccount) => true,
        (C::PrivacyOfficer | C::Archivist, A::Read | A::EndExternal | A::Hold | A::ReleaseHold) => true,
        (C::Archivist, A::Archive | A::Destroy | A::Preserve) => true,
        (C::Auditor, A::ReadAudit) => true,
        // Whoever has the matter before them tells so, and when it is over.
        (C::Integration, A::NoticeExternal | A::EndExternal) => true,
        // The log, not the story; of what was destroyed there is no story.
        (C::Auditor, A::Read) => stage == Stage::Destroyed,

        (
            C::System,
            A::Deliver
            | A::Resume
            | A::Remind
            | A::Recompute
            | A::EndMediation
            | A::Lapse
            | A::BeginFollowUp
            | A::AttemptCheck
            | A::RaiseAlarm
            | A::Discard,
        ) => true,

        (
            C::Author
            | C::Complainant
            | C::RepresentativeDecide
            | C::RepresentativeWrite
            | C::RepresentativeRead
            | C::Respondent
            | C::InterimAddressee
            | C::Witness
            | C::Bystander
            | C::Intake
            | C::Caseworker
            | C::Investigator
            | C::DecisionMaker
            | C::Reviewer
            | C::Coordinator
            | C::ConflictOfficer
            | C::PrivacyOfficer
            | C::Archivist
            | C::Auditor
            | C::System
            | C::Registrar
            | C::Integration,
            _,
        ) => false,
    }
}

/// Whether a capacity allows something by itself, in some state.
pub(super) fn by_own_right(capacity: Capacity, action: Action) -> bool {
    Stage::iter().any(|stage| own_right(capacity, action, stage))
}

/// On what condition the policy says yes, if on any.
#[must_use]
pub fn on_condition(capacity: Capacity, action: Action) -> Option<Condition> {
    match (capacity, action) {
        (Capacity::Respondent, Action::ReadAudit | Action::AddRepresentative) => Some(Condition::MeasureCase),
        _ => only_takes_down(capacity, action).then_some(Condition::PartyWithoutAccount),
    }
}

impl Case {
    /// Whether a condition of the policy holds for an act.
    #[must_use]
    pub fn meets(&self, condition: Condition, action: Action) -> bool {
        match condition {
            Condition::PartyWithoutAccount => self.speaks_to_the_office(action).next().is_some(),
            Condition::MeasureCase => self.measure.is_some(),
        }
    }
}
