//! The service in this process, on a database of its own, with a clock that the test moves.

use std::{collections::BTreeSet, path::Path, time::Duration};

use app::{
    App, Caller, Error, Parts, Request,
    clock::Clock,
    credentials::Enrolment,
    keys::{Keys, Secret},
    passwords::{Hashing, Passwords},
    random::Ids,
    signin::{Granted, Sessions},
    throttle::{Limit, Limits, Throttle},
    tokens::{Naming, Tokens},
    writer::Writer,
};
use axum::Router;
use domain::{Role, rules::Rules};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use storage::Database;
use tempfile::TempDir;

use crate::database::TestDatabase;

/// What people of these tests sign in with.
pub(crate) const PASSWORD: &str = "three brown chairs";

/// A running service.
pub(crate) struct Service {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) database: TestDatabase,
    pub(crate) folder: TempDir,
}

impl Service {
    /// A fresh service, on 24 November 2026 at 8.
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::fresh().await;
        let folder = TempDir::new().unwrap();
        let app = open(database.connect().await, folder.path(), Clock::demo(morning()), 1, Rules::denmark());
        let (router, _) = api::router(app.clone(), options());
        Self { app, router, database, folder }
    }

    /// Another instance on the same database and the same folder, with the same clock.
    pub(crate) async fn second(&self) -> App {
        self.with_passes(1).await
    }

    /// Another instance that hashes passwords with so many passes.
    pub(crate) async fn with_passes(&self, passes: u32) -> App {
        let clock = self.app.clock().clone();
        open(self.database.connect().await, self.folder.path(), clock, passes, Rules::denmark())
    }

    /// Makes an account with a password.
    pub(crate) async fn person(&self, username: &str, roles: &[Role]) -> domain::UserId {
        let new = Enrolment {
            username: username.to_owned(),
            display_name: username.to_uppercase(),
            roles: roles.iter().copied().collect(),
            covers: BTreeSet::new(),
            unit: None,
            manager: None,
        };
        self.app.enrol_for_demo(&request(), new, PASSWORD).await.unwrap()
    }

    pub(crate) async fn sign_in(&self, username: &str) -> Granted {
        self.app.sign_in(&request(), username, PASSWORD.to_owned()).await.unwrap()
    }

    /// The access token of somebody who signs in.
    pub(crate) async fn token(&self, username: &str) -> String {
        self.sign_in(username).await.access_token
    }

    /// A unit.
    pub(crate) async fn unit(&self) -> String {
        let unit = domain::Unit {
            id: domain::UnitId(self.app.ids().uuid()),
            name: "School kitchens".to_owned(),
            parent: None,
            speaker: None,
        };
        let new = &unit;
        let writer = Writer::new(self.database.connect().await);
        let insert = writer.run(async |tx| storage::accounts::insert_unit(&tx, new).await);
        insert.await.unwrap();
        unit.id.to_string()
    }

    /// Somebody who is signed in.
    pub(crate) async fn caller(&self, username: &str) -> Caller {
        let granted = self.sign_in(username).await;
        self.app.authenticate(&granted.access_token).await.unwrap()
    }

    /// Whether a token is believed.
    pub(crate) async fn believes(&self, token: &str) -> bool {
        match self.app.authenticate(token).await {
            Ok(_) => true,
            Err(Error::Unauthenticated) => false,
            Err(other) => panic!("{other}"),
        }
    }

    pub(crate) fn wait(&self, duration: SignedDuration) {
        let clock = self.app.clock();
        clock.advance_to(clock.now() + duration).unwrap();
    }

    /// What the log says, oldest first: action, outcome, count.
    pub(crate) async fn log(&self) -> Vec<(String, String, i32)> {
        const SQL: &str = "SELECT action, outcome, count FROM audit ORDER BY at, id";
        let reader = self.app.database().reader();
        let statement = Statement::from_string(reader.get_database_backend(), SQL);
        let rows = reader.query_all_raw(statement).await.unwrap();
        let column = |row: &QueryResult, at| row.try_get_by_index(at).unwrap();
        rows.iter().map(|it| (column(it, 0), column(it, 1), it.try_get_by_index(2).unwrap())).collect()
    }

    /// How often the log has an action with an outcome.
    pub(crate) async fn logged(&self, action: &str, outcome: &str) -> usize {
        self.log().await.iter().filter(|it| it.0 == action && it.1 == outcome).count()
    }
}

pub(crate) fn morning() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

/// A request from this machine.
pub(crate) fn request() -> Request {
    from("127.0.0.1")
}

/// A request from an address.
pub(crate) fn from(address: &str) -> Request {
    let id = Ids::system().uuid();
    Request { address: Some(address.parse().unwrap()), ..Request::internal(id, "test") }
}

/// An instance under some rules, on a database and with the keys in a folder.
pub(crate) fn open(
    database: Database,
    folder: &Path,
    clock: Clock,
    passes: u32,
    rules: &'static Rules,
) -> App {
    let secret = Secret::load_or_create(folder).unwrap();
    let keys = Keys::load_or_create(folder, SignedDuration::from_hours(24), clock.now()).unwrap();
    let hashing = Hashing { memory_kib: 64, passes, lanes: 1, at_once: 2, waiting: 256 };
    App::new(Parts {
        writer: Writer::new(database),
        clock,
        ids: Ids::system(),
        tokens: Tokens::new(keys, naming()),
        passwords: Passwords::new(hashing).unwrap(),
        throttle: Throttle::new(limits(), &secret),
        sessions: Sessions { longest: SignedDuration::from_hours(8), demo: true },
        secret,
        zone: TimeZone::get("Europe/Copenhagen").unwrap(),
        rules,
    })
}

fn limits() -> Limits {
    let limit = |free| Limit { free, longest: SignedDuration::from_mins(1) };
    Limits { account: limit(5), address: limit(100), memory: SignedDuration::from_hours(1) }
}

fn options() -> api::Options {
    api::Options {
        public_url: None,
        body_limit: 1 << 20,
        patience: Duration::from_secs(30),
        beside: Router::new(),
    }
}

pub(crate) fn naming() -> Naming {
    Naming {
        issuer: "https://redress.test".to_owned(),
        audience: "redress".to_owned(),
        lifetime: SignedDuration::from_mins(15),
    }
}
