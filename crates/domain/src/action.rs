//! Every intention there is, where in the procedure it is possible, and what must be met first (rulebook 7.4).

use std::collections::BTreeSet;

use strum::IntoEnumIterator;

use crate::{
    codes::codes,
    flow::span,
    guard::Guard::{
        self, AccessAnswered, Acknowledgement, ActsLookedAt, ArchiveRule, ChannelChosen, ComplaintMinimum,
        Consulted, DutyContinues, FollowUpDone, FourEyes, Heard, InvestigatorAssigned, IsReport,
        LikeOrRelated, MediationAgreed, NoDetriment, NoHold, PhaseFacts, ProofAssessed, ReasonsComplete,
        RemediesDone, RespondentNamed, ReviewOpen, Separation, SettlementVoluntary, WatchRuns,
        WithdrawalFree,
    },
    measure::{self, CaseKind},
    state::Stage::{
        self, Acknowledged, Admitted, Archived, Assessment, Closed, Decided, DecisionDrafted, Destroyed,
        Discarded, Draft, FollowUp, Hearing, Inadmissible, InformalResolution, Investigation, Preserved,
        Referred, Remediation, Screening, Settled, Submitted, UnderReview, Withdrawn,
    },
};

codes! {
    /// An intention: one route, one audit action, one row in the policy table.
    Action {
        Read, ReadAudit, ReadTimeline,
        OpenDraft, SetFacts, ChooseChannel, AddAllegation, AddConcerned, Discard, Submit,
        Acknowledge, StartScreening, Refer, ConfirmReceipt, DraftRejection, ReviseRejection, Reject, Admit,
        InformRespondent,
        RequestInformation, AnswerInformation,
        OpenInvestigation, Amend, RecordInterview, RecordEvidence, RecordNote, FinishInvestigation,
        AddAdverseFact, Disclose, Reply, AskExtension, ExtendItem, Waive, CloseHearing,
        AskAccess, AnswerAccess,
        AskConsultation, AnswerConsultation, ExtendConsultation, ExceptConsultation, WeighConsultation,
        OrderInterim, ReviewInterim, EndInterim,
        Suspend, EndSuspension, Resume,
        NoticeExternal, EndExternal, Hold, ReleaseHold,
        Archive, Destroy, Preserve,
        AgreeMediation, OfferMediation, ExtendMediation, EndMediation, ProposeSettlement, SignSettlement, Settle,
        Assess, DraftDecision, ReviseDecision, ReturnDecision, Decide,
        AskReview, Uphold, ChangeDecision, SendBack,
        StartRemedies, NoRemedies, CompleteRemedies,
        AnswerCheck, AttemptCheck, Close, Reopen, Lapse, BeginFollowUp,
        Withdraw, ConfirmWithdrawal, RevokeWithdrawal,
        RaiseAlarm, OpenOwnInitiative, LinkReport, SplitOff, Consolidate, SetPseudonym,
        Declare, SettleConflict, LookAtAct, Assign, AddParty, LinkAccount, UnlinkAccount, AddRepresentative, SetIdentityLevel, Deliver,
        Remind, Recompute, RecordOpening,
        // Only in a measure case.
        OpenMeasure, IntendMeasure, NotifyUnion, AskReasons, GiveReasons, TellOfFinding, GroundAnew, EndMeasure,
    }
}

/// Where an action is possible and what it needs.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The states it is possible in.
    pub from: &'static [Stage],
    /// The states it can lead to; empty when the state stays.
    pub to: &'static [Stage],
    /// What must be met, beside the impartiality of the person (G2), which every staff act on content needs.
    pub guards: &'static [Guard],
}

const OPEN: &[Stage] = span(Submitted, DecisionDrafted);
const SCREENING_TO_REVIEW: &[Stage] = span(Screening, UnderReview);
const ACKNOWLEDGED_TO_REVIEW: &[Stage] = span(Acknowledged, Settled);
const ACKNOWLEDGED_TO_DRAFTED: &[Stage] = span(Acknowledged, DecisionDrafted);
const ADMITTED_TO_DRAFTED: &[Stage] = span(Admitted, DecisionDrafted);
const SUBMITTED_ON: &[Stage] = span(Submitted, Closed);
const ANY: &[Stage] = span(Draft, Closed);
const NOT_OVER: &[Stage] = span(Draft, Withdrawn);
const SUBMITTED_TO_KEPT: &[Stage] = span(Submitted, Preserved);
const ANY_TO_KEPT: &[Stage] = span(Draft, Preserved);
const ANY_TO_DESTROYED: &[Stage] = span(Draft, Destroyed);

