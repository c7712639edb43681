//! Reading a case: each read makes an audit entry, in the transaction that fetches what is shown.

use std::sync::Arc;

use domain::{
    Action, Actor, Capacity, Case, CaseId, Event, Purpose, Stage,
    access::{Available, authorise, available},
    delivery::Delivered,
    event::Happening,
    rules::{ComputedDeadline, Given, Period, Rules},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use storage::{
    Tx,
    accounts::directory::{Reach, directory},
    audit::{Cursor, Logged, Outcome},
    cases, events,
};
use utoipa::ToSchema;

use crate::{App, Caller, Error, Listing, Page, Rendered, Request, Target, views::Lens};

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

/// One line of the log of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditLine {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What, as a code.
    pub action: String,
    /// How it ended: `allowed` or `denied`.
    pub outcome: String,
    /// In which capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<String>,
    /// Why content was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Who; for auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<domain::UserId>,
    /// The request; for auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub request: Option<uuid::Uuid>,
    /// SHA-256 of a salt and what the entry says, in hexadecimal.
    pub commitment: String,
}

/// A date that the case runs on, with its explanation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseDeadline {
    /// What is due, as a code.
    pub period: &'static str,
    /// When it was met; none while it runs or after it was missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Date>,
    /// The date, and how it came about.
    #[serde(flatten)]
    pub deadline: ComputedDeadline,
}

impl App {
    /// A case as the caller sees it.
    pub async fn read(&self, caller: &Caller, request: &Request, id: CaseId) -> Result<Rendered, Error> {
        self.reading(caller, request, id, Action::Read, |tx, case, actor| async move {
            self.render(&tx, &case, &actor).await?.ok_or(Error::Forbidden)
        })
        .await
    }

    /// What the caller may do now, what is missing for it, and by when.
    pub async fn actions(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
    ) -> Result<Vec<Available>, Error> {
        self.reading(caller, request, id, Action::Read, |tx, case, actor| async move {
            let directory = directory(&*tx, &[], &[], &[case.unit], Reach::Named).await?;
            Ok(self.looking(&directory, |cx| available(&case, &actor, cx)))
        })
        .await
    }

    /// What happened, oldest first, as far as the caller may see it.
    pub async fn timeline(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
    ) -> Result<Vec<TimelineEntry>, Error> {
        self.reading(caller, request, id, Action::ReadTimeline, |tx, case, actor| async move {
            let lens = Lens::of(&case, &actor).ok_or(Error::Forbidden)?;
            let happened = events::of(&*tx, id).await?;
            Ok(happened.iter().filter_map(|it| entry(&it.event, lens, &case)).collect())
        })
        .await
    }

    /// The dates the case runs on.
    pub async fn deadlines(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
    ) -> Result<Vec<CaseDeadline>, Error> {
        self.reading(caller, request, id, Action::ReadTimeline, |_, case, actor| async move {
            let lens = Lens::of(&case, &actor).ok_or(Error::Forbidden)?;
            Ok(deadlines(&case, lens, self.parts().rules))
        })
        .await
    }

    /// The log of a case, newest first: for auditors in full, for the complainant who opened it and what was done.
    pub async fn audit(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
        page: &Page,
    ) -> Result<Listing<AuditLine>, Error> {
        let list = format!("audit/{id}");
        let before = match &page.cursor {
            Some(cursor) => Some(parse(&self.place(caller, &list, cursor)?)?),
            None => None,
        };
        let limit = page.limit();
        let list = &list;
        self.reading(caller, request, id, Action::ReadAudit, |tx, case, actor| async move {
            let capacity = authorise(&case, &actor, Action::ReadAudit)?;
            let rows = storage::audit::of_case(&*tx, id, before, u64::from(limit) + 1).await?;
            let more = rows.len() > limit as usize;
            let rows = &rows[..rows.len().min(limit as usize)];
            let next = rows.last().filter(|_| more).map(|last| {
                self.cursor(caller, list, &format!("{} {}", last.at.as_microsecond(), last.id.simple()))
            });
            let lines = rows.iter().filter_map(|row| line(row, capacity)).collect();
            Ok(Listing { data: lines, has_more: next.is_some(), next_cursor: next })
        })
        .await
    }

    /// Whether the caller may do one of these to a case, for a request that went wrong in another way already:
    /// nobody learns from the form of a request that a case exists.
    pub async fn may(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
        actions: &[Action],
    ) -> Result<(), Error> {
        let action = actions.first().copied().unwrap_or(Action::Read);
        let actor = Actor::Person(caller.member.clone());
        let actor = &actor;
        let answer = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let loaded = cases::load(&*tx, id, false).await?.ok_or(Error::NotFound)?;
            let mut asked = actions.iter().map(|action| authorise(&loaded.case, actor, *action));
            asked.find(Result::is_ok).unwrap_or_else(|| authorise(&loaded.case, actor, action))?;
            Ok(())
        });
        self.denied(caller, request, Target { case: Some(id), action }, answer.await).await
    }

    async fn reading<T, S, U>(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
        action: Action,
        show: S,
    ) -> Result<T, Error>
    where
        S: Fn(Arc<Tx>, Case, Actor) -> U,
        U: Future<Output = Result<T, Error>>,
    {
        let actor = Actor::Person(caller.member.clone());
        let (actor, show) = (&actor, &show);
        let answer = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let case = cases::load(&*tx, id, false).await?.ok_or(Error::NotFound)?.case;
            let capacity = authorise(&case, actor, action)?;
            let purpose = purpose(&case, actor, request)?;
            let shown = show(tx.clone(), case, actor.clone()).await?;
            let target = Target { case: Some(id), action };
            self.take_down(&tx, self.read_record(actor, Some(capacity), request, target, purpose)).await?;
            Ok(shown)
        });
        self.denied(caller, request, Target { case: Some(id), action }, answer.await).await
    }
}

