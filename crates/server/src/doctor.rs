//! `redress doctor`: what is wrong or unsafe, each finding with the command or the setting that mends it.

pub(crate) mod database;
mod machine;
mod rule_packs;
mod settings;

use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::{cli, config::Config, say, wiring};

/// What was looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    name: &'static str,
    result: Outcome,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// As it should be.
    Ok,
    /// Works, but should not stay so.
    Warn,
    /// Does not work, or is not safe.
    Fail,
}

impl Finding {
    /// All is as it should be.
    pub(crate) fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, result: Outcome::Ok, found: found.into(), fix: None }
    }

    /// Something that works, but should not stay so.
    pub(crate) fn warn(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, result: Outcome::Warn, found: found.into(), fix: Some(fix.into()) }
    }

    /// Something that does not work, or is not safe.
    pub(crate) fn fail(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, result: Outcome::Fail, found: found.into(), fix: Some(fix.into()) }
    }
}

/// What is looked at without opening the database, in the order of the report.
const CHECKS: &[fn(&Config) -> Finding] = &[
    settings::given,
    settings::listening,
    settings::proxies,
    settings::owner,
    settings::transport,
    settings::password_cost,
    machine::settings_file,
    machine::data_folder,
    machine::database_file,
    machine::free_disk,
    rule_packs::finding,
];

/// Looks at everything and reports.
pub(crate) async fn run(how: &cli::Doctor) -> anyhow::Result<ExitCode> {
    let findings = match Config::load(&how.place) {
        Ok(config) => {
            let mut findings: Vec<Finding> = CHECKS.iter().map(|check| check(&config)).collect();
            findings.extend(wiring::examine(&config).await);
            findings
        }
        Err(error) => {
            let told = format!("{error:#}");
            let (found, fix) = told.split_once("\n  fix: ").unwrap_or((&told, "see deploy/config.toml"));
            vec![Finding::fail("settings", found, fix)]
        }
    };
    let worst = findings.iter().map(|finding| finding.result).max().unwrap_or(Outcome::Ok);
    if how.json {
        say::line(format_args!("{:#}", json!({"worst": worst, "checks": findings})))?;
    } else {
        say::line(report(&findings).join("\n"))?;
    }
    Ok(ExitCode::from(match worst {
        Outcome::Ok => 0,
        Outcome::Warn => 1,
        Outcome::Fail => 2,
    }))
}

fn report(findings: &[Finding]) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let result = match finding.result {
            Outcome::Ok => "OK",
            Outcome::Warn => "WARN",
            Outcome::Fail => "FAIL",
        };
        let name = format!("{} ", finding.name);
        lines.push(format!("[{:>2}] {name:.<24} {result:<4} {}", index + 1, finding.found));
        if let Some(fix) = &finding.fix {
            lines.push(format!("     fix: {fix}"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_comes_with_its_mend() {
        let told = report(&[
            Finding::ok("free disk", "3 GiB"),
            Finding::warn("data folder", "open", "chmod 700 data"),
        ]);
        let lines = [
            "[ 1] free disk .............. OK   3 GiB",
            "[ 2] data folder ............ WARN open",
            "     fix: chmod 700 data",
        ];
        assert_eq!(told, lines);
    }
}
