//! The hearing: each adverse fact is put to its party, with a period of its own (G5), and access to the file (G6).

use super::{
    acts::*,
    play::Play,
    stages::{self, at},
};
use crate::{
    AccessRequestId, Action, Channel, Command, Finding, HearingItemId, Refusal, Stage,
    case::PartyRole,
    delivery::Delivered,
    file_access::{AnswerAccess, AskAccess},
    hearing::{AskExtension, Disclose, ExtendItem, NewAdverseFact, Reply, Waive},
    intake::Admit,
    investigation::FinishInvestigation,
    review::Conclude,
    rules::Rules,
};

/// A hearing with an item for each side, neither disclosed.
fn undisclosed() -> Play {
    let mut p = at(Stage::Investigation);
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    p
}

fn of(p: &Play, role: PartyRole) -> HearingItemId {
    let party = p.party(role);
    p.case.hearing_items.iter().rfind(|it| it.party == party).unwrap().id
}

fn reply_by(p: &Play, item: HearingItemId) -> Option<jiff::civil::Date> {
    p.case.hearing_items.iter().find(|it| it.id == item).unwrap().reply_by
}

#[test]
fn an_undisclosed_item_is_nothing_a_party_was_heard_on() {
    let mut p = undisclosed();
    let item = of(&p, PartyRole::Complainant);
    assert_eq!(p.lacks("complainant", reply(item)), ["no_such_item"]);
    let waive = Command::Waive(item, Waive { waiver: text("I waive it") });
    assert_eq!(p.lacks("complainant", waive), ["no_such_item"]);
    assert_eq!(p.lacks("caseworker", Command::ExtendItem(item, ExtendItem { days: 5 })), ["not_disclosed"]);
    p.on(date(2027, 10, 5));
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["not_disclosed"; 2], "however long it lies");
}

#[test]
fn a_period_is_fourteen_days_or_shorter_with_a_reason() {
    let mut p = undisclosed();
    let rules = Rules::denmark();
    let (mine, theirs) = (of(&p, PartyRole::Complainant), of(&p, PartyRole::EmployerUnit));
    let put = |days, reason| Command::Disclose(mine, Disclose { days, reason });
    assert_eq!(p.lacks("investigator", put(Some(6), Some(text("why")))), ["out_of_range"]);
    assert_eq!(p.lacks("investigator", put(Some(91), None)), ["out_of_range"]);
    assert_eq!(p.lacks("investigator", put(Some(13), None)), ["missing"]);
    p.does("investigator", put(Some(7), Some(text("why"))));
    assert_eq!(reply_by(&p, mine), Some(rules.hearing_due(p.today(), 7)));
    assert_eq!(p.lacks("investigator", put(None, None)), ["already_disclosed"]);
    p.does("investigator", disclose(theirs));
    assert_eq!(reply_by(&p, theirs), Some(rules.hearing_due(p.today(), 14)));
}

#[test]
fn a_letter_takes_its_days_before_the_period_begins() {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.channel = Some(Channel::Letter);
    let mut p = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut p);
    for (who, action) in [("intake", Action::Acknowledge), ("caseworker", Action::StartScreening)] {
        p.acts(who, action);
    }
    for (who, action) in [("caseworker", Action::Admit), ("coordinator", Action::OpenInvestigation)] {
        p.consult_for("caseworker", action);
        p.acts(who, action);
    }
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    let item = of(&p, PartyRole::Complainant);
    p.does("investigator", disclose(item));
    let arrived = Rules::denmark().letter_available(p.today());
    assert!(arrived > p.today());
    let about = item.to_string();
    let party = p.party(PartyRole::Complainant);
    assert_eq!(p.case.available_on(party, Delivered::Disclosure, Some(&about)), Some(arrived));
    assert_eq!(reply_by(&p, item), Some(Rules::denmark().hearing_due(arrived, 14)));
}

