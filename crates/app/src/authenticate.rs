//! Who sends a request.

use aws_lc_rs::digest::{Context, SHA256};
use storage::accounts::sessions;

use crate::{App, Caller, Error};

/// SHA-256 of the parts of a request by which the same request is known again.
#[must_use]
pub fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

impl App {
    /// Whose access token this is, as the directory knows the person now.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, Error> {
        let parts = self.parts();
        let now = parts.clock.now();
        let bearer = parts.tokens.verify(token, now).map_err(|_| Error::Unauthenticated)?;
        let db = parts.writer.database().reader();
        let signed_in = sessions::signed_in(db, bearer.session, bearer.user, now).await?;
        let signed_in = signed_in.ok_or(Error::Unauthenticated)?;
        Ok(Caller {
            member: signed_in.member,
            display_name: signed_in.display_name,
            session: bearer.session,
            door: signed_in.door,
        })
    }
}
