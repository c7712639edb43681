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

/// Below this likeness a name is not worth suggesting.
const ALIKE: f64 = 0.75;

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
            .filter(|(variable, _)| variable.starts_with("REDRESS_"))
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
            } else if variable.contains("__")
                || self.likeness(&variable, variable_of).is_some_and(|(alike, _)| alike > 0.95)
            {
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
        names.map(|name| (strsim::jaro_winkler(&name, wrong), name)).max_by(|a, b| a.0.total_cmp(&b.0))
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
    format!("REDRESS_{}", name.replace('.', "__").to_uppercase())
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
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> impl Iterator<Item = (OsString, OsString)> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect::<Vec<_>>().into_iter()
    }

    fn layers() -> Layers {
        Layers::defaults().unwrap()
    }

    #[test]
    fn the_later_wins_and_is_remembered() {
        let mut layers = layers();
        let text = "[database]\npool = 3\n\n[server]\nlisten = \"127.0.0.1:1\"\n";
        layers.text(Path::new("r.toml"), text).unwrap();
        layers
            .env(env(&[("REDRESS_DATABASE__POOL", "4"), ("REDRESS_SERVER__LISTEN", "127.0.0.1:2")]))
            .unwrap();
        layers.flag("server.listen", "--listen", "127.0.0.1:3").unwrap();
        let document = layers.document();
        assert_eq!(document["database"]["pool"].as_integer(), Some(4));
        assert_eq!(document["server"]["listen"].as_str(), Some("127.0.0.1:3"));
        assert_eq!(layers.source("server.listen").to_string(), "--listen");
        assert_eq!(layers.source("database.pool").to_string(), "REDRESS_DATABASE__POOL");
        assert_eq!(layers.source("data.dir"), &Source::Default);
        assert_eq!(layers.given().count(), 2);
    }

    #[test]
    fn a_line_is_told() {
        let mut layers = layers();
        layers
            .text(Path::new("r.toml"), "[database]\npool = 3\n\n[server]\nlisten = \"127.0.0.1:1\"\n")
            .unwrap();
        assert_eq!(layers.source("server.listen").to_string(), "r.toml line 5");
        assert_eq!(layers.source("database.pool").to_string(), "r.toml line 2");
    }

    #[test]
    fn unknown_names_are_refused_with_the_nearest() {
        for (text, told) in [
            (
                "[server]\nlisten_on = \"x\"\n",
                "r.toml line 2: there is no setting server.listen_on\n  fix: the nearest name is server.listen",
            ),
            (
                "[sever]\nlisten = \"x\"\n",
                "r.toml line 2: there is no setting sever.listen\n  fix: the nearest name is server.listen",
            ),
            ("zzz = 1\n", "r.toml line 1: there is no setting zzz\n  fix: deploy/config.toml has them all"),
        ] {
            let error = layers().text(Path::new("r.toml"), text).unwrap_err();
            assert_eq!(error.to_string(), told);
        }
        for (variable, near) in [
            ("REDRESS_SERVER__LISTN", "REDRESS_SERVER__LISTEN"),
            ("REDRESS_SERVER_LISTEN", "REDRESS_SERVER__LISTEN"),
            ("REDRESS_DATABASE__URL_FIL", "REDRESS_DATABASE__URL"),
            ("REDRESS_LOG__LEVEL_FILE", "REDRESS_LOG__LEVEL"),
        ] {
            let error = layers().env(env(&[(variable, "1")])).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("there is no setting {variable}\n  fix: the nearest name is {near}")
            );
        }
    }

    #[test]
    fn other_variables_are_left_alone() {
        for other in [
            "REDRESS_TEST_DATABASE",
            "REDRESS_TEST_DATABASE_SERVE",
            "REDRESS_NO_INSTALL",
            "REDRESS_URL",
            "HOME",
        ] {
            layers().env(env(&[(other, "x")])).unwrap();
        }
    }

    #[test]
    fn types_are_kept() {
        let error = layers().text(Path::new("r.toml"), "[database]\npool = \"8\"\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "database.pool must be a whole number, but r.toml line 2 has a text in quotes"
        );
        let error = layers().env(env(&[("REDRESS_DATABASE__POOL", "many")])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "database.pool must be a whole number, but REDRESS_DATABASE__POOL has \"many\""
        );
    }

    #[test]
    fn a_secret_may_lie_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("url");
        fs::write(&path, "postgres://a:b@c/d\n").unwrap();
        let path = path.to_str().unwrap();
        let mut layers = layers();
        layers.env(env(&[("REDRESS_DATABASE__URL_FILE", path)])).unwrap();
        assert_eq!(layers.document()["database"]["url"].as_str(), Some("postgres://a:b@c/d"));
        let error = layers
            .env(env(&[("REDRESS_DATABASE__URL", "x"), ("REDRESS_DATABASE__URL_FILE", path)]))
            .unwrap_err();
        assert!(error.to_string().contains("both set"), "{error}");
    }
}
