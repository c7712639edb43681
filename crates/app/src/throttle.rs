//! How fast one may guess. Failures are counted per account and per address prefix, where every instance sees
//! them; after some free ones each buys a longer wait. Nobody is locked out for good.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::hmac;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ConnectionTrait;
use storage::{
    Tx,
    accounts::throttle::{self, Key},
};
use tokio::sync::OwnedMutexGuard;

use crate::keys::Secret;

/// How many failures are free, and how long the wait can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Failures that cost no wait.
    pub free: i64,
    /// The longest wait. A minute leaves fewer than a hundred guesses an hour, and an owner who is
    /// attacked can still get in.
    pub longest: SignedDuration,
}

/// The limits of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one account.
    pub account: Limit,
    /// For one address prefix, which many people may share.
    pub address: Limit,
    /// Failures are forgotten when there was none for so long.
    pub memory: SignedDuration,
}

impl Limit {
    /// How long to wait after this many failures: a second, then twice as long each time.
    fn wait(self, failures: i64) -> Option<SignedDuration> {
        let beyond = u32::try_from((failures - self.free).min(30)).ok()?;
        Some(SignedDuration::from_secs(1 << beyond).min(self.longest))
    }
}

/// Too many failures: come back then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many failures; again from {until} on")]
pub struct Held {
    /// When the next attempt is heard.
    pub until: Timestamp,
}

/// What an attempt is counted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    account: Key,
    address: Key,
}

/// Counts failures.
#[derive(Debug)]
pub struct Throttle {
    limits: Limits,
    key: hmac::Key,
    turns: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>,
}

/// The turn of one attempt on an account, while others on the same account wait.
#[derive(Debug)]
pub struct Turn<'a> {
    throttle: &'a Throttle,
    account: Key,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Throttle {
    /// Counts under keyed hashes, so that the table names nobody.
    #[must_use]
    pub fn new(limits: Limits, secret: &Secret) -> Self {
        Self { limits, key: secret.key_for("throttle"), turns: Mutex::default() }
    }

    /// An attempt on an account, known or not, from an address.
    #[must_use]
    pub fn attempt(&self, account: &str, from: IpAddr) -> Attempt {
        Attempt { account: self.hash("account", account), address: self.hash("address", &prefix(from)) }
    }

    fn hash(&self, kind: &str, name: &str) -> Key {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(kind.as_bytes());
        context.update(&[0]);
        context.update(name.as_bytes());
        let mut key = Key::default();
        key.copy_from_slice(context.sign().as_ref());
        key
    }

    /// Waits until no other attempt on the account is under way here. So those who sign in at once with the
    /// right password do not look like guesses to each other; other instances are held by [`Throttle::count`].
    pub async fn turn(&self, attempt: &Attempt) -> Turn<'_> {
        // Made before the wait, so that one who leaves while waiting is tidied up after as well.
        let mut turn = Turn { throttle: self, account: attempt.account, guard: None };
        let mutex = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(attempt.account).or_default())
        };
        turn.guard = Some(mutex.lock_owned().await);
        turn
    }

    /// Whether an attempt would be heard now; a look that counts nothing and makes nobody wait.
    pub async fn heard(
        &self,
        db: &impl ConnectionTrait,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<Result<(), Held>, storage::Error> {
        let until = throttle::blocked(db, &[attempt.account, attempt.address], now).await?;
        Ok(until.map_or(Ok(()), |until| Err(Held { until })))
    }

    /// Counts an attempt as a failure before its outcome is known, so that no number of attempts at once
    /// gets more guesses than one after the other.
    pub async fn count(
        &self,
        tx: &Tx,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<Result<(), Held>, storage::Error> {
        // Always in this order: two attempts that share a row wait for each other instead of deadlocking.
        for (key, limit) in [(&attempt.account, self.limits.account), (&attempt.address, self.limits.address)]
        {
            match throttle::count(tx, key, now, now - self.limits.memory).await? {
                Err(until) => return Ok(Err(Held { until })),
                Ok(failures) => {
                    if let Some(wait) = limit.wait(failures) {
                        throttle::block(tx, key, now + wait).await?;
                    }
                }
            }
        }
        Ok(Ok(()))
    }

    /// Says that the attempt was no failure, and forgets the failures of the account.
    pub async fn clear(&self, tx: &Tx, attempt: &Attempt) -> Result<(), storage::Error> {
        throttle::clear(tx, &attempt.account).await?;
        throttle::take_back(tx, &attempt.address).await
    }

    /// Forgets what has grown old.
    pub async fn sweep(&self, tx: &Tx, now: Timestamp) -> Result<(), storage::Error> {
        throttle::sweep(tx, now - self.limits.memory).await
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        drop(self.guard.take());
        let mut turns = self.throttle.turns.lock().unwrap_or_else(PoisonError::into_inner);
        // Only the map holds it: nobody waits any more.
        if turns.get(&self.account).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            turns.remove(&self.account);
        }
    }
}

/// The part of an address that one household or office shares: what one stranger can easily change is left out.
#[must_use]
pub fn prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute() {
        let limit = Limit { free: 5, longest: SignedDuration::from_mins(1) };
        let waits = (1..=14).map(|failures| limit.wait(failures).map_or(0, |wait| wait.as_secs()));
        assert_eq!(waits.collect::<Vec<_>>(), [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(limit.wait(i64::MAX), Some(limit.longest));
    }

    #[test]
    fn prefixes() {
        assert_eq!(prefix("203.0.113.77".parse().unwrap()), "203.0.113.0/24");
        assert_eq!(prefix("::ffff:203.0.113.77".parse().unwrap()), "203.0.113.0/24");
        assert_eq!(prefix("2001:db8:1:2:3:4:5:6".parse().unwrap()), "2001:db8:1::/48");
    }

    #[tokio::test]
    async fn attempts_on_one_account_take_turns() {
        let limit = Limit { free: 5, longest: SignedDuration::from_mins(1) };
        let throttle = Throttle {
            limits: Limits { account: limit, address: limit, memory: SignedDuration::from_hours(1) },
            key: hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]),
            turns: Mutex::default(),
        };
        let here = IpAddr::from([127, 0, 0, 1]);
        let (amina, bent) = (throttle.attempt("amina", here), throttle.attempt("bent", here));
        assert_eq!(amina.address, bent.address);
        let first = throttle.turn(&amina).await;
        let other = throttle.turn(&bent).await;
        let second = tokio::time::timeout(std::time::Duration::from_millis(5), throttle.turn(&amina));
        assert!(second.await.is_err());
        drop((first, other));
        drop(throttle.turn(&amina).await);
        assert!(throttle.turns.lock().unwrap().is_empty());
    }
}
