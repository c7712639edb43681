//! Whether the database is there, fits, and tells the truth: stored cases against their history, and history
//! against the audit log.

use std::collections::BTreeSet;

use domain::{Action, Case};
use storage::{
    Database, Engine, Error,
    examine::{self, Examined},
};

use super::Finding;
use crate::{
    config::{Config, Engine as Configured},
    database,
};

/// How many cases are held in memory at once.
const PAGE: u32 = 200;

/// How often a case is looked at again that was perhaps changed while we looked.
const LOOKS: usize = 3;

/// How many faulty cases are named.
const NAMED: usize = 5;

/// Everything there is to find in the database.
pub(crate) async fn findings(config: &Config) -> Vec<Finding> {
    let name = "database";
    if let Configured::Sqlite(path) = config.engine()
        && !path.exists()
    {
        return vec![Finding::ok(name, "not there yet; redress serve makes it")];
    }
    let db = match database::open(config).await {
        Ok(db) => db,
        Err(error) => return vec![told_as(name, &error)],
    };
    let mut findings = vec![Finding::ok(name, "answers")];
    let sound = match examine::damage(&db).await {
        Ok(None) => {
            ask(&db, &mut findings).await.map_err(|error| database::trouble(config, "cannot be read", error))
        }
        Ok(Some(damage)) => Err(database::damaged(config, &damage)),
        Err(error) => Err(database::trouble(config, "cannot be read", error)),
    };
    if let Err(error) = sound {
        findings.push(told_as("database", &error));
    }
    db.close().await.ok();
    findings
}

/// An error as it is told elsewhere, with its mend.
fn told_as(name: &'static str, error: &anyhow::Error) -> Finding {
    let told = format!("{error:#}");
    let (found, fix) = told.split_once("\n  fix: ").unwrap_or((&told, "see deploy/config.toml"));
    Finding::fail(name, found, fix)
}

async fn ask(db: &Database, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let missing = migrations::missing(db.owner()).await?;
    if !missing.is_empty() {
        let found = format!("lacks {}", database::steps(&missing));
        findings.push(Finding::fail("schema", found, "redress migrate"));
        return Ok(());
    }
    findings.push(Finding::ok("schema", "of this version"));
    findings.push(guards(db).await?);
    if db.engine() == Engine::Postgres {
        findings.push(ownership(db).await?);
    }
    findings.extend(truth(db).await?);
    let waiting = examine::pending(db).await?;
    findings.push(Finding::ok("audit log", format!("{waiting} entries wait for their place in it")));
    Ok(())
}

/// History and audit log can only be added to.
async fn guards(db: &Database) -> Result<Finding, Error> {
    let name = "append-only";
    let missing = examine::missing_guards(db).await?;
    Ok(if missing.is_empty() {
        Finding::ok(name, "history and audit log are guarded")
    } else {
        let found = format!("triggers are missing or off: {}", missing.join(", "));
        Finding::fail(name, found, "somebody removed them: restore them from the schema, and find out who")
    })
}

/// Whoever owns the tables can switch the guards off.
async fn ownership(db: &Database) -> Result<Finding, Error> {
    let name = "serving role";
    let (owned, role) = (examine::owned_tables(db).await?, examine::role(db).await?);
    Ok(if owned == 0 {
        Finding::ok(name, format!("{role} owns no tables"))
    } else {
        let fix = "make a second role, set database.owner_url, and run redress migrate";
        Finding::warn(name, format!("{role} owns {owned} tables, and could change the history"), fix)
    })
}

/// What is wrong with cases, by kind.
#[derive(Default)]
struct Faults {
    state: Vec<String>,
    record: Vec<String>,
}

/// Reads every case, a page at a time.
async fn truth(db: &Database) -> Result<[Finding; 2], Error> {
    let (mut seen, mut events, mut after) = (0_u64, 0, None);
    let mut faults = Faults::default();
    loop {
        let page = examine::page(db, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for case in page {
            seen += 1;
            events += case.recorded.len();
            judge(db, case, &mut faults).await?;
        }
    }
    Ok([
        told("cases", &faults.state, format!("{seen}, each as its {events} events tell")),
        told("audit entries", &faults.record, "one for each change, a change for each".to_owned()),
    ])
}

/// A service that runs may have changed the case between our looks: only what stays wrong is wrong.
async fn judge(db: &Database, case: Examined, faults: &mut Faults) -> Result<(), Error> {
    let id = case.id;
    let mut looked_at = Some(case);
    for look in 1..=LOOKS {
        let Some(case) = looked_at else { return Ok(()) };
        let (state, record) = (follows(&case), recorded(&case));
        if state && record {
            return Ok(());
        }
        if look == LOOKS {
            faults.state.extend((!state).then(|| id.to_string()));
            faults.record.extend((!record).then(|| id.to_string()));
        }
        looked_at = examine::one(db, id).await?;
    }
    Ok(())
}

/// The stored state is what the events lead to (V3).
fn follows(examined: &Examined) -> bool {
    match (&examined.case, &examined.events) {
        (Ok(case), Ok(events)) => Case::fold(events).as_ref() == Some(case),
        _ => false,
    }
}

/// Each change has its entry in the audit log, and each such entry its change (V4).
fn recorded(examined: &Examined) -> bool {
    let named: BTreeSet<_> = examined.recorded.iter().collect();
    let allowed: BTreeSet<_> =
        examined.entries.iter().filter(|it| it.outcome == "allowed").map(|it| &it.id).collect();
    let reads = [Action::Read, Action::ReadAudit, Action::ReadTimeline].map(<&str>::from);
    let changes =
        examined.entries.iter().filter(|it| it.outcome == "allowed" && !reads.contains(&it.action.as_str()));
    let mut changes = changes.map(|it| &it.id);
    named.is_subset(&allowed) && changes.all(|id| named.contains(id))
}

fn told(name: &'static str, faulty: &[String], sound: String) -> Finding {
    if faulty.is_empty() {
        return Finding::ok(name, sound);
    }
    let named = faulty.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let found = format!("{} do not fit: {named}", faulty.len());
    Finding::fail(name, found, "stop the service, keep the database as it is, and compare it with a backup")
}
