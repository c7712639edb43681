//! Reading cases: the list, one case, what can be done, what happened, what is due, and who looked.

use app::{AuditLine, CaseRow, CaseView, Deadlines, ListFilter, Listing, Page, TimelineEntry};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use domain::{Action, Duty, Phase, Priority, Stage, UnitId, access::Available, measure::CaseKind};
use http::HeaderMap;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem, answer,
    extract::{Asked, Caller, Given, Parameters, Query, Reading},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list_cases))
        .routes(routes!(read_case))
        .routes(routes!(list_actions))
        .routes(routes!(read_timeline))
        .routes(routes!(list_deadlines))
        .routes(routes!(read_audit))
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Pages {
    /// How many rows; 50 unless said otherwise.
    #[param(minimum = 1, maximum = 100)]
    #[expect(dead_code, reason = "for the document")]
    limit: Option<u16>,
    /// Where the page before ended, as its `next_cursor` tells.
    #[expect(dead_code, reason = "for the document")]
    cursor: Option<String>,
}

impl Parameters for Page {
    const NAMES: &'static [&'static str] = &["limit", "cursor"];

    fn take(given: &mut Given) -> Self {
        let limit = given.within("limit", 1, 100);
        Self { limit, cursor: given.value("cursor", "a cursor") }
    }
}

/// Which cases are wanted, and which page of them.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    filter: ListFilter,
    page: Page,
}

/// Which cases are wanted.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "for the document")]
struct Filters {
    /// Of this kind.
    kind: Option<CaseKind>,
    /// In this state.
    state: Option<Stage>,
    /// Of this phase.
    phase: Option<Phase>,
    /// About this unit.
    unit: Option<UnitId>,
    /// Of this priority.
    priority: Option<Priority>,
    /// With this duty next for you.
    duty: Option<Duty>,
    /// With something due for you before this day.
    due_before: Option<jiff::civil::Date>,
}

impl Parameters for Wanted {
    const NAMES: &'static [&'static str] =
        &["kind", "state", "phase", "unit", "priority", "duty", "due_before", "limit", "cursor"];

    fn take(given: &mut Given) -> Self {
        let filter = ListFilter {
            kind: given.code("kind"),
            state: given.code("state"),
            phase: given.code("phase"),
            unit: given.value("unit", "the id of a unit"),
            priority: given.code("priority"),
            duty: given.code("duty"),
            due_before: given.value("due_before", "a date such as 2026-03-20"),
        };
        Self { filter, page: Page::take(given) }
    }
}

/// List your cases
///
/// The cases you have a part in, or a desk for, most urgent first. A row holds no names and no text, and only what
/// your part shows.
#[utoipa::path(
    get, path = "/cases", tag = "cases", params(Filters, Pages),
    responses((status = 200, description = "A page of cases", body = Listing<CaseRow>)),
)]
async fn list_cases(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(asked): Asked,
    OriginalUri(uri): OriginalUri,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let listing = api.app.list(&caller, &asked, &wanted.filter, &wanted.page).await?;
    Ok(answer::page(listing, &uri))
}

/// Read a case
///
/// The case as you see it: what is not for you is left out. Each read is written into the audit log.
#[utoipa::path(
    get, path = "/cases/{case}", tag = "cases",
    responses((status = 200, description = "The case", body = CaseView)),
)]
async fn read_case(on: Reading, headers: HeaderMap) -> Result<Response, Problem> {
    let on = on.checked(Action::Read).await?;
    Ok(answer::view(on.app.read(&on.caller, &on.asked, on.case).await?, &headers))
}

/// List what you may do
///
/// Each act that your part in the case allows in its state, with everything that is still missing for it.
#[utoipa::path(
    get, path = "/cases/{case}/actions", tag = "cases",
    responses((status = 200, description = "What you may do", body = answer::All<Available>)),
)]
async fn list_actions(on: Reading) -> Result<answer::All<Available>, Problem> {
    let on = on.checked(Action::Read).await?;
    Ok(answer::All { data: on.app.actions(&on.caller, &on.asked, on.case).await? })
}

/// Read what happened
///
/// What happened in the case, oldest first, as far as you may see it.
#[utoipa::path(
    get, path = "/cases/{case}/timeline", tag = "cases",
    responses((status = 200, description = "What happened", body = answer::All<TimelineEntry>)),
)]
async fn read_timeline(on: Reading) -> Result<answer::All<TimelineEntry>, Problem> {
    let on = on.checked(Action::ReadTimeline).await?;
    Ok(answer::All { data: on.app.timeline(&on.caller, &on.asked, on.case).await? })
}

/// List the deadlines
///
/// The dates the case runs on, each with the rule it follows from and how it was counted; and the bodies outside that
/// the complainant can turn to, each with its last day and whether this complaint stops that clock.
#[utoipa::path(
    get, path = "/cases/{case}/deadlines", tag = "cases",
    responses((status = 200, description = "The deadlines", body = Deadlines)),
)]
async fn list_deadlines(on: Reading) -> Result<axum::Json<Deadlines>, Problem> {
    let on = on.checked(Action::ReadTimeline).await?;
    Ok(axum::Json(on.app.deadlines(&on.caller, &on.asked, on.case).await?))
}

/// Read the log of a case
///
/// Newest first: for the complainant, or the person whom a measure is against, who opened the case and what was done on
/// their own side, with staff named by what they are; for auditors everything, denials included, with who did it. What
/// others did stands in the timeline, as far as the caller may know it.
#[utoipa::path(
    get, path = "/cases/{case}/audit", tag = "cases", params(Pages),
    responses((status = 200, description = "A page of the log", body = Listing<AuditLine>)),
)]
async fn read_audit(on: Reading<Page>, OriginalUri(uri): OriginalUri) -> Result<Response, Problem> {
    let on = on.checked(Action::ReadAudit).await?;
    Ok(answer::page(on.app.audit(&on.caller, &on.asked, on.case, &on.query).await?, &uri))
}
