//! User names: staff are told when nobody has one, everybody else gets the same answer whoever has it, and the office
//! settles it.

use super::{
    acts::*,
    play::Play,
    stages::{self, at},
    town,
};
use crate::{
    Capacity, Channel, Command, Mandate, Person, PersonRef, Stage, UserId,
    case::{FiledBy, PartyRole},
    delivery::Delivered,
    filing::OnBehalfOf,
    impartiality::{Concern, SettleConflict, Settlement},
    party::AddRepresentative,
};

/// Nobody has it; texts of tests are told by the word in it.
const NOBODY: &str = "Zaubernuss";

fn id(username: &str) -> UserId {
    town::member(username).id
}

fn filed(person: PersonRef) -> Play {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.concerned = vec![concerned(Concern::Excluded, person)];
    Play::begin("complainant", draft, stages::start())
}

/// What a party sees of a person: which parts there are.
fn seen(person: Person, reader: &str) -> (bool, bool, bool) {
    let seen = person.as_written(Some(id(reader)));
    (seen.user.is_some(), seen.name.is_some(), seen.username.is_some())
}

fn represented_by(name: &str) -> Command {
    let person = account(name);
    Command::AddRepresentative(AddRepresentative { person, mandate: Mandate::Read, power_of_attorney: true })
}

#[test]
fn whoever_files_is_not_told_who_has_an_account() {
    let both = |name: &str| PersonRef { name: Some(line("my neighbour")), ..account(name) };
    for (known, unknown) in
        [(account("intake"), account(NOBODY)), (both("intake"), both(NOBODY)), (named("a"), named("b"))]
    {
        let [known, unknown] = [filed(known), filed(unknown)];
        let person = |p: &Play| seen(p.case.concerned[0].person, "complainant");
        assert_eq!(person(&known), person(&unknown));
        assert!(!person(&known).0);
    }
    // Nor by what is added later.
    let mut p = at(Stage::Screening);
    for name in ["investigator", NOBODY] {
        p.does("complainant", Command::AddConcerned(concerned(Concern::Excluded, account(name))));
    }
    let [known, unknown] = [0, 1].map(|place| p.case.concerned[place].person);
    assert_eq!((known.user, unknown.user), (Some(id("investigator")), None));
    assert_eq!(seen(known, "complainant"), seen(unknown, "complainant"));
    // Staff are, as they can look it up anyway.
    let misspelt = Command::AddConcerned(concerned(Concern::Accused, account(NOBODY)));
    assert_eq!(p.lacks("caseworker", misspelt), ["unknown_user"]);
    assert!(p.is_hidden_from("investigator"));
}

#[test]
fn a_name_that_nobody_has_is_for_the_conflict_officer_to_settle() {
    let mut p = filed(account(NOBODY));
    let question = p.case.conflict_checks[0].clone();
    assert!(question.is_open() && question.user.is_none());
    assert!(!p.is_hidden_from("intake"));
    let whose = SettleConflict {
        settlement: Settlement::Disqualified,
        reason: text("why"),
        user: Some(username("intake")),
    };
    p.does("conflict-officer", Command::SettleConflict(question.id, whose));
    assert!(p.is_hidden_from("intake"));
    assert!(p.last.walls.contains(&id("intake")));
    // Who filed is not told so.
    assert_eq!(seen(p.case.concerned[0].person, "complainant"), (false, false, true));
}

#[test]
fn a_name_is_found_however_it_is_written() {
    assert!(filed(account("Intake")).is_hidden_from("intake"));
}

#[test]
fn whoever_is_represented_is_not_told_who_has_an_account_or_a_part() {
    let mut p = at(Stage::Admitted);
    // One has an account, one has a part already, and nobody has the last.
    for name in ["stranger", "respondent", NOBODY] {
        p.does("complainant", represented_by(name));
    }
    let added = &p.case.parties[p.case.parties.len() - 3..];
    let users: Vec<_> = added.iter().map(|it| it.person.user).collect();
    assert_eq!(users, [Some(id("stranger")), None, None]);
    for it in added {
        assert_eq!(seen(it.person, "complainant"), (false, false, true));
        assert_eq!(it.channel, Channel::Portal, "as for everybody with an account");
    }
    assert_eq!(p.capacities("stranger"), [Capacity::RepresentativeRead]);
    assert_eq!(p.capacities("respondent"), [Capacity::Respondent]);
    // One's own part is known to oneself, and staff know every part.
    assert_eq!(p.lacks("complainant", represented_by("complainant")), ["already_a_party"]);
    assert_eq!(p.lacks("caseworker", represented_by("stranger")), ["already_a_party"]);
    assert_eq!(p.lacks("caseworker", represented_by(NOBODY)), ["unknown_user"]);
}

/// Whoever represents a party reads for them (forvaltningsloven § 8): so nothing tells whether the party has an account.
#[test]
fn acts_reach_whom_somebody_represents_where_they_read() {
    let arrived = |name: &str, channel| {
        let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
        draft.filed_by = FiledBy::Representative;
        draft.channel = channel;
        draft.on_behalf_of =
            Some(OnBehalfOf { complainant: account(name), mandate: None, power_of_attorney: true });
        let mut p = Play::begin("representative", draft, stages::start());
        p.does("intake", impartial());
        p.does("intake", acknowledge());
        let party = p.case.party(PartyRole::Complainant).unwrap();
        let arrives = p.case.available_on(party.id, Delivered::Acknowledgement, None);
        (party.channel, seen(party.person, "representative"), p.case.reached_by(party), arrives, p)
    };
    for channel in [None, Some(Channel::Portal), Some(Channel::Letter)] {
        let [known, unknown] = ["complainant", NOBODY].map(|name| arrived(name, channel));
        assert_eq!((known.0, known.1, known.2, known.3), (unknown.0, unknown.1, unknown.2, unknown.3));
        assert_eq!(unknown.2, channel.unwrap_or(Channel::Portal));
    }
    // Who may only read answers for nobody: then it is a letter, also where the portal was asked for.
    let mut p = arrived(NOBODY, Some(Channel::Portal)).4;
    for party in &mut p.case.parties {
        party.mandate = party.mandate.map(|_| Mandate::Read);
    }
    let party = p.case.party(PartyRole::Complainant).unwrap();
    assert_eq!(p.case.reached_by(party), Channel::Letter);
}

/// Nobody settles that they themselves are meant; a name settled as nobody's can be settled again.
#[test]
fn nobody_settles_a_question_about_themselves() {
    let mut p = filed(account(NOBODY));
    let check = p.case.conflict_checks[0].id;
    let settle = |user: Option<&str>, settlement| {
        let answer = SettleConflict { settlement, reason: text("r"), user: user.map(username) };
        Command::SettleConflict(check, answer)
    };
    for settlement in [Settlement::Cleared, Settlement::Disqualified] {
        let own = settle(Some("Conflict-Officer"), settlement);
        assert_eq!(p.lacks("conflict-officer", own), ["own_question"]);
    }
    p.does("conflict-officer", settle(None, Settlement::Disqualified));
    p.does("conflict-officer", settle(Some("Caseworker"), Settlement::Disqualified));
    assert!(p.case.walled(id("caseworker")));
    assert_eq!(p.lacks("conflict-officer", settle(None, Settlement::Cleared)), ["no_such_item"]);
}
