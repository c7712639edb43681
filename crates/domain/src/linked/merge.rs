//! Consolidation: two cases of one person about one unit become one procedure. The other case ends and stays as it is;
//! what is under way in it goes on here, with its dates.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, LinkedAs, LinkedCase};
use crate::{
    Action, Capacity, Case, CaseId, ContentId, Party, PartyId, Text, UserId,
    allegation::Allegation,
    case::PartyRole,
    consultation::Track,
    delivery::Delivered,
    file_access::AccessRequest,
    guard::{self, Intent, Sight},
    hearing::HearingItem,
    impartiality::{Concerned, ConflictCheck},
    information::InformationRequest,
    interim::InterimMeasure,
    investigation::Record,
    phase::Document,
    proceeding::Proceeding,
    refusal::{Invalid, Refusal},
    state::{Stage, State},
};

/// A case that becomes a part of this one.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consolidate {
    /// The case, about the same unit, of the same complainant, not yet assessed. Whoever joins them works on both.
    pub case: CaseId,
    /// Why.
    pub reason: Text,
}

/// What came from the other case, under the ids it had there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    from: CaseId,
    reason: ContentId,
    stage: Stage,
    received_on: Option<Date>,
    admitted_on: Option<Date>,
    occurred: (Date, Date),
    parties: Vec<Party>,
    concerned: Vec<Concerned>,
    conflict_checks: Vec<ConflictCheck>,
    allegations: Vec<Allegation>,
    hearing_items: Vec<HearingItem>,
    records: Vec<Record>,
    information_requests: Vec<InformationRequest>,
    access_requests: Vec<AccessRequest>,
    interim_measures: Vec<InterimMeasure>,
    documents_demanded: Vec<Document>,
    acted: BTreeSet<(UserId, Capacity)>,
}

/// Makes another case a part of this one.
pub(crate) fn consolidate(p: &mut Proceeding<'_, '_>, with: Consolidate) -> Result<(), Refusal> {
    let beside = p.worked_on_beside(with.case, Action::Consolidate)?;
    fits(p, &beside.case)?;
    let (on, here, there) = (p.today(), p.case.id, with.case);
    p.spend_track(Track::Consolidation);
    let reason = p.keep("consolidation", with.reason);
    let joined = Box::new(what_comes(&p.case, &beside.case, reason));

    let mut other = p.beside(beside.case, p.capacity);
    other.on(here);
    other.spend_track(Track::Consolidation);
    let link = LinkedCase { case: here, linked_as: LinkedAs::ConsolidatedInto, on };
    other.happened(Event::CaseLinked { link });
    let retain_until = other.case.facts.retain_until(other.cx.rules, on);
    other.happened(Event::ConsolidatedInto { retain_until });
    let change = other.change(beside.version, Action::Consolidate);
    p.also.push(change);

    p.on(there);
    p.carried_from = Some(there);
    p.happened(Event::CaseLinked { link: LinkedCase { case: there, linked_as: LinkedAs::Consolidated, on } });
    p.happened(Event::CaseJoined { joined });
    p.tell_parties(Delivered::ConsolidationNotice);
    Ok(())
}

/// Whether the other case can be made one with this one.
fn fits(p: &Proceeding<'_, '_>, other: &Case) -> Result<(), Refusal> {
    let possible_in = Action::Consolidate.rule().from;
    let person = |case: &Case| case.party(PartyRole::Complainant).map(|it| it.person);
    let same_complainant = match (person(other), person(&p.case)) {
        (Some(one), Some(other)) => one.is(other),
        (one, other) => one == other,
    };
    let informed = |case: &Case| case.respondent_informed();
    let (code, detail) = if !possible_in.contains(&other.stage()) {
        ("other_stage", "the other case is not between admission and the end of the hearing")
    } else if other.unit != p.case.unit || other.jurisdiction != p.case.jurisdiction {
        ("other_unit", "the other case is about another unit")
    } else if !same_complainant {
        ("other_complainant", "the other case is somebody else's")
    } else if informed(other) != informed(&p.case) {
        ("notice_delayed", "the unit was told of one case only")
    } else {
        let (actor, capacity, today) = (p.actor, p.capacity, p.today());
        let sight = Sight { actor, capacity, today, rules: p.cx.rules, directory: p.cx.directory };
        let unmet = guard::unmet(other, Intent::of(Action::Consolidate), &sight);
        let wrong = unmet.into_iter().map(|it| {
            let detail = format!("in the other case: {}", it.detail);
            Invalid { pointer: "/case".to_owned(), code: it.code, detail }
        });
        let wrong: Vec<_> = wrong.collect();
        return if wrong.is_empty() { Ok(()) } else { Err(Refusal::Content(wrong)) };
    };
    Err(Refusal::invalid("/case", code, detail))
}

