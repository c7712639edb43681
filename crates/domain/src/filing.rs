//! Filing: a draft, what goes into it, and its submission.

mod check;
mod draft;
mod facts;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use check::complaint_minimum;
pub(crate) use draft::{add_allegation, discard, open, submit};
pub(crate) use facts::{check_names, choose_channel, set_facts};

use crate::{
    Capacity, Case, Channel, ContentId, IdentityLevel, Jurisdiction, Line, Mandate, PersonRef, Text, UnitId,
    allegation::{Allegation, NewAllegation},
    case::FiledBy,
    event,
    impartiality::NewConcerned,
    phase::Facts,
    state::State,
};

/// A complaint as it is first written down.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDraft {
    /// In which capacity it is filed; the complainant's own, unless said otherwise.
    #[serde(default = "own")]
    pub filed_by: FiledBy,
    /// Whose law applies.
    #[serde(default = "denmark")]
    pub jurisdiction: Jurisdiction,
    /// The unit complained about.
    pub unit: UnitId,
    /// What happened.
    pub story: Text,
    /// What the complainant wants.
    #[serde(default)]
    pub desired_remedy: Option<Text>,
    /// When it happened, or began.
    pub occurred_from: Date,
    /// When it happened last; the first day, unless said otherwise.
    #[serde(default)]
    pub occurred_to: Option<Date>,
    /// How far the name may be used.
    pub identity: IdentityLevel,
    /// The language to write to the complainant in, as a BCP 47 tag; Danish unless said otherwise.
    #[serde(default)]
    pub language: Option<Line>,
    /// By which way acts reach the complainant; without an account only by letter.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Whom it is filed for, where that is not the sender.
    #[serde(default)]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// An oral complaint was read back to the person and confirmed.
    #[serde(default)]
    pub read_back: bool,
    /// Whether the person wants the whistleblower channel.
    #[serde(default)]
    pub whistleblower: Option<bool>,
    /// The facts of the phase.
    pub facts: Facts<Text>,
    /// What is alleged.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub allegations: Vec<NewAllegation>,
    /// Whom it concerns: accused, on the panel, or not to see the case.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub concerned: Vec<NewConcerned>,
    /// Whether to file at once.
    #[serde(default)]
    pub submit: bool,
}

/// Whom a representative or an intake officer files for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalfOf {
    /// The complainant.
    pub complainant: PersonRef,
    /// How far the representative may go.
    #[serde(default)]
    pub mandate: Option<Mandate>,
    /// A power of attorney was seen.
    #[serde(default)]
    pub power_of_attorney: bool,
}

/// The facts of the phase, replacing those before, and the question of the whistleblower channel.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFacts {
    /// The facts.
    pub facts: Facts<Text>,
    /// Whether the person wants the whistleblower channel; unchanged when left out. Staff fill in what was not
    /// answered yet, and change no answer.
    #[serde(default)]
    pub whistleblower: Option<bool>,
}

/// The person's other answer to the question of the whistleblower channel.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseChannel {
    /// Whether the person wants the whistleblower channel.
    pub whistleblower: bool,
}

/// What happened while a complaint was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The draft was opened: the case as it began.
    Opened {
        /// The case.
        case: Box<Case>,
    },
    /// The facts were set.
    FactsSet {
        /// The facts.
        facts: Box<Facts<ContentId>>,
        /// The answer to the question of the whistleblower channel.
        whistleblower: Option<bool>,
    },
    /// The person answered the question of the whistleblower channel another way.
    ChannelChosen {
        /// Whether they want it.
        whistleblower: bool,
    },
    /// An allegation was added.
    AllegationAdded {
        /// The allegation.
        allegation: Allegation,
    },
    /// The draft was given up.
    DraftDiscarded,
    /// It was said what the case is about.
    StoryTold {
        /// In words.
        story: ContentId,
    },
    /// The complaint was filed.
    Submitted,
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Opened { case: opened } => *case = Case::clone(opened),
        Event::FactsSet { facts, whistleblower } => {
            case.facts = Facts::clone(facts);
            case.filing.whistleblower = *whistleblower;
        }
        Event::ChannelChosen { whistleblower } => case.filing.whistleblower = Some(*whistleblower),
        Event::AllegationAdded { allegation } => case.allege(allegation),
        Event::StoryTold { story } => case.filing.story = Some(*story),
        Event::DraftDiscarded => case.state = State::Discarded,
        Event::Submitted => {
            case.state = State::Submitted;
            case.received_on = Some(event.on);
        }
    }
}

fn own() -> FiledBy {
    FiledBy::Complainant
}

fn denmark() -> Jurisdiction {
    Jurisdiction::Dk
}

impl FiledBy {
    /// The capacity in which somebody files.
    #[must_use]
    pub fn capacity(self) -> Capacity {
        match self {
            Self::Complainant => Capacity::Complainant,
            Self::Representative => Capacity::RepresentativeWrite,
            Self::Bystander => Capacity::Bystander,
            Self::IntakeOfficer => Capacity::Intake,
        }
    }
}
