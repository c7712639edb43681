//! The attempt to agree: both of their own will, in a time box, with time to think (G10).

use super::{acts::*, play::Play, stages, stages::at};
use crate::{
    Action, AllegationId, Command, Form, Ground, Mandate, Stage,
    access::Denial,
    case::FiledBy,
    delivery::Delivered,
    mediation::{ExtendMediation, Settle},
    rules::Rules,
};

fn propose(p: &Play, change: impl FnOnce(&mut Settle)) -> Command {
    let terms = p.allegations().into_iter().map(|allegation| p.term(allegation));
    let mut settle = Settle { terms: Some(terms.collect()), ..Settle::default() };
    change(&mut settle);
    Command::Settle(settle)
}

fn settle() -> Command {
    Command::Settle(Settle::default())
}

#[test]
fn both_agree_first() {
    let mut p = at(Stage::Admitted);
    p.consult_for("caseworker", Action::OfferMediation);
    let offer = || p.sample("caseworker", Action::OfferMediation).unwrap();
    assert_eq!(p.lacks("caseworker", offer()), ["not_agreed", "not_agreed"]);
    let mut p = p.clone();
    p.acts("respondent", Action::AgreeMediation);
    assert_eq!(
        p.lacks("caseworker", p.sample("caseworker", Action::OfferMediation).unwrap()),
        ["not_agreed"]
    );
}

#[test]
fn not_about_harassment_without_somebody_at_their_side() {
    for (ground, form) in [(Ground::Sex, Form::SexualHarassment), (Ground::EthnicOrigin, Form::Harassment)] {
        not_without_counsel(ground, form);
    }
}

fn not_without_counsel(ground: Ground, form: Form) {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.allegations = vec![allegation(ground, form)];
    let mut p = Play::begin("complainant", draft, stages::start());
    stages::staffed(&mut p);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p.consult_for("caseworker", Action::Admit);
    p.acts("caseworker", Action::Admit);
    p.acts("complainant", Action::AgreeMediation);
    p.acts("respondent", Action::AgreeMediation);
    p.consult_for("caseworker", Action::OfferMediation);
    let offer = |p: &Play| p.sample("caseworker", Action::OfferMediation).unwrap();
    // Who may only read is nobody who speaks for them.
    let mut alone = p.clone();
    alone.case.parties.retain(|it| !matches!(it.mandate, Some(Mandate::Write | Mandate::Decide)));
    assert_eq!(alone.lacks("caseworker", offer(&alone)), ["no_representative"]);
    p.acts("caseworker", Action::OfferMediation);
}

#[test]
fn time_to_think_after_the_last_signature() {
    let mut p = at(Stage::InformalResolution);
    let rules = Rules::denmark();
    for who in ["complainant", "respondent"] {
        assert_eq!(p.lacks(who, Command::SignSettlement), ["no_terms"]);
    }
    p.does("respondent", propose(&p, |_| ()));
    p.does("complainant", Command::SignSettlement);
    assert_eq!(p.lacks("complainant", Command::SignSettlement), ["already_signed"]);
    assert_eq!(p.lacks("representative", Command::SignSettlement), ["already_signed"]);
    assert_eq!(p.denied("representative2", Command::SignSettlement), Denial::Forbidden);
    p.on(date(2026, 10, 8)).does("respondent", Command::SignSettlement);
    let free = rules.cooling_off_until(p.today());
    p.on(free.yesterday().unwrap());
    assert_eq!(p.lacks("decision-maker", settle()), ["cooling_off"]);

    // Other terms are signed anew.
    let mut other = p.clone();
    other.does("complainant", propose(&p, |_| ()));
    assert_eq!(other.lacks("decision-maker", settle()), ["not_signed"]);

    p.on(free).does("decision-maker", settle());
    assert_eq!(p.stage(), Stage::Settled);
    // What was agreed has somebody who sees to it, and a day that is not over when it begins.
    let remedy = &p.case.remedies[0];
    assert_eq!(p.words[&remedy.owner.unwrap()], "Zaubernuss head of school");
    assert!(remedy.due_on > p.today());
}

#[test]
fn nothing_is_due_before_it_can_be_agreed() {
    let p = at(Stage::InformalResolution);
    let earliest = Rules::denmark().cooling_off_until(p.today());
    let due = |on| {
        let mut term = p.term(p.allegations()[0]);
        term.due_on = on;
        Command::Settle(Settle { terms: Some(vec![term]), ..Settle::default() })
    };
    assert_eq!(p.lacks("caseworker", due(earliest.yesterday().unwrap())), ["too_early"]);
    assert!(p.attempt("caseworker", due(earliest)).unwrap().is_ok());
}

#[test]
fn outside_rights_are_given_up_only_after_advice() {
    let mut p = at(Stage::InformalResolution);
    p.does("caseworker", propose(&p, |it| it.waives_outside_rights = true));
    assert_eq!(p.lacks("decision-maker", settle()), ["not_signed", "no_legal_advice"]);
    p.does(
        "caseworker",
        propose(&p, |it| {
            it.waives_outside_rights = true;
            it.legal_advice = true;
        }),
    );
    assert_eq!(p.lacks("decision-maker", settle()), ["not_signed"]);
}

