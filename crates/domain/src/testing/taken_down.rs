//! What a party without an account says or writes, taken down by the office: the act is the party's.

use std::collections::BTreeSet;

use strum::IntoEnumIterator;

use super::{acts::*, by_letter::oral, play::Play, stages};
use crate::{
    Action, Capacity, Command, IdentityLevel, Mandate, Refusal, Role, Stage,
    access::{Denial, Taking, allows, takes_down, taking_down},
    case::PartyRole,
    consultation::About,
    investigation::RecordKind,
    party::{AddParty, AddRepresentative},
    rules::Rules,
    suspension::{Suspend, SuspensionReason},
    taken_down::TakenDown,
};

fn complainant(p: &Play) -> crate::PartyId {
    p.party(PartyRole::Complainant)
}

fn days(p: &Play, days: i64) -> jiff::civil::Date {
    p.today().saturating_add(jiff::Span::new().days(days))
}

/// What was said and read back, without anything in writing.
fn said(p: &Play, command: Command) -> Command {
    let taken = TakenDown { party: complainant(p), read_back: true, original: None };
    Command::TakenDown(taken, Box::new(command))
}

/// An oral complaint that came so far, whatever was needed for it, and is heard.
fn heard() -> Play {
    let mut p = oral();
    for (who, about, action) in [
        ("caseworker", About::Scope, Action::Admit),
        ("coordinator", About::Track, Action::OpenInvestigation),
    ] {
        let id: crate::ConsultationId = p.made("caseworker", ask(about));
        let agrees = crate::consultation::AnswerConsultation {
            stance: crate::consultation::Stance::Agree,
            words: None,
        };
        p.does("caseworker", said(&p, Command::AnswerConsultation(id, agrees)));
        p.does("caseworker", weigh(id));
        p.acts(who, action);
    }
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    for item in p.items() {
        p.does("investigator", disclose(item));
    }
    p
}

#[test]
fn each_act_of_a_party_is_decided_on() {
    let of_party = |action: Action| {
        let mut capacities = Capacity::iter().filter(|it| it.is_of_party() && *it != Capacity::System);
        capacities.any(|it| action.possible_in().iter().any(|stage| allows(it, action, *stage)))
    };
    for action in Action::iter() {
        assert_eq!(taking_down(action).is_some(), of_party(action), "{action}");
    }
    let takers: BTreeSet<_> = Capacity::iter().filter(|it| takes_down(*it, Action::Reply)).collect();
    assert_eq!(takers, BTreeSet::from([Capacity::Intake, Capacity::Caseworker]));
}

/// Each act, in each state and by whoever takes things down: where it cannot be undone, only from what they wrote.
#[test]
fn what_cannot_be_undone_is_taken_down_from_their_own_writing() {
    let mut tried = BTreeSet::new();
    for p in [oral(), heard()] {
        for action in Action::iter().filter(|it| *it != Action::SignSettlement) {
            let Some(Command::TakenDown(taken, act)) = p.sample("caseworker", action) else { continue };
            let with = |read_back, original| {
                let taken = TakenDown { read_back, original, ..taken.clone() };
                p.attempt("caseworker", Command::TakenDown(taken, act.clone())).unwrap()
            };
            let code = |answer: Result<crate::Change, Refusal>| match answer {
                Err(Refusal::Content(wrong)) => wrong[0].code,
                _ => "",
            };
            let written = taken.original.clone();
            match with(true, written.clone()) {
                Ok(_) => {}
                Err(_) => continue,
            }
            match taking_down(action).unwrap().how {
                Taking::Said => {
                    assert_eq!(code(with(false, None)), "not_read_back", "{action}");
                    assert!(with(true, None).is_ok(), "{action}");
                }
                Taking::Written => assert_eq!(code(with(true, None)), "no_original", "{action}"),
                Taking::Never => panic!("{action}"),
            }
            assert!(with(false, written).is_ok(), "a letter need not be read back: {action}");
            tried.insert(action);
        }
    }
    for action in
        [Action::Waive, Action::Withdraw, Action::SetIdentityLevel, Action::AskAccess, Action::AskExtension]
    {
        assert!(tried.contains(&action), "{action} was never possible");
    }
}

