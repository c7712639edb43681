//! Which engine a run of these tests is about.
//!
//! A test of one engine alone ends its name with that engine, `…_on_sqlite` or `…_on_postgres`, and begins with
//! [`runs_on`]. The harness cannot leave a test out once it runs, so it counts it as passed; the run says by name
//! what it did not check, and `--skip _on_postgres` shows it as filtered out.

use std::{
    io::{self, Write as _},
    thread,
};

pub(crate) use storage::Engine;

/// The engine that the environment asks for.
pub(crate) fn chosen() -> Engine {
    if std::env::var_os("REDRESS_TEST_DATABASE").is_some() { Engine::Postgres } else { Engine::Sqlite }
}

/// Whether a test that is about one engine applies to this run; if not, the run says so.
pub(crate) fn runs_on(engine: Engine) -> bool {
    let applies = chosen() == engine;
    if !applies {
        let test = thread::current();
        // Not by `eprintln!`, which the harness keeps to itself when a test passes.
        writeln!(io::stderr(), "not on this engine: {}", test.name().unwrap_or("?")).ok();
    }
    applies
}

/// Whether the other engine is at hand as well, to be compared with; if not, the run says so.
pub(crate) fn both_are_here() -> bool {
    let both = chosen() == Engine::Postgres;
    if !both {
        let test = thread::current();
        writeln!(io::stderr(), "not compared with PostgreSQL: {}", test.name().unwrap_or("?")).ok();
    }
    both
}
