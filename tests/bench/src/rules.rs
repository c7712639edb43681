//! Dates and packs: one deadline with its explanation, against a bare addition of days; and all packs read and checked,
//! against reading them as TOML and nothing more. No database, one core.

use std::{fs, hint::black_box, time::Instant};

use anyhow::{Context, ensure};
use domain::rules::{Pack, Rules};
use jiff::{ToSpan, civil::Date};
use serde_json::{Map, Value};

use crate::{
    ROUNDS,
    numbers::{goal, median},
};

/// How often one thing is done before the clock is looked at.
const BATCH: u32 = 1_000;
/// Where the packs lie, from the top of the tree.
const PACKS: &str = "crates/domain/rules";

/// A question as a client sends it, and what bare arithmetic would do for it.
struct Question {
    pack: &'static Pack,
    rule: &'static str,
    facts: String,
    from: Date,
    days: i64,
}

/// Every test vector that gives a day.
fn questions() -> anyhow::Result<Vec<Question>> {
    let mut questions = Vec::new();
    for pack in Rules::denmark().packs() {
        for (rule, vector) in pack.rules().flat_map(|rule| rule.vectors.iter().map(move |it| (rule, it))) {
            let first = vector.facts.values().find_map(|it| it.as_str()?.parse::<Date>().ok());
            let (Some(due_on), Some(from)) = (vector.due_on, first) else { continue };
            let days = i64::from((due_on - from).get_days());
            let facts = serde_json::to_string(&vector.facts)?;
            questions.push(Question { pack, rule: &rule.id.0, facts, from, days });
        }
    }
    ensure!(!questions.is_empty(), "no test vector gives a day");
    Ok(questions)
}

impl Question {
    /// From the text of the facts to the date with its explanation.
    fn answer(&self) -> anyhow::Result<usize> {
        let facts: Map<String, Value> = serde_json::from_str(black_box(&self.facts))?;
        let computed = self.pack.compute(black_box(self.rule), &facts)?;
        Ok(black_box(computed).explanation.len())
    }

    /// The same span by the calendar alone.
    fn bare(&self) -> anyhow::Result<Date> {
        Ok(black_box(black_box(self.from).checked_add(black_box(self.days).days())?))
    }
}

/// Microseconds for one of a batch.
fn timed<T>(times: u32, mut work: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<f64> {
    let began = Instant::now();
    for _ in 0..times {
        black_box(work()?);
    }
    Ok(began.elapsed().as_secs_f64() * 1e6 / f64::from(times))
}

/// One deadline with explanation, for each test vector: medians of the rounds, both sides alternated.
pub(crate) fn deadlines() -> anyhow::Result<()> {
    let (mut ours, mut ratios, mut slowest) = (Vec::new(), Vec::new(), (0.0, ""));
    let questions = questions()?;
    for question in &questions {
        timed(BATCH / 10, || question.answer())?;
        let (mut redress, mut bare) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            bare.push(timed(BATCH, || question.bare())?);
            redress.push(timed(BATCH, || question.answer())?);
        }
        let (redress, bare) = (median(redress), median(bare));
        if redress > slowest.0 {
            slowest = (redress, question.rule);
        }
        ours.push(redress);
        ratios.push(redress / bare);
    }
    #[expect(clippy::cast_precision_loss, reason = "a count")]
    let count = ours.len() as f64;
    println!(
        "deadlines: {count} questions, {ROUNDS} rounds of {BATCH} each; the slowest is of {}",
        slowest.1
    );
    goal("deadline with explanation, average of medians, µs", ours.iter().sum::<f64>() / count, 20.0, false);
    goal("deadline with explanation, worst of medians, µs", slowest.0, 20.0, false);
    println!("deadline ÷ bare addition of the same days, median: {:.0}", median(ratios));
    Ok(())
}

/// All packs, read and checked with every test vector.
pub(crate) fn packs() -> anyhow::Result<()> {
    let mut texts = Vec::new();
    for file in fs::read_dir(PACKS).with_context(|| format!("run it from the top of the tree: {PACKS}"))? {
        texts.push(fs::read_to_string(file?.path())?);
    }
    let home =
        texts.iter().position(|it| it.contains("\njurisdiction = \"DK\"")).context("no pack of Denmark")?;
    let home = texts.swap_remove(home);
    let abroad: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let parsed = timed(10, || {
            let whole = abroad.iter().copied().chain([home.as_str()]);
            whole.map(|text| Ok(text.parse::<toml::Table>()?.len())).sum::<anyhow::Result<usize>>()
        })?;
        let loaded = timed(10, || Ok(Rules::load(&home, &abroad)?.packs().count()))?;
        println!(
            "packs, round {round}: loaded and checked in {:.1} ms, bare TOML in {:.1} ms",
            loaded / 1e3,
            parsed / 1e3
        );
        ours.push(loaded / 1e3);
        bare.push(parsed / 1e3);
    }
    let (ours, bare) = (median(ours), median(bare));
    goal("packs loaded and checked, ms", ours, 50.0, false);
    println!("packs loaded and checked ÷ read as TOML alone: {:.1}", ours / bare);
    Ok(())
}
