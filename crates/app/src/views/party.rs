//! What each side sees of a case: the complainant all that concerns them, the respondent what is put to the unit.

use domain::{
    Case, Finding, HearingItemId, IdentityLevel, PartyId, Person, Stage, UserId,
    allegation::Allegation,
    case::{Party, PartyRole},
    delivery::Delivered,
    hearing::HearingItem,
    impartiality::Concerned,
};

use super::{CaseView, decision, decision::Reader, measure::MeasureView, regions, review::ReviewView};

impl CaseView {
    pub(super) fn complainant(case: &Case, user: Option<UserId>, number: Self) -> Self {
        let me = case.party(PartyRole::Complainant).map(|party| party.id);
        let mine = |party: PartyId| Some(party) == me;
        let not_witnesses = case.parties.iter().filter(|it| it.role != PartyRole::Witness);
        Self {
            state: Some(case.state.clone()),
            jurisdiction: Some(case.jurisdiction),
            priority: Some(case.priority),
            identity: Some(case.identity),
            received_on: case.received_on,
            filing: Some(case.filing.clone()),
            facts: Some(case.facts.clone()),
            parties: Some(not_witnesses.map(|it| as_written(it, user)).collect()),
            concerned: Some(concerned_as_written(case, user)),
            acknowledged: case.acknowledged.clone(),
            referral: case.referral.clone(),
            consultations: Some(case.consultations.iter().filter(|it| mine(it.party)).cloned().collect()),
            suspensions: Some(regions::suspensions(&case.suspensions, true)),
            checks: Some(case.checks.clone()),
            withdrawal: case.withdrawal.clone(),
            closing_message: case.closing_message,
            ..Self::either(case, me, number, true)
        }
    }

    /// The person whom a measure is against, and who speaks for them: what is held against them, what they said to it,
    /// and what came of it.
    pub(super) fn person(case: &Case, user: Option<UserId>, number: Self) -> Self {
        let me = case.party(PartyRole::Respondent).map(|party| party.id);
        let own = |it: &&Party| matches!(it.role, PartyRole::Respondent | PartyRole::Representative);
        Self {
            measure: MeasureView::of_person(case),
            suspensions: Some(regions::suspensions(&case.suspensions, false)),
            parties: Some(case.parties.iter().filter(own).map(|it| as_written(it, user)).collect()),
            closing_message: case.closing_message,
            ..Self::either(case, me, number, false)
        }
    }

    /// What the complainant does, withdrawal apart, is told by what is put to the unit.
    pub(super) fn respondent(case: &Case, user: Option<UserId>, number: Self) -> Self {
        let unit = case.party(PartyRole::EmployerUnit).map(|party| party.id);
        Self {
            parties: Some(case.parties.iter().filter_map(|it| seen_by_respondent(case, it, user)).collect()),
            documents_demanded: Some(case.documents_demanded.clone()),
            suspensions: Some(regions::suspensions(&case.suspensions, false)),
            ..Self::either(case, unit, number, false)
        }
    }

    /// What each side is shown, each what is its own; whether it is the one that complains.
    fn either(case: &Case, party: Option<PartyId>, number: Self, complains: bool) -> Self {
        let mine = |it: PartyId| Some(it) == party;
        let told = outcome_reached(case, party);
        let outcome = case.decision.as_ref().filter(|_| told);
        let items = own_items(case, &mine);
        let reader = if complains { Reader::Complainant(&items) } else { Reader::Respondent(&items) };
        Self {
            kind: Some(case.kind()),
            unit: Some(case.unit),
            stage: Some(case.stage()),
            phase: Some(case.phase()),
            admitted_on: case.admitted_on,
            closed_on: case.closed_on,
            retain_until: case.retain_until,
            allegations: Some(case.allegations.iter().map(|it| known(it, told)).collect()),
            deliveries: Some(case.deliveries.iter().filter(|it| mine(it.party)).cloned().collect()),
            information_requests: Some(
                case.information_requests.iter().filter(|it| mine(it.party)).cloned().collect(),
            ),
            hearing_items: Some(disclosed(case, &mine)),
            access_requests: Some(case.access_requests.iter().filter(|it| mine(it.party)).cloned().collect()),
            interim_measures: Some(case.interim_measures.clone()),
            external_proceedings: Some(regions::proceedings(
                case.external_proceedings.iter().filter(|it| it.reported_by.is_some_and(mine)),
                true,
            )),
            mediation: case.mediation.clone(),
            decision: outcome.map(|it| decision::shown(case, it, reader)),
            reviews: Some(case.reviews.iter().map(|it| ReviewView::of_party(case, it, party)).collect()),
            remedies: told.then(|| case.remedies.clone()),
            ..number
        }
    }
}

/// A party as another one sees it.
pub(super) fn as_written(party: &Party, reader: Option<UserId>) -> Party {
    Party { person: party.person.as_written(reader), ..party.clone() }
}

/// Whom the filing names, as who filed sees it.
pub(super) fn concerned_as_written(case: &Case, reader: Option<UserId>) -> Vec<Concerned> {
    let written = |it: &Concerned| Concerned { person: it.person.as_written(reader), ..it.clone() };
    case.concerned.iter().filter(|it| !it.named_elsewhere).map(written).collect()
}

/// A finding is known to a party once the outcome reached it; what it settled itself it knows.
fn known(it: &Allegation, told: bool) -> Allegation {
    Allegation { finding: it.finding.filter(|finding| told || *finding == Finding::Settled), ..it.clone() }
}

fn outcome_reached(case: &Case, party: Option<PartyId>) -> bool {
    party.is_some_and(|party| {
        [Delivered::Decision, Delivered::Rejection, Delivered::ReviewOutcome]
            .iter()
            .any(|act| case.available_on(party, *act, None).is_some())
    }) || case.stage() == Stage::Settled
}

fn disclosed(case: &Case, mine: &impl Fn(PartyId) -> bool) -> Vec<HearingItem> {
    let shown = case.hearing_items.iter().filter(|it| mine(it.party) && it.disclosed_on.is_some());
    shown.cloned().collect()
}

fn own_items(case: &Case, mine: &impl Fn(PartyId) -> bool) -> Vec<HearingItemId> {
    case.hearing_items.iter().filter(|it| mine(it.party)).map(|it| it.id).collect()
}

/// The complainant's name is for the respondent only when the person said so; witnesses stay unknown.
fn seen_by_respondent(case: &Case, party: &Party, user: Option<UserId>) -> Option<Party> {
    match party.role {
        PartyRole::EmployerUnit => Some(as_written(party, user)),
        PartyRole::Complainant | PartyRole::Representative if case.identity == IdentityLevel::Named => {
            Some(as_written(party, user))
        }
        PartyRole::Complainant | PartyRole::Representative => {
            Some(Party { person: Person::default(), ..party.clone() })
        }
        PartyRole::Witness | PartyRole::Bystander | PartyRole::Respondent => None,
    }
}
