//! What the bodies outside are called, and how to turn to them: plain words for people, in each language.
//!
//! They stand in the pack that names the bodies, so that a pack from outside brings its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    explain::Warning,
    forum::{Forum, Stopped},
    origin::Origin,
    pack::{Fault, Pack},
    rule::RuleId,
    terms::{Jurisdiction, Phase},
};
use crate::{Form, Ground, codes::codes};

codes! {
    /// A language that the words of a pack are in.
    Language { En, Da }

    /// A part of what is told of a body.
    ForumPart { How, Cost, Languages, Bring, Page }
}

/// The same words in each language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    en: String,
    da: String,
}

/// How to turn to a body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guidance {
    how: Words,
    cost: Words,
    languages: Words,
    bring: Words,
    /// Where that was read.
    source: String,
    /// What of it was not.
    #[serde(default)]
    unverified: Vec<ForumPart>,
}

/// The words of a pack, by the keys that its bodies name.
#[derive(Clone, Debug, Default)]
pub(super) struct Wording {
    pub(super) names: BTreeMap<String, Words>,
    pub(super) guidance: BTreeMap<String, Guidance>,
}

/// A body outside, as anybody may read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForumInfo {
    /// Its stable name.
    pub id: String,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// Where it comes from: the program, or a signed pack of whoever runs it.
    pub origin: Origin,
    /// What it calls itself.
    pub title: String,
    /// The key of its name, as it stands beside its last day.
    pub name_key: String,
    /// Its name in the language of the answer.
    pub name: String,
    /// How to turn to it.
    pub guidance: ForumGuidance,
    /// The address of its page.
    pub page: String,
    /// The deadline rules that are its clock; none where there is none.
    pub clocks: Vec<RuleId>,
    /// Whether an internal complaint stops that clock.
    pub stopped_by_complaint: Stopped,
    /// In which phases one can turn to it.
    pub phases: Vec<Phase>,
    /// On which grounds; empty for all.
    pub grounds: Vec<Ground>,
    /// About which forms; empty for all.
    pub forms: Vec<Form>,
    /// What to know before turning to it.
    pub warnings: Vec<Warning>,
    /// Where it stands that one can turn to it.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
}

/// How to turn to a body outside, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForumGuidance {
    /// The key of these words, as it stands beside its last day.
    pub key: String,
    /// How to turn to it.
    pub how: String,
    /// What it costs.
    pub cost: String,
    /// In which languages.
    pub languages: String,
    /// What to bring.
    pub bring: String,
    /// Where that was read; `K` for own knowledge.
    pub source: String,
    /// Which parts of it, or the address of the page, were not read there: ask before relying on them.
    pub unverified: Vec<ForumPart>,
}

impl Words {
    fn of(&self, language: Language) -> String {
        match language {
            Language::En => self.en.clone(),
            Language::Da => self.da.clone(),
        }
    }

    fn is_whole(&self) -> bool {
        [&self.en, &self.da].into_iter().all(|text| !text.trim().is_empty())
    }
}

impl Guidance {
    fn parts(&self) -> [&Words; 4] {
        [&self.how, &self.cost, &self.languages, &self.bring]
    }
}

impl Pack {
    /// Its bodies outside, in a language.
    #[must_use]
    pub fn describe_forums(&self, language: Language) -> Vec<ForumInfo> {
        self.forums().filter_map(|forum| describe(self, forum, language)).collect()
    }
}

/// A body in a language; nothing where it has no words, which no pack that was loaded lacks.
fn describe(pack: &Pack, forum: &Forum, language: Language) -> Option<ForumInfo> {
    let name = pack.wording.names.get(&forum.name)?;
    let guidance = pack.wording.guidance.get(&forum.guidance)?;
    let caveats = forum.caveats.iter();
    Some(ForumInfo {
        id: forum.id.clone(),
        jurisdiction: pack.jurisdiction,
        origin: pack.origin.clone(),
        title: forum.title.clone(),
        name_key: forum.name.clone(),
        name: name.of(language),
        guidance: ForumGuidance {
            key: forum.guidance.clone(),
            how: guidance.how.of(language),
            cost: guidance.cost.of(language),
            languages: guidance.languages.of(language),
            bring: guidance.bring.of(language),
            source: guidance.source.clone(),
            unverified: guidance.unverified.clone(),
        },
        page: forum.page.clone(),
        clocks: forum.clocks.clone(),
        stopped_by_complaint: forum.stopped_by_complaint,
        phases: forum.phases.clone(),
        grounds: forum.grounds.clone(),
        forms: forum.forms.clone(),
        warnings: caveats.map(|it| Warning { code: it.code.clone(), detail: it.detail.clone() }).collect(),
        source: forum.source.clone(),
        verified: forum.verified,
    })
}

