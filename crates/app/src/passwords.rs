//! Passwords: hashed slowly, a few at a time, never inside a transaction.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::random;

/// How passwords are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Memory per hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// How many hashes are computed at once: each takes its memory.
    pub at_once: usize,
    /// How many may wait for their turn before others are told to come back later.
    pub waiting: usize,
}

/// Hashes and checks passwords.
#[derive(Debug)]
pub struct Passwords {
    params: Params,
    /// A turn to compute.
    turns: Arc<Semaphore>,
    /// A place in the queue, held from the beginning of a sign-in to its end.
    places: Arc<Semaphore>,
    /// What a password is checked against where there is no account, so that the answer takes as long.
    nobody: PasswordHash,
    /// How long a wrong guess takes at least: longer than any hash, also one that was stored when hashing was cheaper
    /// or dearer, by which an account could be told from none.
    patience: Duration,
}

/// A place among those who wait for a hash.
#[derive(Clone, Debug)]
pub struct Place(#[expect(dead_code, reason = "held, not looked at")] Arc<OwnedSemaphorePermit>);

/// Why a password was not hashed or checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many wait already.
    #[error("too many sign in at once")]
    Busy,
    /// The parameters or a stored hash are no good.
    #[error("the password could not be hashed")]
    Failed,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The right password.
    Right {
        /// The stored hash was made with other parameters than those of today.
        outdated: bool,
    },
    /// The wrong password, or there was none.
    Wrong,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    #[error("must have at least 12 characters")]
    Short,
    /// More than [`LONGEST`] bytes.
    #[error("must have at most 256 bytes")]
    Long,
    /// Among the first that anybody would try.
    #[error("is among the passwords that are tried first")]
    Common,
}

/// The shortest password taken, in characters.
pub const SHORTEST: usize = 12;
/// The longest password taken, in bytes.
pub const LONGEST: usize = 256;

impl Passwords {
    /// Passwords hashed with Argon2id and these parameters.
    pub fn new(hashing: Hashing) -> Result<Self, HashError> {
        let Hashing { memory_kib, passes, lanes, at_once, waiting } = hashing;
        let params = Params::new(memory_kib, passes, lanes, None).map_err(|_| HashError::Failed)?;
        let began = Instant::now();
        let nobody = hash(&params, &random::bytes::<32>())?;
        let patience = 2 * began.elapsed();
        let turns = Arc::new(Semaphore::new(at_once.max(1)));
        let places = Arc::new(Semaphore::new(at_once.max(1) + waiting));
        Ok(Self { params, turns, places, nobody, patience })
    }

    /// Takes a place in the queue, if there is one.
    pub fn queue(&self) -> Result<Place, HashError> {
        let permit = Arc::clone(&self.places).try_acquire_owned().map_err(|_| HashError::Busy)?;
        Ok(Place(Arc::new(permit)))
    }

    /// Hashes a password, to be stored.
    pub async fn hash(&self, place: &Place, password: String) -> Result<String, HashError> {
        let params = self.params.clone();
        self.compute(place, move || hash(&params, password.as_bytes()).map(|hash| hash.to_string())).await
    }

    /// Checks a password against the stored hash. Where there is none, the same work is done for nothing.
    pub async fn check(
        &self,
        place: &Place,
        password: String,
        stored: Option<String>,
    ) -> Result<Check, HashError> {
        let began = Instant::now();
        let known = stored.is_some();
        let stored = match stored {
            Some(text) => PasswordHash::new(&text).map_err(|_| HashError::Failed)?,
            None => self.nobody.clone(),
        };
        let today = Params::try_from(&self.nobody);
        let outdated = Params::try_from(&stored) != today;
        let right = self
            .compute(place, move || {
                Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
            })
            .await?;
        if known && right {
            return Ok(Check::Right { outdated });
        }
        tokio::time::sleep(self.patience.saturating_sub(began.elapsed())).await;
        Ok(Check::Wrong)
    }

    async fn compute<T: Send + 'static>(
        &self,
        place: &Place,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let place = place.clone();
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| HashError::Failed)?;
        // The permits go along, so that a caller who leaves does not make room for one more.
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((turn, place));
            result
        });
        done.await.map_err(|_| HashError::Failed)?
    }
}

fn hash(params: &Params, password: &[u8]) -> Result<PasswordHash, HashError> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_with_salt(password, &random::bytes::<16>())
        .map_err(|_| HashError::Failed)
}

/// Refuses passwords that are short, endless, or among the first that anybody would try.
pub fn strong_enough(password: &str, username: &str) -> Result<(), Weak> {
    if password.chars().nth(SHORTEST - 1).is_none() {
        return Err(Weak::Short);
    }
    if password.len() > LONGEST {
        return Err(Weak::Long);
    }
    let plain = password.to_lowercase();
    let named = username.len() >= 4 && plain.replace(username, "").len() < SHORTEST / 2;
    if named || COMMON.contains(&plain.as_str()) || repeats(&plain) || runs(&plain) {
        return Err(Weak::Common);
    }
    Ok(())
}

/// The same few characters again and again.
fn repeats(plain: &str) -> bool {
    let characters: Vec<char> = plain.chars().collect();
    (1..=4).any(|period| characters.iter().zip(&characters[period..]).all(|(one, next)| one == next))
}

