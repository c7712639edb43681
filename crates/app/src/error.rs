//! Why the service does not do what was asked.

use domain::{Purpose, Refusal, access::Denial};

/// Why nothing was done. What is nobody's business is not told apart: a case that is missing and a case that is
/// hidden are the same [`Error::NotFound`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or no longer.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// Name and password do not fit, or the secret shown in their place is not good (any more).
    #[error("wrong credentials")]
    Credentials,
    /// There is no such thing for this actor.
    #[error("not found")]
    NotFound,
    /// The actor knows of it but may not.
    #[error("not allowed")]
    Forbidden,
    /// The actor has seen another version than the one that stands.
    #[error("changed since it was seen")]
    Stale {
        /// The entity tag of what stands.
        current: String,
    },
    /// The procedure or the content forbids it.
    #[error("refused")]
    Refused(Refusal),
    /// Staff say why they read content.
    #[error("a purpose is needed")]
    PurposeRequired,
    /// The purpose is not one that this actor can have.
    #[error("not a purpose of this actor")]
    PurposeNotFitting(Purpose),
    /// The idempotency key came with another body before.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The cursor is not one of ours, or belongs to another list.
    #[error("the cursor does not fit")]
    CursorNotFitting,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// After how many seconds to try again.
        retry_after: u32,
    },
    /// The database is busy, full or away: the same request may succeed a little later.
    #[error("not available now")]
    Busy {
        /// After how many seconds to try again.
        retry_after: u32,
    },
    /// Our fault. Logged with its chain where it is answered.
    #[error("internal")]
    Internal(#[source] storage::Error),
}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        if error.is_transient() || matches!(error, storage::Error::Conflict) {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database is not available");
            Self::Busy { retry_after: 2 }
        } else {
            Self::Internal(error)
        }
    }
}

impl From<Denial> for Error {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Forbidden => Self::Forbidden,
            Denial::Hidden => Self::NotFound,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoSuchItem => Self::NotFound,
            other => Self::Refused(other),
        }
    }
}

impl Error {
    /// Whether the audit log takes a denial down for it.
    #[must_use]
    pub fn is_denial(&self) -> bool {
        matches!(self, Self::NotFound | Self::Forbidden)
    }
}
