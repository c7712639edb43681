//! The table of transitions, row by row as rulebook 7.4 has it: allowed, and refused from everywhere else.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::{acts::*, linked, play::Play, policy::handed_over, stages, stages::at, town};
use crate::{Action, Command, Finding, Refusal, Stage, measure::CaseKind, mediation::Settle, rules::Rules};

/// From, action, to, guards. `A .. B` follows the order of [`ORDER`]; guards without a number are worded in the row
/// of the rulebook itself. G2 goes with every act of staff and stands nowhere.
const ROWS: &str = "
draft | submit | submitted | G1
submitted | acknowledge | acknowledged |
acknowledged | start_screening | screening | G3
admitted .. decision_drafted | inform_respondent | same | respondent_named
screening .. under_review | request_information | same |
screening .. under_review | answer_information | same |
screening | refer | referred | G4 G18
screening | draft_rejection | same |
screening | revise_rejection | same |
screening | reject | inadmissible | G4 G8 G9 G18 acts_looked_at
screening | admit | admitted | G4 G17 G18 respondent_named
acknowledged .. decision_drafted | order_interim | same | G4 G19 respondent_named
acknowledged .. under_review, settled | review_interim | same | G4 G19
acknowledged .. under_review, settled | end_interim | same | G4 G19
submitted .. decision_drafted | suspend | same | G4
any | end_suspension | same |
any | resume | same |
any, kept | notice_external | same |
any, kept | end_external | same |
any, kept | hold | same |
any, kept | release_hold | same |
closed | archive | archived | G6
archived | destroy | destroyed | G14 G15
archived | preserve | preserved | G14 G15
admitted, investigation | agree_mediation | same |
admitted, investigation | offer_mediation | informal_resolution | G4 mediation_agreed
informal_resolution | propose_settlement | same |
informal_resolution | sign_settlement | same | G10
informal_resolution | extend_mediation | same |
informal_resolution | settle | settled, investigation | G10
informal_resolution | end_mediation | investigation |
admitted | open_investigation | investigation | G4 investigator_assigned
admitted .. hearing | amend | investigation | like_or_related
investigation | record_interview | same |
investigation | record_evidence | same |
acknowledged .. under_review, settled | record_note | same |
investigation | finish_investigation | hearing | G17
hearing | add_adverse_fact | same |
hearing | disclose | same |
hearing | reply | same |
hearing | ask_extension | same |
hearing | extend_item | same |
hearing | waive | same |
hearing | close_hearing | assessment | G5 G6 respondent_named
assessment | assess | same |
assessment | draft_decision | decision_drafted | G7
decision_drafted | revise_decision | same |
decision_drafted | return_decision | investigation | G9
decision_drafted | decide | decided | G4 G5 G6 G7 G8 G9 respondent_named acts_looked_at
decided, remediation, follow_up, inadmissible, closed | ask_review | under_review | review_open
under_review | uphold | decided, remediation, follow_up, inadmissible, closed | G8 separation acts_looked_at
under_review | change_decision | decided | G4 G5 G6 G7 G8 respondent_named review_open separation acts_looked_at
under_review | send_back | investigation, screening | separation
decided, settled | start_remedies | remediation | G4 G12
decided | no_remedies | follow_up | G12
remediation, under_review, follow_up | complete_remedies | follow_up | G12
inadmissible | lapse | follow_up |
referred | confirm_receipt | closed |
submitted .. decision_drafted | withdraw | same |
submitted .. decision_drafted | confirm_withdrawal | withdrawn | G11
withdrawn | revoke_withdrawal | submitted .. decision_drafted | G11
withdrawn | begin_follow_up | follow_up |
decided, remediation, follow_up, under_review | answer_check | same |
decided, remediation, follow_up, under_review | attempt_check | same |
follow_up | close | closed | G4 G13
closed | reopen | investigation, screening | review_open separation
acknowledged .. under_review, settled | ask_consultation | same |
acknowledged .. under_review, settled | answer_consultation | same |
acknowledged .. under_review, settled | extend_consultation | same |
acknowledged .. under_review, settled | except_consultation | same |
acknowledged .. under_review, settled | weigh_consultation | same |
draft, submitted .. investigation | set_facts | same |
draft, submitted .. investigation | add_concerned | same |
submitted, acknowledged, screening | choose_channel | same |
draft | add_allegation | same |
draft | discard | discarded |
any | declare | same |
any | settle_conflict | same |
any | look_at_act | same |
any | assign | same |
any | ask_access | same |
any | answer_access | same |
any | deliver | same |
any | remind | same |
draft, submitted .. under_review, settled, inadmissible, referred, withdrawn | recompute | same |
any | record_opening | same |
any, kept | raise_alarm | same | watch_runs
screening, withdrawn, follow_up, closed | open_own_initiative | closed | duty_continues
screening | link_report | closed | G18 is_report
admitted, investigation, hearing | split_off | same | G4
admitted, investigation, hearing | consolidate | investigation | G4 acts_looked_at
any | set_pseudonym | same |
draft, any | add_party | same |
any | link_account | same |
any, kept | unlink_account | same |
draft, any | add_representative | same |
draft, any | set_identity_level | same |
draft, any, kept, destroyed | read | same |
draft, any, kept, destroyed | read_audit | same |
draft, any, kept | read_timeline | same |
";

