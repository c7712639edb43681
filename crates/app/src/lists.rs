//! Lists of cases: one query each, always scoped by who asks, filtered and sorted only over what the row shows.

use std::sync::Arc;

use domain::{
    Action, Actor, Capacity, CaseId, Duty, Holder, Phase, Priority, Role, Stage, UnitId, UserId, WaitingFor,
    access::RowShown, measure::CaseKind,
};
use jiff::civil::Date;
use serde::Serialize;
use storage::{
    Tx,
    lists::{ListQuery, ListRow, Place, docket},
};
use utoipa::ToSchema;

pub use storage::lists::ListFilter;

use crate::{App, Caller, Error, Request, Target, audit::Record, cursor::named};

const DEFAULT_LIMIT: u16 = 50;
const LONGEST: u16 = 100;

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many rows; 50 unless said otherwise, 100 at most.
    pub limit: Option<u16>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl Page {
    /// How many rows the page has at most.
    #[must_use]
    pub fn limit(&self) -> u16 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LONGEST)
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where the next page begins.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Whether there is a next page.
    pub has_more: bool,
}

/// A case in a list, as it concerns the caller. No names, no text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// The number people use.
    pub number: String,
    /// The unit; left out for what went to the whistleblower unit, and of what is left of a case that was destroyed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// In which capacity the caller sees it.
    pub relation: Capacity,
    /// What the caller has to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<NextDue>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Stage>,
    /// The phase of working life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// How urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Whom it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<WaitingFor>,
    /// Whether it is about a complaint, or about a measure against a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<CaseKind>,
    /// When it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// When it was admitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admitted_on: Option<Date>,
    /// When it changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_on: Option<Date>,
    /// Who works on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assignees: Vec<Assignee>,
}

/// What is due next.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct NextDue {
    /// What.
    pub duty: Duty,
    /// By which day.
    pub on: Date,
}

/// Who works on a case.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Assignee {
    /// In which capacity.
    pub capacity: Capacity,
    /// Who.
    pub user: UserId,
}

impl App {
    /// The caller's cases, most urgent first.
    pub async fn list(
        &self,
        caller: &Caller,
        request: &Request,
        filter: &ListFilter,
        page: &Page,
    ) -> Result<Listing<CaseRow>, Error> {
        let name = named("cases", filter)?;
        let after = match &page.cursor {
            Some(cursor) => Some(parse(&self.place(caller, &name, cursor)?)?),
            None => None,
        };
        let limit = page.limit();
        let query = ListQuery {
            user: caller.member.id,
            holders: holders(caller),
            held: caller.member.capacities(),
            filter: filter.clone(),
            after,
            limit: u32::from(limit) + 1,
        };
        let mut rows = self.listed(request, caller, &query).await?;
        let more = rows.len() > usize::from(limit);
        rows.truncate(usize::from(limit));
        let next = rows.last().filter(|_| more).map(|row| self.cursor(caller, &name, &written(&row.place())));
        let data = rows.iter().map(|row| self.row(row)).collect();
        Ok(Listing { data, has_more: next.is_some(), next_cursor: next })
    }

    /// The rows, with one entry in the log for the page.
    async fn listed(
        &self,
        request: &Request,
        caller: &Caller,
        query: &ListQuery,
    ) -> Result<Vec<ListRow>, Error> {
        let run = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let rows = docket(tx, query).await?;
            let target = Target { case: None, action: Action::Read };
            let actor = Actor::Person(caller.member.clone());
            // One row more is fetched than is shown.
            let shown = rows.iter().take(query.limit as usize - 1);
            let cases: Vec<CaseId> = shown.map(|row| row.case).collect();
            let detail = serde_json::json!({ "filter": query.filter, "cases": cases });
            let record = self.read_record(&actor, None, request, target, request.purpose);
            self.take_down(tx, Record { detail: Some(detail), ..record }).await?;
            Ok::<_, Error>(rows)
        });
        run.await
    }

    fn row(&self, row: &ListRow) -> CaseRow {
        let next_due = row.next_due.map(|(duty, on)| NextDue { duty, on });
        let changed_on = row.changed_at.to_zoned(self.parts().zone.clone()).date();
        let bare = CaseRow {
            id: row.case,
            number: row.number.clone(),
            unit: Some(row.unit),
            relation: row.capacity,
            next_due,
            state: None,
            phase: None,
            priority: None,
            waiting_for: None,
            kind: None,
            received_on: None,
            admitted_on: None,
            changed_on: None,
            assignees: Vec::new(),
        };
        if matches!(row.next_due, Some((Duty::Declare, _))) {
            return bare;
        }
        if row.state == Stage::Destroyed {
            let (kind, state) = (Some(row.kind), Some(row.state));
            let (received_on, changed_on) = (row.received_on, Some(changed_on));
            return CaseRow { unit: None, kind, state, received_on, changed_on, ..bare };
        }
        let course = || CaseRow {
            kind: Some(row.kind),
            state: Some(row.state),
            phase: Some(row.phase),
            priority: Some(row.priority),
            waiting_for: Some(row.waiting_for),
            received_on: row.received_on,
            admitted_on: row.admitted_on,
            ..bare.clone()
        };
        match row.capacity.listed() {
            RowShown::Bare => bare,
            RowShown::Admission => CaseRow { kind: Some(row.kind), admitted_on: row.admitted_on, ..bare },
            RowShown::Receipt => CaseRow { received_on: row.received_on, ..bare },
            RowShown::Register => CaseRow { unit: None, received_on: row.received_on, ..bare },
            RowShown::Course => course(),
            RowShown::Whole => {
                let assignees = row.assignees.iter().map(|it| Assignee { capacity: it.0, user: it.1 });
                let (changed_on, assignees) = (Some(changed_on), assignees.collect());
                CaseRow { changed_on, assignees, ..course() }
            }
        }
    }
}

/// The desks that several people serve. In the list of the auditors stands what is left of cases, and nothing else.
const DESKS: [Role; 5] =
    [Role::Coordinator, Role::ConflictOfficer, Role::PrivacyOfficer, Role::Archivist, Role::Auditor];

/// Whose lists the caller may read: the own one, and those of the desks they serve.
fn holders(caller: &Caller) -> Vec<Holder> {
    let member = &caller.member;
    let mut holders = vec![Holder::User(member.id)];
    if member.roles.contains(&Role::IntakeOfficer) {
        holders.extend(member.covers.iter().map(|unit| Holder::Intake(*unit)));
    }
    for role in DESKS {
        if member.roles.contains(&role) {
            holders.push(Holder::Desk(role));
        }
    }
    holders
}

fn written(place: &Place) -> String {
    let due = place.due_on.map_or_else(|| "-".to_owned(), |due| due.to_string());
    format!("{due} {}", place.case)
}

fn parse(place: &str) -> Result<Place, Error> {
    let (due, case) = place.split_once(' ').ok_or(Error::CursorNotFitting)?;
    let due_on = if due == "-" { None } else { Some(due.parse().map_err(|_| Error::CursorNotFitting)?) };
    Ok(Place { due_on, case: case.parse().map_err(|_| Error::CursorNotFitting)? })
}
