//! Filing: a draft, what goes into it, and its submission.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Case, CaseId, Channel, ContentId, IdentityLevel, Jurisdiction, Line, Mandate, PartyId, Person,
    PersonRef, Text, UnitId,
    allegation::{self, Allegation, NewAllegation},
    case::{FiledBy, Filing, Party, PartyRole},
    event,
    guard::Guard,
    impartiality::{self, NewConcerned},
    phase::Facts,
    proceeding::Proceeding,
    refusal::{Invalid, Refusal},
    state::State,
};

/// How many allegations a draft has.
const MOST_ALLEGATIONS: usize = 50;

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
    /// An answer that staff take down for a party without an account was read back and confirmed.
    #[serde(default)]
    pub read_back: bool,
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
        Event::DraftDiscarded => case.state = State::Discarded,
        Event::Submitted => {
            case.state = State::Submitted;
            case.received_on = Some(event.on);
        }
    }
}

/// Writes the draft down. The case that `p` holds is replaced.
pub(crate) fn open(p: &mut Proceeding<'_, '_>, draft: OpenDraft) -> Result<(), Refusal> {
    check(&draft, p.today())?;
    if p.cx.rules.pack(draft.jurisdiction).is_none() {
        return Err(Refusal::invalid("/jurisdiction", "no_rules", "there are no rules for it yet"));
    }
    let user = p.user()?;
    let (filed_by, channel) = (draft.filed_by, draft.channel);
    let mut parties = Vec::new();
    let mut party = |p: &mut Proceeding<'_, '_>, role, person: Person, mandate| -> Result<(), Refusal> {
        let channel = person.reached_by(channel)?;
        parties.push(Party { id: PartyId(p.cx.draw.uuid()), role, person, mandate, channel });
        Ok(())
    };
    let me = Person { user: Some(user), name: None };
    match (filed_by, draft.on_behalf_of) {
        (FiledBy::Complainant, _) => party(p, PartyRole::Complainant, me, None)?,
        (FiledBy::Bystander, _) => party(p, PartyRole::Bystander, me, None)?,
        (FiledBy::Representative, Some(other)) => {
            let complainant = p.person("/on_behalf_of/complainant", other.complainant)?;
            party(p, PartyRole::Complainant, complainant, None)?;
            party(p, PartyRole::Representative, me, other.mandate.or(Some(Mandate::Write)))?;
        }
        (FiledBy::IntakeOfficer, Some(other)) => {
            let complainant = p.person("/on_behalf_of/complainant", other.complainant)?;
            party(p, PartyRole::Complainant, complainant, None)?;
        }
        (FiledBy::Representative | FiledBy::IntakeOfficer, None) => return Err(missing("/on_behalf_of")),
    }
    let filing = Filing {
        filed_by,
        story: p.keep("story", draft.story),
        desired_remedy: p.keep_some("desired_remedy", draft.desired_remedy),
        occurred_from: draft.occurred_from,
        occurred_to: draft.occurred_to.unwrap_or(draft.occurred_from),
        language: draft.language.map_or_else(|| "da".to_owned(), Line::into_string),
        whistleblower: draft.whistleblower,
    };
    let case = Case {
        id: CaseId(p.cx.draw.uuid()),
        number: p.cx.draw.case_number(),
        jurisdiction: draft.jurisdiction,
        unit: draft.unit,
        state: State::Draft,
        priority: draft.facts.priority(),
        identity: draft.identity,
        author: user,
        opened_on: p.today(),
        filing,
        facts: draft.facts.map(|text| p.keep("fact", text)),
        parties,
        ..Case::empty(draft.unit, user, p.today())
    };
    p.happened(Event::Opened { case: Box::new(case) });
    for allegation in draft.allegations {
        add_allegation(p, allegation)?;
    }
    for (place, concerned) in draft.concerned.into_iter().enumerate() {
        impartiality::add_concerned(p, concerned, &format!("/concerned/{place}"))?;
    }
    Ok(())
}

/// Sets the facts of the phase.
pub(crate) fn set_facts(p: &mut Proceeding<'_, '_>, set: SetFacts) -> Result<(), Refusal> {
    if set.facts.phase() != p.case.phase() {
        return Err(Refusal::invalid("/facts/phase", "other_phase", "a case stays in its phase"));
    }
    check_names(&set.facts)?;
    let answered = p.case.filing.whistleblower.filter(|_| p.capacity.is_staff());
    if answered.is_some() && set.whistleblower.is_some_and(|it| Some(it) != answered) {
        return Err(Refusal::unmet(
            Guard::ChannelChosen,
            "persons_choice",
            "/whistleblower",
            "the person answered this; only they answer it another way",
        ));
    }
    let whistleblower = set.whistleblower.or(p.case.filing.whistleblower);
    let facts = Box::new(set.facts.map(|text| p.keep("fact", text)));
    p.happened(Event::FactsSet { facts, whistleblower });
    Ok(())
}

/// The person chooses the whistleblower channel after all, or does so no longer (G18).
pub(crate) fn choose_channel(p: &mut Proceeding<'_, '_>, choose: ChooseChannel) -> Result<(), Refusal> {
    let complainant = p.complainant()?;
    if !p.acts_for(complainant) {
        return Err(Refusal::NoSuchItem);
    }
    p.takes_down(complainant, choose.read_back)?;
    p.happened(Event::ChannelChosen { whistleblower: choose.whistleblower });
    Ok(())
}

