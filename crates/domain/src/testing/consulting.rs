//! Consultations: before each major decision, answered or let pass, weighed, and good for one decision (G4).

use super::{acts::*, play::Play, stages::at};
use crate::{
    Action, Command, ConsultationId, Stage,
    access::Denial,
    consultation::{About, AskConsultation, Stance, Track},
    rules::Rules,
};

/// Each decision that needs a consultation: where, by whom, about what.
const DECISIONS: [(Stage, &str, Action, About); 11] = [
    (Stage::Screening, "decision-maker", Action::Reject, About::Outcome),
    (Stage::Screening, "caseworker", Action::Refer, About::Outcome),
    (Stage::Screening, "caseworker", Action::Admit, About::Scope),
    (Stage::Admitted, "coordinator", Action::OpenInvestigation, About::Track),
    (Stage::Admitted, "caseworker", Action::OfferMediation, About::Track),
    (Stage::Acknowledged, "decision-maker", Action::OrderInterim, About::Interim),
    (Stage::DecisionDrafted, "decision-maker2", Action::Decide, About::Decision),
    (Stage::Decided, "caseworker", Action::StartRemedies, About::Remedy),
    (Stage::Settled, "caseworker", Action::StartRemedies, About::Remedy),
    (Stage::FollowUp, "caseworker", Action::Close, About::Closing),
    (Stage::UnderReview, "decision-maker", Action::ChangeDecision, About::Decision),
];

/// A case in which nothing but the consultation is missing for a decision.
fn ready(stage: Stage, action: Action) -> Play {
    let mut p = at(stage);
    match action {
        Action::Reject => p.acts("caseworker", Action::DraftRejection),
        Action::OfferMediation => {
            p.acts("complainant", Action::AgreeMediation);
            p.acts("respondent", Action::AgreeMediation);
        }
        Action::ChangeDecision => p.acts("reviewer", Action::ChangeDecision),
        Action::Close => {
            p.on(p.case.checks.iter().map(|it| it.due_on).max().unwrap());
            for _ in 0..3 {
                p.acts("complainant", Action::AnswerCheck);
            }
        }
        _ => {}
    }
    p
}

#[test]
fn before_each_major_decision() {
    for (stage, who, action, about) in DECISIONS {
        let mut p = ready(stage, action);
        let lacks = |p: &Play| p.lacks(who, p.sample(who, action).unwrap());
        assert_eq!(lacks(&p), ["not_asked"], "{action} in {stage}");
        // Being asked about something else is not being asked.
        p.consult("decision-maker", if about == About::Identity { About::Scope } else { About::Identity });
        assert_eq!(lacks(&p), ["not_asked"], "{action}");
        let asked: ConsultationId = p.made("decision-maker", ask_for(about, action));
        assert_eq!(lacks(&p), ["answer_pending"], "{action}");
        p.does("complainant", answer(asked, Stance::Remarks));
        assert_eq!(lacks(&p), ["not_weighed"], "{action}");
        p.does("decision-maker", weigh(asked));
        p.acts(who, action);
        let used = p.case.consultations.iter().find(|it| it.id == asked).unwrap();
        assert_eq!(used.used_on, Some(p.today()), "{action}");
    }
}

#[test]
fn good_for_one_decision() {
    let mut p = at(Stage::Admitted);
    let asked = p.consult("decision-maker", About::Interim);
    p.acts("decision-maker", Action::OrderInterim);
    let again = p.sample("decision-maker", Action::OrderInterim).unwrap();
    assert_eq!(p.lacks("decision-maker", again), ["not_asked"]);
    assert_eq!(p.lacks("complainant", answer(asked, Stance::Agree)), ["already_answered"]);
    assert_eq!(p.lacks("decision-maker", weigh(asked)), ["already_used"]);
}

