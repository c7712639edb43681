//! What staff systems report (N13). A report is taken in and answered alike whoever it is about; whether it raises an
//! alarm is found out afterwards, so that neither the answer nor its time tells who complained.

use std::sync::Arc;

use domain::{
    Actor, CaseId, Command, Holder, HrEventId, Line, PartyId, Role,
    linked::{HrEvent, HrEventKind, WatchedEvent},
};
use jiff::civil::Date;
use serde::Deserialize;
use storage::{
    Tx, accounts,
    audit::Outcome,
    cases::{self, Loaded},
    hr_events::{self, Waiting},
    lists,
};
use utoipa::ToSchema;

use crate::{App, Caller, Error, Request, once::Once};

/// How many events are looked at together.
const ROUND: u64 = 100;

/// Something that happened to a person at work.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportHrEvent {
    /// By which the staff system knows the person. It is not kept as it is.
    pub pseudonym: Line,
    /// What happened.
    pub kind: HrEventKind,
    /// When.
    pub on: Date,
}

impl App {
    /// Takes in what a staff system reports.
    pub async fn report_hr_event(
        &self,
        caller: &Caller,
        request: &Request,
        report: ReportHrEvent,
    ) -> Result<(), Error> {
        let pseudonym = self.pseudonym(report.pseudonym.as_str());
        let event = HrEvent { kind: report.kind, on: report.on };
        let taken = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            integration(caller)?;
            let Once::Now(claim) = self.once(tx, caller.member.id, request).await? else { return Ok(()) };
            let id = HrEventId(self.parts().ids.uuid());
            hr_events::put(tx, id, pseudonym, event).await?;
            self.made(tx, claim, &id.to_string()).await?;
            let object = Some(id.to_string());
            self.note(tx, request, Some(caller.member.id), ACTION, object, Outcome::Allowed).await
        });
        let taken = taken.await;
        self.denied_act(caller, request, None, ACTION, taken).await
    }

    /// Whether the caller is a staff system; if not, that is taken down as a denial.
    pub async fn may_report_hr_events(&self, caller: &Caller, request: &Request) -> Result<(), Error> {
        self.denied_act(caller, request, None, ACTION, integration(caller)).await
    }

    /// Looks at every event that waits; says how many. One that cannot be looked at waits on and holds up no other.
    pub(crate) async fn look_at_hr_events(&self) -> Result<usize, Error> {
        let (mut looked_at, mut after) = (0, i64::MIN);
        loop {
            let waiting = hr_events::waiting(self.database().reader(), after, ROUND).await?;
            let Some(last) = waiting.last() else { return Ok(looked_at) };
            after = last.seq;
            for event in waiting {
                let request = Request::internal(self.parts().ids.uuid(), "System");
                let request = &request;
                let done = self
                    .parts()
                    .writer
                    .run(|tx: Arc<Tx>| async move { Box::pin(self.look_at(&tx, request, event)).await });
                match Box::pin(done).await {
                    Ok(()) => looked_at += 1,
                    Err(error) => {
                        let error = &error as &dyn std::error::Error;
                        tracing::error!(event = %event.id, error, "an event of a staff system was not looked at");
                    }
                }
            }
        }
    }

    async fn look_at(&self, tx: &Tx, request: &Request, event: Waiting) -> Result<(), Error> {
        if !hr_events::take(tx, event.id).await? {
            // Another instance was faster.
            return Ok(());
        }
        let Some((case, party)) = self.concerned_by(tx, event).await? else { return Ok(()) };
        let Some(loaded) = cases::load(tx, case, true).await? else { return Ok(()) };
        let command = Command::NoteHrEvent(WatchedEvent { party, event: event.event });
        match Box::pin(self.change_in(tx, &Actor::System, request, loaded, None, command)).await {
            // The same was reported before.
            Err(Error::Refused(domain::Refusal::NoSuchItem)) => Ok(()),
            other => other.map(drop),
        }
    }

    /// The case on which an event raises the alarm. A person may have several: then it is one that looks into how they
    /// are treated already, else the one that was filed last.
    async fn concerned_by(&self, tx: &Tx, event: Waiting) -> Result<Option<(CaseId, PartyId)>, Error> {
        let user = accounts::known_as(tx, event.pseudonym).await?;
        let holders: Vec<_> =
            user.map(Holder::User).into_iter().chain([Holder::Pseudonym(event.pseudonym)]).collect();
        let (rules, today) = (self.parts().rules, self.clock().today(self.zone()));
        let mut found: Option<(_, CaseId, PartyId)> = None;
        for id in lists::watched(tx, &holders).await? {
            let Some(Loaded { case, .. }) = cases::load(tx, id, false).await? else { continue };
            let Some(party) = case.watched_party(user, event.pseudonym) else { continue };
            let before = case.received_on.is_none_or(|received| received > event.event.on);
            if before || !case.is_watched_here(rules, today) {
                continue;
            }
            let known = case.alarms.iter().any(|it| it.party == party && it.hr_event == Some(event.event));
            if known {
                return Ok(None);
            }
            let place = (case.looks_into_retaliation(), case.received_on);
            if found.as_ref().is_none_or(|(best, ..)| *best < place) {
                found = Some((place, id, party));
            }
        }
        Ok(found.map(|(_, case, party)| (case, party)))
    }
}

const ACTION: &str = "report_hr_event";

fn integration(caller: &Caller) -> Result<(), Error> {
    if caller.member.roles.contains(&Role::Integration) { Ok(()) } else { Err(Error::Forbidden) }
}
