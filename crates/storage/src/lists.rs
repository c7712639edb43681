//! Lists of cases: a page is a range of one index for each holder the caller serves, whatever the number of
//! cases.

mod sql;

use std::{fmt::Display, str::FromStr};

use domain::{
    Capacity, CaseId, Duty, Holder, Phase, Priority, Stage, UnitId, UserId, WaitingFor, measure::CaseKind,
};
use jiff::{Timestamp, civil::Date};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde::Serialize;
use uuid::Uuid;

use crate::{Error, audit::instant};

/// In a list, the day of a row with nothing due: after every real day.
pub const NOTHING_DUE: &str = "9999-12-31";

/// Which cases are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListFilter {
    /// Only those of this kind.
    pub kind: Option<CaseKind>,
    /// Only those in this state.
    pub state: Option<Stage>,
    /// Only those of this phase.
    pub phase: Option<Phase>,
    /// Only those about this unit.
    pub unit: Option<UnitId>,
    /// Only those of this priority.
    pub priority: Option<Priority>,
    /// Only those where this is what the caller has to do next.
    pub duty: Option<Duty>,
    /// Only those where it is due before this day.
    pub due_before: Option<Date>,
}

/// Which cases somebody wants to see.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Who asks: rows that the person is walled off from are left out, but for those of a party.
    pub user: UserId,
    /// Whose lists: the person's own, and those of the desks the person serves.
    pub holders: Vec<Holder>,
    /// The capacities that the person's roles give now: a row in another one is left out, but for those of a party.
    pub held: Vec<Capacity>,
    /// Which of them.
    pub filter: ListFilter,
    /// Only what comes after this place.
    pub after: Option<Place>,
    /// How many at most.
    pub limit: u32,
}

/// A place in a list: where a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The day something is due; none after all those with a day.
    pub due_on: Option<Date>,
    /// The case.
    pub case: CaseId,
}

/// One case in a list. No names, no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// The case.
    pub case: CaseId,
    /// Which kind of case.
    pub kind: CaseKind,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: Stage,
    /// Its phase.
    pub phase: Phase,
    /// The unit complained about.
    pub unit: UnitId,
    /// How urgent.
    pub priority: Priority,
    /// In which capacity the caller sees it: the one with the most urgent duty.
    pub capacity: Capacity,
    /// What the caller has to do next, and by when.
    pub next_due: Option<(Duty, Date)>,
    /// The day of receipt.
    pub received_on: Option<Date>,
    /// The day of admission.
    pub admitted_on: Option<Date>,
    /// When it changed last.
    pub changed_at: Timestamp,
    /// Whom it waits for.
    pub waiting_for: WaitingFor,
    /// Who works on it, in which capacity.
    pub assignees: Vec<(Capacity, UserId)>,
}

impl ListRow {
    /// The place of the row.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { due_on: self.next_due.map(|(_, day)| day), case: self.case }
    }
}

/// How a holder is written.
#[must_use]
pub fn holder(holder: &Holder) -> String {
    match holder {
        Holder::User(user) => format!("user:{}", user.0.simple()),
        Holder::Intake(unit) => format!("intake:{}", unit.0.simple()),
        Holder::Desk(role) => format!("desk:{role}"),
        Holder::Pseudonym(pseudonym) => format!("pseudonym:{}", pseudonym.0.simple()),
    }
}

/// One page, what is due first at the top; a case that several holders have stands once, where the caller's
/// most urgent duty puts it.
pub async fn docket(conn: &impl ConnectionTrait, query: &ListQuery) -> Result<Vec<ListRow>, Error> {
    if query.holders.is_empty() {
        return Ok(Vec::new());
    }
    let backend = conn.get_database_backend();
    let (sql, values) = sql::statement(backend, query);
    let rows = conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(read).collect()
}

/// The cases in which one of these holders is a complainant or witness, at most as many as anybody could have.
pub async fn watched(conn: &impl ConnectionTrait, holders: &[Holder]) -> Result<Vec<CaseId>, Error> {
    let mut cases = Vec::new();
    for one in holders {
        const SQL: &str = "SELECT c.id FROM docket d JOIN complaint_case c ON c.case_key = d.case_key \
                           WHERE d.holder = $1 AND d.capacity IN ('complainant', 'witness') ORDER BY c.id LIMIT 1000";
        let values = [holder(one).into()];
        let found = Statement::from_sql_and_values(conn.get_database_backend(), SQL, values);
        for row in conn.query_all_raw(found).await? {
            cases.push(CaseId(row.try_get_by_index(0)?));
        }
    }
    cases.sort_unstable();
    cases.dedup();
    Ok(cases)
}

fn read(row: &QueryResult) -> Result<ListRow, Error> {
    let case = CaseId(row.try_get("", "case_id")?);
    let code = |column: &str| Ok::<String, Error>(row.try_get("", column)?);
    let day = |column: &str| -> Result<Option<Date>, Error> {
        let text: Option<String> = row.try_get("", column)?;
        text.map(|text| parse(case, &text)).transpose()
    };
    let duty: Option<String> = row.try_get("", "duty")?;
    let next_due = match duty {
        Some(duty) => Some((parse(case, &duty)?, parse(case, &code("due_on")?)?)),
        None => None,
    };
    let priority: i16 = row.try_get("", "priority")?;
    let assignees: Option<String> = row.try_get("", "assignees")?;
    Ok(ListRow {
        case,
        kind: parse(case, &code("kind")?)?,
        number: code("number")?,
        state: parse(case, &code("state")?)?,
        phase: parse(case, &code("phase")?)?,
        unit: UnitId(row.try_get("", "unit")?),
        priority: if priority == Priority::High as i16 { Priority::High } else { Priority::Normal },
        capacity: parse(case, &code("capacity")?)?,
        next_due,
        received_on: day("received_on")?,
        admitted_on: day("admitted_on")?,
        changed_at: instant(row.try_get("", "changed_at")?)
            .ok_or_else(|| Error::corrupt(case, "changed_at"))?,
        waiting_for: parse(case, &code("waiting_for")?)?,
        assignees: read_assignees(case, &assignees.unwrap_or_default())?,
    })
}

fn read_assignees(case: CaseId, text: &str) -> Result<Vec<(Capacity, UserId)>, Error> {
    let mut assignees = Vec::new();
    for one in text.split(',').filter(|one| !one.is_empty()) {
        let (capacity, holder) = one.split_once(' ').ok_or_else(|| Error::corrupt(case, "an assignee"))?;
        let user = holder.strip_prefix("user:").unwrap_or(holder);
        assignees.push((parse(case, capacity)?, UserId(parse::<Uuid>(case, user)?)));
    }
    // In no order of the engine's choosing.
    assignees.sort_unstable();
    Ok(assignees)
}

fn parse<T: FromStr<Err: Display>>(case: CaseId, text: &str) -> Result<T, Error> {
    text.parse().map_err(|cause| Error::corrupt(case, cause))
}
