//! Interim measures: what is ordered until the case is decided, and never to the complainant's disadvantage (G19).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, InterimMeasureId, Text, UserId,
    case::PartyRole,
    codes::codes,
    consultation::Stance,
    delivery::Delivered,
    event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
};

codes! {
    /// What is ordered (rulebook 7.5).
    Measure {
        HoldAppointment, FreezeFile, SeparatePersons, ChangeReportingLine, Support, SuspendEffectiveDate,
        KeepAccessToEvidence, Other,
    }
}

/// An interim measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InterimMeasure {
    /// The measure.
    pub id: InterimMeasureId,
    /// What is ordered.
    pub measure: Measure,
    /// In words.
    #[schema(value_type = String)]
    pub what: ContentId,
    /// By whom.
    pub by: UserId,
    /// Whether it touches the complainant, who then agreed.
    pub touches_complainant: bool,
    /// When it was ordered.
    pub ordered_on: Date,
    /// When it ends at the latest.
    pub until: Date,
    /// When it is looked at again.
    pub review_on: Date,
    /// When it was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
}

impl InterimMeasure {
    /// Whether it is in force.
    #[must_use]
    pub fn is_in_force(&self, today: Date) -> bool {
        self.ended_on.is_none() && self.until >= today
    }
}

/// A step about an interim measure, as the complainant is asked about it: an answer is about this step only (G19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum InterimPlan {
    /// A measure is to be ordered.
    Order {
        /// What is to be ordered.
        measure: Measure,
        /// Whether it touches the complainant.
        touches_complainant: bool,
    },
    /// A measure in force is to end on another day.
    Change {
        /// Which.
        interim_measure: InterimMeasureId,
    },
    /// A measure in force is to end.
    End {
        /// Which.
        interim_measure: InterimMeasureId,
    },
}

/// An order.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderInterim {
    /// What is ordered.
    pub measure: Measure,
    /// In words.
    pub what: Text,
    /// When it ends at the latest.
    pub until: Date,
    /// Whether it touches the complainant: moves them, changes their work, their hours or whom they meet.
    pub touches_complainant: bool,
}

impl OrderInterim {
    /// The step that it is.
    #[must_use]
    pub fn plan(&self) -> InterimPlan {
        InterimPlan::Order { measure: self.measure, touches_complainant: self.touches_complainant }
    }
}

/// A second look at a measure.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewInterim {
    /// Why it goes on, as it is or changed.
    pub reason: Text,
    /// The new end, if the measure changes; that needs a consultation.
    #[serde(default)]
    pub until: Option<Date>,
}

/// The end of a measure.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndInterim {
    /// Why it ends.
    pub reason: Text,
}

/// What happened to interim measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// One was ordered.
    InterimOrdered {
        /// Who answers for the unit, where the unit was no party yet.
        respondent: Option<crate::case::Party>,
        /// The measure.
        measure: InterimMeasure,
    },
    /// It was looked at again.
    InterimReviewed {
        /// Which.
        measure: InterimMeasureId,
        /// Why it goes on.
        reason: ContentId,
        /// When it ends now.
        until: Date,
        /// When it is looked at next.
        review_on: Date,
    },
    /// It was ended.
    InterimEnded {
        /// Which.
        measure: InterimMeasureId,
        /// Why.
        reason: ContentId,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::InterimOrdered { respondent, measure } => {
            case.parties.extend(respondent.clone());
            case.interim_measures.push(measure.clone());
        }
        Event::InterimReviewed { measure, until, review_on, .. } => {
            for it in case.interim_measures.iter_mut().filter(|it| it.id == *measure) {
                it.until = *until;
                it.review_on = *review_on;
            }
        }
        Event::InterimEnded { measure, .. } => {
            for it in case.interim_measures.iter_mut().filter(|it| it.id == *measure) {
                it.ended_on = Some(event.on);
            }
        }
    }
}

