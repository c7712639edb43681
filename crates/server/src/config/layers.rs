//! Defaults, then a file, then the environment, then the command line: the later over the earlier, each value
//! with where it came from, and nothing accepted that is not a setting.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use toml::{
    Table, Value,
    de::{DeTable, DeValue},
};

/// The defaults, which are also the documentation.
const DEFAULTS: &str = include_str!("../../../../deploy/config.toml");

/// Settings with a password in them, which may be kept in a file named by the environment.
const SECRET: [&str; 2] = ["database.url", "database.owner_url"];

/// What the variables of the service begin with.
const OURS: &str = "REDRESS_";

/// How variables go on that the scripts of the project use, beside those of the tests.
const OF_SCRIPTS: [&str; 3] = ["NO_INSTALL", "PROGRAM", "URL"];

/// Below this likeness a name is not worth suggesting.
const ALIKE: f64 = 0.6;

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// `deploy/config.toml`.
    Default,
    /// A line of the operator's file.
    File { path: PathBuf, line: usize },
    /// A variable of the environment.
    Env(String),
    /// An argument of the command line.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Env(name) => f.write_str(name),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// The settings as they were given, by their full name (`server.listen`).
#[derive(Clone)]
pub(super) struct Layers(BTreeMap<String, (Value, Source)>);

/// Names and sources only: some values are secret.
impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.given()).finish()
    }
}

impl Layers {
    /// The defaults alone.
    pub(super) fn defaults() -> anyhow::Result<Self> {
        let mut layers = BTreeMap::new();
        for (section, body) in DEFAULTS.parse::<Table>().context("the built-in defaults")? {
            let Value::Table(body) = body else {
                bail!("the built-in default {section} stands in no section")
            };
            for (key, value) in body {
                layers.insert(format!("{section}.{key}"), (value, Source::Default));
            }
        }
        Ok(Self(layers))
    }

