//! The program `redress`: command line, settings, and the service around the application.

mod background;
mod cli;
mod clock_route;
mod config;
mod database;
mod demo;
mod doctor;
mod health;
mod lock;
mod packs;
mod peer;
mod say;
mod serve;
mod telemetry;
mod user;
mod wiring;

use std::process::ExitCode;

use clap::Parser;
use rustix::{fs::Mode, process::umask};

use self::{
    cli::{Command, Line},
    config::Config,
};

fn main() -> ExitCode {
    let line = Line::parse();
    // Whatever the program writes, its owner alone can read.
    umask(Mode::RWXG | Mode::RWXO);
    match run(line.command) {
        Ok(code) => code,
        Err(error) => {
            say::beside(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(how) => {
            let mut config = Config::load(&how.place)?;
            if let Some(address) = how.listen {
                config = config.listen_on(address)?;
            }
            if how.demo {
                config = config.for_demo()?;
            }
            telemetry::start(&config.log)?;
            blocking(serve::run(
                config,
                how.demo.then_some(wiring::Demo { clock: how.clock, cases: !how.no_cases }),
            ))?;
        }
        Command::Migrate(place) => {
            let config = Config::load(&place)?;
            telemetry::start(&config.log)?;
            blocking(wiring::migrate(&config))?;
        }
        Command::User(user) => {
            let config = Config::load(&user.place)?;
            blocking(user::run(&config, user.command))?;
        }
        Command::Packs(packs) => return packs::run(packs),
        Command::Openapi => say::line(wiring::openapi()?)?,
        Command::Doctor(doctor) => return blocking(doctor::run(&doctor)),
        Command::Healthcheck(place) => health::ask(Config::load(&place)?.server.listen)?,
        Command::Version => say::line(concat!("redress ", env!("CARGO_PKG_VERSION")))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs what waits for disk and network to its end.
fn blocking<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}
