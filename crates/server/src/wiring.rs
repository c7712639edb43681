//! Where the parts are joined: the one place that knows the application, its doors and its database at once.

use std::net::SocketAddr;

use anyhow::Context;
use api::Api;
use app::{
    App, Parts,
    clock::Clock,
    keys::{Keys, Secret},
    passwords::{Hashing, Passwords},
    random::Ids,
    signin::Sessions,
    throttle::{Limit, Limits, Throttle},
    tokens::{Naming, Tokens},
    writer::Writer,
};
use axum::Router;
use domain::rules::Rules;
use jiff::{SignedDuration, Timestamp};
use storage::{Database, Engine, examine};

use crate::{
    background::Background,
    clock_route,
    config::Config,
    database, demo,
    doctor::{self, Finding},
    packs,
};

/// What is particular to a demonstration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demo {
    /// Where its clock starts, if not now.
    pub(crate) clock: Option<Timestamp>,
    /// Whether there are invented cases beside the people.
    pub(crate) cases: bool,
}

/// Everything that serves requests, joined.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// The doors.
    pub(crate) router: Router,
    /// What to tell whoever started it.
    pub(crate) greeting: Option<String>,
    app: App,
    background: Background,
    is_demo: bool,
}

impl House {
    /// Joins the parts. `address` is where the service really listens.
    pub(crate) async fn build(
        config: &Config,
        address: SocketAddr,
        demo: Option<Demo>,
    ) -> anyhow::Result<Self> {
        let db = database::open(config).await?;
        if db.engine() == Engine::Sqlite || demo.is_some() {
            database::up_to_date(config, &db).await?;
        } else {
            database::check_schema(&db).await?;
        }
        // After all that may be wrong with settings and database, so that nothing is left behind.
        database::make_private(&config.data.dir)?;
        let site =
            Site { config, issuer: issuer(config, address), rules: rules(config), writer: Writer::new(db) };
        let (app, beside) = match demo {
            Some(demo) => {
                let app = Box::pin(demo::open(&site, demo)).await?;
                (app, clock_route::route())
            }
            None => (site.app(Clock::system(), Ids::system(), site.hashing(), false)?, Router::new()),
        };
        site.adopt_rules(&app).await?;
        let (router, _) = api::router(app.clone(), options(config, beside));
        let greeting = match demo {
            Some(demo) if demo.cases => Some(demo::greeting(&app, address).await?),
            _ => None,
        };
        Ok(Self {
            router,
            greeting,
            background: Background::start(app.clone()),
            is_demo: demo.is_some(),
            app,
        })
    }

    /// What has to work before requests are welcome, by name.
    pub(crate) async fn ready(&self) -> Vec<(&'static str, anyhow::Result<()>)> {
        let reading = examine::ping(self.app.database().reader());
        let (reading, writing) = tokio::join!(reading, self.app.can_write());
        vec![("reading", reading.map_err(Into::into)), ("writing", writing.map_err(Into::into))]
    }

    /// Lets go of what was opened, after the last request.
    pub(crate) async fn close(self) {
        self.background.end().await;
        if self.is_demo
            && let Err(error) = self.app.remember_clock().await
        {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what the clock showed is not remembered"
            );
        }
        if let Err(error) = self.app.database().clone().close().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database was not closed in order");
        }
    }
}

/// What every application of this process has in common.
pub(crate) struct Site<'a> {
    config: &'a Config,
    issuer: String,
    rules: &'static Rules,
    /// One for all: on SQLite there is only one lane to the database.
    pub(crate) writer: Writer,
}

impl<'a> Site<'a> {
    /// For work at the machine, where no tokens are made.
    pub(crate) fn on(config: &'a Config, db: Database) -> Self {
        Self {
            config,
            issuer: issuer(config, config.server.listen),
            rules: rules(config),
            writer: Writer::new(db),
        }
    }

    /// Where the cases are kept, for people.
    pub(crate) fn place(&self) -> String {
        database::place(self.config)
    }