/// The order that `A .. B` follows; the other states are meant only where they are named.
const ORDER: [Stage; 14] = [
    Stage::Submitted,
    Stage::Acknowledged,
    Stage::Screening,
    Stage::Admitted,
    Stage::InformalResolution,
    Stage::Investigation,
    Stage::Hearing,
    Stage::Assessment,
    Stage::DecisionDrafted,
    Stage::Decided,
    Stage::Remediation,
    Stage::FollowUp,
    Stage::UnderReview,
    Stage::Closed,
];

fn stages_of(words: &str) -> BTreeSet<Stage> {
    let mut stages = BTreeSet::new();
    for part in words.split(", ").filter(|part| *part != "same") {
        if part == "any" {
            let closed = Stage::iter().filter(|it| *it <= Stage::Closed);
            stages.extend(closed.filter(|it| !matches!(it, Stage::Draft | Stage::Discarded)));
        } else if part == "kept" {
            stages.extend(Stage::iter().filter(|it| it.is_kept()));
        } else if let Some((first, last)) = part.split_once(" .. ") {
            let place = |name: &str| ORDER.iter().position(|it| it.to_string() == name).unwrap();
            stages.extend(&ORDER[place(first)..=place(last)]);
        } else {
            stages.insert(part.parse().unwrap());
        }
    }
    stages
}

struct Row {
    from: BTreeSet<Stage>,
    to: BTreeSet<Stage>,
    guards: BTreeSet<String>,
}

fn rows() -> BTreeMap<Action, Row> {
    let row = |line: &str| {
        let mut cells = line.split('|').map(str::trim);
        let mut cell = || cells.next().unwrap();
        let (from, action, to) = (stages_of(cell()), cell().parse().unwrap(), stages_of(cell()));
        (action, Row { from, to, guards: cell().split_whitespace().map(str::to_owned).collect() })
    };
    ROWS.trim().lines().map(row).collect()
}

#[test]
fn the_code_says_what_the_rulebook_says() {
    let rows = rows();
    for action in Action::iter().filter(|it| !it.begins_a_case() && !only_measures(*it)) {
        let (row, rule) = (rows.get(&action).unwrap_or_else(|| panic!("no row for {action}")), action.rule());
        assert_eq!(rule.from.iter().copied().collect::<BTreeSet<_>>(), row.from, "{action} from");
        assert_eq!(rule.to.iter().copied().collect::<BTreeSet<_>>(), row.to, "{action} to");
        let guards = rule.guards.iter().map(|it| it.number().map_or_else(|| it.to_string(), str::to_owned));
        assert_eq!(guards.collect::<BTreeSet<_>>(), row.guards, "guards of {action}");
        assert!(rule.guards.is_sorted(), "guards of {action} in their order");
    }
}

/// What there is in a measure case alone.
fn only_measures(action: Action) -> bool {
    action.rule().from.is_empty() && !action.begins_a_case()
}

