//! The table of transitions of a measure case, and every order of acts within small bounds.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::{STAGES, against_team_leader, until};
use crate::{
    Action, Refusal, Stage,
    measure::{CaseKind, GroundLost, Sanction},
    testing::{explored::explore, play::Play, town},
};

/// From, action, to, guards, as in the table of complaints.
const ROWS: &str = "
investigation | record_interview | same |
investigation | record_evidence | same |
open | record_note | same |
open | request_information | same |
open | answer_information | same |
before | inform_respondent | same | respondent_named finding_stands
before | intend_measure | hearing | finding_stands
investigation hearing | notify_union | same | finding_stands
investigation | finish_investigation | hearing | finding_stands
hearing | add_adverse_fact | same | finding_stands
hearing | disclose | same | union_notified finding_stands
hearing | reply | same |
hearing | ask_extension | same |
hearing | extend_item | same |
hearing | waive | same |
hearing | close_hearing | assessment | G5 G6 union_notified finding_stands
assessment | draft_decision | decision_drafted | finding_stands
decision_drafted | revise_decision | same |
decision_drafted | return_decision | investigation | G9
decision_drafted | decide | decided | G5 G6 G8 G9 union_notified finding_stands acts_looked_at
decided under_review | ask_reasons | same | reasons_owed
decided under_review | give_reasons | same | reasons_owed
decided closed | ask_review | under_review | review_open
under_review | uphold | decided closed | G8 separation finding_stands acts_looked_at
under_review | change_decision | decided | G5 G6 G8 review_open separation union_notified finding_stands acts_looked_at
under_review | send_back | investigation | separation
decided | close | closed | review_open reasons_owed finding_stands
before | suspend | same |
any | end_suspension | same |
any | resume | same |
any | tell_of_finding | same |
any | ground_anew | same | finding_stands
decisive | end_measure | closed | finding_stands
closed | reopen | investigation | review_open separation
any | ask_access | same |
any | answer_access | same |
any | declare | same |
any | settle_conflict | same |
any | look_at_act | same |
any | assign | same |
any | deliver | same |
any | remind | same |
open | recompute | same |
any | record_opening | same |
any | add_party | same |
any | link_account | same |
kept | unlink_account | same |
any | add_representative | same |
closed | archive | archived | G6
archived | destroy | destroyed | G14 G15
archived | preserve | preserved | G14 G15
kept | notice_external | same |
kept | end_external | same |
kept | hold | same |
kept | release_hold | same |
end | read | same |
end | read_audit | same |
kept | read_timeline | same |
";

fn stages_of(words: &str) -> BTreeSet<Stage> {
    let each = words.split_whitespace().flat_map(|word| match word {
        "same" => Vec::new(),
        "any" => STAGES[..7].to_vec(),
        "kept" => STAGES[..9].to_vec(),
        "end" => STAGES.to_vec(),
        "open" => STAGES[..6].to_vec(),
        "decisive" => STAGES[..5].to_vec(),
        "before" => STAGES[..4].to_vec(),
        stage => vec![stage.parse().unwrap()],
    });
    each.collect()
}

#[test]
fn the_table_is_the_one_meant() {
    let rows: BTreeMap<Action, [&str; 3]> = ROWS
        .trim()
        .lines()
        .map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            (cells[1].parse().unwrap(), [cells[0], cells[2], cells[3]])
        })
        .collect();
    for action in Action::iter().filter(|it| !it.begins_a_case()) {
        let rule = action.rule_in(CaseKind::Measure);
        let [from, to, guards] = rows.get(&action).copied().unwrap_or_default();
        assert_eq!(rule.from.iter().copied().collect::<BTreeSet<_>>(), stages_of(from), "{action} from");
        assert_eq!(rule.to.iter().copied().collect::<BTreeSet<_>>(), stages_of(to), "{action} to");
        let named = rule.guards.iter().map(|it| it.number().map_or_else(|| it.to_string(), str::to_owned));
        assert_eq!(named.collect::<Vec<_>>(), guards.split_whitespace().collect::<Vec<_>>(), "{action}");
        assert!(rule.guards.is_sorted(), "guards of {action} in their order");
    }
}

