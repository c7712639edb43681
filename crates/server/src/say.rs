//! What the program prints. A reader that has seen enough, such as `head`, is no trouble.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

use anyhow::Context;

/// A line of the answer, to standard output.
pub(crate) fn line(text: impl Display) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.context("cannot write to standard output"),
    }
}

/// A line beside the answer, to standard error. Where that fails there is nobody left to tell.
pub(crate) fn beside(text: impl Display) {
    writeln!(io::stderr(), "{text}").ok();
}
