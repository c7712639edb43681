//! The attempt to agree: both parties take part of their own will, and nothing said there is used elsewhere.

mod settlement;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use settlement::{NewTerm, Settle, SettlementTerms, Term};

pub(crate) use settlement::{propose, settle, sign, to_sign, voluntary};

use crate::{
    Capacity, Case, Finding, Form, Mandate, PartyId,
    allegation::Allegation,
    case::{Party, PartyRole},
    consultation::Track,
    delivery::Delivered,
    event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    remedy::Remedy,
    state::State,
};

/// The attempt to agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Mediation {
    /// Which parties agreed to try, and when.
    #[schema(value_type = Object)]
    pub agreed: BTreeMap<PartyId, Date>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_on: Option<Date>,
    /// The last day of the time box as it was set at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_until: Option<Date>,
    /// The later last day that a party wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
    /// The settlement on the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<SettlementTerms>,
}

/// More time for the attempt: it has effect when both agreed to the same day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Extension {
    /// The last day.
    pub until: Date,
    /// Which parties agreed to it, and when.
    #[schema(value_type = Object)]
    pub agreed: BTreeMap<PartyId, Date>,
}

/// The offer of mediation.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferMediation {}

/// More time for the attempt to agree, in writing (rulebook 7.4: 30 days, and at most 60 more by agreement).
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendMediation {
    /// The last day that the party agrees to.
    pub until: Date,
}

/// What happened in the attempt to agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A party agreed to try.
    MediationAgreed {
        /// Which.
        party: PartyId,
    },
    /// It began.
    MediationBegan {
        /// The last day of the time box.
        until: Date,
    },
    /// A party agreed to a later last day.
    ExtensionAgreed {
        /// Which.
        party: PartyId,
        /// To which day.
        until: Date,
    },
    /// Both agreed to it.
    MediationExtended {
        /// The last day of the time box.
        until: Date,
    },
    /// It ended.
    MediationEnded,
    /// Terms were put on the table.
    SettlementProposed {
        /// The terms; nobody has signed them.
        settlement: SettlementTerms,
    },
    /// A party signed.
    SettlementSigned {
        /// Which.
        party: PartyId,
    },
    /// The settlement was confirmed.
    Settled {
        /// What is to be done under it.
        remedies: Vec<Remedy>,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    let mediation = case.mediation.get_or_insert_default();
    match what {
        Event::MediationAgreed { party } => {
            // A new attempt begins from nothing: what was agreed for the last one binds nobody.
            if mediation.ended_on.is_some() {
                *mediation = Mediation::default();
            }
            mediation.agreed.insert(*party, event.on);
        }
        Event::MediationBegan { until } => {
            mediation.began_on = Some(event.on);
            mediation.first_until = Some(*until);
            case.state = State::InformalResolution { until: *until };
        }
        Event::ExtensionAgreed { party, until } => {
            let open = mediation.extension.take().filter(|it| it.until == *until);
            let mut extension = open.unwrap_or(Extension { until: *until, agreed: BTreeMap::new() });
            extension.agreed.insert(*party, event.on);
            mediation.extension = Some(extension);
        }
        Event::MediationExtended { until } => {
            mediation.extension = None;
            case.state = State::InformalResolution { until: *until };
        }
        Event::MediationEnded => {
            mediation.ended_on = Some(event.on);
            case.state = State::Investigation;
        }
        Event::SettlementProposed { settlement } => mediation.settlement = Some(settlement.clone()),
        Event::SettlementSigned { party } => {
            if let Some(settlement) = &mut mediation.settlement {
                settlement.signed.insert(*party, event.on);
            }
        }
        Event::Settled { remedies } => {
            mediation.ended_on = Some(event.on);
            let settled: Vec<_> = mediation
                .settlement
                .iter()
                .flat_map(|it| it.terms.iter().map(|term| term.allegation))
                .collect();
            for allegation in case.allegations.iter_mut().filter(|it| settled.contains(&it.id)) {
                allegation.finding = Some(Finding::Settled);
            }
            case.remedies.extend(remedies.iter().cloned());
            let remain = case.allegations.iter().any(Allegation::is_open);
            case.state = if remain { State::Investigation } else { State::Settled };
        }
    }
}

