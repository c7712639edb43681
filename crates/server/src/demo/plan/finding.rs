//! Investigation and hearing.

use domain::{
    Command, Role,
    case::PartyRole,
    consultation::Track,
    file_access::{AnswerAccess, AskAccess},
    hearing::{AskExtension, Disclose, ExtendItem, NewAdverseFact, Reply},
    information::{AnswerInformation, RequestInformation},
    investigation::{FinishInvestigation, RecordEvidence, RecordInterview, RecordNote},
    party::AddParty,
    people::PersonRef,
};

use super::{INVESTIGATOR, Next, Perhaps, Scene, act, first, role_of};
use crate::demo::story::{self, Side, days, text};

impl Scene<'_> {
    pub(super) fn open_investigation(&self) -> Perhaps {
        first!(self.consult_on_track(Track::Investigation, self.caseworker()?));
        first!(self.at_work(Role::Investigator, INVESTIGATOR));
        act("coordinator", Command::OpenInvestigation)
    }

    /// The unit is asked, people are heard, what they handed over is taken down.
    pub(super) fn investigate(&self) -> Perhaps {
        first!(self.at_work(Role::Investigator, INVESTIGATOR));
        if self.story.witness && self.case.party(PartyRole::Witness).is_none() {
            let person = PersonRef { user: Some(story::line("witness")?), name: None };
            let witness = AddParty { role: PartyRole::Witness, person, channel: None };
            return act(INVESTIGATOR, Command::AddParty(witness));
        }
        for role in [PartyRole::EmployerUnit, PartyRole::Witness] {
            first!(self.question(role));
        }
        let taken = self.case.records.len();
        let interview = |user: Option<&str>, said: &str| -> anyhow::Result<Command> {
            let name = user.is_none().then(|| self.inside("somebody")).transpose()?;
            let name = name.map(|name| story::line(name.as_str())).transpose()?;
            let person = PersonRef { user: user.map(story::line).transpose()?, name };
            let (held_on, summary) = (self.today, self.inside(said)?);
            Ok(Command::RecordInterview(RecordInterview { person, held_on, summary, read_back: true }))
        };
        match taken {
            0 => {
                return act(INVESTIGATOR, interview(self.voice(PartyRole::Complainant), "complainant_said")?);
            }
            1 => return act(INVESTIGATOR, interview(None, "colleague_said")?),
            2 => {
                let title = story::line(self.inside("document")?.as_str())?;
                let (description, received_on) = (self.inside("document_shows")?, self.today);
                let evidence = RecordEvidence { title, description, from: None, received_on };
                return act(INVESTIGATOR, Command::RecordEvidence(evidence));
            }
            3 => return act(INVESTIGATOR, Command::RecordNote(RecordNote { note: self.inside("note")? })),
            _ => {}
        }
        first!(self.complete_facts(INVESTIGATOR, true));
        let adverse = |it: &story::Adverse| -> anyhow::Result<Option<NewAdverseFact>> {
            let Some(party) = self.case.party(role_of(it.against)) else { return Ok(None) };
            Ok(Some(NewAdverseFact { fact: text(&it.fact)?, party: party.id }))
        };
        let adverse_facts = self.story.adverse.iter().filter_map(|it| adverse(it).transpose());
        let adverse_facts = adverse_facts.collect::<anyhow::Result<_>>()?;
        let finish = FinishInvestigation { report: self.inside("report")?, adverse_facts };
        act(INVESTIGATOR, Command::FinishInvestigation(finish))
    }

    /// One question to somebody, and the answer.
    pub(super) fn question(&self, role: PartyRole) -> Perhaps {
        let Some(party) = self.case.party(role) else { return Ok(None) };
        let name: &str = role.into();
        match self.case.information_requests.iter().find(|it| it.party == party.id) {
            None => {
                let question = self.inside(&format!("question_{name}"))?;
                act(
                    INVESTIGATOR,
                    Command::RequestInformation(RequestInformation { party: party.id, question }),
                )
            }
            Some(asked) if asked.answer.is_none() => {
                let Some(who) = self.voice(role) else { return Ok(None) };
                let answer = self.inside(&format!("answer_{name}"))?;
                act(who, Command::AnswerInformation(asked.id, AnswerInformation { answer }))
            }
            Some(_) => Ok(None),
        }
    }

    pub(super) fn hear(&self) -> Perhaps {
        let items = &self.case.hearing_items;
        if let Some(hidden) = items.iter().find(|it| it.disclosed_on.is_none()) {
            return act(INVESTIGATOR, Command::Disclose(hidden.id, Disclose { days: None, reason: None }));
        }
        first!(self.more_time());
        if let Some(side) = self.story.asks_access
            && self.case.access_requests.is_empty()
            && let Some(who) = self.told_by(role_of(side))?
        {
            let scope = if side == Side::Unit { self.inside("unit_scope")? } else { self.told("scope")? };
            return who.says(Command::AskAccess(AskAccess { scope }));
        }
        for (item, adverse) in items.iter().zip(&self.story.adverse).filter(|(item, _)| item.reply.is_none())
        {
            if let (Some(who), Some(reply)) = (self.told_by(role_of(adverse.against))?, &adverse.reply) {
                // Nobody answers such a thing on the same day.
                let ready =
                    item.disclosed_on.map(|day| days(day, 5 + i64::from(adverse.against == Side::Unit)));
                if ready.is_some_and(|day| day > self.today) {
                    return Ok(ready.map(Next::Wait));
                }
                let reply = Reply { reply: text(reply)?, adverse_facts: Vec::new() };
                return who.says(Command::Reply(item.id, reply));
            }
        }
        if let Some(asked) = self.case.access_requests.iter().find(|it| it.answer.is_none()) {
            let (given, left_out) = (self.inside("access_given")?, Some(self.inside("access_left_out")?));
            return act(
                self.caseworker()?,
                Command::AnswerAccess(asked.id, AnswerAccess { given, left_out }),
            );
        }
        let open = items.iter().filter(|it| !it.is_heard(self.today)).filter_map(|it| it.reply_by).max();
        match open {
            Some(last) => Ok(Some(Next::Wait(days(last, 1)))),
            None => act(self.caseworker()?, Command::CloseHearing),
        }
    }

    pub(super) fn more_time(&self) -> Perhaps {
        let unit = self.case.party(PartyRole::EmployerUnit).map(|it| it.id);
        let item = self.case.hearing_items.iter().find(|it| Some(it.party) == unit && it.reply.is_none());
        let (Some(item), Some(who)) = (item, self.voice(PartyRole::EmployerUnit)) else { return Ok(None) };
        match (&item.extension_asked, item.disclosed_on, item.reply_by) {
            (None, Some(_), _) if self.story.asks_time => {
                let reason = self.inside("needs_time")?;
                act(who, Command::AskExtension(item.id, AskExtension { days: 5, reason }))
            }
            (Some(asked), Some(disclosed), Some(by)) if by <= days(disclosed, 16) => {
                act(self.caseworker()?, Command::ExtendItem(item.id, ExtendItem { days: asked.days }))
            }
            _ => Ok(None),
        }
    }
}
