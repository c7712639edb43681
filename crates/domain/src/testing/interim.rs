//! Interim measures: ordered after asking, never against the complainant's will, looked at again (G19).

use super::{acts::*, play::Play, stages::at};
use crate::{
    Action, Command, ConsultationId, InterimMeasureId, Stage,
    case::PartyRole,
    consultation::{About, AskConsultation, Stance},
    delivery::Delivered,
    interim::{EndInterim, InterimPlan, Measure, OrderInterim, ReviewInterim},
    rules::Rules,
};

fn order(touches_complainant: bool) -> Command {
    Command::OrderInterim(OrderInterim {
        measure: Measure::Other,
        what: text("another shift"),
        until: date(2026, 12, 31),
        touches_complainant,
    })
}

fn review(id: InterimMeasureId, until: Option<jiff::civil::Date>) -> Command {
    Command::ReviewInterim(id, ReviewInterim { reason: text("still needed"), until })
}

fn end(id: InterimMeasureId) -> Command {
    Command::EndInterim(id, EndInterim { reason: text("no longer needed") })
}

/// The plan of the order below.
fn plan(touches_complainant: bool) -> InterimPlan {
    InterimPlan::Order { measure: Measure::Other, touches_complainant }
}

fn change(interim_measure: InterimMeasureId) -> InterimPlan {
    InterimPlan::Change { interim_measure }
}

fn ending(interim_measure: InterimMeasureId) -> InterimPlan {
    InterimPlan::End { interim_measure }
}

/// The complainant is asked about a step and says that.
fn says(p: &mut Play, plan: InterimPlan, stance: Stance) {
    p.consult_step("decision-maker", plan, stance);
}

#[test]
fn never_against_the_complainants_will() {
    let mut p = at(Stage::Admitted);
    assert_eq!(p.lacks("decision-maker", order(true)), ["not_asked", "complainant_does_not_agree"]);
    for stance in [Stance::Remarks, Stance::Talk] {
        says(&mut p, plan(true), stance);
        assert_eq!(p.lacks("decision-maker", order(true)), ["complainant_does_not_agree"]);
    }
    says(&mut p, plan(true), Stance::Agree);
    p.does("decision-maker", order(true));

    // What does not touch them needs the question, not the consent.
    let mut p = at(Stage::Admitted);
    says(&mut p, plan(false), Stance::Remarks);
    p.does("decision-maker", order(false));
}

#[test]
fn consent_is_to_one_step() {
    let mut p = at(Stage::Admitted);
    // To support, and to another shift that would be somebody else's: not to being moved.
    says(&mut p, InterimPlan::Order { measure: Measure::Support, touches_complainant: true }, Stance::Agree);
    says(&mut p, plan(false), Stance::Agree);
    assert_eq!(p.lacks("decision-maker", order(true)), ["not_asked", "complainant_does_not_agree"]);
    says(&mut p, plan(true), Stance::Agree);
    p.does("decision-maker", order(true));
    let first = p.case.interim_measures[0].id;
    says(&mut p, plan(true), Stance::Agree);
    p.does("decision-maker", order(true));
    let second = p.case.interim_measures[1].id;

    // To the end of the one: not of the other, and not to its being longer.
    says(&mut p, ending(first), Stance::Agree);
    let none = ["not_asked", "complainant_does_not_agree"];
    assert_eq!(p.lacks("decision-maker", end(second)), none);
    assert_eq!(p.lacks("decision-maker", review(first, Some(date(2027, 1, 31)))), none);
    p.does("decision-maker", end(first));
}

#[test]
fn a_question_says_which_step() {
    let p = at(Stage::Admitted);
    let asks = |about, interim| {
        let Command::AskConsultation(asked) = ask(about) else { unreachable!() };
        Command::AskConsultation(AskConsultation { interim, ..asked })
    };
    assert_eq!(p.lacks("decision-maker", asks(About::Interim, None)), ["missing"]);
    assert_eq!(p.lacks("decision-maker", asks(About::Track, Some(plan(true)))), ["not_interim"]);
    let nothing = InterimMeasureId(uuid::Uuid::nil());
    for plan in [change(nothing), ending(nothing)] {
        assert_eq!(p.lacks("decision-maker", ask_step(plan)), ["unknown_measure"]);
    }
}

