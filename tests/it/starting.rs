//! How a service starts, or does not, and by which signals it ends.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use tempfile::TempDir;

use crate::{
    http::Ask,
    process::{Process, ended, redress, signal},
    program::address_in,
};

/// A service on a fresh folder, and its log.
struct Service {
    process: Process,
    folder: TempDir,
}

impl Service {
    fn start(with: impl FnOnce(&mut Command)) -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = redress(&["serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder.path().join("data"));
        command.stdout(File::create(folder.path().join("out")).unwrap());
        command.stderr(File::create(folder.path().join("log")).unwrap());
        with(&mut command);
        let process = Process::start(&mut command, folder.path());
        Self { process, folder }
    }

    fn id(&self) -> u32 {
        self.process.child.id()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    fn address(&self) -> SocketAddr {
        self.until(|| address_in(&self.text("out")))
    }

    /// Waits for something, which must not take long.
    fn until<T>(&self, look: impl Fn() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(began.elapsed() < Duration::from_mins(1), "{}", self.text("log"));
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn end(mut self) -> (ExitStatus, String) {
        let began = Instant::now();
        loop {
            if let Some(status) = self.process.child.try_wait().unwrap() {
                return (status, self.text("log"));
            }
            assert!(began.elapsed() < Duration::from_mins(1), "it does not end: {}", self.text("log"));
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Neither a folder nor a file in it, whatever was wrong.
#[test]
fn what_cannot_start_leaves_nothing_behind() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let free = ["serve", "--listen", "127.0.0.1:0"];
    let away = ("REDRESS_DATABASE__URL", "postgres://redress@127.0.0.1:1/redress");
    let (memory, lanes) = (("REDRESS_PASSWORDS__MEMORY_KIB", "64"), ("REDRESS_PASSWORDS__PARALLELISM", "9"));
    fails(&["serve", "--listen", &taken], &[], "cannot listen on 127.0.0.1:");
    fails(&["serve", "--demo", "--listen", &taken], &[], "cannot listen on 127.0.0.1:");
    fails(&["serve", "--listen", "0.0.0.0:0"], &[], "server.public_url");
    fails(&free, &[memory, lanes], "passwords.memory_kib");
    fails(&free, &[("REDRESS_LOG__LEVEL", "chatty")], "log.level");
    fails(&["serve", "--demo", "--clock", "9999-01-01T00:00:00Z"], &[], "the year 2200");
    fails(&["serve", "--demo", "--clock", "1900-01-01T00:00:00Z"], &[], "the year 2000");
    fails(&free, &[away], "cannot reach PostgreSQL: ");
    fails(&["migrate"], &[away], "cannot reach PostgreSQL: ");
    fails(&["user", "list"], &[away], "cannot reach PostgreSQL: ");
}

#[track_caller]
fn fails(arguments: &[&str], settings: &[(&str, &str)], why: &str) {
    let folder = TempDir::new().unwrap();
    let mut command = redress(arguments);
    command.arg("--data").arg(folder.path().join("data")).envs(settings.iter().copied());
    let ended = ended(&mut command);
    assert!(ended.code.is_some_and(|code| code > 0) && ended.err.contains(why), "{ended:?}");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{arguments:?} left {left:?}");
}

/// Who started it has seen enough: it serves all the same.
#[test]
fn it_serves_when_nobody_reads_what_it_prints() {
    let service = Service::start(|command| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer);
    });
    // Signals are waited for before there is a folder; this one is heeded once the address was printed.
    service.until(|| service.file("data/redress.db").exists().then_some(()));
    signal(service.id(), "TERM");
    let (status, log) = service.end();
    assert!(status.success() && log.contains("SIGTERM") && log.contains("ended"), "{status}: {log}");
}

#[test]
fn a_hangup_without_a_terminal_is_ignored() {
    let service = Service::start(|_| {});
    let address = service.address();
    signal(service.id(), "HUP");
    service.until(|| service.text("log").contains("SIGHUP is ignored").then_some(()));
    assert_eq!(Ask::new("GET", "/health/ready").send(address).unwrap().status, 200);
    signal(service.id(), "TERM");
    let (status, log) = service.end();
    assert!(status.success(), "{status}: {log}");
}

/// Whoever closes the window wants it gone, and in order.
#[test]
fn a_hangup_of_its_terminal_ends_it() {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let service = Service::start(|command| {
        command.stdin(Stdio::from(File::open(name).unwrap()));
    });
    service.address();
    signal(service.id(), "HUP");
    let (status, log) = service.end();
    assert!(status.success() && log.contains("SIGHUP") && log.contains("ended"), "{status}: {log}");
}
