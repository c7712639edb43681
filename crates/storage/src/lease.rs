//! Leases: work that one instance of the program does for all, for a time that it prolongs.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Error, Tx};

/// Takes or prolongs the lease of a work, unless another instance has it; says whether this one has it now.
pub async fn take(
    tx: &Tx,
    work: &str,
    holder: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3) \
                       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
                       WHERE lease.holder = excluded.holder OR lease.until <= $4";
    let values = [work.into(), holder.into(), until.as_microsecond().into(), now.as_microsecond().into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), SQL, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() == 1)
}

/// Gives the lease of a work back, so that another instance need not wait until it ends.
pub async fn give_back(tx: &Tx, work: &str, holder: Uuid) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM lease WHERE name = $1 AND holder = $2";
    let values = [work.into(), holder.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL, values)).await?;
    Ok(())
}
