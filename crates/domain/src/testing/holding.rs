//! What must be kept: proceedings before somebody else, and legal holds.

use jiff::{Span, civil::Date};

use super::{acts::*, play::Play, policy::handed_over, stages::at};
use crate::{
    Action, Command, ExternalProceedingId, LegalHoldId, Stage,
    access::Denial,
    case::PartyRole,
    consultation::Track,
    external::{EndExternal, Forum, NoticeExternal},
    legal_hold::{Hold, LegalHold, ReleaseHold},
    suspension::{Suspend, SuspensionReason},
};

fn notice(opened_on: Date) -> Command {
    let reference = text("the court in Aarhus, number 12");
    Command::NoticeExternal(NoticeExternal { forum: Forum::Court, reference, opened_on })
}

fn ended(id: ExternalProceedingId, ended_on: Date) -> Command {
    Command::EndExternal(id, EndExternal { ended_on })
}

fn release(id: LegalHoldId) -> Command {
    Command::ReleaseHold(id, ReleaseHold { reason: text("it need not be kept for this") })
}

fn days(p: &Play, days: i64) -> Date {
    p.today().saturating_add(Span::new().days(days))
}

#[test]
fn a_proceeding_holds_the_case_until_its_outcome() {
    let mut p = at(Stage::Investigation);
    let opened = days(&p, -10);
    assert_eq!(p.lacks("complainant", notice(days(&p, 1))), ["in_the_future"]);
    let id = p.made("complainant", notice(opened));
    assert_eq!(p.stage(), Stage::Investigation, "the case goes on");
    let hold = p.case.legal_holds[0].clone();
    assert_eq!((hold.proceeding, hold.reason, hold.is_on()), (Some(id), None, true));
    assert_eq!(p.lacks("privacy-officer", release(hold.id)), ["external_proceeding"]);
    for wrong in [days(&p, 1), opened.yesterday().unwrap()] {
        assert_eq!(p.lacks("complainant", ended(id, wrong)), ["out_of_range"]);
    }
    // Nobody ends what the other side told of.
    assert_eq!(p.lacks("respondent", ended(id, p.today())), ["no_such_item"]);
    p.does("representative2", ended(id, opened));
    assert_eq!(p.case.external_proceedings[0].ended_on, Some(opened));
    assert_eq!(p.case.legal_holds[0].released_on, Some(p.today()));
    assert_eq!(p.lacks("complainant", ended(id, opened)), ["no_such_item"]);
}

#[test]
fn each_side_tells_of_its_own_and_staff_of_the_outcome() {
    let mut p = at(Stage::Hearing);
    let today = p.today();
    let one = p.made("respondent", notice(today));
    let other = p.made("complainant", notice(today));
    for who in ["witness", "investigator", "coordinator", "representative3"] {
        assert_eq!(p.denied(who, notice(today)), Denial::Forbidden, "{who}");
    }
    // The caseworker tells for a party only that cannot tell by itself.
    assert_eq!(p.denied("caseworker", notice(today)), Denial::Forbidden);
    p.does("caseworker", ended(one, today));
    p.does("archivist", ended(other, today));
    assert!(p.case.legal_holds.iter().all(|it| !it.is_on()));
}

#[test]
fn staff_take_it_down_for_a_party_without_an_account() {
    let mut p = super::by_letter::oral();
    assert_eq!(p.lacks("caseworker", notice(p.today())), ["missing"]);
    let told = p.taken_down(p.party(PartyRole::Complainant), notice(p.today()));
    let change = p.does("caseworker", told).clone();
    assert_eq!(change.act.on_behalf_of, p.case.external_proceedings[0].reported_by);
}

/// A court that has the matter says so by its system, and learns nothing by it.
#[test]
fn the_body_itself_tells_by_its_system() {
    let mut p = at(Stage::Investigation);
    let today = p.today();
    assert!(p.is_hidden_from("integration"));
    assert_eq!(p.denied("integration", Command::InformRespondent), Denial::Hidden);
    let own: ExternalProceedingId = p.made("complainant", notice(today));
    let id: ExternalProceedingId = p.made("integration", notice(today));
    let told = p.case.external_proceedings.last().unwrap();
    assert_eq!((told.reported_by, told.system), (None, Some(super::town::member("integration").id)));
    assert!(p.case.legal_holds.iter().all(LegalHold::is_on));
    // Each ends what it told of; staff who know end either.
    assert_eq!(p.lacks("integration", ended(own, today)), ["no_such_item"]);
    for who in ["complainant", "respondent"] {
        assert_eq!(p.lacks(who, ended(id, today)), ["no_such_item"], "{who}");
    }
    let mut other = p.clone();
    other.does("privacy-officer", ended(id, today));
    p.does("integration", ended(id, today));
    // Not before it is filed, nor of what went to the whistleblower unit, nor of what is left of a case.
    for hidden in [at(Stage::Draft), handed_over(), at(Stage::Destroyed)] {
        assert_eq!(hidden.denied("integration", notice(hidden.today())), Denial::Hidden);
    }
}

#[test]
fn a_case_rests_for_a_proceeding_only_while_there_is_one() {
    let mut p = at(Stage::Investigation);
    p.consult_track("caseworker", Track::Suspension);
    let (reason, until) = (SuspensionReason::ExternalProceeding, days(&p, 30));
    let suspend = || Command::Suspend(Suspend { reason, words: text("the board first"), from: None, until });
    assert_eq!(p.lacks("caseworker", suspend()), ["no_proceeding"]);
    let today = p.today();
    p.does("complainant", notice(today));
    p.does("caseworker", suspend());
}

#[test]
fn who_keeps_the_records_puts_holds_on_and_takes_them_off() {
    for (stage, who) in [(Stage::Submitted, "privacy-officer"), (Stage::Closed, "archivist")] {
        let mut p = at(stage);
        let id = p.made(who, Command::Hold(Hold { reason: text("an inspection") }));
        assert!(p.case.legal_holds[0].is_on());
        for other in ["caseworker", "coordinator", "complainant", "decision-maker"] {
            assert_eq!(p.denied(other, release(id)), Denial::Forbidden, "{other}");
        }
        p.does("archivist2", release(id));
        let hold = &p.case.legal_holds[0];
        assert!(!hold.is_on() && hold.release_reason.is_some());
        assert_eq!(p.lacks(who, release(id)), ["no_such_item"]);
    }
}

#[test]
fn of_what_went_to_the_whistleblower_unit_nothing_is_held_before_its_end() {
    let mut p = handed_over();
    for who in ["privacy-officer", "archivist"] {
        assert!(p.is_hidden_from(who), "{who}");
    }
    p.acts("coordinator", Action::ConfirmReceipt);
    p.acts("archivist", Action::Hold);
    assert_eq!(p.denied("coordinator", p.sample("coordinator", Action::Hold).unwrap()), Denial::Forbidden);
}