/// What is not in the table is refused wherever the case stands; a declaration comes first.
#[test]
fn refused_from_each_other_state() {
    let mut refused = BTreeSet::new();
    for here in STAGES {
        let play = until(here);
        for who in town::everybody().chain(["system"]) {
            for action in Action::iter().filter(|it| !it.rule_in(CaseKind::Measure).from.contains(&here)) {
                let Some(command) = play.sample(who, action) else { continue };
                match play.attempt(who, command) {
                    Err(_) => {}
                    Ok(Err(Refusal::State { stage, action: tried, possible_in, .. })) => {
                        assert_eq!((stage, tried), (here, action));
                        assert_eq!(possible_in, action.rule_in(CaseKind::Measure).from);
                        refused.insert(action);
                    }
                    Ok(other) => panic!("{who} {action} in {here}: {:?}", other.err()),
                }
            }
        }
    }
    assert!(refused.len() > 40, "{refused:?}");
}

#[test]
fn each_step_is_taken() {
    let mut taken = BTreeSet::new();
    let mut took = |play: &Play| taken.extend(play.steps.iter().copied());
    for stage in STAGES {
        took(&until(stage));
    }
    let mut back = until(Stage::DecisionDrafted);
    back.acts("decision-maker3", Action::ReturnDecision);
    took(&back);
    for stage in [Stage::Assessment, Stage::DecisionDrafted] {
        let mut p = until(stage);
        p.acts("decision-maker", Action::IntendMeasure);
        took(&p);
    }
    for stage in [Stage::Decided, Stage::Closed] {
        let mut p = until(stage);
        p.acts("team-leader", Action::AskReview);
        let (mut changed, mut sent_back) = (p.clone(), p.clone());
        p.acts("reviewer", Action::Uphold);
        took(&p);
        changed.acts("reviewer", Action::ChangeDecision);
        changed.acts("decision-maker", Action::ChangeDecision);
        took(&changed);
        sent_back.acts("reviewer", Action::SendBack);
        took(&sent_back);
        // From there it goes on as before.
        let mut p = sent_back;
        p.acts("investigator2", Action::FinishInvestigation);
        p.acts("investigator2", Action::Disclose);
        p.acts("team-leader", Action::Reply);
        p.acts("caseworker2", Action::CloseHearing);
    }
    for stage in STAGES.into_iter().take(5) {
        let mut p = until(stage);
        p.case.measure.as_mut().unwrap().ground_lost =
            Some(GroundLost { on: p.today(), found_again_on: None });
        let ended = p.attempt("decision-maker", p.sample("decision-maker", Action::EndMeasure).unwrap());
        taken.insert((Action::EndMeasure, stage, ended.unwrap().unwrap().after.stage()));
    }
    let mut took = |play: &Play| taken.extend(play.steps.iter().copied());
    let mut again = until(Stage::Closed);
    again.acts("reviewer", Action::Reopen);
    took(&again);
    let steps: BTreeSet<_> = Action::iter()
        .filter(|it| !it.begins_a_case())
        .flat_map(|action| action.steps(CaseKind::Measure).map(move |(a, b)| (action, a, b)))
        .collect();
    let missing: Vec<_> = steps.difference(&taken).collect();
    assert!(missing.is_empty(), "no story takes {missing:?}");
}

/// V1, within small bounds: no order of acts imposes a measure on somebody who was not heard on each fact, or a harder
/// one than they were heard about.
#[test]
fn no_order_of_acts_leads_to_an_unfair_measure() {
    let moves = [
        ("caseworker2", Action::NotifyUnion),
        ("investigator2", Action::FinishInvestigation),
        ("investigator2", Action::AddAdverseFact),
        ("investigator2", Action::Disclose),
        ("team-leader", Action::Reply),
        ("team-leader", Action::Waive),
        ("team-leader", Action::AskAccess),
        ("caseworker2", Action::AnswerAccess),
        ("caseworker2", Action::CloseHearing),
        ("decision-maker", Action::DraftDecision),
        ("decision-maker", Action::ReviseDecision),
        ("decision-maker", Action::IntendMeasure),
        ("decision-maker3", Action::ReturnDecision),
        ("decision-maker3", Action::Decide),
        ("team-leader", Action::AskReview),
        ("reviewer", Action::ChangeDecision),
        ("decision-maker", Action::ChangeDecision),
        ("reviewer", Action::SendBack),
    ];
    let (decided, cases) = explore(against_team_leader(Sanction::Dismissal), 3, &moves);
    assert!(decided > 20 && cases > 200, "{decided} decisions among {cases} cases");
}
