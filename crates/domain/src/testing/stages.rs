//! A case in each state, with somebody in every part.

use std::{collections::BTreeMap, sync::Mutex};

use jiff::civil::Date;

use super::{acts::*, play::Play};
use crate::{
    Action, Command, Mandate, Role, Stage,
    case::{FiledBy, PartyRole},
    party::{AddParty, AddRepresentative},
    rules::Rules,
};

/// The day on which the cases below are opened.
pub(super) fn start() -> Date {
    date(2026, 10, 5)
}

/// A draft, and what it becomes on the shortest way to a state. Made once.
pub(super) fn at(stage: Stage) -> Play {
    static MADE: Mutex<BTreeMap<Stage, Play>> = Mutex::new(BTreeMap::new());
    let made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&stage).cloned();
    made.unwrap_or_else(|| {
        let play = make(stage);
        assert_eq!(play.stage(), stage);
        MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(stage, play.clone());
        play
    })
}

fn make(stage: Stage) -> Play {
    match stage {
        Stage::Draft => draft(FiledBy::Complainant),
        Stage::Discarded => after(Stage::Draft, |p| p.acts("complainant", Action::Discard)),
        Stage::Submitted => after(Stage::Draft, |p| {
            p.acts("complainant", Action::Submit);
            staffed(p);
        }),
        Stage::Acknowledged => after(Stage::Submitted, |p| p.acts("intake", Action::Acknowledge)),
        Stage::Screening => after(Stage::Acknowledged, |p| p.acts("caseworker", Action::StartScreening)),
        Stage::Inadmissible => after(Stage::Screening, |p| {
            p.acts("caseworker", Action::DraftRejection);
            p.consult_for("caseworker", Action::Reject);
            p.acts("decision-maker", Action::Reject);
        }),
        Stage::Referred => after(Stage::Screening, |p| {
            p.consult_for("caseworker", Action::Refer);
            p.acts("caseworker", Action::Refer);
        }),
        Stage::Admitted => after(Stage::Screening, |p| {
            p.consult_for("caseworker", Action::Admit);
            p.acts("caseworker", Action::Admit);
        }),
        Stage::InformalResolution => after(Stage::Admitted, |p| {
            p.acts("complainant", Action::AgreeMediation);
            p.acts("respondent", Action::AgreeMediation);
            p.consult_for("caseworker", Action::OfferMediation);
            p.acts("caseworker", Action::OfferMediation);
        }),
        Stage::Settled => after(Stage::InformalResolution, |p| {
            p.acts("caseworker", Action::ProposeSettlement);
            p.acts("complainant", Action::SignSettlement);
            p.acts("respondent", Action::SignSettlement);
            p.on(Rules::denmark().cooling_off_until(p.today()));
            p.acts("decision-maker", Action::Settle);
        }),
        Stage::Investigation => after(Stage::Admitted, |p| {
            p.consult_for("caseworker", Action::OpenInvestigation);
            p.acts("coordinator", Action::OpenInvestigation);
        }),
        Stage::Hearing => after(Stage::Investigation, |p| {
            p.acts("investigator", Action::SetFacts);
            p.acts("investigator", Action::FinishInvestigation);
            p.acts("investigator", Action::Disclose);
            p.acts("investigator", Action::Disclose);
        }),
        Stage::Assessment => after(Stage::Hearing, |p| {
            p.acts("complainant", Action::Reply);
            p.acts("respondent", Action::Reply);
            p.acts("caseworker", Action::CloseHearing);
        }),
        Stage::DecisionDrafted => after(Stage::Assessment, |p| {
            p.acts("caseworker", Action::Assess);
            p.acts("decision-maker", Action::DraftDecision);
        }),
        Stage::Decided => after(Stage::DecisionDrafted, |p| {
            p.consult_for("decision-maker", Action::Decide);
            p.acts("decision-maker2", Action::Decide);
            p.system();
        }),
        Stage::Remediation => after(Stage::Decided, |p| {
            p.consult_for("caseworker", Action::StartRemedies);
            p.acts("caseworker", Action::StartRemedies);
        }),
        Stage::FollowUp => after(Stage::Remediation, |p| p.acts("caseworker", Action::CompleteRemedies)),
        Stage::UnderReview => after(Stage::Decided, |p| p.acts("respondent", Action::AskReview)),
        Stage::Withdrawn => after(Stage::Screening, |p| {
            p.acts("complainant", Action::Withdraw);
            p.acts("complainant", Action::ConfirmWithdrawal);
        }),
        Stage::Closed => after(Stage::FollowUp, |p| {
            let last = p.case.checks.iter().map(|it| it.due_on).max().unwrap();
            p.on(last);
            for _ in 0..3 {
                p.acts("complainant", Action::AnswerCheck);
            }
            p.consult_for("caseworker", Action::Close);
            p.acts("caseworker", Action::Close);
        }),
        Stage::Archived => after(Stage::Closed, |p| p.acts("archivist", Action::Archive)),
        Stage::Destroyed => after(Stage::Archived, |p| disposed(p, Action::Destroy)),
        Stage::Preserved => after(Stage::Archived, |p| disposed(p, Action::Preserve)),
    }
}

/// When it need not be kept any more, one archivist proposes and another confirms.
pub(super) fn disposed(p: &mut Play, action: Action) {
    p.on(end_of_retention(p).tomorrow().unwrap());
    p.acts("archivist", action);
    assert_eq!(p.stage(), Stage::Archived, "a proposal changes nothing");
    p.acts("archivist2", action);
}

/// The last day on which the case must be kept, holds apart.
pub(super) fn end_of_retention(p: &Play) -> Date {
    let claim =
        p.case.facts.claim_from().map_or(p.case.filing.occurred_to, |it| it.max(p.case.filing.occurred_to));
    p.case.retain_until.unwrap().max(Rules::denmark().limitation(p.case.phase(), claim))
}

fn after(before: Stage, story: impl FnOnce(&mut Play)) -> Play {
    let mut play = at(before);
    story(&mut play);
    play
}

/// A draft of a complaint about recruitment by its complainant, or of a bystander's report.
pub(super) fn draft(filed_by: FiledBy) -> Play {
    let mut draft = complaint(recruitment_minimum(), date(2026, 9, 14));
    draft.filed_by = filed_by;
    draft.submit = false;
    let who = if filed_by == FiledBy::Bystander { "bystander" } else { "complainant" };
    Play::begin(who, draft, start())
}

/// Everybody who works on the case or has a part in it.
pub(super) fn staffed(p: &mut Play) {
    p.does("intake", impartial());
    for (who, role) in [
        ("caseworker", Role::Caseworker),
        ("investigator", Role::Investigator),
        ("decision-maker", Role::DecisionMaker),
        ("decision-maker2", Role::DecisionMaker),
        ("reviewer", Role::Reviewer),
    ] {
        p.staff(who, role);
    }
    for (who, mandate) in [
        ("representative", Mandate::Decide),
        ("representative2", Mandate::Write),
        ("representative3", Mandate::Read),
    ] {
        if p.case.party(PartyRole::Complainant).is_some() {
            let person = account(who);
            let new = AddRepresentative { person, mandate, power_of_attorney: false };
            p.does("complainant", Command::AddRepresentative(new));
        }
    }
    let witness = AddParty { role: PartyRole::Witness, person: account("witness"), channel: None };
    p.does("caseworker", Command::AddParty(witness));
}
