//! Whose account a party is: linked by two people when it becomes known, cut off by one when it was somebody else's.

use super::{acts::*, by_letter::oral, play::Play, samples::link_to, stages, town};
use crate::{
    Action, Capacity, Channel, Command, Duty, Holder, PartyId, Role, Stage, UserId,
    access::Denial,
    account::{LinkAccount, UnlinkAccount},
    case::PartyRole,
    consultation::About,
    delivery::Delivered,
    impartiality::{Concern, Origin, SettleConflict, Settlement},
    party::{AddParty, SetPseudonym},
    rules::Rules,
};

fn id(who: &str) -> UserId {
    town::member(who).id
}

fn complainant(p: &Play) -> PartyId {
    p.party(PartyRole::Complainant)
}

fn link(p: &Play, who: &str) -> Command {
    Command::LinkAccount(complainant(p), link_to(who))
}

fn confirm(p: &Play) -> Command {
    Command::LinkAccount(complainant(p), LinkAccount::default())
}

fn unlink(party: PartyId, name: Option<&str>) -> Command {
    Command::UnlinkAccount(party, UnlinkAccount { reason: text("a namesake"), name: name.map(line) })
}

fn linked(who: &str) -> Play {
    let mut p = oral();
    p.does("caseworker", link(&p, who));
    p.does("conflict-officer", confirm(&p));
    p
}

fn due(p: &Play, role: Role) -> Option<Duty> {
    let row = p.last.docket.iter().find(|it| it.holder == Holder::Desk(role));
    row.and_then(|it| it.next_due).map(|(duty, _)| duty)
}

#[test]
fn two_people_link_and_the_person_is_told() {
    let mut p = oral();
    let party = complainant(&p);
    let pseudonym = SetPseudonym { pseudonym: Some(username("HR-7731")) };
    p.does("caseworker", Command::SetPseudonym(party, pseudonym));
    assert_eq!(due(&p, Role::ConflictOfficer), None);
    p.does("caseworker", link(&p, "stranger"));
    assert!(p.is_hidden_from("stranger"), "nobody is linked by one person");
    assert!(!p.last.walls.contains(&id("stranger")));
    assert_eq!(due(&p, Role::ConflictOfficer), Some(Duty::ConfirmAccount));
    assert_eq!(p.lacks("caseworker", confirm(&p)), ["conflict_officer_confirms"]);
    p.does("conflict-officer", confirm(&p));
    assert_eq!(p.capacities("stranger"), [Capacity::Complainant]);
    assert!(p.last.walls.contains(&id("stranger")));
    assert!(p.last.docket.iter().any(|it| it.holder == Holder::User(id("stranger"))));
    assert!(p.case.pseudonyms.is_empty() && p.case.proposed_accounts.is_empty());
    assert_eq!(due(&p, Role::ConflictOfficer), None);
    let told = p.case.deliveries.last().unwrap();
    assert_eq!((told.party, told.act, told.channel), (party, Delivered::AccountLinked, Channel::Portal));
    // From now on they act themselves, and nobody in their place.
    p.acts("stranger", Action::AskAccess);
    let ask = p.sample("stranger", Action::AskAccess).unwrap();
    assert_eq!(p.lacks("caseworker", p.taken_down(party, ask)), ["has_account"]);
    assert_eq!(p.lacks("caseworker", link(&p, "complainant2")), ["has_account"]);
}

#[test]
fn nobody_confirms_their_own_word_or_is_linked_by_themselves() {
    let mut p = oral();
    assert_eq!(p.lacks("conflict-officer", confirm(&p)), ["missing"]);
    assert_eq!(p.lacks("conflict-officer", link(&p, "conflict-officer")), ["own_question"]);
    assert_eq!(p.lacks("caseworker", link(&p, "caseworker")), ["own_question"]);
    p.does("conflict-officer", link(&p, "stranger"));
    assert_eq!(p.lacks("conflict-officer", confirm(&p)), ["own_proposal"]);
    // A better word takes the place of the one before.
    p.does("intake", link(&p, "complainant2"));
    p.does("conflict-officer", confirm(&p));
    assert_eq!(p.capacities("complainant2"), [Capacity::Complainant]);
    assert!(p.is_hidden_from("stranger"));
    assert_eq!(p.denied("coordinator", link(&p, "stranger")), Denial::Forbidden);
    assert_eq!(p.denied("complainant2", link(&p, "stranger")), Denial::Forbidden);
}

