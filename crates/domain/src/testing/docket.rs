//! Lists: who has the case on theirs, and what is due for them by when.

use jiff::civil::Date;

use super::{acts::*, play::Play, stages::at, town};
use crate::{
    Action, DocketRow, Duty, Holder, Role, Stage, WaitingFor, consultation::About, hearing::NewAdverseFact,
    impartiality::Concern, rules::Rules,
};

fn row<'a>(p: &'a Play, holder: &Holder) -> Option<&'a DocketRow> {
    p.last.docket.iter().find(|it| it.holder == *holder)
}

/// What is due for somebody; panics when the case is not on their list.
#[track_caller]
fn due(p: &Play, who: &str) -> Option<(Duty, Date)> {
    let holder = match who {
        "intake" => Holder::Intake(town::SCHOOL),
        "coordinator" => Holder::Desk(Role::Coordinator),
        "conflict-officer" => Holder::Desk(Role::ConflictOfficer),
        "privacy-officer" => Holder::Desk(Role::PrivacyOfficer),
        "archivist" => Holder::Desk(Role::Archivist),
        _ => Holder::User(town::member(who).id),
    };
    row(p, &holder).unwrap_or_else(|| panic!("not on the list of {who}")).next_due
}

fn on_list(p: &Play, who: &str) -> bool {
    row(p, &Holder::User(town::member(who).id)).is_some()
}

#[test]
fn from_the_filing_to_the_admission() {
    let rules = Rules::denmark();
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.concerned = vec![concerned(Concern::Accused, account("panel-chair"))];
    let mut p = Play::begin("complainant", draft, super::stages::start());
    let filed = p.today();
    assert_eq!(due(&p, "intake"), Some((Duty::Acknowledge, rules.acknowledge_by(filed))));
    assert_eq!(due(&p, "conflict-officer"), Some((Duty::SettleConflict, filed)));
    assert_eq!(due(&p, "coordinator"), None);
    assert_eq!(p.last.listed.waiting_for, WaitingFor::Staff);
    for _ in 0..p.case.conflict_checks.len() {
        p.acts("conflict-officer", Action::SettleConflict);
    }
    assert_eq!(row(&p, &Holder::Desk(Role::ConflictOfficer)), None);
    p.does("intake", impartial());
    p.acts("intake", Action::Acknowledge);
    assert_eq!(due(&p, "intake"), None);
    let screening = rules.screen_by(filed, p.case.phase());
    assert_eq!(due(&p, "coordinator"), Some((Duty::Assign, screening)));
    p.does("coordinator", assign("caseworker", Role::Caseworker));
    assert_eq!(due(&p, "coordinator"), None);
    assert_eq!(due(&p, "caseworker"), Some((Duty::Declare, filed)));
    p.does("caseworker", impartial());
    assert_eq!(due(&p, "caseworker"), Some((Duty::Screen, screening)));
    p.acts("caseworker", Action::StartScreening);
    p.does("caseworker", ask(About::Scope));
    let reply_by = rules.consultation_reply_by(filed);
    assert_eq!(due(&p, "complainant"), Some((Duty::Consult, reply_by)));
    assert_eq!(p.last.listed.waiting_for, WaitingFor::Complainant);
    assert!(!on_list(&p, "respondent"));
    p.acts("complainant", Action::AnswerConsultation);
    assert_eq!(due(&p, "complainant"), None);
    p.acts("caseworker", Action::WeighConsultation);
    p.acts("caseworker", Action::Admit);
    assert!(on_list(&p, "respondent"));
    assert_eq!(row(&p, &Holder::Intake(town::SCHOOL)), None);
    assert_eq!(due(&p, "coordinator"), Some((Duty::Assign, rules.decision_target(filed))));
    p.acts("caseworker", Action::RequestInformation);
    assert_eq!(due(&p, "complainant"), Some((Duty::Answer, rules.information_reply_by(filed))));
}