/// Characters in the order of the alphabet or the digits.
fn runs(plain: &str) -> bool {
    let codes: Vec<u32> = plain.chars().map(u32::from).collect();
    let step = |up: bool| {
        codes
            .windows(2)
            .filter(|pair| if up { pair[1] == pair[0] + 1 } else { pair[0] == pair[1] + 1 })
            .count()
    };
    step(true).max(step(false)) + 3 >= codes.len()
}

/// The commonest passwords of twelve characters and more, in lower case.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "password1234", "password12345", "password123456", "password2024", "password2025", "password2026",
    "passwordpassword", "mypassword123", "mypassword1234", "newpassword1", "newpassword123",
    "changemeplease", "changeme1234", "changeme12345", "letmein12345", "letmeinplease", "welcome12345",
    "welcome123456", "welcomewelcome", "qwertyuiop12", "qwertyuiop123", "qwertyuiop1234", "qwertyuiopasdf",
    "qwerty123456", "qwerty1234567", "qwertyqwerty", "qwertyuiopas", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv",
    "1q2w3e4r5t6y", "1q2w3e4r5t6y7u8i", "q1w2e3r4t5y6", "zaq12wsxcde3", "asdfghjkl123", "asdfghjklqwe",
    "zxcvbnm12345", "abcd12345678", "abc123456789", "a12345678910", "12345678910a", "12345678910",
    "0123456789ab", "123456789abc", "123456789qwe", "123qweasdzxc", "qweasdzxc123", "administrator",
    "administrator1", "administrator123", "admin1234567", "iloveyou1234", "iloveyou12345", "sunshine1234",
    "princess1234", "football1234", "superman1234", "trustno1trustno1", "correcthorsebatterystaple",
    "secretsecret", "supersecret1", "supersecret123", "thisisapassword", "thisismypassword",
    "opensesame123", "dragon123456", "adgangskode1", "adgangskode12", "adgangskode123", "mitkodeord123",
    "hemmelighed1", "hemmelighed123", "kodeord12345", "sommer2025sommer", "sommerferie2025",
    "sommerferie2026", "losenord1234", "passord12345", "passwort1234", "passwort12345", "geheimgeheim",
    "motdepasse123", "contrasena123", "redress12345",
];

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Hashing = Hashing { memory_kib: 8, passes: 1, lanes: 1, at_once: 1, waiting: 1 };

    #[tokio::test]
    async fn right_wrong_and_outdated() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let place = passwords.queue().unwrap();
        let stored = passwords.hash(&place, "a good long one".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        let check =
            |given: &str, stored: Option<&String>| passwords.check(&place, given.to_owned(), stored.cloned());
        assert_eq!(check("a good long one", Some(&stored)).await, Ok(Check::Right { outdated: false }));
        assert_eq!(check("another long one", Some(&stored)).await, Ok(Check::Wrong));
        assert_eq!(check("a good long one", None).await, Ok(Check::Wrong));
        assert_eq!(check("a good long one", Some(&"junk".to_owned())).await, Err(HashError::Failed));

        let dearer = Passwords::new(Hashing { passes: 2, ..CHEAP }).unwrap();
        let check = dearer.check(&place, "a good long one".into(), Some(stored)).await;
        assert_eq!(check, Ok(Check::Right { outdated: true }));

        // A cheaper hash is not told by an earlier answer.
        let patient = Passwords { patience: Duration::from_millis(50), ..Passwords::new(CHEAP).unwrap() };
        for stored in [None, Some("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$PDw8PDw8PDw8PDw8PDw8PA".to_owned())]
        {
            let began = Instant::now();
            assert_eq!(patient.check(&place, "another long one".into(), stored).await, Ok(Check::Wrong));
            assert!(began.elapsed() >= patient.patience);
        }
    }

    #[tokio::test]
    async fn a_full_queue_is_told_to_come_back() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let (first, second) = (passwords.queue().unwrap(), passwords.queue().unwrap());
        assert_eq!(passwords.queue().unwrap_err(), HashError::Busy);
        let both = tokio::join!(
            passwords.hash(&first, "a good long one".into()),
            passwords.hash(&second, "a good long one".into())
        );
        assert!(both.0.is_ok() && both.1.is_ok() && both.0 != both.1);
        drop(first);
        assert!(passwords.queue().is_ok());
    }

    #[test]
    fn strength() {
        assert_eq!(strong_enough("short", "amina"), Err(Weak::Short));
        assert_eq!(strong_enough("æøåæøåæøåæø", "amina"), Err(Weak::Short));
        assert_eq!(strong_enough(&"x1".repeat(200), "amina"), Err(Weak::Long));
        for common in
            ["Password1234", "abcabcabcabc", "aaaaaaaaaaaaa", "123456789012", "coordinator1", "lmnopqrstuvw"]
        {
            assert_eq!(strong_enough(common, "coordinator"), Err(Weak::Common), "{common}");
        }
        assert_eq!(strong_enough("three brown chairs", "coordinator"), Ok(()));
        assert_eq!(strong_enough("blåbærgrød med fløde", "amina"), Ok(()));
    }
}