/// People are asked about the decision that is made, not about one that was planned before.
#[test]
fn asked_about_this_decision() {
    let lacks = |p: &Play| p.lacks("decision-maker2", Command::Decide);
    // Months before anything was drafted.
    let mut p = at(Stage::Screening);
    let early = p.consult("caseworker", About::Decision);
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
    p.consult_for("caseworker", Action::OpenInvestigation);
    p.acts("coordinator", Action::OpenInvestigation);
    p.acts("investigator", Action::SetFacts);
    for (who, action) in [
        ("investigator", Action::FinishInvestigation),
        ("investigator", Action::Disclose),
        ("investigator", Action::Disclose),
        ("complainant", Action::Reply),
        ("respondent", Action::Reply),
        ("caseworker", Action::CloseHearing),
        ("caseworker", Action::Assess),
        ("decision-maker", Action::DraftDecision),
    ] {
        p.acts(who, action);
    }
    assert_eq!(lacks(&p), ["not_asked"]);
    assert_eq!(p.lacks("caseworker", weigh(early)), ["superseded"]);

    // About a draft that was revised after the answer.
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker", Action::ReviseDecision);
    assert_eq!(lacks(&p), ["not_asked"]);
    let open: ConsultationId = p.made("decision-maker", ask(About::Decision));
    p.acts("decision-maker", Action::ReviseDecision);
    assert_eq!(p.lacks("complainant", answer(open, Stance::Agree)), ["superseded"]);
    assert_eq!(p.lacks("complainant", Command::ExtendConsultation(open)), ["no_more_time"]);

    // About one that went back: everything is found, weighed and asked anew.
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::ReturnDecision);
    assert!(p.case.worksheets.is_empty());
    p.acts("investigator", Action::FinishInvestigation);
    p.acts("investigator", Action::Disclose);
    p.acts("investigator", Action::Disclose);
    p.acts("complainant", Action::Reply);
    p.acts("respondent", Action::Reply);
    p.acts("caseworker", Action::CloseHearing);
    let draft = p.sample("decision-maker", Action::DraftDecision).unwrap();
    assert_eq!(p.lacks("decision-maker", draft), ["no_worksheet"]);
    p.acts("caseworker", Action::Assess);
    p.acts("decision-maker", Action::DraftDecision);
    assert_eq!(lacks(&p), ["not_asked"]);
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);
}

#[test]
fn asked_about_this_outcome() {
    // Before the review, and before the reviewer's proposal.
    let mut p = at(Stage::Decided);
    p.consult("caseworker", About::Decision);
    p.acts("respondent", Action::AskReview);
    p.acts("reviewer", Action::ChangeDecision);
    let confirm = p.sample("decision-maker", Action::ChangeDecision).unwrap();
    assert_eq!(p.lacks("decision-maker", confirm), ["not_asked"]);

    // Before there was anything to remedy or to close.
    let mut p = at(Stage::DecisionDrafted);
    p.consult("caseworker", About::Remedy);
    p.consult("caseworker", About::Closing);
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);
    p.system();
    assert_eq!(p.lacks("caseworker", Command::StartRemedies), ["not_asked"]);
    assert!(p.case.consultation(About::Closing).is_none());

    // Before the case started again; an interim measure goes its own way.
    for (stage, action) in [(Stage::UnderReview, Action::SendBack), (Stage::Closed, Action::Reopen)] {
        let mut p = at(stage);
        if stage == Stage::UnderReview {
            for about in [About::Remedy, About::Closing, About::Track, About::Interim] {
                p.consult("caseworker", about);
            }
        }
        p.acts("reviewer", action);
        for about in [About::Remedy, About::Closing, About::Track] {
            assert!(p.case.consultation(about).is_none(), "{about}");
        }
        assert_eq!(p.case.consultation(About::Interim).is_some(), stage == Stage::UnderReview);
    }
}

