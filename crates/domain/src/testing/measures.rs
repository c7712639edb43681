//! Measure cases: opened by the decision on a complaint, with a hearing, a union notice, reasons and a review of their
//! own, and closed to everybody who has a part in the complaint alone.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::{acts::*, explored::explore, play::Play, stages::at, town};
use crate::{
    Action, Capacity, Command, Duty, Finding, Holder, Mandate, PersonRef, Refusal, Role, Stage,
    access::Denial,
    case::PartyRole,
    decision::DraftDecision,
    investigation::FinishInvestigation,
    linked::LinkedAs,
    measure::{CaseKind, NewMeasure, NotifyUnion, Sanction},
    party::{AddParty, AddRepresentative},
    rules::Rules,
};

/// A complaint that is decided, with a measure against somebody.
fn decided(person: PersonRef, sanction: Sanction) -> Play {
    let mut p = at(Stage::DecisionDrafted);
    let measures = vec![NewMeasure { person, sanction }];
    let decision = DraftDecision { measures, ..p.decision(Finding::Substantiated) };
    p.does("decision-maker", Command::ReviseDecision(decision));
    p.consult_for("decision-maker", Action::Decide);
    p.does("decision-maker2", Command::Decide);
    p
}

/// The measure case as it was opened, with those who work on it.
fn opened(person: PersonRef, sanction: Sanction) -> Play {
    let mut p = decided(person, sanction).opened();
    for (who, role) in [
        ("caseworker2", Role::Caseworker),
        ("investigator2", Role::Investigator),
        ("decision-maker", Role::DecisionMaker),
        ("decision-maker3", Role::DecisionMaker),
        ("reviewer", Role::Reviewer),
    ] {
        p.staff(who, role);
    }
    p
}

fn against_team_leader(sanction: Sanction) -> Play {
    opened(account("team-leader"), sanction)
}

/// The same on its way to a state.
fn until(stage: Stage) -> Play {
    from(against_team_leader(Sanction::Dismissal), stage)
}

fn from(mut p: Play, stage: Stage) -> Play {
    let person = if p.case.parties[0].person.user.is_some() { "team-leader" } else { "caseworker2" };
    let way: [(Stage, &[(&str, Action)]); 5] = [
        (Stage::Hearing, &[("investigator2", Action::FinishInvestigation)]),
        (
            Stage::Assessment,
            &[
                ("caseworker2", Action::NotifyUnion),
                ("investigator2", Action::Disclose),
                (person, Action::Reply),
                ("caseworker2", Action::CloseHearing),
            ],
        ),
        (Stage::DecisionDrafted, &[("decision-maker", Action::DraftDecision)]),
        (Stage::Decided, &[("decision-maker3", Action::Decide)]),
        (Stage::UnderReview, &[("team-leader", Action::AskReview)]),
    ];
    for (reached, acts) in way {
        if p.stage() == stage || reached == Stage::UnderReview && stage == Stage::Closed {
            break;
        }
        for (who, action) in acts {
            match (action, p.sample(who, *action).unwrap()) {
                (Action::Reply, Command::Reply(id, reply)) => {
                    let read_back = person != "team-leader";
                    p.does(who, Command::Reply(id, crate::hearing::Reply { read_back, ..reply }));
                }
                (_, command) => drop(p.does(who, command).act.clone()),
            }
        }
        p.system();
        assert_eq!(p.stage(), reached);
    }
    if stage == Stage::Closed {
        p.on(after_review(&p));
        p.acts("caseworker2", Action::Close);
    }
    assert_eq!(p.stage(), stage);
    p
}

fn after_review(p: &Play) -> jiff::civil::Date {
    let person = p.party(PartyRole::Respondent);
    crate::review::review_until(&p.case, person, Rules::denmark()).unwrap().tomorrow().unwrap()
}

