//! What happened to a case, in order.

use domain::{CaseId, Event};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{Error, audit::instant, cases::key_of, entity::event};

/// One event as it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its place in the history of the case, from 1.
    pub seq: i64,
    /// What happened.
    pub event: Event,
    /// When.
    pub at: Timestamp,
    /// The audit entry of the act that made it happen.
    pub audit: Uuid,
}

/// The history of a case, oldest first.
pub async fn of(conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<Happened>, Error> {
    let rows = event::Entity::find()
        .filter(event::Column::CaseKey.in_subquery(key_of(case)))
        .order_by_asc(event::Column::Seq)
        .all(conn)
        .await?;
    let read = |row: event::Model| {
        let corrupt = |detail: String| Error::corrupt(format_args!("event {} of {case}", row.seq), detail);
        Ok(Happened {
            seq: row.seq,
            event: serde_json::from_str(&row.body).map_err(|cause| corrupt(cause.to_string()))?,
            at: instant(row.at).ok_or_else(|| corrupt("the instant".to_owned()))?,
            audit: row.audit_id,
        })
    };
    rows.into_iter().map(read).collect()
}
