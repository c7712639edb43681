//! What happened to a case, as far as each may know.

use domain::{
    Capacity, Case, CaseId, Duty, Event, HearingItemId, Party, PartyId, account, amendment, archive,
    case::PartyRole,
    decision, delivery,
    event::Happening,
    external, file_access, follow_up, hearing, information, intake, interim, investigation, linked, measure,
    mediation, party,
    reckoning::{self, DateOf, Recomputed},
    remedy,
    reminder::{self, Whose},
    review,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Known, Lens, case::is_shown};

/// One thing that happened, as an actor may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The day.
    pub on: Date,
    /// The instant; left out for a respondent, who sees days only, and of what a respondent did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// What happened, as a code.
    pub event: &'static str,
    /// In which capacity somebody did it.
    pub by: Capacity,
    /// In which capacity somebody took it down, whose act it is having no account; left out for the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_down_by: Option<Capacity>,
    /// Which date was counted anew because the rules changed, with the old and the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recomputed: Option<Recomputed>,
}

/// An event as a lens shows it; none when it is not for that eye.
pub(crate) fn entry(event: &Event, lens: Lens, case: &Case, known: &Known) -> Option<TimelineEntry> {
    if links_to(event, case).is_some_and(|other| !is_shown(lens, known, other)) {
        return None;
    }
    let other_side = match lens {
        Lens::Respondent | Lens::InterimOrder => true,
        Lens::Complainant => event.capacity.is_for_unit(),
        _ => false,
    };
    let shown = match lens {
        Lens::Staff | Lens::Author => true,
        Lens::Complainant => for_complainant(event, case),
        Lens::Respondent if case.measure.is_some() => for_person(event, case),
        Lens::Respondent => for_respondent(event, case),
        _ => false,
    };
    shown.then(|| TimelineEntry {
        on: event.on,
        at: (!other_side).then_some(event.at),
        event: event.kind(),
        by: event.capacity,
        taken_down_by: event.taken_down.filter(|_| !other_side).map(|it| it.capacity),
        recomputed: recomputed(event).cloned(),
    })
}

fn recomputed(event: &Event) -> Option<&Recomputed> {
    match &event.what {
        Happening::Reckoning(reckoning::Event::DateRecomputed { recomputed }) => Some(recomputed),
        _ => None,
    }
}

/// The other case that something tells of.
fn links_to(event: &Event, case: &Case) -> Option<CaseId> {
    let Happening::Linked(what) = &event.what else { return None };
    match what {
        linked::Event::CaseLinked { link } => Some(link.case),
        linked::Event::AlarmRaised { alarm } | linked::Event::AlarmRecorded { alarm } => {
            (alarm.case != case.id).then_some(alarm.case)
        }
        _ => None,
    }
}

/// What the complainant may know: not what staff do among themselves, nor what is between the office and the unit or
/// a witness, nor that there are witnesses.
fn for_complainant(event: &Event, case: &Case) -> bool {
    let me = case.party(PartyRole::Complainant).map(|party| party.id);
    let with_another = about(event, case).is_some_and(|party| Some(party) != me);
    let of_both =
        matches!(event.what, Happening::Mediation(_) | Happening::Review(review::Event::ReviewAsked { .. }));
    let witness = match &event.what {
        Happening::Party(party::Event::PartyAdded { party }) => party.role == PartyRole::Witness,
        _ => event.capacity == Capacity::Witness,
    };
    // What the body outside tells is for it to tell the parties.
    let of_body = matches!(event.what, Happening::External(_)) && about(event, case).is_none();
    !is_internal(&event.what)
        && !with_another
        && !witness
        && !of_body
        && (of_both || !event.capacity.is_for_unit())
}

/// The one party that something is about, where it is between that party and the office.
fn about(event: &Event, case: &Case) -> Option<PartyId> {
    let item = |id: &HearingItemId| case.hearing_items.iter().find(|it| it.id == *id).map(|it| it.party);
    match &event.what {
        Happening::Information(information::Event::InformationRequested { request }) => Some(request.party),
        Happening::Information(information::Event::InformationAnswered { request, .. }) => {
            case.information_requests.iter().find(|it| it.id == *request).map(|it| it.party)
        }
        Happening::Hearing(
            hearing::Event::Disclosed { item: id, .. }
            | hearing::Event::Replied { item: id, .. }
            | hearing::Event::ExtensionAsked { item: id, .. }
            | hearing::Event::ItemExtended { item: id, .. }
            | hearing::Event::Waived { item: id, .. },
        ) => item(id),
        Happening::FileAccess(file_access::Event::AccessAsked { request }) => Some(request.party),
        Happening::FileAccess(file_access::Event::AccessAnswered { request, .. }) => {
            case.access_requests.iter().find(|it| it.id == *request).map(|it| it.party)
        }
        Happening::External(external::Event::ExternalNoticed { proceeding }) => proceeding.reported_by,
        Happening::External(external::Event::ExternalEnded { proceeding, .. }) => {
            case.external_proceedings.iter().find(|it| it.id == *proceeding)?.reported_by
        }
        Happening::Account(
            account::Event::AccountLinked { party, .. } | account::Event::AccountUnlinked { party, .. },
        ) => {
            let represents = |it: &&Party| it.id == *party && it.role == PartyRole::Representative;
            case.parties.iter().all(|it| !represents(&it)).then_some(*party)
        }
        Happening::Reckoning(reckoning::Event::DateRecomputed { recomputed }) => match recomputed.of {
            DateOf::Period { party, .. } => party,
            // Nobody but the complainant turns to a body outside.
            DateOf::Outside { .. } => case.party(PartyRole::Complainant).map(|party| party.id),
        },
        Happening::Delivery(delivery::Event::DeliveryPrepared { delivery }) => Some(delivery.party),
        Happening::Delivery(
            delivery::Event::ActDelivered { delivery, .. } | delivery::Event::DeliveryOpened { delivery },
        ) => case.deliveries.iter().find(|it| it.id == *delivery).map(|it| it.party),
        _ => None,
    }
}

