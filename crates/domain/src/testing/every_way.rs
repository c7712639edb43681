//! Every way a case can go from its filing to its end, with two parties and two allegations: each step of the table is
//! taken, and wherever a case stands, there is a way to its end.
//!
//! The finer orders of hearing and decision are gone through in [`super::explored`], those of the archive in
//! [`super::disposed`]; here a consultation is one move, as is a round of settlement.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::Date;
use strum::IntoEnumIterator;

use super::{
    acts::*,
    checks::{check_disposal, check_fairness, check_step},
    play::Play,
    stages,
};
use crate::{
    Act, Action, Command, ConsultationId, Finding, Form, Ground, Stage,
    consultation::{Stance, about},
    investigation::FinishInvestigation,
    measure::CaseKind,
    mediation::Settle,
    rules::Rules,
    state::State,
};

/// Who moves a case on, and how; after the consultation that the move must rest on, if it needs one.
const MOVES: &[(&str, Action)] = &[
    ("complainant", Action::Discard),
    ("complainant", Action::Submit),
    ("intake", Action::Acknowledge),
    ("caseworker", Action::StartScreening),
    ("caseworker", Action::Refer),
    ("caseworker", Action::ConfirmReceipt),
    ("caseworker", Action::DraftRejection),
    ("decision-maker", Action::Reject),
    ("caseworker", Action::Admit),
    ("complainant", Action::AgreeMediation),
    ("respondent", Action::AgreeMediation),
    ("caseworker", Action::OfferMediation),
    ("caseworker", Action::ProposeSettlement),
    ("complainant", Action::SignSettlement),
    ("respondent", Action::SignSettlement),
    ("decision-maker", Action::Settle),
    ("respondent", Action::EndMediation),
    ("coordinator", Action::OpenInvestigation),
    ("investigator", Action::SetFacts),
    ("complainant", Action::Amend),
    ("investigator", Action::Disclose),
    ("respondent", Action::Reply),
    ("respondent", Action::AskAccess),
    ("caseworker", Action::AnswerAccess),
    ("caseworker", Action::CloseHearing),
    ("caseworker", Action::Assess),
    ("decision-maker", Action::DraftDecision),
    ("decision-maker2", Action::ReturnDecision),
    ("decision-maker2", Action::Decide),
    ("complainant", Action::AskReview),
    ("respondent", Action::AskReview),
    ("reviewer", Action::Uphold),
    ("reviewer", Action::ChangeDecision),
    ("decision-maker", Action::ChangeDecision),
    ("reviewer", Action::SendBack),
    ("caseworker", Action::StartRemedies),
    ("caseworker", Action::NoRemedies),
    ("caseworker", Action::CompleteRemedies),
    ("complainant", Action::AnswerCheck),
    ("caseworker", Action::Close),
    ("reviewer", Action::Reopen),
    ("complainant", Action::Withdraw),
    ("complainant", Action::ConfirmWithdrawal),
    ("complainant", Action::RevokeWithdrawal),
    ("archivist", Action::Archive),
    ("archivist", Action::Destroy),
    ("archivist2", Action::Destroy),
    ("archivist", Action::Preserve),
    ("archivist2", Action::Preserve),
];

/// What was found on the way.
#[derive(Default)]
struct Atlas {
    /// Where a case stands, by what matters of it.
    stages: BTreeMap<String, Stage>,
    /// From what to what one comes.
    ways: BTreeSet<(String, String)>,
    /// The steps of the table that were taken.
    steps: BTreeSet<(Action, Stage, Stage)>,
}

/// A case after a move, with the steps that were taken in it.
type Next = (Play, Vec<(Action, Stage, Stage)>);

