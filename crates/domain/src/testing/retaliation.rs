//! The alarm for retaliation, the case that it opens, and what staff systems report.

use super::{
    acts::*,
    play::{Play, pseudonym},
    stages::at,
    town,
};
use crate::{
    Action, Capacity, Command, Form, Ground, Holder, LinkedAs, PartyId, Priority, Role, Stage,
    access::Denial,
    case::{FiledHow, PartyRole},
    filing::ChooseChannel,
    follow_up::{AnswerCheck, CheckAnswer},
    impartiality::{Concern, Origin},
    linked::{AlarmCause, HrEvent, HrEventKind, WatchedEvent},
    party::SetPseudonym,
    rules::Rules,
    withdrawal::ConfirmWithdrawal,
};

/// The complainant is treated worse, and says so.
pub(super) fn alarm(p: &mut Play) -> &Play {
    p.acts("complainant", Action::RaiseAlarm);
    p.linked(LinkedAs::Victimisation)
}

fn reported(p: &Play, role: PartyRole, kind: HrEventKind) -> Command {
    let event = HrEvent { kind, on: p.today() };
    Command::NoteHrEvent(WatchedEvent { party: p.party(role), event })
}

/// Somebody who works on a case that was opened beside another.
pub(super) fn staffed(p: &mut Play) {
    p.does("intake", impartial());
    for (who, role) in [
        ("caseworker", Role::Caseworker),
        ("investigator", Role::Investigator),
        ("decision-maker", Role::DecisionMaker),
    ] {
        p.staff(who, role);
    }
}

/// Brings a complaint that was just filed to its investigation, with those who work on the first.
pub(super) fn investigated(p: &mut Play) {
    staffed(p);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    let facts = set_facts(recruitment_minimum());
    p.does("caseworker", facts);
    p.does("complainant", Command::ChooseChannel(ChooseChannel { whistleblower: false }));
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
}

#[test]
fn an_alarm_opens_a_case() {
    let mut p = at(Stage::Investigation);
    p.does("caseworker", Command::AddConcerned(concerned(Concern::Accused, account("panel-chair"))));
    p.does("caseworker", Command::AddConcerned(concerned(Concern::Excluded, named("the deputy"))));
    let before = p.case.clone();
    let change = p.does("complainant", p.sample("complainant", Action::RaiseAlarm).unwrap()).clone();
    assert_eq!(p.case.state, before.state, "the first goes on");
    assert!(change.notices.iter().any(|it| it.topic == "retaliation.alarm"));
    let [other] = &change.also[..] else { panic!("one case") };
    assert_eq!(
        (other.before, other.act.action, other.act.capacity),
        (0, Action::RaiseAlarm, Capacity::Complainant)
    );
    assert!(other.notices.iter().any(|it| it.topic == "complaint.submitted"));

    let linked = p.linked(LinkedAs::Victimisation);
    let case = &linked.case;
    assert_eq!(case.linked_as(LinkedAs::First).collect::<Vec<_>>(), [p.case.id]);
    assert_eq!((case.stage(), case.priority, case.unit), (Stage::Submitted, Priority::High, before.unit));
    assert_eq!((case.identity, case.received_on), (before.identity, Some(p.today())));
    let alleged: Vec<_> = case.allegations.iter().map(|it| (it.ground, it.form)).collect();
    assert_eq!(alleged, [(Ground::EthnicOrigin, Form::Victimisation)]);
    assert_eq!(case.alarms[0].cause, AlarmCause::Told);
    assert!(case.filing.story.is_some() && case.filing.story == case.allegations[0].what);
    assert_eq!(case.filing.whistleblower, None, "asked anew");

    // The same person, and who represents them; nobody else.
    assert_eq!(linked.capacities("complainant"), [Capacity::Complainant]);
    assert_eq!(linked.capacities("representative2"), [Capacity::RepresentativeWrite]);
    for hidden in ["respondent", "witness", "panel-chair", "caseworker", "investigator", "intake2"] {
        assert!(linked.is_hidden_from(hidden), "{hidden}");
    }
    let ids: Vec<PartyId> = before.parties.iter().map(|it| it.id).collect();
    assert!(case.parties.iter().all(|it| !ids.contains(&it.id)), "nobody could tell by an id");
    assert_eq!(case.concerned.len(), 2);
    assert!(linked.capacities("intake").contains(&Capacity::Intake), "acknowledged anew");
    let due = other.docket.iter().find(|it| it.capacity == Capacity::Intake).unwrap().next_due;
    assert_eq!(due.map(|it| it.1), Some(Rules::denmark().acknowledge_by(p.today())));
    let mut linked = linked.clone();
    investigated(&mut linked);
    assert!(!linked.is_hidden_from("respondent"), "from the own admission on");
}

