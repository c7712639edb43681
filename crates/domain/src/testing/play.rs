//! A case, a clock and what happened so far.

use std::{cell::Cell, collections::BTreeMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    checks::{check_disposal, check_docket, check_fairness, check_state, check_step, check_texts},
    town,
};
use crate::{
    Action, Actor, Beside, Capacity, Case, Change, Command, ContentId, Context, Draw, Event, PartyId,
    PseudonymId, Pseudonyms, Refusal, Stage,
    access::{self, Available, Denial, FilingPermit, Permit},
    archive::ContentHash,
    case::PartyRole,
    filing::OpenDraft,
    refusal::Unmet,
    rules::Rules,
};

/// A case under way.
#[derive(Clone)]
pub(super) struct Play {
    pub(super) case: Case,
    pub(super) events: Vec<Event>,
    pub(super) words: BTreeMap<ContentId, String>,
    /// What the last change led to.
    pub(super) last: Change,
    /// Every step from one state to another so far.
    pub(super) steps: Vec<(Action, Stage, Stage)>,
    /// The cases it has to do with.
    pub(super) others: Vec<Play>,
    version: i64,
    /// The rules in force.
    pub(super) rules: &'static Rules,
    pub(super) now: Timestamp,
    pub(super) drawn: Cell<u64>,
}

fn office() -> TimeZone {
    TimeZone::get("Europe/Copenhagen").unwrap()
}

fn noon(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).to_zoned(office()).unwrap().timestamp()
}

/// Bits that look random and are the same in each run.
fn bits(drawn: &Cell<u64>) -> u128 {
    let half = || {
        drawn.set(drawn.get() + 1);
        let mut z = drawn.get().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        u128::from(z ^ (z >> 27))
    };
    half() << 64 | half()
}

