//! Amendment: more allegations, like or related to those there, which are investigated and heard as the others.

use super::{
    acts::*,
    play::Play,
    stages::{self, at},
};
use crate::{
    Action, AllegationId, Command, Duty, Finding, Form, Ground, Priority, Refusal, Stage,
    access::Denial,
    amendment::{Amend, Relation},
    case::{FiledBy, PartyRole},
    delivery::Delivered,
    guard::Guard,
    intake::Admit,
    investigation::FinishInvestigation,
    rules::Rules,
};

const OPEN: [Stage; 4] = [Stage::Admitted, Stage::InformalResolution, Stage::Investigation, Stage::Hearing];

fn amend(p: &Play) -> Command {
    Command::Amend(p.amendment(vec![allegation(Ground::Age, Form::Direct)]))
}

/// The investigation is finished again, with a fact against the unit or without one.
fn finish(p: &mut Play, fact: bool) {
    let adverse_facts = if fact { vec![p.fact_against(PartyRole::EmployerUnit)] } else { Vec::new() };
    let report = FinishInvestigation { report: text("more"), adverse_facts };
    p.does("investigator", Command::FinishInvestigation(report));
}

#[test]
fn from_the_admission_to_the_hearing_by_the_complainant_and_who_writes_for_them() {
    for stage in OPEN {
        for who in ["complainant", "representative", "representative2"] {
            let mut p = at(stage);
            let complainant = p.party(PartyRole::Complainant);
            let made: AllegationId = p.made(who, amend(&p));
            let added = p.case.allegations.last().unwrap();
            assert_eq!((added.id, added.ground, p.case.allegations.len()), (made, Ground::Age, 2));
            let amendment = added.amendment.as_ref().unwrap();
            assert_eq!((amendment.on, amendment.relation), (p.today(), Relation::Related));
            assert_eq!(amendment.allegation, p.allegations()[0]);
            assert_eq!(p.words[&amendment.words], "Zaubernuss: it went on");
            assert_eq!(p.last.act.on_behalf_of, (who != "complainant").then_some(complainant));
            let there = if stage == Stage::Hearing { Stage::Investigation } else { stage };
            assert_eq!(p.stage(), there, "{who} in {stage}");
        }
        for who in ["representative3", "respondent", "witness", "caseworker", "investigator", "coordinator"] {
            assert_eq!(at(stage).denied(who, amend(&at(stage))), Denial::Forbidden, "{who} in {stage}");
        }
        for who in ["stranger", "team-leader", "bystander"] {
            assert_eq!(at(stage).denied(who, amend(&at(stage))), Denial::Hidden, "{who} in {stage}");
        }
    }
}

#[test]
fn not_before_and_not_after() {
    for stage in
        [Stage::Submitted, Stage::Screening, Stage::Assessment, Stage::DecisionDrafted, Stage::Decided]
    {
        let refusal = at(stage).refused("complainant", amend(&at(stage)));
        assert!(matches!(refusal, Refusal::State { possible_in, .. } if possible_in == OPEN), "{stage}");
    }
    // Who only reported has no complaint to add to.
    let mut report = stages::draft(FiledBy::Bystander);
    report.acts("bystander", Action::Submit);
    stages::staffed(&mut report);
    for (who, action) in [
        ("intake", Action::Acknowledge),
        ("caseworker", Action::StartScreening),
        ("caseworker", Action::Admit),
    ] {
        report.acts(who, action);
    }
    assert_eq!(report.denied("bystander", amend(&report)), Denial::Forbidden);
}

