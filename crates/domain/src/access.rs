//! Who may do what: the policy, and the proof that it said yes.

mod capacity;
mod policy;
mod taking_down;

pub use capacity::{Capacity, RowShown};
pub use policy::{Condition, allows, on_condition};
use strum::IntoEnumIterator;
pub(crate) use taking_down::acts_alone;
pub use taking_down::{Taking, TakingDown, takes_down, taking_down};

use crate::{
    Case, Change, Member, PartyId, Role, Stage, UserId,
    action::Action,
    command::Command,
    filing::OpenDraft,
    guard::{self, Intent, Sight},
    proceeding::{Context, Proceeding},
    refusal::{Refusal, Unmet},
    taken_down::TakenDown,
};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person, as the directory knows them at this request.
    Person(Member),
    /// The clock: time-driven acts.
    System,
}

impl Actor {
    /// The account of the person.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person(member) => Some(member.id),
            Self::System => None,
        }
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// They know of the case but may not do this.
    Forbidden,
    /// For them the case does not exist.
    Hidden,
}

/// In which capacity an actor may do something to a case.
pub fn authorise(case: &Case, actor: &Actor, action: Action) -> Result<Capacity, Denial> {
    let capacities = case.capacities(actor);
    let stage = case.stage();
    let may = |capacity: Capacity| {
        // Whoever has not declared is told to, and not by a no where the case stands.
        let undeclared = guard::undeclared(case, actor, capacity, action);
        let somewhere = undeclared && Stage::iter().any(|stage| allows(capacity, action, stage));
        let allowed = somewhere || allows(capacity, action, stage);
        allowed && on_condition(capacity, action).is_none_or(|it| case.meets(it, action))
    };
    match capacities.iter().find(|capacity| may(**capacity)) {
        Some(capacity) => Ok(*capacity),
        // A system that may tell something is told by nothing else that there is a case.
        None if capacities.iter().all(|it| *it == Capacity::Integration) => Err(Denial::Hidden),
        None => Err(Denial::Forbidden),
    }
}

/// Proof that the policy said yes to this actor, for this command, on this case. Nothing else can make one, and
/// only a permit can be decided.
#[derive(Debug)]
#[must_use]
pub struct Permit {
    case: Case,
    version: i64,
    actor: Actor,
    capacity: Capacity,
    command: Command,
}

impl Permit {
    /// Asks the policy. Who takes down what a party without an account says is asked as staff, whatever else they are.
    pub fn ask(case: Case, version: i64, actor: Actor, command: Command) -> Result<Self, Denial> {
        let action = command.action();
        let staff = || case.capacities(&actor).into_iter().find(|it| takes_down(*it, action));
        let capacity = match command.taken_down().and_then(|_| staff()) {
            Some(capacity) => capacity,
            None => authorise(&case, &actor, action)?,
        };
        Ok(Self { case, version, actor, capacity, command })
    }

    /// The case the permit is for.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// The version of the case that it is decided on.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// In which capacity the actor acts.
    #[must_use]
    pub fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// Uses the permit up: decides the command.
    pub fn decide(self, cx: &mut Context<'_>) -> Result<Change, Refusal> {
        let Self { case, version, actor, capacity, command } = self;
        let (action, intent) = (command.action(), command.intent());
        let (command, taken) = command.apart();
        let whose = whose(&case, &actor, capacity, action, taken.as_ref())?;
        refuse(&case, intent, &actor, capacity, whose, cx)?;
        let mut p = Proceeding::begin(case, &actor, whose, cx);
        match taken {
            Some(taken) => p.takes_down(capacity, taken, action)?,
            None if whose != capacity => {
                let detail = "say whose act it is that you take down";
                return Err(Refusal::invalid("/taken_down", "missing", detail));
            }
            None => {}
        }
        command.carry_out(&mut p)?;
        Ok(p.change(version, action))
    }
}

/// In which capacity something is done: one's own, or the one of the party for whom it is taken down. Where that
/// party is not named, the first it can be.
fn whose(
    case: &Case,
    actor: &Actor,
    capacity: Capacity,
    action: Action,
    taken: Option<&TakenDown>,
) -> Result<Capacity, Refusal> {
    match taken {
        // Who has not declared is told that before anything about the parties.
        _ if guard::undeclared(case, actor, capacity, action) => Ok(capacity),
        Some(taken) if takes_down(capacity, action) => case.taken_down_as(taken, action),
        Some(_) => {
            let detail = "staff take down what others do; what you do yourself needs no such word";
            Err(Refusal::invalid("/taken_down", "not_taken_down", detail))
        }
        None if taking_down::only_takes_down(capacity, action) => {
            Ok(case.speaks_to_the_office(action).next().map_or(capacity, |(_, it)| it))
        }
        None => Ok(capacity),
    }
}

