//! Remedies, checks and the end (G12, G13), and withdrawal (G11).

use jiff::{Span, civil::Date};

use super::{
    acts::*,
    play::Play,
    stages::{self, at},
};
use crate::{
    Action, Capacity, Command, ConsultationId, Duty, FollowUpId, Refusal, RemedyId, Stage,
    access::Denial,
    case::PartyRole,
    consultation::About,
    delivery::Delivered,
    follow_up::{AnswerCheck, CheckAnswer, Close},
    remedy::{CompleteRemedies, NoRemedies, ScheduledRemedy},
    rules::Rules,
    withdrawal::{ConfirmWithdrawal, Withdraw},
};

fn days(from: Date, days: &[i64]) -> Vec<Date> {
    days.iter().map(|days| from.saturating_add(Span::new().days(*days))).collect()
}

fn due(p: &Play) -> Vec<Date> {
    p.case.checks.iter().map(|it| it.due_on).collect()
}

#[test]
fn thirty_ninety_and_a_hundred_and_eighty_days() {
    let p = at(Stage::Decided);
    assert_eq!(due(&p), days(p.today(), &[30, 90, 180]));

    let mut p = at(Stage::Inadmissible);
    let rejected = p.today();
    p.on(Rules::denmark().review_until(rejected).tomorrow().unwrap());
    assert_eq!(due(&p), days(rejected, &[30, 90]), "from the day the rejection reached the person");

    let mut p = at(Stage::Withdrawn);
    p.on(Rules::denmark().revoke_until(p.today()).tomorrow().unwrap());
    assert_eq!(due(&p), days(p.today(), &[30, 90, 180]), "from the beginning of the follow-up");

    let mut draft = complaint(dismissal_minimum(), stages::start());
    draft.occurred_from = date(2026, 9, 1);
    let mut p = Play::begin("complainant", draft, stages::start());
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    p.on(Rules::denmark().revoke_until(p.today()).tomorrow().unwrap());
    assert_eq!(due(&p), days(p.today(), &[30, 90, 180, 365]));
}

/// The decision is made, and the System has not come round yet.
fn decided_but_not_delivered() -> Play {
    let mut p = at(Stage::Assessment);
    p.acts("caseworker", Action::Assess);
    p.does("decision-maker", Command::DraftDecision(p.decision(crate::Finding::NotSubstantiated)));
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);
    p
}

#[test]
fn counted_from_the_day_the_decision_reached_the_person() {
    let mut p = decided_but_not_delivered();
    let reached = p.today().saturating_add(Span::new().days(3));
    p.acts("caseworker", Action::NoRemedies);
    assert!(p.case.checks.is_empty(), "nobody knows yet when it reaches them");
    p.skip_to(reached);
    p.system();
    assert_eq!(due(&p), days(reached, &[30, 90, 180]));

    let mut p = decided_but_not_delivered();
    p.acts("respondent", Action::AskReview);
    p.skip_to(reached);
    p.system();
    assert_eq!(p.stage(), Stage::UnderReview);
    assert_eq!(due(&p), days(reached, &[30, 90, 180]), "a review stops no check");
}

#[test]
fn asked_twice_and_then_no_more() {
    let mut p = at(Stage::FollowUp);
    let first = p.case.checks[0].due_on;
    assert_eq!(p.lacks("system", Command::AttemptCheck), ["not_now"]);
    p.on(first);
    assert_eq!(p.case.checks[0].attempts, [first]);
    let second = Rules::denmark().check_again_on(first);
    p.on(second.yesterday().unwrap());
    assert_eq!(p.case.checks[0].attempts.len(), 1);
    p.on(second);
    assert_eq!(p.case.checks[0].attempts, [first, second]);
    let (complainant, about) = (p.party(PartyRole::Complainant), p.case.checks[0].id.to_string());
    let sent = p.case.deliveries.iter().filter(|it| it.about.as_ref() == Some(&about));
    let sent: Vec<_> = sent.map(|it| (it.party, it.act, it.available_on)).collect();
    let asked = |day| (complainant, Delivered::Check, Some(day));
    assert_eq!(sent, [asked(first), asked(second)], "an attempt is something that reaches the person");
    p.on(date(2027, 12, 31));
    assert!(p.case.checks.iter().all(|it| it.attempts.len() == 2));
    // A late answer is still taken.
    p.acts("complainant", Action::AnswerCheck);
    p.consult_for("caseworker", Action::Close);
    p.acts("caseworker", Action::Close);
}

