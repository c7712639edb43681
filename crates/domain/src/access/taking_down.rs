//! Which acts of a party the office takes down for those who have no account: each act, with the reason.

use super::{
    Capacity, Condition, on_condition,
    policy::{by_own_right, own_right},
};
use crate::{Case, action::Action, codes::codes, state::Stage};

codes! {
    /// How an act of a party is taken down.
    Taking {
        // Said at the desk or on the telephone and read back, or written.
        Said,
        // From the party's own writing only, which lies in the file.
        Written,
        // Not at all.
        Never,
    }
}

/// Whether the office takes an act down, and why so.
#[derive(Clone, Copy, Debug)]
pub struct TakingDown {
    /// How.
    pub how: Taking,
    /// Why so, in words for the table.
    pub why: &'static str,
}

/// How an act is taken down for a party without an account; none for what no party does.
#[must_use]
pub fn taking_down(action: Action) -> Option<TakingDown> {
    use Action as A;
    let so = |how, why| Some(TakingDown { how, why });
    match action {
        A::Read | A::ReadTimeline => so(Taking::Never, "who has no account asks for access to the file"),
        A::ReadAudit => so(Taking::Never, "who has no account asks for the log with the file"),
        A::SetFacts | A::AddAllegation | A::Discard | A::Submit => so(
            Taking::Never,
            "nobody but its author knows of a draft; the office writes one of its own, which is read back",
        ),
        A::RecordOpening => so(Taking::Never, "what goes by letter is available on a day that is reckoned"),

        A::ChooseChannel => so(Taking::Said, "an answer; it can be given another way until the admission"),
        A::AddConcerned => so(Taking::Said, "a wall too many is settled again, one too few is not"),
        A::AnswerInformation | A::Reply | A::AnswerConsultation | A::AnswerCheck => {
            so(Taking::Said, "an answer; the office notes what it is told (OFL s. 13)")
        }
        A::Amend => so(Taking::Said, "a complaint may be told, and so may what is added to it"),
        A::AskExtension | A::ExtendConsultation => so(Taking::Said, "takes nothing from anybody"),
        A::AskAccess => so(Taking::Said, "a request without form (FVL s. 9)"),
        A::AskReasons => so(Taking::Said, "a request without form (FVL s. 23)"),
        A::AskReview => so(Taking::Said, "keeps a right that time takes away"),
        A::NoticeExternal | A::EndExternal => so(Taking::Said, "word of what others do"),
        A::RaiseAlarm => so(Taking::Said, "who is treated worse is listened to at once"),
        A::AgreeMediation | A::EndMediation => so(Taking::Said, "the attempt can be ended at any time"),
        A::ProposeSettlement => so(Taking::Said, "a proposal binds nobody before it is signed"),
        A::RevokeWithdrawal => so(Taking::Said, "gives rights back"),

        A::Waive => so(Taking::Written, "the hearing is waived in writing (G5)"),
        A::Withdraw | A::ConfirmWithdrawal => {
            so(Taking::Written, "gives rights up; what was signed shows that it was their own will")
        }
        A::ExtendMediation => so(Taking::Written, "more time is agreed in writing"),
        A::SignSettlement => so(Taking::Written, "there is nothing to take down but a signature"),
        A::SetIdentityLevel => so(
            Taking::Written,
            "a name that was told is never secret again: their own act, which only their own writing shows",
        ),
        A::AddRepresentative => so(Taking::Written, "the writing is the power of attorney (FVL s. 8)"),

        A::OpenDraft
        | A::Acknowledge
        | A::StartScreening
        | A::Refer
        | A::ConfirmReceipt
        | A::DraftRejection
        | A::ReviseRejection
        | A::Reject
        | A::Admit
        | A::InformRespondent
        | A::RequestInformation
        | A::OpenInvestigation
        | A::RecordInterview
        | A::RecordEvidence
        | A::RecordNote
        | A::FinishInvestigation
        | A::AddAdverseFact
        | A::Disclose
        | A::ExtendItem
        | A::CloseHearing
        | A::AnswerAccess
        | A::AskConsultation
        | A::ExceptConsultation
        | A::WeighConsultation
        | A::OrderInterim
        | A::ReviewInterim
        | A::EndInterim
        | A::Suspend
        | A::EndSuspension
        | A::Resume
        | A::Hold
        | A::ReleaseHold
        | A::Archive
        | A::Destroy
        | A::Preserve
        | A::OfferMediation
        | A::Settle
        | A::Assess
        | A::DraftDecision
        | A::ReviseDecision
        | A::ReturnDecision
        | A::Decide
        | A::Uphold
        | A::ChangeDecision
        | A::SendBack
        | A::StartRemedies
        | A::NoRemedies
        | A::CompleteRemedies
        | A::AttemptCheck
        | A::Close
        | A::Reopen
        | A::Lapse
        | A::BeginFollowUp
        | A::OpenOwnInitiative
        | A::LinkReport
        | A::SplitOff
        | A::Consolidate
        | A::SetPseudonym
        | A::Declare
        | A::SettleConflict
        | A::LookAtAct
        | A::Assign
        | A::AddParty
        | A::LinkAccount
        | A::UnlinkAccount
        | A::Deliver
        | A::Recompute
        | A::Remind
        | A::OpenMeasure
        | A::IntendMeasure
        | A::TellOfFinding
        | A::GroundAnew
        | A::EndMeasure
        | A::NotifyUnion
        | A::GiveReasons => None,
    }
}

/// Whether somebody in a capacity takes an act down: the desk where people come, and who handles the case.
#[must_use]
pub fn takes_down(capacity: Capacity, action: Action) -> bool {
    let taken = taking_down(action).is_some_and(|it| it.how != Taking::Never);
    taken && matches!(capacity, Capacity::Intake | Capacity::Caseworker)
}

/// Whether a capacity can do something only by taking it down.
pub(super) fn only_takes_down(capacity: Capacity, action: Action) -> bool {
    takes_down(capacity, action) && !by_own_right(capacity, action)
}

/// Whether a capacity gives the right to do something itself, here and now.
pub(crate) fn acts_alone(case: &Case, capacity: Capacity, action: Action, stage: Stage) -> bool {
    let holds = |it| it != Condition::PartyWithoutAccount && case.meets(it, action);
    own_right(capacity, action, stage) && on_condition(capacity, action).is_none_or(holds)
}
