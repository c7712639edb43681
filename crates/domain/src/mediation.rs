//! The attempt to agree: both parties take part of their own will, and nothing said there is used elsewhere.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AllegationId, Capacity, Case, ContentId, Finding, Form, Line, Mandate, PartyId, RemedyId, Text,
    allegation::Allegation,
    case::{Party, PartyRole},
    consultation::Track,
    delivery::Delivered,
    event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    remedy::{Remedy, RemedyKind},
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

/// A settlement on the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettlementTerms {
    /// The terms, by allegation.
    pub terms: Vec<Term>,
    /// Whether outside rights are given up; then legal advice was had.
    pub waives_outside_rights: bool,
    /// Whether the complainant had legal advice.
    pub legal_advice: bool,
    /// Who signed, and when.
    #[schema(value_type = Object)]
    pub signed: BTreeMap<PartyId, Date>,
}

/// What is agreed on one allegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Term {
    /// The allegation.
    pub allegation: AllegationId,
    /// The terms.
    #[schema(value_type = String)]
    pub terms: ContentId,
    /// Who sees to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub owner: Option<ContentId>,
    /// By when.
    pub due_on: Date,
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

/// A settlement: a party or caseworker puts terms on the table, a decision maker confirms what both signed.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// The terms; left out by the decision maker who confirms.
    #[serde(default)]
    #[schema(nullable = false, max_items = 200)]
    pub terms: Option<Vec<NewTerm>>,
    /// Whether outside rights are given up.
    #[serde(default)]
    pub waives_outside_rights: bool,
    /// Whether the complainant had legal advice.
    #[serde(default)]
    pub legal_advice: bool,
}

/// What is agreed on one allegation.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerm {
    /// The allegation.
    pub allegation: AllegationId,
    /// The terms.
    pub terms: Text,
    /// Who sees to it.
    #[serde(default)]
    pub owner: Option<Line>,
    /// By when; not before the settlement can be confirmed, which is after the time to think.
    pub due_on: Date,
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

/// Puts terms on the table.
pub(crate) fn propose(
    p: &mut Proceeding<'_, '_>,
    settle: &Settle,
    terms: Vec<NewTerm>,
) -> Result<(), Refusal> {
    if terms.is_empty() {
        return Err(Refusal::invalid("/terms", "missing", "name at least one allegation"));
    }
    for (place, term) in terms.iter().enumerate() {
        let open = p.case.allegations.iter().any(|it| it.id == term.allegation && it.is_open());
        let twice = terms[..place].iter().any(|it| it.allegation == term.allegation);
        if !open || twice {
            let pointer = format!("/terms/{place}/allegation");
            return Err(Refusal::invalid(
                pointer,
                "unknown_allegation",
                "not an open allegation, or named twice",
            ));
        }
        let earliest = p.cx.rules.cooling_off_until(p.today());
        if term.due_on < earliest {
            let detail = format!("the settlement cannot be confirmed before {earliest}");
            return Err(Refusal::invalid(format!("/terms/{place}/due_on"), "too_early", detail));
        }
    }
    let terms = terms
        .into_iter()
        .map(|term| Term {
            allegation: term.allegation,
            terms: p.keep("settlement_terms", term.terms),
            owner: p.keep_some("remedy_owner", term.owner),
            due_on: term.due_on,
        })
        .collect();
    let settlement = SettlementTerms {
        terms,
        waives_outside_rights: settle.waives_outside_rights,
        legal_advice: settle.legal_advice,
        signed: BTreeMap::new(),
    };
    p.happened(Event::SettlementProposed { settlement });
    let sides = |it: &&Party| matches!(it.role, PartyRole::EmployerUnit | PartyRole::Complainant);
    let parties: Vec<_> = p.case.parties.iter().filter(sides).map(|party| party.id).collect();
    for party in parties {
        p.deliver(party, Delivered::Settlement, None);
    }
    Ok(())
}