#[test]
fn the_act_is_the_partys_and_the_log_tells_who_took_it_down() {
    let mut p = heard();
    let own = p.items()[0];
    let before = p.case.hearing_items[0].reply_by;
    let ask = crate::hearing::AskExtension { days: 5, reason: text("I am away") };
    p.does("caseworker", said(&p, Command::AskExtension(own, ask)));
    let event = p.last.events.last().unwrap().clone();
    let taken = event.taken_down.unwrap();
    assert_eq!((event.capacity, taken.capacity), (Capacity::Complainant, Capacity::Caseworker));
    assert_eq!((taken.party, taken.original), (complainant(&p), None));
    let act = &p.last.act;
    assert_eq!((act.capacity, act.on_behalf_of), (Capacity::Caseworker, Some(complainant(&p))));
    assert!(
        p.case.acted.iter().all(|(_, it)| *it != Capacity::Complainant),
        "nobody here is the complainant"
    );
    p.acts("investigator", Action::ExtendItem);
    assert!(p.case.hearing_items[0].reply_by > before);

    // Access is the party's own, with its own clock, and holds the hearing like any other.
    p.acts("caseworker", Action::AskAccess);
    let request = p.case.access_requests[0].clone();
    assert_eq!((request.party, request.answer_by), (complainant(&p), Rules::denmark().access_due(p.today())));
    p.acts("caseworker", Action::Waive);
    assert!(p.case.hearing_items[0].waiver.is_some());
    let letter = p.case.records.last().unwrap();
    assert_eq!(letter.kind, RecordKind::Original);
    assert_eq!(p.last.events.last().unwrap().taken_down.unwrap().original, Some(letter.id));
    p.skip_to(days(&p, 60));
    assert_eq!(p.lacks("caseworker", Command::CloseHearing), ["access_pending"]);
}

#[test]
fn a_withdrawal_in_writing_and_its_revocation_by_word_of_mouth() {
    let mut p = oral();
    let stage = p.stage();
    assert_eq!(
        p.lacks("caseworker", p.sample("caseworker", Action::ConfirmWithdrawal).unwrap()),
        ["not_asked"]
    );
    p.acts("intake", Action::Withdraw);
    assert_eq!(p.last.act.capacity, Capacity::Intake);
    p.acts("caseworker", Action::ConfirmWithdrawal);
    assert_eq!(p.stage(), Stage::Withdrawn);
    p.skip_to(days(&p, 10));
    p.does("caseworker", said(&p, Command::RevokeWithdrawal));
    assert_eq!(p.stage(), stage);
    // Pressure is an alarm, as if they had told it themselves; in the other case nobody here acted.
    p.acts("caseworker", Action::Withdraw);
    let pressed =
        crate::withdrawal::ConfirmWithdrawal { under_pressure: true, pressure: Some(text("my boss")) };
    p.does("caseworker", p.taken_down(complainant(&p), Command::ConfirmWithdrawal(pressed)));
    assert_eq!(p.last.also[0].act.actor, None);
    assert_eq!(p.opened().case.party(PartyRole::Complainant).unwrap().person.user, None);
}

#[test]
fn a_name_is_opened_by_its_own_bearer_in_writing() {
    let mut p = oral();
    let open =
        || Command::SetIdentityLevel(crate::party::SetIdentityLevel { identity: IdentityLevel::Named });
    assert_eq!(p.lacks("caseworker", said(&p, open())), ["no_original"]);
    // Nobody else's writing does it, be they the lawyer who decides everything else.
    p.acts("caseworker", Action::AddRepresentative);
    let lawyer = p.case.parties.last().unwrap().id;
    assert_eq!(p.lacks("caseworker", p.taken_down(lawyer, open())), ["not_theirs"]);
    p.does("caseworker", p.taken_down(complainant(&p), open()));
    assert_eq!(p.case.identity, IdentityLevel::Named);
}

#[test]
fn a_representative_who_writes_speaks_for_the_party() {
    let mut p = stages::at(Stage::Hearing);
    let lawyer = |mandate| {
        Command::AddRepresentative(AddRepresentative {
            person: named("a lawyer"),
            mandate,
            power_of_attorney: true,
        })
    };
    p.does("caseworker", lawyer(Mandate::Write));
    let writes = p.case.parties.last().unwrap().id;
    p.does("caseworker", lawyer(Mandate::Decide));
    let decides = p.case.parties.last().unwrap().id;
    let own = p.items()[0];
    let waive = || Command::Waive(own, crate::hearing::Waive { waiver: text("nothing to say") });
    assert_eq!(p.lacks("caseworker", p.taken_down(writes, waive())), ["not_theirs"]);
    assert_eq!(p.lacks("caseworker", p.taken_down(complainant(&p), waive())), ["has_account"]);
    p.does("caseworker", p.taken_down(decides, waive()));
    assert_eq!(p.last.events.last().unwrap().capacity, Capacity::RepresentativeDecide);
    assert_eq!(p.last.act.on_behalf_of, Some(decides));
}

