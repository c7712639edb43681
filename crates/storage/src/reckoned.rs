//! By which state of the rules the dates of a case were counted, and which cases are left from an earlier one.

use domain::{Case, CaseId, reckoning::Reckoned};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::{Engine, Error, Tx};

/// Before every state of the rules: that of a case whose writer did not know it.
pub const UNKNOWN: i64 = 0;

/// A state of the rules that is in force here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its number: later ones are higher.
    pub number: i64,
    /// The fingerprint of the one before, where this one has only come into force now.
    pub instead_of: Option<String>,
}

/// Says which rules are in force from now on. The newest state is kept where it is the same, so that each number stands
/// for another; rules that come back are a new state.
pub async fn adopt(tx: &Tx, fingerprint: &str, now: Timestamp) -> Result<InForce, Error> {
    const NEWEST: &str = "SELECT number, fingerprint FROM rule_state ORDER BY number DESC LIMIT 1";
    const ADOPT: &str = "INSERT INTO rule_state (fingerprint, since) VALUES ($1, $2) RETURNING number";
    let backend = tx.get_database_backend();
    if tx.engine() == Engine::Postgres {
        // Two instances that start together do not both find that theirs is new.
        tx.execute_unprepared("LOCK TABLE rule_state IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    let newest = tx.query_one_raw(Statement::from_string(backend, NEWEST)).await?;
    let newest: Option<(i64, String)> =
        newest.map(|row| Ok::<_, Error>((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).transpose()?;
    let instead_of = match newest {
        Some((number, same)) if same == fingerprint => return Ok(InForce { number, instead_of: None }),
        other => other.map(|(_, before)| before),
    };
    let values = [fingerprint.into(), now.as_microsecond().into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(backend, ADOPT, values)).await?;
    let row = row.ok_or_else(|| Error::corrupt("rule_state", "no number"))?;
    Ok(InForce { number: row.try_get_by_index(0)?, instead_of })
}

/// A case whose dates an earlier state of the rules gave.
#[derive(Debug)]
pub struct Earlier {
    /// Where it stands among them.
    pub place: Place,
    /// The case.
    pub id: CaseId,
    /// The version a change of it must be decided on.
    pub version: i64,
    body: String,
    dates: String,
}

/// A place among the cases of earlier states: the state, then the key that the database knows a case by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    rules: i64,
    case_key: i64,
}

impl Earlier {
    /// What it says: the case, and its dates as they were counted.
    pub fn read(&self) -> Result<(Case, Vec<Reckoned>), Error> {
        let case = serde_json::from_str(&self.body).map_err(|cause| Error::corrupt(self.id, cause))?;
        Ok((case, dates(self.id, &self.dates)?))
    }
}

/// The cases whose dates were counted by a state before this one, those that come after a place.
pub async fn earlier(
    conn: &impl ConnectionTrait,
    rules: i64,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Earlier>, Error> {
    const SQL: &str = "SELECT r.rules, r.case_key, c.id, c.version, c.body, r.dates \
                       FROM (SELECT * FROM reckoned WHERE rules < $1 AND (rules, case_key) > ($2, $3) \
                             ORDER BY rules, case_key LIMIT $4) AS r \
                       JOIN complaint_case AS c ON c.case_key = r.case_key ORDER BY r.rules, r.case_key";
    let after = after.unwrap_or(Place { rules: i64::MIN, case_key: 0 });
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [rules.into(), after.rules.into(), after.case_key.into(), limit.into()];
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), SQL, values)).await?;
    let read = |row: &QueryResult| {
        Ok(Earlier {
            place: Place { rules: row.try_get_by_index(0)?, case_key: row.try_get_by_index(1)? },
            id: CaseId(row.try_get_by_index(2)?),
            version: row.try_get_by_index(3)?,
            body: row.try_get_by_index(4)?,
            dates: row.try_get_by_index(5)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The dates of a case, with the state of the rules by which they were counted; none at its end.
pub async fn of(conn: &impl ConnectionTrait, case: CaseId) -> Result<Option<(i64, Vec<Reckoned>)>, Error> {
    const SQL: &str = "SELECT r.rules, r.dates FROM reckoned AS r JOIN complaint_case AS c ON c.case_key = r.case_key \
                       WHERE c.id = $1";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), SQL, [case.0.into()]);
    let Some(row) = conn.query_one_raw(statement).await? else { return Ok(None) };
    let text: String = row.try_get_by_index(1)?;
    Ok(Some((row.try_get_by_index(0)?, dates(case, &text)?)))
}

/// Those of some cases that nobody has changed since they were read, locked until the transaction ends.
pub async fn unchanged(tx: &Tx, cases: &[&Earlier]) -> Result<Vec<CaseId>, Error> {
    const SQLITE: &str = "SELECT c.id FROM json_each($1) AS x JOIN complaint_case AS c ON c.case_key = x.value ->> 0 \
                          WHERE c.version = x.value ->> 1";
    const POSTGRES: &str = "SELECT c.id FROM unnest($1::bigint[], $2::bigint[]) AS x (case_key, version) \
                            JOIN complaint_case AS c ON c.case_key = x.case_key AND c.version = x.version \
                            ORDER BY c.case_key FOR UPDATE OF c";
    let backend = tx.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let values = versions(backend, cases)?;
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| Ok(CaseId(row.try_get_by_index(0)?))).collect()
}

/// Takes down that a state of the rules gives the same dates for some cases as before, but for those that somebody has
/// changed since they were read. One statement for all, and nothing of a case is written.
pub async fn confirm(tx: &Tx, rules: i64, cases: &[&Earlier]) -> Result<u64, Error> {
    const SQLITE: &str = "UPDATE reckoned SET rules = $1 WHERE rules < $1 AND case_key IN (SELECT c.case_key \
                          FROM json_each($2) AS x JOIN complaint_case AS c ON c.case_key = x.value ->> 0 \
                          WHERE c.version = x.value ->> 1)";
    const POSTGRES: &str = "UPDATE reckoned SET rules = $1 WHERE rules < $1 AND case_key IN (SELECT c.case_key \
                            FROM unnest($2::bigint[], $3::bigint[]) AS x (case_key, version) \
                            JOIN complaint_case AS c ON c.case_key = x.case_key AND c.version = x.version)";
    let backend = tx.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let mut values: Vec<Value> = vec![rules.into()];
    values.extend(versions(backend, cases)?);
    Ok(tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?.rows_affected())
}

/// Keys and versions, as the engine takes rows in any number.
fn versions(backend: DbBackend, cases: &[&Earlier]) -> Result<Vec<Value>, Error> {
    let pairs = cases.iter().map(|it| (it.place.case_key, it.version));
    if backend == DbBackend::Postgres {
        let (keys, versions): (Vec<i64>, Vec<i64>) = pairs.unzip();
        return Ok(vec![keys.into(), versions.into()]);
    }
    let pairs: Vec<_> = pairs.collect();
    let text = serde_json::to_string(&pairs).map_err(|cause| Error::corrupt("keys of cases", cause))?;
    Ok(vec![text.into()])
}

fn dates(case: CaseId, text: &str) -> Result<Vec<Reckoned>, Error> {
    serde_json::from_str(text).map_err(|cause| Error::corrupt(case, cause))
}
