//! What is decided, why, and how it ends.

use super::{after_review, against_team_leader, from, until};
use crate::{
    Action, Command, Duty, Finding, Holder, Refusal, Stage,
    case::PartyRole,
    decision::DraftDecision,
    investigation::FinishInvestigation,
    measure::Sanction,
    rules::Rules,
    testing::{acts::*, town},
};

/// What a draft of the measure case lacks when it is decided, changed as said.
#[track_caller]
fn lacks_when(change: impl FnOnce(&mut DraftDecision)) -> Vec<&'static str> {
    let mut p = from(against_team_leader(Sanction::Warning), Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    change(&mut draft);
    p.does("decision-maker", Command::ReviseDecision(draft));
    match p.attempt("decision-maker3", Command::Decide).unwrap() {
        Ok(_) => Vec::new(),
        Err(Refusal::Guards(unmet)) => unmet.iter().map(|it| it.code).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn nothing_harder_than_heard_and_nothing_without_reasons() {
    let imposing =
        |sanction: Sanction| lacks_when(move |draft| draft.imposes.as_mut().unwrap().sanction = sanction);
    for sanction in [Sanction::Transfer, Sanction::Dismissal, Sanction::Other] {
        assert_eq!(imposing(sanction), ["harder_than_heard"], "{sanction}");
    }
    for sanction in [Sanction::Warning, Sanction::Reprimand, Sanction::NoMeasure] {
        assert_eq!(imposing(sanction), [""; 0], "{sanction}");
    }
    assert!(Sanction::Other.is_within(Sanction::Other) && !Sanction::Warning.is_within(Sanction::Other));
    assert_eq!(lacks_when(|draft| draft.imposes = None), ["no_outcome"]);
    assert_eq!(lacks_when(|draft| draft.imposes.as_mut().unwrap().what = None), ["not_worded"]);
    assert_eq!(lacks_when(|draft| draft.answers.clear()), ["reply_unanswered"]);
    assert_eq!(lacks_when(|draft| draft.reasons.guidance = None), ["no_guidance"]);
    // What is fully in the person's favour needs no reasons (FVL s. 22).
    let favourable = lacks_when(|draft| {
        draft.reasons = crate::decision::DraftReasons {
            legal_rules: None,
            considerations: None,
            essential_facts: None,
            guidance: None,
        };
        draft.answers.clear();
        draft.imposes.as_mut().unwrap().sanction = Sanction::NoMeasure;
    });
    assert_eq!(favourable, [""; 0]);

    // On nobody who was heard on nothing.
    let mut p = against_team_leader(Sanction::Warning);
    let finish = FinishInvestigation { report: text("no fact"), adverse_facts: Vec::new() };
    p.does("investigator2", Command::FinishInvestigation(finish));
    p.acts("caseworker2", Action::CloseHearing);
    p.acts("decision-maker", Action::DraftDecision);
    assert_eq!(p.lacks("decision-maker3", Command::Decide), ["nobody_heard"]);

    // Not before the person has answered, or the time is over.
    let mut p = until(Stage::Hearing);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["reply_pending"]);
    p.on(p.case.hearing_items[0].reply_by.unwrap().tomorrow().unwrap());
    p.acts("caseworker2", Action::CloseHearing);
}

/// FVL s. 23: asked for within 14 days, due within 14 days.
#[test]
fn written_reasons_of_an_oral_decision() {
    let mut p = from(against_team_leader(Sanction::Reprimand), Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    draft.imposes.as_mut().unwrap().orally = true;
    p.does("decision-maker", Command::ReviseDecision(draft));
    p.acts("decision-maker3", Action::Decide);
    assert_eq!(p.lacks("caseworker2", Command::GiveReasons), ["not_asked"]);
    p.system();
    assert!(p.case.reasons_await_a_request());
    let decided = p.today();
    let late = {
        let mut late = p.clone();
        late.on(Rules::denmark().reasons_asked_until(decided).tomorrow().unwrap());
        late.lacks("team-leader", Command::AskReasons)
    };
    assert_eq!(late, ["late"]);
    p.on(Rules::denmark().reasons_asked_until(decided));
    p.does("team-leader", Command::AskReasons);
    assert_eq!(p.lacks("team-leader", Command::AskReasons), ["already_asked"]);
    let due = Rules::denmark().reasons_due(p.today());
    for who in ["caseworker2", "decision-maker"] {
        let holder = Holder::User(town::member(who).id);
        let row = p.last.docket.iter().find(|it| it.holder == holder).unwrap();
        assert_eq!(row.next_due, Some((Duty::GiveReasons, due)), "{who}");
    }
    let mut waiting = p.clone();
    waiting.on(after_review(&p));
    assert_eq!(
        waiting.lacks("caseworker2", waiting.sample("caseworker2", Action::Close).unwrap()),
        ["reasons_owed"]
    );
    p.does("decision-maker", Command::GiveReasons);
    assert!(!p.case.reasons_await_a_request());
    assert_eq!(p.case.deliveries.last().unwrap().act.to_string(), "reasons");

    // A decision in writing has its reasons, and a dismissal is always one.
    let p = until(Stage::Decided);
    assert_eq!(p.lacks("team-leader", Command::AskReasons), ["in_writing"]);
    let p = until(Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    draft.imposes.as_mut().unwrap().orally = true;
    assert_eq!(p.lacks("decision-maker", Command::ReviseDecision(draft)), ["in_writing"]);
}

#[test]
fn closed_when_nobody_can_ask_for_a_review_any_more() {
    let mut p = until(Stage::Decided);
    let close = p.sample("caseworker2", Action::Close).unwrap();
    assert_eq!(p.lacks("caseworker2", close.clone()), ["review_running"]);
    p.on(after_review(&p).yesterday().unwrap());
    assert_eq!(p.lacks("caseworker2", close.clone()), ["review_running"]);
    p.on(after_review(&p));
    p.does("caseworker2", close);
    assert_eq!(p.stage(), Stage::Closed);
    assert_eq!(p.case.deliveries.last().unwrap().party, p.party(PartyRole::Respondent));
    assert_eq!(
        p.lacks(
            "team-leader",
            Command::AskReview(crate::review::AskReview { grounds: text("no"), late_reason: None })
        ),
        ["late"]
    );

    // Nothing to review where nothing was imposed.
    let mut p = from(against_team_leader(Sanction::Warning), Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    draft.imposes.as_mut().unwrap().sanction = Sanction::NoMeasure;
    p.does("decision-maker", Command::ReviseDecision(draft));
    p.acts("decision-maker3", Action::Decide);
    p.acts("caseworker2", Action::Close);
}
