//! What the service can do. The only place that begins and commits a transaction.

pub mod audit;
mod authenticate;
pub mod background;
mod cases;
pub mod clock;
pub mod credentials;
pub mod cursor;
mod destruction;
mod error;
pub mod hr_events;
pub mod keys;
mod linked;
pub mod lists;
mod log;
mod once;
pub mod packs;
pub mod passwords;
pub mod pseudonyms;
pub mod random;
mod reads;
mod reckoning;
pub mod roles;
pub mod signin;
mod strangers;
mod tagged;
pub mod throttle;
pub mod tokens;
pub mod units;
pub mod users;
pub mod views;
pub mod writer;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use aws_lc_rs::hmac;
use domain::{Action, CaseId, Member, Purpose, Role, SessionId, rules::Rules};
use jiff::tz::TimeZone;
use storage::{Database, Tx, reckoned::UNKNOWN};
use uuid::Uuid;

pub use authenticate::digest;
pub use cases::Done;
pub use error::Error;
pub use lists::{CaseRow, ListFilter, Listing, Page};
pub use reckoning::Recounted;
pub use storage::accounts::sessions::Door;
pub use tagged::Tagged;
pub use views::{AuditLine, CaseDeadline, CaseView, Deadlines, Rendered, TimelineEntry};

use crate::{
    clock::Clock, keys::Secret, passwords::Passwords, random::Ids, signin::Sessions, throttle::Throttle,
    tokens::Tokens, writer::Writer,
};

/// The service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<House>);

/// The service, and what it has found out since it was put together.
#[derive(Debug)]
struct House {
    parts: Parts,
    /// The number of the state of the rules in force; [`UNKNOWN`] until they were adopted.
    rules: AtomicI64,
}

/// What the service is made of.
#[derive(Debug)]
pub struct Parts {
    /// Runs every unit of work.
    pub writer: Writer,
    /// The time.
    pub clock: Clock,
    /// Identifiers.
    pub ids: Ids,
    /// Access tokens.
    pub tokens: Tokens,
    /// Password hashing.
    pub passwords: Passwords,
    /// How many failed sign-ins are borne.
    pub throttle: Throttle,
    /// How long sessions last, and whether this is a demonstration.
    pub sessions: Sessions,
    /// From which the keys for keyed hashes are derived.
    pub secret: Secret,
    /// The office's time zone: in it the law counts days.
    pub zone: TimeZone,
    /// The rules in force.
    pub rules: &'static Rules,
}

impl App {
    /// Puts the service together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(House { parts, rules: AtomicI64::new(UNKNOWN) }))
    }

    /// What it is made of. Not for others: whoever has the Writer could change what no rule was asked about.
    pub(crate) fn parts(&self) -> &Parts {
        &self.0.parts
    }

    pub(crate) fn rules_in_force(&self) -> i64 {
        self.0.rules.load(Ordering::Relaxed)
    }

    pub(crate) fn set_rules_in_force(&self, number: i64) {
        self.0.rules.store(number, Ordering::Relaxed);
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.parts.clock
    }

    /// Identifiers.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.0.parts.ids
    }

    /// The office's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.0.parts.zone
    }

    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> &'static Rules {
        self.0.parts.rules
    }

    /// Access tokens, and the keys that sign them.
    #[must_use]
    pub fn tokens(&self) -> &Tokens {
        &self.0.parts.tokens
    }

    /// The database, for reading.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.0.parts.writer.database()
    }

    /// Whether a unit of work can be stored now.
    pub async fn can_write(&self) -> Result<(), storage::Error> {
        self.0.parts.writer.run(async |tx: Arc<Tx>| storage::examine::ping(&*tx).await).await
    }

    pub(crate) fn key_for(&self, purpose: &str) -> hmac::Key {
        self.0.parts.secret.key_for(purpose)
    }
}

/// A signed-in person, as the directory knows them at this request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub member: Member,
    /// What the person is called.
    pub display_name: String,
    /// The session.
    pub session: SessionId,
    /// How the session began.
    pub door: Door,
}

impl Caller {
    /// Whether it is a system of somebody else, which is shown no case and so has seen none.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.member.roles.contains(&Role::Integration)
    }
}

/// What a request says of itself, beside who sends it and what it wants.
#[derive(Clone, Debug)]
pub struct Request {
    /// The id of the request.
    pub id: Uuid,
    /// The route, as a template: `POST /cases/{case}/screening`.
    pub route: &'static str,
    /// Why content is read.
    pub purpose: Option<Purpose>,
    /// The idempotency key.
    pub key: Option<String>,
    /// SHA-256 of the path and the body.
    pub body_digest: [u8; 32],
    /// Where it came from.
    pub address: Option<IpAddr>,
}

impl Request {
    /// A request of the program itself: the clock, the command line.
    #[must_use]
    pub fn internal(id: Uuid, route: &'static str) -> Self {
        Self { id, route, purpose: None, key: None, body_digest: [0; 32], address: None }
    }
}

/// What an act was done to, for the audit log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) case: Option<CaseId>,
    pub(crate) action: Action,
}
