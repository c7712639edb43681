//! Entries of the audit log: what is committed to, and how.
//!
//! The commitment is SHA-256 over a salt of 32 random bytes and the payload, so that an entry shows nothing of a
//! payload that was erased, and nobody can guess it. The payload is JSON with its keys in this order, without
//! white space, version 1: `{"v","id","at","actor","on_behalf_of","capacity","action","object","case","purpose",
//! "outcome","request","count","state","events":[{"kind","sha256"}],"words":[{"id","sha256"}]}`; `at` in
//! microseconds since 1970, ids as they are written in the API, hashes in lower-case hexadecimal. It names hashes of
//! state, events and texts, never the texts.

use aws_lc_rs::digest::{self, SHA256};
use data_encoding::HEXLOWER;
use domain::{Capacity, CaseId, PartyId, UserId};
use jiff::Timestamp;
use serde::Serialize;
use storage::{
    Error, Tx,
    audit::{Entry, Outcome},
    cases::Written,
    tally,
};

use crate::{App, Caller, Request, Target, random, random::Ids};

/// How many denials of one actor in one hour are taken down one by one (design 6).
const DENIALS_IN_FULL: i64 = 600;

const MICROSECONDS_PER_HOUR: i64 = 3_600_000_000;

/// An act to be taken down.
#[derive(Clone, Debug)]
pub struct Taken<'a> {
    /// When.
    pub at: Timestamp,
    /// About which case.
    pub case: Option<CaseId>,
    /// Who.
    pub actor: Option<UserId>,
    /// For which party.
    pub on_behalf_of: Option<PartyId>,
    /// In which capacity.
    pub capacity: Option<Capacity>,
    /// What, as a code.
    pub action: &'static str,
    /// What it was done to, below the case.
    pub object: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The request.
    pub request: &'a Request,
    /// How many like it.
    pub count: i32,
}

#[derive(Serialize)]
struct Payload<'a> {
    v: u8,
    id: String,
    at: i64,
    actor: Option<UserId>,
    on_behalf_of: Option<PartyId>,
    capacity: Option<Capacity>,
    action: &'a str,
    object: Option<&'a str>,
    case: Option<CaseId>,
    purpose: Option<domain::Purpose>,
    outcome: &'a str,
    request: String,
    count: i32,
    state: Option<String>,
    events: Vec<Hashed<'a>>,
    words: Vec<Hashed<'a>>,
}

#[derive(Serialize)]
struct Hashed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    sha256: String,
}

/// The entry of an act that changes no case.
#[must_use]
pub fn of_act(taken: Taken<'_>, ids: &Ids) -> Entry {
    entry(taken, None, Vec::new(), Vec::new(), ids)
}

/// The entry of a change, with the hashes of all it stored.
#[must_use]
pub fn of_change(written: &Written<'_>, request: &Request, ids: &Ids) -> Entry {
    let change = written.change;
    let events =
        written.events.iter().map(|(kind, body)| Hashed { kind: Some(kind), id: None, sha256: sha256(body) });
    let words = change.words.iter().map(|it| Hashed {
        kind: None,
        id: Some(it.id.to_string()),
        sha256: sha256(&it.text),
    });
    let act = &change.act;
    let taken = Taken {
        at: change.at,
        case: Some(change.after.id),
        actor: act.actor,
        on_behalf_of: act.on_behalf_of,
        capacity: Some(act.capacity),
        action: act.action.into(),
        object: act.object.clone(),
        outcome: Outcome::Allowed,
        request,
        count: 1,
    };
    entry(taken, Some(sha256(&written.body)), events.collect(), words.collect(), ids)
}

fn entry(
    taken: Taken<'_>,
    state: Option<String>,
    events: Vec<Hashed<'_>>,
    words: Vec<Hashed<'_>>,
    ids: &Ids,
) -> Entry {
    let id = ids.uuid();
    let payload = Payload {
        v: 1,
        id: id.to_string(),
        at: taken.at.as_microsecond(),
        actor: taken.actor,
        on_behalf_of: taken.on_behalf_of,
        capacity: taken.capacity,
        action: taken.action,
        object: taken.object.as_deref(),
        case: taken.case,
        purpose: taken.request.purpose,
        outcome: taken.outcome.code(),
        request: taken.request.id.to_string(),
        count: taken.count,
        state,
        events,
        words,
    };
    let payload = serde_json::to_vec(&payload).unwrap_or_default();
    let salt = random::bytes::<32>();
    let mut context = digest::Context::new(&SHA256);
    context.update(&salt);
    context.update(&payload);
    let mut commitment = [0; 32];
    commitment.copy_from_slice(context.finish().as_ref());
    Entry {
        id,
        at: taken.at,
        case: taken.case,
        actor: taken.actor,
        on_behalf_of: taken.on_behalf_of,
        capacity: taken.capacity.map(Into::into),
        action: taken.action,
        object: taken.object,
        outcome: taken.outcome,
        purpose: taken.request.purpose,
        request: taken.request.id,
        count: taken.count,
        salt,
        payload,
        commitment,
    }
}

fn sha256(text: &str) -> String {
    HEXLOWER.encode(digest::digest(&SHA256, text.as_bytes()).as_ref())
}

impl App {
    /// Takes a denial down, in a unit of its own, before it is answered. If that cannot be, the answer is that.
    pub(crate) async fn denied<T>(
        &self,
        caller: Option<&Caller>,
        request: &Request,
        target: Target,
        answer: Result<T, crate::Error>,
    ) -> Result<T, crate::Error> {
        let Err(error) = answer else { return answer };
        let (true, Some(caller)) = (error.is_denial(), caller) else { return Err(error) };
        let user = caller.member.id;
        self.parts()
            .writer
            .run(async |tx: &Tx| -> Result<(), Error> {
                let at = self.parts().clock.now();
                let count =
                    tally::denial(tx, user, at.as_microsecond().div_euclid(MICROSECONDS_PER_HOUR)).await?;
                if count > DENIALS_IN_FULL {
                    return Ok(());
                }
                let taken = Taken {
                    at,
                    case: target.case,
                    actor: Some(user),
                    on_behalf_of: None,
                    capacity: None,
                    action: target.action.into(),
                    object: None,
                    outcome: Outcome::Denied,
                    request,
                    count: 1,
                };
                storage::audit::write(tx, &of_act(taken, &self.parts().ids)).await
            })
            .await?;
        Err(error)
    }
}
