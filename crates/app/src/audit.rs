//! What an audit entry commits to.
//!
//! The commitment is SHA-256 of a salt of 32 bytes followed by the payload. The payload is JSON in UTF-8
//! without white space, its keys in the order of [`Payload`], absent values as `null`; identifiers as they
//! are written elsewhere (`case_…`) or as 32 hexadecimal digits, instants as microseconds since 1970, hashes
//! as hexadecimal SHA-256. Hashes of texts, events and state have the salt in front as well, so that a short
//! text cannot be guessed from one. Whoever verifies takes the stored bytes as they are; `v` says which
//! version of this text they follow.

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use domain::{CaseId, PartyId, Purpose, UserId};
use serde::Serialize;
use storage::{
    Error,
    audit::{Entry, Outcome},
    cases::Written,
};
use uuid::Uuid;

pub use storage::audit::Record;

/// The version of the payload.
const VERSION: u8 = 1;

/// The entry of a record, with an id and a salt that were drawn for it.
pub fn entry(record: Record, id: Uuid, salt: [u8; 32]) -> Result<Entry, Error> {
    seal(record, id, salt, None)
}

/// The entry of a change: what was done by whom, with hashes of the state, the events and the texts stored.
pub fn of_change(
    written: &Written<'_>,
    purpose: Option<Purpose>,
    request: Uuid,
    id: Uuid,
    salt: [u8; 32],
) -> Result<Entry, Error> {
    let change = written.change;
    let act = &change.act;
    let record = Record {
        case: Some(change.after.id),
        actor: act.actor,
        on_behalf_of: act.on_behalf_of,
        capacity: Some(act.capacity.into()),
        object: act.object.clone(),
        purpose,
        ..Record::new(change.at, act.action.into(), Outcome::Allowed, request)
    };
    seal(record, id, salt, Some(written))
}

/// The payload, in this order.
#[derive(Serialize)]
struct Payload<'a> {
    v: u8,
    id: String,
    at: i64,
    case: Option<CaseId>,
    actor: Option<UserId>,
    on_behalf_of: Option<PartyId>,
    capacity: Option<&'static str>,
    action: &'static str,
    object: Option<&'a str>,
    outcome: &'static str,
    purpose: Option<Purpose>,
    request: String,
    count: i32,
    /// The version of the case afterwards, and the hash of its state.
    state: Option<(i64, String)>,
    /// The events: kind and hash, in order.
    events: Vec<(&'static str, String)>,
    /// The texts: id, kind and hash, in order.
    words: Vec<(domain::ContentId, &'a str, String)>,
    detail: Option<&'a serde_json::Value>,
}

fn seal(record: Record, id: Uuid, salt: [u8; 32], written: Option<&Written<'_>>) -> Result<Entry, Error> {
    let hash = |bytes: &[u8]| HEXLOWER.encode(&salted(&salt, bytes));
    let events = written.into_iter().flat_map(|it| &it.events);
    let words = written.into_iter().flat_map(|it| &it.change.words);
    let payload = Payload {
        v: VERSION,
        id: id.simple().to_string(),
        at: record.at.as_microsecond(),
        case: record.case,
        actor: record.actor,
        on_behalf_of: record.on_behalf_of,
        capacity: record.capacity,
        action: record.action,
        object: record.object.as_deref(),
        outcome: record.outcome.code(),
        purpose: record.purpose,
        request: record.request.simple().to_string(),
        count: record.count,
        state: written.map(|it| (it.version(), hash(it.body.as_bytes()))),
        events: events.map(|(kind, body)| (*kind, hash(body.as_bytes()))).collect(),
        words: words.map(|it| (it.id, &*it.kind, hash(it.text.as_bytes()))).collect(),
        detail: record.detail.as_ref(),
    };
    let payload = serde_json::to_vec(&payload)
        .map_err(|cause| Error::Corrupt { what: "an audit payload".to_owned(), detail: cause.to_string() })?;
    Ok(Entry { id, commitment: salted(&salt, &payload), salt, payload, record })
}

/// SHA-256 of the salt and then the bytes.
#[must_use]
pub fn salted(salt: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(salt);
    context.update(bytes);
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn the_payload_keeps_its_form() {
        let id = Uuid::from_u128(1);
        let at = Timestamp::from_microsecond(1_763_800_000_000_000).unwrap();
        let record = Record {
            purpose: Some(Purpose::CaseHandling),
            detail: Some(serde_json::json!({"cases": []})),
            ..Record::new(at, "list", Outcome::Allowed, Uuid::from_u128(2))
        };
        let entry = entry(record, id, [7; 32]).unwrap();
        assert_eq!(
            String::from_utf8(entry.payload.clone()).unwrap(),
            "{\"v\":1,\"id\":\"00000000000000000000000000000001\",\"at\":1763800000000000,\"case\":null,\
             \"actor\":null,\"on_behalf_of\":null,\"capacity\":null,\"action\":\"list\",\"object\":null,\
             \"outcome\":\"allowed\",\"purpose\":\"case-handling\",\
             \"request\":\"00000000000000000000000000000002\",\"count\":1,\"state\":null,\"events\":[],\
             \"words\":[],\"detail\":{\"cases\":[]}}"
        );
        assert_eq!(entry.commitment, salted(&[7; 32], &entry.payload));
        assert_ne!(entry.commitment, salted(&[8; 32], &entry.payload));
    }
}
