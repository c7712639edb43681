//! Texts: every name and every story lies here, apart from state and history.

use std::collections::BTreeMap;

use domain::{CaseId, ContentId, Words};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement, sea_query::Expr,
};

use crate::{Error, Tx, cases::key_of, entity::content};

/// The kind of the rows that hold salt and payload of an audit entry.
pub(crate) const AUDIT: &str = "audit";

/// How many texts one statement asks for: engines bound how many values it may have.
const AT_ONCE: usize = 1000;

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
    let query = content::Entity::find()
        .filter(content::Column::CaseKey.in_subquery(key_of(case)))
        .filter(content::Column::Kind.ne(AUDIT));
    let queries = match wanted {
        Wanted::All => vec![query],
        Wanted::Only(ids) => ids.chunks(AT_ONCE).map(|ids| query.clone().filter(one_of(ids))).collect(),
    };
    let mut texts = BTreeMap::new();
    for query in queries {
        for row in query.all(conn).await? {
            let text =
                String::from_utf8(row.bytes).map_err(|_| Error::corrupt(ContentId(row.id), "not text"))?;
            texts.insert(ContentId(row.id), text);
        }
    }
    Ok(texts)
}

/// Texts of a case with their kinds, for another case that takes them over.
pub async fn carried(
    conn: &impl ConnectionTrait,
    case: CaseId,
    ids: &[ContentId],
) -> Result<Vec<Words>, Error> {
    let mut words = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let query = content::Entity::find()
            .filter(content::Column::CaseKey.in_subquery(key_of(case)))
            .filter(content::Column::Kind.ne(AUDIT))
            .filter(one_of(ids))
            .order_by_asc(content::Column::Id);
        for row in query.all(conn).await? {
            let id = ContentId(row.id);
            let text = String::from_utf8(row.bytes).map_err(|_| Error::corrupt(id, "not text"))?;
            words.push(Words { id, kind: row.kind.into(), text });
        }
    }
    Ok(words)
}

/// Erases texts of a case; what history says of them stays.
pub async fn erase(tx: &Tx, case: CaseId, wanted: Wanted<'_>) -> Result<(), Error> {
    let delete = content::Entity::delete_many()
        .filter(content::Column::CaseKey.in_subquery(key_of(case)))
        .filter(content::Column::Kind.ne(AUDIT));
    let deletes = match wanted {
        Wanted::All => vec![delete],
        Wanted::Only(ids) => ids.chunks(AT_ONCE).map(|ids| delete.clone().filter(one_of(ids))).collect(),
    };
    for delete in deletes {
        delete.exec(tx).await?;
    }
    Ok(())
}

/// Destroys what a case was, up to a version: every text, and what the audit entries of its changes hashed, from which
/// a short text could be guessed. The entries and their commitments stay, and with them the log (design 6).
pub async fn destroy(tx: &Tx, case: CaseId, up_to: i64) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM content WHERE case_key = (SELECT case_key FROM complaint_case WHERE id = $1) \
        AND (kind <> $2 OR id IN (SELECT audit_id FROM event WHERE seq <= $3 \
        AND case_key = (SELECT case_key FROM complaint_case WHERE id = $1)))";
    let values = [case.0.into(), AUDIT.into(), up_to.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL, values)).await?;
    Ok(())
}

fn one_of(ids: &[ContentId]) -> Expr {
    content::Column::Id.is_in(ids.iter().map(|id| id.0))
}