#[test]
fn like_or_related_to_what_was_alleged() {
    let p = at(Stage::Investigation);
    let whole = || p.amendment(vec![allegation(Ground::Age, Form::Direct)]);
    let unmet = |amend: Amend| match p.refused("complainant", Command::Amend(amend)) {
        Refusal::Guards(unmet) => unmet.into_iter().map(|it| (it.guard, it.code)).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let to_nothing = Amend { like_or_related: None, ..whole() };
    assert_eq!(unmet(to_nothing), [(Guard::LikeOrRelated, "no_relation")]);
    let mut elsewhere = whole();
    elsewhere.like_or_related.as_mut().unwrap().allegation = AllegationId(uuid::Uuid::nil());
    assert_eq!(unmet(elsewhere), [(Guard::LikeOrRelated, "unknown_allegation")]);
    for count in [0, 51] {
        let many = (0..count).map(|_| allegation(Ground::Age, Form::Direct)).collect();
        assert_eq!(p.lacks("complainant", Command::Amend(p.amendment(many))), ["out_of_range"], "{count}");
    }
}

#[test]
fn retaliation_makes_it_urgent() {
    let mut p = at(Stage::Admitted);
    assert_eq!(p.case.priority, Priority::Normal);
    let retaliation = p.amendment(vec![allegation(Ground::EthnicOrigin, Form::Victimisation)]);
    p.does("complainant", Command::Amend(retaliation));
    assert_eq!(p.case.priority, Priority::High);
}

#[test]
fn the_unit_is_told_unless_it_knows_of_nothing_yet() {
    let notice = |p: &Play, role| p.case.available_on(p.party(role), Delivered::AmendmentNotice, None);
    let mut p = at(Stage::Admitted);
    p.does("complainant", amend(&p));
    for role in [PartyRole::Complainant, PartyRole::EmployerUnit] {
        assert_eq!(notice(&p, role), Some(p.today()), "{role}");
    }

    let mut p = at(Stage::Screening);
    p.consult_for("caseworker", Action::Admit);
    p.does("caseworker", Command::Admit(Admit { delay_notice: Some(text("evidence")) }));
    p.does("complainant", amend(&p));
    assert_eq!(notice(&p, PartyRole::EmployerUnit), None);
    assert!(p.is_hidden_from("respondent"), "the notice is still delayed");
}

/// The hearing waits for another report, gives the lost time back, and does not end before the unit was heard on
/// something that can be about the new allegation.
#[test]
fn what_is_added_in_the_hearing_is_investigated_and_heard() {
    let rules = Rules::denmark();
    let mut p = at(Stage::Hearing);
    let by = |p: &Play, place: usize| p.case.hearing_items[place].reply_by.unwrap();
    let target = |p: &Play| p.last.docket.iter().filter_map(|it| it.next_due).find(|it| it.0 == Duty::Decide);
    p.acts("complainant", Action::Reply);
    let (replied, open, decide) = (by(&p, 0), by(&p, 1), target(&p));
    p.does("complainant", amend(&p));
    assert!(decide.is_some());
    assert_eq!(target(&p), decide, "the day for the decision is counted from the receipt");
    let refusal = p.refused("caseworker", Command::CloseHearing);
    assert!(matches!(refusal, Refusal::State { possible_in: [Stage::Hearing], .. }));
    p.on(p.today().saturating_add(jiff::Span::new().days(20)));

    // A report without a fact that the unit could be heard on is not enough.
    let mut none = p.clone();
    finish(&mut none, false);
    assert_eq!((by(&none, 0), by(&none, 1)), (replied, rules.extended(open, 20)), "the lost time");
    none.acts("respondent", Action::Reply);
    let Refusal::Guards(unmet) = none.refused("caseworker", Command::CloseHearing) else { panic!() };
    assert_eq!((unmet.len(), unmet[0].code, &*unmet[0].pointer), (1, "nobody_heard", "/allegations/1"));

    let reports = p.case.records.len();
    finish(&mut p, true);
    assert_eq!(p.case.records.len(), reports + 1);
    p.acts("respondent", Action::Reply);
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["not_disclosed"]);
    p.acts("investigator", Action::Disclose);
    assert_eq!(by(&p, 2), rules.hearing_due(p.today(), 14), "a period of its own");
    p.acts("respondent", Action::Reply);
    p.acts("caseworker", Action::CloseHearing);
    p.acts("caseworker", Action::Assess);
    p.does("decision-maker", Command::DraftDecision(p.decision(Finding::Substantiated)));
    p.consult_for("decision-maker", Action::Decide);
    p.acts("decision-maker2", Action::Decide);
    assert!(p.case.allegations.iter().all(|it| it.finding == Some(Finding::Substantiated)));
}

#[test]
fn what_is_added_during_mediation_remains_when_the_rest_is_settled() {
    let mut p = at(Stage::InformalResolution);
    p.acts("caseworker", Action::ProposeSettlement);
    p.does("complainant", amend(&p));
    p.acts("complainant", Action::SignSettlement);
    p.acts("respondent", Action::SignSettlement);
    p.on(Rules::denmark().cooling_off_until(p.today()));
    p.acts("decision-maker", Action::Settle);
    assert_eq!(p.stage(), Stage::Investigation);
    let findings: Vec<_> = p.case.allegations.iter().map(|it| it.finding).collect();
    assert_eq!(findings, [Some(Finding::Settled), None]);
}
