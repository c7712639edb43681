//! Finding the facts: interviews, evidence, notes and the report.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, Line, Person, PersonRef, RecordId, Text, UserId,
    codes::codes,
    consultation::Track,
    event,
    hearing::{self, NewAdverseFact},
    proceeding::Proceeding,
    refusal::Refusal,
    state::State,
    taken_down::Original,
};

codes! {
    /// What was taken down.
    RecordKind {
        Interview, Evidence, Note, Report,
        // What a party without an account wrote, of which an act was taken down.
        Original,
    }
}

/// Something that was taken down (OFL s. 13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Record {
    /// The record.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// By whom.
    pub by: UserId,
    /// When it was taken down.
    pub on: Date,
    /// The day of the interview, or on which the evidence or writing came in.
    pub held_on: Date,
    /// Who was interviewed, or from whom the evidence or writing came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub title: Option<ContentId>,
    /// What it says.
    #[schema(value_type = String)]
    pub words: ContentId,
}

/// An interview.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordInterview {
    /// Who was interviewed.
    pub person: PersonRef,
    /// When.
    pub held_on: Date,
    /// What was said.
    pub summary: Text,
    /// It was read back to the person, who confirmed it; without that it is not taken.
    pub read_back: bool,
}

/// A piece of evidence.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordEvidence {
    /// What it is called.
    pub title: Line,
    /// What it shows.
    pub description: Text,
    /// From whom it came.
    #[serde(default)]
    pub from: Option<PersonRef>,
    /// When it came in.
    pub received_on: Date,
}

/// A note, seen by staff only.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordNote {
    /// The note.
    pub note: Text,
}

/// The end of the investigation.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishInvestigation {
    /// The report.
    pub report: Text,
    /// Each essential fact with the party to whose detriment it is. A fact against both is named twice.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub adverse_facts: Vec<NewAdverseFact>,
}

/// What happened in the investigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// It was opened.
    InvestigationOpened,
    /// Something was taken down.
    Recorded {
        /// What.
        record: Record,
    },
    /// It ended; the hearing of the parties begins.
    InvestigationFinished,
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::InvestigationOpened => case.state = State::Investigation,
        Event::Recorded { record } => case.records.push(record.clone()),
        Event::InvestigationFinished => case.state = State::Hearing,
    }
}

/// Opens the investigation.
pub(crate) fn open(p: &mut Proceeding<'_, '_>) {
    p.spend_track(Track::Investigation);
    p.happened(Event::InvestigationOpened);
}

fn record(
    p: &mut Proceeding<'_, '_>,
    kind: RecordKind,
    held_on: Date,
    person: Option<Person>,
    title: Option<ContentId>,
    words: ContentId,
) -> Result<(), Refusal> {
    let id = RecordId(p.cx.draw.uuid());
    p.on(id);
    let record = Record { id, kind, by: p.user()?, on: p.today(), held_on, person, title, words };
    p.happened(Event::Recorded { record });
    Ok(())
}

fn not_later(p: &Proceeding<'_, '_>, pointer: &str, date: Date) -> Result<(), Refusal> {
    if date > p.today() {
        return Err(Refusal::invalid(pointer, "in_the_future", "must not be in the future"));
    }
    Ok(())
}

/// Takes an interview down, read back and confirmed.
pub(crate) fn interview(p: &mut Proceeding<'_, '_>, interview: RecordInterview) -> Result<(), Refusal> {
    if !interview.read_back {
        return Err(Refusal::invalid(
            "/read_back",
            "not_read_back",
            "an interview is read back and confirmed",
        ));
    }
    not_later(p, "/held_on", interview.held_on)?;
    let person = p.person("/person", interview.person)?;
    let words = p.keep("interview", interview.summary);
    record(p, RecordKind::Interview, interview.held_on, Some(person), None, words)
}

/// Takes a piece of evidence down.
pub(crate) fn evidence(p: &mut Proceeding<'_, '_>, evidence: RecordEvidence) -> Result<(), Refusal> {
    not_later(p, "/received_on", evidence.received_on)?;
    let person = evidence.from.map(|from| p.person("/from", from)).transpose()?;
    let title = p.keep("evidence_title", evidence.title);
    let words = p.keep("evidence", evidence.description);
    record(p, RecordKind::Evidence, evidence.received_on, person, Some(title), words)
}

/// Lays in the file what a party without an account wrote.
pub(crate) fn original(
    p: &mut Proceeding<'_, '_>,
    person: Option<Person>,
    original: Original,
) -> Result<RecordId, Refusal> {
    not_later(p, "/taken_down/original/received_on", original.received_on)?;
    let title = p.keep("original_title", original.title);
    let words = p.keep("original", original.words);
    let id = RecordId(p.cx.draw.uuid());
    let record = Record {
        id,
        kind: RecordKind::Original,
        by: p.user()?,
        on: p.today(),
        held_on: original.received_on,
        person,
        title: Some(title),
        words,
    };
    p.happened(Event::Recorded { record });
    Ok(id)
}

/// Takes a note for staff.
pub(crate) fn note(p: &mut Proceeding<'_, '_>, note: RecordNote) -> Result<(), Refusal> {
    let words = p.keep("note", note.note);
    let today = p.today();
    record(p, RecordKind::Note, today, None, None, words)
}

/// Ends the investigation: each adverse fact becomes an item of the hearing, not yet disclosed.
pub(crate) fn finish(p: &mut Proceeding<'_, '_>, finish: FinishInvestigation) -> Result<(), Refusal> {
    let words = p.keep("report", finish.report);
    let today = p.today();
    record(p, RecordKind::Report, today, None, None, words)?;
    p.happened(Event::InvestigationFinished);
    hearing::go_on(p);
    for (place, fact) in finish.adverse_facts.into_iter().enumerate() {
        hearing::add_fact(p, fact, &format!("/adverse_facts/{place}"))?;
    }
    Ok(())
}
