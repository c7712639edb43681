//! The hearing of the person, and word to their union.

use std::collections::BTreeSet;

use super::{against_team_leader, decided, from, until};
use crate::{
    Action, Capacity, Command, Duty, Holder, Mandate, Stage,
    access::Denial,
    case::PartyRole,
    investigation::FinishInvestigation,
    measure::{NotifyUnion, Sanction},
    party::AddRepresentative,
    testing::{acts::*, town},
};

#[test]
fn the_person_knows_from_the_first_act_towards_them() {
    let mut p = until(Stage::Hearing);
    assert!(p.is_hidden_from("team-leader"));
    assert_eq!(p.denied("team-leader", p.sample("team-leader", Action::AskAccess).unwrap()), Denial::Hidden);
    // A representative whom staff name does not know before the person does.
    let new = AddRepresentative {
        person: account("representative3"),
        mandate: Mandate::Decide,
        power_of_attorney: true,
    };
    p.does("caseworker2", Command::AddRepresentative(new));
    assert!(p.is_hidden_from("representative3"));
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    assert_eq!(p.capacities("team-leader"), [Capacity::Respondent]);
    assert_eq!(p.capacities("representative3"), [Capacity::RepresentativeDecide]);
    let told: Vec<_> = p.case.deliveries.iter().map(|it| it.act.to_string()).collect();
    assert_eq!(told, ["measure_notice", "disclosure"]);
    assert_eq!(p.lacks("caseworker2", Command::InformRespondent), ["already_told"]);
    let reply_by = p.case.hearing_items[0].reply_by.unwrap();
    let due = |who: &str| {
        let holder = Holder::User(town::member(who).id);
        p.last.docket.iter().find(|it| it.holder == holder).and_then(|it| it.next_due)
    };
    assert_eq!(due("team-leader"), Some((Duty::Reply, reply_by)));
    assert_eq!(due("representative3"), Some((Duty::Reply, reply_by)));
    assert_eq!(due("caseworker2"), Some((Duty::Hear, reply_by)));

    // The representative speaks for the person, and only the person waives.
    let mut other = p.clone();
    other.acts("representative3", Action::AskExtension);
    assert_eq!(other.last.act.on_behalf_of, Some(other.party(PartyRole::Respondent)));
    other.acts("representative3", Action::Reply);
    p.acts("team-leader", Action::AskAccess);
    p.acts("team-leader", Action::Waive);
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["access_pending"]);
    p.acts("caseworker2", Action::AnswerAccess);
    p.acts("caseworker2", Action::CloseHearing);
}

/// The notice may come before the hearing, by an act of its own.
#[test]
fn the_notice_alone_opens_the_case_to_the_person() {
    let mut p = against_team_leader(Sanction::Warning);
    p.acts("caseworker2", Action::InformRespondent);
    assert_eq!(p.capacities("team-leader"), [Capacity::Respondent]);
    p.acts("investigator2", Action::RequestInformation);
    p.acts("team-leader", Action::AnswerInformation);
    assert_eq!(p.case.deliveries.len(), 2, "told once");
}

#[test]
fn the_union_is_told_when_its_member_is_heard() {
    let p = until(Stage::Hearing);
    let disclosing = p.sample("investigator2", Action::Disclose).unwrap();
    assert_eq!(p.lacks("investigator2", disclosing.clone()), ["union_not_told"]);
    let notify = |member, union: bool, notice: bool| {
        Command::NotifyUnion(NotifyUnion {
            member,
            union: union.then(|| line("the union")),
            notice: notice.then(|| text("a dismissal is intended")),
        })
    };
    assert_eq!(p.lacks("caseworker2", notify(true, false, true)), ["missing"]);
    assert_eq!(p.lacks("caseworker2", notify(true, true, false)), ["missing"]);
    assert_eq!(p.lacks("caseworker2", notify(false, true, false)), ["not_a_member"]);
    let mut none = p.clone();
    none.does("caseworker2", notify(false, false, false));
    none.does("investigator2", disclosing);
    // It may turn out that there is one, but nobody takes the word back.
    none.does("caseworker2", notify(true, true, true));
    assert_eq!(none.lacks("caseworker2", notify(false, false, false)), ["already_told"]);

    // A milder measure needs no notice, and nothing disclosed needs none.
    let mut warned = from(against_team_leader(Sanction::Warning), Stage::Hearing);
    warned.acts("investigator2", Action::Disclose);
    assert!(warned.case.measure.as_ref().unwrap().union.is_none());
    let mut nothing = against_team_leader(Sanction::Dismissal);
    let finish = FinishInvestigation { report: text("nothing was found"), adverse_facts: Vec::new() };
    nothing.does("investigator2", Command::FinishInvestigation(finish));
    nothing.acts("caseworker2", Action::CloseHearing);

    // Whatever came in between, nothing is closed or decided on a hearing that the union knew nothing of.
    let mut p = until(Stage::DecisionDrafted);
    p.case.measure.as_mut().unwrap().union = None;
    assert_eq!(p.lacks("decision-maker3", Command::Decide), ["union_not_told"]);
    let mut p = until(Stage::Hearing);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    p.acts("team-leader", Action::Reply);
    p.case.measure.as_mut().unwrap().union = None;
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["union_not_told"]);
}

/// Somebody whom the draft knows by name alone: told by letter, what they say is taken down.
#[test]
fn a_person_without_an_account() {
    let complaint = decided(named("the foreman"), Sanction::Warning);
    let opened = complaint.opened();
    assert_eq!(opened.last.carried_from, Some(complaint.case.id));
    let person = opened.case.parties[0].person;
    assert_eq!(opened.words.values().collect::<Vec<_>>(), [&complaint.words[&person.name.unwrap()]]);
    let p = from(super::opened(named("the foreman"), Sanction::Warning), Stage::Decided);
    assert_eq!(p.case.deliveries.iter().map(|it| it.channel).collect::<BTreeSet<_>>().len(), 1);
    assert!(p.case.hearing_items[0].reply.is_some());
}
