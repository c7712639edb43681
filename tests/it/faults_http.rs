//! What goes wrong below the program: the disk takes no more, the database is locked or away, the program is killed.
//! The answer is 503 with `Retry-After`, nothing is half done, and it works again without a restart.

use std::{
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, Database as Orm, DatabaseConnection};
use serde_json::{Value, json};

use crate::{
    engine::{Engine, runs_on},
    http::{Answer, Ask},
    program::{BASE, Program, locked, wait},
    sample,
};

/// A filing of `complainant`, as it is sent each time.
fn filing(program: &Program, story: &str) -> Ask {
    let complainant = program.person("complainant");
    let mut complaint = sample::complaint(program);
    complaint["story"] = json!(story);
    complainant.asking("POST", "/cases").json(&complaint)
}

#[track_caller]
fn not_now(answer: &Answer) {
    assert_eq!((answer.status, &*answer.slug()), (503, "unavailable"), "{}", answer.told());
    let wait = answer.header("retry-after").and_then(|it| it.parse::<u32>().ok());
    assert!(wait.is_some_and(|seconds| (1..=60).contains(&seconds)), "{:?}", answer.headers);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}

/// Nothing of a filing that was answered 503 is there, and the same request with the same key succeeds now.
fn works_again(program: &Program, refused: &Ask, before: usize) {
    let complainant = program.person("complainant");
    let case = eventually(program, refused);
    assert_eq!(complainant.all("/cases").len(), before + 1);
    assert_eq!(program.entries(&case, refused).len(), 1);
    let stored = complainant.sees(&case);
    assert_eq!(stored["stage"], "submitted");
}

/// Sends a filing until it succeeds, which must not take long; gives the case.
fn eventually(program: &Program, ask: &Ask) -> String {
    let answer = until(|| program.send("complainant", ask), 201);
    answer.json()["case"]["id"].as_str().expect("an id").to_owned()
}

