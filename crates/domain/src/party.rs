//! Parties: who has a part in a case, who represents whom, and how far a name may be used.

use serde::{Deserialize, Serialize};

use crate::{
    Case, Channel, IdentityLevel, Line, Mandate, PartyId, Person, PersonRef, UserId,
    case::{Party, PartyRole},
    delivery::Delivered,
    event,
    guard::Guard,
    hearing,
    impartiality::{self, Concern},
    intake, linked,
    proceeding::Proceeding,
    refusal::Refusal,
    state::Stage,
};

/// A party that staff add: a witness, or who answers for the unit in place of an accused speaker.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddParty {
    /// `witness` or `employer_unit`.
    pub role: PartyRole,
    /// Who it is.
    pub person: PersonRef,
    /// By which way acts reach the party; without an account only by letter.
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// A representative of the complainant; in a measure case of the person.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddRepresentative {
    /// Who it is.
    pub person: PersonRef,
    /// How far they may go.
    pub mandate: Mandate,
    /// A power of attorney was given; the own act of the represented is one.
    #[serde(default)]
    pub power_of_attorney: bool,
}

/// How far the complainant's name may be used from now on.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetIdentityLevel {
    /// Further than before: confidential, then named.
    pub identity: IdentityLevel,
}

/// By which pseudonym a staff system knows a party without an account.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPseudonym {
    /// The pseudonym; none to take it away. Only a keyed hash of it is kept.
    #[schema(required)]
    pub pseudonym: Option<Line>,
}

/// What happened to parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Somebody got a part in the case.
    PartyAdded {
        /// Who.
        party: Party,
    },
    /// Somebody else answers for the unit, because who did was accused. The party stays, with all that was put to it.
    SpeakerReplaced {
        /// The unit.
        party: PartyId,
        /// Who answers for it now.
        person: Person,
        /// By which way acts reach them.
        channel: Channel,
    },
    /// The complainant opened their name further.
    IdentityOpened {
        /// How far.
        identity: IdentityLevel,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::PartyAdded { party } => case.parties.push(party.clone()),
        Event::SpeakerReplaced { party, person, channel } => {
            for unit in case.parties.iter_mut().filter(|it| it.id == *party) {
                unit.person = *person;
                unit.channel = *channel;
            }
        }
        Event::IdentityOpened { identity } => case.identity = *identity,
    }
}

fn add(
    p: &mut Proceeding<'_, '_>,
    role: PartyRole,
    person: PersonRef,
    mandate: Option<Mandate>,
    channel: Option<Channel>,
) -> Result<(), Refusal> {
    let person = somebody_new(p, person)?;
    let channel = person.reached_by(channel)?;
    let party = Party { id: PartyId(p.cx.draw.uuid()), role, person, mandate, channel };
    p.on(party.id);
    p.happened(Event::PartyAdded { party });
    Ok(())
}

fn somebody_new(p: &mut Proceeding<'_, '_>, person: PersonRef) -> Result<Person, Refusal> {
    let person = p.person("/person", person)?;
    if let Some(user) = person.user
        && p.case.parties_of(user).next().is_some()
    {
        // Who has a part here is told to staff and to that person; to everybody else it is one name among others.
        if person.username.is_some() && p.actor.user() != Some(user) {
            return Ok(Person { user: None, ..person });
        }
        let detail = "the person has a part in this case";
        return Err(Refusal::invalid("/person/user", "already_a_party", detail));
    }
    Ok(person)
}

/// Adds a witness, or who answers for the unit.
pub(crate) fn add_party(p: &mut Proceeding<'_, '_>, new: AddParty) -> Result<(), Refusal> {
    match new.role {
        PartyRole::Witness => add(p, new.role, new.person, None, new.channel),
        PartyRole::EmployerUnit if p.case.measure.is_none() => add_speaker(p, new),
        _ => Err(Refusal::invalid(
            "/role",
            "not_addable",
            "only witnesses and the unit complained about are added",
        )),
    }
}

/// Names who answers for the unit: where nobody does yet, or in place of somebody who was accused.
fn add_speaker(p: &mut Proceeding<'_, '_>, new: AddParty) -> Result<(), Refusal> {
    if p.case.speaker().is_some() {
        return Err(Refusal::invalid("/role", "already_there", "somebody answers for the unit"));
    }
    if new.person.user.is_none() {
        let detail = "who answers for the unit reads and replies here, and needs an account";
        return Err(Refusal::invalid("/person/user", "no_account", detail));
    }
    let named = new.person.username().and_then(|name| p.cx.directory.named(&name));
    if named.is_some_and(|member| p.case.concerned.iter().any(|it| it.person.user == Some(member.id))) {
        return Err(Refusal::unmet(
            Guard::RespondentNamed,
            "accused_person",
            "/parties",
            "the accused person never answers for the unit",
        ));
    }
    match p.case.party(PartyRole::EmployerUnit).map(|it| it.id) {
        None => add(p, new.role, new.person, None, new.channel)?,
        Some(unit) => {
            let person = somebody_new(p, new.person)?;
            let channel = person.reached_by(new.channel)?;
            p.on(unit);
            p.happened(Event::SpeakerReplaced { party: unit, person, channel });
            tell_successor(p, unit);
        }
    }
    impartiality::detect(p);
    Ok(())
}

