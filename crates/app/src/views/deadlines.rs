//! The dates a case runs on.

use domain::{
    Capacity, Case, PartyId, Stage,
    case::PartyRole,
    delivery::Delivered,
    rules::{ComputedDeadline, Given, Nearness, OutsideClock, Period, Rules, Warning, nearness},
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::Lens;

/// A date that the case runs on, with its explanation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseDeadline {
    /// What is due, as a code.
    pub period: &'static str,
    /// When it was met; none while it runs or after it was missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Date>,
    /// The date as it would be without the time in which the case was suspended, where that moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_suspension: Option<Date>,
    /// The date, and how it came about.
    #[serde(flatten)]
    pub deadline: ComputedDeadline,
}

/// The dates of a case: those here, and the last days to turn to somebody else.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Deadlines {
    /// The dates the case runs on here.
    pub data: Vec<CaseDeadline>,
    /// The bodies outside, the nearest last day first; for the complainant and staff, from the acknowledgement on.
    pub outside: Vec<OutsideDeadline>,
}

/// A body outside with the last day to turn to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OutsideDeadline {
    /// The body, its last day, and whether this complaint stops the clock.
    #[serde(flatten)]
    pub clock: OutsideClock,
    /// How near the last day is; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<Nearness>,
}

/// The bodies outside, as far as a lens shows them: to nobody on the other side.
pub(crate) fn outside(case: &Case, lens: Lens, rules: &Rules, today: Date) -> Vec<OutsideDeadline> {
    let clocks = clocks_outside(case, lens, rules);
    clocks
        .into_iter()
        .flatten()
        .map(|clock| OutsideDeadline { near: clock.last_day.map(|day| nearness(day, today)), clock })
        .collect()
}

/// The same without what hangs on today; none for those who are not shown any, and none before the acknowledgement.
pub(super) fn clocks_outside(case: &Case, lens: Lens, rules: &Rules) -> Option<Vec<OutsideClock>> {
    let shown = case.acknowledged.is_some() && matches!(lens, Lens::Staff | Lens::Complainant);
    shown.then(|| case.outside_clocks(rules))
}

/// The dates of a case: ours for staff and complainant, the own review for each party. The respondent's other dates
/// are in the hearing items.
pub(crate) fn of(case: &Case, lens: Lens, rules: &Rules) -> Vec<CaseDeadline> {
    let mut dates = Vec::new();
    let mut add = |period: Period, given: Given, met_on: Option<Date>| {
        dates.push(deadline(case, rules, period, given, met_on));
    };
    let ours = matches!(lens, Lens::Staff | Lens::Complainant);
    if let Some(received) = case.received_on.filter(|_| ours) {
        let acknowledged = case.acknowledged.as_ref().map(|it| it.on);
        add(Period::Acknowledge, Given::on(received), acknowledged);
        add(Period::AcknowledgeHard, Given::on(received), acknowledged);
        add(Period::Screening, Given::on(received).phase(case.phase()), case.admitted_on);
        add(Period::Decision, Given::on(received), case.outcome().map(|it| it.on));
        if let Some(acknowledged) = acknowledged {
            add(Period::Feedback, Given::on(acknowledged), None);
        }
        if case.notice_delayed.is_some() {
            let unit = case.party(PartyRole::EmployerUnit);
            let told = unit.and_then(|it| case.available_on(it.id, Delivered::AdmissionNotice, None));
            add(Period::Inform, Given::on(received), told);
        }
        if let Some(from) = case.facts.claim_from() {
            add(Period::Limitation, Rules::limitation_given(case.phase(), from), None);
        }
    }
    let reviewed_for = match lens {
        Lens::Staff | Lens::Complainant => case.person_concerned(),
        Lens::Respondent => case.spoken_for(Capacity::Respondent),
        _ => None,
    };
    if let Some(measure) = &case.measure {
        if lens == Lens::Staff {
            add(Period::Decision, Given::on(case.opened_on), case.outcome().map(|it| it.on));
        }
        if let Some(asked) = measure.reasons {
            add(Period::Reasons, Given::on(asked.asked_on), asked.given_on);
        } else if case.reasons_await_a_request()
            && let Some(reached) =
                reviewed_for.and_then(|it| case.available_on(it.id, Delivered::Decision, None))
        {
            add(Period::ReasonsRequest, Given::on(reached), None);
        }
    }
    let outcome = reviewed_for.and_then(|party| {
        case.available_on(party.id, Delivered::Decision, None).or(case.available_on(
            party.id,
            Delivered::Rejection,
            None,
        ))
    });
    if let Some(outcome) = outcome.filter(|_| case.outcome().is_some() && case.stage() < Stage::Closed) {
        add(Period::ReviewRequest, Given::on(outcome), None);
    }
    if let Some(party) = reviewed_for {
        for date in &mut dates {
            standing(case, party.id, date);
        }
    }
    dates
}

/// A right that runs is not shortened by a later version.
fn standing(case: &Case, party: PartyId, date: &mut CaseDeadline) {
    let (Ok(period), Some(due_on)) = (date.period.parse(), date.deadline.due_on) else { return };
    let until = case.not_shortened(period, party, due_on);
    if until > due_on {
        let detail = format!(
            "the version in force gives {due_on}; the right began under an earlier one and runs as that one gave it"
        );
        date.deadline.due_on = Some(until);
        date.deadline.warnings.push(Warning { code: "term_stands".to_owned(), detail });
    }
}

/// A date, with the time in which the case was suspended, which stops what the office set itself and nothing else.
fn deadline(case: &Case, rules: &Rules, period: Period, given: Given, met_on: Option<Date>) -> CaseDeadline {
    let plain = rules.due(period, &given);
    let deadline = rules.explain(period, &case.with_suspensions(given, met_on));
    let without_suspension = Some(plain).filter(|day| deadline.due_on.is_some_and(|due| due != *day));
    CaseDeadline { period: period.into(), met_on, without_suspension, deadline }
}
