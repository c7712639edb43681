//! Whether the parties were heard (guard G5).

use jiff::civil::Date;

use super::HearingItem;
use crate::{
    Case, allegation::Allegation, case::PartyRole, decision::Draft, guard::Guard, measure, refusal::Unmet,
};

/// Guard G5: every adverse fact was put to its party, who answered, waived it, or let the time pass. What is found
/// against the unit, and what was added to the complaint later, rests on a fact to the unit's detriment that it could
/// be heard on (FVL s. 19).
pub(crate) fn heard(case: &Case, about_to_decide: Option<&Draft>, today: Date) -> Vec<Unmet> {
    if let Some(measure) = &case.measure {
        return measure::heard(case, measure, about_to_decide, today);
    }
    let mut unmet = open_items(case, today);
    let needs = |it: &Allegation| {
        it.is_open()
            && (it.amendment.is_some() || about_to_decide.is_some_and(|draft| draft.substantiates(it.id)))
    };
    let unheard = case.allegations.iter().enumerate();
    let unheard = unheard.filter(|(_, it)| needs(it) && !case.is_put_to_the_unit(it));
    unmet.extend(unheard.map(|(place, _)| {
        let detail = "the unit was heard on nothing that could be about the allegation";
        Unmet::new(Guard::Heard, "nobody_heard", format!("/allegations/{place}"), detail)
    }));
    unmet
}

/// The facts on which a party was not heard yet.
pub(crate) fn open_items(case: &Case, today: Date) -> Vec<Unmet> {
    let open = case.hearing_items.iter().enumerate().filter(|(_, item)| !item.is_heard(today));
    open.map(|(place, item)| pending(place, item)).collect()
}

fn pending(place: usize, item: &HearingItem) -> Unmet {
    let (code, detail) = match (item.disclosed_on, item.reply_by) {
        (Some(_), Some(by)) => ("reply_pending", format!("the party may reply until {by}")),
        _ => ("not_disclosed", "the fact was not put to the party".to_owned()),
    };
    Unmet::new(Guard::Heard, code, format!("/hearing_items/{place}"), detail)
}

impl Case {
    /// Whether the unit could be heard on an allegation: there is a fact to its detriment that was raised when the
    /// allegation was there.
    pub(crate) fn is_put_to_the_unit(&self, allegation: &Allegation) -> bool {
        let of_unit = |item: &HearingItem| {
            self.party_by_id(item.party).is_some_and(|party| party.role == PartyRole::EmployerUnit)
        };
        self.hearing_items.iter().skip(allegation.heard_from).any(of_unit)
    }
}
