//! The audit log: entries are added and read, never changed. Their commitments are made in `app`.

use domain::{Action, Capacity, CaseId, PartyId, Purpose, UserId};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    Value,
};
use uuid::Uuid;

use crate::{Engine, Error, Tx, cases, entity::audit};

/// How an act ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Allowed,
    /// The actor may not, or may not know (403, 404).
    Denied,
    /// Somebody could not say who they are (401).
    Refused,
}

impl Outcome {
    /// The code of it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Refused => "refused",
        }
    }
}

/// What the log is to say.
#[derive(Clone, Debug)]
pub struct Record {
    /// When.
    pub at: Timestamp,
    /// About which case, existing or not.
    pub case: Option<CaseId>,
    /// The person, or none for the System and for strangers.
    pub actor: Option<UserId>,
    /// For which party.
    pub on_behalf_of: Option<PartyId>,
    /// In which capacity, as a code.
    pub capacity: Option<&'static str>,
    /// What, as a code.
    pub action: &'static str,
    /// The written id of what it was done to, below the case.
    pub object: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why content was read.
    pub purpose: Option<Purpose>,
    /// The request.
    pub request: Uuid,
    /// How many like it; 1, but for denials and refusals that are only counted.
    pub count: i32,
    /// What else the payload holds, such as the cases on a page that was read. Ids, codes and hashes only.
    pub detail: Option<serde_json::Value>,
}

impl Record {
    /// An act that changes no case: a read, a sign-in, an administrative act.
    #[must_use]
    pub fn new(at: Timestamp, action: &'static str, outcome: Outcome, request: Uuid) -> Self {
        Self {
            at,
            case: None,
            actor: None,
            on_behalf_of: None,
            capacity: None,
            action,
            object: None,
            outcome,
            purpose: None,
            request,
            count: 1,
            detail: None,
        }
    }
}

/// One entry, with what its commitment hides: the commitment is SHA-256 of the salt and the payload.
#[derive(Clone, Debug)]
pub struct Entry {
    /// A random id.
    pub id: Uuid,
    /// What it says.
    pub record: Record,
    /// What makes the payload unguessable.
    pub salt: [u8; 32],
    /// What is committed to, in the format of `app::audit`.
    pub payload: Vec<u8>,
    /// SHA-256 of salt and payload.
    pub commitment: [u8; 32],
}

impl Entry {
    /// From the actor to the commitment, in the order of the statements.
    pub(crate) fn columns(&self) -> [Value; 9] {
        let record = &self.record;
        let purpose = record.purpose.map(<&'static str>::from);
        [
            record.actor.map(|user| user.0).into(),
            record.on_behalf_of.map(|party| party.0).into(),
            record.capacity.into(),
            record.action.into(),
            record.object.clone().into(),
            record.outcome.code().into(),
            purpose.into(),
            record.request.into(),
            self.commitment.to_vec().into(),
        ]
    }

    /// What is kept in `content`: the salt, then the payload.
    pub(crate) fn sealed(&self) -> Vec<u8> {
        [&self.salt[..], &self.payload].concat()
    }
}

/// Adds an entry that records no change of a case: a read, a denial, a sign-in, an administrative act.
pub async fn write(tx: &Tx, entry: &Entry) -> Result<(), Error> {
    let sql = match tx.engine() {
        Engine::Postgres => include_str!("sql/audit.postgres.sql"),
        Engine::Sqlite => include_str!("sql/audit.sqlite.sql"),
    };
    let record = &entry.record;
    let mut values: Vec<Value> =
        vec![entry.id.into(), record.at.as_microsecond().into(), record.case.map(|case| case.0).into()];
    values.extend(entry.columns());
    values.extend([record.count.into(), entry.sealed().into()]);
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// What readers of a case's log are shown of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Option<UserId>,
    /// For whom.
    pub on_behalf_of: Option<PartyId>,
    /// In which capacity, as a code.
    pub capacity: Option<String>,
    /// What, as a code.
    pub action: String,
    /// How it ended, as a code.
    pub outcome: String,
    /// Why.
    pub purpose: Option<Purpose>,
    /// The request.
    pub request: Uuid,
    /// The commitment.
    pub commitment: Vec<u8>,
}

/// Where a page of the log ends: the next begins before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The instant of the last entry of the page.
    pub at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

/// Which entries about a case are wanted. What is left out is left out of pages and places as well: a gap, or a place
/// in one, would tell of it.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    /// All.
    Whole,
    /// Who opened the case, and what was done for one side of it: nothing else is shown without being asked for.
    Openings {
        /// What counts as an opening.
        acts: &'a [Action],
        /// In which capacities it is shown.
        by: &'a [Capacity],
        /// In which capacities everything is shown.
        own: &'a [Capacity],
        /// And for which parties, whoever did it.
        parties: &'a [PartyId],
    },
}

/// The entries about a case that exists, newest first.
pub async fn of_case(
    conn: &impl ConnectionTrait,
    case: CaseId,
    extent: Extent<'_>,
    before: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Logged>, Error> {
    let mut filter = Condition::all().add(audit::Column::CaseKey.in_subquery(cases::key_of(case)));
    if let Extent::Openings { acts, by, own, parties } = extent {
        let in_one_of = |some: &[Capacity]| {
            audit::Column::Capacity.is_in(some.iter().map(|it| <&'static str>::from(*it)))
        };
        let opening = audit::Column::Action.is_in(acts.iter().map(|it| <&'static str>::from(*it)));
        let theirs = audit::Column::OnBehalfOf.is_in(parties.iter().map(|it| it.0));
        let opened = Condition::all().add(opening).add(in_one_of(by));
        filter = filter
            .add(audit::Column::Outcome.eq(Outcome::Allowed.code()))
            .add(Condition::any().add(in_one_of(own)).add(theirs).add(opened));
    }
    if let Some(cursor) = before {
        use sea_orm::sea_query::{Expr, ExprTrait};
        let columns = Expr::tuple([Expr::col(audit::Column::At), Expr::col(audit::Column::Id)]);
        filter = filter
            .add(columns.lt(Expr::tuple([Expr::value(cursor.at.as_microsecond()), Expr::value(cursor.id)])));
    }
    let rows = audit::Entity::find()
        .filter(filter)
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    rows.into_iter().map(logged).collect()
}

fn logged(row: audit::Model) -> Result<Logged, Error> {
    Ok(Logged {
        at: instant(row.at).ok_or_else(|| Error::corrupt(row.id, "the instant"))?,
        id: row.id,
        actor: row.actor.map(UserId),
        on_behalf_of: row.on_behalf_of.map(PartyId),
        capacity: row.capacity,
        action: row.action,
        outcome: row.outcome,
        purpose: purpose(row.id, row.purpose.as_deref())?,
        request: row.request_id,
        commitment: row.commitment,
    })
}

/// A purpose as stored. The first entries wrote it with underscores, and what is in the log stays as it is.
fn purpose(entry: Uuid, code: Option<&str>) -> Result<Option<Purpose>, Error> {
    let read = |code: &str| code.replace('_', "-").parse().map_err(|_| Error::corrupt(entry, "the purpose"));
    code.map(read).transpose()
}

/// An instant as stored.
pub(crate) fn instant(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_read_however_it_was_written() {
        let read = |code| purpose(Uuid::nil(), code).unwrap();
        for code in ["case-handling", "case_handling"] {
            assert_eq!(read(Some(code)), Some(Purpose::CaseHandling));
        }
        assert_eq!(read(None), None);
        assert!(purpose(Uuid::nil(), Some("curiosity")).is_err());
    }
}
