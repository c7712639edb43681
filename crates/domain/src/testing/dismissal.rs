//! Journey D: three weeks after a complaint.

use super::*;
use crate::{
    Command, Finding, Form, Ground, IdentityLevel, Priority, Role, Stage,
    access::Denial,
    case::PartyRole,
    consultation::{About, Stance},
    follow_up::{AnswerCheck, CheckAnswer, Close},
    hearing::NewAdverseFact,
    impartiality::Concern,
    intake::Admit,
    interim::{Measure, OrderInterim},
    investigation::FinishInvestigation,
    party::SetIdentityLevel,
    phase::{Document, Facts, ProofRule},
    remedy::CompleteRemedies,
    rules::Rules,
    withdrawal::{ConfirmWithdrawal, Withdraw},
};

#[test]
fn three_weeks_after_a_complaint() {
    let rules = Rules::denmark();
    let mut draft = complaint(dismissal_minimum(), date(2026, 11, 30));
    draft.occurred_to = Some(date(2026, 12, 18));
    draft.allegations = vec![
        allegation(Ground::ReligionBelief, Form::Direct),
        allegation(Ground::ReligionBelief, Form::Victimisation),
    ];
    draft.concerned = vec![concerned(Concern::Accused, named("the supervisor"))];

    let mut d = Play::begin("complainant", draft, date(2026, 12, 21));
    assert_eq!(d.case.priority, Priority::High);
    assert_eq!(rules.acknowledge_by(date(2026, 12, 21)), date(2026, 12, 23));

    d.on(date(2026, 12, 22)).does("intake", impartial());
    d.does("intake", acknowledge());
    assert_eq!(d.case.acknowledged.as_ref().unwrap().claim_until, Some(date(2031, 12, 18)));
    d.staff("caseworker", Role::Caseworker);
    d.does("caseworker", Command::StartScreening);

    // 23 Dec: the name is opened by nobody else, and never closed again.
    d.on(date(2026, 12, 23));
    let open = |identity| Command::SetIdentityLevel(SetIdentityLevel { identity });
    assert_eq!(d.denied("caseworker", open(IdentityLevel::Named)), Denial::Forbidden);
    assert_eq!(d.lacks("complainant", open(IdentityLevel::Confidential)), ["only_upward"]);
    d.staff("decision-maker", Role::DecisionMaker);
    let order = OrderInterim {
        measure: Measure::SuspendEffectiveDate,
        what: text("let the effective date rest"),
        until: date(2027, 3, 31),
        touches_complainant: false,
    };
    let plan = order.plan();
    let order = Command::OrderInterim(order);
    assert_eq!(d.lacks("decision-maker", order.clone()), ["not_asked"]);
    d.consult_step("decision-maker", plan, Stance::Agree);
    d.does("decision-maker", order);
    assert_eq!(d.case.interim_measures[0].review_on, date(2027, 1, 6));
    assert!(!d.is_hidden_from("respondent"), "the order is all the speaker sees");

    d.on(date(2026, 12, 28)).consult("caseworker", About::Scope);
    d.does("caseworker", Command::Admit(Admit::default()));
    assert!(d.case.documents_demanded.contains(&Document::SelectionPool));
    d.consult("caseworker", About::Track);
    d.staff("investigator", Role::Investigator);
    d.does("coordinator", Command::OpenInvestigation);

    d.on(date(2027, 1, 8)).does("investigator", set_facts(rest_not_obtainable(dismissal_minimum())));
    let adverse_facts = vec![d.fact_against(PartyRole::EmployerUnit)];
    d.does(
        "investigator",
        Command::FinishInvestigation(FinishInvestigation { report: text("report"), adverse_facts }),
    );
    let first = d.items()[0];
    d.does("investigator", disclose(first));
    assert_eq!(d.case.hearing_items[0].reply_by, Some(date(2027, 1, 22)));

    // 18 Jan: a new adverse fact opens a new item with a period of its own.
    d.on(date(2027, 1, 18));
    let party = d.party(PartyRole::EmployerUnit);
    let changed = NewAdverseFact { fact: text("the pool was changed after the complaint"), party };
    d.does("investigator", Command::AddAdverseFact(changed));
    let second = d.items()[1];
    d.does("investigator", disclose(second));
    assert_eq!(d.case.hearing_items[1].reply_by, Some(date(2027, 2, 1)));
    let lacks = d.lacks("decision-maker", Command::Decide);
    assert!(lacks.contains(&"reply_pending"), "{lacks:?}");
    d.on(date(2027, 1, 22)).does("respondent", reply(first));
    d.on(date(2027, 2, 1)).does("respondent", reply(second));

    // 22 Feb: withdrawn under pressure, and never straight to closed.
    d.on(date(2027, 2, 22));
    let confirm = || {
        let pressure = Some(text("they called me"));
        Command::ConfirmWithdrawal(ConfirmWithdrawal { under_pressure: true, pressure })
    };
    assert_eq!(d.lacks("complainant", confirm()), ["not_asked"]);
    d.does("complainant", Command::Withdraw(Withdraw::default()));
    d.does("complainant", confirm());
    assert_eq!(d.stage(), Stage::Withdrawn);
    assert!(d.case.withdrawal.as_ref().unwrap().under_pressure);
    let close = || Command::Close(Close { message: text("the end") });
    let refusal = d.refused("caseworker", close());
    assert!(matches!(refusal, crate::Refusal::State { possible_in: [Stage::FollowUp], .. }), "{refusal:?}");

    // 1 Mar: taken back within 14 days.
    d.on(date(2027, 3, 1)).does("complainant", Command::RevokeWithdrawal);
    assert_eq!(d.stage(), Stage::Hearing);

    d.on(date(2027, 3, 2)).does("caseworker", Command::CloseHearing);
    d.does("caseworker", d.worksheets());
    d.on(date(2027, 3, 3));
    let mut decision = d.decision(Finding::Substantiated);
    decision.findings[0].finding = Finding::Inconclusive;
    d.does("decision-maker", Command::DraftDecision(decision));
    d.on(date(2027, 3, 4)).consult("decision-maker", About::Decision);

    d.on(date(2027, 3, 5)).staff("decision-maker2", Role::DecisionMaker);
    d.does("decision-maker2", Command::Decide);
    d.system();
    let until = crate::review::review_until(&d.case, d.party(PartyRole::Complainant), rules);
    assert_eq!(until, Some(date(2027, 4, 2)));
    let checks: Vec<_> = d.case.checks.iter().map(|it| (it.id, it.due_on)).collect();
    let days = [date(2027, 4, 4), date(2027, 6, 3), date(2027, 9, 1), date(2028, 3, 4)];
    assert_eq!(checks.iter().map(|it| it.1).collect::<Vec<_>>(), days);

    d.on(date(2027, 3, 8)).consult("caseworker", About::Remedy);
    d.does("caseworker", Command::StartRemedies);
    let says_no = |id| Command::AnswerCheck(id, AnswerCheck { answer: CheckAnswer::No, words: None });
    d.on(days[0]).does("complainant", says_no(checks[0].0));
    d.on(date(2027, 5, 3));
    let done = d.case.remedies.iter().map(|it| it.id).collect();
    d.does("caseworker", Command::CompleteRemedies(CompleteRemedies { done, scheduled: Vec::new() }));
    for (check, due_on) in &checks[1..] {
        d.on(*due_on).does("complainant", says_no(*check));
    }
    d.on(date(2028, 3, 6)).consult("caseworker", About::Closing);
    d.does("caseworker", close());
    assert_eq!(d.stage(), Stage::Closed);
}

#[test]
fn the_burden_is_reversed_for_its_own_grounds_only() {
    let mut p = super::stages::at(Stage::Assessment);
    let Facts::Dismissal(mut facts) = dismissal_minimum() else { unreachable!() };
    facts.protected_period = Some(true);
    p.case.facts = Facts::Dismissal(facts).map(|_| crate::ContentId(uuid::Uuid::nil()));
    let mut other = p.case.allegations[0].clone();
    other.id = crate::AllegationId(uuid::Uuid::from_u128(7));
    other.ground = Ground::PregnancyMaternityLeave;
    p.case.allegations.push(other);
    let assessed = p.attempt("caseworker", p.worksheets()).unwrap().unwrap().after;
    let rule = |it: &crate::decision::Worksheet| {
        let rule = it.proof_rule.clone().unwrap();
        (it.rule, rule.id, rule.version)
    };
    let rules: Vec<_> = assessed.worksheets.iter().map(rule).collect();
    let shared = (ProofRule::SharedShift, "DK-B1".to_owned(), 1);
    assert_eq!(
        rules,
        [shared, (ProofRule::FullReversal, "DK-B2".to_owned(), 1)],
        "LBL s. 16(4) is not for origin"
    );
}
