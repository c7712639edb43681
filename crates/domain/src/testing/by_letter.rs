//! A party without an account: reached by letter only, and what it says is taken down by staff.

use super::{acts::*, play::Play, stages};
use crate::{
    Action, Capacity, Channel, Command, Mandate, Refusal, Role, Stage,
    access::Denial,
    case::{FiledBy, PartyRole},
    consultation::{About, AnswerConsultation, Stance},
    delivery::Delivered,
    filing::{OnBehalfOf, OpenDraft},
    hearing::Reply,
    information::{AnswerInformation, RequestInformation},
    party::AddParty,
    rules::Rules,
    taken_down::TakenDown,
};

fn told_by(complainant: crate::PersonRef) -> OpenDraft {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.filed_by = FiledBy::IntakeOfficer;
    draft.read_back = true;
    draft.on_behalf_of = Some(OnBehalfOf { complainant, mandate: None, power_of_attorney: false });
    draft
}

/// A complaint that somebody without an account told an intake officer, in screening.
pub(super) fn oral() -> Play {
    let mut p = Play::begin("intake", told_by(named("Fatma")), stages::start());
    p.does("intake", impartial());
    for (who, role) in [
        ("caseworker", Role::Caseworker),
        ("investigator", Role::Investigator),
        ("decision-maker", Role::DecisionMaker),
    ] {
        p.staff(who, role);
    }
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p
}

fn says(id: crate::ConsultationId) -> Command {
    Command::AnswerConsultation(id, AnswerConsultation { stance: Stance::Agree, words: Some(text("go on")) })
}

#[test]
fn nobody_opens_a_portal_without_an_account() {
    let p = oral();
    assert_eq!(p.case.party(PartyRole::Complainant).unwrap().channel, Channel::Letter);
    let mut draft = told_by(named("Fatma"));
    draft.channel = Some(Channel::Portal);
    let refused = super::play::file("intake", draft, stages::start()).unwrap().unwrap_err();
    assert!(matches!(refused, Refusal::Content(wrong) if wrong[0].code == "no_account"));
    let mut draft = told_by(account("complainant"));
    draft.channel = None;
    let known = super::play::file("intake", draft, stages::start()).unwrap().unwrap().after;
    assert_eq!(known.party(PartyRole::Complainant).unwrap().channel, Channel::Portal);
    // Whoever represents them has an account all the same.
    let mut draft = told_by(named("Fatma"));
    draft.filed_by = FiledBy::Representative;
    let complainant = named("Fatma");
    let mandate = Some(Mandate::Decide);
    draft.on_behalf_of = Some(OnBehalfOf { complainant, mandate, power_of_attorney: true });
    let filed = super::play::file("representative", draft, stages::start()).unwrap().unwrap().after;
    assert_eq!(filed.party(PartyRole::Representative).unwrap().channel, Channel::Portal);

    let party = |role, person, channel| Command::AddParty(AddParty { role, person, channel });
    let mut p = p;
    let witness = PartyRole::Witness;
    assert_eq!(
        p.lacks("caseworker", party(witness, named("a porter"), Some(Channel::Portal))),
        ["no_account"]
    );
    p.does("caseworker", party(witness, named("a porter"), None));
    assert_eq!(p.case.parties.last().unwrap().channel, Channel::Letter);
    let unit = PartyRole::EmployerUnit;
    assert_eq!(p.lacks("caseworker", party(unit, named("the head"), None)), ["no_account"]);
}

#[test]
fn silence_counts_from_the_day_of_the_letter() {
    let mut p = oral();
    let complainant = p.party(PartyRole::Complainant);
    let id: crate::ConsultationId = p.made("caseworker", ask(About::Scope));
    let arrives = Rules::denmark().letter_available(p.today());
    assert!(arrives > p.today());
    let about = id.to_string();
    assert_eq!(p.case.available_on(complainant, Delivered::Consultation, Some(&about)), Some(arrives));
    assert_eq!(p.case.consultations[0].reply_by, Rules::denmark().consultation_reply_by(arrives));
}

#[test]
fn staff_take_answers_down_that_were_read_back() {
    let mut p = oral();
    let complainant = p.party(PartyRole::Complainant);
    let id: crate::ConsultationId = p.made("caseworker", ask(About::Scope));
    let unread = TakenDown { party: complainant, read_back: false, original: None };
    let said = |taken: &TakenDown| Command::TakenDown(taken.clone(), Box::new(says(id)));
    assert_eq!(p.lacks("caseworker", said(&unread)), ["not_read_back"]);
    let read = TakenDown { read_back: true, ..unread };
    assert_eq!(p.denied("decision-maker", said(&read)), Denial::Forbidden);
    p.does("caseworker", said(&read));
    assert_eq!(p.last.act.on_behalf_of, Some(complainant), "the log says for whom");
    assert_eq!(p.last.act.capacity, Capacity::Caseworker, "and who took it down");
    p.does("caseworker", weigh(id));
    p.acts("caseworker", Action::Admit);

    let id: crate::ConsultationId = p.made("caseworker", ask(About::Track));
    p.does("caseworker", p.taken_down(complainant, says(id)));
    p.does("caseworker", weigh(id));
    p.acts("coordinator", Action::OpenInvestigation);
    let question = RequestInformation { party: complainant, question: text("when?") };
    let asked = p.made("caseworker", Command::RequestInformation(question));
    let answer = AnswerInformation { answer: text("in May") };
    p.does("caseworker", p.taken_down(complainant, Command::AnswerInformation(asked, answer)));
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    let [own, units] = p.items()[..] else { panic!() };
    p.does("investigator", disclose(own));
    p.does("investigator", disclose(units));
    let says_no = |id| Command::Reply(id, Reply { reply: text("not so"), adverse_facts: Vec::new() });
    p.does("caseworker", p.taken_down(complainant, says_no(own)));
    // The unit's speaker has an account, and nobody answers in their place.
    assert_eq!(p.lacks("caseworker", p.taken_down(complainant, says_no(units))), ["no_such_item"]);
    let unit = p.party(PartyRole::EmployerUnit);
    assert_eq!(p.lacks("caseworker", p.taken_down(unit, says_no(units))), ["has_account"]);

    // Nor does anybody for a complainant who has one.
    let mut p = stages::at(Stage::Screening);
    let id: crate::ConsultationId = p.made("caseworker", ask(About::Scope));
    assert_eq!(p.denied("caseworker", says(id)), Denial::Forbidden);
    let complainant = p.party(PartyRole::Complainant);
    assert_eq!(p.lacks("caseworker", p.taken_down(complainant, says(id))), ["has_account"]);
}
