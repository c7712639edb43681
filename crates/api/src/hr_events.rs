//! What staff systems report of people.

use app::hr_events::ReportHrEvent;
use http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Api, Problem, extract::FromStaffSystem};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(report_hr_event))
}

/// Report an event
///
/// Something that happened to a person at work; for the role `integration`, which sees no case. Where it is about
/// somebody who complained, or was a witness, and whose watch for retaliation runs, the alarm goes off. The answer is
/// the same for everybody.
#[utoipa::path(
    post, path = "/hr-events", tag = "integrations",
    request_body(content = ReportHrEvent, example = json!({
        "pseudonym": "HR-7731-K", "kind": "hours_cut", "on": "2027-01-15"
    })),
    responses((status = 202, description = "It was taken in")),
)]
async fn report_hr_event(on: FromStaffSystem<ReportHrEvent>) -> Result<StatusCode, Problem> {
    let on = on.checked().await?;
    on.app.report_hr_event(&on.caller, &on.asked, on.content).await?;
    Ok(StatusCode::ACCEPTED)
}
