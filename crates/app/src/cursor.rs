//! Cursors: where a page ended, opaque to the client, bound to the list and the person it was made for.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use serde::Serialize;

use crate::{App, Caller, Error};

const TAG: usize = 12;

/// What a list is called: its name with its filters.
pub(crate) fn named(list: &str, filter: &impl Serialize) -> Result<String, Error> {
    Ok(format!("{list}/{}", serde_json::to_string(filter)?))
}

impl App {
    fn cursor_tag(&self, caller: &Caller, list: &str, place: &[u8]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.key_for("cursor"));
        context.update(caller.member.id.0.as_bytes());
        context.update(&(list.len() as u64).to_be_bytes());
        context.update(list.as_bytes());
        context.update(place);
        context.sign().as_ref()[..TAG].to_vec()
    }

    /// A cursor for a place in a list; `list` names the list as [`named`] does.
    pub(crate) fn cursor(&self, caller: &Caller, list: &str, place: &str) -> String {
        let tag = self.cursor_tag(caller, list, place.as_bytes());
        URL_SAFE_NO_PAD.encode([tag.as_slice(), place.as_bytes()].concat())
    }

    /// The place a cursor stands for, if it was made for this person and list.
    pub(crate) fn place(&self, caller: &Caller, list: &str, cursor: &str) -> Result<String, Error> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Error::CursorNotFitting)?;
        let (tag, place) = bytes.split_at_checked(TAG).ok_or(Error::CursorNotFitting)?;
        let fits = tag == self.cursor_tag(caller, list, place);
        let place = String::from_utf8(place.to_vec()).map_err(|_| Error::CursorNotFitting)?;
        if fits { Ok(place) } else { Err(Error::CursorNotFitting) }
    }
}
