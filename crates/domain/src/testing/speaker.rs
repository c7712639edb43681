//! Who answers for the unit is never the accused person, whenever the accusation comes (rulebook 7.1).

use super::{acts::*, play::Play, stages::at};
use crate::{
    Action, Capacity, Command, Stage,
    case::PartyRole,
    consultation::About,
    delivery::Delivered,
    impartiality::{Concern, SettleConflict, Settlement},
    party::AddParty,
    rules::Rules,
};

fn accuse(p: &mut Play, who: &str) {
    p.does("complainant", Command::AddConcerned(concerned(Concern::Accused, account(who))));
}

fn speaks(who: &str) -> Command {
    Command::AddParty(AddParty { role: PartyRole::EmployerUnit, person: account(who), channel: None })
}

#[test]
fn accused_before_the_admission() {
    let mut p = at(Stage::Screening);
    p.consult("decision-maker", About::Interim);
    p.acts("decision-maker", Action::OrderInterim);
    let unit = p.party(PartyRole::EmployerUnit);
    accuse(&mut p, "respondent");
    assert!(p.is_hidden_from("respondent"), "the order they had is seen by them no longer");
    p.consult("caseworker", About::Scope);
    assert_eq!(p.lacks("caseworker", p.sample("caseworker", Action::Admit).unwrap()), ["no_speaker"]);
    assert_eq!(p.lacks("caseworker", speaks("respondent")), ["accused_person"]);
    p.does("caseworker", speaks("respondent2"));
    assert_eq!(p.party(PartyRole::EmployerUnit), unit, "the unit stays the party");
    let order = p.case.interim_measures[0].id.to_string();
    assert_eq!(p.case.available_on(unit, Delivered::InterimOrder, Some(&order)), Some(p.today()));
    assert_eq!(p.lacks("caseworker", speaks("stranger")), ["already_there"]);
    p.acts("caseworker", Action::Admit);
    assert_eq!(p.capacities("respondent2"), [Capacity::Respondent]);
    assert!(p.is_hidden_from("respondent"));
}

#[test]
fn accused_by_a_name_that_turns_out_to_be_theirs() {
    let mut p = at(Stage::Submitted);
    p.does("complainant", Command::AddConcerned(concerned(Concern::Accused, named("the head"))));
    let check = p.case.conflict_checks.last().unwrap().id;
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p.consult("caseworker", About::Scope);
    p.acts("caseworker", Action::Admit);
    p.consult("caseworker", About::Track);
    p.acts("coordinator", Action::OpenInvestigation);
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    let of_unit = p.items()[1];
    p.does("investigator", disclose(of_unit));
    let first = p.case.hearing_items[1].reply_by.unwrap();
    let identified = SettleConflict {
        settlement: Settlement::Disqualified,
        reason: text("why"),
        user: Some(username("respondent")),
    };
    p.does("conflict-officer", Command::SettleConflict(check, identified));
    assert!(p.is_hidden_from("respondent"));

    // Silence of a unit that nobody speaks for is no reply.
    p.does("investigator", disclose(p.items()[0]));
    p.acts("complainant", Action::Reply);
    p.on(first.tomorrow().unwrap());
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["no_speaker"]);
    let more = Command::AddAdverseFact(p.fact_against(PartyRole::EmployerUnit));
    p.does("investigator", more);
    assert_eq!(p.lacks("investigator", disclose(p.items()[2])), ["no_speaker"]);
    p.does("caseworker", speaks("respondent2"));
    let rules = Rules::denmark();
    let anew = rules.hearing_due(p.today(), rules.hearing_days());
    assert_eq!(p.case.hearing_items[1].reply_by, Some(anew), "a full period for whoever takes over");
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["reply_pending", "not_disclosed"]);
    p.acts("respondent2", Action::Reply);
}