/// Whoever takes over learns what the one before them was told, and has a full period for what is unanswered.
fn tell_successor(p: &mut Proceeding<'_, '_>, unit: PartyId) {
    if p.case.respondent_informed() {
        p.deliver(unit, Delivered::AdmissionNotice, None);
    }
    let today = p.today();
    let orders: Vec<_> =
        p.case.interim_measures.iter().filter(|it| it.is_in_force(today)).map(|it| it.id).collect();
    for order in orders {
        p.deliver(unit, Delivered::InterimOrder, Some(order.to_string()));
    }
    if matches!(p.case.stage(), Stage::Investigation | Stage::Hearing | Stage::Withdrawn) {
        hearing::put_anew(p, unit);
    }
}

impl Proceeding<'_, '_> {
    /// Whether it is an act of the party: its own, or one of who acts for it with a sufficient mandate (rulebook 7.1).
    pub(crate) fn acts_for(&self, party: PartyId) -> bool {
        self.case.parties.iter().any(|it| it.id == party && self.is_party(it))
            || (self.capacity.is_for_complainant()
                && self.case.spoken_for(self.capacity).is_some_and(|it| it.id == party))
    }

    /// Before a party is asked or heard. Nothing that runs a period goes to a unit that only an accused person
    /// answers for, and a unit that was told nothing yet is told what it is about.
    pub(crate) fn turns_to(&mut self, party: PartyId) -> Result<(), Refusal> {
        match self.case.party_by_id(party).map(|it| it.role) {
            Some(PartyRole::EmployerUnit) => {}
            Some(PartyRole::Respondent) => {
                if !self.case.person_informed() {
                    intake::inform(self);
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
        if self.case.speaker().is_none() {
            return Err(Refusal::unmet(
                Guard::RespondentNamed,
                "no_speaker",
                "/parties",
                "nobody who may answers for the unit: name somebody else first",
            ));
        }
        if !self.case.respondent_informed() {
            intake::inform(self);
        }
        Ok(())
    }
}

impl Case {
    /// By which way acts reach a party: the one asked for where somebody reads it there, the party or who represents
    /// the complainant, or the person whom a measure is against, with more than a right to read (forvaltningsloven § 8);
    /// else by letter.
    #[must_use]
    pub fn reached_by(&self, party: &Party) -> Channel {
        let represents = |it: &Party| {
            it.role == PartyRole::Representative
                && it.person.user.is_some()
                && matches!(it.mandate, Some(Mandate::Write | Mandate::Decide))
        };
        let whose = matches!(party.role, PartyRole::Complainant | PartyRole::Respondent);
        let represented = whose && self.parties.iter().any(represents);
        if party.person.user.is_some() || represented { party.channel } else { Channel::Letter }
    }

    /// Whether the filing accuses an account.
    #[must_use]
    pub fn is_accused(&self, user: UserId) -> bool {
        self.concerned.iter().any(|it| it.concern == Concern::Accused && it.person.user == Some(user))
    }

    /// Who answers for the unit as a party: never somebody who is accused, be it since (rulebook 7.1).
    #[must_use]
    pub fn speaker(&self) -> Option<UserId> {
        let user = self.party(PartyRole::EmployerUnit)?.person.user?;
        (!self.is_accused(user)).then_some(user)
    }
}

/// Adds a representative.
pub(crate) fn add_representative(p: &mut Proceeding<'_, '_>, new: AddRepresentative) -> Result<(), Refusal> {
    let own = |it: &Party| matches!(it.role, PartyRole::Complainant | PartyRole::Respondent);
    let by_themselves = p.case.parties.iter().any(|it| own(it) && p.is_party(it));
    if !new.power_of_attorney && !by_themselves {
        let detail = "a power of attorney is needed";
        return Err(Refusal::invalid("/power_of_attorney", "no_power_of_attorney", detail));
    }
    add(p, PartyRole::Representative, new.person, Some(new.mandate), None)
}

/// Says by which pseudonym a staff system knows a complainant or witness without an account, so that they are watched
/// over as well (N13).
pub(crate) fn set_pseudonym(
    p: &mut Proceeding<'_, '_>,
    id: PartyId,
    set: &SetPseudonym,
) -> Result<(), Refusal> {
    let party = p.case.party_by_id(id).ok_or(Refusal::NoSuchItem)?;
    if party.person.user.is_some() {
        let detail = "the pseudonym of somebody with an account is kept in the directory";
        return Err(Refusal::invalid("/pseudonym", "has_account", detail));
    }
    if !matches!(party.role, PartyRole::Complainant | PartyRole::Witness) {
        let detail = "complainants and witnesses are watched over";
        return Err(Refusal::invalid("/pseudonym", "not_watched", detail));
    }
    p.on(id);
    let pseudonym = set.pseudonym.as_ref().map(|it| p.cx.pseudonyms.0(it.as_str()));
    p.happened(linked::Event::PseudonymSet { party: id, pseudonym });
    Ok(())
}

/// Opens the name further, by the person's own act.
pub(crate) fn set_identity(p: &mut Proceeding<'_, '_>, set: &SetIdentityLevel) -> Result<(), Refusal> {
    if set.identity <= p.case.identity {
        return Err(Refusal::invalid(
            "/identity",
            "only_upward",
            "a name that was opened is not closed again",
        ));
    }
    p.happened(Event::IdentityOpened { identity: set.identity });
    Ok(())
}