/// Each wrong state refuses with its name and the states the action is possible in.
#[test]
fn refused_from_each_other_state() {
    let rows = rows();
    let mut refused = BTreeSet::new();
    for here in Stage::iter() {
        let play = at(here);
        for who in town::everybody().chain(["system"]) {
            for (action, row) in rows.iter().filter(|(_, row)| !row.from.contains(&here)) {
                let Some(command) = play.sample(who, *action) else { continue };
                match play.attempt(who, command) {
                    Err(_) => {}
                    Ok(Err(Refusal::State { stage, action: tried, possible_in, .. })) => {
                        assert_eq!((stage, tried), (here, *action));
                        assert_eq!(possible_in.iter().copied().collect::<BTreeSet<_>>(), row.from);
                        refused.insert(*action);
                    }
                    Ok(Err(Refusal::Guards(unmet))) => assert_eq!(unmet[0].code, "not_declared"),
                    Ok(Err(Refusal::NotNow)) => assert!(!play.capacities(who)[0].sees_state()),
                    Ok(other) => panic!("{who} {action} in {here}: {:?}", other.err()),
                }
            }
        }
    }
    // Whoever may do these stands to the case only in a state in which they are possible.
    let never = [Action::AddAllegation, Action::Submit];
    let commands = rows.keys().filter(|it| at(Stage::Draft).sample("system", **it).is_some());
    let from_all = |it: &Action| rows[it].from.len() == Stage::iter().count() - 1;
    for action in commands.filter(|it| !never.contains(it) && !from_all(it)) {
        let anywhere = stages_of("any").is_subset(&rows[action].from);
        assert!(anywhere || refused.contains(action), "nobody tried {action} in a wrong state");
    }
}

/// Every step of the table was taken in some story.
#[test]
fn each_step_is_taken() {
    let mut taken = BTreeSet::new();
    let mut took = |play: &Play| taken.extend(play.steps.iter().copied());
    for stage in Stage::iter() {
        took(&at(stage));
    }
    for stage in stages_of("submitted .. decision_drafted") {
        let mut play = at(stage);
        let before = play.case.state.clone();
        for action in [Action::Withdraw, Action::ConfirmWithdrawal, Action::RevokeWithdrawal] {
            play.acts("complainant", action);
        }
        assert_eq!(play.case.state, before, "taken back in {stage}");
        took(&play);
    }
    for stage in stages_of("decided, remediation, follow_up, inadmissible, closed") {
        let mut play = at(stage);
        let before = play.case.state.clone();
        play.acts("complainant", Action::AskReview);
        let mut back = play.clone();
        play.acts("reviewer", Action::Uphold);
        assert_eq!(play.case.state, before, "upheld from {stage}");
        took(&play);
        back.acts("reviewer", Action::SendBack);
        took(&back);
    }
    for story in [
        changed,
        withdrawn_for_good,
        lapsed,
        ended_mediation,
        second_mediation,
        settled_in_part,
        returned,
        amended,
        nothing_to_do,
        reopened,
        reopened_after_rejection,
        receipt_confirmed,
        given_to_whistleblowers,
        settled_and_done,
        linked::taken_up,
        linked::linked_report,
    ] {
        took(&story());
    }
    for play in linked::consolidated() {
        took(&play);
    }
    let moves: BTreeSet<_> = Action::iter()
        .flat_map(|action| action.steps(CaseKind::Complaint).map(move |(a, b)| (action, a, b)))
        .collect();
    let missing: Vec<_> = moves.difference(&taken).filter(|it| it.0 != Action::OpenDraft).collect();
    assert!(missing.is_empty(), "no story takes {missing:?}");
}

fn changed() -> Play {
    let mut p = at(Stage::UnderReview);
    p.acts("reviewer", Action::ChangeDecision);
    assert_eq!(p.stage(), Stage::UnderReview, "a proposal changes nothing");
    p.consult_for("decision-maker", Action::ChangeDecision);
    p.acts("decision-maker", Action::ChangeDecision);
    assert!(p.case.allegations.iter().all(|it| it.finding == Some(Finding::NotSubstantiated)));
    p
}

fn withdrawn_for_good() -> Play {
    let mut p = at(Stage::Withdrawn);
    p.on(Rules::denmark().revoke_until(p.today()));
    assert_eq!(p.stage(), Stage::Withdrawn);
    p.on(p.today().tomorrow().unwrap());
    assert_eq!(p.stage(), Stage::FollowUp);
    p
}

