//! The real program, started for a test and gone with it.

use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    engine::{self, Engine},
    http::{Answer, Ask},
    person::Person,
    process::{Process, binary},
};

/// Where the routes begin.
pub(crate) const BASE: &str = "/api/v1";
/// The password of everybody in the demonstration.
const PASSWORD: &str = "demo";

/// What was asked and answered, for the comparison of two programs.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) who: String,
    pub(crate) ask: String,
    pub(crate) answer: Answer,
}

/// A demonstration with a data folder and a database of its own.
pub(crate) struct Program {
    address: Mutex<SocketAddr>,
    process: Mutex<Option<Process>>,
    setting: Setting,
    is_shared: bool,
    tokens: Mutex<HashMap<String, String>>,
    heard: Mutex<Vec<Exchange>>,
}

/// What outlives the process.
struct Setting {
    folder: Arc<TempDir>,
    postgres: Option<Arc<TestDatabase>>,
    clock: Mutex<Timestamp>,
    cases: bool,
    more: Vec<(String, String)>,
}

impl Program {
    /// The people of the demonstration without its cases, from the morning of this day on, on the engine that the
    /// environment asks for.
    pub(crate) fn on(day: &str) -> Self {
        Self::with(engine::chosen(), day, &[])
    }

    /// The same on a certain engine, with more settings (`REDRESS_…`).
    pub(crate) fn with(engine: Engine, day: &str, more: &[(&str, &str)]) -> Self {
        Self::start(Setting { cases: false, ..Setting::new(engine, day, more) }, true)
    }

    /// The demonstration as everybody gets it, cases and all.
    pub(crate) fn demonstration(day: &str) -> Self {
        Self::start(Setting::new(engine::chosen(), day, &[]), true)
    }

    /// Two processes on the same database, which must be PostgreSQL, with the same keys, as behind a balancer.
    pub(crate) fn two(day: &str) -> [Self; 2] {
        let first =
            Self::with(Engine::Postgres, day, &[("REDRESS_TOKENS__ISSUER", "https://redress.example")]);
        let second = first.beside();
        // The second started later: both clocks are set anew, so that they tell the same time.
        first.let_system_act();
        second.let_system_act();
        [first, second]
    }

    fn beside(&self) -> Self {
        let setting = Setting {
            folder: Arc::clone(&self.setting.folder),
            postgres: self.setting.postgres.clone(),
            clock: Mutex::new(*locked(&self.setting.clock)),
            cases: self.setting.cases,
            more: self.setting.more.clone(),
        };
        Self::start(setting, false)
    }

    /// One demonstration for all tests that neither move the clock nor break anything.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Program> = OnceLock::new();
        SHARED.get_or_init(|| Self { is_shared: true, ..Self::on("2026-10-05") })
    }

    /// A fresh one begins at the instant of its setting; one on what is there goes on from where that was left.
    fn start(setting: Setting, is_fresh: bool) -> Self {
        let (process, address) = setting.launch(is_fresh);
        Self {
            address: Mutex::new(address),
            process: Mutex::new(Some(process)),
            setting,
            is_shared: false,
            tokens: Mutex::default(),
            heard: Mutex::default(),
        }
    }

    /// Ends the process at once (`kill -9`).
    pub(crate) fn kill(&self) {
        drop(locked(&self.process).take());
        locked(&self.tokens).clear();
    }

    /// Waits until the process has ended by itself, in order.
    pub(crate) fn has_ended(&self) {
        let Some(mut process) = locked(&self.process).take() else { return };
        let began = Instant::now();
        let status = loop {
            if let Some(status) = process.child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < Duration::from_mins(1), "it does not end\n{}", self.log());
            thread::sleep(Duration::from_millis(20));
        };
        assert!(status.success(), "{status}\n{}", self.log());
    }

    /// Starts the process again on the same data: its clock goes on from where it was left.
    pub(crate) fn start_again(&self) {
        self.kill();
        let (process, address) = self.setting.launch(false);
        *locked(&self.address) = address;
        *locked(&self.process) = Some(process);
    }

    pub(crate) fn address(&self) -> SocketAddr {
        *locked(&self.address)
    }

    /// The folder with the SQLite file.
    pub(crate) fn data(&self) -> PathBuf {
        self.setting.data()
    }

    /// Its PostgreSQL database.
    pub(crate) fn database(&self) -> &TestDatabase {
        self.setting.postgres.as_ref().expect("a PostgreSQL database")
    }

    /// The address of its database, for the role that serves.
    pub(crate) fn database_url(&self) -> String {
        let file = || format!("sqlite:{}", self.data().join("redress.db").display());
        self.setting.postgres.as_ref().map_or_else(file, |database| database.url.clone())
    }

    /// The same for the role that owns the tables.
    pub(crate) fn owner_url(&self) -> String {
        self.setting.postgres.as_ref().map_or_else(|| self.database_url(), |it| it.owner_url.clone())
    }

    /// The number of the process.
    pub(crate) fn process_id(&self) -> u32 {
        locked(&self.process).as_ref().expect("running").child.id()
    }

    /// Somebody of the demonstration, by user name.
    pub(crate) fn person<'p>(&'p self, name: &'p str) -> Person<'p> {
        Person::new(self, name)
    }

    /// Moves the clock to the morning of a day. What was signed in until then has run out.
    pub(crate) fn move_to(&self, day: &str) {
        self.move_clock(morning(day));
    }

    /// Moves the clock by an hour, so that what the System has to do is done.
    pub(crate) fn let_system_act(&self) {
        let later = *locked(&self.setting.clock) + SignedDuration::from_hours(1);
        self.move_clock(later);
    }

    fn move_clock(&self, to: Timestamp) {
        assert!(
            !self.is_shared,
            "everybody who is signed in would be signed out in the middle of another test"
        );
        let ask = Ask::new("POST", format!("{BASE}/test-clock")).json(&json!({"to": to.to_string()}));
        let answer = self.send("nobody", &ask);
        assert_eq!(answer.status, 200, "the clock was not moved to {to}: {}", answer.told());
        *locked(&self.setting.clock) = to;
        locked(&self.tokens).clear();
    }

    /// The access token of somebody, signed in when needed.
    pub(crate) fn token(&self, name: &str) -> String {
        if let Some(token) = locked(&self.tokens).get(name) {
            return token.clone();
        }
        let body = json!({"grant_type": "password", "username": name, "password": PASSWORD});
        let answer = self.send(name, &Ask::new("POST", format!("{BASE}/tokens")).json(&body));
        assert_eq!(answer.status, 200, "{name} was not signed in: {}", answer.told());
        let token = answer.json()["access_token"].as_str().expect("an access token").to_owned();
        locked(&self.tokens).insert(name.to_owned(), token.clone());
        token
    }

    /// Sends a request and keeps what was said.
    pub(crate) fn send(&self, who: &str, ask: &Ask) -> Answer {
        let answer = ask.send(self.address()).unwrap_or_else(|error| {
            panic!("{} {} was not answered: {error}\n{}", ask.method, ask.path, self.log())
        });
        assert!(answer.status != 500, "{} {}: {}\n{}", ask.method, ask.path, answer.told(), self.log());
        let asked = format!("{} {} {}", ask.method, ask.path, String::from_utf8_lossy(&ask.body));
        locked(&self.heard).push(Exchange { who: who.to_owned(), ask: asked, answer: answer.clone() });
        answer
    }

    /// What was asked and answered so far.
    pub(crate) fn heard(&self) -> Vec<Exchange> {
        locked(&self.heard).clone()
    }

    /// Where the program writes its log.
    pub(crate) fn log_file(&self) -> PathBuf {
        self.setting.log()
    }

    /// The last lines of the program's log.
    pub(crate) fn log(&self) -> String {
        self.setting.last_lines()
    }
}