/// Why the content is read: staff must say, a party's own case is reason enough.
fn purpose(case: &Case, actor: &Actor, request: &Request) -> Result<Option<Purpose>, Error> {
    let party = matches!(
        Lens::of(case, actor),
        Some(
            Lens::Author
                | Lens::Complainant
                | Lens::Respondent
                | Lens::InterimOrder
                | Lens::Witness
                | Lens::Bystander
        )
    );
    match request.purpose {
        None if party => Ok(Some(Purpose::OwnCase)),
        None if Lens::of(case, actor).is_some_and(Lens::is_staff_content) => Err(Error::PurposeRequired),
        Some(own @ Purpose::OwnCase) if !party => Err(Error::PurposeNotFitting(own)),
        given => Ok(given),
    }
}

fn parse(place: &str) -> Result<Cursor, Error> {
    let (at, id) = place.split_once(' ').ok_or(Error::CursorNotFitting)?;
    let at =
        at.parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok()).ok_or(Error::CursorNotFitting)?;
    Ok(Cursor { at, id: id.parse().map_err(|_| Error::CursorNotFitting)? })
}

/// An event as a lens shows it; none when it is not for that eye.
fn entry(event: &Event, lens: Lens, case: &Case) -> Option<TimelineEntry> {
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
    use domain::{decision, review};
    matches!(
        what,
        Happening::Impartiality(_)
            | Happening::Assignment(_)
            | Happening::Investigation(domain::investigation::Event::Recorded { .. })
            | Happening::Hearing(domain::hearing::Event::AdverseFactRaised { .. })
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
    use domain::{decision, follow_up, hearing, intake, interim, investigation, mediation, remedy, review};
    let unit = case.party(domain::case::PartyRole::EmployerUnit).map(|party| party.id);
    match &event.what {
        Happening::Intake(intake::Event::Admitted { .. })
        | Happening::Investigation(
            investigation::Event::InvestigationOpened | investigation::Event::InvestigationFinished,
        )
        | Happening::Hearing(hearing::Event::HearingClosed)
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
        Happening::Delivery(domain::delivery::Event::DeliveryPrepared { delivery }) => {
            Some(delivery.party) == unit
        }
        _ => event.capacity == Capacity::Respondent,
    }
}

/// A line of the log: in full for auditors; for the complainant without names, and without what the respondent did.
fn line(row: &Logged, capacity: Capacity) -> Option<AuditLine> {
    let auditor = capacity == Capacity::Auditor;
    let by_respondent = row.capacity.as_deref() == Some(Capacity::Respondent.into());
    if !auditor && (by_respondent || row.outcome != Outcome::Allowed.code()) {
        return None;
    }
    Some(AuditLine {
        at: row.at,
        action: row.action.clone(),
        outcome: row.outcome.clone(),
        capacity: row.capacity.clone(),
        purpose: row.purpose.clone(),
        actor: row.actor.filter(|_| auditor),
        request: Some(row.request).filter(|_| auditor),
        commitment: data_encoding::HEXLOWER.encode(&row.commitment),
    })
}

/// The dates of a case: ours for staff and complainant, the respondent's own in the hearing items.
fn deadlines(case: &Case, lens: Lens, rules: &Rules) -> Vec<CaseDeadline> {
    let mut dates = Vec::new();
    let mut add = |period: Period, given: Given, met_on: Option<Date>| {
        dates.push(CaseDeadline { period: period.into(), met_on, deadline: rules.explain(period, given) });
    };
    let ours = matches!(lens, Lens::Staff | Lens::Complainant);
    if let Some(received) = case.received_on.filter(|_| ours) {
        let acknowledged = case.acknowledged.as_ref().map(|it| it.on);
        add(Period::Acknowledge, Given::on(received), acknowledged);
        add(Period::AcknowledgeHard, Given::on(received), acknowledged);
        add(Period::Screening, Given::on(received).phase(case.phase()), case.admitted_on);
        add(Period::Decision, Given::on(received), case.decision.as_ref().map(|it| it.on));
        if let Some(acknowledged) = acknowledged {
            add(Period::Feedback, Given::on(acknowledged), None);
        }
        if case.notice_delayed.is_some() {
            let unit = case.party(domain::case::PartyRole::EmployerUnit);
            let told = unit.and_then(|it| case.available_on(it.id, Delivered::AdmissionNotice, None));
            add(Period::Inform, Given::on(received), told);
        }
        if let Some(from) = case.facts.claim_from() {
            add(Period::Limitation, Rules::limitation_given(case.phase(), from), None);
        }
    }
    let role = match lens {
        Lens::Respondent => domain::case::PartyRole::EmployerUnit,
        _ => domain::case::PartyRole::Complainant,
    };
    let outcome = case.party(role).and_then(|party| {
        case.available_on(party.id, Delivered::Decision, None).or(case.available_on(
            party.id,
            Delivered::Rejection,
            None,
        ))
    });
    if let Some(outcome) = outcome.filter(|_| case.stage() != Stage::Closed) {
        add(Period::ReviewRequest, Given::on(outcome), None);
    }
    dates
}
