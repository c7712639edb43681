//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use domain::{Role, UnitId};
use jiff::Timestamp;
use strum::IntoEnumIterator;

/// Case management for complaints of discrimination at work.
#[derive(Debug, Parser)]
#[command(name = "redress", version, disable_version_flag = true)]
pub(crate) struct Line {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the service
    Serve(Serve),
    /// Bring the database to the schema of this version
    Migrate(Place),
    /// Accounts, from the machine itself
    User(User),
    /// Rule packs: those in force, and signed ones of your own; exits with 1 where one is refused
    Packs(Packs),
    /// Print the API document
    Openapi,
    /// Look for what is wrong or unsafe, each finding with its mend; exits with 0, 1 (warnings) or 2
    Doctor(Doctor),
    /// Ask the service on this machine whether it is ready; exits with 0 or 1
    Healthcheck(Place),
    /// Print name and version
    Version,
}

/// Where settings and data are.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Place {
    /// The folder for everything kept on disk
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,
    /// A file of settings; deploy/config.toml explains them all
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
}

/// How to run the service.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Fill a fresh folder with invented people and cases, whose password is "demo"; on this machine only
    #[arg(long)]
    pub(crate) demo: bool,
    /// Leave the invented cases out of the demonstration
    #[arg(long, requires = "demo")]
    pub(crate) no_cases: bool,
    /// What the clock of the demonstration is to show, as 2026-11-24T08:00:00Z; unless said, a new one shows the real
    /// time, and an old one goes on from where it was left
    #[arg(long, value_name = "INSTANT", requires = "demo", value_parser = instant)]
    pub(crate) clock: Option<Timestamp>,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// What to look at, and how to tell.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// One JSON object instead of lines
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Accounts.
#[derive(Debug, Args)]
pub(crate) struct User {
    #[command(subcommand)]
    pub(crate) command: UserCommand,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// What can be done to accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account and print a link to set its password
    Add(NewAccount),
    /// End every session of an account and print a link to set a new password
    Reset {
        /// The name to sign in with
        username: String,
    },
    /// List the accounts
    List,
    /// Print a link that signs in once
    LoginLink {
        /// The name to sign in with
        username: String,
    },
}

/// Rule packs.
#[derive(Debug, Args)]
pub(crate) struct Packs {
    #[command(subcommand)]
    pub(crate) command: PacksCommand,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// What can be done with rule packs.
#[derive(Debug, Subcommand)]
pub(crate) enum PacksCommand {
    /// List the packs in force, each with where it comes from, and what was refused
    List,
    /// Tell whether a pack is sound, and whether a trusted key signed it
    Check {
        /// The pack; its signature is FILE.sig
        file: PathBuf,
    },
    /// Print each test vector with the date that it gives
    Vectors {
        /// A pack; unless given, all packs in force
        file: Option<PathBuf>,
    },
    /// Make a key that signs packs, and print its public half
    Key {
        /// Where to put the private half, which no file may be in
        file: PathBuf,
    },
    /// Sign a pack that is sound, into FILE.sig
    Sign {
        /// The pack
        file: PathBuf,
        /// The private key, in PEM form
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Take a signed pack into the folder of packs, for the next start
    Add {
        /// The pack
        file: PathBuf,
        /// Its signature; FILE.sig unless said otherwise
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
    },
}

/// A new account.
#[derive(Debug, Args)]
pub(crate) struct NewAccount {
    /// The name to sign in with
    pub(crate) username: String,
    /// What the person is called; the user name unless said otherwise
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A role in the directory, such as caseworker; can be given several times
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    pub(crate) roles: Vec<Role>,
    /// The unit the person works in, by its id
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<UnitId>,
    /// A unit an intake officer takes in complaints for, by its id; can be given several times
    #[arg(long, value_name = "UNIT")]
    pub(crate) covers: Vec<UnitId>,
}

/// Reads an instant that a clock can show.
fn instant(text: &str) -> Result<Timestamp, String> {
    let instant = text.parse().map_err(|_| "write it as 2026-11-24T08:00:00Z")?;
    app::clock::can_show(instant).map_err(|why| why.to_string())?;
    Ok(instant)
}

/// Reads a role by the name it has in the API.
fn role(name: &str) -> Result<Role, String> {
    name.parse().map_err(|_| {
        let roles: Vec<&str> = Role::iter().map(Into::into).collect();
        format!("the roles are {}", roles.join(", "))
    })
}