/// What stands in the way of somebody who acts in a capacity, for whoever's act it is.
fn refuse(
    case: &Case,
    intent: Intent,
    actor: &Actor,
    capacity: Capacity,
    whose: Capacity,
    cx: &Context<'_>,
) -> Result<(), Refusal> {
    let (stage, action) = (case.stage(), intent.action);
    let possible_in = action.rule_in(case.kind()).from;
    let sight = Sight { actor, capacity: whose, today: cx.today(), rules: cx.rules, directory: cx.directory };
    if guard::undeclared(case, actor, capacity, action) {
        // Before everything else: the state and what is missing there are content. Only as long as the case waits for
        // its acknowledgement there is nothing to tell but that.
        let mut unmet = vec![guard::not_declared()];
        if stage != Stage::Submitted {
            return Err(Refusal::Guards(unmet));
        }
        unmet.extend(
            guard::unmet(case, intent, &sight)
                .into_iter()
                .filter(|it| it.guard == guard::Guard::Acknowledgement),
        );
        return Err(if possible_in.contains(&stage) {
            Refusal::Guards(unmet)
        } else {
            Refusal::State { stage, action, possible_in, unmet }
        });
    }
    let unmet = guard::unmet(case, intent, &sight);
    if !possible_in.contains(&stage) {
        Err(if capacity.sees_state() {
            Refusal::State { stage, action, possible_in, unmet }
        } else {
            Refusal::NotNow
        })
    } else if unmet.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Guards(unmet))
    }
}

/// Proof that somebody may file: any signed-in person for themselves or another, an intake officer for a unit.
#[derive(Debug)]
#[must_use]
pub struct FilingPermit {
    member: Member,
    draft: OpenDraft,
}

impl FilingPermit {
    /// Asks the policy.
    pub fn ask(member: Member, draft: OpenDraft) -> Result<Self, Denial> {
        // A staff system is nobody who could be treated worse, or see that somebody is.
        if member.roles.contains(&Role::Integration) {
            return Err(Denial::Forbidden);
        }
        let intake = draft.filed_by == crate::case::FiledBy::IntakeOfficer;
        if intake && !(member.roles.contains(&Role::IntakeOfficer) && member.covers.contains(&draft.unit)) {
            return Err(Denial::Forbidden);
        }
        Ok(Self { member, draft })
    }

    /// The user names the draft mentions.
    #[must_use]
    pub fn mentions(&self) -> Vec<String> {
        let other = self.draft.on_behalf_of.iter().filter_map(|it| it.complainant.username());
        let concerned = self.draft.concerned.iter().filter_map(|it| it.person.username());
        other.chain(concerned).collect()
    }

    /// Uses the permit up: writes the draft down, and files it when it says so.
    pub fn decide(self, cx: &mut Context<'_>) -> Result<Change, Refusal> {
        let Self { member, draft } = self;
        let (capacity, submit, unit) = (draft.filed_by.capacity(), draft.submit, draft.unit);
        if !cx.directory.units.contains_key(&unit) {
            return Err(Refusal::invalid("/unit", "unknown_unit", "there is no such unit"));
        }
        let actor = Actor::Person(member);
        let blank = Case::empty(unit, actor.user().ok_or(Refusal::NoSuchItem)?, cx.today());
        let mut p = Proceeding::begin(blank, &actor, capacity, cx);
        crate::filing::open(&mut p, draft)?;
        p.object = None;
        if submit {
            refuse(&p.case, Intent::of(Action::Submit), &actor, capacity, capacity, p.cx)?;
            crate::filing::submit(&mut p);
        }
        Ok(p.change(0, if submit { Action::Submit } else { Action::OpenDraft }))
    }
}

/// One thing an actor may do now, or will be able to when what is missing is met.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Available {
    /// What.
    pub action: Action,
    /// In which capacity.
    pub capacity: Capacity,
    /// Whether nothing is missing.
    pub possible: bool,
    /// What is missing.
    pub unmet: Vec<Unmet>,
    /// The parties without an account for whom you take it down; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_down_for: Vec<PartyId>,
}

/// What an actor may do to the case in its state, with what is missing for each. Staff who have not declared may do
/// that, and nothing of what waits for it: what could be done tells where a case stands.
#[must_use]
pub fn available(case: &Case, actor: &Actor, cx: &Context<'_>) -> Vec<Available> {
    let stage = case.stage();
    let acts =
        Action::iter().filter(|it| !matches!(it, Action::Read | Action::ReadAudit | Action::ReadTimeline));
    acts.filter(|action| action.rule_in(case.kind()).from.contains(&stage))
        .filter_map(|action| {
            let capacity = authorise(case, actor, action).ok()?;
            if guard::undeclared(case, actor, capacity, action) {
                return None;
            }
            let whose = whose(case, actor, capacity, action, None).ok()?;
            let sight =
                Sight { actor, capacity: whose, today: cx.today(), rules: cx.rules, directory: cx.directory };
            let unmet = guard::unmet(case, Intent::usual(action, whose), &sight);
            let speak = case.speaks_to_the_office(action).filter(|_| takes_down(capacity, action));
            let taken_down_for = speak.map(|(party, _)| party.id).collect();
            Some(Available { action, capacity, possible: unmet.is_empty(), unmet, taken_down_for })
        })
        .collect()
}

impl<'p, 'c> Proceeding<'p, 'c> {
    pub(crate) fn begin(case: Case, actor: &'p Actor, capacity: Capacity, cx: &'p mut Context<'c>) -> Self {
        Self {
            case,
            actor,
            capacity,
            cx,
            events: Vec::new(),
            words: Vec::new(),
            object: None,
            taken_down: None,
            carried_from: None,
            also: Vec::new(),
        }
    }
}
