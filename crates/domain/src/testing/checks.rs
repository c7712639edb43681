//! What must hold after each change, whoever makes it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{acts::MARK, town};
use crate::{
    Action, Actor, Capacity, Case, Change, ContentId, Event, Finding, Holder, Stage,
    case::PartyRole,
    consultation::{About, Consultation},
    measure::Sanction,
    rules::Rules,
};

/// Stored state is the fold of its events (V3), and both survive being written and read back.
pub(super) fn check_state(events: &[Event], change: &Change) {
    let Change { after, events: new, .. } = change;
    assert_eq!(Case::fold(events).as_ref(), Some(after), "the state is not the fold of its events");
    let (stored, history) = (serde_json::to_string(after).unwrap(), serde_json::to_string(new).unwrap());
    assert_eq!(&serde_json::from_str::<Case>(&stored).unwrap(), after);
    assert_eq!(&serde_json::from_str::<Vec<Event>>(&history).unwrap(), new);
}

/// Nobody is decided on without having been heard on each item and asked about the decision (V1).
pub(super) fn check_fairness(case: &Case, change: &Change, today: Date) {
    if !matches!(change.act.action, Action::Decide | Action::ChangeDecision) || case.stage() != Stage::Decided
    {
        return;
    }
    for item in &case.hearing_items {
        assert!(item.disclosed_on.is_some(), "decided on a fact that nobody was told of");
        assert!(item.is_heard(today), "decided before a party was heard");
    }
    if let Some(measure) = &case.measure {
        let imposed = case.outcome().and_then(|it| it.draft.imposes).unwrap().sanction;
        for (before, it) in measure.intentions.iter().zip(measure.intentions.iter().skip(1)) {
            let harder = !it.sanction.is_within(before.sanction);
            let put = case.hearing_items.iter().any(|item| item.disclosed_on >= Some(it.since));
            assert!(!harder || put || imposed == Sanction::NoMeasure, "never heard on the harder measure");
        }
        assert!(imposed == Sanction::NoMeasure || !case.hearing_items.is_empty(), "imposed on nobody heard");
        assert!(
            imposed.is_within(measure.intended().unwrap()),
            "harder than what the person was heard about"
        );
        assert!(case.respondent_informed() || imposed == Sanction::NoMeasure);
    }
    let unit = case.party(PartyRole::EmployerUnit).map(|it| it.id);
    for it in case.allegations.iter().filter(|it| it.finding.is_some_and(Finding::is_against_the_unit)) {
        assert!(case.respondent_informed(), "found against a unit that knows of nothing");
        let mut items = case.hearing_items.iter().skip(it.heard_from);
        assert!(items.any(|it| Some(it.party) == unit), "found against a unit never heard on it");
    }
    let of_decision = |it: &&Consultation| it.about == About::Decision;
    let asked = case.consultations.iter().rfind(of_decision);
    let rests = asked.is_some_and(|it| it.used_on == Some(today) && it.lacks(today).is_none());
    assert!(rests || case.party(PartyRole::Complainant).is_none(), "decided without asking");
    assert!(case.access_requests.iter().all(|it| it.answer.is_some()), "decided while a party waits");
}

/// Nothing is destroyed or preserved that must be kept, nor without a rule and two people (V2).
pub(super) fn check_disposal(before: &Case, change: &Change, today: Date) {
    if !matches!(change.after.stage(), Stage::Destroyed | Stage::Preserved)
        || before.stage() != Stage::Archived
    {
        return;
    }
    assert!(before.legal_holds.iter().all(|it| it.released_on.is_some()), "disposed of under a hold");
    assert!(before.external_proceedings.iter().all(|it| it.ended_on.is_some()), "disposed of before a court");
    let rules = Rules::denmark();
    let from = before.facts.claim_from().unwrap_or(before.filing.occurred_to);
    assert!(rules.limitation(before.phase(), from) < today, "disposed of while a claim could be made");
    if change.after.stage() == Stage::Destroyed {
        assert!(before.retain_until.unwrap() < today, "destroyed before its time");
    }
    let disposal = change.after.disposal.as_ref().expect("disposed of without a rule");
    assert_eq!(before.disposal.as_ref().map(|it| &it.archive_rule), Some(&disposal.archive_rule));
    let second = disposal.confirmed_by.expect("disposed of by one person");
    assert_ne!(second, disposal.proposed_by, "disposed of by one person");
    assert_eq!(change.act.actor, Some(second));
}

/// No text in state, events, lists or notices (V10), and no reference without its text.
pub(super) fn check_texts(change: &Change, words: &BTreeMap<ContentId, String>) {
    for it in &change.words {
        let planted = it.text.contains(MARK) || it.kind == "username";
        assert!(planted, "a text that no test planted: {} `{}`", it.kind, it.text);
    }
    let stored = serde_json::to_string(&(&change.after, &change.events)).unwrap();
    let rest = (&change.listed, &change.docket, &change.walls, &change.notices, &change.act);
    let elsewhere = format!("{stored}{rest:?}");
    assert!(!elsewhere.contains(MARK), "{} leaked a text: {elsewhere}", change.act.action);
    for (at, _) in elsewhere.match_indices("\"text_") {
        let id: ContentId = elsewhere[at + 1..at + 1 + "text_".len() + 26].parse().unwrap();
        if change.after.stage() == Stage::Destroyed && id.0.is_nil() {
            continue;
        }
        assert!(words.contains_key(&id), "{} refers to {id}, which nobody kept", change.act.action);
    }
}

/// The state changes only along the table of transitions.
pub(super) fn check_step(before: Stage, change: &Change) {
    let (action, after) = (change.act.action, change.after.stage());
    let kind = change.after.kind();
    assert!(action.rule_in(kind).from.contains(&before), "{action} happened in {before}");
    let step = action.steps(kind).any(|step| step == (before, after));
    assert!(before == after || step, "{action} led from {before} to {after}");
}

/// Lists and access agree: who has a row stands in that capacity to the case, who is walled off works on nothing.
pub(super) fn check_docket(change: &Change) {
    let case = &change.after;
    for row in &change.docket {
        let Holder::User(user) = row.holder else { continue };
        let capacities = case.capacities(&Actor::Person(town::directory().members[&user].clone()));
        assert!(capacities.contains(&row.capacity), "{user} has a row as {} but is not", row.capacity);
    }
    for member in town::directory().members.values() {
        let capacities = case.capacities(&Actor::Person(member.clone()));
        let walled = change.walls.contains(&member.id);
        let steers = [Capacity::Coordinator, Capacity::Registrar];
        let staff = capacities.iter().any(|it| it.is_staff() || steers.contains(it));
        assert!(!(walled && staff), "{} is walled off but works on the case", member.username);
        assert_eq!(walled, case.stage() != Stage::Draft && case.walled(member.id));
    }
}