#[test]
fn silence_is_no_consent() {
    let mut p = at(Stage::Admitted);
    let asked: ConsultationId = p.made("decision-maker", ask_step(plan(true)));
    let other: ConsultationId = p.made("decision-maker", ask_step(plan(false)));
    p.on(p.case.consultations.last().unwrap().reply_by.tomorrow().unwrap());
    p.does("decision-maker", weigh(asked));
    p.does("decision-maker", weigh(other));
    assert_eq!(p.lacks("decision-maker", order(true)), ["complainant_does_not_agree"]);
    p.does("decision-maker", order(false));
}

#[test]
fn looked_at_every_fourteen_days_and_changed_only_after_asking() {
    let mut p = at(Stage::Admitted);
    says(&mut p, plan(true), Stance::Agree);
    p.does("decision-maker", order(true));
    let id = p.case.interim_measures[0].id;
    let first = Rules::denmark().interim_review_on(p.today());
    assert_eq!(p.case.interim_measures[0].review_on, first);
    p.on(first).does("decision-maker", review(id, None));
    assert_eq!(p.case.interim_measures[0].review_on, Rules::denmark().interim_review_on(first));

    // A longer measure is another measure: asked again, and agreed to again where it touches them.
    let longer = || review(id, Some(date(2027, 1, 31)));
    assert_eq!(p.lacks("decision-maker", longer()), ["not_asked", "complainant_does_not_agree"]);
    says(&mut p, change(id), Stance::Remarks);
    says(&mut p, ending(id), Stance::Remarks);
    assert_eq!(p.lacks("decision-maker", longer()), ["complainant_does_not_agree"]);
    assert_eq!(p.lacks("decision-maker", end(id)), ["complainant_does_not_agree"]);
    says(&mut p, change(id), Stance::Agree);
    p.does("decision-maker", longer());
    assert_eq!(p.case.interim_measures[0].until, date(2027, 1, 31));
    let again = review(id, Some(date(2027, 2, 28)));
    assert_eq!(p.lacks("decision-maker", again), ["not_asked", "complainant_does_not_agree"]);
    says(&mut p, ending(id), Stance::Agree);
    p.does("decision-maker", end(id));
    assert_eq!(p.case.interim_measures[0].ended_on, Some(p.today()));
    let ended = ask_step(ending(id));
    assert_eq!(p.lacks("decision-maker", ended), ["unknown_measure"], "ended is ended");
}

#[test]
fn ends_by_itself() {
    let mut p = at(Stage::Acknowledged);
    says(&mut p, plan(false), Stance::Agree);
    let mut past = order(false);
    if let Command::OrderInterim(order) = &mut past {
        order.until = p.today();
    }
    assert_eq!(p.lacks("decision-maker", past), ["in_the_past"]);
    p.does("decision-maker", order(false));
    let id = p.case.interim_measures[0].id;
    assert_eq!(p.lacks("decision-maker", review(id, Some(p.today()))), ["not_asked"]);
    p.on(date(2026, 12, 31)).does("decision-maker", review(id, None));
    p.on(date(2027, 1, 1));
    assert_eq!(p.lacks("decision-maker", review(id, None)), ["no_such_item"]);
}

#[test]
fn both_sides_are_told() {
    let mut p = at(Stage::Screening);
    says(&mut p, plan(false), Stance::Agree);
    p.does("decision-maker", order(false));
    let about = p.case.interim_measures[0].id.to_string();
    for role in [PartyRole::Complainant, PartyRole::EmployerUnit] {
        let told = p.case.available_on(p.party(role), Delivered::InterimOrder, Some(&about));
        assert_eq!(told, Some(p.today()), "{role}");
    }
    // One speaker, also after the admission.
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
    assert_eq!(p.case.parties.iter().filter(|it| it.role == PartyRole::EmployerUnit).count(), 1);
}
