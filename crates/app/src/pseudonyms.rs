//! The pseudonyms by which staff systems know people. Only keyed hashes of them are kept.

use std::sync::Arc;

use domain::{PseudonymId, UserId, text::Line};
use serde::Deserialize;
use storage::{
    Tx,
    accounts::{self, Account},
    audit::Outcome,
};
use utoipa::ToSchema;

use crate::{
    App, Caller, Error, Request,
    tagged::Tagged,
    users::{User, view},
};

/// By which pseudonym a staff system knows a person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PseudonymWanted {
    /// The pseudonym; none to take it away.
    #[schema(required)]
    pub pseudonym: Option<Line>,
}

impl App {
    /// A pseudonym as an id: a keyed hash.
    pub(crate) fn pseudonym(&self, text: &str) -> PseudonymId {
        let tag = aws_lc_rs::hmac::sign(&self.key_for("pseudonym"), text.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&tag.as_ref()[..16]);
        PseudonymId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Says by which pseudonym a staff system knows a person. Only a keyed hash of it is kept.
    pub async fn set_pseudonym(
        &self,
        caller: &Caller,
        request: &Request,
        id: UserId,
        seen: &str,
        wanted: PseudonymWanted,
    ) -> Result<Tagged<User>, Error> {
        let pseudonym = wanted.pseudonym.as_ref().map(|it| self.pseudonym(it.as_str()));
        let set = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let (before, open) = self.other(tx, caller, id, seen).await?;
            if let Some(pseudonym) = pseudonym
                && accounts::known_as(tx, pseudonym).await?.is_some_and(|other| other != id)
            {
                return Err(Error::invalid("/pseudonym", "taken", "is somebody else's"));
            }
            accounts::set_pseudonym(tx, id, pseudonym).await?;
            let object = Some(id.to_string());
            self.note(tx, request, Some(caller.member.id), "set_user_pseudonym", object, Outcome::Allowed)
                .await?;
            self.tagged(caller, view(Account { pseudonym, ..before }, open))
        });
        let set = set.await;
        self.denied_act(caller, request, None, "set_user_pseudonym", set).await
    }
}
