//! Reading a case: each read makes an audit entry, in the transaction that fetches what is shown.

use std::sync::Arc;

use domain::{
    Action, Actor, Capacity, Case, CaseId, Party, Purpose,
    access::{Available, authorise, available},
    case::PartyRole,
};
use jiff::Timestamp;
use storage::{
    Tx,
    accounts::directory::{Reach, directory},
    audit::{Cursor, Extent},
    cases, events,
};

use crate::{
    App, AuditLine, Caller, Deadlines, Error, Listing, Page, Rendered, Request, Target, TimelineEntry,
    views::{Lens, audit_line, deadlines, timeline},
};

impl App {
    /// A case as the caller sees it.
    pub async fn read(&self, caller: &Caller, request: &Request, id: CaseId) -> Result<Rendered, Error> {
        self.reading(caller, request, id, Action::Read, |tx, case, actor| async move {
            self.render(&tx, &case, &actor).await?.ok_or(Error::Forbidden)
        })
        .await
    }

    /// What the caller may do now, and what is missing for it. Staff who have not declared find their declaration
    /// there and nothing else: what could be done tells where a case stands.
    pub async fn actions(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
    ) -> Result<Vec<Available>, Error> {
        self.reading(caller, request, id, Action::Read, |tx, case, actor| async move {
            let directory = directory(&*tx, &[], &[], &[case.unit], Reach::Named).await?;
            Ok(self.in_context(&directory, &[], |cx| available(&case, &actor, cx)))
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
            let known = self.known(&*tx, &case, &actor).await?;
            let shown = happened.iter().filter_map(|it| timeline::entry(it, lens, &case, &known));
            Ok(shown.collect())
        })
        .await
    }

    /// The dates the case runs on.
    pub async fn deadlines(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
    ) -> Result<Deadlines, Error> {
        self.reading(caller, request, id, Action::ReadTimeline, |_, case, actor| async move {
            let lens = Lens::of(&case, &actor).ok_or(Error::Forbidden)?;
            let (rules, today) = (self.parts().rules, self.clock().today(self.zone()));
            let outside = deadlines::outside(&case, lens, rules, today);
            Ok(Deadlines { data: deadlines::of(&case, lens, rules), outside })
        })
        .await
    }

    /// The log of a case, newest first: for auditors in full, for the complainant who opened it and what was done for
    /// them. What others did, as far as it is theirs to know, stands in the timeline.
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
            let auditor = capacity == Capacity::Auditor;
            let (by, own) = (Capacity::opening_in_sight(case.kind()), Capacity::of_reader(case.kind()));
            // Of what was taken down, what was for them: that somebody else is a witness, nobody else knows.
            let represents = |it: &&Party| it.role == PartyRole::Representative;
            let sides = case.person_concerned().into_iter().chain(case.parties.iter().filter(represents));
            let parties: Vec<_> = sides.map(|it| it.id).collect();
            let openings = Extent::Openings { acts: Action::OPENINGS, by: &by, own: &own, parties: &parties };
            let extent = if auditor { Extent::Whole } else { openings };
            let rows = storage::audit::of_case(&*tx, id, extent, before, u64::from(limit) + 1).await?;
            let more = rows.len() > limit as usize;
            let rows = &rows[..rows.len().min(limit as usize)];
            let next = rows.last().filter(|_| more).map(|last| {
                self.cursor(caller, list, &format!("{} {}", last.at.as_microsecond(), last.id.simple()))
            });
            let lines = rows.iter().map(|row| audit_line::shown(row, auditor)).collect();
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
