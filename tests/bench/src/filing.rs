//! P1, P2 and P9: filing a complaint, with everything that belongs to it, against the bare database.

use std::time::{Duration, Instant};

use anyhow::Context;

use crate::{
    ROUNDS, bare,
    bare::Speed,
    client::Client,
    numbers::{goal, median, percentile},
    service::{Engine, Home, Service},
};

const TIME: Duration = Duration::from_secs(8);

pub(crate) async fn against_postgres() -> anyhow::Result<()> {
    let home = Home::new(Engine::Postgres).await?;
    let service = Service::start(&home).await?;
    let (mut ours, mut theirs, mut failed) = (Vec::new(), Vec::new(), 0);
    file(&service, 8, Duration::from_secs(2)).await?;
    for round in 1..=ROUNDS {
        let bare = tokio::task::spawn_blocking(|| bare::postgres(TIME)).await??;
        let (redress, lost) = file(&service, 8, TIME).await?;
        failed += lost;
        print("PostgreSQL, 8 clients", round, redress, bare);
        ours.push(redress);
        theirs.push(bare);
    }
    let (per_second, p99) = ratios(&ours, &theirs);
    goal("P1 filings/s, Redress ÷ pgbench", per_second, 0.5, true);
    goal("P9 p99, Redress ÷ pgbench", p99, 4.0, false);
    println!("P9 failed requests: {failed}");
    Ok(())
}

pub(crate) async fn against_sqlite() -> anyhow::Result<()> {
    let home = Home::new(Engine::Sqlite).await?;
    let service = Service::start(&home).await?;
    file(&service, 8, Duration::from_secs(2)).await?;
    for (clients, bar) in [(8, 0.8), (32, 0.8)] {
        let (mut ours, mut theirs, mut failed) = (Vec::new(), Vec::new(), 0);
        for round in 1..=ROUNDS {
            let bare = tokio::task::spawn_blocking(|| bare::sqlite(TIME)).await??;
            let (redress, lost) = file(&service, clients, TIME).await?;
            failed += lost;
            print(&format!("SQLite, {clients} clients"), round, redress, bare);
            ours.push(redress);
            theirs.push(bare);
        }
        let (per_second, _) = ratios(&ours, &theirs);
        goal(
            &format!("P2 filings/s at {clients} clients, Redress ÷ SQLite one by one"),
            per_second,
            bar,
            true,
        );
        println!("P2 failed requests: {failed}");
    }
    Ok(())
}

fn print(what: &str, round: usize, redress: Speed, bare: Speed) {
    println!(
        "{what}, round {round}: Redress {:.0}/s p99 {:.2} ms, bare {:.0}/s p99 {:.2} ms",
        redress.per_second, redress.p99, bare.per_second, bare.p99
    );
}

fn ratios(ours: &[Speed], theirs: &[Speed]) -> (f64, f64) {
    let of = |speeds: &[Speed], field: fn(&Speed) -> f64| median(speeds.iter().map(field).collect());
    (
        of(ours, |it| it.per_second) / of(theirs, |it| it.per_second),
        of(ours, |it| it.p99) / of(theirs, |it| it.p99),
    )
}

/// Files complaints by several clients at once for a time; says how fast, and how many failed.
async fn file(service: &Service, clients: usize, time: Duration) -> anyhow::Result<(Speed, usize)> {
    let token = service.sign_in("complainant").await?;
    let body = complaint(service).await?;
    let request = Client::request("POST", "/api/v1/cases", Some(&token), &body);
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (address, request) = (service.address.clone(), request.clone());
        tasks.push(tokio::spawn(async move {
            let mut client = Client::connect(&address).await?;
            let (mut times, mut failed) = (Vec::new(), 0);
            while begin.elapsed() < time {
                let one = Instant::now();
                if client.send(&request).await?.status == 201 {
                    times.push(one.elapsed().as_secs_f64() * 1000.0);
                } else {
                    failed += 1;
                }
            }
            anyhow::Ok((times, failed))
        }));
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    for task in tasks {
        let (some, lost) = task.await??;
        times.extend(some);
        failed += lost;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let per_second = times.len() as f64 / begin.elapsed().as_secs_f64();
    Ok((Speed { per_second, p99: percentile(&mut times, 0.99) }, failed))
}

/// What somebody files, with a story of some length.
pub(crate) async fn complaint(service: &Service) -> anyhow::Result<String> {
    let unit = unit(service).await?;
    let complaint = serde_json::json!({
        "unit": unit,
        "story": "En gang til. ".repeat(108),
        "occurred_from": "2026-01-12",
        "identity": "confidential",
        "whistleblower": false,
        "facts": {"phase": "employment", "kind": "working_time"},
        "allegations": [{"ground": "ethnic_origin", "form": "direct", "what": "Vagterne fordeles efter navn."}],
        "submit": true,
    });
    Ok(complaint.to_string())
}

/// A unit to complain about.
async fn unit(service: &Service) -> anyhow::Result<String> {
    let token = service.sign_in("caseworker").await?;
    let request = Client::request("GET", "/api/v1/units", Some(&token), "");
    let units = Client::connect(&service.address).await?.json(&request).await?;
    Ok(units["data"][0]["id"].as_str().context("there are no units")?.to_owned())
}
