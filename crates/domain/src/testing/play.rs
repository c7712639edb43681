//! A case, a clock and what happened so far.

use std::{cell::Cell, collections::BTreeMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{acts::MARK, town};
use crate::{
    Action, Actor, Beside, Capacity, Case, Change, Command, ContentId, Context, Draw, Event, Finding, Holder,
    PartyId, PseudonymId, Pseudonyms, Refusal, Stage,
    access::{self, Available, Denial, FilingPermit, Permit},
    archive::ContentHash,
    case::PartyRole,
    consultation::About,
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
    now: Timestamp,
    drawn: &Cell<u64>,
    beside: &[Beside],
    decide: impl FnOnce(&mut Context<'_>) -> T,
) -> T {
    let (zone, mut draw) = (office(), || bits(drawn));
    decide(&mut Context {
        now,
        zone: &zone,
        rules: Rules::denmark(),
        directory: town::directory(),
        beside,
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
    Ok(in_context(noon(day), &Cell::new(seed << 20), &[], |cx| permit.decide(cx)))
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
            now,
            drawn: Cell::new(drawn),
        }
    }

    pub(super) fn taking(mut self, change: Change) -> Self {
        self.take(change, None);
        self
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
        let permit = Permit::ask(self.case.clone(), self.version, actor(who), command)?;
        Ok(in_context(self.now, &self.drawn, &beside, |cx| permit.decide(cx)))
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
        in_context(self.now, &self.drawn, &[], |cx| access::available(&self.case, &actor(who), cx))
    }

    /// The capacities in which somebody stands to the case.
    pub(super) fn capacities(&self, who: &str) -> Vec<Capacity> {
        self.case.capacities(&actor(who))
    }

    /// For whom the case does not exist.
    pub(super) fn is_hidden_from(&self, who: &str) -> bool {
        self.capacities(who).is_empty()
    }

    /// The System does what is due by now.
    #[track_caller]
    pub(super) fn system(&mut self) {
        for _ in 0..100 {
            let Some(next) = self.case.next_act(Rules::denmark(), self.today()) else { return };
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
        while let Some(next) = self.case.next_act(Rules::denmark(), self.today()).and_then(|next| next.from)
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

/// Stored state is the fold of its events (V3), and both survive being written and read back.
fn check_state(events: &[Event], change: &Change) {
    let Change { after, events: new, .. } = change;
    assert_eq!(Case::fold(events).as_ref(), Some(after), "the state is not the fold of its events");
    let (stored, history) = (serde_json::to_string(after).unwrap(), serde_json::to_string(new).unwrap());
    assert_eq!(&serde_json::from_str::<Case>(&stored).unwrap(), after);
    assert_eq!(&serde_json::from_str::<Vec<Event>>(&history).unwrap(), new);
}

/// Nobody is decided on without having been heard on each item and asked about the decision (V1).
pub(super) fn check_fairness(case: &Case, change: &Change, today: Date) {
    if !matches!(change.act.action, Action::Decide | Action::ChangeDecision) || case.stage() != Stage::Decided
    {
        return;
    }
    for item in &case.hearing_items {
        assert!(item.disclosed_on.is_some(), "decided on a fact that nobody was told of");
        assert!(item.is_heard(today), "decided before a party was heard");
    }
    let unit = case.party(PartyRole::EmployerUnit).map(|it| it.id);
    for it in case.allegations.iter().filter(|it| it.finding.is_some_and(Finding::is_against_the_unit)) {
        assert!(case.respondent_informed(), "found against a unit that knows of nothing");
        let mut items = case.hearing_items.iter().skip(it.heard_from);
        assert!(items.any(|it| Some(it.party) == unit), "found against a unit never heard on it");
    }
    let of_decision = |it: &&crate::consultation::Consultation| it.about == About::Decision;
    let asked = case.consultations.iter().rfind(of_decision);
    let rests = asked.is_some_and(|it| it.used_on == Some(today) && it.lacks(today).is_none());
    assert!(rests || case.party(PartyRole::Complainant).is_none(), "decided without asking");
    assert!(case.access_requests.iter().all(|it| it.answer.is_some()), "decided while a party waits");
}

/// Nothing is destroyed or preserved that must be kept, nor without a rule and two people (V2).
pub(super) fn check_disposal(before: &Case, change: &Change, today: Date) {
    if !matches!(change.after.stage(), Stage::Destroyed | Stage::Preserved)
        || before.stage() != Stage::Archived
    {
        return;
    }
    assert!(before.legal_holds.iter().all(|it| it.released_on.is_some()), "disposed of under a hold");
    assert!(before.external_proceedings.iter().all(|it| it.ended_on.is_some()), "disposed of before a court");
    let rules = Rules::denmark();
    let from = before.facts.claim_from().unwrap_or(before.filing.occurred_to);
    assert!(rules.limitation(before.phase(), from) < today, "disposed of while a claim could be made");
    if change.after.stage() == Stage::Destroyed {
        assert!(before.retain_until.unwrap() < today, "destroyed before its time");
    }
    let disposal = change.after.disposal.as_ref().expect("disposed of without a rule");
    assert_eq!(before.disposal.as_ref().map(|it| &it.archive_rule), Some(&disposal.archive_rule));
    let second = disposal.confirmed_by.expect("disposed of by one person");
    assert_ne!(second, disposal.proposed_by, "disposed of by one person");
    assert_eq!(change.act.actor, Some(second));
}

/// No text in state, events, lists or notices (V10), and no reference without its text.
fn check_texts(change: &Change, words: &BTreeMap<ContentId, String>) {
    for it in &change.words {
        let planted = it.text.contains(MARK) || it.kind == "username";
        assert!(planted, "a text that no test planted: {} `{}`", it.kind, it.text);
    }
    let stored = serde_json::to_string(&(&change.after, &change.events)).unwrap();
    let rest = (&change.listed, &change.docket, &change.walls, &change.notices, &change.act);
    let elsewhere = format!("{stored}{rest:?}");
    assert!(!elsewhere.contains(MARK), "{} leaked a text: {elsewhere}", change.act.action);
    for (at, _) in elsewhere.match_indices("\"text_") {
        let id: ContentId = elsewhere[at + 1..at + 1 + "text_".len() + 26].parse().unwrap();
        if change.after.stage() == Stage::Destroyed && id.0.is_nil() {
            continue;
        }
        assert!(words.contains_key(&id), "{} refers to {id}, which nobody kept", change.act.action);
    }
}

/// The state changes only along the table of transitions.
fn check_step(before: Stage, change: &Change) {
    let (action, after) = (change.act.action, change.after.stage());
    assert!(action.rule().from.contains(&before), "{action} happened in {before}");
    let step = action.steps().any(|step| step == (before, after));
    assert!(before == after || step, "{action} led from {before} to {after}");
}

/// Lists and access agree: who has a row stands in that capacity to the case, who is walled off works on nothing.
fn check_docket(change: &Change) {
    let case = &change.after;
    for row in &change.docket {
        let Holder::User(user) = row.holder else { continue };
        let capacities = case.capacities(&Actor::Person(town::directory().members[&user].clone()));
        assert!(capacities.contains(&row.capacity), "{user} has a row as {} but is not", row.capacity);
    }
    for member in town::directory().members.values() {
        let capacities = case.capacities(&Actor::Person(member.clone()));
        let walled = change.walls.contains(&member.id);
        let steers = [Capacity::Coordinator, Capacity::Registrar];
        let staff = capacities.iter().any(|it| it.is_staff() || steers.contains(it));
        assert!(!(walled && staff), "{} is walled off but works on the case", member.username);
        assert_eq!(walled, case.stage() != Stage::Draft && case.walled(member.id));
    }
}

/// Whether the change was that action, in the words of the audit log.
impl PartialEq<Action> for &Change {
    fn eq(&self, action: &Action) -> bool {
        self.act.action == *action
    }
}