#[test]
fn an_account_with_another_part_in_the_case_is_refused() {
    let mut p = oral();
    let user = |who: &str| link(&p, who);
    assert_eq!(p.lacks("caseworker", user("nobody")), ["unknown_user"]);
    assert_eq!(p.lacks("caseworker", user("integration")), ["no_person"]);
    assert_eq!(p.lacks("caseworker", user("investigator")), ["works_here"]);
    assert_eq!(p.lacks("caseworker", user("intake")), ["works_here"]);
    let unsaid = LinkAccount { reason: None, ..link_to("stranger") };
    assert_eq!(p.lacks("caseworker", Command::LinkAccount(complainant(&p), unsaid)), ["missing"]);
    let nobody = Command::LinkAccount(PartyId(uuid::Uuid::nil()), link_to("stranger"));
    assert_eq!(p.lacks("caseworker", nobody), ["no_such_item"]);
    p.does(
        "caseworker",
        Command::AddParty(AddParty { role: PartyRole::Witness, person: account("witness"), channel: None }),
    );
    assert_eq!(p.lacks("caseworker", link(&p, "witness")), ["already_a_party"]);
    p.does("caseworker", Command::AddConcerned(concerned(Concern::Accused, account("panel-chair"))));
    assert_eq!(p.lacks("caseworker", link(&p, "panel-chair")), ["walled_off"]);
    // What has changed since is looked at when it is confirmed.
    p.does("caseworker", link(&p, "stranger"));
    p.does("caseworker", Command::AddConcerned(concerned(Concern::Accused, account("stranger"))));
    assert_eq!(p.lacks("conflict-officer", confirm(&p)), ["walled_off"]);
    // Who answers for the unit is named as a party.
    let mut p = stages::at(Stage::Hearing);
    let unit = p.party(PartyRole::EmployerUnit);
    p.does("conflict-officer", unlink(unit, None));
    let wrong = Command::LinkAccount(unit, link_to("stranger"));
    assert_eq!(p.lacks("caseworker", wrong), ["named_as_party"]);
}

#[test]
fn who_was_taken_for_a_party_is_cut_off_at_once() {
    let mut p = linked("stranger");
    let party = complainant(&p);
    let question: crate::ConsultationId = p.made("caseworker", ask(About::Scope));
    let before = p.case.consultations[0].reply_by;
    assert_eq!(p.denied("caseworker", unlink(party, None)), Denial::Forbidden);
    p.does("conflict-officer", unlink(party, None));
    assert!(p.is_hidden_from("stranger"));
    assert!(!p.last.docket.iter().any(|it| it.holder == Holder::User(id("stranger"))));
    assert!(!p.last.walls.contains(&id("stranger")), "who works on nothing needs no wall");
    // What the portal showed to somebody else goes to the party, with a full period.
    let sent: Vec<_> = p.case.deliveries.iter().rev().take(2).map(|it| (it.act, it.channel)).collect();
    assert_eq!(
        sent,
        [(Delivered::Consultation, Channel::Letter), (Delivered::AccountUnlinked, Channel::Letter)]
    );
    let arrives = Rules::denmark().letter_available(p.today());
    assert_eq!(p.case.consultations[0].reply_by, Rules::denmark().consultation_reply_by(arrives).max(before));
    assert!(p.case.consultations[0].reply_by > before);
    assert_eq!(p.case.consultations[0].id, question);
    // Without an account they are heard by the office, or linked to the right one.
    p.acts("caseworker", Action::AnswerConsultation);
    p.does("caseworker", link(&p, "complainant2"));
    p.does("conflict-officer", confirm(&p));
    assert_eq!(p.capacities("complainant2"), [Capacity::Complainant]);
    assert_eq!(p.lacks("conflict-officer", unlink(PartyId(uuid::Uuid::nil()), None)), ["no_such_item"]);
}