impl Action {
    /// What counts as opening a case: whom its log is for is told of each.
    pub const OPENINGS: &[Self] = &[Self::Read, Self::ReadAudit, Self::ReadTimeline];

    /// The row of the table of transitions of a complaint.
    #[must_use]
    pub fn rule(self) -> Rule {
        let rule = |from, to, guards| Rule { from, to, guards };
        match self {
            Self::Read | Self::ReadAudit => rule(ANY_TO_DESTROYED, &[], &[]),
            Self::ReadTimeline => rule(ANY_TO_KEPT, &[], &[]),
            Self::OpenDraft => rule(&[], &[Draft, Submitted], &[]),
            Self::SetFacts => rule(
                &[Draft, Submitted, Acknowledged, Screening, Admitted, InformalResolution, Investigation],
                &[],
                &[],
            ),
            // Who was admitted has chosen.
            Self::ChooseChannel => rule(&[Submitted, Acknowledged, Screening], &[], &[]),
            Self::AddAllegation => rule(&[Draft], &[], &[]),
            Self::AddConcerned => rule(
                &[Draft, Submitted, Acknowledged, Screening, Admitted, InformalResolution, Investigation],
                &[],
                &[],
            ),
            Self::Discard => rule(&[Draft], &[Discarded], &[]),
            Self::Submit => rule(&[Draft], &[Submitted], &[ComplaintMinimum]),
            Self::Acknowledge => rule(&[Submitted], &[Acknowledged], &[]),
            Self::StartScreening => rule(&[Acknowledged], &[Screening], &[Acknowledgement]),
            Self::Refer => rule(&[Screening], &[Referred], &[Consulted, ChannelChosen]),
            Self::ConfirmReceipt => rule(&[Referred], &[Closed], &[]),
            Self::DraftRejection | Self::ReviseRejection => rule(&[Screening], &[], &[]),
            Self::Reject => rule(
                &[Screening],
                &[Inadmissible],
                &[Consulted, ReasonsComplete, FourEyes, ChannelChosen, ActsLookedAt],
            ),
            Self::Admit => {
                rule(&[Screening], &[Admitted], &[Consulted, PhaseFacts, ChannelChosen, RespondentNamed])
            }
            Self::InformRespondent => rule(ADMITTED_TO_DRAFTED, &[], &[RespondentNamed]),
            Self::RequestInformation | Self::AnswerInformation => rule(SCREENING_TO_REVIEW, &[], &[]),
            Self::OpenInvestigation => {
                rule(&[Admitted], &[Investigation], &[Consulted, InvestigatorAssigned])
            }
            Self::Amend => rule(
                &[Admitted, InformalResolution, Investigation, Hearing],
                &[Investigation],
                &[LikeOrRelated],
            ),
            Self::RecordInterview | Self::RecordEvidence => rule(&[Investigation], &[], &[]),
            Self::RecordNote => rule(ACKNOWLEDGED_TO_REVIEW, &[], &[]),
            Self::FinishInvestigation => rule(&[Investigation], &[Hearing], &[PhaseFacts]),
            Self::AddAdverseFact
            | Self::Disclose
            | Self::Reply
            | Self::AskExtension
            | Self::ExtendItem
            | Self::Waive => rule(&[Hearing], &[], &[]),
            Self::CloseHearing => rule(&[Hearing], &[Assessment], &[Heard, AccessAnswered, RespondentNamed]),
            Self::AskAccess | Self::AnswerAccess => rule(SUBMITTED_ON, &[], &[]),
            Self::AskConsultation
            | Self::AnswerConsultation
            | Self::ExtendConsultation
            | Self::ExceptConsultation
            | Self::WeighConsultation => rule(ACKNOWLEDGED_TO_REVIEW, &[], &[]),
            Self::OrderInterim => {
                rule(ACKNOWLEDGED_TO_DRAFTED, &[], &[Consulted, NoDetriment, RespondentNamed])
            }
            // A measure that outlives the decision is still looked at again, and can be ended.
            Self::ReviewInterim | Self::EndInterim => {
                rule(ACKNOWLEDGED_TO_REVIEW, &[], &[Consulted, NoDetriment])
            }
            Self::Suspend => rule(OPEN, &[], &[Consulted]),
            Self::EndSuspension | Self::Resume => rule(SUBMITTED_ON, &[], &[]),
            Self::NoticeExternal | Self::EndExternal | Self::Hold | Self::ReleaseHold => {
                rule(SUBMITTED_TO_KEPT, &[], &[])
            }
            // Who waits for the file is answered first: nothing is given from the archive.
            Self::Archive => rule(&[Closed], &[Archived], &[AccessAnswered]),
            Self::Destroy => rule(&[Archived], &[Destroyed], &[NoHold, ArchiveRule]),
            Self::Preserve => rule(&[Archived], &[Preserved], &[NoHold, ArchiveRule]),
            Self::AgreeMediation => rule(&[Admitted, Investigation], &[], &[]),
            Self::OfferMediation => {
                rule(&[Admitted, Investigation], &[InformalResolution], &[Consulted, MediationAgreed])
            }
            Self::EndMediation => rule(&[InformalResolution], &[Investigation], &[]),
            Self::ProposeSettlement | Self::ExtendMediation => rule(&[InformalResolution], &[], &[]),
            Self::SignSettlement => rule(&[InformalResolution], &[], &[SettlementVoluntary]),
            Self::Settle => rule(&[InformalResolution], &[Settled, Investigation], &[SettlementVoluntary]),
            Self::Assess => rule(&[Assessment], &[], &[]),
            Self::DraftDecision => rule(&[Assessment], &[DecisionDrafted], &[ProofAssessed]),
            Self::ReviseDecision => rule(&[DecisionDrafted], &[], &[]),
            Self::ReturnDecision => rule(&[DecisionDrafted], &[Investigation], &[FourEyes]),
            Self::Decide => rule(
                &[DecisionDrafted],
                &[Decided],
                &[
                    Consulted,
                    Heard,
                    AccessAnswered,
                    ProofAssessed,
                    ReasonsComplete,
                    FourEyes,
                    RespondentNamed,
                    ActsLookedAt,
                ],
            ),
            Self::AskReview => {
                rule(&[Decided, Remediation, FollowUp, Inadmissible, Closed], &[UnderReview], &[ReviewOpen])
            }
            Self::Uphold => rule(
                &[UnderReview],
                &[Decided, Remediation, FollowUp, Inadmissible, Closed],
                &[ReasonsComplete, Separation, ActsLookedAt],
            ),
            Self::ChangeDecision => rule(
                &[UnderReview],
                &[Decided],
                &[
                    Consulted,
                    Heard,
                    AccessAnswered,
                    ProofAssessed,
                    ReasonsComplete,
                    RespondentNamed,
                    ReviewOpen,
                    Separation,
                    ActsLookedAt,
                ],
            ),
            Self::SendBack => rule(&[UnderReview], &[Investigation, Screening], &[Separation]),
            Self::StartRemedies => rule(&[Decided, Settled], &[Remediation], &[Consulted, RemediesDone]),
            Self::NoRemedies => rule(&[Decided], &[FollowUp], &[RemediesDone]),
            Self::CompleteRemedies => {
                rule(&[Remediation, UnderReview, FollowUp], &[FollowUp], &[RemediesDone])
            }
            Self::AnswerCheck | Self::AttemptCheck => {
                rule(&[Decided, Remediation, FollowUp, UnderReview], &[], &[])
            }
            Self::Close => rule(&[FollowUp], &[Closed], &[Consulted, FollowUpDone]),
            Self::Reopen => rule(&[Closed], &[Investigation, Screening], &[ReviewOpen, Separation]),
            Self::Lapse => rule(&[Inadmissible], &[FollowUp], &[]),
            Self::BeginFollowUp => rule(&[Withdrawn], &[FollowUp], &[]),
            Self::Withdraw => rule(OPEN, &[], &[]),
            Self::ConfirmWithdrawal => rule(OPEN, &[Withdrawn], &[WithdrawalFree]),
            Self::RevokeWithdrawal => rule(&[Withdrawn], OPEN, &[WithdrawalFree]),
            // Who is treated worse says so, wherever the file lies.
            Self::RaiseAlarm => rule(SUBMITTED_TO_KEPT, &[], &[WatchRuns]),
            Self::OpenOwnInitiative => {
                rule(&[Screening, Withdrawn, FollowUp, Closed], &[Closed], &[DutyContinues])
            }
            Self::LinkReport => rule(&[Screening], &[Closed], &[ChannelChosen, IsReport]),
            Self::SplitOff => rule(&[Admitted, Investigation, Hearing], &[], &[Consulted]),
            Self::Consolidate => {
                rule(&[Admitted, Investigation, Hearing], &[Investigation], &[Consulted, ActsLookedAt])
            }
            Self::SetPseudonym => rule(SUBMITTED_ON, &[], &[]),
            Self::Declare
            | Self::SettleConflict
            | Self::LookAtAct
            | Self::Assign
            | Self::Deliver
            | Self::Remind
            | Self::RecordOpening => rule(SUBMITTED_ON, &[], &[]),
            // What is at its end is left as it is, whatever the law becomes.
            Self::Recompute => rule(NOT_OVER, &[], &[]),
            Self::LinkAccount => rule(SUBMITTED_ON, &[], &[]),
            // Who has no business there is cut off wherever the file lies.
            Self::UnlinkAccount => rule(SUBMITTED_TO_KEPT, &[], &[]),
            Self::AddParty | Self::AddRepresentative | Self::SetIdentityLevel => rule(ANY, &[], &[]),
            Self::OpenMeasure
            | Self::IntendMeasure
            | Self::NotifyUnion
            | Self::AskReasons
            | Self::GiveReasons
            | Self::TellOfFinding
            | Self::GroundAnew
            | Self::EndMeasure => rule(&[], &[], &[]),
        }
    }