/// Orders a measure; the unit's speaker learns of the order, and before admission of nothing else.
pub(crate) fn order(p: &mut Proceeding<'_, '_>, order: OrderInterim) -> Result<(), Refusal> {
    if order.until <= p.today() {
        return Err(Refusal::invalid("/until", "in_the_past", "must be after today"));
    }
    p.spend_step(order.plan());
    let there = p.case.party(PartyRole::EmployerUnit).is_some();
    let respondent = if there { None } else { Some(crate::intake::unit_speaker(p)?) };
    let measure = InterimMeasure {
        id: InterimMeasureId(p.cx.draw.uuid()),
        measure: order.measure,
        what: p.keep("interim_measure", order.what),
        by: p.user()?,
        touches_complainant: order.touches_complainant,
        ordered_on: p.today(),
        until: order.until,
        review_on: p.cx.rules.interim_review_on(p.today()),
        ended_on: None,
    };
    let id = measure.id;
    p.on(id);
    p.happened(Event::InterimOrdered { respondent, measure });
    tell(p, id);
    Ok(())
}

fn tell(p: &mut Proceeding<'_, '_>, id: InterimMeasureId) {
    let told = |it: &&crate::case::Party| matches!(it.role, PartyRole::EmployerUnit | PartyRole::Complainant);
    let parties: Vec<_> = p.case.parties.iter().filter(told).map(|party| party.id).collect();
    for party in parties {
        p.deliver(party, Delivered::InterimOrder, Some(id.to_string()));
    }
}

fn in_force(p: &Proceeding<'_, '_>, id: InterimMeasureId) -> Result<InterimMeasure, Refusal> {
    let today = p.today();
    let found = p.case.interim_measures.iter().find(|it| it.id == id && it.is_in_force(today));
    found.cloned().ok_or(Refusal::NoSuchItem)
}

/// Looks at a measure again.
pub(crate) fn review(
    p: &mut Proceeding<'_, '_>,
    id: InterimMeasureId,
    review: ReviewInterim,
) -> Result<(), Refusal> {
    let measure = in_force(p, id)?;
    p.on(id);
    let until = review.until.unwrap_or(measure.until);
    if review.until.is_some() && until <= p.today() {
        return Err(Refusal::invalid("/until", "in_the_past", "must be after today"));
    }
    if until != measure.until {
        p.spend_step(InterimPlan::Change { interim_measure: id });
    }
    let reason = p.keep("interim_reason", review.reason);
    let review_on = p.cx.rules.interim_review_on(p.today());
    p.happened(Event::InterimReviewed { measure: id, reason, until, review_on });
    tell(p, id);
    Ok(())
}

/// Ends a measure.
pub(crate) fn end(p: &mut Proceeding<'_, '_>, id: InterimMeasureId, end: EndInterim) -> Result<(), Refusal> {
    in_force(p, id)?;
    p.on(id);
    p.spend_step(InterimPlan::End { interim_measure: id });
    let reason = p.keep("interim_reason", end.reason);
    p.happened(Event::InterimEnded { measure: id, reason });
    tell(p, id);
    Ok(())
}

impl Case {
    /// Whether a step could be taken: a measure is changed or ended while it is in force.
    pub(crate) fn can_step(&self, plan: InterimPlan, today: Date) -> bool {
        match plan {
            InterimPlan::Order { .. } => true,
            InterimPlan::Change { interim_measure } | InterimPlan::End { interim_measure } => {
                self.interim_measures.iter().any(|it| it.id == interim_measure && it.is_in_force(today))
            }
        }
    }

    fn touches_complainant(&self, plan: InterimPlan) -> bool {
        match plan {
            InterimPlan::Order { touches_complainant, .. } => touches_complainant,
            // A change of what touches the complainant needs their agreement as the order did.
            InterimPlan::Change { interim_measure } | InterimPlan::End { interim_measure } => {
                self.interim_measures.iter().any(|it| it.id == interim_measure && it.touches_complainant)
            }
        }
    }
}

/// Guard G19: what touches the complainant has the complainant's own agreement to this step, given in the
/// consultation.
pub(crate) fn no_detriment(case: &Case, plan: InterimPlan) -> Vec<Unmet> {
    let asked = case.consultation_about_step(|it| it == plan);
    let agreed =
        asked.and_then(|(_, it)| it.answer.as_ref()).is_some_and(|answer| answer.stance == Stance::Agree);
    if agreed || !case.touches_complainant(plan) {
        return Vec::new();
    }
    vec![Unmet::new(
        Guard::NoDetriment,
        "complainant_does_not_agree",
        "/consultations",
        "a measure that touches the complainant needs their own agreement to just this step",
    )]
}
