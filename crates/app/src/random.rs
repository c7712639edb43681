//! Random bits. The only place that reads a random source.

use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::{digest, rand};
use domain::Draw;

/// Fresh random bytes, for secrets, salts and identifiers.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if rand::fill(&mut bytes).is_err() {
        // Without random bits every identifier and every token could be guessed: nothing may go on.
        tracing::error!("the operating system gives no random bits");
        std::process::abort();
    }
    bytes
}

/// Where identifiers and case numbers come from. Secrets never do.
#[derive(Debug)]
pub struct Ids(Option<Seeded>);

#[derive(Debug)]
struct Seeded {
    seed: u64,
    drawn: AtomicU64,
}

impl Ids {
    /// Identifiers that nobody can guess.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// The same identifiers each time, for a demonstration that looks the same on each machine.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Seeded { seed, drawn: AtomicU64::new(0) }))
    }

    /// 128 random bits.
    #[must_use]
    pub fn bits(&self) -> u128 {
        let Some(Seeded { seed, drawn }) = &self.0 else { return u128::from_be_bytes(bytes()) };
        let mut input = [0; 16];
        input[..8].copy_from_slice(&seed.to_be_bytes());
        input[8..].copy_from_slice(&drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let output = digest::digest(&digest::SHA256, &input);
        output.as_ref().iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
    }

    /// Lets the domain draw identifiers.
    pub fn draw<T>(&self, with: impl FnOnce(&mut Draw<'_>) -> T) -> T {
        with(&mut Draw(&mut || self.bits()))
    }

    /// A fresh version 4 UUID.
    #[must_use]
    pub fn uuid(&self) -> uuid::Uuid {
        Draw(&mut || self.bits()).uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_ids_repeat_and_others_do_not() {
        let draw = |ids: Ids| (ids.uuid(), ids.uuid());
        assert_eq!(draw(Ids::seeded(1)), draw(Ids::seeded(1)));
        assert_ne!(draw(Ids::seeded(1)), draw(Ids::seeded(2)));
        assert_ne!(draw(Ids::system()), draw(Ids::system()));
        let (one, two) = draw(Ids::seeded(1));
        assert_ne!(one, two);
    }
}
