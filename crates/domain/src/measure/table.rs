//! The table of transitions of a measure case: the same acts as those on a complaint, as far as there are any.

use crate::{
    action::{Action, Rule},
    guard::Guard::{
        AccessAnswered, ActsLookedAt, ArchiveRule, FindingStands, FourEyes, Heard, NoHold, ReasonsComplete,
        ReasonsOwed, RespondentNamed, ReviewOpen, Separation, UnionNotified,
    },
    state::Stage::{
        self, Archived, Assessment, Closed, Decided, DecisionDrafted, Destroyed, Hearing, Investigation,
        Preserved, UnderReview,
    },
};

/// The states that there are, in their order.
static STATES: [Stage; 10] = [
    Investigation,
    Hearing,
    Assessment,
    DecisionDrafted,
    Decided,
    UnderReview,
    Closed,
    Archived,
    Preserved,
    Destroyed,
];

const BEFORE_DECISION: &[Stage] = until(DecisionDrafted);
const UNTIL_DECIDED: &[Stage] = until(Decided);
const OPEN: &[Stage] = until(UnderReview);
const ANY: &[Stage] = until(Closed);
const ANY_TO_KEPT: &[Stage] = until(Preserved);
const ANY_TO_DESTROYED: &[Stage] = until(Destroyed);

/// The states from the first to this one.
const fn until(last: Stage) -> &'static [Stage] {
    let mut place = 0;
    // A state that has no place ends the compilation.
    while STATES[place] as usize != last as usize {
        place += 1;
    }
    STATES.split_at(place + 1).0
}

/// The row of an action. What is about a complainant, a unit or a complaint has none here.
pub(crate) fn rule(action: Action) -> Rule {
    use Action as A;
    let rule = |from, to, guards| Rule { from, to, guards };
    match action {
        A::OpenMeasure => rule(&[], &[Investigation], &[]),
        A::Read | A::ReadAudit => rule(ANY_TO_DESTROYED, &[], &[]),
        A::ReadTimeline | A::NoticeExternal | A::EndExternal | A::Hold | A::ReleaseHold => {
            rule(ANY_TO_KEPT, &[], &[])
        }
        A::AskAccess | A::AnswerAccess | A::Declare | A::SettleConflict | A::LookAtAct | A::Assign => {
            rule(ANY, &[], &[])
        }
        A::LinkAccount => rule(ANY, &[], &[]),
        // Who has no business there is cut off wherever the file lies.
        A::UnlinkAccount => rule(ANY_TO_KEPT, &[], &[]),
        A::AddParty | A::AddRepresentative | A::Deliver | A::Remind | A::RecordOpening => rule(ANY, &[], &[]),
        A::Recompute => rule(OPEN, &[], &[]),
        A::RecordInterview | A::RecordEvidence => rule(&[Investigation], &[], &[]),
        A::RecordNote | A::RequestInformation | A::AnswerInformation => rule(OPEN, &[], &[]),
        A::InformRespondent => rule(BEFORE_DECISION, &[], &[RespondentNamed, FindingStands]),
        // What is over is opened again only by a harder measure.
        A::IntendMeasure => rule(BEFORE_DECISION, &[Hearing], &[FindingStands]),
        A::NotifyUnion => rule(&[Investigation, Hearing], &[], &[FindingStands]),
        A::FinishInvestigation => rule(&[Investigation], &[Hearing], &[FindingStands]),
        A::Disclose => rule(&[Hearing], &[], &[UnionNotified, FindingStands]),
        A::AddAdverseFact => rule(&[Hearing], &[], &[FindingStands]),
        A::Reply | A::AskExtension | A::ExtendItem | A::Waive => rule(&[Hearing], &[], &[]),
        A::CloseHearing => {
            rule(&[Hearing], &[Assessment], &[Heard, AccessAnswered, UnionNotified, FindingStands])
        }
        A::DraftDecision => rule(&[Assessment], &[DecisionDrafted], &[FindingStands]),
        A::ReviseDecision => rule(&[DecisionDrafted], &[], &[]),
        A::ReturnDecision => rule(&[DecisionDrafted], &[Investigation], &[FourEyes]),
        A::Decide => rule(
            &[DecisionDrafted],
            &[Decided],
            &[Heard, AccessAnswered, ReasonsComplete, FourEyes, UnionNotified, FindingStands, ActsLookedAt],
        ),
        A::AskReasons | A::GiveReasons => rule(&[Decided, UnderReview], &[], &[ReasonsOwed]),
        A::AskReview => rule(&[Decided, Closed], &[UnderReview], &[ReviewOpen]),
        A::Uphold => rule(
            &[UnderReview],
            &[Decided, Closed],
            &[ReasonsComplete, Separation, FindingStands, ActsLookedAt],
        ),
        A::ChangeDecision => rule(
            &[UnderReview],
            &[Decided],
            &[
                Heard,
                AccessAnswered,
                ReasonsComplete,
                ReviewOpen,
                Separation,
                UnionNotified,
                FindingStands,
                ActsLookedAt,
            ],
        ),
        A::SendBack => rule(&[UnderReview], &[Investigation], &[Separation]),
        A::Close => rule(&[Decided], &[Closed], &[ReviewOpen, ReasonsOwed, FindingStands]),
        A::Suspend => rule(BEFORE_DECISION, &[], &[]),
        A::EndSuspension | A::Resume => rule(ANY, &[], &[]),
        A::TellOfFinding => rule(ANY, &[], &[]),
        A::GroundAnew => rule(ANY, &[], &[FindingStands]),
        A::EndMeasure => rule(UNTIL_DECIDED, &[Closed], &[FindingStands]),
        A::Reopen => rule(&[Closed], &[Investigation], &[ReviewOpen, Separation]),
        A::Archive => rule(&[Closed], &[Archived], &[AccessAnswered]),
        A::Destroy => rule(&[Archived], &[Destroyed], &[NoHold, ArchiveRule]),
        A::Preserve => rule(&[Archived], &[Preserved], &[NoHold, ArchiveRule]),
        _ => rule(&[], &[], &[]),
    }
}
