//! What happened to a case, as far as each may know.

use domain::{
    Capacity, Case, Event, amendment, case::PartyRole, decision, delivery, event::Happening, follow_up,
    hearing, intake, interim, investigation, mediation, remedy, review,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;

use super::Lens;

/// One thing that happened, as an actor may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The day.
    pub on: Date,
    /// The instant; left out for a respondent, who sees days only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// What happened, as a code.
    pub event: &'static str,
    /// In which capacity somebody did it.
    pub by: Capacity,
}

/// An event as a lens shows it; none when it is not for that eye.
pub(crate) fn entry(event: &Event, lens: Lens, case: &Case) -> Option<TimelineEntry> {
    let respondent = matches!(lens, Lens::Respondent | Lens::InterimOrder);
    let shown = match lens {
        Lens::Staff | Lens::Author => true,
        Lens::Complainant => !is_internal(&event.what),
        Lens::Respondent => for_respondent(event, case),
        _ => false,
    };
    shown.then(|| TimelineEntry {
        on: event.on,
        at: (!respondent).then_some(event.at),
        event: event.kind(),
        by: event.capacity,
    })
}

/// What staff do among themselves.
fn is_internal(what: &Happening) -> bool {
    matches!(
        what,
        Happening::Impartiality(_)
            | Happening::Assignment(_)
            | Happening::Investigation(investigation::Event::Recorded { .. })
            | Happening::Hearing(hearing::Event::AdverseFactRaised { .. })
            | Happening::Decision(
                decision::Event::ProofAssessed { .. }
                    | decision::Event::Drafted { .. }
                    | decision::Event::DecisionReturned { .. }
            )
            | Happening::Review(review::Event::ChangeProposed { .. })
    )
}

/// What the respondent may know: from admission on, what concerns the unit, and nothing that only the complainant does.
fn for_respondent(event: &Event, case: &Case) -> bool {
    let unit = case.party(PartyRole::EmployerUnit).map(|party| party.id);
    match &event.what {
        Happening::Intake(intake::Event::Admitted { .. })
        | Happening::Amendment(amendment::Event::Amended { .. })
        | Happening::Investigation(
            investigation::Event::InvestigationOpened | investigation::Event::InvestigationFinished,
        )
        | Happening::Hearing(hearing::Event::HearingResumed | hearing::Event::HearingClosed)
        | Happening::Interim(interim::Event::InterimOrdered { .. } | interim::Event::InterimEnded { .. })
        | Happening::Mediation(
            mediation::Event::MediationBegan { .. }
            | mediation::Event::MediationEnded
            | mediation::Event::SettlementProposed { .. }
            | mediation::Event::Settled { .. },
        )
        | Happening::Decision(decision::Event::DecisionMade { .. })
        | Happening::Review(
            review::Event::Upheld { .. }
            | review::Event::DecisionChanged { .. }
            | review::Event::SentBack { .. },
        )
        | Happening::Remedy(remedy::Event::RemediesStarted | remedy::Event::RemediesCompleted)
        | Happening::FollowUp(follow_up::Event::Closed { .. }) => true,
        Happening::Delivery(delivery::Event::DeliveryPrepared { delivery }) => Some(delivery.party) == unit,
        _ => event.capacity.is_for_unit(),
    }
}