/// Adds an allegation to the draft.
pub(crate) fn add_allegation(p: &mut Proceeding<'_, '_>, new: NewAllegation) -> Result<(), Refusal> {
    if p.case.allegations.len() >= MOST_ALLEGATIONS {
        let detail = format!("a draft has at most {MOST_ALLEGATIONS} allegations");
        return Err(Refusal::invalid("", "too_many", detail));
    }
    let allegation = allegation::write(p, new);
    p.on(allegation.id);
    p.happened(Event::AllegationAdded { allegation });
    Ok(())
}

/// Gives the draft up.
pub(crate) fn discard(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    // Time discards only what nobody filed for long enough.
    if p.capacity == Capacity::System && p.cx.rules.discard_draft_after(p.case.opened_on) >= p.today() {
        return Err(Refusal::NoSuchItem);
    }
    p.happened(Event::DraftDiscarded);
    Ok(())
}

/// Files the complaint; detection and exclusions take effect before anybody is told.
pub(crate) fn submit(p: &mut Proceeding<'_, '_>) {
    p.happened(Event::Submitted);
    impartiality::detect(p);
}

/// Guard G1: who, what, when, where, and what is alleged.
pub(crate) fn complaint_minimum(case: &Case) -> Vec<crate::refusal::Unmet> {
    let mut unmet = Vec::new();
    let mut miss = |code, pointer: &str, detail: &str| {
        unmet.push(crate::refusal::Unmet::new(Guard::ComplaintMinimum, code, pointer, detail));
    };
    if case.allegations.is_empty() {
        miss("no_allegation", "/allegations", "name at least one ground, or \"unknown\"");
    }
    if !case.parties.iter().any(|it| matches!(it.role, PartyRole::Complainant | PartyRole::Bystander)) {
        miss("no_complainant", "/parties", "say who complains");
    }
    unmet
}

fn check(draft: &OpenDraft, today: Date) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    let mut wrong = |pointer: &str, code, detail: &str| {
        errors.push(Invalid { pointer: pointer.to_owned(), code, detail: detail.to_owned() });
    };
    if draft.occurred_from > today {
        wrong("/occurred_from", "in_the_future", "must not be in the future");
    }
    if draft.occurred_to.is_some_and(|to| to < draft.occurred_from) {
        wrong("/occurred_to", "before_start", "must not be before occurred_from");
    }
    if draft.occurred_to.is_some_and(|to| to > today) {
        wrong("/occurred_to", "in_the_future", "must not be in the future");
    }
    if draft.filed_by == FiledBy::IntakeOfficer && !draft.read_back {
        wrong("/read_back", "not_read_back", "an oral complaint is read back and confirmed");
    }
    if draft.filed_by == FiledBy::Representative
        && !draft.on_behalf_of.as_ref().is_some_and(|other| other.power_of_attorney)
    {
        wrong("/on_behalf_of/power_of_attorney", "no_power_of_attorney", "a power of attorney is needed");
    }
    if draft.on_behalf_of.is_some() && matches!(draft.filed_by, FiledBy::Complainant | FiledBy::Bystander) {
        wrong("/on_behalf_of", "not_for_others", "say in which capacity you file for somebody else");
    }
    if draft.filed_by == FiledBy::Representative
        && draft.on_behalf_of.as_ref().is_some_and(|other| other.mandate == Some(Mandate::Read))
    {
        wrong("/on_behalf_of/mandate", "read_only", "who may only read does not file");
    }
    if draft.allegations.len() > MOST_ALLEGATIONS {
        wrong("/allegations", "too_many", "at most 50");
    }
    if draft.concerned.len() > 50 {
        wrong("/concerned", "too_many", "at most 50");
    }
    if draft.language.as_ref().is_some_and(|tag| !is_language_tag(tag.as_str())) {
        wrong("/language", "not_a_language_tag", "a BCP 47 tag such as `da` or `ar`");
    }
    if !errors.is_empty() {
        return Err(Refusal::Content(errors));
    }
    check_names(&draft.facts)
}

fn check_names(facts: &Facts<Text>) -> Result<(), Refusal> {
    let marked = facts.not_obtainable();
    let mut wrong = Vec::new();
    for (place, name) in marked.iter().map(|it| it.fact.as_str()).enumerate() {
        let (code, detail) = if !facts.names().contains(&name) {
            ("unknown_fact", format!("the phase has no fact `{name}`"))
        } else if marked[..place].iter().any(|it| it.fact == name) {
            ("named_twice", format!("`{name}` is named already"))
        } else {
            continue;
        };
        wrong.push(Invalid { pointer: format!("/facts/not_obtainable/{place}/fact"), code, detail });
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Content(wrong)) }
}

/// A language with at most a script and a region, as letters go by: `da`, `sr-Latn`, `ar-EG`, `es-419`. What else BCP
/// 47 has room for is room for a name.
fn is_language_tag(tag: &str) -> bool {
    let letters = |part: &str, long: &[usize]| {
        long.contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphabetic())
    };
    let digits = |part: &str| part.len() == 3 && part.bytes().all(|it| it.is_ascii_digit());
    let mut parts = tag.split('-').peekable();
    let language = parts.next().is_some_and(|it| letters(it, &[2, 3]));
    parts.next_if(|it| letters(it, &[4]));
    parts.next_if(|it| letters(it, &[2]) || digits(it));
    language && parts.next().is_none()
}

fn missing(pointer: &str) -> Refusal {
    Refusal::invalid(pointer, "missing", "say whom the complaint is filed for")
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
