//! Intake: acknowledgement, screening, referral, rejection and admission (G3, G4, G8, G9, G17, G18).

use super::{acts::*, play::Play, policy::handed_over, stages, stages::at, town::LIBRARY};
use crate::{
    Action, Command, Duty, Form, Holder, Stage,
    access::Denial,
    case::{FiledBy, PartyRole},
    consultation::{About, ExceptConsultation},
    decision::DraftReasons,
    delivery::Delivered,
    filing::{ChooseChannel, OpenDraft, SetFacts},
    impartiality::Concern,
    intake::{Acknowledge, Admit, Receiver, Refer, Told},
    party::AddParty,
    phase::{Facts, NotObtainable, employment, recruitment},
    rules::Rules,
};

fn screening(draft: OpenDraft) -> Play {
    let mut p = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut p);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p
}

fn usual() -> OpenDraft {
    complaint(recruitment_minimum(), date(2026, 9, 14))
}

fn refer(receiver: Receiver) -> Command {
    Command::Refer(Refer { receiver, name: line("receiver"), reason: text("not ours") })
}

#[test]
fn an_acknowledgement_tells_what_must_be_told() {
    let mut p = at(Stage::Submitted);
    let unknown = Acknowledge { contact: username("nobody"), next_steps: text("we look at it") };
    assert_eq!(p.lacks("intake", Command::Acknowledge(unknown)), ["unknown_user"]);
    p.acts("intake", Action::Acknowledge);
    let told = p.case.acknowledged.clone().unwrap();
    assert_eq!(
        told.told,
        [Told::RightToRepresentation, Told::NoRetaliation, Told::InternalComplaintStopsNoOutsideClock]
    );
    let complainant = p.party(PartyRole::Complainant);
    assert_eq!(p.case.available_on(complainant, Delivered::Acknowledgement, None), Some(p.today()));
    assert_eq!(p.last.notices[0].topic, "complaint.acknowledged");
}

#[test]
fn the_minimum_is_known_or_not_obtainable() {
    let Facts::Recruitment(known) = recruitment_minimum() else { unreachable!() };
    let none = recruitment::Facts { posting: known.posting.clone(), ..recruitment::Facts::default() };
    let mut draft = usual();
    draft.facts = Facts::Recruitment(none.clone());
    let mut p = screening(draft);
    p.consult("caseworker", About::Scope);
    let crate::Refusal::Guards(unmet) = p.refused("caseworker", Command::Admit(Admit::default())) else {
        panic!()
    };
    let pointers: Vec<_> = unmet.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(pointers, ["/facts/refusal_received_on", "/facts/requirements", "/facts/criteria_fixed_on"]);
    let lost = |fact: &str| NotObtainable { fact: fact.to_owned(), reason: text("lost") };
    let not_obtainable = ["refusal_received_on", "requirements", "criteria_fixed_on"].map(lost).into();
    p.does("caseworker", set_facts(Facts::Recruitment(recruitment::Facts { not_obtainable, ..none })));
    assert_eq!(p.lacks("caseworker", set_facts(dismissal_minimum())), ["other_phase"]);
    p.acts("caseworker", Action::Admit);
}

#[test]
fn the_whistleblower_channel_is_asked_about_and_kept_to() {
    let mut draft = usual();
    draft.whistleblower = None;
    let mut p = screening(draft);
    p.acts("caseworker", Action::DraftRejection);
    for about in [About::Scope, About::Outcome] {
        p.consult("caseworker", about);
    }
    for (who, command) in [
        ("caseworker", Command::Admit(Admit::default())),
        ("caseworker", refer(Receiver::Police)),
        ("decision-maker", Command::Reject),
    ] {
        assert_eq!(p.lacks(who, command), ["not_asked"]);
    }
    let says = |answer| {
        let whistleblower = Some(answer);
        Command::SetFacts(Box::new(SetFacts { facts: recruitment_minimum(), whistleblower }))
    };
    p.does("caseworker", says(true));
    assert_eq!(p.lacks("caseworker", Command::Admit(Admit::default())), ["whistleblower"]);
    assert_eq!(p.lacks("decision-maker", Command::Reject), ["whistleblower"]);
    assert_eq!(p.lacks("caseworker", refer(Receiver::Police)), ["channel_differs"]);
    p.does("caseworker", set_facts(recruitment_minimum()));
    assert_eq!(p.case.filing.whistleblower, Some(true), "an answer is not lost");
    assert_eq!(p.lacks("caseworker", says(false)), ["persons_choice"], "staff do not answer it another way");
    let chooses = |whistleblower| Command::ChooseChannel(ChooseChannel { whistleblower });
    assert_eq!(p.denied("caseworker", chooses(false)), Denial::Forbidden);
    assert_eq!(p.denied("representative2", chooses(false)), Denial::Forbidden);
    p.does("complainant", chooses(false));
    assert_eq!(p.lacks("caseworker", says(true)), ["persons_choice"]);
    assert_eq!(p.lacks("caseworker", refer(Receiver::WhistleblowerUnit)), ["channel_differs"]);
    p.does("caseworker", refer(Receiver::Police));
}

