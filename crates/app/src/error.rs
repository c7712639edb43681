//! Why the service does not do what was asked.

use domain::{Purpose, Refusal, access::Denial, refusal::Invalid};

use crate::{keys::KeyError, passwords::HashError};

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
    /// The database, the queue of passwords or the keys are busy, full or away: the same request may succeed a little
    /// later. Logged with its chain where it is answered.
    #[error("not available now")]
    Busy {
        /// After how many seconds to try again.
        retry_after: u32,
        /// What is not available.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Our fault. Logged with its chain where it is answered.
    #[error("internal")]
    Internal(#[source] storage::Error),
}

impl Error {
    /// Whether somebody else came first each time: perhaps the same request, sent twice at once.
    pub(crate) fn came_second(&self) -> bool {
        let Self::Busy { cause, .. } = self else { return false };
        matches!(cause.downcast_ref(), Some(storage::Error::Conflict))
    }
}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        if error.is_transient() || matches!(error, storage::Error::Conflict) {
            Self::Busy { retry_after: 2, cause: error.into() }
        } else {
            Self::Internal(error)
        }
    }
}

/// Something of ours that cannot be written as JSON.
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(storage::Error::Corrupt { what: "an answer".to_owned(), detail: error.to_string() })
    }
}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy { retry_after: 1, cause: error.into() },
            HashError::Failed => Self::Internal(storage::Error::Corrupt {
                what: "a password hash".to_owned(),
                detail: error.to_string(),
            }),
        }
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::Busy { retry_after: 5, cause: error.into() }
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
    /// Something in the request that cannot be right.
    pub(crate) fn invalid(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        let invalid = Invalid { pointer: pointer.into(), code, detail: detail.into() };
        Self::Refused(Refusal::Content(vec![invalid]))
    }

    /// Whether the audit log takes a denial down for it.
    #[must_use]
    pub fn is_denial(&self) -> bool {
        matches!(self, Self::NotFound | Self::Forbidden)
    }
}