#[test]
fn a_second_alarm_is_recorded_where_the_first_is_looked_into() {
    let mut p = at(Stage::Investigation);
    let id = alarm(&mut p).case.id;
    let change = p.does("complainant", p.sample("complainant", Action::RaiseAlarm).unwrap()).clone();
    let [other] = &change.also[..] else { panic!("one case") };
    assert_eq!((other.after.id, other.act.action), (id, Action::RaiseAlarm));
    assert!(other.before > 0);
    assert_eq!(p.linked(LinkedAs::Victimisation).case.alarms.len(), 2);
    assert_eq!(p.case.alarms.len(), 2);
    assert!(p.case.alarms.iter().all(|it| it.case == id));

    // On the case that looks into it, it is recorded there alone.
    let mut linked = p.linked(LinkedAs::Victimisation).clone();
    linked.acts("complainant", Action::RaiseAlarm);
    assert!(linked.last.also.is_empty());
    assert_eq!(linked.case.alarms[2].case, linked.case.id);

    // Once that one is over, there is another.
    let other = p.others.iter_mut().find(|it| it.case.id == id).unwrap();
    other.acts("complainant", Action::Withdraw);
    other.acts("complainant", Action::ConfirmWithdrawal);
    p.acts("complainant", Action::RaiseAlarm);
    assert_eq!(p.case.linked_as(LinkedAs::Victimisation).count(), 2);
}

#[test]
fn is_raised_by_a_yes_and_by_pressure() {
    let mut p = at(Stage::Decided);
    p.on(p.case.checks[0].due_on);
    let id = p.case.checks[0].id;
    let yes = AnswerCheck { answer: CheckAnswer::Yes, words: Some(text("they cut my hours")) };
    let change = p.does("complainant", Command::AnswerCheck(id, yes)).clone();
    assert_eq!((change.act.action, change.also.len()), (Action::AnswerCheck, 1));
    assert_eq!(p.linked(LinkedAs::Victimisation).case.alarms[0].cause, AlarmCause::Check);
    let id = p.case.checks[1].id;
    p.on(p.case.checks[1].due_on);
    let unsure = AnswerCheck { answer: CheckAnswer::Unsure, words: None };
    assert!(p.does("complainant", Command::AnswerCheck(id, unsure)).also.is_empty());

    let mut p = at(Stage::Hearing);
    p.acts("complainant", Action::Withdraw);
    let pressed = ConfirmWithdrawal { under_pressure: true, pressure: None };
    p.does("complainant", Command::ConfirmWithdrawal(pressed));
    assert_eq!(p.stage(), Stage::Withdrawn);
    let linked = p.linked(LinkedAs::Victimisation);
    assert_eq!((linked.case.alarms[0].cause, linked.case.filing.story), (AlarmCause::Pressure, None));
    p.acts("complainant", Action::RevokeWithdrawal);
    assert_eq!(p.linked(LinkedAs::Victimisation).stage(), Stage::Submitted, "it goes on");
}

#[test]
fn until_twelve_months_after_the_end() {
    for stage in [Stage::Submitted, Stage::Referred, Stage::Inadmissible, Stage::Settled, Stage::Withdrawn] {
        let mut p = at(stage);
        assert_eq!(alarm(&mut p).stage(), Stage::Submitted, "{stage}");
        assert_eq!(p.stage(), stage);
    }
    let mut p = at(Stage::Closed);
    let last = Rules::denmark().watch_until(p.case.closed_on.unwrap());
    p.on(last);
    assert_eq!(alarm(&mut p.clone()).stage(), Stage::Submitted);
    p.on(last.tomorrow().unwrap());
    let raise = p.sample("complainant", Action::RaiseAlarm).unwrap();
    assert_eq!(p.lacks("complainant", raise), ["watch_over"]);
    assert_eq!(p.lacks("system", reported(&p, PartyRole::Complainant, HrEventKind::Notice)), ["watch_over"]);
    let p = at(Stage::Admitted);
    let raise = |who| p.sample(who, Action::RaiseAlarm).unwrap();
    for who in ["representative3", "respondent", "witness", "caseworker", "coordinator"] {
        assert_eq!(p.denied(who, raise(who)), Denial::Forbidden, "{who}");
    }
    assert_eq!(p.lacks("system", raise("system")), ["no_such_item"]);
}

