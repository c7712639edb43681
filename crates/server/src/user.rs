//! `redress user`: accounts from the machine itself, beside a running service or before the first one.

use std::collections::BTreeSet;

use anyhow::{Context, anyhow};
use app::{App, Error, Request, clock::Clock, credentials::Enrolment, random::Ids};
use domain::{Refusal, Role};
use storage::{accounts::Account, examine};

use crate::{
    cli::{NewAccount, UserCommand},
    config::{Config, Engine},
    database, demo, say,
    wiring::Site,
};

/// How many accounts are read at once.
const PAGE: u64 = 200;

/// Does what was asked for.
pub(crate) async fn run(config: &Config, command: UserCommand) -> anyhow::Result<()> {
    let site = open(config).await?;
    let db = site.writer.database();
    // What is made for a demonstration must be good at its own time, and not take it to another.
    let clock = match examine::latest(db).await? {
        Some(latest) if demo::is_whole(db).await? => Clock::demo(latest),
        _ => Clock::system(),
    };
    let app = site.app(clock, Ids::system(), site.hashing(), false)?;
    let done = carry_out(&app, command).await;
    db.clone().close().await?;
    done
}

async fn carry_out(app: &App, command: UserCommand) -> anyhow::Result<()> {
    let request = Request::internal(app.ids().uuid(), "redress user");
    match command {
        UserCommand::Add(new) => {
            let username = new.username.clone();
            let link = app.enrol(&request, enrolment(new)).await.map_err(|error| plain(&error, &username))?;
            link_for(&username, &link)?;
        }
        UserCommand::Reset { username } => {
            let link =
                app.reset_account(&request, &username).await.map_err(|error| plain(&error, &username))?;
            link_for(&username, &link)?;
        }
        UserCommand::LoginLink { username } => {
            let link = app.login_link(&request, &username).await.map_err(|error| plain(&error, &username))?;
            link_for(&username, &link)?;
        }
        UserCommand::List => list(app).await?,
    }
    Ok(())
}

/// The database as it fits this version; an empty SQLite file is given its schema.
async fn open(config: &Config) -> anyhow::Result<Site<'_>> {
    if let Engine::Sqlite(_) = config.engine() {
        database::make_private(&config.data.dir)?;
    }
    let db = database::open(config).await?;
    match (database::check_schema(&db).await, config.engine()) {
        (Err(_), Engine::Sqlite(_)) => {
            let _alone = database::alone(config)?;
            database::up_to_date(config, &db).await?;
        }
        (fits, _) => fits?,
    }
    database::make_private(&config.data.dir)?;
    Ok(Site::on(config, db))
}

fn enrolment(new: NewAccount) -> Enrolment {
    let NewAccount { username, name, roles, unit, covers } = new;
    Enrolment {
        display_name: name.unwrap_or_else(|| username.clone()),
        username,
        roles: roles.into_iter().collect(),
        covers: covers.into_iter().collect(),
        unit,
        manager: None,
    }
}

/// The link goes to standard output alone, so that it can be handed on; what to do with it is told beside.
fn link_for(username: &str, link: &str) -> anyhow::Result<()> {
    say::line(link)?;
    say::beside(format_args!(
        "signs {username} in once, within 24 hours:\n  POST /api/v1/tokens {{\"grant_type\": \"login_link\", \
         \"login_link\": \"…\"}}\nthen sets a password:\n  PUT /api/v1/me/password {{\"new_password\": \"…\"}}"
    ));
    Ok(())
}

async fn list(app: &App) -> anyhow::Result<()> {
    let mut after: Option<String> = None;
    loop {
        let page = app.accounts(after.as_deref(), PAGE).await.context("the accounts cannot be read")?;
        for account in &page {
            say::line(row(account))?;
        }
        match page.last() {
            Some(last) => after = Some(last.member.username.clone()),
            None => return Ok(()),
        }
    }
}

fn row(account: &Account) -> String {
    let state = match (account.active, &account.password_hash) {
        (false, _) => "inactive",
        (true, None) => "no-password",
        (true, Some(_)) => "active",
    };
    format!("{:<24} {:<12} {}", account.member.username, state, listed(&account.member.roles))
}

fn listed(roles: &BTreeSet<Role>) -> String {
    let names: Vec<&str> = roles.iter().map(|role| (*role).into()).collect();
    if names.is_empty() { "-".to_owned() } else { names.join(",") }
}

/// Why nothing was done, for the person at the machine.
fn plain(error: &Error, username: &str) -> anyhow::Error {
    match error {
        Error::NotFound => anyhow!("there is no account {username:?}\n  fix: redress user list"),
        Error::Refused(Refusal::Content(invalid)) => {
            let told =
                invalid.iter().map(|it| format!("{}: {}", it.pointer.trim_start_matches('/'), it.detail));
            anyhow!("{}", told.collect::<Vec<_>>().join("\n"))
        }
        Error::Busy { .. } => anyhow!("the database is busy\n  fix: try again"),
        Error::Internal(cause) => anyhow!("{cause}"),
        other => anyhow!("{other}"),
    }
}
