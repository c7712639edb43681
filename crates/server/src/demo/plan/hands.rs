//! Who acts, and what everybody must have done before: be assigned, have declared, have asked the complainant.

use std::collections::BTreeSet;

use anyhow::Context;
use domain::{
    AllegationId, Command, Finding, Mandate, Role, Stage, Text,
    assignment::Assign,
    case::PartyRole,
    consultation::{About, AnswerConsultation, AskConsultation, Stance, Track, WeighConsultation},
    filing::SetFacts,
    impartiality::{Declare, Partiality, SettleConflict, Settlement},
};

use super::{Next, Perhaps, Scene, Voice, act};
use crate::demo::story::{self, Conflict, Interim, days};

impl Scene<'_> {
    /// A text to the complainant.
    pub(super) fn told(&self, what: &str) -> anyhow::Result<Text> {
        self.phrases.say(what, &self.story.language, self.turn)
    }

    /// A text that the complainant does not read, or that the unit does.
    pub(super) fn inside(&self, what: &str) -> anyhow::Result<Text> {
        let language = if self.story.language == "en" { "en" } else { "da" };
        self.phrases.say(what, language, self.turn)
    }

    /// Of two colleagues the one whose turn it is, or the other where that one is walled off.
    pub(super) fn one_of(&self, mut names: [&'static str; 2]) -> anyhow::Result<&'static str> {
        names.rotate_left(self.turn % 2);
        self.open_to(names)
    }

    fn open_to(&self, names: [&'static str; 2]) -> anyhow::Result<&'static str> {
        for name in names {
            if !self.case.walled(self.town.caller(name)?.member.id) {
                return Ok(name);
            }
        }
        anyhow::bail!("nobody is left to handle \"{}\"", self.story.told)
    }

    pub(super) fn caseworker(&self) -> anyhow::Result<&'static str> {
        self.one_of(["caseworker", "caseworker2"])
    }

    /// Who drafts (0), and who approves (1).
    pub(super) fn decider(&self, which: usize) -> anyhow::Result<&'static str> {
        let mut names = ["decision-maker", "decision-maker2"];
        names.rotate_left((self.turn / 2 + which) % 2);
        self.open_to(names)
    }

    /// Who acts for a party: a representative who decides comes before the complainant.
    pub(super) fn voice(&self, role: PartyRole) -> Option<&'static str> {
        let decides = self.case.parties.iter().find(|it| it.mandate == Some(Mandate::Decide));
        let party = decides.filter(|_| role == PartyRole::Complainant).or_else(|| self.case.party(role));
        self.town.name_of(party?.person.user?)
    }

    /// Who tells what a party says: themselves, or the caseworker for somebody without an account.
    pub(super) fn told_by(&self, role: PartyRole) -> anyhow::Result<Option<Voice>> {
        if let Some(voice) = self.voice(role) {
            return Ok(Some(Voice::Own(voice)));
        }
        let without = self.case.party(role).filter(|it| it.person.user.is_none());
        without.map(|party| Ok(Voice::Office(self.caseworker()?, party.id))).transpose()
    }

    /// Somebody assigned in a role, who has declared.
    pub(super) fn at_work(&self, role: Role, who: &'static str) -> Perhaps {
        let user = self.town.caller(who)?.member.id;
        if !self.case.is_assigned(user, role) {
            let walled = self.case.assigned().find(|it| it.role == role && self.case.walled(it.user));
            let assign = Assign { user: story::line(who)?, role, replaces: walled.map(|it| it.id) };
            return act("coordinator", Command::Assign(assign));
        }
        self.declare(who)
    }

    /// The declaration of impartiality, which each needs once; the first caseworker of some stories cannot give it.
    pub(super) fn declare(&self, who: &'static str) -> Perhaps {
        let user = self.town.caller(who)?.member.id;
        if self.case.has_declared(user) {
            return Ok(None);
        }
        let partial = self.story.conflict.is_some() && self.case.is_assigned(user, Role::Caseworker);
        let first = self.case.assignments.iter().filter(|it| it.role == Role::Caseworker).count() == 1;
        let (reasons, words) = if partial && first {
            (BTreeSet::from([Partiality::CloseRelation]), Some(self.inside("not_impartial")?))
        } else {
            (BTreeSet::new(), None)
        };
        act(who, Command::Declare(Declare { reasons, words }))
    }

    /// The conflict officer settles what came up, one question after the other.
    pub(super) fn settle_conflicts(&self) -> Perhaps {
        if self.case.stage() == Stage::Draft || self.case.is_with_whistleblower_unit() {
            return Ok(None);
        }
        let left_open = self.story.conflict == Some(Conflict::Open);
        let Some(check) = self.case.conflict_checks.iter().find(|it| it.is_open()) else { return Ok(None) };
        if left_open {
            return Ok(Some(Next::End));
        }
        let reason = self.inside("disqualified")?;
        let settle = SettleConflict { settlement: Settlement::Disqualified, reason, user: None };
        act("conflict-officer", Command::SettleConflict(check.id, settle))
    }

    /// Asks the complainant about a plan, has the answer or lets the time pass, and weighs it.
    pub(super) fn consult(&self, about: About, who: &'static str) -> Perhaps {
        self.consult_on(about, None, who)
    }

    /// The same about the way that the case is to take.
    pub(super) fn consult_on_track(&self, track: Track, who: &'static str) -> Perhaps {
        self.consult_on(About::Track, Some(track), who)
    }

    fn consult_on(&self, about: About, track: Option<Track>, who: &'static str) -> Perhaps {
        let name: &str = about.into();
        let found = match track {
            Some(track) => self.case.consultation_about_track(track),
            None => self.case.consultation(about),
        };
        let Some(asked) = found.map(|(_, it)| it) else {
            let ask = AskConsultation {
                about,
                interim: self.story.interim.as_ref().filter(|_| about == About::Interim).map(Interim::plan),
                track,
                plan: self.told(&format!("plan_{name}"))?,
                because: self.told(&format!("because_{name}"))?,
                consequences: self.told(&format!("consequences_{name}"))?,
            };
            return match self.case.party(PartyRole::Complainant) {
                Some(_) => act(who, Command::AskConsultation(ask)),
                None => Ok(None),
            };
        };
        match (asked.lacks(self.today), self.told_by(PartyRole::Complainant)?) {
            (None, _) => Ok(None),
            (Some("answer_pending"), Some(voice)) => {
                let stances = [Stance::Agree, Stance::Agree, Stance::Remarks];
                let stance =
                    if about == About::Interim { Stance::Agree } else { stances[self.turn % stances.len()] };
                let said: &str = stance.into();
                let words = Some(self.told(&format!("answer_{said}"))?);
                voice.says(Command::AnswerConsultation(asked.id, AnswerConsultation { stance, words }))
            }
            (Some("answer_pending"), None) => Ok(Some(Next::Wait(days(asked.reply_by, 1)))),
            (Some(_), _) => {
                let how = if asked.answer.is_some() { "weighed" } else { "weighed_silence" };
                let weigh = WeighConsultation { how: self.inside(how)? };
                act(who, Command::WeighConsultation(asked.id, weigh))
            }
        }
    }

    /// The facts that must be known by now; what nobody can find out is marked so.
    pub(super) fn complete_facts(&self, who: &'static str, all: bool) -> Perhaps {
        let missing = self.case.missing_facts(&self.case.facts, all);
        if missing.is_empty() {
            return Ok(None);
        }
        let found = self.story.facts_but(self.filed, all, &[], "")?;
        let missing = self.case.missing_facts(&found, all);
        let reason = self.inside("not_obtainable")?;
        let facts = self.story.facts_but(self.filed, all, &missing, reason.as_str())?;
        act(who, Command::SetFacts(Box::new(SetFacts { facts, whistleblower: None })))
    }

    /// The allegations that the parties settle.
    pub(super) fn settled(&self) -> impl Iterator<Item = AllegationId> {
        let told = self.case.allegations.iter().zip(&self.story.allegations);
        told.filter(|(_, told)| told.finding == Some(Finding::Settled)).map(|(it, _)| it.id)
    }

    /// The story's allegation that one of the case was.
    pub(super) fn alleged(&self, id: AllegationId) -> anyhow::Result<&story::Alleged> {
        let place = self.case.allegations.iter().position(|it| it.id == id);
        place.and_then(|place| self.story.allegations.get(place)).context("an allegation that nobody made")
    }
}
