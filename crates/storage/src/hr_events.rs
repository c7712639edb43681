//! What staff systems reported, until it was looked at. It is gone afterwards, whether it concerned somebody or not.

use domain::{HrEventId, PseudonymId, linked::HrEvent};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{Error, Tx, entity::hr_event};

/// An event that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the queue.
    pub seq: i64,
    /// Its id.
    pub id: HrEventId,
    /// Of whom.
    pub pseudonym: PseudonymId,
    /// What.
    pub event: HrEvent,
}

/// Puts an event into the queue.
pub async fn put(tx: &Tx, id: HrEventId, pseudonym: PseudonymId, event: HrEvent) -> Result<(), Error> {
    let row = hr_event::ActiveModel {
        seq: NotSet,
        id: Set(id.0),
        pseudonym: Set(pseudonym.0),
        kind: Set(event.kind.to_string()),
        happened: Set(event.on.to_string()),
    };
    hr_event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The events that wait, oldest first, those after one of them.
pub async fn waiting(conn: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<Waiting>, Error> {
    let query = hr_event::Entity::find().filter(hr_event::Column::Seq.gt(after));
    let rows = query.order_by_asc(hr_event::Column::Seq).limit(limit).all(conn).await?;
    let read = |row: hr_event::Model| {
        let id = HrEventId(row.id);
        let kind = row.kind.parse().map_err(|cause| Error::corrupt(id, cause))?;
        let on = row.happened.parse().map_err(|cause| Error::corrupt(id, cause))?;
        let pseudonym = PseudonymId(row.pseudonym);
        Ok(Waiting { seq: row.seq, id, pseudonym, event: HrEvent { kind, on } })
    };
    rows.into_iter().map(read).collect()
}

/// Takes an event out of the queue; says whether it was still there.
pub async fn take(tx: &Tx, id: HrEventId) -> Result<bool, Error> {
    let delete = hr_event::Entity::delete_many().filter(hr_event::Column::Id.eq(id.0));
    Ok(delete.exec(tx).await?.rows_affected == 1)
}
