//! Requests that were sent with a key, so that the same one acts once.

use domain::CaseId;
use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};

use crate::{Error, Tx, entity::idempotency};

/// A key that a request brings, and how it will be answered. Only keyed hashes, so that neither the key nor
/// the body can be guessed from the row.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Keyed hash of actor, route and key.
    pub key_hash: [u8; 32],
    /// Keyed hash of the body.
    pub body_hash: [u8; 32],
    /// The status of the answer.
    pub status: u16,
    /// Where the answer points.
    pub location: Option<String>,
}

impl Claim {
    /// Four columns, all null where there is no key.
    pub(crate) fn columns(claim: Option<&Self>) -> [Value; 4] {
        [
            claim.map(|claim| claim.key_hash.to_vec()).into(),
            claim.map(|claim| claim.body_hash.to_vec()).into(),
            claim.map(|claim| status(claim.status)).into(),
            claim.and_then(|claim| claim.location.clone()).into(),
        ]
    }
}

/// How a request with this key was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Keyed hash of the body it came with: another body under the same key is a mistake of the client.
    pub body_hash: Vec<u8>,
    /// Where it pointed.
    pub location: Option<String>,
    /// The case it was about.
    pub case: Option<CaseId>,
}

/// Looks a key up.
pub async fn find(tx: &impl ConnectionTrait, key_hash: &[u8; 32]) -> Result<Option<Answered>, Error> {
    const SQL: &str = "SELECT body_hash, location, case_id FROM idempotency WHERE key_hash = $1";
    let values = [key_hash.to_vec().into()];
    let row =
        tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL, values)).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Answered {
        body_hash: row.try_get_by_index(0)?,
        location: row.try_get_by_index(1)?,
        case: row.try_get_by_index::<Option<_>>(2)?.map(CaseId),
    }))
}

/// Stores a key for an act that changes no case; a change stores its own with [`crate::cases::save`].
pub async fn store(tx: &Tx, claim: &Claim, at: Timestamp) -> Result<(), Error> {
    let row = idempotency::ActiveModel {
        key_hash: Set(claim.key_hash.to_vec()),
        body_hash: Set(claim.body_hash.to_vec()),
        status: Set(status(claim.status)),
        location: Set(claim.location.clone()),
        case_id: Set(None),
        version: Set(None),
        at: Set(at.as_microsecond()),
    };
    match idempotency::Entity::insert(row).exec_without_returning(tx).await.map_err(Error::from) {
        // The same request is being answered elsewhere: run again, and find what it was answered.
        Err(Error::Duplicate(_)) => Err(tx.lost_race()),
        other => other.map(drop),
    }
}

/// Forgets keys older than this; says how many.
pub async fn purge(tx: &Tx, before: Timestamp) -> Result<u64, Error> {
    let old = idempotency::Column::At.lt(before.as_microsecond());
    Ok(idempotency::Entity::delete_many().filter(old).exec(tx).await?.rows_affected)
}

fn status(status: u16) -> i16 {
    i16::try_from(status).unwrap_or(i16::MAX)
}