#[test]
fn an_answer_comes_on_its_day_and_once() {
    let mut p = at(Stage::FollowUp);
    let id = p.case.checks[0].id;
    let says = |id| Command::AnswerCheck(id, AnswerCheck { answer: CheckAnswer::Unsure, words: None });
    assert_eq!(p.lacks("complainant", says(id)), ["not_due"]);
    assert_eq!(p.lacks("complainant", says(FollowUpId(uuid::Uuid::nil()))), ["no_such_item"]);
    p.on(p.case.checks[0].due_on).does("complainant", says(id));
    assert_eq!(p.lacks("complainant", says(id)), ["already_answered"]);
    let close = || Command::Close(Close { message: text("the end") });
    p.consult_for("caseworker", Action::Close);
    assert_eq!(p.lacks("caseworker", close()), ["check_open"; 2]);
}

#[test]
fn each_remedy_is_done_or_scheduled() {
    let mut p = at(Stage::Remediation);
    let id = p.case.remedies[0].id;
    let mark = |done: &[RemedyId], scheduled: Vec<ScheduledRemedy>| {
        Command::CompleteRemedies(CompleteRemedies { done: done.to_vec(), scheduled })
    };
    assert_eq!(p.lacks("caseworker", mark(&[], Vec::new())), ["remedy_open"]);
    assert_eq!(p.lacks("caseworker", mark(&[RemedyId(uuid::Uuid::nil())], Vec::new())), ["unknown_remedy"]);
    let today = p.today();
    let later = |on| vec![ScheduledRemedy { remedy: id, on }];
    assert_eq!(p.lacks("caseworker", mark(&[], later(today))), ["in_the_past"]);
    p.does("caseworker", mark(&[], later(date(2027, 6, 1))));
    assert_eq!(p.stage(), Stage::FollowUp);
    p.does("caseworker", mark(&[id], Vec::new()));
    assert_eq!(p.stage(), Stage::FollowUp);
    assert_eq!(p.lacks("caseworker", mark(&[id], Vec::new())), ["unknown_remedy"]);
    assert_eq!(p.lacks("caseworker", mark(&[], Vec::new())), ["missing"]);
}

#[test]
fn with_remedies_or_without() {
    let mut p = at(Stage::Decided);
    let none = || Command::NoRemedies(NoRemedies { reason: text("nothing") });
    assert_eq!(p.lacks("caseworker", none()), ["remedies_open"]);
    p.consult_for("caseworker", Action::StartRemedies);
    p.case.remedies.clear();
    assert_eq!(p.lacks("caseworker", Command::StartRemedies), ["no_remedies"]);
    assert!(p.attempt("caseworker", none()).unwrap().is_ok());
}

#[test]
fn a_withdrawal_is_asked_confirmed_and_revocable() {
    let mut p = at(Stage::InformalResolution);
    let confirm = || {
        Command::ConfirmWithdrawal(ConfirmWithdrawal { under_pressure: true, pressure: Some(text("a call")) })
    };
    assert_eq!(p.lacks("complainant", confirm()), ["not_asked"]);
    for who in ["representative2", "respondent", "caseworker"] {
        assert_eq!(p.denied(who, Command::Withdraw(Withdraw::default())), Denial::Forbidden, "{who}");
    }
    p.does("complainant", Command::Withdraw(Withdraw::default()));
    assert_eq!(p.stage(), Stage::InformalResolution, "asked is not confirmed");
    p.does("representative", confirm());
    let last = Rules::denmark().revoke_until(p.today());
    let mut kept = p.clone();
    p.on(last).does("complainant", Command::RevokeWithdrawal);
    assert_eq!(p.stage(), Stage::InformalResolution);
    assert_eq!(p.lacks("complainant", confirm()), ["not_asked"], "the next one begins anew");

    kept.skip_to(last.tomorrow().unwrap());
    assert_eq!(kept.lacks("complainant", Command::RevokeWithdrawal), ["too_late"]);
    kept.system();
    assert_eq!(kept.stage(), Stage::FollowUp);
    let gone = kept.refused("complainant", Command::RevokeWithdrawal);
    assert!(matches!(gone, Refusal::State { possible_in: [Stage::Withdrawn], .. }));
}