#[test]
fn each_party_answers_its_own_items() {
    let p = at(Stage::Hearing);
    let (mine, theirs) = (of(&p, PartyRole::Complainant), of(&p, PartyRole::EmployerUnit));
    assert_eq!(p.lacks("respondent", reply(mine)), ["no_such_item"]);
    assert_eq!(p.lacks("complainant", reply(theirs)), ["no_such_item"]);
    assert_eq!(p.lacks("representative2", reply(theirs)), ["no_such_item"]);
    let mut p = p;
    p.does("representative2", reply(mine));
    for again in [
        reply(mine),
        Command::Waive(mine, Waive { waiver: text("I waive it") }),
        Command::AskExtension(mine, AskExtension { days: 5, reason: text("why") }),
    ] {
        assert_eq!(p.lacks("complainant", again), ["already_answered"]);
    }
}

#[test]
fn a_fact_against_the_other_opens_an_item_for_them() {
    let mut p = at(Stage::Hearing);
    let (mine, theirs) = (of(&p, PartyRole::Complainant), of(&p, PartyRole::EmployerUnit));
    p.does("complainant", reply(mine));
    let counter = |party| {
        let adverse_facts = vec![NewAdverseFact { fact: text("they lied"), party }];
        Command::Reply(theirs, Reply { reply: text("not so"), adverse_facts })
    };
    let own = p.refused("respondent", counter(p.party(PartyRole::EmployerUnit)));
    assert!(matches!(own, Refusal::Content(wrong) if wrong[0].code == "own_detriment"));
    let witness = p.refused("respondent", counter(p.party(PartyRole::Witness)));
    assert!(matches!(witness, Refusal::Content(wrong) if wrong[0].pointer == "/adverse_facts/0/party"));
    p.does("respondent", counter(p.party(PartyRole::Complainant)));
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["not_disclosed"]);
    let new = of(&p, PartyRole::Complainant);
    p.does("investigator", disclose(new));
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["reply_pending"]);
    p.does("complainant", Command::Waive(new, Waive { waiver: text("I waive it") }));
    p.does("caseworker", Command::CloseHearing);
}

#[test]
fn the_last_day_is_the_partys_and_late_replies_are_taken() {
    let mut p = at(Stage::Hearing);
    let item = of(&p, PartyRole::Complainant);
    let last = reply_by(&p, item).unwrap();
    p.on(last);
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["reply_pending"; 2]);
    p.on(last.tomorrow().unwrap());
    p.does("complainant", reply(item));
    p.does("caseworker", Command::CloseHearing);
    let late = p.refused("respondent", reply(of(&p, PartyRole::EmployerUnit)));
    assert!(matches!(late, Refusal::State { possible_in: [Stage::Hearing], .. }));
}

#[test]
fn more_time_rolls_from_the_last_day() {
    let mut p = at(Stage::Hearing);
    let item = of(&p, PartyRole::EmployerUnit);
    let last = reply_by(&p, item).unwrap();
    for days in [0, 91] {
        assert_eq!(p.lacks("caseworker", Command::ExtendItem(item, ExtendItem { days })), ["out_of_range"]);
        let asks = Command::AskExtension(item, AskExtension { days, reason: text("why") });
        assert_eq!(p.lacks("respondent", asks), ["out_of_range"]);
    }
    p.does("investigator", Command::ExtendItem(item, ExtendItem { days: 5 }));
    assert_eq!(reply_by(&p, item), Some(Rules::denmark().extended(last, 5)));
}

#[test]
fn no_decision_while_a_party_waits_for_the_file() {
    let mut p = at(Stage::Hearing);
    p.acts("complainant", Action::Reply);
    p.acts("respondent", Action::Reply);
    let asked: AccessRequestId =
        p.made("representative2", Command::AskAccess(AskAccess { scope: text("the file") }));
    let request = &p.case.access_requests[0];
    assert_eq!(request.party, p.party(PartyRole::Complainant));
    assert_eq!(request.answer_by, Rules::denmark().access_due(p.today()));
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["access_pending"]);
    let given = || {
        let left_out = Some(text("names"));
        Command::AnswerAccess(asked, AnswerAccess { given: text("the file"), left_out })
    };
    p.does("caseworker", given());
    assert_eq!(p.lacks("caseworker", given()), ["already_answered"]);
    p.does("caseworker", Command::CloseHearing);

    let mut p = at(Stage::DecisionDrafted);
    p.consult_for("decision-maker", Action::Decide);
    p.acts("respondent", Action::AskAccess);
    assert_eq!(p.lacks("decision-maker2", Command::Decide), ["access_pending"]);
    p.acts("caseworker", Action::AnswerAccess);
    p.acts("decision-maker2", Action::Decide);
}

