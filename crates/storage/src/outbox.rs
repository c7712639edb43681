//! Messages that others are to get. They are written with the change they tell of.

use domain::CaseId;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement, sea_query::Expr,
};
use uuid::Uuid;

use crate::{Error, Tx, audit::instant, entity::outbox};

/// One message that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id: the same however often it is sent.
    pub id: Uuid,
    /// What it tells, such as `complaint.submitted`.
    pub topic: String,
    /// Of which case.
    pub case: CaseId,
    /// When it came about.
    pub at: Timestamp,
}

/// The oldest messages that wait and that nobody else is sending in this moment. They stay claimed until the
/// transaction ends.
pub async fn claim(tx: &Tx, limit: u64) -> Result<Vec<Message>, Error> {
    const SQLITE: &str =
        "SELECT id, topic, case_id, at FROM outbox WHERE sent_at IS NULL ORDER BY at, id LIMIT $1";
    const POSTGRES: &str = "SELECT id, topic, case_id, at FROM outbox WHERE sent_at IS NULL ORDER BY at, id LIMIT $1 \
                            FOR UPDATE SKIP LOCKED";
    let backend = tx.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, [limit.into()])).await?;
    rows.iter()
        .map(|row| {
            let id = row.try_get_by_index(0)?;
            Ok(Message {
                id,
                topic: row.try_get_by_index(1)?,
                case: CaseId(row.try_get_by_index(2)?),
                at: instant(row.try_get_by_index(3)?).ok_or_else(|| Error::corrupt(id, "the instant"))?,
            })
        })
        .collect()
}

/// Notes that messages have been sent.
pub async fn sent(tx: &Tx, ids: &[Uuid], at: Timestamp) -> Result<(), Error> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SentAt, Expr::value(at.as_microsecond()))
        .filter(outbox::Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}
