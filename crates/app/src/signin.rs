//! Sign-in: who somebody is, and the sessions in which they are believed. A token names a session; whether it
//! is open, and what the person may do, is read from the store on every request.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use aws_lc_rs::digest::{self, SHA256};
use data_encoding::BASE64URL_NOPAD;
use domain::{SessionId, UserId};
use jiff::{SignedDuration, Timestamp};
use storage::{
    Tx,
    accounts::{
        self, Account,
        sessions::{self, Door, Hash, Session, Use},
    },
    audit::Outcome,
};

use crate::{
    App, Caller, Error, Request,
    passwords::{Check, SHORTEST},
    random,
    throttle::Held,
    tokens::Bearer,
    users::checked_username,
};

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// From the sign-in to the end, whatever is done in between.
    pub longest: SignedDuration,
    /// Whether this is a demonstration, whose people have a short password from this machine.
    pub demo: bool,
}

/// What a sign-in gives.
#[derive(Clone, PartialEq, Eq)]
pub struct Granted {
    /// Names the session in each request.
    pub access_token: String,
    /// How long it does.
    pub expires_in: SignedDuration,
    /// Prolongs the session, once.
    pub refresh_token: String,
}

const REFRESH: &str = "redress_rt_";
pub(crate) const LINK: &str = "redress_ll_";