impl Setting {
    fn new(engine: Engine, day: &str, more: &[(&str, &str)]) -> Self {
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            folder: Arc::new(TempDir::with_prefix("redress-it-").unwrap()),
            postgres: (engine == Engine::Postgres).then(|| Arc::new(wait(TestDatabase::empty()))),
            clock: Mutex::new(morning(day)),
            cases: true,
            more: more.collect(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn last_lines(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Starts the process and waits until it is ready.
    fn launch(&self, is_fresh: bool) -> (Process, SocketAddr) {
        let (out, log) = (self.folder.path().join(format!("out-{}", request_id())), self.log());
        let file = |path: &Path| fs::File::options().create(true).append(true).open(path).unwrap();
        fs::write(&out, "").unwrap();
        // A signal that would end it is ignored, so that a write beyond the limit of prlimit fails instead.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(binary());
        let clock = locked(&self.clock).to_string();
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(self.data());
        command.args((!self.cases).then_some("--no-cases"));
        command.args(is_fresh.then_some(["--clock", &clock]).into_iter().flatten());
        command.current_dir(self.folder.path()).env_clear();
        command.envs(std::env::vars().filter(|(name, _)| !name.starts_with("REDRESS_")));
        if let Some(postgres) = &self.postgres {
            command.env("REDRESS_DATABASE__URL", &postgres.url);
            command.env("REDRESS_DATABASE__OWNER_URL", &postgres.owner_url);
        }
        // Everybody signs in after each move of the clock; what a password costs is tested elsewhere.
        command.env("REDRESS_PASSWORDS__MEMORY_KIB", "64").env("REDRESS_PASSWORDS__ITERATIONS", "1");
        command.envs(self.more.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(file(&out)).stderr(file(&log));
        let mut process = Process::start(&mut command, self.folder.path());
        let began = Instant::now();
        let address = loop {
            let said = fs::read_to_string(&out).unwrap_or_default();
            if let Some(address) = address_in(&said) {
                break address;
            }
            let ended = process.child.try_wait().unwrap();
            let late = began.elapsed() > Duration::from_mins(2);
            assert!(ended.is_none() && !late, "the program did not start: {said}\n{}", self.last_lines());
            thread::sleep(Duration::from_millis(20));
        };
        let ready = Ask::new("GET", "/health/ready");
        while !ready.send(address).is_ok_and(|answer| answer.status == 200) {
            assert!(began.elapsed() < Duration::from_mins(2), "never ready\n{}", self.last_lines());
            thread::sleep(Duration::from_millis(20));
        }
        (process, address)
    }
}

pub(crate) fn address_in(said: &str) -> Option<SocketAddr> {
    let (_, rest) = said.split_once("http://")?;
    let end = rest.find(|it: char| !(it.is_ascii_digit() || it == '.' || it == ':'))?;
    rest[..end].parse().ok()
}

/// Nine in the morning in the office.
fn morning(day: &str) -> Timestamp {
    let day: Date = day.parse().unwrap();
    let copenhagen = TimeZone::get("Europe/Copenhagen").unwrap();
    day.at(9, 0, 0, 0).to_zoned(copenhagen).unwrap().timestamp()
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for what only comes in a runtime.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A fresh id for a request.
pub(crate) fn request_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:08x}-0000-4000-8000-{count:012x}", std::process::id())
}