    /// An application.
    pub(crate) fn app(&self, clock: Clock, ids: Ids, hashing: Hashing, demo: bool) -> anyhow::Result<App> {
        let (config, folder) = (self.config, &self.config.data.dir);
        let hours = |hours: u32| SignedDuration::from_hours(hours.into());
        let secret = Secret::load_or_create(folder)?;
        let keys = Keys::load_or_create(folder, hours(config.tokens.key_overlap_hours), clock.now())?;
        let naming = Naming {
            issuer: self.issuer.clone(),
            audience: config.tokens.audience.clone(),
            lifetime: SignedDuration::from_mins(config.tokens.access_minutes.into()),
        };
        let session = hours(config.tokens.refresh_hours);
        Ok(App::new(Parts {
            writer: self.writer.clone(),
            clock,
            ids,
            tokens: Tokens::new(keys, naming),
            passwords: Passwords::new(hashing)
                .context("[passwords]: memory_kib is too small for the rest")?,
            throttle: Throttle::new(limits(config), &secret),
            sessions: Sessions { longest: session, demo },
            secret,
            zone: config.office.time_zone.clone(),
            rules: self.rules,
        }))
    }

    /// Takes down by which rules dates are counted from now on; not while a pack of the operator is refused, so that no
    /// case is counted anew by rules that are not meant.
    pub(crate) async fn adopt_rules(&self, app: &App) -> anyhow::Result<()> {
        if packs::shelf(self.config).refused.is_empty() {
            app.adopt_rules().await?;
        } else {
            tracing::warn!("no date of an open case is counted anew until no rule pack is refused");
        }
        Ok(())
    }

    /// What checking a password costs.
    pub(crate) fn hashing(&self) -> Hashing {
        let cost = &self.config.passwords;
        Hashing {
            memory_kib: cost.memory_kib,
            passes: cost.iterations,
            lanes: cost.parallelism,
            at_once: cost.concurrent as usize,
            waiting: cost.waiting as usize,
        }
    }
}

/// The rules in force: those of the program, and the signed packs of the operator. One that is refused is told, and what
/// it was to replace stays in force.
fn rules(config: &Config) -> &'static Rules {
    let shelf = packs::shelf(config);
    for taken in &shelf.taken {
        let file = taken.file.display();
        tracing::info!(jurisdiction = %taken.jurisdiction, %file, "a signed rule pack is in force");
    }
    for refusal in &shelf.refused {
        let (file, why) = (refusal.file.display(), &refusal.why);
        tracing::error!(%file, %why, "a rule pack is refused; the rules of the program stay in force in its place");
    }
    // Read once, at the start, and good for as long as the process.
    if shelf.taken.is_empty() { Rules::denmark() } else { Box::leak(Box::new(shelf.rules)) }
}

fn limits(config: &Config) -> Limits {
    let throttle = &config.throttle;
    let longest = SignedDuration::from_secs(throttle.longest_wait_seconds.into());
    Limits {
        account: Limit { free: throttle.account_free.into(), longest },
        address: Limit { free: throttle.address_free.into(), longest },
        memory: SignedDuration::from_mins(throttle.memory_minutes.into()),
    }
}

/// Who issues the tokens: as set, else the address of the service as far as it is known.
fn issuer(config: &Config, address: SocketAddr) -> String {
    let set = config.tokens.issuer.as_ref().or(config.server.public_url.as_ref());
    set.cloned().unwrap_or_else(|| format!("http://{address}"))
}

fn options(config: &Config, beside: Router<Api>) -> api::Options {
    api::Options {
        public_url: config.server.public_url.clone(),
        body_limit: config.server.body_limit_kib as usize * 1024,
        patience: config.server.request_timeout,
        beside,
    }
}

/// Brings the database to the schema of this version.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    database::migrate(config).await
}

/// The API document.
pub(crate) fn openapi() -> anyhow::Result<String> {
    Ok(api::document().to_pretty_json()?)
}

/// What `redress doctor` finds in the database.
pub(crate) async fn examine(config: &Config) -> Vec<Finding> {
    doctor::database::findings(config).await
}
