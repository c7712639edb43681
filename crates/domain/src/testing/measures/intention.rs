//! Another measure is intended than the one the case was opened for.

use super::{against_team_leader, from, until};
use crate::{
    Action, Command, Phase, Priority, Stage,
    access::Denial,
    delivery::Delivered,
    measure::{IntendMeasure, Sanction},
    testing::{acts::*, play::Play},
};

fn intend(sanction: Sanction) -> Command {
    Command::IntendMeasure(IntendMeasure { sanction, reason: text("it weighs otherwise") })
}

fn intended(p: &Play) -> Option<Sanction> {
    p.case.measure.as_ref().unwrap().intended()
}

fn told(p: &Play) -> Sanction {
    p.case.intention_told().unwrap().sanction
}

#[test]
fn before_the_person_was_heard_it_is_another_measure_and_nothing_else() {
    let mut p = against_team_leader(Sanction::Warning);
    assert_eq!((p.case.phase(), p.case.priority), (Phase::Employment, Priority::Normal));
    p.does("decision-maker", intend(Sanction::Dismissal));
    assert_eq!((intended(&p), p.stage()), (Some(Sanction::Dismissal), Stage::Investigation));
    assert_eq!((p.case.phase(), p.case.priority), (Phase::Dismissal, Priority::High));
    assert!(p.case.hearing_items.is_empty() && p.case.deliveries.is_empty());
    assert!(p.is_hidden_from("team-leader"), "not even that there is a case");
    // The union is told of it before the person is heard.
    p.acts("investigator2", Action::FinishInvestigation);
    assert_eq!(
        p.lacks("investigator2", p.sample("investigator2", Action::Disclose).unwrap()),
        ["union_not_told"]
    );
}

#[test]
fn what_cannot_be_intended_and_by_whom() {
    let p = until(Stage::Hearing);
    assert_eq!(p.lacks("decision-maker", intend(Sanction::Dismissal)), ["unchanged"]);
    assert_eq!(p.lacks("decision-maker", intend(Sanction::NoMeasure)), ["not_a_measure"]);
    for who in ["caseworker2", "investigator2", "reviewer", "coordinator"] {
        assert_eq!(p.denied(who, intend(Sanction::Warning)), Denial::Forbidden, "{who}");
    }
    assert_eq!(p.denied("team-leader", intend(Sanction::Warning)), Denial::Hidden);
    let mut p = p;
    for round in 0..19 {
        let sanction = if round % 2 == 0 { Sanction::Warning } else { Sanction::Transfer };
        p.does("decision-maker", intend(sanction));
    }
    assert_eq!(p.lacks("decision-maker", intend(Sanction::Transfer)), ["too_many"]);
    let decided = until(Stage::Decided);
    assert!(matches!(
        decided.refused("decision-maker", intend(Sanction::Warning)),
        crate::Refusal::State { .. }
    ));
}

#[test]
fn in_the_hearing_the_person_is_heard_on_it_as_well() {
    let mut p = until(Stage::Hearing);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    p.acts("team-leader", Action::Reply);
    p.does("decision-maker", intend(Sanction::Transfer));
    assert_eq!(p.case.hearing_items.len(), 2);
    assert_eq!(told(&p), Sanction::Dismissal, "told by putting it to them");
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["not_disclosed"]);
    p.acts("investigator2", Action::Disclose);
    assert_eq!(told(&p), Sanction::Transfer);
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["reply_pending"]);
    p.acts("team-leader", Action::Reply);
    p.acts("caseworker2", Action::CloseHearing);
}

#[test]
fn a_harder_one_opens_the_hearing_again() {
    for stage in [Stage::Assessment, Stage::DecisionDrafted] {
        let mut p = from(against_team_leader(Sanction::Warning), stage);
        p.does("decision-maker", intend(Sanction::Dismissal));
        assert_eq!((p.stage(), &p.case.draft), (Stage::Hearing, &None));
        assert_eq!(told(&p), Sanction::Warning);
        // What the union was told was about a warning.
        let disclose = p.sample("investigator2", Action::Disclose).unwrap();
        assert_eq!(p.lacks("investigator2", disclose.clone()), ["union_not_told"]);
        p.acts("caseworker2", Action::NotifyUnion);
        p.does("investigator2", disclose);
        assert_eq!(told(&p), Sanction::Dismissal);
        p.acts("team-leader", Action::Reply);
        p.acts("caseworker2", Action::CloseHearing);
        // The reasons answer what the person says to it.
        let mut draft = p.decision(crate::Finding::Substantiated);
        draft.answers.truncate(1);
        p.does("decision-maker", Command::DraftDecision(draft));
        assert_eq!(p.lacks("decision-maker3", Command::Decide), ["reply_unanswered"]);
        p.acts("decision-maker", Action::ReviseDecision);
        p.acts("decision-maker3", Action::Decide);
    }
}

#[test]
fn of_a_milder_one_the_person_is_told() {
    let mut p = from(against_team_leader(Sanction::Transfer), Stage::DecisionDrafted);
    p.does("decision-maker", intend(Sanction::Warning));
    assert_eq!((p.stage(), told(&p)), (Stage::DecisionDrafted, Sanction::Warning));
    assert_eq!(p.case.deliveries.last().unwrap().act, Delivered::IntentionNotice);
    // What is drafted is harder now than what is intended, and back to that leads the hearing alone.
    assert_eq!(p.lacks("decision-maker3", Command::Decide), ["harder_than_heard"]);
    let mut back = p.clone();
    back.does("decision-maker", intend(Sanction::Transfer));
    assert_eq!(back.stage(), Stage::Hearing);
    p.acts("decision-maker", Action::ReviseDecision);
    p.acts("decision-maker3", Action::Decide);
}

/// Sent back, the person was heard on the first one already.
#[test]
fn who_was_heard_before_is_heard_anew_after_a_return() {
    let mut p = from(against_team_leader(Sanction::Warning), Stage::DecisionDrafted);
    p.acts("decision-maker3", Action::ReturnDecision);
    p.does("decision-maker", intend(Sanction::Transfer));
    let finish =
        crate::investigation::FinishInvestigation { report: text("same"), adverse_facts: Vec::new() };
    p.does("investigator2", Command::FinishInvestigation(finish));
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["not_disclosed"]);
}