fn in_context<T>(
    rules: &Rules,
    now: Timestamp,
    drawn: &Cell<u64>,
    beside: &[Beside],
    decide: impl FnOnce(&mut Context<'_>) -> T,
) -> T {
    let (zone, mut draw) = (office(), || bits(drawn));
    decide(&mut Context {
        now,
        zone: &zone,
        rules,
        directory: town::directory(),
        beside,
        history: Vec::new(),
        pseudonyms: Pseudonyms(&pseudonym),
        content: Some(ContentHash([7; 32])),
        draw: Draw(&mut draw),
    })
}

/// The id of a pseudonym.
pub(super) fn pseudonym(text: &str) -> PseudonymId {
    let sum = text.bytes().fold(7_u128, |sum, byte| sum.wrapping_mul(257).wrapping_add(u128::from(byte)));
    PseudonymId(uuid::Uuid::from_u128(sum))
}

/// Who it is: a user name, or `system`.
pub(super) fn actor(who: &str) -> Actor {
    if who == "system" { Actor::System } else { Actor::Person(town::member(who).clone()) }
}

/// Asks to file on a day.
pub(super) fn file(who: &str, draft: OpenDraft, day: Date) -> Result<Result<Change, Refusal>, Denial> {
    file_as(who, draft, day, 0)
}

fn file_as(who: &str, draft: OpenDraft, day: Date, seed: u64) -> Result<Result<Change, Refusal>, Denial> {
    let permit = FilingPermit::ask(town::member(who).clone(), draft)?;
    Ok(in_context(Rules::denmark(), noon(day), &Cell::new(seed << 20), &[], |cx| permit.decide(cx)))
}

impl Play {
    /// Somebody writes a draft down, or files at once.
    pub(super) fn begin(who: &str, draft: OpenDraft, day: Date) -> Self {
        Self::begin_as(who, draft, day, 0)
    }

    /// The same for a case beside others, with ids of its own.
    pub(super) fn begin_as(who: &str, draft: OpenDraft, day: Date, seed: u64) -> Self {
        let last = file_as(who, draft, day, seed).unwrap().unwrap();
        let play = Self::blank(&last, noon(day), (seed + 1) << 32);
        play.taking(last)
    }

    /// A case of which nothing has happened yet.
    pub(super) fn blank(last: &Change, now: Timestamp, drawn: u64) -> Self {
        Self {
            case: last.after.clone(),
            events: Vec::new(),
            words: BTreeMap::new(),
            last: last.clone(),
            steps: Vec::new(),
            others: Vec::new(),
            version: 0,
            rules: Rules::denmark(),
            now,
            drawn: Cell::new(drawn),
        }
    }

    pub(super) fn taking(mut self, change: Change) -> Self {
        self.take(change, None);
        self
    }

    /// The case that the last change opened beside this one.
    #[track_caller]
    pub(super) fn opened(&self) -> Self {
        let [change] = &self.last.also[..] else { panic!("{} cases were opened", self.last.also.len()) };
        let mut play = Self::blank(change, self.now, self.drawn.get() + (1 << 40));
        // As the store does: the texts that it takes over.
        if change.carried_from == Some(self.case.id) {
            let events = serde_json::to_string(&change.events).unwrap();
            let referred = self.words.iter().filter(|(id, _)| events.contains(&format!("\"{id}\"")));
            play.words.extend(referred.map(|(id, text)| (*id, text.clone())));
        }
        play.take(change.clone(), None);
        play
    }

    pub(super) fn today(&self) -> Date {
        self.now.to_zoned(office()).date()
    }

    pub(super) fn stage(&self) -> Stage {
        self.case.stage()
    }

    /// Asks the policy, then the procedure.
    pub(super) fn attempt(&self, who: &str, command: Command) -> Result<Result<Change, Refusal>, Denial> {
        let named = command.beside(&self.case);
        let beside = self.others.iter().filter(|it| named.contains(&it.case.id));
        let beside: Vec<_> = beside.map(|it| Beside { case: it.case.clone(), version: it.version }).collect();
        let history = if command.looks_back() { self.events.clone() } else { Vec::new() };
        let permit = Permit::ask(self.case.clone(), self.version, actor(who), command)?;
        let decide = |cx: &mut Context<'_>| {
            cx.history = history;
            permit.decide(cx)
        };
        Ok(in_context(self.rules, self.now, &self.drawn, &beside, decide))
    }

    /// Somebody does something that must be possible.
    #[track_caller]
    pub(super) fn does(&mut self, who: &str, command: Command) -> &Change {
        let (action, stage) = (command.action(), self.stage());
        let listed = self.available(who).into_iter().find(|it| it.action == action);
        match self.attempt(who, command) {
            Ok(Ok(change)) => {
                assert!(listed.is_some_and(|it| it.possible), "{who} could {action}, but it was not listed");
                self.take(change, Some(stage));
            }
            Ok(Err(refusal)) => panic!("{} {who} {action} in {stage}: {refusal:?}", self.today()),
            Err(denial) => panic!("{} {who} {action} in {stage}: {denial:?}", self.today()),
        }
        &self.last
    }

    /// The same, and the id of what it made or was done to.
    #[track_caller]
    pub(super) fn made<T: std::str::FromStr<Err: std::fmt::Debug>>(
        &mut self,
        who: &str,
        command: Command,
    ) -> T {
        self.does(who, command).act.object.as_ref().unwrap().parse().unwrap()
    }

    /// Somebody tries what must be refused.
    #[track_caller]
    pub(super) fn refused(&self, who: &str, command: Command) -> Refusal {
        let action = command.action();
        match self.attempt(who, command) {
            Ok(Err(refusal)) => refusal,
            Ok(Ok(_)) => panic!("{who} could {action}"),
            Err(denial) => panic!("{who} {action}: {denial:?}"),
        }
    }

    /// The codes of what is missing, in the order of the guards.
    #[track_caller]
    pub(super) fn lacks(&self, who: &str, command: Command) -> Vec<&'static str> {
        let codes = |unmet: &[Unmet]| unmet.iter().map(|it| it.code).collect();
        match self.refused(who, command) {
            Refusal::State { unmet, .. } => codes(&unmet),
            Refusal::Guards(unmet) => codes(&unmet),
            Refusal::Content(wrong) => wrong.iter().map(|it| it.code).collect(),
            Refusal::NotNow => vec!["not_now"],
            Refusal::NoSuchItem => vec!["no_such_item"],
        }
    }

    /// Somebody tries what the policy forbids them.
    #[track_caller]
    pub(super) fn denied(&self, who: &str, command: Command) -> Denial {
        let action = command.action();
        match self.attempt(who, command) {
            Err(denial) => denial,
            Ok(answer) => panic!("{who} was not denied to {action}: {:?}", answer.err()),
        }
    }

    /// What somebody may do now.
    pub(super) fn available(&self, who: &str) -> Vec<Available> {
        in_context(self.rules, self.now, &self.drawn, &[], |cx| {
            access::available(&self.case, &actor(who), cx)
        })
    }

    /// The capacities in which somebody stands to the case.
    pub(super) fn capacities(&self, who: &str) -> Vec<Capacity> {
        self.case.capacities(&actor(who))
    }

    /// For whom the case does not exist.
    pub(super) fn is_hidden_from(&self, who: &str) -> bool {
        self.capacities(who).iter().all(|it| *it == Capacity::Integration)
    }

    /// The System does what is due by now.
    #[track_caller]
    pub(super) fn system(&mut self) {
        for _ in 0..100 {
            let Some(next) = self.case.next_act(self.rules, self.today()) else { return };
            if next.from.is_some_and(|day| day > self.today()) {
                return;
            }
            self.does("system", next.command);
        }
        panic!("the System never comes to rest");
    }

    /// Time goes on to noon of a day; the System acts on each day on the way.
    #[track_caller]
    pub(super) fn on(&mut self, day: Date) -> &mut Self {
        assert!(day >= self.today(), "time never goes back");
        self.system();
        while let Some(next) = self.case.next_act(self.rules, self.today()).and_then(|next| next.from)
            && next < day
        {
            self.now = noon(next);
            self.system();
        }
        self.now = noon(day);
        self.system();
        self
    }

    /// Time goes on, but the System has not come round yet.
    pub(super) fn skip_to(&mut self, day: Date) {
        self.now = noon(day);
    }

    /// The party in a part.
    #[track_caller]
    pub(super) fn party(&self, role: PartyRole) -> PartyId {
        self.case.party(role).unwrap().id
    }

    /// Takes a change over as the store would, and checks what must hold after each.
    #[track_caller]
    pub(super) fn take(&mut self, change: Change, before: Option<Stage>) {
        assert_eq!(change.before, self.version, "decided on another version");
        assert!(!change.events.is_empty(), "{} led to no event", change.act.action);
        assert_eq!(change.at, self.now);
        self.version += 1;
        self.events.extend(change.events.iter().cloned());
        self.words.extend(change.words.iter().map(|it| (it.id, it.text.clone())));
        let before_it = std::mem::replace(&mut self.case, change.after.clone());
        if change.carried_from.is_some() {
            self.words.extend(self.others.iter().flat_map(|it| it.words.clone()));
        }
        check_state(&self.events, &change);
        check_fairness(&self.case, &change, self.today());
        check_disposal(&before_it, &change, self.today());
        check_texts(&change, &self.words);
        if let Some(before) = before {
            check_step(before, &change);
            self.steps.push((change.act.action, before, change.after.stage()));
        }
        check_docket(&change);
        for other in change.also.clone() {
            self.also(other);
        }
        self.last = change;
    }
}

/// Whether the change was that action, in the words of the audit log.
impl PartialEq<Action> for &Change {
    fn eq(&self, action: &Action) -> bool {
        self.act.action == *action
    }
}