#[test]
fn in_the_hearing() {
    let mut p = at(Stage::Hearing);
    let last = p.case.hearing_items[0].reply_by.unwrap();
    for who in ["complainant", "representative2", "respondent"] {
        assert_eq!(due(&p, who), Some((Duty::Reply, last)), "{who}");
    }
    assert_eq!(due(&p, "caseworker"), Some((Duty::Hear, last)));
    let target = Rules::denmark().decision_target(p.case.received_on.unwrap());
    assert_eq!(due(&p, "decision-maker"), Some((Duty::Decide, target)));
    let against = NewAdverseFact { fact: text("a new fact"), party: p.case.hearing_items[1].party };
    p.does("investigator", crate::Command::AddAdverseFact(against));
    assert_eq!(due(&p, "investigator"), Some((Duty::Hear, p.today())), "somebody has to disclose it");
    p.acts("complainant", Action::Reply);
    assert_eq!(due(&p, "complainant"), None);
    assert_eq!(p.last.listed.waiting_for, WaitingFor::Respondent);
    p.acts("respondent", Action::AskAccess);
    let access = Rules::denmark().access_due(p.today());
    assert_eq!(due(&p, "caseworker"), Some((Duty::AnswerAccess, access)));
}

#[test]
fn from_the_decision_on() {
    let p = at(Stage::Decided);
    let until = Rules::denmark().review_until(p.today());
    for who in ["complainant", "respondent"] {
        assert_eq!(due(&p, who), Some((Duty::RequestReview, until)), "{who}");
    }
    assert_eq!(p.last.listed.wake_at.map(|it| it > p.last.at), Some(true), "the first check");
    let p = at(Stage::Remediation);
    assert_eq!(due(&p, "caseworker"), Some((Duty::CompleteRemedy, p.case.remedies[0].due_on)));
    assert_eq!(due(&p, "complainant"), Some((Duty::FollowUp, p.case.checks[0].due_on)));
    let p = at(Stage::FollowUp);
    assert_eq!(due(&p, "caseworker"), Some((Duty::Close, p.case.checks[2].due_on)));
    let p = at(Stage::UnderReview);
    assert_eq!(due(&p, "reviewer"), Some((Duty::Review, p.today())));
    let p = at(Stage::Withdrawn);
    let until = Rules::denmark().revoke_until(p.today());
    assert_eq!(due(&p, "complainant"), Some((Duty::RevokeWithdrawal, until)));
    let p = at(Stage::Closed);
    let watched = Rules::denmark().watch_until(p.case.closed_on.unwrap());
    assert_eq!(due(&p, "archivist"), Some((Duty::Archive, watched)));
    let p = at(Stage::Archived);
    let kept = super::stages::end_of_retention(&p);
    assert_eq!(due(&p, "archivist"), Some((Duty::Dispose, kept)));
    assert_eq!(due(&p, "complainant"), None);
    assert_eq!(p.last.listed.waiting_for, WaitingFor::Nobody);
    assert_eq!(p.last.listed.wake_at, None);
}

#[test]
fn a_measure_is_due_for_its_review_while_in_force() {
    let mut p = at(Stage::Admitted);
    p.consult_for("decision-maker", Action::OrderInterim);
    p.acts("decision-maker", Action::OrderInterim);
    let measure = p.case.interim_measures[0].clone();
    assert_eq!(due(&p, "decision-maker"), Some((Duty::ReviewMeasure, measure.review_on)));
    p.on(measure.until.tomorrow().unwrap());
    p.acts("decision-maker", Action::RecordNote);
    let target = Rules::denmark().decision_target(p.case.received_on.unwrap());
    assert_eq!(due(&p, "decision-maker"), Some((Duty::Decide, target)));
}

#[test]
fn a_draft_stands_on_its_authors_list_alone() {
    let p = at(Stage::Draft);
    assert_eq!(p.last.docket.len(), 1);
    assert_eq!(due(&p, "complainant"), None);
    assert_eq!(p.last.listed.waiting_for, WaitingFor::Author);
}
