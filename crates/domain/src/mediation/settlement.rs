//! The settlement: terms that both sign, time to think, and a decision maker who confirms it (guard G10).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, has_counsel, is_harassment, side};
use crate::{
    AllegationId, Capacity, Case, ContentId, Line, PartyId, RemedyId, Text,
    allegation::Allegation,
    case::{Party, PartyRole},
    delivery::Delivered,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    remedy::{Remedy, RemedyKind},
};

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
fn cooling_off(case: &Case, rules: &crate::rules::Rules) -> Option<Date> {
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