const STAGES: [Stage; 7] = [
    Stage::Investigation,
    Stage::Hearing,
    Stage::Assessment,
    Stage::DecisionDrafted,
    Stage::Decided,
    Stage::UnderReview,
    Stage::Closed,
];

/// Measure cases in every state, one against somebody without an account, one where the person is represented.
pub(super) fn all() -> Vec<Play> {
    let mut cases: Vec<_> = STAGES.into_iter().map(until).collect();
    cases.push(from(opened(named("the foreman"), Sanction::Warning), Stage::Decided));
    let mut represented = until(Stage::Hearing);
    represented.acts("caseworker2", Action::InformRespondent);
    for (who, mandate) in
        [("representative", Mandate::Decide), ("representative2", Mandate::Write), ("witness", Mandate::Read)]
    {
        let new = AddRepresentative { person: account(who), mandate, power_of_attorney: false };
        represented.does("team-leader", Command::AddRepresentative(new));
    }
    cases.push(represented);
    cases
}

#[test]
fn the_decision_opens_it_in_the_same_breath() {
    let p = decided(account("team-leader"), Sanction::Warning);
    let (complaint, measure) = (&p, p.opened());
    assert_eq!(measure.case.kind(), CaseKind::Measure);
    assert_eq!(measure.last.act.action, Action::OpenMeasure);
    assert_eq!(measure.last.act.actor, Some(town::member("decision-maker2").id));
    assert!(measure.last.notices.is_empty(), "no integration is told");
    assert!(measure.case.deliveries.is_empty(), "nobody is told before it is disclosed");
    let link = |play: &Play| play.case.links.iter().map(|it| (it.case, it.linked_as)).collect::<Vec<_>>();
    assert_eq!(link(complaint), [(measure.case.id, LinkedAs::Measure)]);
    assert_eq!(link(&measure), [(complaint.case.id, LinkedAs::Complaint)]);

    // Nothing of the complaint's file: no text, no party but the person, no fact.
    assert!(measure.last.words.is_empty() && measure.last.carried_from.is_none());
    assert_eq!(measure.case.parties.iter().map(|it| it.role).collect::<Vec<_>>(), [PartyRole::Respondent]);
    assert!(measure.case.filing.is_none() && measure.case.allegations.is_empty());
    assert!(measure.case.concerned.is_empty() && measure.case.records.is_empty());
    let known: BTreeSet<_> = town::everybody().filter(|who| !measure.is_hidden_from(who)).collect();
    let desks = ["coordinator", "coordinator2", "conflict-officer", "privacy-officer", "auditor"]
        .into_iter()
        .collect();
    assert_eq!(known, desks);

    // Without a proposal there is none.
    let mut plain = at(Stage::DecisionDrafted);
    plain.consult_for("decision-maker", Action::Decide);
    assert!(plain.does("decision-maker2", Command::Decide).also.is_empty());
}

#[test]
fn a_proposal_rests_on_a_finding_and_touches_nobody_protected() {
    let p = at(Stage::DecisionDrafted);
    let lacks = |finding, measures: &[(PersonRef, Sanction)]| {
        let measures = measures
            .iter()
            .map(|(person, sanction)| NewMeasure { person: person.clone(), sanction: *sanction });
        let draft = DraftDecision { measures: measures.collect(), ..p.decision(finding) };
        p.lacks("decision-maker", Command::ReviseDecision(draft))
    };
    let leader = || account("team-leader");
    let found = Finding::Substantiated;
    assert_eq!(lacks(Finding::NotSubstantiated, &[(leader(), Sanction::Warning)]), ["nothing_substantiated"]);
    assert_eq!(lacks(found, &[(leader(), Sanction::NoMeasure)]), ["not_a_measure"]);
    let twice = [(leader(), Sanction::Warning), (leader(), Sanction::Transfer)];
    assert_eq!(lacks(found, &twice), ["named_twice"]);
    for who in ["complainant", "representative", "witness"] {
        assert_eq!(lacks(found, &[(account(who), Sanction::Warning)]), ["protected_person"], "{who}");
    }
    assert_eq!(lacks(found, &[(account("nobody"), Sanction::Warning)]), ["unknown_user"]);
    let imposes = until(Stage::DecisionDrafted).decision(found).imposes;
    let draft = DraftDecision { imposes, ..p.decision(found) };
    assert_eq!(p.lacks("decision-maker", Command::ReviseDecision(draft)), ["not_here"]);

    let p = until(Stage::DecisionDrafted);
    let measures = vec![NewMeasure { person: leader(), sanction: Sanction::Warning }];
    let remedies = at(Stage::DecisionDrafted).decision(found).remedies;
    let draft = DraftDecision { remedies, measures, ..p.decision(found) };
    assert_eq!(p.lacks("decision-maker", Command::ReviseDecision(draft)), ["not_here", "not_here"]);
}

