//! The process of the real program: found, started, and gone with the test.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

/// The process, and a shell that ends it and clears up when this test program is gone in whatever way.
pub(crate) struct Process {
    pub(crate) child: Child,
    guard: Child,
}

impl Process {
    /// Starts it; the folder is cleared away with it.
    pub(crate) fn start(command: &mut Command, folder: &Path) -> Self {
        let child = command.spawn().unwrap();
        let guard = Command::new("sh")
            .args(["-c", "cat >/dev/null; kill -9 \"$1\"; rm -rf \"$2\"", "guard"])
            .arg(child.id().to_string())
            .arg(folder)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, guard }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The guard first: it must not find another process under the same number, nor clear a folder in use.
        for process in [&mut self.guard, &mut self.child] {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// The program with nothing of what this process has in its environment for it.
pub(crate) fn redress(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).stdin(Stdio::null());
    command.env_clear().envs(env::vars().filter(|(name, _)| !name.starts_with("REDRESS_")));
    command
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a command that ends by itself, and soon.
pub(crate) fn ended(command: &mut Command) -> Ended {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(Duration::from_mins(1)) else {
        signal(id, "KILL");
        panic!("it did not end: {command:?}");
    };
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Sends a signal to a process that this test has started.
pub(crate) fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &process.to_string()]).status();
    assert!(sent.is_ok_and(|it| it.success()), "{name} was not sent");
}

/// The program beside this test, which must not be older than its sources.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let folder = test.parent().and_then(Path::parent).unwrap();
        let binary = folder.join("redress");
        let release = if folder.ends_with("release") { " --release" } else { "" };
        let mend = format!("build it first: cargo build -p server{release}");
        let built = fs::metadata(&binary).and_then(|it| it.modified());
        let Ok(built) = built else { panic!("{} is missing; {mend}", binary.display()) };
        // What cargo noted of what it was built from.
        let sources = fs::read_to_string(binary.with_extension("d")).unwrap_or_default();
        let sources = sources.split_once(": ").map_or("", |(_, sources)| sources);
        let newest = sources.split_whitespace().filter_map(|it| fs::metadata(it).ok()?.modified().ok()).max();
        let is_fresh = newest.is_some_and(|it| it <= built);
        assert!(is_fresh, "{} is older than its sources; {mend}", binary.display());
        binary
    })
}
