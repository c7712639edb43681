//! Cases as they are stored: loading one, and saving all that a change says, in as few messages as possible.

use domain::{Case, CaseId, Change, Draw};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, Statement,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use crate::{Engine, Error, Tx, audit::Entry, entity::complaint_case, idempotency::Claim, reckoned, save};

/// A case as it was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The case.
    pub case: Case,
    /// Its version: what a change must name as the one it was decided on. Never shown.
    pub version: i64,
    /// The state of the rules by which its dates were counted last; none at its end.
    pub rules: Option<i64>,
}

/// Loads a case; `lock` keeps others from changing it until the transaction ends.
pub async fn load(tx: &impl ConnectionTrait, id: CaseId, lock: bool) -> Result<Option<Loaded>, Error> {
    const PLAIN: &str = "SELECT version, body, (SELECT rules FROM reckoned WHERE case_key = c.case_key) \
                         FROM complaint_case AS c WHERE id = $1";
    const LOCKED: &str = "SELECT version, body, (SELECT rules FROM reckoned WHERE case_key = c.case_key) \
                          FROM complaint_case AS c WHERE id = $1 FOR UPDATE";
    let backend = tx.get_database_backend();
    // On SQLite the transaction holds the only write lock already.
    let sql = if lock && backend == DbBackend::Postgres { LOCKED } else { PLAIN };
    let Some(row) = tx.query_one_raw(Statement::from_sql_and_values(backend, sql, [id.0.into()])).await?
    else {
        return Ok(None);
    };
    let (version, body): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let case = serde_json::from_str(&body).map_err(|cause| Error::corrupt(id, cause))?;
    Ok(Some(Loaded { case, version, rules: row.try_get_by_index(2)? }))
}

/// A change as it will be stored: serialised once, for the rows and for the hashes of the audit log.
#[derive(Debug)]
pub struct Written<'a> {
    /// The change.
    pub change: &'a Change,
    /// The case as text.
    pub body: String,
    /// The events: kind and text, in order.
    pub events: Vec<(&'static str, String)>,
    /// An id for each notice.
    pub notices: Vec<Uuid>,
    /// The dates that the case runs on, as text; none at its end.
    pub(crate) dates: Option<String>,
    /// The state of the rules by which they were counted.
    pub(crate) rules: i64,
}

impl<'a> Written<'a> {
    /// Writes a change out.
    pub fn of(change: &'a Change, draw: &mut Draw<'_>) -> Result<Self, Error> {
        let id = change.after.id;
        let events = change.events.iter().map(|event| Ok((event.into(), text(id, event)?)));
        Ok(Self {
            change,
            body: text(id, &change.after)?,
            events: events.collect::<Result<_, Error>>()?,
            notices: change.notices.iter().map(|_| draw.uuid()).collect(),
            dates: change.reckoned.as_ref().map(|dates| text(id, dates)).transpose()?,
            rules: reckoned::UNKNOWN,
        })
    }

    /// Says which state of the rules was in force.
    #[must_use]
    pub fn under(self, rules: i64) -> Self {
        Self { rules, ..self }
    }

    /// The version the case has afterwards: the place of its last event.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.change.before + i64::try_from(self.events.len()).unwrap_or(i64::MAX)
    }
}

/// The key of a case inside the database, as a part of a query: other tables refer to a case by it.
pub(crate) fn key_of(case: CaseId) -> SelectStatement {
    Query::select()
        .column(complaint_case::Column::CaseKey)
        .from(complaint_case::Entity)
        .and_where(complaint_case::Column::Id.eq(case.0))
        .to_owned()
}

/// What state and events look like as text.
pub(crate) fn text(id: CaseId, value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|cause| Error::corrupt(id, cause))
}

/// Stores a change with its audit entry: state, events, texts, docket, walls, outbox and, where there is one,
/// the idempotency key. Gives [`Error::Conflict`] if the case is not at the version the change was decided
/// on, or if a number or key was taken in the same moment: the unit of work may then run again.
pub async fn save(tx: &Tx, written: &Written<'_>, entry: &Entry, claim: Option<&Claim>) -> Result<(), Error> {
    let stored = match tx.engine() {
        Engine::Postgres => save::at_once(tx, written, entry, claim).await,
        Engine::Sqlite => save::in_messages(tx, written, entry, claim).await,
    };
    match stored {
        Ok(true) => {
            crate::failpoint("after_save");
            Ok(())
        }
        Ok(false) | Err(Error::Duplicate(_)) => Err(tx.lost_race()),
        Err(error) => Err(error),
    }
}
