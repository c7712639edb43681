//! Counts of denials and refusals, so that nobody can fill the disk by knocking.

use domain::UserId;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Error, Tx};

/// Counts one more denial of this actor in this hour (hours since 1970), and says the how manieth it is.
pub async fn denial(tx: &Tx, actor: UserId, hour: i64) -> Result<i64, Error> {
    const SQL: &str = "INSERT INTO denial_tally (actor, hour, count) VALUES ($1, $2, 1) \
                       ON CONFLICT (hour, actor) DO UPDATE SET count = denial_tally.count + 1 RETURNING count";
    count(tx, Statement::from_sql_and_values(tx.get_database_backend(), SQL, [actor.0.into(), hour.into()]))
        .await
}

/// Counts one more refusal of this address prefix in this minute (minutes since 1970), and says the how
/// manieth it is.
pub async fn refusal(tx: &Tx, prefix: &str, minute: i64) -> Result<i64, Error> {
    const SQL: &str = "INSERT INTO refusal_tally (prefix, minute, count) VALUES ($1, $2, 1) \
                       ON CONFLICT (minute, prefix) DO UPDATE SET count = refusal_tally.count + 1 RETURNING count";
    count(tx, Statement::from_sql_and_values(tx.get_database_backend(), SQL, [prefix.into(), minute.into()]))
        .await
}

/// Takes the tallies of hours before this one away: who, which hour, how many. The caller writes one entry for
/// those that were only counted.
pub async fn past_denials(tx: &Tx, hour: i64) -> Result<Vec<(UserId, i64, i64)>, Error> {
    const SQL: &str = "DELETE FROM denial_tally WHERE hour < $1 RETURNING actor, hour, count";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), SQL, [hour.into()]);
    let read = |row: &sea_orm::QueryResult| {
        let actor: Uuid = row.try_get_by_index(0)?;
        Ok((UserId(actor), row.try_get_by_index(1)?, row.try_get_by_index(2)?))
    };
    tx.query_all_raw(statement).await?.iter().map(read).collect()
}

/// Takes the tallies of minutes before this one away: which prefix, which minute, how many.
pub async fn past_refusals(tx: &Tx, minute: i64) -> Result<Vec<(String, i64, i64)>, Error> {
    const SQL: &str = "DELETE FROM refusal_tally WHERE minute < $1 RETURNING prefix, minute, count";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), SQL, [minute.into()]);
    let read = |row: &sea_orm::QueryResult| {
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
    };
    tx.query_all_raw(statement).await?.iter().map(read).collect()
}

async fn count(tx: &Tx, statement: Statement) -> Result<i64, Error> {
    match tx.query_one_raw(statement).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Err(Error::corrupt("a tally", "no count")),
    }
}