/// The same person is not met twice by a decision that is made anew; somebody else is.
#[test]
fn a_decision_made_anew_opens_only_what_is_new() {
    let mut p = decided(account("team-leader"), Sanction::Warning);
    p.system();
    p.acts("respondent", Action::AskReview);
    let leader = NewMeasure { person: account("team-leader"), sanction: Sanction::Warning };
    let chair = NewMeasure { person: account("panel-chair"), sanction: Sanction::Reprimand };
    let draft = DraftDecision { measures: vec![leader, chair], ..p.decision(Finding::Substantiated) };
    let decision = Some(Box::new(draft));
    p.does("reviewer", Command::ConcludeReview(crate::review::Conclude::Change { decision }));
    assert!(p.last.also.is_empty(), "a proposal opens nothing");
    p.consult_for("decision-maker", Action::ChangeDecision);
    p.does("decision-maker2", Command::ConcludeReview(crate::review::Conclude::Change { decision: None }));
    let new = p.opened();
    assert_eq!(new.case.parties[0].person.user, Some(town::member("panel-chair").id));
    assert_eq!(p.case.links.len(), 2);
}

#[test]
fn the_person_knows_from_the_first_act_towards_them() {
    let mut p = until(Stage::Hearing);
    assert!(p.is_hidden_from("team-leader"));
    assert_eq!(p.denied("team-leader", p.sample("team-leader", Action::AskAccess).unwrap()), Denial::Hidden);
    // A representative whom staff name does not know before the person does.
    let new = AddRepresentative {
        person: account("representative3"),
        mandate: Mandate::Decide,
        power_of_attorney: true,
    };
    p.does("caseworker2", Command::AddRepresentative(new));
    assert!(p.is_hidden_from("representative3"));
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    assert_eq!(p.capacities("team-leader"), [Capacity::Respondent]);
    assert_eq!(p.capacities("representative3"), [Capacity::RepresentativeDecide]);
    let told: Vec<_> = p.case.deliveries.iter().map(|it| it.act.to_string()).collect();
    assert_eq!(told, ["measure_notice", "disclosure"]);
    assert_eq!(p.lacks("caseworker2", Command::InformRespondent), ["already_told"]);
    let reply_by = p.case.hearing_items[0].reply_by.unwrap();
    let due = |who: &str| {
        let holder = Holder::User(town::member(who).id);
        p.last.docket.iter().find(|it| it.holder == holder).and_then(|it| it.next_due)
    };
    assert_eq!(due("team-leader"), Some((Duty::Reply, reply_by)));
    assert_eq!(due("representative3"), Some((Duty::Reply, reply_by)));
    assert_eq!(due("caseworker2"), Some((Duty::Hear, reply_by)));

    // The representative speaks for the person, and only the person waives.
    let mut other = p.clone();
    other.acts("representative3", Action::AskExtension);
    assert_eq!(other.last.act.on_behalf_of, Some(other.party(PartyRole::Respondent)));
    other.acts("representative3", Action::Reply);
    p.acts("team-leader", Action::AskAccess);
    p.acts("team-leader", Action::Waive);
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["access_pending"]);
    p.acts("caseworker2", Action::AnswerAccess);
    p.acts("caseworker2", Action::CloseHearing);
}

