//! Where the parts are joined: the one place that knows the application, its doors and its database at once.

use std::net::SocketAddr;

use axum::Router;
use jiff::Timestamp;

use crate::{cli::UserCommand, config::Config, doctor::Finding};

/// What is particular to a demonstration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demo {
    /// Where its clock starts, if not now.
    #[expect(dead_code, reason = "until the application is wired in")]
    pub(crate) clock: Option<Timestamp>,
}

/// Everything that serves requests, joined.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// The doors.
    pub(crate) router: Router,
}

impl House {
    /// Joins the parts. `address` is where the service really listens.
    #[expect(clippy::unused_async, reason = "opening the database waits")]
    pub(crate) async fn build(
        _config: &Config,
        _address: SocketAddr,
        _demo: Option<Demo>,
    ) -> anyhow::Result<Self> {
        Ok(Self { router: Router::new() })
    }

    /// What has to work before requests are welcome, by name.
    #[expect(clippy::unused_async, reason = "asking the database waits")]
    pub(crate) async fn ready(&self) -> Vec<(&'static str, anyhow::Result<()>)> {
        Vec::new()
    }

    /// Lets go of what was opened, after the last request.
    #[expect(clippy::unused_async, reason = "closing the database waits")]
    pub(crate) async fn close(self) {}
}

/// Brings the database to the schema of this version.
#[expect(clippy::unused_async, reason = "the database waits")]
pub(crate) async fn migrate(_config: &Config) -> anyhow::Result<()> {
    anyhow::bail!("there is no schema yet")
}

/// Accounts, from the machine itself.
#[expect(clippy::unused_async, reason = "the database waits")]
pub(crate) async fn user(_config: &Config, _command: UserCommand) -> anyhow::Result<()> {
    anyhow::bail!("there are no accounts yet")
}

/// The API document.
pub(crate) fn openapi() -> anyhow::Result<String> {
    anyhow::bail!("there is no API yet")
}

/// What `redress doctor` finds in the database.
#[expect(clippy::unused_async, reason = "the database waits")]
pub(crate) async fn examine(_config: &Config) -> Vec<Finding> {
    Vec::new()
}