/// Asks until the answer is this one, and not 503 any more, which must not take long.
fn until(ask: impl Fn() -> Answer, status: u16) -> Answer {
    let began = Instant::now();
    loop {
        let answer = ask();
        if answer.status == status {
            return answer;
        }
        not_now(&answer);
        assert!(began.elapsed() < Duration::from_secs(20), "it does not recover");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_disk_that_takes_no_more_on_sqlite() {
    if !runs_on(Engine::Sqlite) {
        return;
    }
    let program = Program::with(Engine::Sqlite, "2026-10-05", &[]);
    let before = program.person("complainant").all("/cases").len();
    let log = program.data().join("redress.db-wal");
    let most = std::fs::metadata(log).expect("a write-ahead log").len() + 100_000;
    program.limit_files(&most.to_string());
    let mut filed = 0;
    let refused = loop {
        assert!(filed < 5_000, "the disk was never full");
        let ask = filing(&program, &"much to say ".repeat(1_000));
        let answer = program.send("complainant", &ask);
        if answer.status != 201 {
            not_now(&answer);
            break ask;
        }
        filed += 1;
    };
    // Reads are audited: they take what room there is left, and what cannot be taken down is not shown.
    let complainant = program.person("complainant");
    let unread = (0..200).map(|_| complainant.get("/cases")).find(|read| read.status != 200);
    not_now(&unread.expect("a read that was not shown"));
    assert_eq!(Ask::new("GET", "/health/live").send(program.address()).unwrap().status, 200);
    program.limit_files("unlimited");
    works_again(&program, &refused, before + filed);
}

#[test]
fn a_locked_file_on_sqlite() {
    if !runs_on(Engine::Sqlite) {
        return;
    }
    let program = Program::with(Engine::Sqlite, "2026-10-05", &[]);
    let before = program.person("complainant").all("/cases").len();
    let ask = filing(&program, "while it was locked");
    let url = format!("sqlite:{}?mode=rw", program.data().join("redress.db").display());
    let lock = async || {
        let other = Orm::connect(&url).await.unwrap();
        other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        other
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let other = runtime.block_on(lock());
    let began = Instant::now();
    not_now(&program.send("complainant", &ask));
    let read = program.person("complainant").get("/cases");
    not_now(&read);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    runtime.block_on(async {
        other.execute_unprepared("ROLLBACK").await.unwrap();
        other.close().await.unwrap();
    });
    works_again(&program, &ask, before);
}

/// Ends every connection of the program to its database.
async fn cut(admin: &DatabaseConnection, name: &str) {
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    admin.execute_unprepared(&end).await.unwrap();
}

/// The address of the database that everybody may connect to, and the name of the program's.
fn elsewhere(url: &str) -> (String, String) {
    let (server, name) = url.rsplit_once('/').expect("a database in the address");
    (format!("{server}/postgres"), name.to_owned())
}

#[test]
fn lost_connections_on_postgres() {
    if !runs_on(Engine::Postgres) {
        return;
    }
    let program = Program::on("2026-10-05");
    let before = program.person("complainant").all("/cases").len();
    let database = program.database();
    let (serve, name) = elsewhere(&database.url);
    let (owner, _) = elsewhere(&database.owner_url);
    let sql = |url: String, sql: String| {
        wait(async {
            let connection = Orm::connect(&url).await.unwrap();
            connection.execute_unprepared(&sql).await.unwrap();
            connection.close().await.unwrap();
        });
    };
    let cut_all = || {
        wait(async {
            let admin = Orm::connect(&serve).await.unwrap();
            cut(&admin, &name).await;
            admin.close().await.unwrap();
        });
    };
    // After a cut the next requests may still meet a connection that is gone, but not for long.
    let ask = filing(&program, "after a cut");
    cut_all();
    eventually(&program, &ask);

    let ask = filing(&program, "while the database was away");
    sql(owner.clone(), format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    cut_all();
    let answer = program.send("complainant", &ask);
    let ready = Ask::new("GET", "/health/ready").send(program.address()).unwrap();
    sql(owner, format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    not_now(&answer);
    assert_eq!(ready.status, 503, "{}", ready.told());
    works_again(&program, &ask, before + 1);
}

/// Connections are cut again and again while people file: each answer is 201 or 503, and what was acknowledged is
/// there once.
#[test]
fn connections_lost_under_load_on_postgres() {
    if !runs_on(Engine::Postgres) {
        return;
    }
    let program = Program::on("2026-10-05");
    let (serve, name) = elsewhere(&program.database().url);
    let filed = under_load(&program, || {
        wait(async {
            let admin = Orm::connect(&serve).await.unwrap();
            for _ in 0..10 {
                thread::sleep(Duration::from_millis(150));
                cut(&admin, &name).await;
            }
        });
    });
    all_there(&program, &filed);
}

/// A program that is killed under load loses no filing that was acknowledged, and leaves no half of one. What the
/// operating system had not yet written is there all the same: this is not a power cut.
#[test]
fn a_kill_under_load_loses_nothing() {
    let program = Program::on("2026-10-05");
    for _ in 0..3 {
        let filed = under_load(&program, || {
            thread::sleep(Duration::from_millis(700));
            program.kill();
        });
        assert!(!filed.is_empty(), "nothing was filed before the kill");
        program.start_again();
        all_there(&program, &filed);
    }
}

/// Files from several sides until the trouble is over; gives what was acknowledged, each with its request.
fn under_load(program: &Program, trouble: impl FnOnce()) -> Vec<(String, Ask)> {
    let (filed, over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let ask = filing(program, "under load");
    let address = program.address();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let stamp = crate::program::request_id();
                    let ask = ask.clone().header("X-Request-Id", &*stamp).header("Idempotency-Key", stamp);
                    // Without an answer nothing was acknowledged.
                    let Ok(answer) = ask.send(address) else { continue };
                    match answer.status {
                        201 => {
                            let case = answer.json()["case"]["id"].as_str().expect("an id").to_owned();
                            locked(&filed).push((case, ask));
                        }
                        _ => not_now(&answer),
                    }
                }
            });
        }
        trouble();
        over.store(true, Ordering::Relaxed);
    });
    filed.into_inner().unwrap()
}

fn all_there(program: &Program, filed: &[(String, Ask)]) {
    // The first requests may still meet a connection that is gone.
    until(|| program.person("complainant").get("/cases"), 200);
    let listed = program.person("complainant").all("/cases");
    let listed: Vec<_> = listed.iter().filter_map(|row| row["id"].as_str()).collect();
    for (case, _) in filed {
        assert_eq!(listed.iter().filter(|it| *it == case).count(), 1, "{case} was acknowledged");
    }
    for (case, ask) in filed.iter().rev().take(20) {
        assert_eq!(program.entries(case, ask).len(), 1, "{case} has its entry");
        let repeated = program.person("complainant").sees(case);
        assert_ne!(repeated["filing"]["story"], Value::Null);
    }
    // Nothing that was not acknowledged is there by halves: each case that is listed can be read.
    for case in listed {
        let path = format!("{BASE}/cases/{case}");
        let complainant = program.person("complainant");
        let ask = complainant.asking("GET", "").header("Purpose", "own-case");
        let answer = complainant.send(&Ask { path, ..ask });
        assert_eq!(answer.status, 200, "{}", answer.told());
    }
}

impl Program {
    /// Sets how long files may become for the running process; `unlimited` takes the limit away.
    fn limit_files(&self, bytes: &str) {
        let pid = self.process_id().to_string();
        let set =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
        assert!(set.is_ok_and(|it| it.success()), "prlimit (package util-linux) sets the limit");
    }
}
