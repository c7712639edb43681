//! Parties: who has a part in a case, who represents whom, and how far a name may be used.

use serde::{Deserialize, Serialize};

use crate::{
    Case, Channel, IdentityLevel, Mandate, PartyId, PersonRef,
    case::{Party, PartyRole},
    event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::Refusal,
};

/// A party that staff add: a witness, or who answers for the unit in place of an accused speaker.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddParty {
    /// `witness` or `employer_unit`.
    pub role: PartyRole,
    /// Who it is.
    pub person: PersonRef,
    /// By which way acts reach the party.
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// A representative of the complainant.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddRepresentative {
    /// Who it is.
    pub person: PersonRef,
    /// How far they may go.
    pub mandate: Mandate,
    /// A power of attorney was given; the complainant's own act is one.
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
    /// The complainant opened their name further.
    IdentityOpened {
        /// How far.
        identity: IdentityLevel,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::PartyAdded { party } => case.parties.push(party.clone()),
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
    let person = p.person("/person", person)?;
    if let Some(user) = person.user
        && p.case.parties_of(user).next().is_some()
    {
        return Err(Refusal::invalid(
            "/person/user",
            "already_a_party",
            "the person has a part in this case",
        ));
    }
    let party = Party {
        id: PartyId(p.cx.draw.uuid()),
        role,
        person,
        mandate,
        channel: channel.unwrap_or(Channel::Portal),
    };
    p.on(party.id);
    p.happened(Event::PartyAdded { party });
    Ok(())
}

/// Adds a witness, or who answers for the unit.
pub(crate) fn add_party(p: &mut Proceeding<'_, '_>, new: AddParty) -> Result<(), Refusal> {
    match new.role {
        PartyRole::Witness => {}
        PartyRole::EmployerUnit => {
            if p.case.party(PartyRole::EmployerUnit).is_some() {
                return Err(Refusal::invalid("/role", "already_there", "somebody answers for the unit"));
            }
            let accused =
                new.person.user.as_deref().and_then(|name| p.cx.directory.named(name)).is_some_and(
                    |member| p.case.concerned.iter().any(|it| it.person.user == Some(member.id)),
                );
            if accused {
                return Err(Refusal::unmet(
                    Guard::RespondentNamed,
                    "accused_person",
                    "/parties",
                    "the accused person never answers for the unit",
                ));
            }
        }
        _ => return Err(Refusal::invalid("/role", "not_addable", "only witnesses and the unit are added")),
    }
    add(p, new.role, new.person, None, new.channel)
}

/// Adds a representative.
pub(crate) fn add_representative(p: &mut Proceeding<'_, '_>, new: AddRepresentative) -> Result<(), Refusal> {
    let user = p.user()?;
    let by_complainant = p.case.parties_of(user).any(|it| it.role == PartyRole::Complainant);
    if !new.power_of_attorney && !by_complainant {
        let detail = "a power of attorney is needed";
        return Err(Refusal::invalid("/power_of_attorney", "no_power_of_attorney", detail));
    }
    add(p, PartyRole::Representative, new.person, Some(new.mandate), None)
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
