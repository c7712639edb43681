//! What happened to a case, in order.

use domain::{CaseId, Event};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{Error, cases::key_of, entity::event};

/// The history of a case, oldest first.
pub async fn of(conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<Event>, Error> {
    let rows = event::Entity::find()
        .filter(event::Column::CaseKey.in_subquery(key_of(case)))
        .order_by_asc(event::Column::Seq)
        .all(conn)
        .await?;
    let read = |row: event::Model| {
        let corrupt = |cause| Error::corrupt(format_args!("event {} of {case}", row.seq), cause);
        serde_json::from_str(&row.body).map_err(corrupt)
    };
    rows.into_iter().map(read).collect()
}