#[test]
fn only_staff_who_may_and_for_a_party_of_the_case() {
    let mut p = oral();
    let ask = || Command::AskAccess(crate::file_access::AskAccess { scope: text("the file") });
    assert_eq!(p.lacks("caseworker", ask()), ["missing"], "for whom must be said");
    let nobody = TakenDown { party: crate::PartyId(uuid::Uuid::nil()), read_back: true, original: None };
    let for_nobody = Command::TakenDown(nobody, Box::new(ask()));
    assert_eq!(p.lacks("caseworker", for_nobody), ["unknown_party"]);
    assert_eq!(p.denied("investigator", said(&p, ask())), Denial::Forbidden);
    assert_eq!(p.denied("coordinator", said(&p, ask())), Denial::Forbidden);
    assert_eq!(p.denied("caseworker2", said(&p, ask())), Denial::Hidden);
    // A witness is asked, and nothing more.
    let witness = AddParty { role: PartyRole::Witness, person: named("a porter"), channel: None };
    p.does("caseworker", Command::AddParty(witness));
    let porter = p.case.parties.last().unwrap().id;
    assert_eq!(p.lacks("caseworker", p.taken_down(porter, ask())), ["not_theirs"]);

    // Whoever has not declared is told that, and nothing about the parties.
    p.acts("coordinator", Action::Assign);
    assert_eq!(p.lacks("caseworker2", said(&p, ask())), ["not_declared"]);
    let doubts = crate::impartiality::Declare {
        reasons: [crate::impartiality::Partiality::CloseRelation].into(),
        words: None,
    };
    p.does("caseworker2", Command::Declare(doubts));
    assert_eq!(p.denied("caseworker2", said(&p, ask())), Denial::Hidden, "nobody in conflict");

    // What somebody does themselves is not taken down, and what nobody takes down is none's.
    let mut p = stages::at(Stage::Screening);
    assert_eq!(p.lacks("complainant", said(&p, ask())), ["not_taken_down"]);
    p.staff("caseworker2", Role::Caseworker);
    let starts = said(&p, Command::RecordNote(crate::investigation::RecordNote { note: text("a note") }));
    assert_eq!(p.lacks("caseworker2", starts), ["not_taken_down"]);
}

#[test]
fn a_suspension_keeps_staff_from_moving_the_case_and_no_party() {
    let mut p = oral();
    let id: crate::ConsultationId = p.made("caseworker", ask_track(crate::consultation::Track::Suspension));
    let agrees =
        crate::consultation::AnswerConsultation { stance: crate::consultation::Stance::Agree, words: None };
    p.does("caseworker", said(&p, Command::AnswerConsultation(id, agrees)));
    p.does("caseworker", weigh(id));
    let reason = SuspensionReason::CriminalInvestigation;
    let until = days(&p, 20);
    p.does("caseworker", Command::Suspend(Suspend { reason, words: text("the police"), from: None, until }));
    p.acts("caseworker", Action::Withdraw);
    p.acts("caseworker", Action::ConfirmWithdrawal);
    assert_eq!(p.stage(), Stage::Withdrawn);
}

#[test]
fn the_list_of_acts_says_for_whom() {
    let p = oral();
    let listed = |who: &str, action| {
        p.available(who).into_iter().find(|it| it.action == action).map(|it| (it.possible, it.taken_down_for))
    };
    assert_eq!(listed("caseworker", Action::AskAccess), Some((true, vec![complainant(&p)])));
    assert_eq!(listed("intake", Action::Withdraw), Some((true, vec![complainant(&p)])));
    assert_eq!(listed("caseworker", Action::AddRepresentative), Some((true, vec![complainant(&p)])));
    assert_eq!(listed("caseworker", Action::ConfirmWithdrawal), Some((false, vec![complainant(&p)])));
    assert_eq!(listed("caseworker", Action::RecordNote), Some((true, Vec::new())));
    assert_eq!(listed("investigator", Action::AskAccess), None);
}
