//! Walls: who is named, excluded, in the reporting line, on the panel or a party works on nothing here and knows of
//! nothing, from the filing on and until somebody else clears them.

use super::{
    acts::*,
    play::{Play, actor},
    stages,
    stages::at,
    town,
    town::OFFICE,
};
use crate::{
    Action, Capacity, Command, ConflictCheckId, Holder, PersonRef, Role, Stage,
    access::Denial,
    case::{FiledBy, PartyRole},
    impartiality::{Concern, Declare, Origin, Partiality, SettleConflict, Settlement},
    party::AddParty,
};

fn about(concern: Concern, person: PersonRef) -> Play {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.concerned = vec![concerned(concern, person)];
    Play::begin("complainant", draft, stages::start())
}

fn check(p: &Play, who: &str) -> ConflictCheckId {
    let user = Some(town::member(who).id);
    p.case.conflict_checks.iter().find(|it| it.user == user && it.is_open()).unwrap().id
}

fn settle(p: &mut Play, id: ConflictCheckId, settlement: Settlement) {
    let answer = SettleConflict { settlement, reason: text("why"), user: None };
    p.does("conflict-officer", Command::SettleConflict(id, answer));
}

#[test]
fn stand_from_the_filing_on_until_cleared() {
    for (concern, origin) in [
        (Concern::Accused, Origin::Accused),
        (Concern::PanelMember, Origin::PanelMember),
        (Concern::Excluded, Origin::Excluded),
    ] {
        let mut p = about(concern, account("intake"));
        assert_eq!(p.case.conflict_checks[0].origin, origin);
        assert!(p.is_hidden_from("intake"), "{concern}");
        assert!(p.last.walls.contains(&town::member("intake").id), "the wall is stored with the filing");
        assert_eq!(p.denied("intake", acknowledge()), Denial::Hidden);
        let id = check(&p, "intake");
        settle(&mut p, id, Settlement::Cleared);
        assert_eq!(p.capacities("intake"), [Capacity::Intake]);
        // To be cleared is no declaration.
        assert_eq!(p.lacks("intake", acknowledge()), ["not_declared"]);
    }
}

#[test]
fn stand_for_good_when_confirmed() {
    let mut p = about(Concern::PanelMember, account("intake"));
    let id = check(&p, "intake");
    settle(&mut p, id, Settlement::Disqualified);
    assert!(p.is_hidden_from("intake"));
    let again = SettleConflict { settlement: Settlement::Cleared, reason: text("why"), user: None };
    assert_eq!(p.lacks("conflict-officer", Command::SettleConflict(id, again)), ["no_such_item"]);
}

fn line_of(p: &Play, who: &str) -> Vec<&'static str> {
    let user = Some(town::member(who).id);
    let checks = p.case.conflict_checks.iter().filter(|it| it.user == user);
    let checks = checks.filter(|it| it.origin == Origin::ReportingLine);
    checks.map(|it| town::directory().members[&it.line_of.unwrap()].username.as_str()).collect()
}

#[test]
fn reach_along_the_reporting_line_of_the_accused() {
    // respondent2 is above, intake2 and the team leader are beside, the complainant is below the team leader.
    let p = about(Concern::Accused, account("panel-chair"));
    assert_eq!(line_of(&p, "intake2"), ["panel-chair"]);
    for who in ["intake2", "respondent2", "team-leader"] {
        assert!(p.is_hidden_from(who));
    }
    assert!(line_of(&p, "respondent2").is_empty(), "nothing to take away from who holds no role");
    assert!(!p.is_hidden_from("intake"));
    let p = about(Concern::Accused, account("team-leader"));
    assert_eq!(p.capacities("complainant"), [Capacity::Complainant], "never a party's own rights");
    // Who is on the panel is walled off alone.
    let p = about(Concern::PanelMember, account("panel-chair"));
    assert!(!p.is_hidden_from("intake2"));
}

#[test]
fn reach_down_the_reporting_line_at_every_level() {
    // The director is above the head of HR, who is above those who handle complaints.
    let p = about(Concern::Accused, account("director"));
    assert_eq!(line_of(&p, "intake"), ["director"]);
    for who in ["intake", "coordinator", "archivist"] {
        assert!(p.is_hidden_from(who), "{who}");
    }
    assert_eq!(p.lacks("coordinator2", assign("caseworker", Role::Caseworker)), ["assignee_not_impartial"]);
}

#[test]
fn reach_along_the_reporting_line_of_who_answers_for_the_unit() {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.unit = OFFICE;
    let p = Play::begin("complainant", draft, stages::start());
    let user = Some(town::member("caseworker2").id);
    let own = p.case.conflict_checks.iter().find(|it| it.user == user).unwrap();
    assert_eq!(own.origin, Origin::Respondent, "before they are a party");
    assert_eq!(p.lacks("coordinator2", assign("caseworker2", Role::Caseworker)), ["assignee_not_impartial"]);
    for who in ["intake", "caseworker", "investigator"] {
        assert_eq!(line_of(&p, who), ["caseworker2"], "{who} shares the manager");
        assert!(p.is_hidden_from(who), "{who}");
    }
    assert_eq!(p.capacities("intake2"), [Capacity::Intake]);

    // Also of who is named to answer for it.
    let mut p = at(Stage::Screening);
    assert_eq!(p.capacities("intake2"), [Capacity::Intake]);
    let speaker = AddParty { role: PartyRole::EmployerUnit, person: account("respondent2"), channel: None };
    p.does("caseworker", Command::AddParty(speaker));
    assert_eq!(line_of(&p, "intake2"), ["respondent2"]);
    assert!(p.is_hidden_from("intake2"));
}