/// What matters of a case for what can happen next.
fn essence(play: &Play) -> String {
    let (case, today) = (&play.case, play.today());
    let open = case.checks.iter().filter(|it| it.answer.is_none());
    let checks = (open.clone().count(), open.filter(|it| it.due_on <= today).count());
    let remedies = case.remedies.iter().filter(|it| it.done_on.is_none()).count();
    let proposed = case.disposal.as_ref().map(|it| (it.disposition, it.proposed_by));
    let kept = case.closed_on.and(case.retain_until).map(|_| stages::end_of_retention(play) >= today);
    let turns =
        (case.admitted_on.is_some(), case.decision.is_some(), case.reviews.len(), case.withdrawal.is_some());
    let end = format!("{} {checks:?} {remedies} {proposed:?} {kept:?} {turns:?}", place(&case.state));
    if matches!(play.stage(), Stage::FollowUp) || play.stage() >= Stage::Closed {
        return end;
    }
    let items: Vec<_> =
        case.hearing_items.iter().map(|it| (it.disclosed_on.is_some(), it.is_heard(today))).collect();
    let mediation = case.mediation.as_ref().map(|it| {
        let terms = it.settlement.as_ref().map_or(0, |it| it.terms.len());
        let signed = it.settlement.iter().flat_map(|it| it.signed.values());
        let cooled = signed.clone().all(|day| Rules::denmark().cooling_off_until(*day) <= today);
        (it.agreed.len(), it.began_on.is_some(), it.ended_on.is_some(), terms, signed.count(), cooled)
    });
    let allegations: Vec<_> = case.allegations.iter().map(|it| (it.finding, it.heard_from)).collect();
    let proposal = case.reviews.last().map(|it| it.proposal.is_some());
    let waits = case.access_requests.iter().any(|it| it.answer.is_none());
    let draft = (case.worksheets.len(), case.draft.as_ref().map(|it| it.answers.len()));
    let facts = (case.respondent_informed(), case.facts.missing(true, &[]).is_empty());
    format!("{end} {items:?} {mediation:?} {allegations:?} {proposal:?} {waits} {draft:?} {facts:?}")
}

/// The state without its dates.
fn place(state: &State) -> String {
    let name = state.stage();
    match state {
        State::UnderReview { from, .. } | State::Withdrawn { from, .. } => {
            format!("{name} from {}", place(from))
        }
        _ => name.to_string(),
    }
}

/// At most one thing that leads off the straight way: any two together would be too many cases to go through here.
fn within_bounds(play: &Play) -> bool {
    let case = &play.case;
    let again = case.started_again_on.is_some() && case.reviews.is_empty();
    let detours = [
        usize::from(case.mediation.is_some() || case.withdrawal.is_some()),
        case.access_requests.len(),
        case.allegations.len().saturating_sub(2),
        case.reviews.len() + usize::from(again),
    ];
    detours.iter().sum::<usize>() <= 1
}

/// One act, checked as after each change.
fn act(next: &mut Next, who: &str, command: Command) -> Option<Act> {
    let (play, steps) = next;
    let (action, before) = (command.action(), play.stage());
    let change = play.attempt(who, command).ok()?.ok()?;
    check_fairness(&change.after, &change, play.today());
    check_disposal(&play.case, &change, play.today());
    check_step(before, &change);
    if before != change.after.stage() {
        steps.push((action, before, change.after.stage()));
    }
    play.case = change.after;
    Some(change.act)
}

/// One act, after asking about it where it is a decision of that kind.
fn consulted(play: &Play, who: &str, command: Command) -> Option<Next> {
    let mut next = (play.clone(), Vec::new());
    if let Some(about) = about(command.action()) {
        let decides = matches!(command.action(), Action::Decide | Action::ChangeDecision);
        let asker = if decides { "decision-maker" } else { "caseworker" };
        if let Some(asked) = act(&mut next, asker, ask_for(about, command.action())) {
            let id: ConsultationId = asked.object?.parse().ok()?;
            act(&mut next, "complainant", answer(id, Stance::Agree))?;
            act(&mut next, asker, weigh(id))?;
        }
    }
    act(&mut next, who, command)?;
    Some(next)
}

/// Time goes on to a day, and the System does what is due by then.
fn later(play: &Play, day: Date) -> Next {
    let mut next = (play.clone(), Vec::new());
    next.0.skip_to(day);
    while let Some(due) =
        next.0.case.next_act(Rules::denmark(), day).filter(|it| it.from.is_none_or(|from| from <= day))
    {
        act(&mut next, "system", due.command).expect("the System does what is due");
    }
    next
}