fn lapsed() -> Play {
    let mut p = at(Stage::Inadmissible);
    p.on(Rules::denmark().review_until(p.today()));
    assert_eq!(p.stage(), Stage::Inadmissible);
    p.on(p.today().tomorrow().unwrap());
    assert_eq!(p.stage(), Stage::FollowUp);
    p
}

fn ended_mediation() -> Play {
    let mut p = at(Stage::InformalResolution);
    p.acts("respondent", Action::EndMediation);
    p
}

fn second_mediation() -> Play {
    let mut p = ended_mediation();
    assert_eq!(
        p.lacks("caseworker", p.sample("caseworker", Action::OfferMediation).unwrap()),
        ["not_asked", "not_agreed", "not_agreed"]
    );
    p.acts("complainant", Action::AgreeMediation);
    p.acts("respondent", Action::AgreeMediation);
    p.consult_for("caseworker", Action::OfferMediation);
    p.acts("caseworker", Action::OfferMediation);
    p
}

fn settled_in_part() -> Play {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.allegations.push(allegation(crate::Ground::Age, crate::Form::Direct));
    let mut p = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut p);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
    p.acts("complainant", Action::AgreeMediation);
    p.acts("respondent", Action::AgreeMediation);
    p.consult_for("caseworker", Action::OfferMediation);
    p.acts("caseworker", Action::OfferMediation);
    let terms = vec![p.term(p.allegations()[1])];
    p.does("complainant", Command::Settle(Settle { terms: Some(terms), ..Settle::default() }));
    p.acts("complainant", Action::SignSettlement);
    p.acts("respondent", Action::SignSettlement);
    p.on(Rules::denmark().cooling_off_until(p.today()));
    p.acts("decision-maker", Action::Settle);
    assert_eq!(
        p.case.allegations.iter().map(|it| it.finding).collect::<Vec<_>>(),
        [None, Some(Finding::Settled)]
    );
    p
}

fn returned() -> Play {
    let mut p = at(Stage::DecisionDrafted);
    p.acts("decision-maker2", Action::ReturnDecision);
    p
}

fn amended() -> Play {
    let mut p = at(Stage::Hearing);
    p.acts("complainant", Action::Amend);
    p
}

fn nothing_to_do() -> Play {
    let mut p = at(Stage::Assessment);
    p.acts("decision-maker", Action::Assess);
    let decision = p.decision(Finding::NotSubstantiated);
    p.does("decision-maker", Command::DraftDecision(decision));
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);
    p.system();
    p.acts("caseworker", Action::NoRemedies);
    p
}

fn reopened() -> Play {
    let mut p = at(Stage::Closed);
    p.acts("reviewer", Action::Reopen);
    p
}

fn reopened_after_rejection() -> Play {
    let mut p = lapsed();
    p.on(p.case.checks.iter().map(|it| it.due_on).max().unwrap());
    for _ in 0..2 {
        p.acts("complainant", Action::AnswerCheck);
    }
    p.consult_for("caseworker", Action::Close);
    p.acts("caseworker", Action::Close);
    p.acts("reviewer", Action::Reopen);
    assert_eq!(p.stage(), Stage::Screening);
    p
}

fn receipt_confirmed() -> Play {
    let mut p = at(Stage::Referred);
    assert_eq!(p.denied("coordinator", Command::ConfirmReceipt), crate::access::Denial::Forbidden);
    p.acts("caseworker", Action::ConfirmReceipt);
    p
}

fn given_to_whistleblowers() -> Play {
    let mut p = handed_over();
    assert!(p.is_hidden_from("caseworker"));
    p.acts("coordinator", Action::ConfirmReceipt);
    p
}

fn settled_and_done() -> Play {
    let mut p = at(Stage::Settled);
    p.consult_for("caseworker", Action::StartRemedies);
    p.acts("caseworker", Action::StartRemedies);
    p.acts("caseworker", Action::CompleteRemedies);
    assert_eq!(p.case.checks.len(), 3, "the follow-up of a settlement begins with it");
    p
}