impl App {
    /// Begins a session for somebody who knows the password of an account.
    pub async fn sign_in(
        &self,
        request: &Request,
        username: &str,
        password: String,
    ) -> Result<Granted, Error> {
        let username = username.trim().to_lowercase();
        let address = address(request);
        let attempt = self.parts().throttle.attempt(&username, address);
        let reader = self.database().reader();
        let now = self.parts().clock.now();
        self.parts().throttle.heard(reader, &attempt, now).await?.map_err(|held| held_for(held, now))?;
        let place = self.parts().passwords.queue()?;
        let turn = self.parts().throttle.turn(&attempt).await;
        self.count_attempt(&attempt).await?;

        // What cannot be a user name is not looked for, since not every text may be sent to the database.
        let account = match checked_username(&username) {
            Ok(username) => accounts::named(reader, &username).await?,
            Err(_) => None,
        };
        let stored = account.as_ref().filter(|it| it.active).and_then(|it| it.password_hash.clone());
        // The password of a demonstration is short; away from one it opens nothing.
        let allowed = password.chars().nth(SHORTEST - 1).is_some()
            || self.parts().sessions.demo && address.to_canonical().is_loopback();
        let check = self.parts().passwords.check(&place, password.clone(), stored).await?;
        let (account, outdated) = match (account, check) {
            (Some(account), Check::Right { outdated }) if allowed => (account, outdated),
            (account, _) => {
                self.note_failure(request, account.map(|it| it.member.id)).await?;
                return Err(Error::Credentials);
            }
        };
        let rehashed =
            if outdated { Some(self.parts().passwords.hash(&place, password).await?) } else { None };
        let (account, attempt, rehashed) = (&account, &attempt, &rehashed);
        let granted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            self.parts().throttle.clear(tx, attempt).await?;
            if let (Some(hash), Some(before)) = (rehashed, &account.password_hash) {
                accounts::rehash(tx, account.member.id, before, hash).await?;
            }
            self.begin(tx, request, account, Door::Password).await
        });
        let granted = granted.await;
        drop(turn);
        granted
    }

    /// Begins a session for somebody who was given a link.
    pub async fn follow_link(&self, request: &Request, link: &str) -> Result<Granted, Error> {
        let Some(hash) = hashed(LINK, link) else { return self.stranger(request).await };
        let granted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let now = self.parts().clock.now();
            let Some(user) = sessions::use_link(tx, &hash, now).await? else {
                return Err(Error::Credentials);
            };
            let account = accounts::find(tx, user).await?.filter(|it| it.active).ok_or(Error::Credentials)?;
            self.begin(tx, request, &account, Door::Link).await
        });
        match granted.await {
            Err(Error::Credentials) => self.stranger(request).await,
            granted => granted,
        }
    }

    /// Prolongs a session by its refresh token, which is replaced. A token that comes a second time was
    /// stolen, or the answer to its first use got lost: nobody can tell, so the session ends.
    pub async fn refresh(&self, request: &Request, token: &str) -> Result<Granted, Error> {
        let Some(hash) = hashed(REFRESH, token) else { return self.stranger(request).await };
        let granted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let now = self.parts().clock.now();
            match sessions::use_token(tx, &hash, now).await? {
                Use::First { session, user } => match sessions::signed_in(tx, session, user, now).await? {
                    Some(open) => {
                        self.grant(tx, Bearer { user, session }, open.expires_at, now).await.map(Some)
                    }
                    None => Ok(None),
                },
                Use::Again { session, user } => {
                    // Ended once and noted once: whoever holds an old token cannot fill the log with it.
                    if sessions::revoke(tx, session, now).await? {
                        let object = Some(session.to_string());
                        self.note(tx, request, Some(user), "refresh_token_reuse", object, Outcome::Refused)
                            .await?;
                    }
                    Ok(None)
                }
                Use::Unknown => Ok(None),
            }
        });
        match granted.await? {
            Some(granted) => Ok(granted),
            None => self.stranger(request).await,
        }
    }

    /// Ends the caller's session.
    pub async fn sign_out(&self, caller: &Caller, request: &Request) -> Result<(), Error> {
        let ended = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            sessions::revoke(tx, caller.session, self.parts().clock.now()).await?;
            let user = Some(caller.member.id);
            self.note(tx, request, user, "sign_out", Some(caller.session.to_string()), Outcome::Allowed).await
        });
        ended.await
    }

    /// Counts an attempt, or says for how long none is heard.
    pub(crate) async fn count_attempt(&self, attempt: &crate::throttle::Attempt) -> Result<(), Error> {
        let throttle = &self.parts().throttle;
        let counted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let now = self.parts().clock.now();
            throttle.count(tx, attempt, now).await?.map_err(|held| held_for(held, now))
        });
        counted.await
    }

    /// Stores a session and what prolongs it.
    async fn begin(
        &self,
        tx: &Tx,
        request: &Request,
        account: &Account,
        door: Door,
    ) -> Result<Granted, Error> {
        let now = self.parts().clock.now();
        let user = account.member.id;
        let session = Session {
            id: SessionId(self.parts().ids.uuid()),
            user,
            door,
            security_stamp: account.security_stamp,
            created_at: now,
            expires_at: now + self.parts().sessions.longest,
        };
        sessions::start(tx, &session).await?;
        let object = Some(session.id.to_string());
        let action = if door == Door::Link { "sign_in_by_link" } else { "sign_in" };
        self.note(tx, request, Some(user), action, object, Outcome::Allowed).await?;
        self.grant(tx, Bearer { user, session: session.id }, session.expires_at, now).await
    }

    async fn grant(
        &self,
        tx: &Tx,
        bearer: Bearer,
        ends: Timestamp,
        now: Timestamp,
    ) -> Result<Granted, Error> {
        let (access_token, expires_in) = self.parts().tokens.issue(bearer, ends, now)?;
        let (refresh_token, hash) = secret(REFRESH);
        sessions::add_token(tx, &hash, bearer.session, now).await?;
        Ok(Granted { access_token, expires_in, refresh_token })
    }

    async fn note_failure(&self, request: &Request, known: Option<UserId>) -> Result<(), Error> {
        let noted = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            // Whoever tries has not shown to be the person, so the entry is about the account, not by it.
            let object = known.map(|user| user.to_string());
            self.note(tx, request, None, "sign_in", object, Outcome::Refused).await
        });
        noted.await
    }

    async fn stranger<T>(&self, request: &Request) -> Result<T, Error> {
        self.refused(request).await?;
        Err(Error::Credentials)
    }
}

/// A fresh secret, and what is stored of it.
pub(crate) fn secret(prefix: &str) -> (String, Hash) {
    let text = BASE64URL_NOPAD.encode(&random::bytes::<32>());
    let hash = sha256(text.as_bytes());
    (format!("{prefix}{text}"), hash)
}

/// What would be stored of a secret, if it has the form of one.
fn hashed(prefix: &str, text: &str) -> Option<Hash> {
    let text = text.strip_prefix(prefix).filter(|text| text.len() == 43)?;
    Some(sha256(text.as_bytes()))
}

fn sha256(bytes: &[u8]) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(digest::digest(&SHA256, bytes).as_ref());
    hash
}

/// Where a request came from; those that do not say share one place.
pub(crate) fn address(request: &Request) -> IpAddr {
    request.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

fn held_for(held: Held, now: Timestamp) -> Error {
    let seconds = held.until.duration_since(now).as_secs().saturating_add(1);
    Error::TooMany { retry_after: u32::try_from(seconds).unwrap_or(1) }
}

// Secrets are not printed.
impl std::fmt::Debug for Granted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Granted").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}