/// To agree to mediation is not to agree that the case rests.
#[test]
fn an_answer_about_one_way_is_none_about_another() {
    let mut p = ready(Stage::Admitted, Action::OfferMediation);
    let Command::AskConsultation(asked) = ask_track(Track::Mediation) else { panic!() };
    let without = AskConsultation { track: None, ..asked.clone() };
    assert_eq!(p.lacks("caseworker", Command::AskConsultation(without)), ["missing"]);
    let elsewhere = AskConsultation { about: About::Scope, ..asked };
    assert_eq!(p.lacks("caseworker", Command::AskConsultation(elsewhere)), ["not_track"]);
    p.consult_track("caseworker", Track::Mediation);
    assert_eq!(p.case.consultations.last().unwrap().track, Some(Track::Mediation));
    assert_eq!(p.lacks("coordinator", Command::OpenInvestigation), ["not_asked"]);
    for action in [Action::Suspend, Action::SplitOff, Action::Consolidate] {
        let listed = p.available("caseworker").into_iter().find(|it| it.action == action).unwrap();
        assert_eq!(listed.unmet.iter().map(|it| it.code).collect::<Vec<_>>(), ["not_asked"], "{action}");
    }
    // It is not used up by another.
    p.consult_track("caseworker", Track::Suspension);
    p.acts("caseworker", Action::Suspend);
    p.acts("caseworker", Action::EndSuspension);
    p.acts("caseworker", Action::OfferMediation);
    assert_eq!(p.stage(), Stage::InformalResolution);
}

#[test]
fn silence_is_weighed_after_the_last_day() {
    let mut p = at(Stage::Screening);
    let asked: ConsultationId = p.made("caseworker", ask(About::Scope));
    let last = Rules::denmark().consultation_reply_by(p.today());
    assert_eq!(p.case.consultations[0].reply_by, last);
    assert_eq!(p.lacks("caseworker", weigh(asked)), ["answer_pending"]);
    p.on(last);
    assert_eq!(p.lacks("caseworker", weigh(asked)), ["answer_pending"], "the last day is the person's");
    p.on(last.tomorrow().unwrap());
    assert_eq!(p.lacks("caseworker", p.sample("caseworker", Action::Admit).unwrap()), ["not_weighed"]);
    p.does("caseworker", weigh(asked));
    // A late answer is still taken, until a decision rests on it, and is weighed in place of the silence.
    p.does("complainant", answer(asked, Stance::Remarks));
    assert_eq!(p.lacks("caseworker", p.sample("caseworker", Action::Admit).unwrap()), ["not_weighed"]);
    p.does("caseworker", weigh(asked));
    p.acts("caseworker", Action::Admit);
}

#[test]
fn more_time_is_given_once_and_at_once() {
    let mut p = at(Stage::Screening);
    let asked: ConsultationId = p.made("caseworker", ask(About::Scope));
    let last = p.case.consultations[0].reply_by;
    let more = || Command::ExtendConsultation(asked);
    let mut late = p.clone();
    late.on(last.tomorrow().unwrap());
    assert_eq!(late.lacks("complainant", more()), ["no_more_time"]);
    p.does("complainant", more());
    assert_eq!(p.case.consultations[0].reply_by, Rules::denmark().consultation_extended(last));
    assert_eq!(p.lacks("complainant", more()), ["no_more_time"]);
    assert_eq!(p.lacks("caseworker", weigh(asked)), ["answer_pending"]);
}

#[test]
fn only_the_person_and_who_decides_for_them_answer() {
    let mut p = at(Stage::Admitted);
    let asked: ConsultationId = p.made("caseworker", ask(About::Track));
    for who in ["representative2", "representative3", "respondent", "witness", "caseworker"] {
        assert_eq!(p.denied(who, answer(asked, Stance::Agree)), Denial::Forbidden, "{who}");
    }
    p.does("representative", answer(asked, Stance::Agree));
    let nothing = ConsultationId(uuid::Uuid::nil());
    assert_eq!(p.lacks("complainant", answer(nothing, Stance::Agree)), ["no_such_item"]);
    assert_eq!(p.lacks("caseworker", weigh(nothing)), ["no_such_item"]);
}

#[test]
fn the_latest_question_counts() {
    let mut p = at(Stage::Admitted);
    p.consult("decision-maker", About::Interim);
    let asked: ConsultationId = p.made("decision-maker", ask(About::Interim));
    let order = |p: &Play| p.sample("decision-maker", Action::OrderInterim).unwrap();
    assert_eq!(p.lacks("decision-maker", order(&p)), ["answer_pending"]);
    p.does("complainant", answer(asked, Stance::Agree));
    p.does("decision-maker", weigh(asked));
    p.acts("decision-maker", Action::OrderInterim);
    assert_eq!(p.lacks("decision-maker", order(&p)), ["not_asked"], "what was asked before the last is over");
}