fn nexts(play: &Play) -> Vec<Next> {
    let samples = MOVES.iter().filter_map(|(who, action)| Some((*who, play.sample(who, *action)?)));
    let mut after: Vec<_> = samples.filter_map(|(who, command)| consulted(play, who, command)).collect();
    if play.stage() == Stage::InformalResolution {
        let terms = vec![play.term(play.allegations()[1])];
        let part = Command::Settle(Settle { terms: Some(terms), ..Settle::default() });
        after.extend(consulted(play, "complainant", part));
    }
    if play.stage() == Stage::Assessment {
        let nothing = Command::DraftDecision(play.decision(Finding::NotSubstantiated));
        after.extend(consulted(play, "decision-maker", nothing));
    }
    // The first report may put facts to the parties; later ones add none, unless somebody was heard on nothing.
    let (items, heard_from) =
        (play.case.hearing_items.len(), play.case.allegations.iter().map(|it| it.heard_from).max());
    if play.stage() == Stage::Investigation {
        let none = FinishInvestigation { report: text("report"), adverse_facts: Vec::new() };
        after.extend(consulted(play, "investigator", Command::FinishInvestigation(none)));
        let some = play.sample("investigator", Action::FinishInvestigation).filter(|_| items == 0);
        after.extend(some.and_then(|it| consulted(play, "investigator", it)));
    }
    if play.stage() == Stage::Hearing && Some(items) <= heard_from {
        let fact = play.sample("investigator", Action::AddAdverseFact);
        after.extend(fact.and_then(|it| consulted(play, "investigator", it)));
    }
    let today = play.today();
    let end = match &play.case.state {
        State::Inadmissible { review_until: end } | State::Withdrawn { revocable_until: end, .. } => {
            Some(*end)
        }
        State::FollowUp => play.case.checks.iter().map(|it| it.due_on).max(),
        State::Closed { .. } | State::Archived { .. } => Some(stages::end_of_retention(play)),
        _ => Some(today.saturating_add(jiff::Span::new().days(21))),
    };
    let after_it = end.map(|it| it.max(today).tomorrow().unwrap());
    after.extend(after_it.map(|day| later(play, day)));
    after
}

impl Atlas {
    /// Goes every way from a case.
    fn explore(&mut self, start: Play) {
        self.stages.insert(essence(&start), start.stage());
        let mut waiting = VecDeque::from([start]);
        while let Some(play) = waiting.pop_front() {
            let here = essence(&play);
            for (next, steps) in nexts(&play).into_iter().filter(|it| within_bounds(&it.0)) {
                self.steps.extend(steps);
                let there = essence(&next);
                if !self.stages.contains_key(&there) {
                    self.stages.insert(there.clone(), next.stage());
                    waiting.push_back(next);
                }
                self.ways.insert((here.clone(), there));
            }
        }
    }

    /// Where no way leads to one of these states.
    fn without_a_way_to(&self, ends: &[Stage]) -> Vec<&String> {
        let mut before: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
        for (from, to) in &self.ways {
            before.entry(to).or_default().push(from);
        }
        let mut waiting: Vec<_> =
            self.stages.iter().filter(|it| ends.contains(it.1)).map(|(essence, _)| essence).collect();
        let mut led: BTreeSet<_> = waiting.iter().copied().collect();
        while let Some(there) = waiting.pop() {
            for from in before.get(there).into_iter().flatten() {
                if led.insert(from) {
                    waiting.push(from);
                }
            }
        }
        self.stages.keys().filter(|it| !led.contains(it)).collect()
    }
}

#[test]
fn every_case_comes_to_an_end_and_every_step_is_taken() {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.allegations.push(allegation(Ground::Age, Form::Direct));
    let mut start = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut start);
    start.events.clear();
    let mut atlas = Atlas::default();
    atlas.explore(start);
    let steps = |it: Action| it.steps(CaseKind::Complaint).map(move |(from, to)| (it, from, to));
    let table: BTreeSet<_> = Action::iter().flat_map(steps).collect();
    let (cases, ways, taken) = (atlas.stages.len(), atlas.ways.len(), atlas.steps.len());
    println!("{cases} cases, {ways} ways between them, {taken} of {} steps of the table", table.len());
    assert!(cases > 2000 && ways > 6000, "{cases} cases, {ways} ways");

    // What is left is done to a draft or needs another case; [`super::transitions`] tells the stories.
    let elsewhere = |action| {
        matches!(action, Action::OpenDraft | Action::Discard | Action::Submit | Action::Consolidate)
            || matches!(action, Action::OpenOwnInitiative | Action::LinkReport)
    };
    let missing: Vec<_> = table.difference(&atlas.steps).filter(|it| !elsewhere(it.0)).collect();
    assert!(missing.is_empty(), "never taken: {missing:?}");

    let unending = atlas.without_a_way_to(&[Stage::Destroyed, Stage::Preserved]);
    assert!(unending.is_empty(), "{} cases come to no end, such as {:?}", unending.len(), unending[0]);
    let before_closing = |it: &&String| atlas.stages[*it] < Stage::Closed;
    let unclosed: Vec<_> =
        atlas.without_a_way_to(&[Stage::Closed]).into_iter().filter(before_closing).collect();
    assert!(unclosed.is_empty(), "{} cases are never closed, such as {:?}", unclosed.len(), unclosed[0]);
}
