//! Review and reopening: by somebody who had no part in it, and never of what was referred.

use super::{acts::*, play::Play, stages::at, town};
use crate::{
    Action, Capacity, Command, Finding, Role, Stage,
    assignment::Assign,
    case::PartyRole,
    consultation::About,
    remedy::CompleteRemedies,
    review::{self, AskReview, Conclude, ReviewOutcome},
    rules::Rules,
};

fn ask_review(late_reason: bool) -> Command {
    Command::AskReview(AskReview { grounds: text("not so"), late_reason: late_reason.then(|| text("ill")) })
}

fn change(p: &Play, decision: bool) -> Command {
    let decision = decision.then(|| Box::new(p.decision(Finding::NotSubstantiated)));
    Command::ConcludeReview(Conclude::Change { decision })
}

#[test]
fn within_four_weeks_or_with_a_reason() {
    let mut p = at(Stage::Decided);
    let party = p.party(PartyRole::Complainant);
    let until = review::review_until(&p.case, party, Rules::denmark()).unwrap();
    assert_eq!(until, Rules::denmark().review_until(p.today()));
    let mut in_time = p.clone();
    in_time.on(until).does("complainant", ask_review(false));
    p.on(until.tomorrow().unwrap());
    assert_eq!(p.lacks("respondent", ask_review(false)), ["late"]);
    p.does("respondent", ask_review(true));
    assert_eq!(p.case.reviews[0].party, p.party(PartyRole::EmployerUnit));

    assert_eq!(at(Stage::Closed).lacks("complainant", ask_review(false)), ["late"]);
}

#[test]
fn a_change_is_proposed_by_one_and_confirmed_by_another() {
    let mut p = at(Stage::UnderReview);
    assert_eq!(p.lacks("decision-maker", change(&p, true)), ["reviewer_proposes"]);
    p.consult("reviewer", About::Decision);
    assert_eq!(p.lacks("decision-maker", change(&p, false)), ["no_draft"]);
    p.does("reviewer", change(&p, true));
    p.consult("reviewer", About::Decision);
    assert_eq!(p.case.reviews[0].proposal.as_ref().unwrap().editor, town::member("reviewer").id);
    assert_eq!(p.lacks("reviewer", change(&p, false)), ["reviewer_proposes"]);
    let mut incomplete = p.clone();
    incomplete.case.reviews[0].proposal.as_mut().unwrap().reasons.guidance = None;
    let crate::Refusal::Guards(unmet) = incomplete.refused("decision-maker", change(&p, false)) else {
        panic!()
    };
    assert_eq!(unmet[0].pointer, "/reviews/0/proposal/reasons/guidance");
    p.does("decision-maker", change(&p, false));
    assert_eq!((p.stage(), p.case.reviews[0].outcome), (Stage::Decided, Some(ReviewOutcome::Changed)));
    assert_eq!(p.case.reviews[0].reviewer, Some(town::member("reviewer").id));
    p.system();
    assert_eq!(p.case.checks.len(), 3, "the checks of the first decision stay");
}

#[test]
fn nobody_reviews_their_own_decision_or_review() {
    let review = |p: &mut Play, command: Command| {
        p.does("reviewer", command);
        p.consult("decision-maker", About::Decision);
        p.does("decision-maker", change(p, false));
        p.system();
    };
    // What the reviewer wrote is the decision now.
    let mut p = at(Stage::UnderReview);
    let proposal = change(&p, true);
    review(&mut p, proposal);
    p.does("complainant", ask_review(false));
    let uphold = || Command::ConcludeReview(Conclude::Uphold { reasons: text("it stands") });
    assert_eq!(p.lacks("reviewer", uphold()), ["separation_of_duties"]);
    let own = p.case.assigned().find(|it| it.role == Role::Reviewer).unwrap().id;
    let again = Assign { user: username("reviewer"), role: Role::Reviewer, replaces: Some(own) };
    assert_eq!(p.lacks("coordinator", Command::Assign(again)), ["separation_of_duties"]);

    // What the reviewer let stand is not for them a second time.
    let mut p = at(Stage::UnderReview);
    p.does("reviewer", uphold());
    p.does("complainant", ask_review(false));
    assert_eq!(p.lacks("reviewer", uphold()), ["separation_of_duties"]);
}

#[test]
fn what_was_never_decided_is_upheld_or_sent_back() {
    let mut p = at(Stage::Inadmissible);
    p.does("complainant", ask_review(false));
    p.consult("reviewer", About::Decision);
    assert_eq!(p.lacks("reviewer", change(&p, true)), ["no_worksheet", "never_decided"]);
    p.acts("reviewer", Action::SendBack);
    assert_eq!(p.stage(), Stage::Screening);
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
}

#[test]
fn remedies_and_checks_go_on_meanwhile() {
    let mut p = at(Stage::Remediation);
    p.does("respondent", ask_review(false));
    p.on(p.case.checks[0].due_on);
    p.acts("complainant", Action::AnswerCheck);
    p.acts("caseworker", Action::CompleteRemedies);
    assert_eq!(p.stage(), Stage::UnderReview, "marked, not moved");
    p.acts("reviewer", Action::Uphold);
    assert_eq!(p.stage(), Stage::Remediation);
    p.does("caseworker", Command::CompleteRemedies(CompleteRemedies::default()));
    assert_eq!(p.stage(), Stage::FollowUp);
}

