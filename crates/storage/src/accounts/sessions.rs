//! Sessions, the refresh tokens that prolong them, and the links that start one without a password.

use domain::{Member, SessionId, UnitId, UserId};
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement,
    Value,
};

use super::{instant, list};
use crate::{
    Error, Tx,
    entity::{login_link, refresh_token, session},
};

/// The SHA-256 of a secret that the caller shows.
pub type Hash = [u8; 32];

/// How a person signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// With the password.
    Password,
    /// By a link that works once.
    Link,
}

impl Door {
    fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "login_link",
        }
    }
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// How the person signed in.
    pub door: Door,
    /// The user's security stamp at that time.
    pub security_stamp: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends, whatever is done in it.
    pub expires_at: Timestamp,
}

/// A person in a session that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub member: Member,
    /// What the person is called.
    pub display_name: String,
    /// How the session began.
    pub door: Door,
    /// When the session ends.
    pub expires_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    username: String,
    display_name: String,
    unit: Option<uuid::Uuid>,
    manager: Option<uuid::Uuid>,
    roles: String,
    covers: String,
    started_by: String,
    expires_at: i64,
}

/// The person, if the session is the person's and open now. One query; every request begins with it.
pub async fn signed_in(
    db: &impl ConnectionTrait,
    id: SessionId,
    user: UserId,
    now: Timestamp,
) -> Result<Option<SignedIn>, Error> {
    const SQL: &str = r#"SELECT u.username, u.display_name, u.unit, u.manager, u.roles, u.covers,
            s.started_by, s.expires_at
        FROM session s JOIN "user" u ON u.id = s.user_id
        WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > $3 AND s.revoked_at IS NULL
            AND s.security_stamp = u.security_stamp AND u.active"#;
    let values: [Value; 3] = [id.0.into(), user.0.into(), now.as_microsecond().into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    let Some(row) = Row::find_by_statement(statement).one(db).await? else { return Ok(None) };
    Ok(Some(SignedIn {
        member: Member {
            id: user,
            username: row.username,
            unit: row.unit.map(UnitId),
            manager: row.manager.map(UserId),
            roles: list(user, &row.roles)?,
            covers: list(user, &row.covers)?,
        },
        display_name: row.display_name,
        door: if row.started_by == Door::Link.code() { Door::Link } else { Door::Password },
        expires_at: instant(user, row.expires_at)?,
    }))
}

/// Begins a session.
pub async fn start(tx: &Tx, new: &Session) -> Result<(), Error> {
    let row = session::ActiveModel {
        id: Set(new.id.0),
        user_id: Set(new.user.0),
        started_by: Set(new.door.code().to_owned()),
        security_stamp: Set(new.security_stamp),
        created_at: Set(new.created_at.as_microsecond()),
        expires_at: Set(new.expires_at.as_microsecond()),
        revoked_at: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends a session. Whether it was still open.
pub async fn revoke(tx: &Tx, id: SessionId, now: Timestamp) -> Result<bool, Error> {
    let ended = session::Entity::update_many()
        .set(session::ActiveModel { revoked_at: Set(Some(now.as_microsecond())), ..Default::default() })
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Lets a session outlive a change of the user's security stamp.
pub async fn keep(tx: &Tx, id: SessionId, stamp: i64) -> Result<(), Error> {
    session::Entity::update_many()
        .set(session::ActiveModel { security_stamp: Set(stamp), ..Default::default() })
        .filter(session::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores a refresh token.
pub async fn add_token(tx: &Tx, hash: &Hash, session: SessionId, now: Timestamp) -> Result<(), Error> {
    let row = refresh_token::ActiveModel {
        hash: Set(hash.to_vec()),
        session_id: Set(session.0),
        issued_at: Set(now.as_microsecond()),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What became of the attempt to use a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It was fresh, and is used now.
    First {
        /// The session it prolongs.
        session: SessionId,
        /// Whose session that is.
        user: UserId,
    },
    /// It had been used before.
    Again {
        /// The session it belonged to.
        session: SessionId,
        /// Whose session that is.
        user: UserId,
    },
    /// Nobody knows it.
    Unknown,
}

/// Uses a refresh token. Of several that try at once, one is the first.
pub async fn use_token(tx: &Tx, hash: &Hash, now: Timestamp) -> Result<Use, Error> {
    let marked = refresh_token::Entity::update_many()
        .set(refresh_token::ActiveModel { used_at: Set(Some(now.as_microsecond())), ..Default::default() })
        .filter(refresh_token::Column::Hash.eq(hash.to_vec()))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    let Some(token) = refresh_token::Entity::find_by_id(hash.to_vec()).one(tx).await? else {
        return Ok(Use::Unknown);
    };
    let Some(of) = session::Entity::find_by_id(token.session_id).one(tx).await? else {
        return Ok(Use::Unknown);
    };
    let (session, user) = (SessionId(of.id), UserId(of.user_id));
    if marked.rows_affected == 0 {
        return Ok(Use::Again { session, user });
    }
    Ok(Use::First { session, user })
}

/// Stores a link that starts a session once.
pub async fn add_link(
    tx: &Tx,
    hash: &Hash,
    user: UserId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let row = login_link::ActiveModel {
        hash: Set(hash.to_vec()),
        user_id: Set(user.0),
        created_at: Set(now.as_microsecond()),
        expires_at: Set(expires_at.as_microsecond()),
        used_at: Set(None),
    };
    login_link::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Uses a link: whose it is, the first time and before it expires.
pub async fn use_link(tx: &Tx, hash: &Hash, now: Timestamp) -> Result<Option<UserId>, Error> {
    let taken = login_link::Entity::update_many()
        .set(login_link::ActiveModel { used_at: Set(Some(now.as_microsecond())), ..Default::default() })
        .filter(login_link::Column::Hash.eq(hash.to_vec()))
        .filter(login_link::Column::UsedAt.is_null())
        .filter(login_link::Column::ExpiresAt.gt(now.as_microsecond()))
        .exec(tx)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    let link = login_link::Entity::find_by_id(hash.to_vec()).one(tx).await?;
    Ok(link.map(|link| UserId(link.user_id)))
}

/// Makes the links of a person useless that were not used.
pub async fn drop_links(tx: &Tx, user: UserId) -> Result<(), Error> {
    login_link::Entity::delete_many()
        .filter(login_link::Column::UserId.eq(user.0))
        .filter(login_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets sessions and links that ended before an instant.
pub async fn sweep(tx: &Tx, before: Timestamp) -> Result<(), Error> {
    let before = before.as_microsecond();
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(before)).exec(tx).await?;
    login_link::Entity::delete_many().filter(login_link::Column::ExpiresAt.lt(before)).exec(tx).await?;
    Ok(())
}
