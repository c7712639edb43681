//! Journey R: "must speak Danish as a native".

use super::*;
use crate::{
    Command, Finding, Form, Ground, Line, Role, Stage,
    access::Denial,
    case::PartyRole,
    consultation::{About, Stance},
    decision::ReturnDecision,
    delivery::Delivered,
    follow_up::{AnswerCheck, CheckAnswer, Close},
    hearing::{AskExtension, ExtendItem},
    impartiality::Concern,
    intake::Admit,
    interim::{Measure, OrderInterim},
    investigation::{FinishInvestigation, RecordInterview, RecordNote},
    phase::{Facts, recruitment},
    remedy::{CompleteRemedies, RemedyKind},
    rules::Rules,
};

#[test]
fn must_speak_danish_as_a_native() {
    let rules = Rules::denmark();
    let Facts::Recruitment(minimum) = recruitment_minimum() else { unreachable!() };
    let known = Facts::Recruitment(recruitment::Facts { criteria_fixed_on: None, ..minimum });
    let mut draft = complaint(known, date(2026, 9, 14));
    draft.language = Some(Line::try_from("ar".to_owned()).unwrap());
    draft.allegations = vec![
        allegation(Ground::EthnicOrigin, Form::Indirect),
        allegation(Ground::EthnicOrigin, Form::ProhibitedQuestion),
    ];
    draft.concerned = vec![
        concerned(Concern::Accused, account("panel-chair")),
        concerned(Concern::Excluded, account("panel-deputy")),
        concerned(Concern::PanelMember, account("intake2")),
    ];

    // 5 Oct: filed; who is named or excluded does not know that the case exists.
    let mut r = Play::begin("complainant", draft, date(2026, 10, 5));
    assert_eq!(r.case.received_on, Some(date(2026, 10, 5)));
    assert_eq!(r.last.listed.received_on, Some(date(2026, 10, 5)));
    for who in ["panel-chair", "panel-deputy", "intake2", "respondent", "admin", "stranger"] {
        assert!(r.is_hidden_from(who), "{who}");
        assert_eq!(r.denied(who, acknowledge()), Denial::Hidden);
    }
    r.does("coordinator", assign("caseworker2", Role::Caseworker));
    assert_eq!(r.lacks("caseworker2", Command::StartScreening), ["not_declared", "not_acknowledged"]);

    r.on(date(2026, 10, 6)).does("intake", impartial());
    r.does("intake", acknowledge());
    let acknowledged = r.case.acknowledged.clone().unwrap();
    assert_eq!(acknowledged.feedback_by, date(2027, 1, 6));
    assert_eq!(acknowledged.claim_until, Some(date(2029, 9, 14)));
    r.does("coordinator", assign("caseworker", Role::Caseworker));
    assert_eq!(r.lacks("caseworker", Command::StartScreening), ["not_declared"]);

    r.on(date(2026, 10, 7)).does("caseworker", impartial());
    r.does("caseworker", Command::StartScreening);
    assert!(r.is_hidden_from("intake2"));
    assert!(!r.is_hidden_from("intake"));

    r.on(date(2026, 10, 9)).consult("caseworker", About::Track);
    r.consult("caseworker", About::Scope);

    r.on(date(2026, 10, 12));
    assert_eq!(r.lacks("caseworker", Command::Admit(Admit::default())), ["fact_missing"]);
    r.does("caseworker", set_facts(recruitment_minimum()));

    // 13 Oct: the respondent learns of the case now.
    r.on(date(2026, 10, 13));
    assert!(r.is_hidden_from("respondent"));
    r.does("caseworker", Command::Admit(Admit::default()));
    assert!(!r.is_hidden_from("respondent"));
    assert_eq!(r.case.documents_demanded, recruitment::DOCUMENTS);
    let unit = r.party(PartyRole::EmployerUnit);
    assert_eq!(r.case.available_on(unit, Delivered::FreezeOrder, None), Some(date(2026, 10, 13)));
    r.staff("decision-maker", Role::DecisionMaker);
    let hold = OrderInterim {
        measure: Measure::HoldAppointment,
        what: text("hold the appointment until contract"),
        until: date(2026, 12, 31),
        touches_complainant: false,
    };
    r.consult_step("decision-maker", hold.plan(), Stance::Agree);
    r.does("decision-maker", Command::OrderInterim(hold));
    assert_eq!(r.case.interim_measures[0].review_on, date(2026, 10, 27));

    r.on(date(2026, 10, 14));
    assert_eq!(r.lacks("coordinator", Command::OpenInvestigation), ["no_investigator"]);
    r.staff("investigator", Role::Investigator);
    r.does("coordinator", Command::OpenInvestigation);
    let note = Command::RecordNote(RecordNote { note: text("note") });
    assert_eq!(r.denied("coordinator", note), Denial::Forbidden);

    // 30 Oct: two interviews, four adverse facts, undisclosed.
    r.on(date(2026, 10, 30));
    for person in ["panel-chair", "panel-deputy"] {
        let interview = RecordInterview {
            person: account(person),
            held_on: date(2026, 10, 28),
            summary: text("what was said"),
            read_back: true,
        };
        r.does("investigator", Command::RecordInterview(interview));
    }
    let against_unit = || r.fact_against(PartyRole::EmployerUnit);
    let adverse_facts =
        vec![against_unit(), against_unit(), against_unit(), r.fact_against(PartyRole::Complainant)];
    let finish = Command::FinishInvestigation(FinishInvestigation { report: text("report"), adverse_facts });
    assert!(r.lacks("investigator", finish.clone()).iter().all(|code| *code == "fact_missing"));
    r.does("investigator", set_facts(rest_not_obtainable(recruitment_minimum())));
    r.does("investigator", finish);
    assert_eq!(r.stage(), Stage::Hearing);

    let items = r.items();
    assert_eq!(r.lacks("caseworker", Command::CloseHearing), ["not_disclosed"; 4]);
    assert_eq!(r.lacks("respondent", reply(items[0])), ["no_such_item"]);
    r.on(date(2026, 11, 2));
    for item in &items {
        r.does("investigator", disclose(*item));
    }
    assert!(r.case.hearing_items.iter().all(|it| it.reply_by == Some(date(2026, 11, 16))));

    r.on(date(2026, 11, 9)).does("respondent", reply(items[0]));
    r.does("respondent", reply(items[1]));
    r.does(
        "respondent",
        Command::AskExtension(items[2], AskExtension { days: 5, reason: text("a witness is away") }),
    );
    r.does("caseworker", Command::ExtendItem(items[2], ExtendItem { days: 5 }));
    assert_eq!(r.case.hearing_items[2].reply_by, Some(date(2026, 11, 23)));

    r.on(date(2026, 11, 17));
    assert_eq!(r.lacks("caseworker", Command::CloseHearing), ["reply_pending"]);
    r.on(date(2026, 11, 20)).does("respondent", reply(items[2]));
    r.does("complainant", reply(items[3]));

    r.on(date(2026, 11, 23)).does("caseworker", Command::CloseHearing);
    assert_eq!(
        r.lacks("decision-maker", Command::DraftDecision(r.decision(Finding::Substantiated))),
        ["no_worksheet"; 2]
    );
    r.does("caseworker", r.worksheets());

    // 25 Nov: all that is missing is named at once.
    r.on(date(2026, 11, 25));
    let mut decision = r.decision(Finding::Substantiated);
    for kind in [RemedyKind::Practice, RemedyKind::Compensation] {
        decision.remedies.push(crate::decision::NewRemedy {
            kind,
            what: text("what is to be done"),
            owner: None,
            due_on: date(2027, 1, 15),
        });
    }
    let mut without_guidance = decision.clone();
    without_guidance.reasons.guidance = None;
    r.does("decision-maker", Command::DraftDecision(without_guidance));
    assert_eq!(r.lacks("decision-maker", Command::Decide), ["not_asked", "no_guidance", "own_draft"]);

    r.on(date(2026, 11, 26)).does("decision-maker", Command::ReviseDecision(decision));
    assert_eq!(r.lacks("decision-maker", Command::Decide), ["not_asked", "own_draft"]);
    r.consult("decision-maker", About::Decision);
    assert_eq!(r.lacks("decision-maker", Command::Decide), ["own_draft"]);
    let back = Command::ReturnDecision(ReturnDecision { reason: text("not yet") });
    assert_eq!(r.lacks("decision-maker", back), ["own_draft"]);

    r.on(date(2026, 11, 27)).staff("decision-maker2", Role::DecisionMaker);
    r.does("decision-maker2", Command::Decide);
    assert!(r.case.checks.is_empty());
    r.system();
    assert!(r.case.allegations.iter().all(|it| it.finding == Some(Finding::Substantiated)));
    for party in [PartyRole::Complainant, PartyRole::EmployerUnit] {
        let until = crate::review::review_until(&r.case, r.party(party), rules);
        assert_eq!(until, Some(date(2026, 12, 28)));
    }
    let checks = [date(2026, 12, 27), date(2027, 2, 25), date(2027, 5, 26)];
    assert_eq!(r.case.checks.iter().map(|it| it.due_on).collect::<Vec<_>>(), checks);

    r.on(date(2026, 11, 30));
    assert_eq!(r.lacks("caseworker", Command::StartRemedies), ["not_asked"]);
    r.consult("caseworker", About::Remedy);
    r.does("caseworker", Command::StartRemedies);

    let check: Vec<_> = r.case.checks.iter().map(|it| it.id).collect();
    let says = |id, answer| Command::AnswerCheck(id, AnswerCheck { answer, words: Some(text("since then")) });
    r.on(date(2026, 12, 27));
    assert_eq!(r.case.checks[0].attempts, [date(2026, 12, 27)]);
    assert_eq!(r.lacks("complainant", says(check[1], CheckAnswer::No)), ["not_due"]);
    r.does("complainant", says(check[0], CheckAnswer::No));

    r.on(date(2027, 1, 15));
    let done = r.case.remedies.iter().map(|it| it.id).collect();
    r.does("caseworker", Command::CompleteRemedies(CompleteRemedies { done, scheduled: Vec::new() }));
    assert_eq!(r.stage(), Stage::FollowUp);

    // The linked victimisation case is left for a later issue.
    r.on(date(2027, 2, 25)).does("complainant", says(check[1], CheckAnswer::Yes));

    let close = Command::Close(Close { message: text("the outcome") });
    r.on(date(2027, 5, 20));
    assert_eq!(r.lacks("caseworker", close.clone()), ["not_asked", "check_open"]);
    r.on(date(2027, 5, 26)).does("complainant", says(check[2], CheckAnswer::No));

    r.on(date(2027, 6, 1)).consult("caseworker", About::Closing);
    r.does("caseworker", close);
    assert_eq!(r.stage(), Stage::Closed);
    assert_eq!(r.case.closed_on, Some(date(2027, 6, 1)));
}
