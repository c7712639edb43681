//! How people get at their account: passwords they set themselves, and links that the operator makes.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Role, UnitId};
use jiff::SignedDuration;
use storage::{
    Tx,
    accounts::{self, Account, sessions},
    audit::Outcome,
};

use crate::{
    App, Caller, Door, Error, Request,
    passwords::{Check, Weak, strong_enough},
    roles::{RolesWanted, fits_covers, fits_roles},
    signin::{LINK, address, secret},
    users::{checked_username, fits_place},
};

/// How long a link can be used.
pub const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// An account that the operator makes on the machine itself.
#[derive(Clone, Debug, Default)]
pub struct Enrolment {
    /// The name to sign in with.
    pub username: String,
    /// What the person is called.
    pub display_name: String,
    /// The roles, which the operator gives alone.
    pub roles: BTreeSet<Role>,
    /// The units an intake officer takes in complaints for.
    pub covers: BTreeSet<UnitId>,
    /// The unit the person works in.
    pub unit: Option<UnitId>,
    /// The person's manager.
    pub manager: Option<domain::UserId>,
}

impl App {
    /// Sets the caller's password and ends every other session. Whoever signed in with the password proves
    /// it again; whoever came by a link has none.
    pub async fn set_own_password(
        &self,
        caller: &Caller,
        request: &Request,
        current: Option<String>,
        new: String,
    ) -> Result<(), Error> {
        let user = caller.member.id;
        strong_enough(&new, &caller.member.username)
            .map_err(|weak| Error::invalid("/new_password", weak.code(), weak.to_string()))?;
        let place = self.parts().passwords.queue()?;
        let attempt = self.parts().throttle.attempt(&caller.member.username, address(request));
        let proves = caller.door == Door::Password;
        let turn = self.parts().throttle.turn(&attempt).await;
        if proves {
            self.count_attempt(&attempt).await?;
            let reader = self.database().reader();
            let stored = accounts::find(reader, user).await?.and_then(|it| it.password_hash);
            let check = self.parts().passwords.check(&place, current.unwrap_or_default(), stored).await?;
            if check == Check::Wrong {
                let noted = self.parts().writer.run(|tx: Arc<Tx>| async move {
                    let tx = &*tx;
                    self.note(tx, request, Some(user), "set_password", None, Outcome::Refused).await
                });
                noted.await?;
                return Err(Error::invalid("/current_password", "wrong", "is not the password"));
            }
        }
        let hash = self.parts().passwords.hash(&place, new).await?;
        let (attempt, hash) = (&attempt, &hash);
        let set = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let now = self.parts().clock.now();
            // Whoever was signed out meanwhile sets no password any more.
            let account = accounts::lock(tx, user).await?.ok_or(Error::Unauthenticated)?;
            sessions::signed_in(tx, caller.session, user, now).await?.ok_or(Error::Unauthenticated)?;
            if proves {
                self.parts().throttle.clear(tx, attempt).await?;
            }
            accounts::set_password(tx, user, Some(hash)).await?;
            accounts::end_sessions(tx, user).await?;
            sessions::keep(tx, caller.session, account.security_stamp + 1).await?;
            sessions::drop_links(tx, user).await?;
            self.note(tx, request, Some(user), "set_password", None, Outcome::Allowed).await
        });
        let set = set.await;
        drop(turn);
        set
    }

    /// Makes an account and a link to sign in to it; an act of the operator.
    pub async fn enrol(&self, request: &Request, new: Enrolment) -> Result<String, Error> {
        let (link, hash) = secret(LINK);
        let new = &new;
        let enrolled = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let account = self.enrolled(tx, request, new).await?;
            self.store_link(tx, &account, &hash).await
        });
        enrolled.await?;
        Ok(link)
    }

    /// Makes an account whose password is given, however short; for the people of a demonstration.
    pub async fn enrol_for_demo(
        &self,
        request: &Request,
        new: Enrolment,
        password: &str,
    ) -> Result<domain::UserId, Error> {
        if !self.parts().sessions.demo {
            return Err(Error::Forbidden);
        }
        let place = self.parts().passwords.queue()?;
        let hash = self.parts().passwords.hash(&place, password.to_owned()).await?;
        let (new, hash) = (&new, &hash);
        let enrolled = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let account = self.enrolled(tx, request, new).await?;
            accounts::set_password(tx, account.member.id, Some(hash)).await?;
            Ok(account.member.id)
        });
        enrolled.await
    }

    /// Makes a link that signs somebody in once; an act of the operator. Links made before are void.
    pub async fn login_link(&self, request: &Request, username: &str) -> Result<String, Error> {
        self.link(request, username, false).await
    }

    /// Ends every session of an account, removes its password, and makes a link to set a new one; an act of
    /// the operator.
    pub async fn reset_account(&self, request: &Request, username: &str) -> Result<String, Error> {
        self.link(request, username, true).await
    }

    /// Every account, in the order of the user names, a page at a time; for the operator.
    pub async fn accounts(&self, after: Option<&str>, limit: u64) -> Result<Vec<Account>, Error> {
        let reader = self.database().reader();
        Ok(accounts::page(reader, &accounts::Shown::default(), after, limit).await?)
    }

    async fn link(&self, request: &Request, username: &str, reset: bool) -> Result<String, Error> {
        let username = checked_username(username)?;
        let (link, hash) = secret(LINK);
        let username = &username;
        let made = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let account = accounts::named(tx, username).await?.ok_or(Error::NotFound)?;
            let id = account.member.id;
            if reset {
                accounts::set_password(tx, id, None).await?;
                accounts::end_sessions(tx, id).await?;
            }
            sessions::drop_links(tx, id).await?;
            self.store_link(tx, &account, &hash).await?;
            let action = if reset { "reset_user" } else { "make_login_link" };
            self.note(tx, request, None, action, Some(id.to_string()), Outcome::Allowed).await
        });
        made.await?;
        Ok(link)
    }

    async fn enrolled(&self, tx: &Tx, request: &Request, new: &Enrolment) -> Result<Account, Error> {
        fits_roles(&new.roles)?;
        let mut account = self.fresh(tx, &new.username, &new.display_name).await?;
        account.member.roles.clone_from(&new.roles);
        account.member.covers.clone_from(&new.covers);
        account.member.unit = new.unit;
        account.member.manager = new.manager;
        let wanted = RolesWanted { roles: new.roles.clone(), covers: new.covers.clone() };
        fits_covers(tx, &wanted).await?;
        fits_place(tx, &account.member).await?;
        accounts::insert(tx, &account).await?;
        let object = Some(account.member.id.to_string());
        self.note(tx, request, None, "add_user", object, Outcome::Allowed).await?;
        Ok(account)
    }

    async fn store_link(&self, tx: &Tx, account: &Account, hash: &sessions::Hash) -> Result<(), Error> {
        let now = self.parts().clock.now();
        Ok(sessions::add_link(tx, hash, account.member.id, now, now + LINK_LASTS).await?)
    }
}

impl Weak {
    fn code(self) -> &'static str {
        match self {
            Self::Short => "too_short",
            Self::Long => "too_long",
            Self::Common => "too_common",
        }
    }
}