/// Who works on cases and saw this one as if it were theirs does not work on it before somebody says so.
#[test]
fn what_they_saw_stays_with_them() {
    let mut p = linked("caseworker2");
    p.does("conflict-officer", unlink(complainant(&p), None));
    assert!(p.last.walls.contains(&id("caseworker2")));
    let check = p.case.conflict_checks.iter().find(|it| it.origin == Origin::Mistaken).unwrap().id;
    assert_eq!(p.lacks("caseworker", link(&p, "caseworker2")), ["walled_off"]);
    assert_eq!(p.lacks("coordinator", assign("caseworker2", Role::Caseworker)).len(), 1);
    let cleared = SettleConflict { settlement: Settlement::Cleared, reason: text("no"), user: None };
    p.does("conflict-officer", Command::SettleConflict(check, cleared));
    p.does("coordinator", assign("caseworker2", Role::Caseworker));
}

#[test]
fn nobody_is_cut_off_from_a_complaint_of_their_own() {
    let p = stages::at(Stage::Hearing);
    assert_eq!(p.lacks("conflict-officer", unlink(complainant(&p), None)), ["own_filing"]);
    let p = oral();
    assert_eq!(p.lacks("conflict-officer", unlink(complainant(&p), None)), ["no_account"]);
    let mut p = stages::at(Stage::Hearing);
    let witness = p.party(PartyRole::Witness);
    assert_eq!(
        p.lacks("conflict-officer", unlink(witness, None)),
        ["missing"],
        "nobody is left without a name"
    );
    p.does("conflict-officer", unlink(witness, Some("the porter")));
    assert!(p.is_hidden_from("witness"));
}

#[test]
fn the_unit_waits_for_who_really_answers_for_it() {
    let mut p = stages::at(Stage::Hearing);
    let unit = p.party(PartyRole::EmployerUnit);
    p.does("conflict-officer", unlink(unit, None));
    assert!(p.is_hidden_from("respondent"));
    assert_eq!(p.case.speaker(), None);
    let due = p.last.docket.iter().find(|it| it.holder == Holder::User(id("caseworker")));
    assert_eq!(due.and_then(|it| it.next_due).map(|it| it.0), Some(Duty::Inform));
    assert!(p.lacks("caseworker", Command::CloseHearing).contains(&"no_speaker"));
    let head = AddParty { role: PartyRole::EmployerUnit, person: account("respondent2"), channel: None };
    p.does("caseworker", Command::AddParty(head));
    assert_eq!(p.case.party(PartyRole::EmployerUnit).unwrap().id, unit);
    assert_eq!(p.capacities("respondent2"), [Capacity::Respondent]);
}

/// Whom a measure is against is told nothing by it before the case itself tells them.
#[test]
fn the_person_whom_a_measure_is_against() {
    let mut p = super::measures::against_nobody_known();
    let person = p.party(PartyRole::Respondent);
    p.does("caseworker2", Command::LinkAccount(person, link_to("panel-deputy")));
    p.does("conflict-officer", Command::LinkAccount(person, LinkAccount::default()));
    assert!(p.is_hidden_from("panel-deputy") && p.case.deliveries.is_empty());
    assert!(p.case.whose_lines().contains(&id("panel-deputy")));
    p.acts("caseworker2", Action::InformRespondent);
    assert_eq!(p.capacities("panel-deputy"), [Capacity::Respondent]);
    let lines =
        |p: &Play| p.case.conflict_checks.iter().filter(|it| it.line_of == Some(id("panel-deputy"))).count();
    p.does("conflict-officer", unlink(person, None));
    assert_eq!(lines(&p), 0);
    assert!(p.is_hidden_from("panel-deputy"));
    let sent: Vec<_> = p.case.deliveries.iter().map(|it| (it.act, it.channel)).collect();
    assert_eq!(
        sent[sent.len() - 2..],
        [(Delivered::AccountUnlinked, Channel::Letter), (Delivered::MeasureNotice, Channel::Letter)]
    );
}
