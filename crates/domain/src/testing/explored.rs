//! Every order of acts from the hearing to the decision and its review, within small bounds: none leads to a
//! decision on somebody who was not heard on each fact or not asked (V1).

use std::collections::{BTreeSet, VecDeque};

use super::{acts::text, checks::check_fairness, play::Play, stages::at};
use crate::{
    Action, Case, Command, Stage, consultation::About, intake::Admit, investigation::FinishInvestigation,
};

/// At most so many questions about the decision.
const QUESTIONS: usize = 2;

/// Who does what on the way.
const MOVES: [(&str, Action); 24] = [
    ("investigator", Action::Disclose),
    ("investigator", Action::AddAdverseFact),
    ("investigator", Action::FinishInvestigation),
    ("complainant", Action::Reply),
    ("respondent", Action::Reply),
    ("respondent", Action::Waive),
    ("respondent", Action::AskAccess),
    ("caseworker", Action::AnswerAccess),
    ("caseworker", Action::CloseHearing),
    ("caseworker", Action::Assess),
    ("decision-maker", Action::DraftDecision),
    ("decision-maker", Action::ReviseDecision),
    ("decision-maker2", Action::ReturnDecision),
    ("decision-maker", Action::AskConsultation),
    ("complainant", Action::AnswerConsultation),
    ("decision-maker", Action::WeighConsultation),
    ("decision-maker2", Action::Decide),
    ("respondent", Action::AskReview),
    ("reviewer", Action::ChangeDecision),
    ("decision-maker", Action::ChangeDecision),
    ("reviewer", Action::SendBack),
    ("complainant", Action::Amend),
    ("complainant", Action::Withdraw),
    ("complainant", Action::ConfirmWithdrawal),
];

/// What matters of a case for what can happen next.
fn essence(play: &Play) -> String {
    let Case {
        state,
        hearing_items,
        consultations,
        access_requests,
        worksheets,
        draft,
        reviews,
        allegations,
        ..
    } = &play.case;
    let today = play.today();
    let items: Vec<_> = hearing_items
        .iter()
        .map(|it| {
            (
                it.party == hearing_items[0].party,
                it.disclosed_on.is_some(),
                it.is_heard(today),
                it.reply.is_some(),
            )
        })
        .collect();
    let asked: Vec<_> = consultations
        .iter()
        .filter(|it| it.about == About::Decision)
        .map(|it| (it.answer.is_some(), it.weighed.is_some(), it.is_over(), it.lacks(today)))
        .collect();
    let waits = access_requests.iter().any(|it| it.answer.is_none());
    let draft = draft.as_ref().map(|it| it.answers.len());
    let proposal = reviews.last().map(|it| it.proposal.is_some());
    let withdrawing = play.case.withdrawal.is_some();
    let added: Vec<_> = allegations.iter().map(|it| it.heard_from).collect();
    let (stage, sheets) = (state.stage(), worksheets.len());
    let union = play.case.measure.as_ref().map(|it| (it.union.is_some(), it.intended()));
    format!(
        "{stage} {items:?} {asked:?} {waits} {sheets} {draft:?} {proposal:?} {withdrawing} {added:?} {union:?}"
    )
}

fn next(play: &Play, moves: &[(&str, Action)]) -> Vec<Play> {
    let mut after = Vec::new();
    for (who, action) in moves {
        let Some(command) = play.sample(who, *action) else { continue };
        let Ok(Ok(change)) = play.attempt(who, command) else { continue };
        check_fairness(&change.after, &change, play.today());
        let mut next = play.clone();
        next.case = change.after.clone();
        after.push(next);
    }
    // Three weeks pass: every open period ends.
    let mut later = play.clone();
    later.skip_to(play.today().saturating_add(jiff::Span::new().days(21)));
    after.push(later);
    after
}

fn within_bounds(play: &Play, items: usize) -> bool {
    let asked = play.case.consultations.iter().filter(|it| it.about == About::Decision).count();
    let few = play.case.allegations.len() <= 2;
    few && play.case.hearing_items.len() <= items && asked <= QUESTIONS && play.case.reviews.len() <= 1
}

#[test]
fn no_order_of_acts_leads_to_an_unfair_decision() {
    let mut start = at(Stage::Investigation);
    start.acts("investigator", Action::SetFacts);
    start.acts("investigator", Action::FinishInvestigation);
    let (decided, cases) = explore(start, 3, &MOVES);
    assert!(decided > 100 && cases > 1000, "{decided} decisions among {cases} cases");
}

/// The unit is not told of the complaint, and the report has no fact against anybody.
#[test]
fn nor_where_nobody_was_told_of_anything() {
    let mut start = at(Stage::Screening);
    start.consult_for("caseworker", Action::Admit);
    start.does("caseworker", Command::Admit(Admit { delay_notice: Some(text("evidence")) }));
    start.consult_for("caseworker", Action::OpenInvestigation);
    start.acts("coordinator", Action::OpenInvestigation);
    start.acts("investigator", Action::SetFacts);
    let finish = FinishInvestigation { report: text("report"), adverse_facts: Vec::new() };
    start.does("investigator", Command::FinishInvestigation(finish));
    let (decided, cases) = explore(start, 2, &MOVES);
    assert!(decided > 100 && cases > 1000, "{decided} decisions among {cases} cases");
}

/// Goes every way from a case with at most so many items of the hearing; how many decisions there were, among how many cases.
pub(super) fn explore(mut start: Play, items: usize, moves: &[(&str, Action)]) -> (usize, usize) {
    start.events.clear();
    let mut known = BTreeSet::from([essence(&start)]);
    let mut waiting = VecDeque::from([start]);
    let mut decided = 0;
    while let Some(play) = waiting.pop_front() {
        decided += usize::from(play.stage() == Stage::Decided);
        for next in next(&play, moves).into_iter().filter(|next| within_bounds(next, items)) {
            if known.insert(essence(&next)) {
                waiting.push_back(next);
            }
        }
    }
    println!("{} cases, {decided} decisions", known.len());
    (decided, known.len())
}