/// What staff do among themselves.
fn is_internal(what: &Happening) -> bool {
    matches!(
        what,
        Happening::Linked(linked::Event::PseudonymSet { .. })
            | Happening::Account(account::Event::AccountProposed { .. })
            | Happening::Impartiality(_)
            | Happening::Flagged(_)
            | Happening::Assignment(_)
            | Happening::LegalHold(_)
            | Happening::Archive(archive::Event::DisposalProposed { .. })
            | Happening::Investigation(investigation::Event::Recorded { .. })
            | Happening::Hearing(hearing::Event::AdverseFactRaised { .. })
            | Happening::Decision(
                decision::Event::ProofAssessed { .. }
                    | decision::Event::Drafted { .. }
                    | decision::Event::DecisionReturned { .. }
            )
            | Happening::Review(review::Event::ChangeProposed { .. })
            | Happening::Reminder(reminder::Event::DutyApproaching { .. })
    ) || is_missed_by_others(what)
}

/// A duty that was missed, but for those that the employer has towards the complainant.
fn is_missed_by_others(what: &Happening) -> bool {
    let Happening::Reminder(reminder::Event::DutyMissed { reminder }) = what else { return false };
    reminder.whose != Whose::Office
        || !matches!(reminder.duty, Duty::Acknowledge | Duty::Screen | Duty::Decide)
}

/// What the respondent may know: from admission on, what concerns the unit, and nothing that only the complainant does.
fn for_respondent(event: &Event, case: &Case) -> bool {
    let unit = case.party(PartyRole::EmployerUnit).map(|party| party.id);
    match &event.what {
        Happening::Intake(intake::Event::Admitted { .. })
        | Happening::Linked(
            linked::Event::AllegationsSplitOff { .. }
            | linked::Event::CaseJoined { .. }
            | linked::Event::ConsolidatedInto { .. },
        )
        | Happening::Amendment(amendment::Event::Amended { .. })
        | Happening::Investigation(
            investigation::Event::InvestigationOpened | investigation::Event::InvestigationFinished,
        )
        | Happening::Hearing(hearing::Event::HearingResumed | hearing::Event::HearingClosed)
        | Happening::Suspension(_)
        | Happening::Archive(archive::Event::Archived { .. } | archive::Event::Preserved)
        | Happening::Interim(interim::Event::InterimOrdered { .. } | interim::Event::InterimEnded { .. })
        | Happening::Mediation(
            mediation::Event::MediationBegan { .. }
            | mediation::Event::ExtensionAgreed { .. }
            | mediation::Event::MediationExtended { .. }
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
        Happening::External(_) | Happening::Reckoning(_) => unit.is_some() && about(event, case) == unit,
        // A hold tells why it is on.
        Happening::LegalHold(_) => false,
        _ => event.capacity.is_for_unit(),
    }
}

/// What the person may know whom a measure is against: what was done with their case, and what they did in it.
fn for_person(event: &Event, case: &Case) -> bool {
    let person = case.party(PartyRole::Respondent).map(|party| party.id);
    let theirs = event.capacity == Capacity::Respondent || event.capacity.is_for_complainant();
    match &event.what {
        Happening::Measure(measure::Event::IntentionChanged { intention, .. }) => case.is_told(intention),
        // What became of the complaint is not theirs to know; that the case ended is.
        Happening::Measure(
            measure::Event::FindingSetAside
            | measure::Event::FindingMadeAgain { .. }
            | measure::Event::GroundedAnew { .. },
        ) => false,
        Happening::Measure(_)
        | Happening::Investigation(investigation::Event::InvestigationFinished)
        | Happening::Hearing(hearing::Event::HearingClosed)
        | Happening::Decision(decision::Event::DecisionMade { .. })
        | Happening::Review(
            review::Event::Upheld { .. }
            | review::Event::DecisionChanged { .. }
            | review::Event::SentBack { .. }
            | review::Event::Reopened { .. },
        )
        | Happening::Suspension(_)
        | Happening::Archive(archive::Event::Archived { .. } | archive::Event::Preserved)
        | Happening::FollowUp(follow_up::Event::Closed { .. }) => true,
        Happening::Delivery(delivery::Event::DeliveryPrepared { delivery }) => Some(delivery.party) == person,
        Happening::External(_) => about(event, case) == person,
        Happening::Account(_) if !is_internal(&event.what) => about(event, case) == person,
        Happening::Reckoning(_) => person.is_some() && about(event, case) == person,
        _ => theirs,
    }
}
