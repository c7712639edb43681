//! The demonstration: an invented town, its people, and about sixty complaints on their way.

mod directory;

use std::net::SocketAddr;

use anyhow::bail;
use app::{App, clock::Clock, passwords::Hashing, random::Ids};
use jiff::{SignedDuration, Timestamp};
use storage::{
    Database,
    accounts::{self, Shown},
    examine,
};

use self::directory::Town;
use crate::wiring::Site;

/// From which all identifiers of the demonstration are drawn, so that two of them look the same.
const SEED: u64 = 20_260_327;

/// Everybody knows the password: its hash need not be dear.
const CHEAP: Hashing = Hashing { memory_kib: 64, passes: 1, lanes: 1, at_once: 2, waiting: 2 };

/// The application on a database that holds a demonstration: filled now where it is empty, else as it was left.
/// The clock shows `wanted`, or the real time; where more has happened already, it goes on from there.
pub(crate) async fn open(site: &Site<'_>, wanted: Option<Timestamp>) -> anyhow::Result<App> {
    let wanted = wanted.unwrap_or_else(|| Clock::system().now());
    let db = site.writer.database();
    if examine::accounts(db).await? == 0 {
        let clock = Clock::demo(wanted - SignedDuration::from_hours(24));
        fill(&site.app(clock.clone(), Ids::seeded(SEED), CHEAP, true)?, wanted).await?;
        return site.app(clock, Ids::system(), site.hashing(), true);
    }
    if !is_whole(db).await? {
        bail!(
            "the database holds something else than a whole demonstration\n  fix: choose an empty folder with --data, \
             or an empty database"
        );
    }
    let left = examine::latest(db).await?.unwrap_or(wanted);
    let app = site.app(Clock::demo(left), Ids::system(), site.hashing(), true)?;
    if left < wanted {
        app.move_clock(wanted).await?;
    }
    Ok(app)
}

async fn fill(app: &App, wanted: Timestamp) -> anyhow::Result<()> {
    Town::found(app).await?;
    app.move_clock(wanted).await?;
    Ok(())
}

/// Whether everybody is there.
async fn is_whole(db: &Database) -> anyhow::Result<bool> {
    let there = accounts::page(db.reader(), &Shown::default(), None, 1_000).await?;
    let mut people = directory::people();
    Ok(people.all(|(username, name)| {
        there.iter().any(|it| it.member.username == username && it.display_name == name)
    }))
}

/// What somebody who starts a demonstration is told.
pub(crate) fn greeting(address: SocketAddr) -> String {
    let names: Vec<&str> = directory::people().map(|(username, _)| username).collect();
    let people = names.chunks(6).map(|row| format!("  {}", row.join(", ")));
    let people = people.collect::<Vec<_>>().join(",\n");
    format!(
        "A demonstration. Everybody has the password \"{}\":\n{people}\nAt http://{address}",
        directory::PASSWORD
    )
}
