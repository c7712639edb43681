//! The draft: it is opened, added to, and given up or filed.

use super::{
    Event, OpenDraft,
    check::{MOST_ALLEGATIONS, check},
};
use crate::{
    Capacity, Case, CaseId, Line, Mandate, PartyId, Person,
    allegation::{self, NewAllegation},
    case::{FiledBy, Filing, Party, PartyRole},
    impartiality,
    proceeding::Proceeding,
    refusal::Refusal,
    state::State,
};

/// Writes the draft down. The case that `p` holds is replaced.
pub(crate) fn open(p: &mut Proceeding<'_, '_>, draft: OpenDraft) -> Result<(), Refusal> {
    check(&draft, p.today())?;
    if p.cx.rules.home().jurisdiction != draft.jurisdiction {
        return Err(Refusal::invalid("/jurisdiction", "no_rules", "the procedure has no rules for it yet"));
    }
    let user = p.user()?;
    let (filed_by, channel) = (draft.filed_by, draft.channel);
    let mut parties = Vec::new();
    let mut party = |p: &mut Proceeding<'_, '_>, role, person: Person, mandate| -> Result<(), Refusal> {
        let channel = person.reached_by(channel)?;
        parties.push(Party { id: PartyId(p.cx.draw.uuid()), role, person, mandate, channel });
        Ok(())
    };
    let me = Person::with_account(user);
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
        filed_by: filed_by.into(),
        story: Some(p.keep("story", draft.story)),
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
        return Err(Refusal::NotNow);
    }
    p.happened(Event::DraftDiscarded);
    Ok(())
}

/// Files the complaint; detection and exclusions take effect before anybody is told.
pub(crate) fn submit(p: &mut Proceeding<'_, '_>) {
    p.happened(Event::Submitted);
    impartiality::detect(p);
}

fn missing(pointer: &str) -> Refusal {
    Refusal::invalid(pointer, "missing", "say whom the complaint is filed for")
}
