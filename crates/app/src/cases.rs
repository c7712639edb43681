//! Cases: filing, and the one way in which a case changes.

use std::{collections::BTreeMap, sync::Arc};

use aws_lc_rs::hmac;
use domain::{
    Action, Actor, Beside, Case, CaseId, Change, Command, Context, Directory, Draw, Pseudonyms, Stage,
    access::{Denial, FilingPermit, Permit, authorise},
    filing::OpenDraft,
};
use storage::{
    Tx,
    accounts::directory::{Reach, directory},
    cases::{self, Loaded, Written},
    content::{self, Wanted},
    events,
    idempotency::Claim,
};

use crate::{
    App, Caller, Error, Parts, Request, Target, destruction,
    log::purpose_of_act,
    once::Once,
    views::{Projection, Rendered},
};

/// What came of a command.
#[derive(Clone, Debug)]
pub struct Done {
    /// What was done.
    pub action: Action,
    /// What it was done to below the case, or what it made.
    pub object: Option<String>,
    /// The case.
    pub case: CaseId,
    /// What the actor sees of the case now; none when they see it no longer.
    pub rendered: Option<Rendered>,
    /// Whether the same request had been carried out before, and nothing was done now.
    pub replayed: bool,
}

impl App {
    /// Writes a draft down, and files it when it says so.
    pub async fn file(&self, caller: &Caller, request: &Request, draft: OpenDraft) -> Result<Done, Error> {
        let action = if draft.submit { Action::Submit } else { Action::OpenDraft };
        let done = self.file_as(caller, request, draft, action).await;
        self.denied(caller, request, Target { case: None, action }, done).await
    }

    async fn file_as(
        &self,
        caller: &Caller,
        request: &Request,
        draft: OpenDraft,
        action: Action,
    ) -> Result<Done, Error> {
        let names = FilingPermit::ask(caller.member.clone(), draft.clone())?.mentions();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let reach = if action == Action::Submit { Reach::Lines } else { Reach::Named };
        // Outside of the transaction, as the caller's own roles were read: on SQLite everybody else waits for it.
        let reader = self.database().reader();
        let claim = match self.once(reader, caller.member.id, request).await? {
            Once::Now(claim) => claim,
            Once::Before(_) => return self.filed_before(caller, request, action).await,
        };
        let directory = directory(reader, &names, &[], &[draft.unit], reach).await?;
        let (directory, stored_with) = (&directory, &claim);
        let filed = self.parts().writer.run_single(|tx: Arc<Tx>| {
            let draft = draft.clone();
            async move { self.file_in(&tx, caller, request, draft, directory, stored_with.clone()).await }
        });
        match filed.await {
            Err(error) if claim.is_some() && error.came_second() => {
                self.filed_before(caller, request, action).await
            }
            filed => filed,
        }
    }

    async fn file_in(
        &self,
        tx: &Tx,
        caller: &Caller,
        request: &Request,
        draft: OpenDraft,
        directory: &Directory,
        claim: Option<Claim>,
    ) -> Result<Done, Error> {
        let permit = FilingPermit::ask(caller.member.clone(), draft)?;
        let change = self.in_context(directory, &[], |cx| permit.decide(cx))?;
        let claim = claim.map(|claim| Claim { status: 201, location: change.act.object.clone(), ..claim });
        self.store(tx, &change, request, claim.as_ref()).await?;
        self.answer(tx, &change, &Actor::Person(caller.member.clone())).await
    }

    /// What the same request has filed before.
    async fn filed_before(&self, caller: &Caller, request: &Request, action: Action) -> Result<Done, Error> {
        let actor = &Actor::Person(caller.member.clone());
        let found = self.parts().writer.run(|tx: Arc<Tx>| async move {
            match self.replay(&tx, actor, request, action).await? {
                Replay::Answered(done) => Ok(done),
                Replay::New(_) => Err(storage::Error::Conflict.into()),
            }
        });
        found.await
    }