/// The notice may come before the hearing, by an act of its own.
#[test]
fn the_notice_alone_opens_the_case_to_the_person() {
    let mut p = against_team_leader(Sanction::Warning);
    p.acts("caseworker2", Action::InformRespondent);
    assert_eq!(p.capacities("team-leader"), [Capacity::Respondent]);
    p.acts("investigator2", Action::RequestInformation);
    p.acts("team-leader", Action::AnswerInformation);
    assert_eq!(p.case.deliveries.len(), 2, "told once");
}

#[test]
fn whoever_has_a_part_in_the_complaint_is_kept_away() {
    let mut p = against_team_leader(Sanction::Warning);
    let kept = &p.case.measure.as_ref().unwrap().kept_away;
    for who in ["complainant", "representative", "witness", "respondent"] {
        assert!(kept.contains(&town::member(who).id), "{who}");
    }
    assert!(!kept.contains(&town::member("team-leader").id), "the person's own rights stay");
    // In the reporting line of the person, found anew; not in that of who answers for the unit.
    let origin = |who: &str| {
        let user = Some(town::member(who).id);
        p.case.conflict_checks.iter().find(|it| it.user == user).map(|it| it.origin.to_string())
    };
    assert_eq!(origin("intake2").as_deref(), Some("reporting_line"));
    assert_eq!(origin("panel-deputy"), None);
    // A witness of the complaint may be one here, and sees that alone.
    let witness = AddParty { role: PartyRole::Witness, person: account("witness"), channel: None };
    p.does("caseworker2", Command::AddParty(witness));
    assert_eq!(p.capacities("witness"), [Capacity::Witness]);
    let unit = AddParty { role: PartyRole::EmployerUnit, person: account("respondent2"), channel: None };
    assert_eq!(p.lacks("caseworker2", Command::AddParty(unit)), ["not_addable"]);
}

/// Rulebook 7.1: none of the three duties is with who made the finding, and nobody reviews what came of their work.
#[test]
fn separation_from_the_finding() {
    let mut p = decided(account("team-leader"), Sanction::Warning).opened();
    let separate = ["separation_of_duties"];
    for role in [Role::DecisionMaker, Role::Reviewer] {
        assert_eq!(p.lacks("coordinator", assign("decision-maker2", role)), separate, "{role}");
    }
    for who in ["caseworker", "investigator", "decision-maker"] {
        assert!(p.case.barred_by_own_act(town::member(who).id, Role::Reviewer), "{who}");
        assert!(!p.case.barred_by_own_act(town::member(who).id, Role::DecisionMaker), "{who}");
    }
    p.does("coordinator", assign("caseworker", Role::Caseworker));
    let mut p = until(Stage::DecisionDrafted);
    assert_eq!(p.lacks("decision-maker", Command::Decide), ["own_draft"]);
    p.does("decision-maker3", Command::Decide);
}

