//! The facts of the phase, and the question of the whistleblower channel (G18).

use super::{ChooseChannel, Event, SetFacts};
use crate::{
    Text,
    case::PartyRole,
    guard::Guard,
    phase::Facts,
    proceeding::Proceeding,
    refusal::{Invalid, Refusal},
};

/// Sets the facts of the phase.
pub(crate) fn set_facts(p: &mut Proceeding<'_, '_>, set: SetFacts) -> Result<(), Refusal> {
    if set.facts.phase() != p.case.phase() {
        return Err(Refusal::invalid("/facts/phase", "other_phase", "a case stays in its phase"));
    }
    check_names(&set.facts)?;
    let answered = p.case.filing.whistleblower.filter(|_| p.capacity.is_staff());
    if answered.is_some() && set.whistleblower.is_some_and(|it| Some(it) != answered) {
        return Err(Refusal::unmet(
            Guard::ChannelChosen,
            "persons_choice",
            "/whistleblower",
            "the person answered this; only they answer it another way",
        ));
    }
    let whistleblower = set.whistleblower.or(p.case.filing.whistleblower);
    let facts = Box::new(set.facts.map(|text| p.keep("fact", text)));
    p.happened(Event::FactsSet { facts, whistleblower });
    Ok(())
}

/// The person chooses the whistleblower channel after all, or does so no longer (G18).
pub(crate) fn choose_channel(p: &mut Proceeding<'_, '_>, choose: ChooseChannel) -> Result<(), Refusal> {
    // Who reported what they saw answers for the own report.
    let reported = p.case.party(PartyRole::Bystander).filter(|_| p.case.is_report()).map(|it| it.id);
    let filer = match reported {
        Some(bystander) => bystander,
        None => p.complainant()?,
    };
    if !p.acts_for(filer) {
        return Err(Refusal::NoSuchItem);
    }
    p.happened(Event::ChannelChosen { whistleblower: choose.whistleblower });
    Ok(())
}

pub(crate) fn check_names(facts: &Facts<Text>) -> Result<(), Refusal> {
    let marked = facts.not_obtainable();
    let mut wrong = Vec::new();
    for (place, name) in marked.iter().map(|it| it.fact.as_str()).enumerate() {
        let (code, detail) = if !facts.names().contains(&name) {
            ("unknown_fact", format!("the phase has no fact `{name}`"))
        } else if marked[..place].iter().any(|it| it.fact == name) {
            ("named_twice", format!("`{name}` is named already"))
        } else {
            continue;
        };
        wrong.push(Invalid { pointer: format!("/facts/not_obtainable/{place}/fact"), code, detail });
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Content(wrong)) }
}