fn what_comes(here: &Case, other: &Case, reason: ContentId) -> Joined {
    let same = |it: &Party| {
        let unit = it.role == PartyRole::EmployerUnit;
        here.parties.iter().find(|own| own.role == it.role && (unit || own.person.is(it.person)))
    };
    let whose = |id: PartyId| other.party_by_id(id).and_then(same).map_or(id, |own| own.id);
    let walls = other.conflict_checks.iter().filter(|it| it.is_wall());
    let from = here.hearing_items.len();
    let allegation = |it: &Allegation| Allegation { heard_from: from + it.heard_from, ..it.clone() };
    let item = |it: &HearingItem| HearingItem { party: whose(it.party), ..it.clone() };
    let question = |it: &InformationRequest| InformationRequest { party: whose(it.party), ..it.clone() };
    let access = |it: &AccessRequest| AccessRequest { party: whose(it.party), ..it.clone() };
    let known = |it: &&Record| !here.records.iter().any(|own| own.id == it.id);
    Joined {
        from: other.id,
        reason,
        stage: other.stage(),
        received_on: other.received_on,
        admitted_on: other.admitted_on,
        occurred: (other.filing.occurred_from, other.filing.occurred_to),
        parties: other.parties.iter().filter(|it| same(it).is_none()).cloned().collect(),
        concerned: missing(&here.concerned, &other.concerned, |it| it.id),
        conflict_checks: missing(&here.conflict_checks, &walls.cloned().collect::<Vec<_>>(), |it| it.id),
        allegations: other.allegations.iter().map(allegation).collect(),
        hearing_items: other.hearing_items.iter().map(item).collect(),
        records: other.records.iter().filter(known).cloned().collect(),
        information_requests: missing(&here.information_requests, &other.information_requests, |it| it.id)
            .iter()
            .map(question)
            .collect(),
        access_requests: missing(&here.access_requests, &other.access_requests, |it| it.id)
            .iter()
            .map(access)
            .collect(),
        interim_measures: missing(&here.interim_measures, &other.interim_measures, |it| it.id),
        documents_demanded: missing(&here.documents_demanded, &other.documents_demanded, |it| *it),
        acted: other.acted.clone(),
    }
}

/// What the other list has and this one has not: what was split off and comes back is there already.
fn missing<T: Clone, K: PartialEq>(here: &[T], other: &[T], key: impl Fn(&T) -> K) -> Vec<T> {
    other.iter().filter(|it| !here.iter().any(|own| key(own) == key(it))).cloned().collect()
}

/// The case with what came from the other one. A hearing that both are in goes on; one alone goes back to the
/// investigation.
pub(super) fn join(case: &mut Case, joined: &Joined, on: Date) {
    let first = |one: Option<Date>, other: Option<Date>| [one, other].into_iter().flatten().min();
    case.received_on = first(case.received_on, joined.received_on);
    case.admitted_on = first(case.admitted_on, joined.admitted_on);
    case.filing.occurred_from = case.filing.occurred_from.min(joined.occurred.0);
    case.filing.occurred_to = case.filing.occurred_to.max(joined.occurred.1);
    case.parties.extend(joined.parties.iter().cloned());
    case.concerned.extend(joined.concerned.iter().cloned());
    case.conflict_checks.extend(joined.conflict_checks.iter().cloned());
    for allegation in &joined.allegations {
        case.allege(allegation);
    }
    case.hearing_items.extend(joined.hearing_items.iter().cloned());
    case.records.extend(joined.records.iter().cloned());
    case.information_requests.extend(joined.information_requests.iter().cloned());
    case.access_requests.extend(joined.access_requests.iter().cloned());
    case.interim_measures.extend(joined.interim_measures.iter().cloned());
    case.documents_demanded.extend(joined.documents_demanded.iter().copied());
    case.acted.extend(joined.acted.iter().copied());
    if case.stage() != joined.stage {
        case.leave_hearing(on);
        case.state = State::Investigation;
    }
}