#[test]
fn the_union_is_told_when_its_member_is_heard() {
    let p = until(Stage::Hearing);
    let disclosing = p.sample("investigator2", Action::Disclose).unwrap();
    assert_eq!(p.lacks("investigator2", disclosing.clone()), ["union_not_told"]);
    let notify = |member, union: bool, notice: bool| {
        Command::NotifyUnion(NotifyUnion {
            member,
            union: union.then(|| line("the union")),
            notice: notice.then(|| text("a dismissal is intended")),
        })
    };
    assert_eq!(p.lacks("caseworker2", notify(true, false, true)), ["missing"]);
    assert_eq!(p.lacks("caseworker2", notify(true, true, false)), ["missing"]);
    assert_eq!(p.lacks("caseworker2", notify(false, true, false)), ["not_a_member"]);
    let mut none = p.clone();
    none.does("caseworker2", notify(false, false, false));
    none.does("investigator2", disclosing);
    // It may turn out that there is one, but nobody takes the word back.
    none.does("caseworker2", notify(true, true, true));
    assert_eq!(none.lacks("caseworker2", notify(false, false, false)), ["already_told"]);

    // A milder measure needs no notice, and nothing disclosed needs none.
    let mut warned = from(against_team_leader(Sanction::Warning), Stage::Hearing);
    warned.acts("investigator2", Action::Disclose);
    assert!(warned.case.measure.as_ref().unwrap().union.is_none());
    let mut nothing = against_team_leader(Sanction::Dismissal);
    let finish = FinishInvestigation { report: text("nothing was found"), adverse_facts: Vec::new() };
    nothing.does("investigator2", Command::FinishInvestigation(finish));
    nothing.acts("caseworker2", Action::CloseHearing);

    // Whatever came in between, nothing is closed or decided on a hearing that the union knew nothing of.
    let mut p = until(Stage::DecisionDrafted);
    p.case.measure.as_mut().unwrap().union = None;
    assert_eq!(p.lacks("decision-maker3", Command::Decide), ["union_not_told"]);
    let mut p = until(Stage::Hearing);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    p.acts("team-leader", Action::Reply);
    p.case.measure.as_mut().unwrap().union = None;
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["union_not_told"]);
}

