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
    /// Its place in the queue. Never shown: a running count tells more than it should.
    place: i64,
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
    const SQLITE: &str = "SELECT o.seq, o.id, o.topic, c.id, o.at FROM outbox AS o \
                          JOIN complaint_case AS c ON c.case_key = o.case_key \
                          WHERE o.sent_at IS NULL ORDER BY o.seq LIMIT $1";
    const POSTGRES: &str = "SELECT o.seq, o.id, o.topic, c.id, o.at FROM outbox AS o \
                            JOIN complaint_case AS c ON c.case_key = o.case_key \
                            WHERE o.sent_at IS NULL ORDER BY o.seq LIMIT $1 FOR UPDATE OF o SKIP LOCKED";
    let backend = tx.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, [limit.into()])).await?;
    rows.iter()
        .map(|row| {
            let id = row.try_get_by_index(1)?;
            Ok(Message {
                place: row.try_get_by_index(0)?,
                id,
                topic: row.try_get_by_index(2)?,
                case: CaseId(row.try_get_by_index(3)?),
                at: instant(row.try_get_by_index(4)?).ok_or_else(|| Error::corrupt(id, "the instant"))?,
            })
        })
        .collect()
}

/// Notes that messages have been sent.
pub async fn sent(tx: &Tx, messages: &[Message], at: Timestamp) -> Result<(), Error> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SentAt, Expr::value(at.as_microsecond()))
        .filter(outbox::Column::Seq.is_in(messages.iter().map(|it| it.place)))
        .exec(tx)
        .await?;
    Ok(())
}
