//! What the portal gave to somebody else never reached the party: it is sent once more, by letter, with a full period
//! for what is unanswered.

use crate::{
    Channel, PartyId,
    case::PartyRole,
    consultation,
    delivery::{Delivered, Delivery},
    hearing, information,
    proceeding::Proceeding,
    state::Stage,
};

/// Sends it. The unit gets it when somebody else is named who answers for it.
pub(super) fn send(p: &mut Proceeding<'_, '_>, party: PartyId) {
    if p.case.party_by_id(party).is_none_or(|it| it.role == PartyRole::EmployerUnit) {
        return;
    }
    let mut acts: Vec<(Delivered, Option<String>)> = Vec::new();
    let went_astray = |it: &&Delivery| {
        it.party == party
            && it.channel == Channel::Portal
            && it.available_on.is_some()
            && !matches!(it.act, Delivered::AccountLinked | Delivered::AccountUnlinked)
    };
    for astray in p.case.deliveries.iter().filter(went_astray) {
        let act = (astray.act, astray.about.clone());
        if !acts.contains(&act) {
            acts.push(act);
        }
    }
    for (act, about) in acts.into_iter().filter(|(act, _)| *act != Delivered::Disclosure) {
        let available = p.deliver(party, act, about.clone());
        match act {
            Delivered::Consultation => consultation::put_anew(p, about.as_deref(), available),
            Delivered::InformationRequest => information::put_anew(p, about.as_deref(), available),
            _ => {}
        }
    }
    if matches!(p.case.stage(), Stage::Investigation | Stage::Hearing | Stage::Withdrawn) {
        hearing::put_anew(p, party);
    }
}
