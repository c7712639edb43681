//! The demonstration: an invented town, its people, and about sixty complaints on their way.

mod directory;
mod drive;
mod greeting;
mod pace;
mod phrases;
mod plan;
mod story;

use std::{
    io::{self, IsTerminal, Write},
    time::Instant,
};

use anyhow::{Context, bail};
use app::{App, clock::Clock, passwords::Hashing, random::Ids};
use jiff::Timestamp;
use storage::{Database, accounts, examine};

pub(crate) use self::greeting::greeting;
use self::{directory::Town, drive::Telling, story::Story};
use crate::{
    say,
    wiring::{Demo, Site},
};

/// From which all identifiers of the demonstration are drawn, so that two of them look the same.
const SEED: u64 = 20_260_327;

/// Everybody knows the password: its hash need not be dear.
const CHEAP: Hashing = Hashing { memory_kib: 64, passes: 1, lanes: 1, at_once: 2, waiting: 2 };

/// The application on a database that holds a demonstration: filled now where it is empty, else as it was left.
/// The clock of a new one shows what was asked for, or the real time. That of an old one goes on from where it was
/// left, whatever the real time is, or from a later instant that was asked for: an invented town keeps its own time.
pub(crate) async fn open(site: &Site<'_>, demo: Demo) -> anyhow::Result<App> {
    let db = site.writer.database();
    let stories = if demo.cases { story::all()? } else { Vec::new() };
    if examine::accounts(db).await? == 0 {
        let wanted = demo.clock.unwrap_or_else(|| Clock::system().now());
        let clock = Clock::demo(drive::beginning(&stories, wanted));
        let inventor = site.app(clock.clone(), Ids::seeded(SEED), CHEAP, true)?;
        site.adopt_rules(&inventor).await?;
        fill(&inventor, &stories, wanted).await?;
        return site.app(clock, Ids::system(), site.hashing(), true);
    }
    if !is_whole(db).await? {
        bail!(
            "the database holds something else than a whole demonstration\n  fix: choose an empty folder with --data, \
             or an empty database"
        );
    }
    let left = examine::latest(db).await?.context("the log of the demonstration is empty")?;
    if let Some(wanted) = demo.clock.filter(|wanted| *wanted < left) {
        bail!(
            "the clock of the demonstration in {} shows {left} already, and only goes forward: --clock {wanted} is \
             earlier\n  fix: leave out --clock to go on from there, or begin anew with --data and an empty folder",
            site.place(),
        );
    }
    let app = site.app(Clock::demo(left), Ids::system(), site.hashing(), true)?;
    // Before time passes: what falls due on the way falls due by the rules in force.
    site.adopt_rules(&app).await?;
    if let Some(wanted) = demo.clock {
        app.move_clock(wanted).await?;
    }
    Ok(app)
}

async fn fill(app: &App, stories: &[Story], wanted: Timestamp) -> anyhow::Result<()> {
    let progress = Progress::begin(stories.len());
    let db = app.database();
    db.wait_for_disk(false).await?;
    let town = Town::found(app).await?;
    Telling::new(app, &town, wanted)?.tell(stories, |told| progress.show(told)).await?;
    app.move_clock(wanted).await?;
    db.wait_for_disk(true).await?;
    progress.end();
    Ok(())
}

/// One line that tells how far the invention is.
struct Progress {
    stories: usize,
    began: Instant,
}

impl Progress {
    fn begin(stories: usize) -> Self {
        Self { stories, began: Instant::now() }
    }

    fn show(&self, told: usize) {
        if io::stderr().is_terminal() {
            write!(io::stderr(), "\rInventing complaints: {told} of {}", self.stories).ok();
        }
    }

    fn end(&self) {
        let over = if io::stderr().is_terminal() { "\r" } else { "" };
        let took = self.began.elapsed().as_secs_f32();
        say::beside(format_args!("{over}Invented {} complaints in {took:.1} s", self.stories));
    }
}

/// Whether a database holds a demonstration, with everybody in it.
pub(crate) async fn is_whole(db: &Database) -> anyhow::Result<bool> {
    for (username, _) in directory::people() {
        if accounts::named(db.reader(), username).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
