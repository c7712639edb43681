//! The table of transitions of a measure case: the same acts as those on a complaint, as far as there are any.

use crate::{
    action::{Action, Rule},
    guard::Guard::{
        AccessAnswered, FourEyes, Heard, ReasonsComplete, ReasonsOwed, RespondentNamed, ReviewOpen,
        Separation, UnionNotified,
    },
    state::Stage::{self, Assessment, Closed, Decided, DecisionDrafted, Hearing, Investigation, UnderReview},
};

const BEFORE_DECISION: &[Stage] = &[Investigation, Hearing, Assessment, DecisionDrafted];
const OPEN: &[Stage] = &[Investigation, Hearing, Assessment, DecisionDrafted, Decided, UnderReview];
const ANY: &[Stage] = &[Investigation, Hearing, Assessment, DecisionDrafted, Decided, UnderReview, Closed];

/// The row of an action. What is about a complainant, a unit or a complaint has none here.
pub(crate) fn rule(action: Action) -> Rule {
    use Action as A;
    let rule = |from, to, guards| Rule { from, to, guards };
    match action {
        A::OpenMeasure => rule(&[], &[Investigation], &[]),
        A::Read | A::ReadAudit | A::ReadTimeline => rule(ANY, &[], &[]),
        A::AskAccess | A::AnswerAccess | A::Declare | A::SettleConflict | A::Assign => rule(ANY, &[], &[]),
        A::AddParty | A::AddRepresentative | A::Deliver | A::Remind | A::RecordOpening => rule(ANY, &[], &[]),
        A::Recompute => rule(OPEN, &[], &[]),
        A::RecordInterview | A::RecordEvidence => rule(&[Investigation], &[], &[]),
        A::RecordNote | A::RequestInformation | A::AnswerInformation => rule(OPEN, &[], &[]),
        A::InformRespondent => rule(BEFORE_DECISION, &[], &[RespondentNamed]),
        A::NotifyUnion => rule(&[Investigation, Hearing], &[], &[]),
        A::FinishInvestigation => rule(&[Investigation], &[Hearing], &[]),
        A::Disclose => rule(&[Hearing], &[], &[UnionNotified]),
        A::AddAdverseFact | A::Reply | A::AskExtension | A::ExtendItem | A::Waive => {
            rule(&[Hearing], &[], &[])
        }
        A::CloseHearing => rule(&[Hearing], &[Assessment], &[Heard, AccessAnswered, UnionNotified]),
        A::DraftDecision => rule(&[Assessment], &[DecisionDrafted], &[]),
        A::ReviseDecision => rule(&[DecisionDrafted], &[], &[]),
        A::ReturnDecision => rule(&[DecisionDrafted], &[Investigation], &[FourEyes]),
        A::Decide => rule(
            &[DecisionDrafted],
            &[Decided],
            &[Heard, AccessAnswered, ReasonsComplete, FourEyes, UnionNotified],
        ),
        A::AskReasons | A::GiveReasons => rule(&[Decided, UnderReview], &[], &[ReasonsOwed]),
        A::AskReview => rule(&[Decided, Closed], &[UnderReview], &[ReviewOpen]),
        A::Uphold => rule(&[UnderReview], &[Decided, Closed], &[ReasonsComplete, Separation]),
        A::ChangeDecision => rule(
            &[UnderReview],
            &[Decided],
            &[Heard, AccessAnswered, ReasonsComplete, ReviewOpen, Separation, UnionNotified],
        ),
        A::SendBack => rule(&[UnderReview], &[Investigation], &[Separation]),
        A::Close => rule(&[Decided], &[Closed], &[ReviewOpen, ReasonsOwed]),
        A::Reopen => rule(&[Closed], &[Investigation], &[ReviewOpen, Separation]),
        _ => rule(&[], &[], &[]),
    }
}
