//! What the clock has to look at.

use domain::CaseId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Error, audit::instant};

/// A case for which an act of System is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Since when.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
}

/// The cases for which an act of System is due by now, longest waiting first, those that come after one of them.
pub async fn cases(
    conn: &impl ConnectionTrait,
    now: Timestamp,
    after: Option<Due>,
    limit: u64,
) -> Result<Vec<Due>, Error> {
    const SQL: &str = "SELECT wake_at, id FROM complaint_case WHERE wake_at <= $1 AND (wake_at, id) > ($2, $3) \
                       ORDER BY wake_at, id LIMIT $4";
    let (at, case) = after.map_or((i64::MIN, Uuid::nil()), |it| (it.at.as_microsecond(), it.case.0));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [now.as_microsecond().into(), at.into(), case.into(), limit.into()];
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), SQL, values)).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(Due { at: wakes(row.try_get_by_index(0)?)?, case: CaseId(row.try_get_by_index(1)?) })
    };
    rows.iter().map(read).collect()
}

/// The next instant after this one at which the clock has to look: where a clock that jumps must stop.
pub async fn next(conn: &impl ConnectionTrait, after: Timestamp) -> Result<Option<Timestamp>, Error> {
    const SQL: &str = "SELECT wake_at FROM complaint_case WHERE wake_at > $1 ORDER BY wake_at, id LIMIT 1";
    let values = [after.as_microsecond().into()];
    let row =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), SQL, values)).await?;
    row.map(|row| wakes(row.try_get_by_index(0)?)).transpose()
}

fn wakes(at: i64) -> Result<Timestamp, Error> {
    instant(at).ok_or_else(|| Error::corrupt("complaint_case.wake_at", at))
}
