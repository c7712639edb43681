//! Failures to sign in, counted where every instance sees them.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};

use crate::{Error, Tx, entity::throttle};

/// A keyed hash of an account name or an address prefix.
pub type Key = [u8; 32];

/// Counts an attempt as a failure before it is known to be one, so that those who try at once are counted
/// as well: the number of failures with this one, or until when nothing may be tried.
pub async fn count(
    tx: &Tx,
    key: &Key,
    now: Timestamp,
    forgotten_before: Timestamp,
) -> Result<Result<i64, Timestamp>, Error> {
    const SQL: &str = "INSERT INTO throttle (key, failures, last_at, blocked_until) VALUES ($1, 1, $2, 0)
        ON CONFLICT (key) DO UPDATE SET
            failures = CASE WHEN throttle.last_at < $3 THEN 1 ELSE throttle.failures + 1 END, last_at = $2
        WHERE throttle.blocked_until <= $2
        RETURNING failures";
    let now = now.as_microsecond();
    let values: [Value; 3] = [key.to_vec().into(), now.into(), forgotten_before.as_microsecond().into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), SQL, values);
    if let Some(row) = tx.query_one_raw(statement).await? {
        return Ok(Ok(row.try_get_by_index(0)?));
    }
    let row = throttle::Entity::find_by_id(key.to_vec()).one(tx).await?.ok_or(Error::Conflict)?;
    let until = Timestamp::from_microsecond(row.blocked_until);
    until.map(Err).map_err(|error| Error::corrupt("a throttle", error))
}

/// Until when nothing may be tried under one of these keys; a look that counts nothing.
pub async fn blocked(
    db: &impl ConnectionTrait,
    keys: &[Key],
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let rows = throttle::Entity::find()
        .filter(throttle::Column::Key.is_in(keys.iter().map(|key| key.to_vec())))
        .filter(throttle::Column::BlockedUntil.gt(now.as_microsecond()))
        .all(db)
        .await?;
    let latest = rows.iter().map(|row| row.blocked_until).max();
    let until = latest.map(Timestamp::from_microsecond).transpose();
    until.map_err(|error| Error::corrupt("a throttle", error))
}

/// Lets nothing be tried until then.
pub async fn block(tx: &Tx, key: &Key, until: Timestamp) -> Result<(), Error> {
    throttle::Entity::update_many()
        .set(throttle::ActiveModel { blocked_until: Set(until.as_microsecond()), ..Default::default() })
        .filter(throttle::Column::Key.eq(key.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets the failures of one key.
pub async fn clear(tx: &Tx, key: &Key) -> Result<(), Error> {
    throttle::Entity::delete_by_id(key.to_vec()).exec(tx).await?;
    Ok(())
}

/// Takes one attempt back that turned out not to be a failure.
pub async fn take_back(tx: &Tx, key: &Key) -> Result<(), Error> {
    const SQL: &str =
        "UPDATE throttle SET failures = failures - 1, blocked_until = 0 WHERE key = $1 AND failures > 0";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), SQL, [key.to_vec().into()]);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// Forgets all failures before an instant.
pub async fn sweep(tx: &Tx, before: Timestamp) -> Result<(), Error> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::LastAt.lt(before.as_microsecond()))
        .exec(tx)
        .await?;
    Ok(())
}
