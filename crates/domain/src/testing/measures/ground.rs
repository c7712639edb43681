//! The finding that a measure rests on is set aside or withdrawn: the measure case goes no further by itself.

use super::{decided, from, until};
use crate::{
    Action, Capacity, CaseId, Command, Duty, Finding, Holder, LinkedAs, Role, Stage,
    access::Denial,
    decision::DraftDecision,
    measure::{EndMeasure, GroundAnew, NewMeasure, Sanction},
    review::Conclude,
    testing::{acts::*, play::Play, town},
};

/// A complaint that is decided with a measure, and the measure case on its way to a state.
fn both(stage: Stage) -> (Play, Play) {
    let complaint = decided(account("team-leader"), Sanction::Warning);
    let mut measure = complaint.others[0].clone();
    super::staff(&mut measure);
    (complaint, from(measure, stage))
}

/// The complaint goes on beside the measure case as it stands; afterwards that is what the complaint made of it.
fn beside(complaint: &mut Play, measure: &mut Play, story: impl FnOnce(&mut Play)) {
    complaint.skip_to(measure.today().max(complaint.today()));
    complaint.others = vec![measure.clone()];
    story(complaint);
    *measure = complaint.others[0].clone();
}

fn sent_back(complaint: &mut Play) {
    complaint.system();
    complaint.acts("respondent", Action::AskReview);
    complaint.acts("reviewer", Action::SendBack);
}

fn end() -> Command {
    Command::EndMeasure(EndMeasure { message: text("nothing is done") })
}

fn ground() -> Command {
    Command::GroundAnew(GroundAnew { reason: text("the same was found") })
}

/// Decides the complaint anew, by somebody else, with these measures.
fn decided_anew(complaint: &mut Play, against: &[&str]) {
    complaint.acts("investigator", Action::FinishInvestigation);
    while complaint.case.hearing_items.iter().any(|it| it.disclosed_on.is_none()) {
        complaint.acts("investigator", Action::Disclose);
    }
    for who in ["complainant", "respondent"] {
        complaint.acts(who, Action::Reply);
    }
    complaint.acts("caseworker", Action::CloseHearing);
    complaint.acts("caseworker", Action::Assess);
    let measures =
        against.iter().map(|who| NewMeasure { person: account(who), sanction: Sanction::Warning }).collect();
    let draft = DraftDecision { measures, ..complaint.decision(Finding::Substantiated) };
    complaint.does("decision-maker2", Command::DraftDecision(draft));
    complaint.consult_for("decision-maker2", Action::Decide);
    complaint.does("decision-maker", Command::Decide);
}

fn next_step(stage: Stage) -> (&'static str, Action) {
    match stage {
        Stage::Investigation => ("investigator2", Action::FinishInvestigation),
        Stage::Hearing => ("investigator2", Action::Disclose),
        Stage::Assessment => ("decision-maker", Action::DraftDecision),
        Stage::DecisionDrafted => ("decision-maker3", Action::Decide),
        Stage::UnderReview => ("reviewer", Action::Uphold),
        _ => ("caseworker2", Action::Close),
    }
}

#[test]
fn it_stops_wherever_it_stands_until_it_is_ended() {
    for stage in [
        Stage::Investigation,
        Stage::Hearing,
        Stage::Assessment,
        Stage::DecisionDrafted,
        Stage::Decided,
        Stage::UnderReview,
    ] {
        let (mut complaint, mut p) = both(stage);
        assert_eq!(p.lacks("decision-maker", end()).last(), Some(&"finding_stands"), "{stage}");
        assert_eq!(p.lacks("decision-maker", ground()), ["finding_stands"], "{stage}");
        beside(&mut complaint, &mut p, sent_back);
        let [told] = &complaint.last.also[..] else { panic!("{stage}") };
        assert_eq!((told.act.action, told.act.actor), (Action::TellOfFinding, None), "{stage}");
        assert_eq!(told.act.capacity, Capacity::System);
        assert_eq!(p.case.ground_lost().unwrap().on, complaint.today());
        assert_eq!(p.stage(), stage);
        let (who, action) = next_step(stage);
        let step = p.sample(who, action).unwrap();
        assert!(p.lacks(who, step).contains(&"finding_set_aside"), "{stage}");
        let listed = p.available(who).into_iter().find(|it| it.action == action).unwrap();
        assert!(!listed.possible && listed.unmet.iter().any(|it| it.code == "finding_set_aside"));
        assert_eq!(p.lacks("decision-maker", ground()), ["not_found_again"], "{stage}");
        let desk = Holder::User(town::member("decision-maker").id);
        let row = p.last.docket.iter().find(|it| it.holder == desk).unwrap();
        assert_eq!(row.next_due.map(|it| it.0), Some(Duty::SettleGround), "{stage}");
        for who in ["caseworker2", "investigator2", "reviewer", "coordinator"] {
            assert_eq!(p.denied(who, end()), Denial::Forbidden, "{who}");
        }
        if stage == Stage::UnderReview {
            // The review is concluded first, by sending it back.
            p.acts("reviewer", Action::SendBack);
        }
        let informed = p.case.respondent_informed();
        p.does("decision-maker", end());
        assert_eq!((p.stage(), p.case.outcome()), (Stage::Closed, None), "{stage}");
        assert!(p.case.retain_until.is_some() && p.case.draft.is_none());
        let closing = p.case.deliveries.iter().filter(|it| it.act == crate::delivery::Delivered::Closing);
        assert_eq!(closing.count(), usize::from(informed), "{stage}");
        assert_eq!(p.is_hidden_from("team-leader"), !informed, "{stage}");
        p.acts("archivist", Action::Archive);
    }
}

