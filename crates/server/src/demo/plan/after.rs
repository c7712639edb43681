//! What follows a decision, and what parties do of their own accord.

use domain::{
    Command, Role, Stage,
    case::PartyRole,
    consultation::About,
    follow_up::{AnswerCheck, CheckAnswer, Close},
    remedy::{CompleteRemedies, NoRemedies},
    review::{AskReview, Conclude, review_until},
    rules::Rules,
    withdrawal::{ConfirmWithdrawal, Withdraw},
};
use jiff::civil::Date;

use super::{Next, Perhaps, Scene, act, first, role_of};
use crate::demo::story::{Side, days};

impl Scene<'_> {
    /// Remedies begin, or there are none to carry out.
    pub(super) fn carry_out(&self) -> Perhaps {
        let caseworker = self.caseworker()?;
        if self.case.remedies.is_empty() {
            return act(caseworker, Command::NoRemedies(NoRemedies { reason: self.inside("no_remedies")? }));
        }
        first!(self.consult(About::Remedy, caseworker));
        act(caseworker, Command::StartRemedies)
    }

    /// Remedies are done shortly before the last of them is due.
    pub(super) fn complete(&self) -> Perhaps {
        let open = || self.case.remedies.iter().filter(|it| it.done_on.is_none());
        let ready = open().map(|it| days(it.due_on, -6)).max().filter(|day| *day > self.today);
        if let Some(ready) = ready {
            let checks = self.case.checks.iter().map(|it| it.due_on).filter(|due| *due > self.today);
            return Ok(Some(Next::Wait(checks.fold(ready, Date::min))));
        }
        let done = open().map(|it| it.id).collect();
        act(self.caseworker()?, Command::CompleteRemedies(CompleteRemedies { done, scheduled: Vec::new() }))
    }

    /// The complainant answers on the day, where there is somebody to answer.
    pub(super) fn answer_checks(&self) -> Perhaps {
        let asked = matches!(
            self.case.stage(),
            Stage::Decided | Stage::Remediation | Stage::FollowUp | Stage::UnderReview
        );
        let due = self.case.checks.iter().find(|it| asked && !it.is_done() && it.due_on <= self.today);
        let (Some(check), Some(who)) = (due, self.told_by(PartyRole::Complainant)?) else { return Ok(None) };
        let answer = AnswerCheck { answer: CheckAnswer::No, words: Some(self.told("check")?) };
        who.says(Command::AnswerCheck(check.id, answer))
    }

    pub(super) fn close(&self) -> Perhaps {
        let open = self.case.checks.iter().filter(|it| !it.is_done());
        if let Some(next) = open.map(|it| it.next_attempt(Rules::denmark()).unwrap_or(it.due_on)).min() {
            return Ok(Some(Next::Wait(next.max(days(self.today, 1)))));
        }
        let caseworker = self.caseworker()?;
        first!(self.consult(About::Closing, caseworker));
        act(caseworker, Command::Close(Close { message: self.told("closing")? }))
    }

    pub(super) fn ask_review(&self) -> Perhaps {
        let Some(side) = self.story.review else { return Ok(None) };
        if self.case.stage() != self.story.reviewed_in || !self.case.reviews.is_empty() {
            return Ok(None);
        }
        let Some(who) = self.told_by(role_of(side))? else { return Ok(None) };
        let grounds = if side == Side::Unit {
            self.inside("unit_review_grounds")?
        } else {
            self.told("review_grounds")?
        };
        let party = self.case.party(role_of(side)).map(|it| it.id);
        let until = party.and_then(|party| review_until(self.case, party, Rules::denmark()));
        let late = until.is_none_or(|until| until < self.today);
        let late_reason = if late { Some(self.told("late")?) } else { None };
        who.says(Command::AskReview(AskReview { grounds, late_reason }))
    }

    pub(super) fn review(&self) -> Perhaps {
        first!(self.at_work(Role::Reviewer, "reviewer"));
        act("reviewer", Command::ConcludeReview(Conclude::Uphold { reasons: self.told("upheld")? }))
    }

    pub(super) fn withdraw(&self) -> Perhaps {
        if self.story.withdrawn_in != Some(self.case.stage()) {
            return Ok(None);
        }
        let Some(who) = self.voice(PartyRole::Complainant) else { return Ok(None) };
        if self.case.withdrawal.is_none() {
            return act(who, Command::Withdraw(Withdraw { reason: Some(self.told("withdrawal")?) }));
        }
        let under_pressure = self.story.pressure;
        let pressure = if under_pressure { Some(self.told("pressure")?) } else { None };
        act(who, Command::ConfirmWithdrawal(ConfirmWithdrawal { under_pressure, pressure }))
    }
}
