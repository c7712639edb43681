//! The investigation: interviews, evidence, notes, and the report that ends it.

use domain::{
    Action, Command,
    investigation::{FinishInvestigation, RecordEvidence, RecordInterview, RecordNote},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    answer::Changed,
    extract::{Nothing, OnCase},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(open_investigation))
        .routes(routes!(record_interview))
        .routes(routes!(record_evidence))
        .routes(routes!(record_note))
        .routes(routes!(finish_investigation))
}

/// Open the investigation
///
/// Begins the investigation, with the investigator who is assigned.
#[utoipa::path(post, path = "/cases/{case}/investigation", tag = "investigation")]
async fn open_investigation(on: OnCase<Nothing>) -> Result<Changed, Problem> {
    on.change([Action::OpenInvestigation], |Nothing| Command::OpenInvestigation).await
}

/// Record an interview
///
/// What was said, read back to the person and confirmed; without that it is not taken.
#[utoipa::path(
    post, path = "/cases/{case}/interviews", tag = "investigation",
    request_body(
        content = RecordInterview,
        example = json!({
            "person": {"name": "Member of the panel"},
            "held_on": "2026-10-30",
            "summary": "The panel asked on the phone where the family comes from.",
            "read_back": true
        }),
    ),
)]
async fn record_interview(on: OnCase<RecordInterview>) -> Result<Changed, Problem> {
    on.change([Action::RecordInterview], Command::RecordInterview).await
}

/// Record evidence
///
/// A piece of evidence: what it shows, from whom it came, and when.
#[utoipa::path(
    post, path = "/cases/{case}/evidence", tag = "investigation",
    request_body(
        content = RecordEvidence,
        example = json!({
            "title": "Advert of 20 July 2026",
            "description": "Asks for Danish at native level.",
            "from": {"user": "respondent"},
            "received_on": "2026-10-20"
        }),
    ),
)]
async fn record_evidence(on: OnCase<RecordEvidence>) -> Result<Changed, Problem> {
    on.change([Action::RecordEvidence], Command::RecordEvidence).await
}

/// Record a note
///
/// A note for the file that only staff see.
#[utoipa::path(
    post, path = "/cases/{case}/notes", tag = "investigation",
    request_body(
        content = RecordNote,
        example = json!({"note": "The head of the kitchen called to say that the score sheets will come on Friday."}),
    ),
)]
async fn record_note(on: OnCase<RecordNote>) -> Result<Changed, Problem> {
    on.change([Action::RecordNote], Command::RecordNote).await
}

/// Finish the investigation
///
/// The report, with each essential fact and the party to whose detriment it is. Each becomes an item of the
/// hearing, not yet put to the party.
#[utoipa::path(
    post, path = "/cases/{case}/investigation-report", tag = "investigation",
    request_body(
        content = FinishInvestigation,
        example = json!({
            "report": "The requirement was set by the panel without a look at the work.",
            "adverse_facts": [
                {
                    "fact": "The advert asked for Danish at native level.",
                    "party": "party_1c9q4zr82n57mfk6xwd3tb0ehg"
                }
            ]
        }),
    ),
)]
async fn finish_investigation(on: OnCase<FinishInvestigation>) -> Result<Changed, Problem> {
    on.change([Action::FinishInvestigation], Command::FinishInvestigation).await
}
