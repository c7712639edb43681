//! A command under way: the case as it becomes, what happened so far, and the texts that came with it.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    Actor, Capacity, Case, CaseId, Change, ContentId, Directory, Draw, PartyId, Person, PersonRef,
    Pseudonyms, UserId, Words,
    archive::ContentHash,
    case::FiledHow,
    event::{Event, Happening},
    guard::Guard,
    refusal::Refusal,
    rules::Rules,
    taken_down::TakenBy,
};

/// What the world outside the case adds to a decision.
pub struct Context<'a> {
    /// The instant of the decision.
    pub now: Timestamp,
    /// The office's time zone.
    pub zone: &'a TimeZone,
    /// The rules in force.
    pub rules: &'a Rules,
    /// The people and units the command names.
    pub directory: &'a Directory,
    /// The other cases that the command touches, as they are now.
    pub beside: &'a [Beside],
    /// What happened to the case before, where the command looks back.
    pub history: Vec<Event>,
    /// Makes ids of pseudonyms.
    pub pseudonyms: Pseudonyms<'a>,
    /// The hash of what there is, where the command destroys it.
    pub content: Option<ContentHash>,
    /// Random bits for new ids.
    pub draw: Draw<'a>,
}

/// A case beside the one that changes.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The case.
    pub case: Case,
    /// The version that a change of it is decided on.
    pub version: i64,
}

impl Context<'_> {
    /// The civil day in the office's zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }
}

/// A command under way.
pub(crate) struct Proceeding<'p, 'c> {
    pub(crate) case: Case,
    pub(crate) actor: &'p Actor,
    pub(crate) capacity: Capacity,
    pub(crate) cx: &'p mut Context<'c>,
    pub(crate) events: Vec<Event>,
    pub(crate) words: Vec<Words>,
    pub(crate) object: Option<String>,
    /// Whose act it is, where staff take one down; `capacity` is then the party's.
    pub(crate) taken_down: Option<TakenBy>,
    /// Where texts come from that the case takes over.
    pub(crate) carried_from: Option<CaseId>,
    /// What happens to other cases in the same breath.
    pub(crate) also: Vec<Change>,
}

impl Proceeding<'_, '_> {
    pub(crate) fn today(&self) -> Date {
        self.cx.today()
    }

    /// The account that acts; the System never reaches a place that asks.
    pub(crate) fn user(&self) -> Result<UserId, Refusal> {
        self.actor.user().ok_or(Refusal::NoSuchItem)
    }

    /// Takes down what happened, and lets the case become what follows.
    pub(crate) fn happened(&mut self, what: impl Into<Happening>) {
        let event = Event {
            at: self.cx.now,
            on: self.today(),
            by: self.actor.user(),
            capacity: self.capacity,
            taken_down: self.taken_down,
            what: what.into(),
        };
        self.case.apply(&event);
        self.events.push(event);
    }

    /// Puts a text among the texts of the case.
    pub(crate) fn keep(&mut self, kind: &'static str, text: impl Into<String>) -> ContentId {
        let id = ContentId(self.cx.draw.uuid());
        self.words.push(Words { id, kind: kind.into(), text: text.into() });
        id
    }

    /// The same for a text that may be missing.
    pub(crate) fn keep_some<T: Into<String>>(
        &mut self,
        kind: &'static str,
        text: Option<T>,
    ) -> Option<ContentId> {
        text.map(|text| self.keep(kind, text))
    }

    /// Finds the account of a person, or keeps the name. Who is no staff learns nothing of user names: what they wrote
    /// is kept, and the answer is the same whoever has the name, or nobody.
    pub(crate) fn person(&mut self, pointer: &str, person: PersonRef) -> Result<Person, Refusal> {
        if person.user.is_none() && person.name.is_none() {
            return Err(Refusal::invalid(pointer, "missing", "give a user name or a name"));
        }
        let user = person.username().and_then(|name| self.cx.directory.named(&name)).map(|it| it.id);
        let for_staff = self.capacity.is_staff() || self.taken_down.is_some() || self.is_officers_draft();
        if for_staff && person.user.is_some() && user.is_none() {
            let pointer = format!("{pointer}/user");
            return Err(Refusal::invalid(pointer, "unknown_user", "nobody has this user name"));
        }
        let username = person.user.filter(|_| !for_staff);
        Ok(Person {
            user,
            name: self.keep_some("person", person.name),
            username: self.keep_some("username", username),
        })
    }

    /// Whether an intake officer writes down what somebody tells.
    fn is_officers_draft(&self) -> bool {
        self.capacity == Capacity::Author && self.case.filing.filed_by == FiledHow::IntakeOfficer
    }

    /// Names what the act was done to, for the audit log.
    pub(crate) fn on(&mut self, object: impl std::fmt::Display) {
        self.object = Some(object.to_string());
    }

    /// The complainant, who must exist for an act towards them.
    pub(crate) fn complainant(&self) -> Result<PartyId, Refusal> {
        self.case.party(crate::case::PartyRole::Complainant).map(|party| party.id).ok_or_else(|| {
            Refusal::unmet(
                Guard::ComplaintMinimum,
                "no_complainant",
                "/parties",
                "the case has no complainant",
            )
        })
    }
}

impl From<crate::Text> for String {
    fn from(text: crate::Text) -> Self {
        text.into_string()
    }
}

impl From<crate::Line> for String {
    fn from(line: crate::Line) -> Self {
        line.into_string()
    }
}
