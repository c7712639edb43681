//! Assessment and decision.

use domain::{
    Command, Finding, Form, Role,
    consultation::About,
    decision::{
        Assess, DraftDecision, DraftReasons, IndirectTest, NewAnswer, NewFinding, NewRemedy, NewWorksheet,
    },
    remedy::RemedyKind,
};

use super::{Perhaps, Scene, act, first};
use crate::demo::story::{self, Against, Ordered, days, text};

impl Scene<'_> {
    /// Each allegation gets its sheet, then somebody drafts.
    pub(super) fn assess(&self) -> Perhaps {
        if self.case.worksheets.is_empty() {
            let open = self.case.allegations.iter().filter(|it| it.is_open());
            let sheet = |it: &domain::allegation::Allegation| -> anyhow::Result<NewWorksheet> {
                let proved = self.is_proved(it.id)?;
                Ok(NewWorksheet {
                    allegation: it.id,
                    facts: self.inside("proof_facts")?,
                    presumption: proved,
                    presumption_reason: self.inside(if proved { "presumed" } else { "not_presumed" })?,
                    explanation: self.inside("explanation")?,
                    rebutted: !proved,
                    indirect: (it.form == Form::Indirect).then_some(IndirectTest {
                        aim_legitimate: true,
                        suitable: !proved,
                        necessary: !proved,
                    }),
                })
            };
            let worksheets = open.map(sheet).collect::<anyhow::Result<_>>()?;
            return act(self.caseworker()?, Command::Assess(Assess { worksheets }));
        }
        let drafter = self.decider(0)?;
        first!(self.at_work(Role::DecisionMaker, drafter));
        act(drafter, Command::DraftDecision(self.draft()?))
    }

    /// The complainant is asked, then somebody else decides.
    pub(super) fn decide(&self) -> Perhaps {
        first!(self.consult(About::Decision, self.decider(0)?));
        let approver = self.decider(1)?;
        first!(self.at_work(Role::DecisionMaker, approver));
        act(approver, Command::Decide)
    }

    fn is_proved(&self, id: domain::AllegationId) -> anyhow::Result<bool> {
        let finding = self.alleged(id)?.finding.unwrap_or(Finding::NotSubstantiated);
        Ok(matches!(finding, Finding::Substantiated | Finding::PartlySubstantiated))
    }

    fn draft(&self) -> anyhow::Result<DraftDecision> {
        let open = || self.case.allegations.iter().filter(|it| it.is_open());
        let finding = |id| -> anyhow::Result<NewFinding> {
            let told = self.alleged(id)?;
            let finding = told.finding.unwrap_or(Finding::NotSubstantiated);
            let reasons = match &told.because {
                Some(because) => text(because)?,
                None => self.told(&format!("finding_{finding}"))?,
            };
            Ok(NewFinding { allegation: id, finding, reasons })
        };
        let replied = self.case.hearing_items.iter().filter(|it| it.reply.is_some());
        let answer = |item| Ok(NewAnswer { item, answer: self.told("answer_to_reply")? });
        let mut proved = false;
        for allegation in open() {
            proved |= self.is_proved(allegation.id)?;
        }
        let mut remedies =
            self.story.remedies.iter().map(|it| self.remedy(it)).collect::<anyhow::Result<Vec<_>>>()?;
        if proved && remedies.is_empty() {
            let (kind, what) = (RemedyKind::Practice, self.told("remedy")?);
            remedies.push(NewRemedy { kind, what, owner: None, due_on: days(self.today, 60) });
        }
        Ok(DraftDecision {
            reasons: DraftReasons {
                legal_rules: Some(self.told("legal_rules")?),
                considerations: Some(self.told("considerations")?),
                essential_facts: Some(self.told("essential_facts")?),
                guidance: Some(self.told("guidance")?),
            },
            findings: open().map(|it| finding(it.id)).collect::<anyhow::Result<_>>()?,
            answers: replied.map(|it| answer(it.id)).collect::<anyhow::Result<_>>()?,
            remedies,
            measures: self.story.measure.iter().map(Against::proposal).collect::<anyhow::Result<_>>()?,
            imposes: None,
        })
    }

    fn remedy(&self, ordered: &Ordered) -> anyhow::Result<NewRemedy> {
        Ok(NewRemedy {
            kind: ordered.kind,
            what: text(&ordered.what)?,
            owner: ordered.owner.as_deref().map(story::line).transpose()?,
            due_on: days(self.today, ordered.days),
        })
    }
}