#[test]
fn remedies_do_not_begin_during_a_review() {
    let mut p = at(Stage::Decided);
    p.does("respondent", ask_review(false));
    let complete = p.sample("caseworker", Action::CompleteRemedies).unwrap();
    assert_eq!(p.lacks("caseworker", complete), ["not_started"], "the complainant was not asked");
    p.acts("reviewer", Action::Uphold);
    p.consult_for("caseworker", Action::StartRemedies);
    p.acts("caseworker", Action::StartRemedies);
    p.acts("caseworker", Action::CompleteRemedies);
}

/// Nobody revives a complaint that its complainant took back by a review of nothing.
#[test]
fn only_an_outcome_is_reviewed() {
    let withdrawn = |p: &mut Play| {
        p.acts("complainant", Action::Withdraw);
        p.acts("complainant", Action::ConfirmWithdrawal);
        p.on(Rules::denmark().revoke_until(p.today()).tomorrow().unwrap());
        assert_eq!(p.stage(), Stage::FollowUp);
    };
    let mut p = at(Stage::Investigation);
    withdrawn(&mut p);
    for who in ["respondent", "complainant"] {
        assert_eq!(p.lacks(who, ask_review(true)), ["no_outcome"], "{who}");
    }
    // What was agreed is no decision of ours.
    let mut p = at(Stage::Settled);
    p.consult_for("caseworker", Action::StartRemedies);
    p.acts("caseworker", Action::StartRemedies);
    assert_eq!(p.lacks("respondent", ask_review(true)), ["no_outcome"]);

    // A decision that was set aside is none, though it had reached both.
    let mut p = at(Stage::UnderReview);
    p.acts("reviewer", Action::SendBack);
    assert_eq!(p.case.decision.as_ref().unwrap().set_aside_on, Some(p.today()));
    p.system();
    withdrawn(&mut p);
    assert_eq!(p.lacks("respondent", ask_review(true)), ["no_outcome"]);
}

/// A case that is open again was not closed.
#[test]
fn a_closed_case_that_goes_on_is_closed_no_longer() {
    let mut p = at(Stage::Closed);
    let closed_on = p.case.closed_on;
    p.does("complainant", ask_review(true));
    let mut upheld = p.clone();
    upheld.acts("reviewer", Action::Uphold);
    assert_eq!((upheld.stage(), upheld.case.closed_on), (Stage::Closed, closed_on));
    let mut changed = p.clone();
    changed.acts("reviewer", Action::ChangeDecision);
    changed.consult_for("decision-maker", Action::ChangeDecision);
    changed.acts("decision-maker", Action::ChangeDecision);
    assert_eq!((changed.stage(), changed.case.closed_on), (Stage::Decided, None));
    p.acts("reviewer", Action::SendBack);
    assert_eq!((p.stage(), p.case.closed_on), (Stage::Investigation, None));
}

#[test]
fn sent_back_starts_again() {
    let mut p = at(Stage::Remediation);
    p.does("complainant", ask_review(false));
    p.acts("reviewer", Action::SendBack);
    assert_eq!(p.stage(), Stage::Investigation);
    assert!(p.case.remedies.is_empty() && p.case.checks.is_empty() && p.case.worksheets.is_empty());
    assert!(p.case.allegations.iter().all(|it| it.finding.is_none()));
    p.system();
    // All the way to another decision, which sets its own checks.
    p.acts("investigator", Action::FinishInvestigation);
    p.acts("investigator", Action::Disclose);
    p.acts("investigator", Action::Disclose);
    p.acts("complainant", Action::Reply);
    p.acts("respondent", Action::Reply);
    p.acts("caseworker", Action::CloseHearing);
    p.acts("caseworker", Action::Assess);
    p.acts("decision-maker", Action::DraftDecision);
    assert_eq!(p.lacks("decision-maker2", Command::Decide), ["not_asked"]);
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);
    p.system();
    assert_eq!(p.case.checks.len(), 3);
}

#[test]
fn a_reopened_case_is_followed_up_again() {
    let mut p = at(Stage::Closed);
    let answered = p.case.checks.len();
    p.acts("reviewer", Action::Reopen);
    assert_eq!(p.case.closed_on, None);
    assert_eq!(p.case.checks.len(), answered, "what was answered stays");
    p.acts("complainant", Action::Withdraw);
    p.acts("complainant", Action::ConfirmWithdrawal);
    p.on(Rules::denmark().revoke_until(p.today()).tomorrow().unwrap());
    assert_eq!(p.stage(), Stage::FollowUp);
    assert_eq!(p.case.checks.len(), answered + 3);
}

#[test]
fn only_the_reviewer_and_only_during_a_review() {
    for stage in [Stage::Decided, Stage::FollowUp] {
        let p = at(stage);
        assert!(p.capacities("reviewer").contains(&Capacity::Reviewer));
        let denied = p.denied("reviewer", ask(About::Decision));
        assert_eq!(denied, crate::access::Denial::Forbidden);
    }
    let mut p = at(Stage::UnderReview);
    p.consult("reviewer", About::Decision);
}
