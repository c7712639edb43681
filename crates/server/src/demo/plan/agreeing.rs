//! Mediation and settlement.

use domain::{
    Command, Form, Mandate, PersonRef, Role,
    case::PartyRole,
    consultation::Track,
    mediation::{NewTerm, OfferMediation, Settle},
    party::AddRepresentative,
};

use super::{Next, Perhaps, Scene, act, first};
use crate::demo::story::{self, Alleged, Route, days};

impl Scene<'_> {
    pub(super) fn mediate(&self) -> Perhaps {
        if self.story.route != Route::Mediation
            || self.case.mediation.as_ref().is_some_and(|it| it.ended_on.is_some())
        {
            return Ok(None);
        }
        let caseworker = self.caseworker()?;
        first!(self.bring_counsel(), self.consult_on_track(Track::Mediation, caseworker));
        for role in [PartyRole::Complainant, PartyRole::EmployerUnit] {
            let party = self.case.party(role).map(|it| it.id);
            let agreed = party
                .is_some_and(|id| self.case.mediation.as_ref().is_some_and(|it| it.agreed.contains_key(&id)));
            if let (false, Some(who)) = (agreed, self.voice(role)) {
                return act(who, Command::AgreeMediation);
            }
        }
        act(caseworker, Command::OfferMediation(OfferMediation {}))
    }

    /// Nobody sits down about harassment without somebody at their side.
    fn bring_counsel(&self) -> Perhaps {
        let harassment = |it: &Alleged| matches!(it.form, Form::Harassment | Form::SexualHarassment);
        let alone = self.case.party(PartyRole::Representative).is_none();
        let Some(who) = self.voice(PartyRole::Complainant).filter(|_| alone) else { return Ok(None) };
        if !self.story.allegations.iter().any(harassment) {
            return Ok(None);
        }
        let person = PersonRef { user: Some(story::line("representative")?), name: None };
        let new = AddRepresentative { person, mandate: Mandate::Write, power_of_attorney: false };
        act(who, Command::AddRepresentative(new))
    }

    /// The parties talk: they settle what the story says, or nothing.
    pub(super) fn agree(&self) -> Perhaps {
        let settled: Vec<_> = self.settled().collect();
        let caseworker = self.caseworker()?;
        if settled.is_empty() {
            return act(caseworker, Command::EndMediation);
        }
        let Some(settlement) = self.case.mediation.as_ref().and_then(|it| it.settlement.as_ref()) else {
            let due_on = days(self.today, 42);
            let term =
                |allegation| Ok(NewTerm { allegation, terms: self.told("terms")?, owner: None, due_on });
            let terms = settled.into_iter().map(term).collect::<anyhow::Result<_>>()?;
            let settle = Settle { terms: Some(terms), waives_outside_rights: false, legal_advice: false };
            return act(caseworker, Command::Settle(settle));
        };
        for role in [PartyRole::Complainant, PartyRole::EmployerUnit] {
            let signed = self.case.party(role).is_some_and(|it| settlement.signed.contains_key(&it.id));
            if let (false, Some(who)) = (signed, self.voice(role)) {
                return act(who, Command::SignSettlement);
            }
        }
        let thought = settlement.signed.values().max().map(|last| days(*last, 8));
        if thought.is_some_and(|day| day > self.today) {
            return Ok(thought.map(Next::Wait));
        }
        let decider = self.decider(0)?;
        first!(self.at_work(Role::DecisionMaker, decider));
        act(decider, Command::Settle(Settle::default()))
    }
}
