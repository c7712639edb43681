//! The same request, sent twice with the same key, acts once.

use aws_lc_rs::hmac;
use domain::UserId;
use jiff::SignedDuration;
use sea_orm::ConnectionTrait;
use storage::{
    Tx,
    idempotency::{self, Answered, Claim},
};

use crate::{App, Error, Request};

/// How long the same request is known again (design 7).
pub(crate) const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What the key of a request says.
#[derive(Debug)]
pub(crate) enum Once {
    /// Act; the key, if there is one, is to be stored with the act.
    Now(Option<Claim>),
    /// It was done, and answered so.
    Before(Answered),
}

impl App {
    /// Looks the key of a request up.
    pub(crate) async fn once(
        &self,
        db: &impl ConnectionTrait,
        user: UserId,
        request: &Request,
    ) -> Result<Once, Error> {
        let Some(key) = &request.key else { return Ok(Once::Now(None)) };
        let secret = self.key_for("idempotency");
        let key_hash = keyed(&secret, &[user.0.as_bytes(), request.route.as_bytes(), key.as_bytes()]);
        let body_hash = keyed(&secret, &[&request.body_digest]);
        match idempotency::find(db, &key_hash).await? {
            None => Ok(Once::Now(Some(Claim { key_hash, body_hash, status: 200, location: None }))),
            Some(answered) if answered.body_hash == body_hash => Ok(Once::Before(answered)),
            Some(_) => Err(Error::KeyReused),
        }
    }

    /// Stores the key of an act that made something and changes no case.
    pub(crate) async fn made(&self, tx: &Tx, claim: Option<Claim>, id: &str) -> Result<(), Error> {
        let Some(claim) = claim else { return Ok(()) };
        let claim = Claim { status: 201, location: Some(id.to_owned()), ..claim };
        Ok(idempotency::store(tx, &claim, self.parts().clock.now()).await?)
    }
}

fn keyed(key: &hmac::Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.sign().as_ref());
    hash
}