    /// Carries out a command on the case as the caller has seen it.
    pub async fn change(
        &self,
        caller: &Caller,
        request: &Request,
        id: CaseId,
        seen: &str,
        command: Command,
    ) -> Result<Done, Error> {
        let actor = Actor::Person(caller.member.clone());
        let action = command.action();
        let (actor, command) = (&actor, &command);
        // A system that is shown no case has seen none.
        let seen = Some(seen).filter(|_| !caller.is_system());
        let run = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let loaded = cases::load(&*tx, id, true).await?.ok_or(Error::NotFound)?;
            Box::pin(self.change_in(&tx, actor, request, loaded, seen, command.clone())).await
        });
        // It holds the case before and after: too much for the stack of whoever waits.
        let done = Box::pin(run).await;
        self.denied(caller, request, Target { case: Some(id), action }, done).await
    }

    /// An act of the System, which sees everything and is told nothing.
    pub(crate) async fn act(&self, request: &Request, id: CaseId) -> Result<Option<Done>, Error> {
        let done = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let Some(loaded) = cases::load(tx, id, true).await? else { return Ok(None) };
            let loaded = self.brought_up(tx, loaded).await?;
            let today = self.clock().today(self.zone());
            match loaded.case.next_act(self.parts().rules, today) {
                Some(next) if next.from.is_none_or(|day| day <= today) => {
                    let act = self.change_in(tx, &Actor::System, request, loaded, None, next.command);
                    Box::pin(act).await.map(Some)
                }
                _ => Ok(None),
            }
        });
        Box::pin(done).await
    }

    pub(crate) async fn change_in(
        &self,
        tx: &Tx,
        actor: &Actor,
        request: &Request,
        loaded: Loaded,
        seen: Option<&str>,
        command: Command,
    ) -> Result<Done, Error> {
        let action = command.action();
        let (names, detects, destroys) = (command.mentions(), command.detects(), command.destroys());
        let looks_back = command.looks_back();
        let touched = command.beside(&loaded.case);
        let left_behind = self.is_left_behind(&loaded).then(|| (command.clone(), loaded.rules));
        let permit = match Permit::ask(loaded.case, loaded.version, actor.clone(), command) {
            Ok(permit) => permit,
            // Somebody may have lost the right by the act itself, as an author does by filing.
            Err(Denial::Forbidden) => match self.replay(tx, actor, request, action).await? {
                Replay::Answered(done) => return Ok(done),
                Replay::New(_) => return Err(Error::Forbidden),
            },
            Err(denial) => return Err(denial.into()),
        };
        let claim = match self.replay(tx, actor, request, action).await? {
            Replay::Answered(done) => return Ok(done),
            Replay::New(claim) => claim,
        };
        if let Some(seen) = seen {
            let known = self.known(tx, permit.case(), actor).await?;
            let current = Projection::of(permit.case(), actor, &known, self.rules(), &self.etag_key())?
                .ok_or(Error::NotFound)?
                .etag;
            if current != seen {
                return Err(Error::Stale { current });
            }
        }
        let permit = match left_behind {
            // Now, and not before: what was seen is what was there.
            Some((command, rules)) => {
                let loaded = Loaded { case: permit.case().clone(), version: permit.version(), rules };
                let Loaded { case, version, .. } = self.brought_up(tx, loaded).await?;
                Permit::ask(case, version, actor.clone(), command)?
            }
            None => permit,
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let directory = if detects {
            let case = permit.case();
            let whose_lines = case.whose_lines();
            directory(tx, &names, &whose_lines, &[case.unit], Reach::Lines).await?
        } else {
            directory(tx, &names, &[], &[], Reach::Named).await?
        };
        let beside = self.beside(tx, &touched).await?;
        let content = if destroys { Some(destruction::hash(tx, permit.case()).await?) } else { None };
        let history = if looks_back { events::of(tx, permit.case().id).await? } else { Vec::new() };
        let decide = |cx: &mut Context<'_>| {
            (cx.content, cx.history) = (content, history);
            permit.decide(cx)
        };
        let change = self.in_context(&directory, &beside, decide)?;
        let claim = claim.map(|claim| Claim { location: change.act.object.clone(), ..claim });
        let change = Box::pin(self.store_all(tx, change, request, claim.as_ref())).await?;
        if change.after.stage() == Stage::Discarded {
            content::erase(tx, change.after.id, Wanted::All).await?;
        }
        if change.after.stage() == Stage::Destroyed {
            content::destroy(tx, change.after.id, change.before).await?;
        }
        self.answer(tx, &change, actor).await
    }

    /// What came of a change, with what the actor sees of the case now: the words it brought, and those there before.
    async fn answer(&self, tx: &Tx, change: &Change, actor: &Actor) -> Result<Done, Error> {
        let known = self.known(tx, &change.after, actor).await?;
        let rendered = match Projection::of(&change.after, actor, &known, self.rules(), &self.etag_key())? {
            Some(projection) => {
                let mut words: BTreeMap<_, _> =
                    change.words.iter().map(|it| (it.id, it.text.clone())).collect();
                let before: Vec<_> =
                    projection.texts().into_iter().filter(|id| !words.contains_key(id)).collect();
                words.extend(content::texts(tx, change.after.id, Wanted::Only(&before)).await?);
                Some(projection.fill(&words))
            }
            None => None,
        };
        Ok(Done {
            action: change.act.action,
            object: change.act.object.clone(),
            case: change.after.id,
            rendered,
            replayed: false,
        })
    }

    /// Lets the domain look at the world: the time, the rules, the directory, and fresh ids.
    pub(crate) fn in_context<T>(
        &self,
        directory: &Directory,
        beside: &[Beside],
        ask: impl FnOnce(&mut Context<'_>) -> T,
    ) -> T {
        let Parts { clock, zone, rules, ids, .. } = self.parts();
        let (mut bits, hashed) = (|| ids.bits(), |text: &str| self.pseudonym(text));
        let (draw, pseudonyms) = (Draw(&mut bits), Pseudonyms(&hashed));
        let now = clock.now();
        ask(&mut Context {
            now,
            zone,
            rules,
            directory,
            beside,
            history: Vec::new(),
            content: None,
            pseudonyms,
            draw,
        })
    }

    /// Stores a change; says at which version the case is now.
    pub(crate) async fn store(
        &self,
        tx: &Tx,
        change: &Change,
        request: &Request,
        claim: Option<&Claim>,
    ) -> Result<i64, Error> {
        let written = self.parts().ids.draw(|draw| Written::of(change, draw))?.under(self.rules_in_force());
        let entry = self.entry_of_change(&written, request)?;
        cases::save(tx, &written, &entry, claim).await?;
        Ok(written.version())
    }

    /// How the same request was answered before, if it was; rendered as things stand now.
    async fn replay(
        &self,
        tx: &Tx,
        actor: &Actor,
        request: &Request,
        action: Action,
    ) -> Result<Replay, Error> {
        let Some(user) = actor.user() else { return Ok(Replay::New(None)) };
        let answered = match self.once(tx, user, request).await? {
            Once::Now(claim) => return Ok(Replay::New(claim)),
            Once::Before(answered) => answered,
        };
        let id = answered.case.ok_or(Error::NotFound)?;
        let case = cases::load(tx, id, false).await?.ok_or(Error::NotFound)?.case;
        let rendered = self.render(tx, &case, actor).await?;
        if rendered.is_some() {
            // Nothing is done, but the case is shown as it is now: that is a read.
            let capacity = authorise(&case, actor, Action::Read)?;
            let purpose = purpose_of_act(capacity, request)?;
            let target = Target { case: Some(id), action: Action::Read };
            self.take_down(tx, self.read_record(actor, Some(capacity), request, target, purpose)).await?;
        }
        Ok(Replay::Answered(Done { action, object: answered.location, case: id, rendered, replayed: true }))
    }

    /// What an actor sees of a case now, in full.
    pub(crate) async fn render(
        &self,
        tx: &Tx,
        case: &Case,
        actor: &Actor,
    ) -> Result<Option<Rendered>, Error> {
        let known = self.known(tx, case, actor).await?;
        let Some(projection) = Projection::of(case, actor, &known, self.rules(), &self.etag_key())? else {
            return Ok(None);
        };
        let words = content::texts(tx, case.id, Wanted::Only(&projection.texts())).await?;
        Ok(Some(projection.fill(&words)))
    }

    /// The entity tag that a case has for a caller, without showing it to them; for the program itself.
    pub async fn tag(&self, caller: &Caller, case: &Case) -> Result<Option<String>, Error> {
        let actor = Actor::Person(caller.member.clone());
        let known = self.known(self.database().reader(), case, &actor).await?;
        Ok(Projection::of(case, &actor, &known, self.rules(), &self.etag_key())?
            .map(|projection| projection.etag))
    }

    pub(crate) fn etag_key(&self) -> hmac::Key {
        self.key_for("etag")
    }
}

enum Replay {
    Answered(Done),
    New(Option<Claim>),
}
