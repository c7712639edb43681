//! What a draft must be to be written down, and what a complaint must have to be filed (guard G1).

use jiff::civil::Date;

use super::{OpenDraft, facts::check_names};
use crate::{
    Case, Mandate,
    case::{FiledBy, PartyRole},
    guard::Guard,
    refusal::{Invalid, Refusal},
};

/// How many allegations a draft has.
pub(super) const MOST_ALLEGATIONS: usize = 50;

pub(super) fn check(draft: &OpenDraft, today: Date) -> Result<(), Refusal> {
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
