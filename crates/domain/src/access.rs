//! Who may do what: one pure `match` over capacity, action and state, and the proof that it said yes.

use crate::{
    Case, Change, Member, Role, UserId,
    action::Action,
    case::PartyRole,
    codes::codes,
    command::Command,
    filing::OpenDraft,
    guard::{self, Intent, Sight},
    proceeding::{Context, Proceeding},
    refusal::{Refusal, Unmet},
    state::Stage,
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

codes! {
    /// In which capacity somebody acts on a case: a relation that the case gives them, or a role that reaches it.
    Capacity {
        Author, Complainant, RepresentativeDecide, RepresentativeWrite, RepresentativeRead, Respondent, Witness,
        Bystander, Intake, Caseworker, Investigator, DecisionMaker, Reviewer, Coordinator, ConflictOfficer,
        PrivacyOfficer, Archivist, Auditor, System,
    }
}

impl Capacity {
    /// Whether it is a role of staff, which needs a declaration of impartiality.
    #[must_use]
    pub fn is_staff(self) -> bool {
        matches!(
            self,
            Self::Intake | Self::Caseworker | Self::Investigator | Self::DecisionMaker | Self::Reviewer
        )
    }

    /// Whether it speaks for the complainant.
    #[must_use]
    pub fn is_for_complainant(self) -> bool {
        matches!(
            self,
            Self::Author
                | Self::Complainant
                | Self::RepresentativeDecide
                | Self::RepresentativeWrite
                | Self::RepresentativeRead
        )
    }

    /// The role, where it is one of the three duties that are never with one person.
    #[must_use]
    pub fn separate_duty(self) -> Option<Role> {
        match self {
            Self::Investigator => Some(Role::Investigator),
            Self::DecisionMaker => Some(Role::DecisionMaker),
            Self::Reviewer => Some(Role::Reviewer),
            _ => None,
        }
    }
}

/// The policy: whether a capacity may do something to a case in a state. Everything not named here is forbidden.
#[must_use]
pub fn allows(capacity: Capacity, action: Action, stage: Stage) -> bool {
    use Action as A;
    use Capacity as C;
    match (capacity, action) {
        // The author alone knows of a draft.
        (C::Author, A::Read | A::SetFacts | A::AddAllegation | A::AddConcerned | A::Discard | A::Submit) => {
            true
        }
        (C::Author, A::AddRepresentative | A::ReadTimeline | A::ReadAudit) => true,

        // The complainant and who represents them: reading, writing, and deciding for them.
        (
            C::Complainant | C::RepresentativeDecide | C::RepresentativeWrite | C::RepresentativeRead,
            A::Read | A::ReadTimeline | A::ReadAudit | A::RecordOpening,
        ) => true,
        (
            C::Complainant | C::RepresentativeDecide | C::RepresentativeWrite,
            A::AddConcerned
            | A::AnswerInformation
            | A::Reply
            | A::AskExtension
            | A::AskAccess
            | A::AgreeMediation
            | A::EndMediation
            | A::AskReview
            | A::AnswerCheck,
        ) => true,
        (
            C::Complainant | C::RepresentativeDecide,
            A::Waive
            | A::AnswerConsultation
            | A::ExtendConsultation
            | A::ProposeSettlement
            | A::SignSettlement
            | A::Withdraw
            | A::ConfirmWithdrawal
            | A::RevokeWithdrawal,
        ) => true,
        (C::Complainant, A::SetIdentityLevel | A::AddRepresentative) => true,

        // The unit's speaker; before admission there is nothing but an interim order to read.
        (C::Respondent, A::Read | A::ReadTimeline | A::RecordOpening) => true,
        (
            C::Respondent,
            A::AnswerInformation
            | A::Reply
            | A::AskExtension
            | A::Waive
            | A::AskAccess
            | A::AgreeMediation
            | A::EndMediation
            | A::ProposeSettlement
            | A::SignSettlement
            | A::AskReview,
        ) => true,

        (C::Witness | C::Bystander, A::Read | A::AnswerInformation | A::RecordOpening) => true,

        // Staff who read content.
        (
            C::Intake | C::Caseworker | C::Investigator | C::DecisionMaker | C::Reviewer,
            A::Read | A::ReadTimeline | A::Declare,
        ) => true,
        (C::Intake, A::Acknowledge | A::SetFacts | A::AddConcerned) => true,
        (
            C::Caseworker,
            A::StartScreening
            | A::Refer
            | A::ConfirmReceipt
            | A::DraftRejection
            | A::ReviseRejection
            | A::Admit
            | A::SetFacts
            | A::AddConcerned
            | A::RequestInformation
            | A::RecordNote
            | A::ExtendItem
            | A::CloseHearing
            | A::AnswerAccess
            | A::AskConsultation
            | A::WeighConsultation
            | A::ExceptConsultation
            | A::OfferMediation
            | A::EndMediation
            | A::ProposeSettlement
            | A::Assess
            | A::StartRemedies
            | A::NoRemedies
            | A::CompleteRemedies
            | A::Close
            | A::AddParty
            | A::AddRepresentative,
        ) => true,
        (
            C::Investigator,
            A::RequestInformation
            | A::SetFacts
            | A::AddConcerned
            | A::RecordInterview
            | A::RecordEvidence
            | A::RecordNote
            | A::FinishInvestigation
            | A::AddAdverseFact
            | A::Disclose
            | A::ExtendItem
            | A::AddParty,
        ) => true,
        (
            C::DecisionMaker,
            A::Reject
            | A::OrderInterim
            | A::ReviewInterim
            | A::EndInterim
            | A::AskConsultation
            | A::WeighConsultation
            | A::ExceptConsultation
            | A::Settle
            | A::Assess
            | A::DraftDecision
            | A::ReviseDecision
            | A::ReturnDecision
            | A::Decide
            | A::ChangeDecision
            | A::RecordNote,
        ) => true,
        (C::Reviewer, A::Uphold | A::ChangeDecision | A::SendBack | A::Reopen | A::RecordNote) => true,
        // A change of the decision needs the complainant asked anew, and a review is nobody else's.
        (C::Reviewer, A::AskConsultation | A::WeighConsultation) => stage == Stage::UnderReview,

        // Staff who steer without reading.
        (C::Coordinator, A::Read | A::Assign | A::OpenInvestigation) => true,
        (C::ConflictOfficer, A::Read | A::SettleConflict) => true,
        (C::PrivacyOfficer | C::Archivist, A::Read) => true,
        (C::Auditor, A::ReadAudit) => true,

        (
            C::System,
            A::Deliver | A::EndMediation | A::Lapse | A::BeginFollowUp | A::AttemptCheck | A::Discard,
        ) => true,

        (
            C::Author
            | C::Complainant
            | C::RepresentativeDecide
            | C::RepresentativeWrite
            | C::RepresentativeRead
            | C::Respondent
            | C::Witness
            | C::Bystander
            | C::Intake
            | C::Caseworker
            | C::Investigator
            | C::DecisionMaker
            | C::Reviewer
            | C::Coordinator
            | C::ConflictOfficer
            | C::PrivacyOfficer
            | C::Archivist
            | C::Auditor
            | C::System,
            _,
        ) => false,
    }
}

impl Case {
    /// Every capacity in which an actor stands to the case; empty when it does not exist for them.
    #[must_use]
    pub fn capacities(&self, actor: &Actor) -> Vec<Capacity> {
        let stage = self.stage();
        let member = match actor {
            Actor::System => return vec![Capacity::System],
            Actor::Person(_) if stage == Stage::Discarded => return Vec::new(),
            Actor::Person(member) if stage == Stage::Draft => {
                return if member.id == self.author { vec![Capacity::Author] } else { Vec::new() };
            }
            Actor::Person(member) => member,
        };
        let walled = self.walled(member.id);
        let mut capacities: Vec<_> = self
            .parties_of(member.id)
            .filter_map(|party| self.capacity_of(party, walled, member.id))
            .collect();
        if !walled {
            capacities.extend(self.staff_capacities(member));
        }
        capacities
    }

    fn capacity_of(&self, party: &crate::case::Party, walled: bool, user: UserId) -> Option<Capacity> {
        match party.role {
            PartyRole::Complainant => Some(Capacity::Complainant),
            PartyRole::Representative => Some(match party.mandate {
                Some(crate::Mandate::Decide) => Capacity::RepresentativeDecide,
                Some(crate::Mandate::Write) => Capacity::RepresentativeWrite,
                Some(crate::Mandate::Read) | None => Capacity::RepresentativeRead,
            }),
            PartyRole::EmployerUnit => self.respondent_may_know().then_some(Capacity::Respondent),
            PartyRole::Witness => Some(Capacity::Witness),
            // A wall takes the bystander relation away, never a party's own rights.
            PartyRole::Bystander => {
                let conflict =
                    walled && self.conflict_checks.iter().any(|it| it.user == Some(user) && it.is_wall());
                (!conflict).then_some(Capacity::Bystander)
            }
        }
    }

    /// Whether the respondent may know of the case: admitted and told, or given an interim order.
    #[must_use]
    pub fn respondent_may_know(&self) -> bool {
        self.respondent_informed() || !self.interim_measures.is_empty()
    }

    /// Whether the respondent was told of the admission.
    #[must_use]
    pub fn respondent_informed(&self) -> bool {
        self.admitted_on.is_some() && (self.notice_delayed.is_none() || !self.hearing_items.is_empty())
    }

    fn staff_capacities(&self, member: &Member) -> Vec<Capacity> {
        let holds = |role| member.roles.contains(&role);
        let stage = self.stage();
        let mut capacities = Vec::new();
        let intake = matches!(stage, Stage::Submitted | Stage::Acknowledged | Stage::Screening);
        if holds(Role::IntakeOfficer) && intake && member.covers.contains(&self.unit) {
            capacities.push(Capacity::Intake);
        }
        // HR loses all access to a complaint that went to the whistleblower unit.
        let handed_over = self.is_with_whistleblower_unit();
        if !handed_over {
            if holds(Role::Caseworker) && self.is_assigned(member.id, Role::Caseworker) {
                capacities.push(Capacity::Caseworker);
            }
            let assigned = |role: &Role| self.is_assigned(member.id, *role);
            let separate = [
                (Role::Investigator, Capacity::Investigator),
                (Role::DecisionMaker, Capacity::DecisionMaker),
                (Role::Reviewer, Capacity::Reviewer),
            ];
            // Whoever has one of the three duties here and holds the role of another is told why it is barred.
            let any = separate.iter().any(|(role, _)| assigned(role));
            capacities.extend(
                separate.iter().filter(|(role, _)| any && holds(*role)).map(|(_, capacity)| *capacity),
            );
        }
        for (role, capacity) in [
            (Role::Coordinator, Capacity::Coordinator),
            (Role::ConflictOfficer, Capacity::ConflictOfficer),
            (Role::PrivacyOfficer, Capacity::PrivacyOfficer),
        ] {
            if holds(role) && !handed_over {
                capacities.push(capacity);
            }
        }
        if holds(Role::Coordinator) && handed_over {
            capacities.push(Capacity::Coordinator);
        }
        if holds(Role::Archivist) && stage == Stage::Closed {
            capacities.push(Capacity::Archivist);
        }
        if holds(Role::Auditor) {
            capacities.push(Capacity::Auditor);
        }
        capacities
    }

    /// Whether the complaint was handed to the whistleblower unit, which leaves only number and date here.
    #[must_use]
    pub fn is_with_whistleblower_unit(&self) -> bool {
        self.referral.as_ref().is_some_and(|it| it.receiver == crate::intake::Receiver::WhistleblowerUnit)
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
    match capacities.iter().find(|capacity| allows(**capacity, action, stage)) {
        Some(capacity) => Ok(*capacity),
        None if capacities.is_empty() => Err(Denial::Hidden),
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
    /// Asks the policy.
    pub fn ask(case: Case, version: i64, actor: Actor, command: Command) -> Result<Self, Denial> {
        let capacity = authorise(&case, &actor, command.action())?;
        Ok(Self { case, version, actor, capacity, command })
    }

    /// The case the permit is for.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// In which capacity the actor acts.
    #[must_use]
    pub fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// Uses the permit up: decides the command.
    pub fn decide(self, cx: &mut Context<'_>) -> Result<Change, Refusal> {
        let Self { case, version, actor, capacity, command } = self;
        let action = command.action();
        refuse(&case, command.intent(), &actor, capacity, cx)?;
        let mut p = Proceeding::begin(case, &actor, capacity, cx);
        command.carry_out(&mut p)?;
        Ok(p.change(version, action))
    }
}

fn refuse(
    case: &Case,
    intent: Intent,
    actor: &Actor,
    capacity: Capacity,
    cx: &Context<'_>,
) -> Result<(), Refusal> {
    let sight = Sight { actor, capacity, today: cx.today(), rules: cx.rules, directory: cx.directory };
    let unmet = guard::unmet(case, intent, &sight);
    let (stage, action) = (case.stage(), intent.action);
    let possible_in = action.rule().from;
    if !possible_in.contains(&stage) {
        Err(Refusal::State { stage, action, possible_in, unmet })
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
        let intake = draft.filed_by == crate::case::FiledBy::IntakeOfficer;
        if intake && !(member.roles.contains(&Role::IntakeOfficer) && member.covers.contains(&draft.unit)) {
            return Err(Denial::Forbidden);
        }
        Ok(Self { member, draft })
    }

    /// The user names the draft mentions.
    #[must_use]
    pub fn mentions(&self) -> Vec<String> {
        let other = self.draft.on_behalf_of.iter().filter_map(|it| it.complainant.user.clone());
        let concerned = self.draft.concerned.iter().filter_map(|it| it.person.user.clone());
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
            refuse(&p.case, Intent::of(Action::Submit), &actor, capacity, p.cx)?;
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
}

/// What an actor may do to the case in its state, with what is missing for each.
#[must_use]
pub fn available(case: &Case, actor: &Actor, cx: &Context<'_>) -> Vec<Available> {
    use strum::IntoEnumIterator;
    let stage = case.stage();
    let acts =
        Action::iter().filter(|it| !matches!(it, Action::Read | Action::ReadAudit | Action::ReadTimeline));
    acts.filter(|action| action.rule().from.contains(&stage))
        .filter_map(|action| {
            let capacity = authorise(case, actor, action).ok()?;
            let sight =
                Sight { actor, capacity, today: cx.today(), rules: cx.rules, directory: cx.directory };
            let unmet = guard::unmet(case, Intent::of(action), &sight);
            Some(Available { action, capacity, possible: unmet.is_empty(), unmet })
        })
        .collect()
}

impl<'p, 'c> Proceeding<'p, 'c> {
    fn begin(case: Case, actor: &'p Actor, capacity: Capacity, cx: &'p mut Context<'c>) -> Self {
        Self { case, actor, capacity, cx, events: Vec::new(), words: Vec::new(), object: None }
    }
}
