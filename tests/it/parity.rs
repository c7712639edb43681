//! Both engines answer the same requests with the same bodies (V15), once what is random in them is replaced in
//! the order in which it first appears.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::program::{Exchange, Program};

/// Two programs that heard the same, the first on SQLite, gave the same answers.
pub(crate) fn answered_alike(sqlite: &Program, postgres: &Program) {
    let [sqlite, postgres] = [sqlite, postgres].map(|program| {
        let mut names = Names::default();
        program.heard().iter().map(|it| names.written(it)).collect::<Vec<_>>()
    });
    for (place, (one, other)) in sqlite.iter().zip(&postgres).enumerate() {
        assert_eq!(one, other, "exchange {place}: SQLite left, PostgreSQL right");
    }
    assert_eq!(sqlite.len(), postgres.len());
}

/// What stands for each random part.
#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    fn name(&mut self, kind: &str, random: &str) -> String {
        let next = self.0.len();
        self.0.entry(random.to_owned()).or_insert_with(|| format!("<{kind} {next}>")).clone()
    }

    fn written(&mut self, exchange: &Exchange) -> String {
        let Exchange { who, ask, answer } = exchange;
        let ask = self.text(ask);
        let body = self.value(answer.json());
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| !matches!(name.as_str(), "date" | "content-length"));
        let headers = headers.into_iter().map(|(name, value)| {
            let value = if name == "etag" { self.name("tag", &value) } else { self.text(&value) };
            format!("{name}: {value}")
        });
        let headers: Vec<_> = headers.collect();
        format!("{who} {ask}\n{}\n{}\n{body:#}", answer.status, headers.join("\n"))
    }

    fn value(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|it| self.value(it)).collect(),
            Value::Object(fields) => {
                let mut named = Map::new();
                for (name, value) in fields {
                    let value = match (name.as_str(), value) {
                        (
                            "access_token" | "refresh_token" | "next_cursor" | "commitment",
                            Value::String(it),
                        ) => Value::String(self.name(&name, &it)),
                        (_, value) => self.value(value),
                    };
                    named.insert(self.text(&name), value);
                }
                // Maps by id come in the order of the ids.
                if named.keys().all(|it| it.starts_with('<')) {
                    named.sort_keys();
                }
                Value::Object(named)
            }
            plain => plain,
        }
    }

    /// A text with its random parts replaced; of an instant the day is kept.
    fn text(&mut self, text: &str) -> String {
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return format!("<during {}>", at.to_zoned(jiff::tz::TimeZone::UTC).date());
        }
        let part_of_word = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
        let mut replaced = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(part_of_word) {
            replaced.push_str(&rest[..start]);
            let word = &rest[start..];
            let end = word.find(|it| !part_of_word(it)).unwrap_or(word.len());
            let word = &word[..end];
            // What was random once, such as a cursor, is replaced wherever it comes back.
            let known = self.0.get(word).cloned();
            let known = known.or_else(|| kind_of(word).map(|kind| self.name(kind, word)));
            replaced.push_str(&known.unwrap_or_else(|| word.to_owned()));
            rest = &rest[start + end..];
        }
        replaced + rest
    }
}

/// What a word is, if it is random.
fn kind_of(word: &str) -> Option<&str> {
    if let Some((prefix, rest)) = word.split_once('_')
        && rest.len() == 26
        && rest.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_lowercase())
    {
        return Some(prefix);
    }
    if word.len() == 11 && word.starts_with("R-") && word.as_bytes()[6] == b'-' {
        return Some("number");
    }
    if word.len() == 64 && word.bytes().all(|it| it.is_ascii_hexdigit()) {
        return Some("hash");
    }
    (word.parse::<uuid::Uuid>().is_ok() && word.len() == 36).then_some("uuid")
}