#[test]
fn terms_are_about_open_allegations() {
    let p = at(Stage::InformalResolution);
    assert_eq!(p.lacks("caseworker", propose(&p, |it| it.terms = Some(Vec::new()))), ["missing"]);
    let unknown = || p.term(AllegationId(uuid::Uuid::nil()));
    assert_eq!(
        p.lacks("caseworker", propose(&p, |it| it.terms = Some(vec![unknown()]))),
        ["unknown_allegation"]
    );
    let twice = |it: &mut Settle| it.terms = it.terms.take().map(|terms| [terms.clone(), terms].concat());
    assert_eq!(p.lacks("caseworker", propose(&p, twice)), ["unknown_allegation"]);
}

#[test]
fn the_time_box_ends_it() {
    let mut p = at(Stage::InformalResolution);
    assert_eq!(p.lacks("system", Command::EndMediation), ["not_now"]);
    let until = Rules::denmark().mediation_until(p.today());
    p.on(until);
    assert_eq!(p.stage(), Stage::InformalResolution);
    p.on(until.tomorrow().unwrap());
    assert_eq!(p.stage(), Stage::Investigation);
    assert_eq!(p.last.act.action, Action::EndMediation);
}

#[test]
fn more_time_by_agreement_and_at_most_sixty_days() {
    let mut p = at(Stage::InformalResolution);
    let rules = Rules::denmark();
    let first = rules.mediation_until(p.today());
    let latest = rules.mediation_extended(first);
    let until = |until| Command::ExtendMediation(ExtendMediation { until });
    let day = |days: i64| first.saturating_add(jiff::Span::new().days(days));
    assert_eq!(latest, day(60));
    assert_eq!(p.lacks("complainant", until(first)), ["out_of_range"]);
    assert_eq!(p.lacks("complainant", until(day(61))), ["out_of_range"]);
    for who in ["caseworker", "decision-maker", "representative3", "witness"] {
        assert_eq!(p.denied(who, until(day(20))), Denial::Forbidden, "{who}");
    }
    p.does("complainant", until(day(20)));
    assert_eq!(p.lacks("representative", until(day(20))), ["already_agreed"]);
    // Another day is another plan.
    p.does("respondent", until(day(10)));
    assert_eq!(p.case.state, crate::state::State::InformalResolution { until: first });
    let told = p.case.deliveries.iter().filter(|it| it.act == Delivered::MediationExtension).count();
    assert_eq!(told, 2, "each learns what the other wants");
    p.does("representative2", until(day(10)));
    assert_eq!(p.case.state, crate::state::State::InformalResolution { until: day(10) });
    assert_eq!(p.case.mediation.as_ref().unwrap().extension, None);
    // Once more, up to the end; counted from the beginning.
    p.on(day(5));
    assert_eq!(p.lacks("respondent", until(day(61))), ["out_of_range"]);
    p.does("respondent", until(day(60)));
    p.does("complainant", until(day(60)));
    assert_eq!(p.lacks("respondent", until(day(60))), ["out_of_range"]);
    p.on(latest);
    assert_eq!(p.stage(), Stage::InformalResolution);
    p.on(latest.tomorrow().unwrap());
    assert_eq!(p.stage(), Stage::Investigation);
    let ended = p.lacks("complainant", until(latest));
    assert!(ended.is_empty(), "only while they try: {ended:?}");
}

/// What counts is what is alleged when it is signed, not when the attempt began (rulebook 7.4).
#[test]
fn harassment_that_was_added_is_not_settled_without_somebody_at_their_side() {
    let mut p = at(Stage::InformalResolution);
    p.case.parties.retain(|it| !matches!(it.mandate, Some(Mandate::Write | Mandate::Decide)));
    let plain = propose(&p, |_| ());
    let change = p
        .attempt("complainant", Command::Amend(p.amendment(vec![allegation(Ground::Sex, Form::Harassment)])));
    p.case = change.unwrap().unwrap().after;
    let act = |p: &mut Play, who: &str, command| p.case = p.attempt(who, command).unwrap().unwrap().after;
    // What was alleged before can be settled.
    act(&mut p, "caseworker", plain);
    let mut first = p.clone();
    for who in ["complainant", "respondent"] {
        act(&mut first, who, Command::SignSettlement);
    }
    first.skip_to(Rules::denmark().cooling_off_until(first.today()));
    act(&mut first, "decision-maker", settle());
    assert_eq!(first.stage(), Stage::Investigation, "the harassment is open");
    // What was added cannot: neither signed nor confirmed.
    let both = propose(&p, |_| ());
    act(&mut p, "caseworker", both);
    for who in ["complainant", "respondent"] {
        assert_eq!(p.lacks(who, Command::SignSettlement), ["no_representative"], "{who}");
    }
    assert_eq!(p.lacks("decision-maker", settle()), ["not_signed", "no_representative"]);
    let represented = crate::party::AddRepresentative {
        person: account("representative"),
        mandate: Mandate::Write,
        power_of_attorney: true,
    };
    act(&mut p, "complainant", Command::AddRepresentative(represented));
    for who in ["complainant", "respondent"] {
        act(&mut p, who, Command::SignSettlement);
    }
}

#[test]
fn nobody_to_agree_with() {
    let mut p = stages::draft(FiledBy::Bystander);
    p.acts("bystander", Action::Submit);
    stages::staffed(&mut p);
    p.acts("intake", Action::Acknowledge);
    p.acts("caseworker", Action::StartScreening);
    p.acts("caseworker", Action::Admit);
    p.acts("respondent", Action::AgreeMediation);
    assert_eq!(
        p.lacks("caseworker", p.sample("caseworker", Action::OfferMediation).unwrap()),
        ["not_agreed"]
    );
}
