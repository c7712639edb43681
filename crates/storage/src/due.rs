//! What the clock has to look at.

use domain::CaseId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement};

use crate::{Error, audit::instant};

/// The cases for which an act of System is due by now, longest waiting first.
pub async fn cases(conn: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<CaseId>, Error> {
    const SQL: &str = "SELECT id FROM complaint_case WHERE wake_at <= $1 ORDER BY wake_at, case_key LIMIT $2";
    let values = [now.as_microsecond().into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), SQL, values)).await?;
    rows.iter().map(|row| Ok(CaseId(row.try_get_by_index(0)?))).collect()
}

/// The next instant at which the clock has to look: where a clock that jumps must stop.
pub async fn next(conn: &impl ConnectionTrait) -> Result<Option<Timestamp>, Error> {
    const SQL: &str =
        "SELECT wake_at FROM complaint_case WHERE wake_at IS NOT NULL ORDER BY wake_at, case_key LIMIT 1";
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), SQL)).await?;
    let Some(row) = row else { return Ok(None) };
    let at: i64 = row.try_get_by_index(0)?;
    instant(at).map(Some).ok_or_else(|| Error::corrupt("complaint_case.wake_at", at))
}