#[test]
fn nobody_here_reads_what_went_to_the_whistleblower_unit() {
    let mut p = handed_over();
    for who in ["intake", "caseworker", "investigator", "decision-maker", "reviewer", "conflict-officer"] {
        assert!(p.is_hidden_from(who), "{who}");
    }
    assert!(!p.is_hidden_from("complainant"));
    assert_eq!(p.capacities("coordinator"), [crate::Capacity::Registrar]);
    assert_eq!(p.denied("coordinator", assign("caseworker2", crate::Role::Caseworker)), Denial::Forbidden);
    p.acts("coordinator", Action::ConfirmReceipt);
    assert_eq!(p.capacities("archivist"), [crate::Capacity::Registrar, crate::Capacity::Archivist]);
    for row in p.last.docket.iter().filter(|it| matches!(it.holder, Holder::Desk(_))) {
        assert_eq!(row.capacity, crate::Capacity::Registrar, "{:?}", row.holder);
        let steers = row.holder == Holder::Desk(crate::Role::Coordinator);
        assert_eq!(row.next_due.is_none(), steers, "{:?}", row.holder);
    }
    assert_eq!(p.case.referral.as_ref().unwrap().confirmed_on, Some(p.today()));
    let review = p.sample("complainant", Action::AskReview).unwrap();
    assert_eq!(p.lacks("complainant", review), ["referred"]);
}

#[test]
fn what_was_referred_is_not_reopened_here() {
    let mut p = at(Stage::Referred);
    p.acts("caseworker", Action::ConfirmReceipt);
    assert_eq!(p.stage(), Stage::Closed);
    assert_eq!(p.last.notices[0].topic, "case.closed");
    for (who, action) in [("complainant", Action::AskReview), ("reviewer", Action::Reopen)] {
        assert_eq!(p.lacks(who, p.sample(who, action).unwrap()), ["referred"]);
    }
}

#[test]
fn a_rejection_needs_reasons_and_a_second_person() {
    let mut p = at(Stage::Screening);
    assert_eq!(p.lacks("decision-maker", Command::Reject), ["not_asked", "no_draft"]);
    let nothing =
        DraftReasons { legal_rules: None, considerations: None, essential_facts: None, guidance: None };
    p.does("caseworker", Command::DraftRejection(nothing));
    assert_eq!(
        p.lacks("decision-maker", Command::Reject),
        ["not_asked", "no_legal_rules", "no_considerations", "no_essential_facts", "no_guidance"]
    );
    p.does("caseworker", Command::ReviseRejection(reasons()));
    p.consult("caseworker", About::Outcome);
    p.case.draft.as_mut().unwrap().editor = super::town::member("decision-maker").id;
    assert_eq!(p.lacks("decision-maker", Command::Reject), ["own_draft"]);

    let p = at(Stage::Inadmissible);
    let complainant = p.party(PartyRole::Complainant);
    assert_eq!(p.case.available_on(complainant, Delivered::Rejection, None), Some(p.today()));
    assert!(p.case.decision.is_some() && p.case.draft.is_none());
}

#[test]
fn a_draft_of_a_rejection_ends_with_the_admission() {
    let mut p = at(Stage::Screening);
    p.acts("caseworker", Action::DraftRejection);
    p.consult("caseworker", About::Scope);
    p.acts("caseworker", Action::Admit);
    assert!(p.case.draft.is_none());
}

