//! The complaints of the demonstration as data: what happened, and how far the procedure goes with it. The files
//! are in `stories`; days in them are counted from the day of filing.

use anyhow::Context;
use domain::{
    Channel, Finding, Form, Ground, IdentityLevel, Line, Link, Mandate, PersonRef, Stage, Text,
    allegation::NewAllegation,
    case::FiledBy,
    external::Forum,
    filing::{OnBehalfOf, OpenDraft},
    impartiality::{Concern, NewConcerned},
    interim::{InterimPlan, Measure},
    phase::Facts,
    remedy::RemedyKind,
};
use jiff::{Span, civil::Date};
use serde::Deserialize;
use serde_json::Value;

use super::directory::Town;

/// The files, in the order in which the stories are told.
const FILES: &[&str] = &[
    include_str!("stories/intake.toml"),
    include_str!("stories/turned_away.toml"),
    include_str!("stories/agreed.toml"),
    include_str!("stories/recruitment.toml"),
    include_str!("stories/employment.toml"),
    include_str!("stories/dismissal.toml"),
    include_str!("stories/decided.toml"),
    include_str!("stories/after.toml"),
    include_str!("stories/kept.toml"),
];

/// A complaint.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// The state in which the case is left.
    pub(super) goal: Stage,
    /// How many more steps are taken there.
    #[serde(default)]
    pub(super) more: u32,
    /// How many days ago it was filed.
    pub(super) age: i64,
    /// How many days ago it came into its last state; as things go, if it is not said.
    pub(super) since: Option<i64>,
    /// Which way it goes.
    #[serde(default)]
    pub(super) route: Route,
    /// In which state it is withdrawn, on that route.
    pub(super) withdrawn_in: Option<Stage>,
    /// Whether there was pressure to withdraw it, which another case then looks into.
    #[serde(default)]
    pub(super) pressure: bool,
    /// Who files.
    pub(super) by: String,
    #[serde(default = "own")]
    pub(super) filed_by: FiledBy,
    /// For whom, where that is somebody else.
    #[serde(rename = "for")]
    pub(super) other: Option<Named>,
    pub(super) unit: String,
    pub(super) identity: IdentityLevel,
    channel: Option<Channel>,
    pub(super) language: String,
    pub(super) told: String,
    pub(super) wish: Option<String>,
    happened: Vec<i64>,
    pub(super) allegations: Vec<Alleged>,
    #[serde(default)]
    concerned: Vec<Part>,
    facts: toml::Table,
    /// What the investigation adds.
    #[serde(default)]
    found: toml::Table,
    /// What the investigation finds to the detriment of a party, and what the party says to it.
    #[serde(default)]
    pub(super) adverse: Vec<Adverse>,
    #[serde(default)]
    pub(super) remedies: Vec<Ordered>,
    pub(super) interim: Option<Interim>,
    /// What the first caseworker does about an own conflict of interest.
    pub(super) conflict: Option<Conflict>,
    /// Which party asks for access to the file.
    pub(super) asks_access: Option<Side>,
    /// Whether the unit asks for more time in the hearing.
    #[serde(default)]
    pub(super) asks_time: bool,
    /// Which party asks for a review, and of what.
    pub(super) review: Option<Side>,
    #[serde(default = "decided")]
    pub(super) reviewed_in: Stage,
    /// Before whom the matter is as well, while the case rests.
    pub(super) elsewhere: Option<Forum>,
    /// Why it is held when it goes into the archive.
    pub(super) held: Option<String>,
    /// Whether somebody else saw it and is asked.
    #[serde(default)]
    pub(super) witness: bool,
}

/// Which way a complaint goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Route {
    /// Investigated, heard and decided.
    #[default]
    Decision,
    /// Not taken up.
    Rejection,
    /// Handed to somebody else.
    Referral,
    /// Handed to the whistleblower unit, as the person chose.
    Whistleblower,
    /// Mediated; allegations with the finding `settled` are settled.
    Mediation,
    /// Taken back.
    Withdrawal,
}

/// A party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    Complainant,
    Unit,
}

/// How a conflict of interest of the caseworker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Conflict {
    /// Declared, and nobody has settled it.
    Open,
    /// Settled; somebody else has taken over.
    Settled,
}

