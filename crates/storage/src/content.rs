//! Texts: every name and every story lies here, apart from state and history.

use std::collections::BTreeMap;

use domain::{CaseId, ContentId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{Error, Tx, cases::key_of, entity::content};

/// The kind of the rows that hold salt and payload of an audit entry.
pub(crate) const AUDIT: &str = "audit";

/// Which texts of a case are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// Every text.
    All,
    /// These.
    Only(&'a [ContentId]),
}

/// The texts of a case, by id. A text of another case is not found, whatever id is asked for.
pub async fn texts(
    conn: &impl ConnectionTrait,
    case: CaseId,
    wanted: Wanted<'_>,
) -> Result<BTreeMap<ContentId, String>, Error> {
    let mut query = content::Entity::find()
        .filter(content::Column::CaseKey.in_subquery(key_of(case)))
        .filter(content::Column::Kind.ne(AUDIT));
    if let Wanted::Only(ids) = wanted {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        query = query.filter(content::Column::Id.is_in(ids.iter().map(|id| id.0)));
    }
    let read = |row: content::Model| {
        let text = String::from_utf8(row.bytes).map_err(|_| Error::corrupt(ContentId(row.id), "not text"))?;
        Ok((ContentId(row.id), text))
    };
    query.all(conn).await?.into_iter().map(read).collect()
}

/// Erases texts of a case; what history says of them stays.
pub async fn erase(tx: &Tx, case: CaseId, wanted: Wanted<'_>) -> Result<(), Error> {
    let mut delete = content::Entity::delete_many()
        .filter(content::Column::CaseKey.in_subquery(key_of(case)))
        .filter(content::Column::Kind.ne(AUDIT));
    if let Wanted::Only(ids) = wanted {
        delete = delete.filter(content::Column::Id.is_in(ids.iter().map(|id| id.0)));
    }
    delete.exec(tx).await?;
    Ok(())
}
