//! Which measure is intended: the person is heard about it, and about another one anew. A harder one opens a hearing that
//! was over again (DK-P7).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, MeasureCase, Sanction};
use crate::{
    Case, ContentId, HearingItemId, Text,
    case::PartyRole,
    delivery::Delivered,
    hearing::{self, NewAdverseFact},
    phase::{Facts, dismissal, employment},
    proceeding::Proceeding,
    refusal::Refusal,
    state::{Stage, State},
};

/// So often the intention can change.
const MOST: usize = 20;

/// A measure that is intended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intention {
    /// Which.
    pub sanction: Sanction,
    /// Since when.
    pub since: Date,
    /// Why in place of the one before; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<ContentId>,
    /// By which item the person is heard on it; none where they were heard on nothing before, or on more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<HearingItemId>,
}

/// Another measure that is intended.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntendMeasure {
    /// Which.
    pub sanction: Sanction,
    /// Why, as the person is told it.
    pub reason: Text,
}

impl Intention {
    pub(super) fn first(sanction: Sanction, since: Date) -> Self {
        Self { sanction, since, because: None, item: None }
    }
}

impl MeasureCase {
    /// The measure that is intended now, and that the person is heard about.
    #[must_use]
    pub fn intended(&self) -> Option<Sanction> {
        self.intentions.last().map(|it| it.sanction)
    }
}

impl Case {
    /// The latest intention that the person was told of: one that they are heard on is told by putting it to them.
    #[must_use]
    pub fn intention_told(&self) -> Option<&Intention> {
        self.measure.as_ref()?.intentions.iter().rfind(|it| self.is_told(it))
    }

    /// Whether the person was told of an intention, if they were told of the case.
    #[must_use]
    pub fn is_told(&self, intention: &Intention) -> bool {
        let put = |id| self.hearing_items.iter().any(|it| it.id == id && it.disclosed_on.is_some());
        intention.item.is_none_or(put)
    }
}

/// What the law calls a dismissal has the clocks of one; everything else is about employment.
pub(super) fn facts(sanction: Sanction) -> Facts<ContentId> {
    match sanction {
        Sanction::Dismissal => Facts::Dismissal(dismissal::Facts::default()),
        _ => Facts::Employment(employment::Facts::default()),
    }
}

/// Another measure is intended. Who was heard is heard on it anew, unless the hearing is over and covered more.
pub(crate) fn intend(p: &mut Proceeding<'_, '_>, new: IntendMeasure) -> Result<(), Refusal> {
    let intentions = p.case.measure.as_ref().map_or(&[][..], |it| &it.intentions);
    let before = intentions.last().map(|it| it.sanction);
    let wrong = if new.sanction == Sanction::NoMeasure {
        Some(("not_a_measure", "decide that nothing is done instead"))
    } else if before == Some(new.sanction) {
        Some(("unchanged", "this measure is intended already"))
    } else if intentions.len() >= MOST {
        Some(("too_many", "the intention changed too often"))
    } else {
        None
    };
    if let Some((code, detail)) = wrong {
        return Err(Refusal::invalid("/sanction", code, detail));
    }
    let harder = before.is_none_or(|before| !new.sanction.is_within(before));
    let heard = p.case.hearing_items.iter().any(|it| it.disclosed_on.is_some());
    let over = matches!(p.case.stage(), Stage::Assessment | Stage::DecisionDrafted);
    let reopens = over && harder;
    let anew = reopens || heard && (harder || p.case.stage() == Stage::Hearing);
    let person = p.case.party(PartyRole::Respondent).map(|it| it.id).ok_or(Refusal::NoSuchItem)?;
    let (because, item) = if anew {
        hearing::add_fact(p, NewAdverseFact { fact: new.reason, party: person }, "")?;
        let item = p.case.hearing_items.last().ok_or(Refusal::NoSuchItem)?;
        (item.fact, Some(item.id))
    } else {
        (p.keep("intention", new.reason), None)
    };
    let intention = Intention { sanction: new.sanction, since: p.today(), because: Some(because), item };
    p.happened(Event::IntentionChanged { intention, reopens });
    if !anew && p.case.person_informed() {
        p.deliver(person, Delivered::IntentionNotice, None);
    }
    Ok(())
}

pub(super) fn adopt(case: &mut Case, intention: &Intention, reopens: bool) {
    let Some(measure) = &mut case.measure else { return };
    measure.intentions.push(intention.clone());
    if intention.sanction == Sanction::Dismissal {
        // What the union was told was about something else.
        measure.union = None;
    }
    case.facts = facts(intention.sanction);
    case.priority = case.facts.priority();
    if reopens {
        case.draft = None;
        case.state = State::Hearing;
    }
}
