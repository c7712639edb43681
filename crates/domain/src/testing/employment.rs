//! Journey E: refused adjustment, then slurs.

use super::*;
use crate::{
    AccessRequestId, Command, Finding, Form, Ground, Mandate, Role, Stage,
    access::Denial,
    assignment::Assign,
    case::{FiledBy, PartyRole},
    consultation::{About, Stance, Track},
    file_access::{AnswerAccess, AskAccess},
    filing::OnBehalfOf,
    follow_up::{AnswerCheck, CheckAnswer, Close},
    impartiality::{Concern, Origin, SettleConflict, Settlement},
    intake::Admit,
    interim::{Measure, OrderInterim},
    investigation::FinishInvestigation,
    measure::{CaseKind, NewMeasure, Sanction},
    mediation::{OfferMediation, Settle},
    remedy::CompleteRemedies,
    review::{AskReview, Conclude},
    rules::Rules,
};

fn filed() -> Play {
    let mut draft = complaint(employment_minimum(), date(2026, 1, 12));
    draft.occurred_to = Some(date(2026, 3, 20));
    draft.identity = crate::IdentityLevel::Named;
    draft.filed_by = FiledBy::Representative;
    draft.on_behalf_of = Some(OnBehalfOf {
        complainant: account("complainant"),
        mandate: Some(Mandate::Write),
        power_of_attorney: true,
    });
    draft.allegations = vec![
        allegation(Ground::Disability, Form::FailureToAccommodate),
        allegation(Ground::EthnicOrigin, Form::Harassment),
    ];
    draft.concerned = vec![concerned(Concern::Accused, account("team-leader"))];
    Play::begin("representative", draft, date(2026, 3, 27))
}

/// A decision maker orders something after the complainant was asked, with that answer.
fn order(e: &mut Play, stance: Stance, touches_complainant: bool, what: Measure) -> Command {
    let order =
        OrderInterim { measure: what, what: text("order"), until: date(2026, 6, 30), touches_complainant };
    e.consult_step("decision-maker", order.plan(), stance);
    Command::OrderInterim(order)
}