/// What somebody still had time for when the complaint was withdrawn, they have as long after it was taken back.
#[test]
fn a_withdrawal_eats_nobodys_time() {
    let mut p = at(Stage::Hearing);
    p.acts("caseworker", Action::RequestInformation);
    p.acts("decision-maker", Action::AskConsultation);
    let by = |p: &Play| p.case.hearing_items.iter().map(|it| it.reply_by.unwrap()).collect::<Vec<_>>();
    let before = by(&p);
    let (asked, consulted) =
        (p.case.information_requests[0].clone(), p.case.consultations.last().cloned().unwrap());
    p.acts("complainant", Action::Reply);
    p.on(before[1].yesterday().unwrap());
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    let row =
        |p: &Play| p.last.docket.iter().find(|it| it.capacity == Capacity::Respondent).cloned().unwrap();
    assert_eq!(row(&p).next_due, None, "nobody can reply now");
    let ten_days_later = p.today().saturating_add(Span::new().days(10));
    p.on(ten_days_later);
    p.acts("complainant", Action::RevokeWithdrawal);
    let rules = Rules::denmark();
    assert_eq!(by(&p), [before[0], rules.extended(before[1], 10)], "who has replied needs no time");
    assert_eq!(row(&p).next_due, Some((Duty::Reply, by(&p)[1])));
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["reply_pending"]);
    p.acts("respondent", Action::Reply);
    p.acts("caseworker", Action::CloseHearing);

    // The question was over when the complaint was withdrawn, or it was not.
    let prolonged = |by: Date| if by < before[1].yesterday().unwrap() { by } else { rules.extended(by, 10) };
    assert_eq!(p.case.information_requests[0].reply_by, prolonged(asked.reply_by));
    let after = p.case.consultations.iter().find(|it| it.id == consulted.id).unwrap();
    assert_eq!((after.reply_by, after.extended), (prolonged(consulted.reply_by), false));

    // Taken back on the same day, nothing was lost.
    let mut p = at(Stage::Hearing);
    let before = by(&p);
    for action in [Action::Withdraw, Action::ConfirmWithdrawal, Action::RevokeWithdrawal] {
        p.acts("complainant", action);
    }
    assert_eq!(by(&p), before);
}

#[test]
fn a_question_waits_while_the_complaint_is_withdrawn() {
    let mut p = at(Stage::Screening);
    let asked: ConsultationId = p.made("caseworker", ask(About::Scope));
    p.acts("caseworker", Action::RequestInformation);
    let (scope, question) = (p.case.consultations[0].reply_by, p.case.information_requests[0].reply_by);
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    p.on(Rules::denmark().revoke_until(p.today()));
    p.acts("complainant", Action::RevokeWithdrawal);
    assert_eq!(p.case.consultations[0].reply_by, Rules::denmark().extended(scope, 14));
    assert_eq!(p.case.information_requests[0].reply_by, Rules::denmark().extended(question, 14));
    assert_eq!(p.lacks("caseworker", weigh(asked)), ["answer_pending"]);
    p.does("complainant", Command::ExtendConsultation(asked));
}

#[test]
fn a_closed_case_is_kept_for_the_time_of_its_phase() {
    let p = at(Stage::Closed);
    assert_eq!(p.case.closed_on, Some(p.today()));
    let three_years = Rules::denmark().retain_until(crate::Phase::Recruitment, p.today());
    assert_eq!(p.case.retain_until, Some(three_years), "the end of the recruitment is not known");
    let mut p = p;
    p.acts("reviewer", Action::Reopen);
    assert_eq!(p.case.retain_until, None);

    let mut p = at(Stage::Screening);
    let crate::phase::Facts::Recruitment(mut facts) = recruitment_minimum() else { unreachable!() };
    let ended = date(2026, 9, 1);
    facts.recruitment_ended_on = Some(ended);
    p.does("caseworker", set_facts(crate::phase::Facts::Recruitment(facts)));
    p.consult_for("caseworker", Action::Refer);
    p.acts("caseworker", Action::Refer);
    p.acts("caseworker", Action::ConfirmReceipt);
    assert_eq!(p.case.retain_until, Some(date(2029, 9, 1)));
    // Never before the end of the case itself.
    assert_eq!(p.case.facts.retain_until(Rules::denmark(), date(2031, 1, 1)), date(2031, 1, 1));

    let employed: crate::phase::Facts<crate::Text> = employment_minimum();
    assert_eq!(employed.retain_until(Rules::denmark(), date(2027, 6, 1)), date(2032, 6, 1));
}

/// Acts of time come at their time only, whoever calls them.
#[test]
fn time_is_never_early() {
    for (stage, command) in [
        (Stage::Inadmissible, Command::Lapse),
        (Stage::Withdrawn, Command::BeginFollowUp),
        (Stage::InformalResolution, Command::EndMediation),
        (Stage::Draft, Command::Discard),
        (Stage::Decided, Command::AttemptCheck),
        (Stage::Decided, Command::Deliver),
        (Stage::Decided, Command::Remind),
    ] {
        assert_eq!(at(stage).lacks("system", command), ["not_now"], "{stage}");
    }
    for stage in [Stage::Submitted, Stage::Admitted, Stage::Hearing, Stage::Settled, Stage::Closed] {
        assert!(at(stage).case.next_step(Rules::denmark()).is_none(), "{stage}");
    }
}

#[test]
fn a_mediation_whose_time_passed_during_a_withdrawal_ends() {
    let mut p = at(Stage::InformalResolution);
    let until = Rules::denmark().mediation_until(p.today());
    p.on(until);
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    p.on(until.tomorrow().unwrap());
    p.acts("complainant", Action::RevokeWithdrawal);
    p.system();
    assert_eq!(p.stage(), Stage::Investigation);
}