/// A party signs the terms on the table.
pub(crate) fn sign(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let party = side(p)?;
    p.happened(Event::SettlementSigned { party });
    Ok(())
}

/// A party signs terms that are on the table, once.
pub(crate) fn to_sign(case: &Case, capacity: Capacity) -> Vec<Unmet> {
    let own = if capacity == Capacity::Respondent { PartyRole::EmployerUnit } else { PartyRole::Complainant };
    let settlement = case.mediation.as_ref().and_then(|it| it.settlement.as_ref());
    let (code, detail) = match settlement {
        None => ("no_terms", "no terms are on the table"),
        Some(terms) if case.party(own).is_some_and(|party| terms.signed.contains_key(&party.id)) => {
            ("already_signed", "the terms are signed")
        }
        Some(settlement) => return without_counsel(case, settlement).into_iter().collect(),
    };
    vec![Unmet::new(Guard::SettlementVoluntary, code, "/mediation/settlement", detail)]
}

/// What is settled without somebody at the complainant's side who may act for them, and may not be: the allegations that
/// the terms are about as they are now, be it that they were added since the attempt began.
fn without_counsel(case: &Case, settlement: &SettlementTerms) -> Option<Unmet> {
    let settled = |it: &Allegation| settlement.terms.iter().any(|term| term.allegation == it.id);
    let needs = case.allegations.iter().position(|it| settled(it) && is_harassment(it));
    let place = needs.filter(|_| !has_counsel(case))?;
    let detail = "harassment is settled only with a representative of the complainant who may act for them";
    let pointer = format!("/allegations/{place}");
    Some(Unmet::new(Guard::SettlementVoluntary, "no_representative", pointer, detail))
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

/// Confirms the settlement: its terms become remedies, its allegations are settled.
pub(crate) fn settle(p: &mut Proceeding<'_, '_>) {
    let terms = p.case.mediation.as_ref().and_then(|it| it.settlement.as_ref()).map(|it| it.terms.clone());
    let remedies = terms
        .unwrap_or_default()
        .into_iter()
        .map(|term| Remedy {
            id: RemedyId(p.cx.draw.uuid()),
            kind: RemedyKind::SettlementTerm,
            what: term.terms,
            owner: term.owner,
            due_on: term.due_on,
            done_on: None,
            scheduled_for: None,
        })
        .collect();
    p.happened(Event::Settled { remedies });
    p.supersede(crate::decision::follows_the_outcome);
}

/// The last day of the cooling-off period: counted from the last signature.
pub(crate) fn cooling_off(case: &Case, rules: &crate::rules::Rules) -> Option<Date> {
    let settlement = case.mediation.as_ref()?.settlement.as_ref()?;
    (settlement.signed.len() >= 2)
        .then(|| settlement.signed.values().max().copied())?
        .map(|last| rules.cooling_off_until(last))
}

/// Guard G10: both signed, the cooling-off period is over, outside rights are given up only after legal advice.
pub(crate) fn voluntary(case: &Case, today: Date, rules: &crate::rules::Rules) -> Vec<Unmet> {
    let unmet =
        |code, detail: String| Unmet::new(Guard::SettlementVoluntary, code, "/mediation/settlement", detail);
    let Some(settlement) = case.mediation.as_ref().and_then(|it| it.settlement.as_ref()) else {
        return vec![unmet("no_terms", "no terms are on the table".to_owned())];
    };
    let mut missing = Vec::new();
    match cooling_off(case, rules) {
        None => missing.push(unmet("not_signed", "both parties sign".to_owned())),
        Some(until) if until > today => {
            missing.push(unmet("cooling_off", format!("the parties may think again until {until}")));
        }
        Some(_) => {}
    }
    if settlement.waives_outside_rights && !settlement.legal_advice {
        missing
            .push(unmet("no_legal_advice", "outside rights are given up only after legal advice".to_owned()));
    }
    missing.extend(without_counsel(case, settlement));
    missing
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
