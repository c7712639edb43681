//! Splitting: some allegations go on in a case of their own, with what belongs to them. The dates stay those of the
//! first filing, and everything that was found stands in both.

use serde::Deserialize;

use super::{
    Event, LinkedAs,
    opening::{Hand, Kinship},
};
use crate::{
    Action, AllegationId, Case, CaseId, HearingItemId, LinkedCase, Text,
    consultation::{Consultation, Track},
    delivery::Delivered,
    proceeding::Proceeding,
    refusal::Refusal,
};

/// What goes on in a case of its own.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitOff {
    /// The allegations, some but not all that are open.
    #[schema(min_items = 1, max_items = 200)]
    pub allegations: Vec<AllegationId>,
    /// The hearing items about them: each goes along with its dates and its reply, and is heard there.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub hearing_items: Vec<HearingItemId>,
    /// Why.
    pub reason: Text,
}

/// Splits allegations off.
pub(crate) fn split_off(p: &mut Proceeding<'_, '_>, split: SplitOff) -> Result<(), Refusal> {
    let SplitOff { allegations, hearing_items, reason } = split;
    for (place, id) in allegations.iter().enumerate() {
        if !p.case.allegations.iter().any(|it| it.id == *id && it.is_open()) {
            let pointer = format!("/allegations/{place}");
            return Err(Refusal::invalid(pointer, "unknown_allegation", "no open allegation of the case"));
        }
    }
    for (place, id) in hearing_items.iter().enumerate() {
        if !p.case.hearing_items.iter().any(|it| it.id == *id) {
            let pointer = format!("/hearing_items/{place}");
            return Err(Refusal::invalid(pointer, "unknown_item", "no item of the hearing"));
        }
    }
    let stays = |it: &crate::allegation::Allegation| it.is_open() && !allegations.contains(&it.id);
    if allegations.is_empty() || !p.case.allegations.iter().any(stays) {
        let detail = "some allegations go, and some stay";
        return Err(Refusal::invalid("/allegations", "all_or_none", detail));
    }
    p.spend_track(Track::SplitOff);
    let kinship = Kinship { new_is: LinkedAs::SplitOff, old_is: LinkedAs::SplitFrom };
    let case = part_of(p, kinship, &allegations, &hearing_items);
    let hand = Hand { capacity: p.capacity, action: Action::SplitOff };
    let there = p.opens(case, kinship, hand, Vec::new(), |_| {});
    p.on(there);
    let reason = p.keep("split", reason);
    p.happened(Event::AllegationsSplitOff { allegations, hearing_items, reason });
    p.tell_parties(Delivered::SplitNotice);
    Ok(())
}

/// What goes: a case like this one as it stands, but for what stays: what somebody still has to answer, what is in
/// force, what was decided before.
fn part_of(
    p: &mut Proceeding<'_, '_>,
    kinship: Kinship,
    allegations: &[AllegationId],
    items: &[HearingItemId],
) -> Case {
    let (id, number) = (CaseId(p.cx.draw.uuid()), p.cx.draw.case_number());
    let whole = &p.case;
    let link = LinkedCase { case: whole.id, linked_as: kinship.old_is, on: p.today() };
    let mut part = Case {
        id,
        number,
        links: vec![link],
        alarms: Vec::new(),
        interim_measures: Vec::new(),
        mediation: None,
        worksheets: Vec::new(),
        draft: None,
        decision: None,
        reviews: Vec::new(),
        remedies: Vec::new(),
        checks: Vec::new(),
        withdrawal: None,
        ..whole.clone()
    };
    part.allegations.retain(|it| allegations.contains(&it.id));
    part.keep_items(|it| items.contains(&it));
    part.consultations.retain(Consultation::is_over);
    part.information_requests.retain(|it| it.answer.is_some());
    part.access_requests.retain(|it| it.answer.is_some());
    part.deliveries.retain(|it| it.sent_on.is_some());
    part
}

impl Proceeding<'_, '_> {
    /// Tells both sides, as far as they know of the case.
    pub(super) fn tell_parties(&mut self, act: Delivered) {
        use crate::case::PartyRole::{Complainant, EmployerUnit};
        let unit = self.case.party(EmployerUnit).filter(|_| self.case.respondent_informed());
        let told = [self.case.party(Complainant), unit];
        for party in told.into_iter().flatten().map(|it| it.id).collect::<Vec<_>>() {
            self.deliver(party, act, None);
        }
    }
}