#[test]
fn a_decision_waits_for_items_that_came_back_with_the_case() {
    // The draft went back, a new fact came up, and the hearing begins anew.
    let mut p = at(Stage::DecisionDrafted);
    p.acts("decision-maker2", Action::ReturnDecision);
    p.acts("investigator", Action::FinishInvestigation);
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["not_disclosed"; 2]);
}

#[test]
fn nothing_is_found_against_a_unit_that_was_heard_on_nothing() {
    // Admitted with a delayed notice, investigated without a fact against anybody: the unit knows of nothing.
    let mut p = at(Stage::Screening);
    p.consult_for("caseworker", Action::Admit);
    p.does("caseworker", Command::Admit(Admit { delay_notice: Some(text("evidence")) }));
    p.consult_for("caseworker", Action::OpenInvestigation);
    p.acts("coordinator", Action::OpenInvestigation);
    p.acts("investigator", Action::SetFacts);
    let finish = FinishInvestigation { report: text("report"), adverse_facts: Vec::new() };
    p.does("investigator", Command::FinishInvestigation(finish));
    p.acts("caseworker", Action::CloseHearing);
    p.acts("caseworker", Action::Assess);
    for finding in [Finding::Substantiated, Finding::PartlySubstantiated] {
        let mut p = p.clone();
        p.does("decision-maker", Command::DraftDecision(p.decision(finding)));
        p.consult_for("decision-maker", Action::Decide);
        assert_eq!(p.lacks("decision-maker2", Command::Decide), ["nobody_heard"], "{finding}");
    }
    p.does("decision-maker", Command::DraftDecision(p.decision(Finding::NotSubstantiated)));
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);

    // Nor by the change of a decision that found nothing.
    p.system();
    p.acts("complainant", Action::AskReview);
    let found = Some(Box::new(p.decision(Finding::Substantiated)));
    p.does("reviewer", Command::ConcludeReview(Conclude::Change { decision: found }));
    p.consult_for("decision-maker", Action::ChangeDecision);
    let confirm = Command::ConcludeReview(Conclude::Change { decision: None });
    assert_eq!(p.lacks("decision-maker", confirm), ["nobody_heard"]);
}

#[test]
fn questions_go_to_who_can_answer_them() {
    let mut p = at(Stage::Screening);
    let unknown = crate::information::RequestInformation {
        party: crate::PartyId(uuid::Uuid::nil()),
        question: text("question"),
    };
    assert_eq!(p.lacks("caseworker", Command::RequestInformation(unknown.clone())), ["unknown_party"]);
    p.acts("caseworker", Action::RequestInformation);
    let request = &p.case.information_requests[0];
    assert_eq!(request.reply_by, Rules::denmark().information_reply_by(p.today()));
    let answer = p.sample("complainant", Action::AnswerInformation).unwrap();
    assert_eq!(p.lacks("witness", answer.clone()), ["no_such_item"]);
    // A witness, who is not shown where the case stands, is told that it is too late and not why.
    for stage in [Stage::Withdrawn, Stage::Closed] {
        assert_eq!(at(stage).refused("witness", answer.clone()), Refusal::NotNow);
        assert!(matches!(at(stage).refused("complainant", answer.clone()), Refusal::State { .. }));
    }
    p.does("representative2", answer.clone());
    assert_eq!(p.lacks("complainant", answer), ["already_answered"]);
    let unit = crate::party::AddParty {
        role: PartyRole::EmployerUnit,
        person: account("respondent"),
        channel: None,
    };
    p.does("caseworker", Command::AddParty(unit));
    let question =
        crate::information::RequestInformation { party: p.party(PartyRole::EmployerUnit), ..unknown };
    assert_eq!(p.lacks("caseworker", Command::RequestInformation(question.clone())), ["unknown_party"]);
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
    p.does("caseworker", Command::RequestInformation(question));
}