    /// The row of the table of transitions of a kind of case.
    #[must_use]
    pub fn rule_in(self, kind: CaseKind) -> Rule {
        match kind {
            CaseKind::Complaint => self.rule(),
            CaseKind::Measure => measure::rule(self),
        }
    }

    /// The states it is possible in, in one kind of case or the other.
    #[must_use]
    pub fn possible_in(self) -> BTreeSet<Stage> {
        CaseKind::iter().flat_map(|kind| self.rule_in(kind).from).copied().collect()
    }

    /// Whether it is how a case begins, and so nothing that is done to one.
    #[must_use]
    pub fn begins_a_case(self) -> bool {
        matches!(self, Self::OpenDraft | Self::OpenMeasure)
    }

    /// The steps from one state to another that it can bring about.
    pub fn steps(self, kind: CaseKind) -> impl Iterator<Item = (Stage, Stage)> {
        let rule = self.rule_in(kind);
        let from = match self {
            // Remedies are also marked during a review or after it, which moves nothing.
            Self::CompleteRemedies => &[Remediation],
            // What is added before the hearing moves nothing either.
            Self::Amend => &[Hearing],
            // Only a report ends by it.
            Self::OpenOwnInitiative => &[Screening],
            Self::Consolidate => &[Admitted, Hearing] as &[Stage],
            // Only what was over is opened again.
            Self::IntendMeasure => &[Assessment, DecisionDrafted],
            _ => rule.from,
        };
        from.iter().flat_map(move |from| rule.to.iter().map(move |to| (*from, *to)))
    }

    /// Whether a member of staff must have declared that they are impartial before doing it (G2). Those who
    /// only steer the work need not: they see no content.
    #[must_use]
    pub fn needs_declaration(self) -> bool {
        !matches!(
            self,
            Self::Declare
                | Self::Assign
                | Self::SettleConflict
                | Self::OpenInvestigation
                | Self::Hold
                | Self::ReleaseHold
                | Self::Archive
                | Self::OpenDraft
                | Self::Submit
        )
    }
}