/// The party that the actor is or acts for, among the two that can agree.
fn side(p: &Proceeding<'_, '_>) -> Result<PartyId, Refusal> {
    if p.capacity == Capacity::Respondent {
        return p.case.party(PartyRole::EmployerUnit).map(|it| it.id).ok_or(Refusal::NoSuchItem);
    }
    p.complainant()
}

/// A party agrees to try.
pub(crate) fn agree(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let party = side(p)?;
    p.happened(Event::MediationAgreed { party });
    Ok(())
}

/// Begins the attempt, which both agreed to.
pub(crate) fn offer(p: &mut Proceeding<'_, '_>) {
    p.spend_track(Track::Mediation);
    let until = p.cx.rules.mediation_until(p.today());
    p.happened(Event::MediationBegan { until });
}

/// A party agrees to a later last day. Of another day than the one on the table nobody has agreed yet.
pub(crate) fn extend(p: &mut Proceeding<'_, '_>, extend: ExtendMediation) -> Result<(), Refusal> {
    let party = side(p)?;
    let (State::InformalResolution { until: now }, Some(first)) =
        (&p.case.state, p.case.mediation.as_ref().and_then(|it| it.first_until))
    else {
        return Err(Refusal::NotNow);
    };
    let latest = p.cx.rules.mediation_extended(first);
    if extend.until <= *now || extend.until > latest {
        let detail = format!("must be after {now}, and not after {latest}");
        return Err(Refusal::invalid("/until", "out_of_range", detail));
    }
    let on_the_table = p.case.mediation.as_ref().and_then(|it| it.extension.as_ref());
    let agreed = on_the_table.filter(|it| it.until == extend.until).map(|it| &it.agreed);
    if agreed.is_some_and(|agreed| agreed.contains_key(&party)) {
        return Err(Refusal::invalid("/until", "already_agreed", "the party agreed to this day before"));
    }
    let both = agreed.is_some_and(|agreed| !agreed.is_empty());
    p.happened(Event::ExtensionAgreed { party, until: extend.until });
    if both {
        p.happened(Event::MediationExtended { until: extend.until });
    }
    let sides = |it: &&Party| matches!(it.role, PartyRole::EmployerUnit | PartyRole::Complainant);
    let told: Vec<_> =
        p.case.parties.iter().filter(sides).map(|it| it.id).filter(|it| *it != party).collect();
    for other in told {
        p.deliver(other, Delivered::MediationExtension, None);
    }
    Ok(())
}

/// Ends the attempt.
pub(crate) fn end(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    // Time ends it only when the time box is over.
    match p.case.state {
        State::InformalResolution { until } if p.capacity == Capacity::System && until >= p.today() => {
            Err(Refusal::NotNow)
        }
        _ => {
            p.happened(Event::MediationEnded);
            Ok(())
        }
    }
}

/// Whether both parties agreed to try; for harassment only with somebody at the complainant's side who may act for
/// them (rulebook 7.4).
pub(crate) fn agreed(case: &Case) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    for role in [PartyRole::Complainant, PartyRole::EmployerUnit] {
        let agreed = case.party(role).is_some_and(|party| {
            case.mediation
                .as_ref()
                .is_some_and(|it| it.agreed.contains_key(&party.id) && it.began_on.is_none())
        });
        if !agreed {
            let detail = format!("`{role}` has not agreed to mediation");
            unmet.push(Unmet::new(Guard::MediationAgreed, "not_agreed", "/mediation", detail));
        }
    }
    if case.allegations.iter().any(is_harassment) && !has_counsel(case) {
        let detail =
            "no mediation about harassment without a representative of the complainant who may act for them";
        unmet.push(Unmet::new(Guard::MediationAgreed, "no_representative", "/parties", detail));
    }
    unmet
}

/// No form of an allegation tells how grave the harassment was, so that each counts.
fn is_harassment(allegation: &Allegation) -> bool {
    allegation.is_open() && matches!(allegation.form, Form::Harassment | Form::SexualHarassment)
}

fn has_counsel(case: &Case) -> bool {
    case.parties.iter().any(|it| {
        it.role == PartyRole::Representative && matches!(it.mandate, Some(Mandate::Write | Mandate::Decide))
    })
}
