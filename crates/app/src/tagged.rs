//! Things outside cases, with an entity tag made for who reads them.

use serde::Serialize;

use crate::{App, Caller, Error, views::etag};

/// Something as it is sent, with its entity tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged<T> {
    /// The entity tag, quoted: a keyed hash of who reads and what they see.
    pub etag: String,
    /// What they see.
    pub view: T,
}

impl App {
    pub(crate) fn tagged<T: Serialize>(&self, caller: &Caller, view: T) -> Result<Tagged<T>, Error> {
        let value = serde_json::to_value(&view)?;
        Ok(Tagged { etag: etag(&self.etag_key(), Some(caller.member.id), &value), view })
    }

    /// Whether what stands is what the caller says to have seen.
    pub(crate) fn unchanged<T: Serialize>(&self, caller: &Caller, seen: &str, view: &T) -> Result<(), Error> {
        let current = self.tagged(caller, view)?.etag;
        if seen == current { Ok(()) } else { Err(Error::Stale { current }) }
    }
}