    /// Lays a file over what is there.
    pub(super) fn file(&mut self, path: &Path) -> anyhow::Result<()> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        self.text(path, &text)
    }

    fn text(&mut self, path: &Path, text: &str) -> anyhow::Result<()> {
        let at = |offset: usize| {
            let line = text.get(..offset).unwrap_or_default().lines().count().max(1);
            Source::File { path: path.to_owned(), line }
        };
        let broken = |error: toml::de::Error| anyhow!("{} is not TOML: {error}", path.display());
        let values: Table = text.parse().map_err(broken)?;
        for (section, body) in DeTable::parse(text).map_err(broken)?.get_ref() {
            let source = at(section.span().end);
            let DeValue::Table(body) = body.get_ref() else {
                return Err(self.unknown(section.get_ref(), &source, str::to_owned));
            };
            for key in body.keys() {
                let value =
                    values.get(section.get_ref().as_ref()).and_then(|body| body.get(key.get_ref().as_ref()));
                let name = format!("{}.{}", section.get_ref(), key.get_ref());
                let source = at(key.span().end);
                match value {
                    Some(value) if self.0.contains_key(&name) => self.set(&name, value.clone(), source)?,
                    _ => return Err(self.unknown(&name, &source, str::to_owned)),
                }
            }
        }
        Ok(())
    }

    /// Lays the variables of the environment over what is there.
    pub(super) fn env(
        &mut self,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> anyhow::Result<()> {
        let mut given: Vec<(String, OsString)> = variables
            .filter_map(|(variable, value)| Some((variable.into_string().ok()?, value)))
            .filter(|(variable, _)| variable.starts_with(OURS))
            .collect();
        given.sort();
        for (variable, value) in given {
            let source = Source::Env(variable.clone());
            let text = value.into_string().map_err(|_| anyhow!("{variable} is not UTF-8"))?;
            if let Some(name) = self.named(&variable) {
                let value = self.read(&name, &variable, &text)?;
                self.set(&name, value, source)?;
            } else if let Some(name) =
                variable.strip_suffix("_FILE").and_then(|variable| self.named(variable))
                && SECRET.contains(&name.as_str())
            {
                if matches!(self.source(&name), Source::Env(_)) {
                    bail!("{variable} and {} are both set\n  fix: keep one", self.source(&name));
                }
                let secret = fs::read_to_string(&text)
                    .with_context(|| format!("cannot read {text}, named by {variable}"))?;
                self.set(&name, Value::String(secret.trim_end().to_owned()), source)?;
            } else if !is_for_others(&variable, &text) {
                return Err(self.unknown(&variable, &source, variable_of));
            }
        }
        Ok(())
    }

    /// Lays an argument of the command line over what is there.
    pub(super) fn flag(&mut self, name: &str, flag: &'static str, value: &str) -> anyhow::Result<()> {
        let value = self.read(name, flag, value)?;
        self.set(name, value, Source::Flag(flag))
    }

    /// Where a setting came from.
    pub(super) fn source(&self, name: &str) -> &Source {
        self.0.get(name).map_or(&Source::Default, |(_, source)| source)
    }

    /// The settings that are not at their default, with where they came from.
    pub(super) fn given(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.0
            .iter()
            .map(|(name, (_, source))| (name.as_str(), source))
            .filter(|(_, source)| **source != Source::Default)
    }

    /// Everything, as one document.
    pub(super) fn document(&self) -> Table {
        let mut document = Table::new();
        for (name, (value, _)) in &self.0 {
            let (section, key) = name.split_once('.').unwrap_or(("", name));
            let body = document.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(body) = body {
                body.insert(key.to_owned(), value.clone());
            }
        }
        document
    }

    fn set(&mut self, name: &str, value: Value, source: Source) -> anyhow::Result<()> {
        let Some(entry) = self.0.get_mut(name) else { bail!("there is no setting {name}") };
        if !entry.0.same_type(&value) {
            bail!("{name} must be {}, but {source} has {}", article(&entry.0), article(&value));
        }
        *entry = (value, source);
        Ok(())
    }

    /// Reads a text as a value of the type that the setting has.
    fn read(&self, name: &str, given_by: &str, text: &str) -> anyhow::Result<Value> {
        let wanted = self.0.get(name).map(|(value, _)| value);
        let value = match wanted {
            Some(Value::Integer(_)) => text.parse().ok().map(Value::Integer),
            Some(Value::Boolean(_)) => text.parse().ok().map(Value::Boolean),
            _ => Some(Value::String(text.to_owned())),
        };
        value.ok_or_else(|| {
            anyhow!("{name} must be {}, but {given_by} has {text:?}", wanted.map_or("", article))
        })
    }

    fn named(&self, variable: &str) -> Option<String> {
        self.0.keys().find(|name| variable_of(name) == variable).cloned()
    }

    fn likeness(&self, wrong: &str, written: impl Fn(&str) -> String) -> Option<(f64, String)> {
        let names = self.0.keys().map(|name| written(name));
        let files = SECRET.iter().map(|name| written(name) + "_FILE").filter(|_| wrong.starts_with(OURS));
        names.chain(files).map(|name| (alike(&name, wrong), name)).max_by(|a, b| a.0.total_cmp(&b.0))
    }

    fn unknown(&self, wrong: &str, source: &Source, written: impl Fn(&str) -> String) -> anyhow::Error {
        let place = if let Source::File { .. } = source { format!("{source}: ") } else { String::new() };
        match self.likeness(wrong, written).filter(|(alike, _)| *alike > ALIKE) {
            Some((_, near)) => {
                anyhow!("{place}there is no setting {wrong}\n  fix: the nearest name is {near}")
            }
            None => anyhow!("{place}there is no setting {wrong}\n  fix: deploy/config.toml has them all"),
        }
    }
}

/// A setting as the environment calls it.
fn variable_of(name: &str) -> String {
    format!("{OURS}{}", name.replace('.', "__").to_uppercase())
}

/// How like a name is to one that was meant: wholly, where only the section was left out.
fn alike(name: &str, wrong: &str) -> f64 {
    // What all variables begin with makes none of them alike.
    let (name, wrong) = (name.strip_prefix(OURS).unwrap_or(name), wrong.strip_prefix(OURS).unwrap_or(wrong));
    let key = name.split_once('.').or_else(|| name.split_once("__")).map(|(_, key)| key);
    if key == Some(wrong) { 1.0 } else { strsim::normalized_damerau_levenshtein(name, wrong) }
}

/// Whether a variable is none of the service's business: it is of the scripts of the project, or Kubernetes tells by
/// it where some service is that is called redress, or redress-something.
fn is_for_others(variable: &str, value: &str) -> bool {
    let name = variable.strip_prefix(OURS).unwrap_or(variable);
    let of_scripts = OF_SCRIPTS.contains(&name) || name.starts_with("TEST_");
    let numbered = name.split("PORT_").skip(1).any(|port| port.starts_with(|it: char| it.is_ascii_digit()));
    let of_cluster = name.contains("SERVICE_HOST") || name.contains("SERVICE_PORT") || numbered;
    of_scripts || of_cluster || (name.ends_with("PORT") && value.contains("://"))
}

fn article(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "a whole number",
        Value::Boolean(_) => "true or false",
        Value::String(_) => "a text in quotes",
        Value::Table(_) => "a section",
        Value::Array(_) => "a list",
        Value::Float(_) => "a fraction",
        Value::Datetime(_) => "a date",
    }
}

#[cfg(test)]
mod tests;