/// Each key has words in each language, and no words stand there for nothing.
pub(super) fn faults(pack: &Pack) -> Vec<Fault> {
    let fault = |at: &str, what: &str| Fault { at: at.to_owned(), what: what.to_owned() };
    let wording = &pack.wording;
    let mut faults = Vec::new();
    for forum in pack.forums() {
        if !wording.names.contains_key(&forum.name) {
            faults.push(fault(&forum.id, &format!("its name `{}` has no words", forum.name)));
        }
        if !wording.guidance.contains_key(&forum.guidance) {
            faults.push(fault(&forum.id, &format!("its guidance `{}` has no words", forum.guidance)));
        }
    }
    for (key, words) in &wording.names {
        if !pack.forums().any(|it| it.name == *key) {
            faults.push(fault(key, "no body has this name"));
        }
        if !words.is_whole() {
            faults.push(fault(key, "a language without words"));
        }
    }
    for (key, guidance) in &wording.guidance {
        if !pack.forums().any(|it| it.guidance == *key) {
            faults.push(fault(key, "no body has this guidance"));
        }
        if !guidance.parts().into_iter().all(Words::is_whole) {
            faults.push(fault(key, "a language without words"));
        }
        if guidance.source.is_empty() {
            faults.push(fault(key, "does not say where it was read"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::IntoEnumIterator;

    use super::*;
    use crate::rules::{Rules, home::DENMARK};

    /// Every word of a body, in a language.
    fn words(info: &ForumInfo) -> [&str; 5] {
        let guidance = &info.guidance;
        [&info.name, &guidance.how, &guidance.cost, &guidance.languages, &guidance.bring]
    }

    #[test]
    fn each_key_has_words_in_each_language_and_none_stands_unused() {
        let (mut bodies, mut names, mut guidance) = (0, BTreeSet::new(), BTreeSet::new());
        for pack in Rules::denmark().packs() {
            bodies += pack.forums().count();
            for language in Language::iter() {
                let told = pack.describe_forums(language);
                assert_eq!(told.len(), pack.forums().count(), "{} {language}", pack.title);
                for info in &told {
                    assert!(words(info).iter().all(|it| !it.trim().is_empty()), "{language}: {info:?}");
                    names.insert(info.name_key.clone());
                    guidance.insert(info.guidance.key.clone());
                }
            }
            let [keys, texts] = [pack.wording.names.len(), pack.wording.guidance.len()];
            assert_eq!((keys, texts), (pack.forums().count(), pack.forums().count()), "{}", pack.title);
        }
        assert_eq!((names.len(), guidance.len()), (bodies, bodies), "a key for each, over all packs");
        assert!(bodies > 30);
    }

    #[test]
    fn the_languages_differ_and_sentences_stay_short() {
        for pack in Rules::denmark().packs() {
            let [english, danish] = [Language::En, Language::Da].map(|it| pack.describe_forums(it));
            for (en, da) in english.iter().zip(&danish) {
                for (en, da) in words(en).iter().zip(words(da)).skip(1) {
                    assert_ne!(*en, da);
                    for sentence in [*en, da].into_iter().flat_map(|it| it.split(['.', ';', ':'])) {
                        assert!(sentence.split_whitespace().count() <= 26, "{sentence}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_not_read_is_shown() {
        let bodies = Rules::denmark().home().describe_forums(Language::En);
        let unverified = |id: &str| &bodies.iter().find(|it| it.id == id).unwrap().guidance.unverified;
        assert_eq!(*unverified("DK-BOARD"), [ForumPart::Languages]);
        assert!(unverified("DK-UNION").contains(&ForumPart::Page));
        for pack in Rules::denmark().packs() {
            for body in pack.describe_forums(Language::Da) {
                // Of what was not read anywhere nothing is taken as read.
                let parts = ForumPart::iter().filter(|it| *it != ForumPart::Page);
                let none = body.guidance.source == "K";
                assert!(!none || parts.clone().all(|it| body.guidance.unverified.contains(&it)), "{body:?}");
            }
        }
    }

    #[test]
    fn a_pack_whose_bodies_lack_words_is_refused() {
        for (from, to, expected) in [
            (
                "name = \"forums.dk_board.name\"",
                "name = \"forums.dk_bored.name\"",
                "DK-BOARD: its name `forums.dk_bored.name` has no words",
            ),
            (
                "name = \"forums.dk_board.name\"",
                "name = \"forums.dk_court.name\"",
                "forums.dk_board.name: no body has this name",
            ),
            (
                "guidance = \"forums.dk_board.guidance\"",
                "guidance = \"forums.dk_court.guidance\"",
                "forums.dk_board.guidance: no body has this guidance",
            ),
            (
                "[guidance.\"forums.dk_court.guidance\"]",
                "[guidance.\"forums.dk_curt.guidance\"]",
                "DK-COURT: its guidance `forums.dk_court.guidance` has no words",
            ),
            (
                "da = \"Ligebehandlingsnævnet\"",
                "da = \" \"",
                "forums.dk_board.name: a language without words",
            ),
            ("how.da = \"", "how.de = \"", "unknown field `de`"),
            ("bring.en = \"", "carry.en = \"", "missing field `en`"),
            ("cost.da = \"Det er gratis.\"", "cost.da = \"\"", "a language without words"),
            (
                "source = \"kl.dk on dismissals [S67]\"\nunverified",
                "source = \"\"\nunverified",
                "does not say where it was read",
            ),
            ("unverified = [\"languages\"]", "unverified = [\"weather\"]", "unknown variant `weather`"),
        ] {
            assert!(DENMARK.contains(from), "{from}");
            let Err(error) = Rules::load(&DENMARK.replacen(from, to, 1), &[]) else { panic!("{expected}") };
            assert!(error.to_string().contains(expected), "{expected}: {error}");
        }
    }
}
