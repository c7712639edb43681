//! The measure case that the decision on a complaint opened: its own hearing, decision and end.

use anyhow::Context;
use domain::{
    Command, Role, Stage,
    case::PartyRole,
    decision::{DraftDecision, DraftReasons, NewAnswer},
    follow_up::Close,
    hearing::{Disclose, NewAdverseFact, Reply},
    investigation::FinishInvestigation,
    measure::{MeasureCase, NewImposed, NotifyUnion},
    review::review_until,
    rules::Rules,
};

use super::{INVESTIGATOR, Next, Perhaps, Scene, act, first};
use crate::demo::story::{self, Against, days, text};

impl Scene<'_> {
    /// What happens next to it.
    pub(super) fn measure(&self, measure: &MeasureCase) -> Perhaps {
        let against = self.story.measure.as_ref().context("a measure that nobody proposed")?;
        first!(self.settle_conflicts());
        let caseworker = self.caseworker()?;
        match self.case.stage() {
            Stage::Investigation => {
                first!(
                    self.at_work(Role::Caseworker, caseworker),
                    self.at_work(Role::Investigator, INVESTIGATOR)
                );
                let person = self.case.party(PartyRole::Respondent).context("nobody is meant")?.id;
                let fact = NewAdverseFact { fact: text(&against.fact)?, party: person };
                let finish =
                    FinishInvestigation { report: self.inside("measure_report")?, adverse_facts: vec![fact] };
                act(INVESTIGATOR, Command::FinishInvestigation(finish))
            }
            Stage::Hearing => self.hear_person(measure, against, caseworker),
            Stage::Assessment => {
                let drafter = self.judge(measure, 0)?;
                first!(self.at_work(Role::DecisionMaker, drafter));
                act(drafter, Command::DraftDecision(self.outcome(against)?))
            }
            Stage::DecisionDrafted => {
                let approver = self.judge(measure, 1)?;
                first!(self.at_work(Role::DecisionMaker, approver));
                act(approver, Command::Decide)
            }
            Stage::Decided => {
                let person = self.case.party(PartyRole::Respondent).context("nobody is meant")?.id;
                match review_until(self.case, person, Rules::denmark()) {
                    Some(until) if until < self.today => {
                        act(caseworker, Command::Close(Close { message: self.inside("measure_closed")? }))
                    }
                    until => Ok(Some(Next::Wait(days(until.unwrap_or(self.today), 1)))),
                }
            }
            _ => Ok(None),
        }
    }

    fn hear_person(&self, measure: &MeasureCase, against: &Against, caseworker: &'static str) -> Perhaps {
        if measure.union.is_none() {
            let union = Some(story::line(self.inside("union")?.as_str())?);
            let notice = Some(self.inside("union_notice")?);
            return act(caseworker, Command::NotifyUnion(NotifyUnion { member: true, union, notice }));
        }
        let item = self.case.hearing_items.first().context("nothing is held against the person")?;
        let Some(disclosed) = item.disclosed_on else {
            return act(INVESTIGATOR, Command::Disclose(item.id, Disclose::default()));
        };
        if item.reply.is_none()
            && let (Some(reply), Some(person)) = (&against.reply, self.voice(PartyRole::Respondent))
        {
            let ready = days(disclosed, 6);
            if ready > self.today {
                return Ok(Some(Next::Wait(ready)));
            }
            let reply = Reply { reply: text(reply)?, adverse_facts: Vec::new() };
            return act(person, Command::Reply(item.id, reply));
        }
        match item.reply_by {
            Some(by) if !item.is_heard(self.today) => Ok(Some(Next::Wait(days(by, 1)))),
            _ => act(caseworker, Command::CloseHearing),
        }
    }

    /// Who drafts (0), and who approves (1): not who made the finding.
    fn judge(&self, measure: &MeasureCase, which: usize) -> anyhow::Result<&'static str> {
        let mut open = Vec::new();
        for name in ["decision-maker", "decision-maker2", "decision-maker3"] {
            if self.town.caller(name)?.member.id != measure.found_by {
                open.push(name);
            }
        }
        open.get(which).copied().context("nobody is left to decide")
    }

    fn outcome(&self, against: &Against) -> anyhow::Result<DraftDecision> {
        let replied = self.case.hearing_items.iter().filter(|it| it.reply.is_some());
        let answer = |item| Ok(NewAnswer { item, answer: self.inside("answer_to_person")? });
        let imposes = NewImposed {
            sanction: against.decided,
            what: Some(text(&against.what)?),
            effective_on: None,
            orally: false,
        };
        Ok(DraftDecision {
            reasons: DraftReasons {
                legal_rules: Some(self.inside("measure_rules")?),
                considerations: Some(self.inside("measure_considerations")?),
                essential_facts: Some(text(&against.fact)?),
                guidance: Some(self.inside("measure_guidance")?),
            },
            findings: Vec::new(),
            answers: replied.map(|it| answer(it.id)).collect::<anyhow::Result<_>>()?,
            remedies: Vec::new(),
            measures: Vec::new(),
            imposes: Some(Box::new(imposes)),
        })
    }
}