/// What the person does stays possible: nobody loses a right because we are at a loss.
#[test]
fn what_the_person_does_stays_possible() {
    let (mut complaint, mut p) = both(Stage::Hearing);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    beside(&mut complaint, &mut p, sent_back);
    p.acts("team-leader", Action::AskAccess);
    p.acts("caseworker2", Action::AnswerAccess);
    p.acts("team-leader", Action::Reply);
    let (mut complaint, mut p) = both(Stage::Decided);
    beside(&mut complaint, &mut p, sent_back);
    p.acts("team-leader", Action::AskReview);
}

#[test]
fn a_new_decision_that_proposes_it_again_lets_the_office_ground_it_anew() {
    let (mut complaint, mut p) = both(Stage::Hearing);
    beside(&mut complaint, &mut p, sent_back);
    beside(&mut complaint, &mut p, |it| decided_anew(it, &["team-leader"]));
    assert_eq!(complaint.case.linked_as(LinkedAs::Measure).collect::<Vec<CaseId>>(), [p.case.id]);
    let lost = p.case.ground_lost().unwrap();
    assert_eq!(lost.found_again_on, Some(complaint.today()));
    // Whoever made the finding, before or now, is none of the three here.
    for who in ["decision-maker", "decision-maker2"] {
        assert!(p.case.barred_by_own_act(town::member(who).id, Role::DecisionMaker), "{who}");
    }
    assert_eq!(p.lacks("decision-maker", ground()), ["separation_of_duties"]);
    assert!(
        p.lacks("investigator2", p.sample("investigator2", Action::Disclose).unwrap())
            .contains(&"finding_set_aside")
    );
    p.does("decision-maker3", ground());
    assert_eq!(p.case.ground_lost(), None);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
}

#[test]
fn a_new_decision_without_it_leaves_it_where_it_is_and_one_after_the_end_opens_another() {
    let (mut complaint, mut p) = both(Stage::Hearing);
    beside(&mut complaint, &mut p, sent_back);
    beside(&mut complaint, &mut p, |it| decided_anew(it, &[]));
    assert!(complaint.last.also.is_empty());
    assert_eq!(p.lacks("decision-maker", ground()), ["not_found_again"]);
    let (mut complaint, mut p) = both(Stage::Hearing);
    beside(&mut complaint, &mut p, sent_back);
    p.does("decision-maker", end());
    beside(&mut complaint, &mut p, |it| decided_anew(it, &["team-leader"]));
    assert_eq!(complaint.case.linked_as(LinkedAs::Measure).count(), 2);
    assert_eq!(complaint.last.also.len(), 1, "the one that ended is told nothing");
}

/// Withdrawn on review: the changed decision does not propose it any more.
#[test]
fn a_decision_that_is_changed_on_review_takes_it_back() {
    let (mut complaint, mut p) = both(Stage::Investigation);
    beside(&mut complaint, &mut p, |it| {
        it.system();
        it.acts("respondent", Action::AskReview);
        it.acts("reviewer", Action::ChangeDecision);
        assert!(it.last.also.is_empty(), "a proposal changes nothing");
        it.consult_for("decision-maker", Action::ChangeDecision);
        it.does("decision-maker2", Command::ConcludeReview(Conclude::Change { decision: None }));
    });
    assert!(p.case.ground_lost().is_some());
    // Not one that leaves it as it is.
    let (mut complaint, mut p) = both(Stage::Investigation);
    beside(&mut complaint, &mut p, |it| {
        it.system();
        it.acts("respondent", Action::AskReview);
        it.acts("reviewer", Action::Uphold);
    });
    assert_eq!(p.case.ground_lost(), None);
}

#[test]
fn nor_does_a_finding_that_was_never_lost_come_again() {
    let p = until(Stage::Decided);
    assert_eq!(p.case.ground_lost(), None);
    let mut p = until(Stage::Archived);
    p.case.measure.as_mut().unwrap().ground_lost = None;
    assert!(matches!(p.refused("decision-maker", end()), crate::Refusal::State { .. }));
}