#[test]
fn refused_adjustment_then_slurs() {
    let rules = Rules::denmark();
    let mut e = filed();
    assert_eq!(e.last.act.on_behalf_of, Some(e.party(PartyRole::Complainant)));
    assert_eq!(rules.acknowledge_by(date(2026, 3, 27)), date(2026, 3, 31));

    // 30 Mar: a shared manager is a hit, until somebody else settles it.
    e.on(date(2026, 3, 30));
    assert!(e.is_hidden_from("intake2"));
    assert_eq!(e.denied("intake2", impartial()), Denial::Hidden);
    let intake2 = super::town::member("intake2").id;
    let hit = e.case.conflict_checks.iter().find(|it| it.user == Some(intake2)).unwrap().clone();
    assert_eq!(hit.origin, Origin::ReportingLine);
    let confirm = SettleConflict { settlement: Settlement::Disqualified, reason: text("a hit"), user: None };
    e.does("conflict-officer", Command::SettleConflict(hit.id, confirm));
    assert!(e.is_hidden_from("intake2"));
    assert_eq!(e.lacks("intake", acknowledge()), ["not_declared"]);

    e.on(date(2026, 3, 31)).does("intake", impartial());
    e.does("intake", acknowledge());
    assert_eq!(e.case.acknowledged.as_ref().unwrap().claim_until, Some(date(2031, 3, 20)));
    e.does("coordinator", assign("caseworker2", Role::Caseworker));
    let replaced = e.case.assignments[0].id;
    let replace = Assign { user: username("caseworker"), role: Role::Caseworker, replaces: Some(replaced) };
    e.does("coordinator", Command::Assign(replace));
    assert!(e.is_hidden_from("caseworker2"));

    e.on(date(2026, 4, 1)).does("caseworker", impartial());
    e.does("caseworker", Command::StartScreening);
    e.on(date(2026, 4, 8)).consult("caseworker", About::Scope);
    e.does("caseworker", Command::Admit(Admit::default()));

    // 9 Apr: nobody is moved against their will.
    e.on(date(2026, 4, 9)).staff("decision-maker", Role::DecisionMaker);
    let night_shift = order(&mut e, Stance::Remarks, true, Measure::Other);
    assert_eq!(e.lacks("decision-maker", night_shift), ["complainant_does_not_agree"]);
    let separation = order(&mut e, Stance::Agree, false, Measure::SeparatePersons);
    e.does("decision-maker", separation);
    assert_eq!(e.case.interim_measures[0].review_on, date(2026, 4, 23));

    // 15 Apr: mediation; its time box ends on 15 May.
    e.on(date(2026, 4, 15)).consult_track("caseworker", Track::Mediation);
    let offer = Command::OfferMediation(OfferMediation::default());
    e.does("complainant", Command::AgreeMediation);
    assert_eq!(e.lacks("caseworker", offer.clone()), ["not_agreed"]);
    e.does("respondent", Command::AgreeMediation);
    e.does("caseworker", offer);
    assert_eq!(e.case.next_step(rules).unwrap().from, Some(date(2026, 5, 16)));

    let first = e.allegations()[0];
    let terms = Some(vec![e.term(first)]);
    let propose = Command::Settle(Settle { terms, ..Settle::default() });
    let settle = Command::Settle(Settle::default());
    e.on(date(2026, 4, 20));
    assert_eq!(e.lacks("decision-maker", settle.clone()), ["no_terms"]);
    e.does("caseworker", propose);
    e.does("complainant", Command::SignSettlement);
    assert_eq!(e.lacks("decision-maker", settle.clone()), ["not_signed"]);
    e.does("respondent", Command::SignSettlement);
    e.on(date(2026, 4, 26));
    assert_eq!(e.lacks("decision-maker", settle.clone()), ["cooling_off"]);
    e.on(date(2026, 4, 27)).does("decision-maker", settle);
    assert_eq!(e.stage(), Stage::Investigation);
    assert_eq!(e.case.allegations[0].finding, Some(Finding::Settled));
    assert_eq!(e.case.remedies.len(), 1);

    // 30 Apr: disclosed; 14 May is Ascension Day.
    e.on(date(2026, 4, 30)).staff("investigator", Role::Investigator);
    e.does("investigator", set_facts(rest_not_obtainable(employment_minimum())));
    let adverse_facts = vec![e.fact_against(PartyRole::EmployerUnit), e.fact_against(PartyRole::Complainant)];
    e.does(
        "investigator",
        Command::FinishInvestigation(FinishInvestigation { report: text("report"), adverse_facts }),
    );
    let items = e.items();
    for item in &items {
        e.does("investigator", disclose(*item));
    }
    assert!(e.case.hearing_items.iter().all(|it| it.reply_by == Some(date(2026, 5, 15))));

    e.on(date(2026, 5, 11));
    let asked: AccessRequestId =
        e.made("respondent", Command::AskAccess(AskAccess { scope: text("the whole file") }));
    assert_eq!(e.case.access_requests[0].answer_by, date(2026, 5, 21));
    assert_eq!(
        e.lacks("caseworker", Command::CloseHearing),
        ["reply_pending", "reply_pending", "access_pending"]
    );
    e.on(date(2026, 5, 15)).does("respondent", reply(items[0]));
    e.does("representative", reply(items[1]));
    assert_eq!(e.lacks("caseworker", Command::CloseHearing), ["access_pending"]);

    e.on(date(2026, 5, 21));
    let given = AnswerAccess { given: text("the file"), left_out: Some(text("names of witnesses")) };
    e.does("caseworker", Command::AnswerAccess(asked, given));
    e.on(date(2026, 5, 26)).does("caseworker", Command::CloseHearing);
    e.on(date(2026, 5, 27));
    e.does("caseworker", e.worksheets());
    e.on(date(2026, 6, 1));
    let mut decision = e.decision(Finding::Substantiated);
    let proposed = NewMeasure { person: account("team-leader"), sanction: Sanction::Warning };
    decision.measures = vec![proposed];
    e.does("decision-maker", Command::DraftDecision(decision));
    e.on(date(2026, 6, 3)).consult("decision-maker", About::Decision);

    // 4 Jun: decided within the 90 days, and a case of its own opened against the team leader.
    e.on(date(2026, 6, 4)).staff("decision-maker2", Role::DecisionMaker);
    e.does("decision-maker2", Command::Decide);
    let measure = e.opened();
    assert_eq!((measure.case.kind(), measure.stage()), (CaseKind::Measure, Stage::Investigation));
    for who in ["team-leader", "complainant", "representative", "respondent", "caseworker", "investigator"] {
        assert!(measure.is_hidden_from(who), "{who}");
    }
    e.system();
    assert!(date(2026, 6, 4) <= rules.decision_target(date(2026, 3, 27)));
    assert_eq!(e.case.allegations[0].finding, Some(Finding::Settled));
    assert_eq!(e.case.allegations[1].finding, Some(Finding::Substantiated));
    assert_eq!(e.case.remedies.len(), 2);
    assert!(e.is_hidden_from("team-leader"));

    e.on(date(2026, 6, 5)).consult("caseworker", About::Remedy);
    e.does("caseworker", Command::StartRemedies);

    // 10 Jun: a review, which decision-maker2 is barred from, though a reviewer by role.
    e.on(date(2026, 6, 10));
    let grounds = AskReview { grounds: text("not so"), late_reason: None };
    e.does("respondent", Command::AskReview(grounds));
    assert_eq!(e.stage(), Stage::UnderReview);
    let uphold = || Command::ConcludeReview(Conclude::Uphold { reasons: text("it stands") });
    assert_eq!(e.lacks("decision-maker2", uphold()), ["separation_of_duties"]);
    assert_eq!(e.lacks("coordinator", assign("decision-maker2", Role::Reviewer)), ["separation_of_duties"]);
    assert!(e.is_hidden_from("reviewer"));
    e.staff("reviewer", Role::Reviewer);
    e.on(date(2026, 6, 24)).does("reviewer", uphold());
    assert_eq!(e.stage(), Stage::Remediation);

    let says_no = || AnswerCheck { answer: CheckAnswer::No, words: None };
    let checks: Vec<_> = e.case.checks.iter().map(|it| (it.id, it.due_on)).collect();
    assert_eq!(
        checks.iter().map(|it| it.1).collect::<Vec<_>>(),
        [date(2026, 7, 4), date(2026, 9, 2), date(2026, 12, 1)]
    );
    for (check, due_on) in checks {
        e.on(due_on).does("complainant", Command::AnswerCheck(check, says_no()));
    }
    let done = e.case.remedies.iter().map(|it| it.id).collect();
    e.does("caseworker", Command::CompleteRemedies(CompleteRemedies { done, scheduled: Vec::new() }));
    e.consult("caseworker", About::Closing);
    e.does("caseworker", Command::Close(Close { message: text("the outcome") }));
    assert_eq!(e.stage(), Stage::Closed);
}
