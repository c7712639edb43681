//! Mediation and settlement.

use domain::{
    Command, Role,
    case::PartyRole,
    consultation::About,
    mediation::{NewTerm, OfferMediation, Settle},
};

use super::{Next, Perhaps, Scene, act, first};
use crate::demo::story::{Route, days};

impl Scene<'_> {
    pub(super) fn mediate(&self) -> Perhaps {
        if self.story.route != Route::Mediation
            || self.case.mediation.as_ref().is_some_and(|it| it.ended_on.is_some())
        {
            return Ok(None);
        }
        let caseworker = self.caseworker()?;
        first!(self.consult(About::Track, caseworker));
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

    /// The parties talk: they settle what the story says, or nothing.
    pub(super) fn agree(&self) -> Perhaps {
        let settled: Vec<_> = self.settled().collect();
        let caseworker = self.caseworker()?;
        if settled.is_empty() {
            return act(caseworker, Command::EndMediation);
        }
        let Some(settlement) = self.case.mediation.as_ref().and_then(|it| it.settlement.as_ref()) else {
            let term = |allegation| Ok(NewTerm { allegation, terms: self.told("terms")? });
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
