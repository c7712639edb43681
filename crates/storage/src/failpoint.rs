//! Named places where a test can kill the process. Nothing of it is compiled into the program that runs.

/// Aborts the process here if the environment variable `REDRESS_FAILPOINT` names this place, or, written
/// `name:3`, when it is passed for the third time.
#[cfg(feature = "failpoints")]
pub fn failpoint(name: &str) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Ok(wanted) = std::env::var("REDRESS_FAILPOINT") else { return };
    let (wanted, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if wanted == name && (PASSED.fetch_add(1, Ordering::Relaxed) + 1).to_string() == times {
        std::process::abort();
    }
}

/// A place where a test build can be killed.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub fn failpoint(_name: &str) {}