#[test]
fn cleared_of_one_line_is_not_cleared_of_another() {
    let mut p = about(Concern::Accused, account("panel-chair"));
    let id = check(&p, "intake2");
    settle(&mut p, id, Settlement::Cleared);
    assert_eq!(p.capacities("intake2"), [Capacity::Intake]);
    p.does("complainant", Command::AddConcerned(concerned(Concern::Excluded, named("a neighbour"))));
    assert_eq!(p.capacities("intake2"), [Capacity::Intake], "nobody asks the same twice");
    p.does("complainant", Command::AddConcerned(concerned(Concern::Accused, account("supervisor"))));
    assert_eq!(line_of(&p, "intake2"), ["panel-chair", "supervisor"]);
    assert!(p.is_hidden_from("intake2"));
}

/// Posts and roles change while a case is open.
#[test]
fn are_looked_for_again_when_somebody_declares() {
    let mut p = about(Concern::Accused, account("panel-chair"));
    let id = check(&p, "intake2");
    p.case.conflict_checks.retain(|it| it.id != id);
    assert_eq!(p.capacities("intake2"), [Capacity::Intake]);
    let declared = p.attempt("intake2", impartial()).unwrap().unwrap();
    assert!(declared.after.capacities(&actor("intake2")).is_empty());
}

#[test]
fn a_name_becomes_a_wall_when_somebody_knows_whose_it_is() {
    let mut p = about(Concern::Accused, named("the one with the beard"));
    assert!(!p.is_hidden_from("intake2"));
    let id = p.case.conflict_checks[0].id;
    let whose = |name: &str| SettleConflict {
        settlement: Settlement::Disqualified,
        reason: text("why"),
        user: Some(username(name)),
    };
    assert_eq!(p.lacks("conflict-officer", Command::SettleConflict(id, whose("nobody"))), ["unknown_user"]);
    p.does("conflict-officer", Command::SettleConflict(id, whose("team-leader")));
    assert!(p.is_hidden_from("team-leader"));
    assert!(p.is_hidden_from("intake2"), "the reporting line is looked at now");
    let id = check(&p, "intake2");
    assert_eq!(p.lacks("conflict-officer", Command::SettleConflict(id, whose("intake2"))), ["already_known"]);
}

#[test]
fn a_name_added_later_walls_off_at_once() {
    let mut p = at(Stage::Investigation);
    assert!(!p.is_hidden_from("investigator"));
    p.does("complainant", Command::AddConcerned(concerned(Concern::Excluded, account("investigator"))));
    assert!(p.is_hidden_from("investigator"));
    assert!(!p.last.docket.iter().any(|it| it.holder == Holder::User(town::member("investigator").id)));
    let mut p = at(Stage::Admitted);
    p.does("caseworker", Command::AddConcerned(concerned(Concern::Excluded, account("investigator"))));
    p.consult_for("decision-maker", Action::OpenInvestigation);
    assert_eq!(p.lacks("coordinator", Command::OpenInvestigation), ["no_investigator"]);
}

#[test]
fn a_party_works_on_nothing() {
    let mut p = at(Stage::Submitted);
    assert_eq!(p.capacities("intake2"), [Capacity::Intake]);
    let witness = AddParty { role: PartyRole::Witness, person: account("intake2"), channel: None };
    p.does("caseworker", Command::AddParty(witness.clone()));
    assert_eq!(p.capacities("intake2"), [Capacity::Witness]);
    assert_eq!(p.lacks("caseworker", Command::AddParty(witness)), ["already_a_party"]);
    assert_eq!(p.lacks("coordinator", assign("witness", Role::Caseworker)), ["not_in_role"]);
}

#[test]
fn take_the_bystanders_relation_away() {
    let mut p = stages::draft(FiledBy::Bystander);
    p.does("bystander", Command::AddConcerned(concerned(Concern::Excluded, account("bystander"))));
    p.does("bystander", Command::Submit);
    assert!(p.is_hidden_from("bystander"));
    assert!(!p.last.docket.iter().any(|it| it.capacity == Capacity::Bystander));
}

#[test]
fn who_declares_a_doubt_is_walled_off_until_cleared() {
    let mut p = at(Stage::Investigation);
    let doubt = Declare {
        reasons: [Partiality::CloseRelation, Partiality::OwnInterest].into(),
        words: Some(text("my cousin")),
    };
    p.does("investigator", Command::Declare(doubt));
    assert!(p.is_hidden_from("investigator"), "though declared impartial before");
    let id = check(&p, "investigator");
    settle(&mut p, id, Settlement::Cleared);
    p.acts("investigator", Action::RecordNote);
}

#[test]
fn nobody_settles_their_own() {
    let mut p = about(Concern::Excluded, account("conflict-officer"));
    let id = check(&p, "conflict-officer");
    let clear = SettleConflict { settlement: Settlement::Cleared, reason: text("why"), user: None };
    assert_eq!(p.denied("conflict-officer", Command::SettleConflict(id, clear)), Denial::Hidden);
    // Nor does anybody who is walled off steer.
    p.does("complainant", Command::AddConcerned(concerned(Concern::Excluded, account("coordinator"))));
    assert_eq!(p.denied("coordinator", assign("caseworker", Role::Caseworker)), Denial::Hidden);
}

#[test]
fn keep_the_walled_off_from_being_assigned_or_named_as_contact() {
    let p = about(Concern::Excluded, account("caseworker"));
    assert_eq!(p.lacks("coordinator", assign("caseworker", Role::Caseworker)), ["assignee_not_impartial"]);
    let mut p = p;
    p.does("intake", impartial());
    assert_eq!(p.lacks("intake", acknowledge()), ["not_impartial"]);
}