#[test]
fn what_staff_systems_report_raises_it_once() {
    let mut p = at(Stage::Hearing);
    p.acts("complainant", Action::SetIdentityLevel);
    let before = HrEvent { kind: HrEventKind::Notice, on: p.case.received_on.unwrap().yesterday().unwrap() };
    let before = WatchedEvent { party: p.party(PartyRole::Complainant), event: before };
    assert_eq!(p.lacks("system", Command::NoteHrEvent(before)), ["no_such_item"], "before the complaint");
    let cut = reported(&p, PartyRole::Complainant, HrEventKind::HoursCut);
    let change = p.does("system", cut.clone()).clone();
    assert_eq!((change.act.actor, change.act.capacity), (None, Capacity::System));
    let linked = p.linked(LinkedAs::Victimisation);
    assert_eq!(linked.case.phase(), crate::Phase::Employment);
    assert_eq!(linked.case.filing.filed_by, FiledHow::Alarm);
    assert_eq!(linked.case.filing.occurred_from, p.today());
    assert_eq!(p.lacks("system", cut), ["no_such_item"], "the same event");
    let id = linked.case.id;
    p.does("system", reported(&p, PartyRole::Complainant, HrEventKind::Notice));
    assert_eq!(p.case.linked_as(LinkedAs::Victimisation).collect::<Vec<_>>(), [id]);

    // A witness is protected as well; the complainant has no part in that case, nor who represents them.
    p.does("system", reported(&p, PartyRole::Witness, HrEventKind::Transfer));
    let other = p.case.linked_as(LinkedAs::Victimisation).find(|it| *it != id).unwrap();
    let other = p.others.iter().find(|it| it.case.id == other).unwrap();
    assert_eq!(other.capacities("witness"), [Capacity::Complainant]);
    assert_eq!(other.case.identity, crate::IdentityLevel::Confidential);
    assert!(other.case.concerned.iter().all(|it| it.named_elsewhere));
    for hidden in ["complainant", "representative", "respondent"] {
        assert!(other.is_hidden_from(hidden), "{hidden}");
    }

    // With the whistleblower unit, nobody here acts.
    let p = super::policy::handed_over();
    let notice = reported(&p, PartyRole::Complainant, HrEventKind::Notice);
    assert_eq!(p.lacks("system", notice), ["no_such_item"]);
}

#[test]
fn a_pseudonym_finds_a_party_without_an_account() {
    let mut p = super::by_letter::oral();
    let complainant = p.party(PartyRole::Complainant);
    let set = |id, to: Option<&str>| Command::SetPseudonym(id, SetPseudonym { pseudonym: to.map(username) });
    p.does("caseworker", set(complainant, Some("HR-7731")));
    let known = pseudonym("HR-7731");
    assert_eq!(p.case.watched_party(None, known), Some(complainant));
    assert!(p.last.docket.iter().any(|it| it.holder == Holder::Pseudonym(known)));
    p.does("system", reported(&p, PartyRole::Complainant, HrEventKind::PayCut));
    let linked = p.linked(LinkedAs::Victimisation);
    let again = linked.case.party(PartyRole::Complainant).unwrap().id;
    assert_eq!(linked.case.watched_party(None, known), Some(again));
    p.does("caseworker", set(complainant, None));
    assert_eq!(p.case.watched_party(None, known), None);
    // What staff take down is done there by the System: they have no part in it.
    p.acts("caseworker", Action::RaiseAlarm);
    assert_eq!(p.last.act.on_behalf_of, Some(complainant));
    assert_eq!(p.last.also[0].act.actor, None);

    let mut p = at(Stage::Screening);
    let (me, witness) = (p.party(PartyRole::Complainant), p.party(PartyRole::Witness));
    assert_eq!(p.lacks("caseworker", set(me, Some("HR-1"))), ["has_account"]);
    assert_eq!(p.lacks("caseworker", set(witness, Some("HR-1"))), ["has_account"]);
    assert_eq!(p.lacks("caseworker", set(PartyId(uuid::Uuid::nil()), None)), ["no_such_item"]);
    p.acts("caseworker", Action::AddRepresentative);
    let lawyer = p.case.parties.last().unwrap().id;
    assert_eq!(p.lacks("caseworker", set(lawyer, Some("HR-1"))), ["not_watched"]);
    assert_eq!(p.case.watched_party(Some(town::member("complainant").id), known), Some(me));
}

#[test]
fn walls_are_carried_over() {
    let mut p = at(Stage::Investigation);
    p.does("complainant", Command::AddConcerned(concerned(Concern::Excluded, account("intake2"))));
    // A member of staff with a part in the first case is no more impartial in the other.
    let witness =
        crate::party::AddParty { role: PartyRole::Witness, person: account("caseworker2"), channel: None };
    p.does("caseworker", Command::AddParty(witness));
    let linked = alarm(&mut p);
    for (who, origin) in [("intake2", Origin::Excluded), ("caseworker2", Origin::LinkedCase)] {
        let user = town::member(who).id;
        assert!(linked.case.walled(user), "{who}");
        assert!(linked.case.conflict_checks.iter().any(|it| it.user == Some(user) && it.origin == origin));
    }
    assert!(!linked.case.has_declared(town::member("caseworker").id), "everybody declares anew");
}
