//! What people say on the way, in the languages of the demonstration. To a complainant everybody writes in the
//! complainant's language; the office writes to itself in Danish, and in English about those who wrote in English.

use std::collections::BTreeMap;

use anyhow::Context;
use domain::Text;

use super::story;

/// By what is said and in which language, in several ways.
#[derive(Debug)]
pub(super) struct Phrases(BTreeMap<String, BTreeMap<String, Vec<String>>>);

impl Phrases {
    /// Reads them.
    pub(super) fn load() -> anyhow::Result<Self> {
        let mut all = BTreeMap::new();
        for file in [include_str!("phrases/to_people.toml"), include_str!("phrases/inside.toml")] {
            let read: BTreeMap<String, BTreeMap<String, Vec<String>>> =
                toml::from_str(file).context("the phrases of the demonstration")?;
            all.extend(read);
        }
        Ok(Self(all))
    }

    /// One of the ways to say it; Danish, where the language has none.
    pub(super) fn say(&self, what: &str, language: &str, turn: usize) -> anyhow::Result<Text> {
        let languages = self.0.get(what).with_context(|| format!("nobody knows how to say \"{what}\""))?;
        let ways = languages.get(language).or_else(|| languages.get("da"));
        let ways =
            ways.filter(|ways| !ways.is_empty()).with_context(|| format!("\"{what}\" in no language"))?;
        story::text(&ways[turn % ways.len()])
    }
}