/// Somebody, by account or by name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    user: Option<String>,
    name: Option<String>,
    pub(super) mandate: Option<Mandate>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    concern: Concern,
    user: Option<String>,
    name: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alleged {
    ground: Ground,
    pub(super) form: Form,
    #[serde(default = "own_trait")]
    link: Link,
    what: String,
    pub(super) finding: Option<Finding>,
    pub(super) because: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adverse {
    pub(super) against: Side,
    pub(super) fact: String,
    pub(super) reply: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ordered {
    pub(super) kind: RemedyKind,
    pub(super) what: String,
    pub(super) owner: Option<String>,
    /// Within how many days of the decision.
    pub(super) days: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Interim {
    pub(super) measure: Measure,
    pub(super) what: String,
    #[serde(default)]
    pub(super) touches_complainant: bool,
}

impl Interim {
    /// What the complainant is asked about.
    pub(super) fn plan(&self) -> InterimPlan {
        InterimPlan::Order { measure: self.measure, touches_complainant: self.touches_complainant }
    }
}

/// All of them.
pub(super) fn all() -> anyhow::Result<Vec<Story>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        story: Vec<Story>,
    }
    let mut stories = Vec::new();
    for file in FILES {
        let file: File = toml::from_str(file).context("the stories of the demonstration")?;
        stories.extend(file.story);
    }
    Ok(stories)
}

impl Story {
    /// The complaint as it is filed on a day.
    pub(super) fn draft(&self, on: Date, town: &Town) -> anyhow::Result<OpenDraft> {
        let first = self.happened.first().copied().unwrap_or(-1);
        let complainant = |other: &Named| -> anyhow::Result<OnBehalfOf> {
            Ok(OnBehalfOf {
                complainant: reference(other.user.as_deref(), other.name.as_deref())?,
                mandate: other.mandate,
                power_of_attorney: true,
            })
        };
        let allegation = |it: &Alleged| -> anyhow::Result<NewAllegation> {
            Ok(NewAllegation { ground: it.ground, form: it.form, link: it.link, what: text(&it.what)? })
        };
        let concerned = |it: &Part| -> anyhow::Result<NewConcerned> {
            let person = reference(it.user.as_deref(), it.name.as_deref())?;
            Ok(NewConcerned { concern: it.concern, person })
        };
        Ok(OpenDraft {
            filed_by: self.filed_by,
            jurisdiction: domain::Jurisdiction::Dk,
            unit: town.unit(&self.unit)?,
            story: text(&self.told)?,
            desired_remedy: self.wish.as_deref().map(text).transpose()?,
            occurred_from: days(on, first),
            occurred_to: self.happened.get(1).map(|last| days(on, *last)),
            identity: self.identity,
            language: Some(line(&self.language)?),
            channel: self.channel,
            on_behalf_of: self.other.as_ref().map(complainant).transpose()?,
            read_back: self.filed_by == FiledBy::IntakeOfficer,
            whistleblower: Some(self.route == Route::Whistleblower),
            facts: self.facts(on, false)?,
            allegations: self.allegations.iter().map(allegation).collect::<Result<_, _>>()?,
            concerned: self.concerned.iter().map(concerned).collect::<Result<_, _>>()?,
            submit: !matches!(self.goal, Stage::Draft | Stage::Discarded),
        })
    }

    /// The facts of the phase as they were told, or with what the investigation found.
    fn facts(&self, filed: Date, found: bool) -> anyhow::Result<Facts<Text>> {
        self.facts_but(filed, found, &[], "")
    }

    /// The same, with some marked as not to be had.
    pub(super) fn facts_but(
        &self,
        filed: Date,
        found: bool,
        missing: &[&str],
        reason: &str,
    ) -> anyhow::Result<Facts<Text>> {
        let mut facts = self.facts.clone();
        if found {
            facts.extend(self.found.clone());
        }
        let mut facts = serde_json::to_value(facts)?;
        put_days(&mut facts, filed);
        if !missing.is_empty() {
            let gaps = missing.iter().map(|fact| serde_json::json!({"fact": fact, "reason": reason}));
            facts["not_obtainable"] = gaps.collect();
        }
        serde_json::from_value(facts).with_context(|| format!("the facts of \"{}\"", self.told))
    }
}

/// Days counted from the filing become dates, and wrapped texts flow.
fn put_days(value: &mut Value, filed: Date) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let is_day = name == "on" || name.ends_with("_on") || name.ends_with("_until");
                match field.as_i64().filter(|_| is_day) {
                    Some(day) => *field = Value::String(days(filed, day).to_string()),
                    None => put_days(field, filed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_days(item, filed)),
        Value::String(text) => *text = flowing(text),
        _ => {}
    }
}

/// A day before or after another.
pub(super) fn days(from: Date, count: i64) -> Date {
    from.saturating_add(Span::new().days(count))
}

/// A text as people send it.
pub(super) fn text(words: &str) -> anyhow::Result<Text> {
    Ok(flowing(words).try_into()?)
}

/// A line as people send it.
pub(super) fn line(words: &str) -> anyhow::Result<Line> {
    Ok(flowing(words).try_into()?)
}

/// The lines of a file are no lines of a text; an empty one between them is a new paragraph.
fn flowing(words: &str) -> String {
    let paragraphs = words.trim().split("\n\n");
    let paragraphs = paragraphs.map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn reference(user: Option<&str>, name: Option<&str>) -> anyhow::Result<PersonRef> {
    Ok(PersonRef { user: user.map(line).transpose()?, name: name.map(line).transpose()? })
}

fn own() -> FiledBy {
    FiledBy::Complainant
}

fn own_trait() -> Link {
    Link::OwnTrait
}

fn decided() -> Stage {
    Stage::Decided
}
