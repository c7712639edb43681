//! The program under test: started as an operator would, with its demonstration people.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use crate::client::Client;

/// How many databases this run has made.
static DATABASES: AtomicU32 = AtomicU32::new(0);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// Where the service keeps its data; outlives the service, so that it can start again on it.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    url: Option<String>,
}

impl Home {
    pub(crate) async fn new(engine: Engine) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let url = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                let server = postgres()?;
                let name = format!("redress_bench_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
                let name = format!("{name}_{}", std::process::id());
                Database::connect(&server)
                    .await?
                    .execute_unprepared(&format!("CREATE DATABASE {name}"))
                    .await?;
                let (base, _) = server.rsplit_once('/').context("no database in the address")?;
                Some(format!("{base}/{name}"))
            }
        };
        Ok(Self { folder, url })
    }

    /// A connection beside the service, for filling the database with many cases.
    pub(crate) async fn connect(&self) -> anyhow::Result<DatabaseConnection> {
        let url = match &self.url {
            Some(url) => url.clone(),
            None => format!("sqlite://{}", self.folder.path().join("redress.db").display()),
        };
        Ok(Database::connect(url).await?)
    }
}

/// The server that `tests/bench/run` started.
pub(crate) fn postgres() -> anyhow::Result<String> {
    std::env::var("REDRESS_TEST_DATABASE")
        .context("start it through tests/bench/run, which brings a PostgreSQL")
}

/// A running service.
pub(crate) struct Service {
    child: Child,
    pub(crate) address: String,
    /// From the start of the program to its first answer.
    pub(crate) started_in: Duration,
}

impl Service {
    pub(crate) async fn start(home: &Home) -> anyhow::Result<Self> {
        let program = std::env::var("REDRESS_PROGRAM")
            .map_or_else(|_| PathBuf::from("target/release/redress"), PathBuf::from);
        let begin = Instant::now();
        let mut command = Command::new(&program);
        command
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(home.folder.path())
            .env("REDRESS_LOG__LEVEL", "warn")
            .stdout(Stdio::piped());
        if let Some(url) = &home.url {
            command.env("REDRESS_DATABASE__URL", serving(url)).env("REDRESS_DATABASE__OWNER_URL", url);
        }
        let mut child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let lines = BufReader::new(child.stdout.take().context("no output")?);
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("listens on http://") {
                    let _ = sender.send(address.trim().to_owned());
                }
            }
        });
        let Ok(address) = receiver.recv_timeout(Duration::from_mins(5)) else {
            let _ = child.kill();
            bail!("the service did not start");
        };
        let live = Client::request("GET", "/health/live", None, "");
        Client::connect(&address).await?.send(&live).await?;
        Ok(Self { child, address, started_in: begin.elapsed() })
    }

    pub(crate) async fn sign_in(&self, username: &str) -> anyhow::Result<String> {
        let body = serde_json::json!({"grant_type": "password", "username": username, "password": "demo"})
            .to_string();
        let request = Client::request("POST", "/api/v1/tokens", None, &body);
        let answer = Client::connect(&self.address).await?.json(&request).await?;
        Ok(answer["access_token"].as_str().context("no token")?.to_owned())
    }

    /// Resident memory in megabytes.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("no number")?.parse::<f64>()? / 1024.0)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same database for the role that serves: it owns no tables.
fn serving(url: &str) -> String {
    url.replace("redress_owner", "redress_serve")
}