/// What a draft of the measure case lacks when it is decided, changed as said.
#[track_caller]
fn lacks_when(change: impl FnOnce(&mut DraftDecision)) -> Vec<&'static str> {
    let mut p = from(against_team_leader(Sanction::Warning), Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    change(&mut draft);
    p.does("decision-maker", Command::ReviseDecision(draft));
    match p.attempt("decision-maker3", Command::Decide).unwrap() {
        Ok(_) => Vec::new(),
        Err(Refusal::Guards(unmet)) => unmet.iter().map(|it| it.code).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn nothing_harder_than_heard_and_nothing_without_reasons() {
    let imposing =
        |sanction: Sanction| lacks_when(move |draft| draft.imposes.as_mut().unwrap().sanction = sanction);
    for sanction in [Sanction::Transfer, Sanction::Dismissal, Sanction::Other] {
        assert_eq!(imposing(sanction), ["harder_than_heard"], "{sanction}");
    }
    for sanction in [Sanction::Warning, Sanction::Reprimand, Sanction::NoMeasure] {
        assert_eq!(imposing(sanction), [""; 0], "{sanction}");
    }
    assert!(Sanction::Other.is_within(Sanction::Other) && !Sanction::Warning.is_within(Sanction::Other));
    assert_eq!(lacks_when(|draft| draft.imposes = None), ["no_outcome"]);
    assert_eq!(lacks_when(|draft| draft.imposes.as_mut().unwrap().what = None), ["not_worded"]);
    assert_eq!(lacks_when(|draft| draft.answers.clear()), ["reply_unanswered"]);
    assert_eq!(lacks_when(|draft| draft.reasons.guidance = None), ["no_guidance"]);
    // What is fully in the person's favour needs no reasons (FVL s. 22).
    let favourable = lacks_when(|draft| {
        draft.reasons = crate::decision::DraftReasons {
            legal_rules: None,
            considerations: None,
            essential_facts: None,
            guidance: None,
        };
        draft.answers.clear();
        draft.imposes.as_mut().unwrap().sanction = Sanction::NoMeasure;
    });
    assert_eq!(favourable, [""; 0]);

    // On nobody who was heard on nothing.
    let mut p = against_team_leader(Sanction::Warning);
    let finish = FinishInvestigation { report: text("no fact"), adverse_facts: Vec::new() };
    p.does("investigator2", Command::FinishInvestigation(finish));
    p.acts("caseworker2", Action::CloseHearing);
    p.acts("decision-maker", Action::DraftDecision);
    assert_eq!(p.lacks("decision-maker3", Command::Decide), ["nobody_heard"]);

    // Not before the person has answered, or the time is over.
    let mut p = until(Stage::Hearing);
    p.acts("caseworker2", Action::NotifyUnion);
    p.acts("investigator2", Action::Disclose);
    assert_eq!(p.lacks("caseworker2", Command::CloseHearing), ["reply_pending"]);
    p.on(p.case.hearing_items[0].reply_by.unwrap().tomorrow().unwrap());
    p.acts("caseworker2", Action::CloseHearing);
}

/// FVL s. 23: asked for within 14 days, due within 14 days.
#[test]
fn written_reasons_of_an_oral_decision() {
    let mut p = from(against_team_leader(Sanction::Reprimand), Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    draft.imposes.as_mut().unwrap().orally = true;
    p.does("decision-maker", Command::ReviseDecision(draft));
    p.acts("decision-maker3", Action::Decide);
    assert_eq!(p.lacks("caseworker2", Command::GiveReasons), ["not_asked"]);
    p.system();
    assert!(p.case.reasons_await_a_request());
    let decided = p.today();
    let late = {
        let mut late = p.clone();
        late.on(Rules::denmark().reasons_asked_until(decided).tomorrow().unwrap());
        late.lacks("team-leader", Command::AskReasons)
    };
    assert_eq!(late, ["late"]);
    p.on(Rules::denmark().reasons_asked_until(decided));
    p.does("team-leader", Command::AskReasons);
    assert_eq!(p.lacks("team-leader", Command::AskReasons), ["already_asked"]);
    let due = Rules::denmark().reasons_due(p.today());
    for who in ["caseworker2", "decision-maker"] {
        let holder = Holder::User(town::member(who).id);
        let row = p.last.docket.iter().find(|it| it.holder == holder).unwrap();
        assert_eq!(row.next_due, Some((Duty::GiveReasons, due)), "{who}");
    }
    let mut waiting = p.clone();
    waiting.on(after_review(&p));
    assert_eq!(
        waiting.lacks("caseworker2", waiting.sample("caseworker2", Action::Close).unwrap()),
        ["reasons_owed"]
    );
    p.does("decision-maker", Command::GiveReasons);
    assert!(!p.case.reasons_await_a_request());
    assert_eq!(p.case.deliveries.last().unwrap().act.to_string(), "reasons");

    // A decision in writing has its reasons, and a dismissal is always one.
    let p = until(Stage::Decided);
    assert_eq!(p.lacks("team-leader", Command::AskReasons), ["in_writing"]);
    let p = until(Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    draft.imposes.as_mut().unwrap().orally = true;
    assert_eq!(p.lacks("decision-maker", Command::ReviseDecision(draft)), ["in_writing"]);
}

#[test]
fn closed_when_nobody_can_ask_for_a_review_any_more() {
    let mut p = until(Stage::Decided);
    let close = p.sample("caseworker2", Action::Close).unwrap();
    assert_eq!(p.lacks("caseworker2", close.clone()), ["review_running"]);
    p.on(after_review(&p).yesterday().unwrap());
    assert_eq!(p.lacks("caseworker2", close.clone()), ["review_running"]);
    p.on(after_review(&p));
    p.does("caseworker2", close);
    assert_eq!(p.stage(), Stage::Closed);
    assert_eq!(p.case.deliveries.last().unwrap().party, p.party(PartyRole::Respondent));
    assert_eq!(
        p.lacks(
            "team-leader",
            Command::AskReview(crate::review::AskReview { grounds: text("no"), late_reason: None })
        ),
        ["late"]
    );

    // Nothing to review where nothing was imposed.
    let mut p = from(against_team_leader(Sanction::Warning), Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    draft.imposes.as_mut().unwrap().sanction = Sanction::NoMeasure;
    p.does("decision-maker", Command::ReviseDecision(draft));
    p.acts("decision-maker3", Action::Decide);
    p.acts("caseworker2", Action::Close);
}

/// Somebody whom the draft knows by name alone: told by letter, what they say is taken down.
#[test]
fn a_person_without_an_account() {
    let complaint = decided(named("the foreman"), Sanction::Warning);
    let opened = complaint.opened();
    assert_eq!(opened.last.carried_from, Some(complaint.case.id));
    let person = opened.case.parties[0].person;
    assert_eq!(opened.words.values().collect::<Vec<_>>(), [&complaint.words[&person.name.unwrap()]]);
    let p = from(super::measures::opened(named("the foreman"), Sanction::Warning), Stage::Decided);
    assert_eq!(p.case.deliveries.iter().map(|it| it.channel).collect::<BTreeSet<_>>().len(), 1);
    assert!(p.case.hearing_items[0].reply.is_some());
}

/// From, action, to, guards, as in the table of complaints.
const ROWS: &str = "
investigation | record_interview | same |
investigation | record_evidence | same |
open | record_note | same |
open | request_information | same |
open | answer_information | same |
before | inform_respondent | same | respondent_named
investigation hearing | notify_union | same |
investigation | finish_investigation | hearing |
hearing | add_adverse_fact | same |
hearing | disclose | same | union_notified
hearing | reply | same |
hearing | ask_extension | same |
hearing | extend_item | same |
hearing | waive | same |
hearing | close_hearing | assessment | G5 G6 union_notified
assessment | draft_decision | decision_drafted |
decision_drafted | revise_decision | same |
decision_drafted | return_decision | investigation | G9
decision_drafted | decide | decided | G5 G6 G8 G9 union_notified
decided under_review | ask_reasons | same | reasons_owed
decided under_review | give_reasons | same | reasons_owed
decided closed | ask_review | under_review | review_open
under_review | uphold | decided closed | G8 separation
under_review | change_decision | decided | G5 G6 G8 review_open separation union_notified
under_review | send_back | investigation | separation
decided | close | closed | review_open reasons_owed
closed | reopen | investigation | review_open separation
any | ask_access | same |
any | answer_access | same |
any | declare | same |
any | settle_conflict | same |
any | assign | same |
any | deliver | same |
any | remind | same |
any | record_opening | same |
any | add_party | same |
any | add_representative | same |
any | read | same |
any | read_audit | same |
any | read_timeline | same |
";

fn stages_of(words: &str) -> BTreeSet<Stage> {
    let each = words.split_whitespace().flat_map(|word| match word {
        "same" => Vec::new(),
        "any" => STAGES.to_vec(),
        "open" => STAGES[..6].to_vec(),
        "before" => STAGES[..4].to_vec(),
        stage => vec![stage.parse().unwrap()],
    });
    each.collect()
}

#[test]
fn the_table_is_the_one_meant() {
    let rows: BTreeMap<Action, [&str; 3]> = ROWS
        .trim()
        .lines()
        .map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            (cells[1].parse().unwrap(), [cells[0], cells[2], cells[3]])
        })
        .collect();
    for action in Action::iter().filter(|it| !it.begins_a_case()) {
        let rule = action.rule_in(CaseKind::Measure);
        let [from, to, guards] = rows.get(&action).copied().unwrap_or_default();
        assert_eq!(rule.from.iter().copied().collect::<BTreeSet<_>>(), stages_of(from), "{action} from");
        assert_eq!(rule.to.iter().copied().collect::<BTreeSet<_>>(), stages_of(to), "{action} to");
        let named = rule.guards.iter().map(|it| it.number().map_or_else(|| it.to_string(), str::to_owned));
        assert_eq!(named.collect::<Vec<_>>(), guards.split_whitespace().collect::<Vec<_>>(), "{action}");
        assert!(rule.guards.is_sorted(), "guards of {action} in their order");
    }
}

/// What is not in the table is refused wherever the case stands; a declaration comes first.
#[test]
fn refused_from_each_other_state() {
    let mut refused = BTreeSet::new();
    for here in STAGES {
        let play = until(here);
        for who in town::everybody().chain(["system"]) {
            for action in Action::iter().filter(|it| !it.rule_in(CaseKind::Measure).from.contains(&here)) {
                let Some(command) = play.sample(who, action) else { continue };
                match play.attempt(who, command) {
                    Err(_) => {}
                    Ok(Err(Refusal::State { stage, action: tried, possible_in, .. })) => {
                        assert_eq!((stage, tried), (here, action));
                        assert_eq!(possible_in, action.rule_in(CaseKind::Measure).from);
                        refused.insert(action);
                    }
                    Ok(other) => panic!("{who} {action} in {here}: {:?}", other.err()),
                }
            }
        }
    }
    assert!(refused.len() > 40, "{refused:?}");
}

#[test]
fn each_step_is_taken() {
    let mut taken = BTreeSet::new();
    let mut took = |play: &Play| taken.extend(play.steps.iter().copied());
    for stage in STAGES {
        took(&until(stage));
    }
    let mut back = until(Stage::DecisionDrafted);
    back.acts("decision-maker3", Action::ReturnDecision);
    took(&back);
    for stage in [Stage::Decided, Stage::Closed] {
        let mut p = until(stage);
        p.acts("team-leader", Action::AskReview);
        let (mut changed, mut sent_back) = (p.clone(), p.clone());
        p.acts("reviewer", Action::Uphold);
        took(&p);
        changed.acts("reviewer", Action::ChangeDecision);
        changed.acts("decision-maker", Action::ChangeDecision);
        took(&changed);
        sent_back.acts("reviewer", Action::SendBack);
        took(&sent_back);
        // From there it goes on as before.
        let mut p = sent_back;
        p.acts("investigator2", Action::FinishInvestigation);
        p.acts("investigator2", Action::Disclose);
        p.acts("team-leader", Action::Reply);
        p.acts("caseworker2", Action::CloseHearing);
    }
    let mut again = until(Stage::Closed);
    again.acts("reviewer", Action::Reopen);
    took(&again);
    let steps: BTreeSet<_> = Action::iter()
        .filter(|it| !it.begins_a_case())
        .flat_map(|action| action.steps(CaseKind::Measure).map(move |(a, b)| (action, a, b)))
        .collect();
    let missing: Vec<_> = steps.difference(&taken).collect();
    assert!(missing.is_empty(), "no story takes {missing:?}");
}

/// V1, within small bounds: no order of acts imposes a measure on somebody who was not heard on each fact, or a harder
/// one than they were heard about.
#[test]
fn no_order_of_acts_leads_to_an_unfair_measure() {
    let moves = [
        ("caseworker2", Action::NotifyUnion),
        ("investigator2", Action::FinishInvestigation),
        ("investigator2", Action::AddAdverseFact),
        ("investigator2", Action::Disclose),
        ("team-leader", Action::Reply),
        ("team-leader", Action::Waive),
        ("team-leader", Action::AskAccess),
        ("caseworker2", Action::AnswerAccess),
        ("caseworker2", Action::CloseHearing),
        ("decision-maker", Action::DraftDecision),
        ("decision-maker", Action::ReviseDecision),
        ("decision-maker3", Action::ReturnDecision),
        ("decision-maker3", Action::Decide),
        ("team-leader", Action::AskReview),
        ("reviewer", Action::ChangeDecision),
        ("decision-maker", Action::ChangeDecision),
        ("reviewer", Action::SendBack),
    ];
    let (decided, cases) = explore(against_team_leader(Sanction::Dismissal), 3, &moves);
    assert!(decided > 20 && cases > 200, "{decided} decisions among {cases} cases");
}