#[test]
fn somebody_who_is_not_accused_answers_for_the_unit() {
    let mut draft = usual();
    draft.unit = LIBRARY;
    let nobody = screening(draft);
    let mut draft = usual();
    draft.concerned = vec![concerned(Concern::Accused, account("respondent"))];
    let accused = screening(draft);
    for mut p in [nobody, accused] {
        for about in [About::Scope, About::Interim] {
            p.consult("decision-maker", about);
        }
        let order = p.sample("decision-maker", Action::OrderInterim).unwrap();
        assert_eq!(p.lacks("decision-maker", order), ["no_speaker"]);
        assert_eq!(p.lacks("caseworker", Command::Admit(Admit::default())), ["no_speaker"]);
        let speaker = |who: &str| {
            let role = PartyRole::EmployerUnit;
            Command::AddParty(AddParty { role, person: account(who), channel: None })
        };
        if !p.case.concerned.is_empty() {
            assert_eq!(p.lacks("caseworker", speaker("respondent")), ["accused_person"]);
        }
        p.does("caseworker", speaker("respondent2"));
        assert!(p.is_hidden_from("respondent2"), "named, but told nothing before the admission");
        assert_eq!(p.lacks("caseworker", speaker("archivist")), ["already_there"]);
        p.acts("caseworker", Action::Admit);
        assert_eq!(p.capacities("respondent2"), [crate::Capacity::Respondent]);
        assert!(p.is_hidden_from("respondent"));
    }
    let complainant = AddParty { role: PartyRole::Complainant, person: named("x"), channel: None };
    assert_eq!(at(Stage::Screening).lacks("caseworker", Command::AddParty(complainant)), ["not_addable"]);
}

#[test]
fn the_respondent_knows_nothing_until_told() {
    let mut p = at(Stage::Screening);
    p.consult("caseworker", About::Scope);
    p.does("caseworker", Command::Admit(Admit { delay_notice: Some(text("evidence may vanish")) }));
    assert!(p.case.notice_delayed.is_some());
    assert!(p.is_hidden_from("respondent"));
    p.consult("caseworker", About::Track);
    p.acts("coordinator", Action::OpenInvestigation);
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    assert!(p.is_hidden_from("respondent"), "an undisclosed fact tells nothing");
    let unit = p.party(PartyRole::EmployerUnit);
    let orders = |p: &Play| {
        p.case.deliveries.iter().filter(|it| it.party == unit && it.act == Delivered::FreezeOrder).count()
    };
    assert_eq!(orders(&p), 0, "nor does an order that they could not read");
    let mut kept = p.clone();
    let of_unit = p.items()[1];
    p.does("investigator", disclose(of_unit));
    assert_eq!(p.capacities("respondent"), [crate::Capacity::Respondent]);
    assert_eq!(orders(&p), 1);
    assert!(p.case.available_on(unit, Delivered::AdmissionNotice, None).is_some());
    assert_eq!(p.lacks("caseworker", Command::InformRespondent), ["already_told"]);
    p.acts("respondent", Action::Reply);

    // The delay has an end, and the caseworker is reminded of it.
    let due = Rules::denmark().inform_by(kept.case.received_on.unwrap());
    let reminded = |p: &Play| {
        let own = Holder::User(super::town::member("caseworker").id);
        p.last.docket.iter().find(|row| row.holder == own).unwrap().next_due
    };
    assert_eq!(reminded(&kept), Some((Duty::Inform, due)));
    kept.does("caseworker", Command::InformRespondent);
    assert_eq!(kept.capacities("respondent"), [crate::Capacity::Respondent]);
    assert_eq!(orders(&kept), 1);
    assert_ne!(reminded(&kept).map(|(duty, _)| duty), Some(Duty::Inform));
}

#[test]
fn an_interim_order_is_all_the_unit_sees_before_the_admission() {
    let mut p = at(Stage::Screening);
    p.consult("decision-maker", About::Interim);
    p.acts("decision-maker", Action::OrderInterim);
    assert!(!p.is_hidden_from("respondent"));
    assert!(!p.case.respondent_informed());
    let may: Vec<_> = p.available("respondent").into_iter().map(|it| it.action).collect();
    assert_eq!(may, [Action::RecordOpening]);
    let row = |p: &Play| {
        let holder = crate::Holder::User(super::town::member("respondent").id);
        p.last.docket.iter().find(|it| it.holder == holder).cloned()
    };
    let before = row(&p);
    assert_eq!(before.as_ref().map(|it| it.capacity), Some(crate::Capacity::InterimAddressee));
    let mut admitted = p.clone();
    admitted.consult("caseworker", About::Scope);
    admitted.does("caseworker", Command::Admit(Admit { delay_notice: Some(text("evidence may vanish")) }));
    assert_eq!(row(&admitted), before, "an admission that is kept from the unit");
    assert_eq!(admitted.capacities("respondent"), [crate::Capacity::InterimAddressee]);
    assert_eq!(p.denied("respondent", p.sample("respondent", Action::AskAccess).unwrap()), Denial::Forbidden);
    // Nor does a rejection tell them more.
    p.acts("caseworker", Action::DraftRejection);
    p.consult("caseworker", About::Outcome);
    p.acts("decision-maker", Action::Reject);
    assert_eq!(row(&p), before);
    assert_eq!(p.denied("respondent", p.sample("respondent", Action::AskReview).unwrap()), Denial::Forbidden);
}

