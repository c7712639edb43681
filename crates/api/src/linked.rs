//! Linked cases: the alarm for retaliation, own-initiative cases, reports, splitting and consolidation.

use domain::{
    Action, Command, PartyId,
    linked::{Consolidate, LinkReport, OpenOwnInitiative, RaiseAlarm, SplitOff},
    party::SetPseudonym,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{OnCase, OnItem},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(raise_alarm))
        .routes(routes!(open_own_initiative))
        .routes(routes!(link_report))
        .routes(routes!(split_off))
        .routes(routes!(consolidate))
        .routes(routes!(set_pseudonym))
}

/// Raise the alarm
///
/// You are treated worse because of the complaint. It opens a case of its own with high priority, of which nobody learns
/// who is complained of, or is recorded on the one that is open already. Possible from the filing until twelve months
/// after the end.
#[utoipa::path(
    post, path = "/cases/{case}/retaliation-alarms", tag = "linked cases",
    request_body(content = RaiseAlarm, example = json!({
        "what": "Since they heard of it I am put on the night shift every week.", "since": "2027-02-01"
    })),
)]
async fn raise_alarm(on: OnCase<RaiseAlarm>) -> Result<Changed, Problem> {
    on.change([Action::RaiseAlarm], Command::RaiseAlarm).await
}

/// Open an own-initiative case
///
/// The employer goes on after a withdrawal, where harassment was alleged or somebody is in danger, or with what a
/// bystander reported, who is then told that it was taken up. Nobody is the complainant of the new case, which begins in
/// screening with you as its caseworker. Write it without the name of whoever withdrew.
#[utoipa::path(
    post, path = "/cases/{case}/own-initiative", tag = "linked cases",
    request_body(content = OpenOwnInitiative, example = json!({
        "reason": "What was told of the evening shift cannot be left as it is.",
        "danger": true,
        "allegations": [{
            "ground": "religion_belief", "form": "harassment", "what": "Remarks on headscarves on the evening shift."
        }],
        "facts": {
            "phase": "employment",
            "kind": "harassment",
            "incidents": [{"on": "2026-11-02", "what": "Remarks of the supervisor in front of the team."}]
        }
    })),
)]
async fn open_own_initiative(on: OnCase<OpenOwnInitiative>) -> Result<Changed, Problem> {
    on.change([Action::OpenOwnInitiative], |open| Command::OpenOwnInitiative(Box::new(open))).await
}

/// Link a report
///
/// A bystander's report is about a case that there is: it is read there from now on, by whoever may see both, and ends
/// here. Whoever reported is told that it was taken up, and nothing of the case.
#[utoipa::path(
    post, path = "/cases/{case}/reported-case", tag = "linked cases",
    request_body(content = LinkReport, example = json!({"case": "case_1c9q4zr82n57mfk6xwd3tb0ehg"})),
)]
async fn link_report(on: OnCase<LinkReport>) -> Result<Changed, Problem> {
    on.change([Action::LinkReport], Command::LinkReport).await
}

/// Split allegations off
///
/// They go on in a case of their own, after the complainant was asked. The hearing items named go along; everything that
/// was found stands in both, and the dates stay those of the first filing.
#[utoipa::path(
    post, path = "/cases/{case}/split", tag = "linked cases",
    request_body(content = SplitOff, example = json!({
        "allegations": ["alleg_1c9q4zr82n57mfk6xwd3tb0ehg"],
        "hearing_items": ["hear_1c9q4zr82n57mfk6xwd3tb0ehg"],
        "reason": "The question of pay needs an expert; the rest does not have to wait for it."
    })),
)]
async fn split_off(on: OnCase<SplitOff>) -> Result<Changed, Problem> {
    on.change([Action::SplitOff], Command::SplitOff).await
}

/// Make two cases one
///
/// The other case, of the same complainant and about the same unit, becomes a part of this one, after the complainant
/// was asked in both. It ends and stays as it is; its allegations, hearing items, evidence and what is under way go on
/// here, with the date of the first filing.
#[utoipa::path(
    post, path = "/cases/{case}/consolidation", tag = "linked cases",
    request_body(content = Consolidate, example = json!({
        "case": "case_1c9q4zr82n57mfk6xwd3tb0ehg", "reason": "Both are about the same roster."
    })),
)]
async fn consolidate(on: OnCase<Consolidate>) -> Result<Changed, Problem> {
    on.change([Action::Consolidate], Command::Consolidate).await
}

/// Set the pseudonym of a party
///
/// By which a staff system knows a complainant or witness without an account, so that its events raise the alarm for
/// them too. Only a keyed hash is kept.
#[utoipa::path(
    put, path = "/cases/{case}/parties/{party}/pseudonym", tag = "linked cases",
    request_body(content = SetPseudonym, example = json!({"pseudonym": "HR-7731-K"})),
)]
async fn set_pseudonym(on: OnItem<PartyId, SetPseudonym>) -> Result<Changed, Problem> {
    on.change([Action::SetPseudonym], Command::SetPseudonym).await
}
