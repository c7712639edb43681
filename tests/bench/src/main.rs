//! Speed as ratios: the same work by Redress and by the bare database, alternated in one run on one machine.
//!
//! `tests/bench/run` builds both sides, starts a PostgreSQL of its own with durable settings, and runs this.

#![expect(clippy::print_stdout, reason = "the numbers are for whoever runs it")]

mod bare;
mod client;
mod filing;
mod listing;
mod numbers;
mod recounting;
mod rules;
mod service;
mod startup;

use anyhow::Context;

use service::Engine;

/// How often each side runs; the median counts.
const ROUNDS: usize = 3;

fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let all = wanted.is_empty();
    let wants = |name: &str| all || wanted.iter().any(|it| it == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        println!("The load programs share the cores of this machine with what they measure.");
        if wants("p1") || wants("p9") {
            filing::against_postgres().await.context("P1, P9: filing on PostgreSQL")?;
        }
        if wants("p2") {
            filing::against_sqlite().await.context("P2: filing on SQLite")?;
        }
        if wants("p4") {
            for engine in [Engine::Sqlite, Engine::Postgres] {
                listing::pages(engine).await.context("P4: the list")?;
            }
        }
        if wants("p6") {
            startup::measure().await.context("P6: start and memory")?;
        }
        if wants("deadline") {
            rules::deadlines().context("deadlines")?;
        }
        if wants("packs") {
            rules::packs().context("rule packs")?;
        }
        if wants("recompute") {
            recounting::anew(Engine::Sqlite).await.context("recompute: a changed rule version")?;
        }
        Ok(())
    })
}