#[test]
fn a_report_of_a_bystander_has_nobody_to_ask() {
    let mut p = stages::draft(FiledBy::Bystander);
    p.acts("bystander", Action::Submit);
    stages::staffed(&mut p);
    p.acts("intake", Action::Acknowledge);
    let bystander = p.party(PartyRole::Bystander);
    assert!(p.case.available_on(bystander, Delivered::Acknowledgement, None).is_some());
    p.acts("caseworker", Action::StartScreening);
    let nobody = p.refused("caseworker", ask(About::Scope));
    assert!(matches!(nobody, crate::Refusal::Guards(unmet) if unmet[0].code == "no_complainant"));
    p.acts("caseworker", Action::Admit);
}

#[test]
fn an_exception_stands_for_an_answer() {
    let mut p = at(Stage::Screening);
    let asked = p.made("caseworker", ask(About::Scope));
    let except =
        |reason: Option<crate::Text>| Command::ExceptConsultation(asked, ExceptConsultation { reason });
    assert_eq!(p.lacks("caseworker", except(None)), ["missing"]);
    p.does("caseworker", except(Some(text("danger"))));
    assert_eq!(p.lacks("caseworker", except(None)), ["decision_maker_confirms"]);
    assert_eq!(p.lacks("decision-maker", except(Some(text("danger")))), ["decision_maker_confirms"]);
    assert_eq!(p.lacks("caseworker", Command::Admit(Admit::default())), ["answer_pending"]);
    p.does("decision-maker", except(None));
    assert_eq!(p.lacks("decision-maker2", except(None)), ["decision_maker_confirms"]);
    p.acts("caseworker", Action::Admit);

    let mut p = at(Stage::Screening);
    let asked = p.made("decision-maker", ask(About::Scope));
    let except =
        |reason: Option<crate::Text>| Command::ExceptConsultation(asked, ExceptConsultation { reason });
    // Two decision makers do not do it among themselves, nor does one who proposed it as caseworker before.
    assert_eq!(p.lacks("decision-maker", except(Some(text("danger")))), ["caseworker_proposes"]);
    p.does("caseworker", except(Some(text("danger"))));
    let mut own = p.clone();
    let exception = own.case.consultations.last_mut().unwrap().exception.as_mut().unwrap();
    exception.proposed_by = super::town::member("decision-maker").id;
    assert_eq!(own.lacks("decision-maker", except(None)), ["own_proposal"]);
    p.does("decision-maker2", except(None));
}

/// Rulebook 7.5, by what is alleged and not only by what the complaint says it is about.
#[test]
fn the_end_of_the_investigation_needs_the_facts_of_what_is_alleged() {
    let missing = |facts: &Facts<crate::Text>, alleged: &[Form]| facts.missing(true, alleged);
    let employed = |kind| {
        let facts = employment::Facts { kind: Some(kind), ..employment::Facts::default() };
        Facts::Employment(facts)
    };
    let accommodation = employed(employment::Kind::Accommodation);
    let both = missing(&accommodation, &[Form::FailureToAccommodate, Form::Harassment]);
    for fact in ["accommodation_answered_on", "unwelcome_communicated", "effect", "work_environment_measures"]
    {
        assert!(both.contains(&fact), "{fact}");
    }
    assert!(!missing(&accommodation, &[Form::FailureToAccommodate]).contains(&"effect"));
    for kind in [employment::Kind::Pay, employment::Kind::Harassment, employment::Kind::Accommodation] {
        assert!(missing(&employed(kind), &[Form::Indirect]).contains(&"rule_applied"), "{kind}");
    }
    assert!(missing(&employed(employment::Kind::Other), &[Form::EqualPay]).contains(&"pay_components"));

    let Facts::Dismissal(mut facts) = dismissal_minimum() else { unreachable!() };
    let known = missing(&Facts::Dismissal(facts.clone()), &[]);
    for fact in ["negotiation_asked_on", "benefits", "severance_offer"] {
        assert!(known.contains(&fact), "{fact}");
    }
    assert!(!known.contains(&"severance_until"), "no offer, no last day");
    facts.severance_offer = Some(text("three months"));
    assert!(missing(&Facts::Dismissal(facts), &[]).contains(&"severance_until"));

    // What the person wants is asked for where the filing did not say it.
    let mut p = at(Stage::Investigation);
    let lacks = |p: &Play| p.case.missing_facts(&p.case.facts, true);
    assert!(lacks(&p).contains(&"panel_members"));
    assert!(!lacks(&p).contains(&"desired_remedy"));
    p.case.filing.desired_remedy = None;
    assert!(lacks(&p).contains(&"desired_remedy"));
}
