//! Capacities: how somebody stands to a case, by what the case says of them and by their roles.

use strum::IntoEnumIterator;

use super::Actor;
use crate::{
    Action, Case, Mandate, Member, Role,
    case::{Party, PartyRole},
    codes::codes,
    delivery::Delivered,
    intake::Receiver,
    measure::CaseKind,
    state::Stage,
};

codes! {
    /// In which capacity somebody acts on a case: a relation that the case gives them, or a role that reaches it.
    Capacity {
        Author, Complainant, RepresentativeDecide, RepresentativeWrite, RepresentativeRead, Respondent,
        // The unit's speaker who was told of an interim order and of nothing else: not of the complaint.
        InterimAddressee, Witness, Bystander, Intake, Caseworker, Investigator, DecisionMaker, Reviewer, Coordinator, ConflictOfficer,
        PrivacyOfficer, Archivist, Auditor, System,
        // Keeps number and date of what went to the whistleblower unit.
        Registrar,
        // A system of a court or another body, which tells that a matter is there. For it no case exists otherwise.
        Integration,
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

    /// Whether it speaks for the complainant; in a measure case those of representatives speak for the person.
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

    /// Whether it speaks for the unit; in a measure case it is the person.
    #[must_use]
    pub fn is_for_unit(self) -> bool {
        matches!(self, Self::Respondent | Self::InterimAddressee)
    }

    /// In which of them everything that was done stands in the log for who reads it as the one it is about: the
    /// complainant finds their side, the person whom a measure is against theirs.
    #[must_use]
    pub fn of_reader(kind: CaseKind) -> Vec<Self> {
        Self::iter().filter(|it| it.is_of_reader(kind)).collect()
    }

    /// In which of them they find that the case was opened: not by the other side, nor by who stays unknown to them.
    #[must_use]
    pub fn opening_in_sight(kind: CaseKind) -> Vec<Self> {
        let other = |it: &Self| it.is_for_unit() || matches!(it, Self::Witness | Self::Bystander);
        Self::iter().filter(|it| it.is_of_reader(kind) || !other(it)).collect()
    }

    fn is_of_reader(self, kind: CaseKind) -> bool {
        self.is_for_complainant() || self.is_for_unit() && kind == CaseKind::Measure
    }

    /// Whether it is that of a party or of who speaks for one: the case alone gives it, and the case is their own.
    #[must_use]
    pub fn is_of_party(self) -> bool {
        self.roles().is_empty() && self != Self::System
    }

    /// Whether it shows where the case stands. To whom it does not, no refusal tells it either.
    #[must_use]
    pub fn sees_state(self) -> bool {
        !matches!(self, Self::Witness | Self::InterimAddressee | Self::Registrar | Self::Integration)
    }

    /// The roles of which somebody needs one to have it; none for what the case alone gives.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::Intake => &[Role::IntakeOfficer],
            Self::Caseworker => &[Role::Caseworker],
            Self::Investigator => &[Role::Investigator],
            Self::DecisionMaker => &[Role::DecisionMaker],
            Self::Reviewer => &[Role::Reviewer],
            Self::Coordinator => &[Role::Coordinator],
            Self::ConflictOfficer => &[Role::ConflictOfficer],
            Self::PrivacyOfficer => &[Role::PrivacyOfficer],
            Self::Archivist => &[Role::Archivist],
            Self::Auditor => &[Role::Auditor],
            Self::Registrar => &[Role::Coordinator, Role::Archivist],
            Self::Integration => &[Role::Integration],
            Self::Author
            | Self::Complainant
            | Self::RepresentativeDecide
            | Self::RepresentativeWrite
            | Self::RepresentativeRead
            | Self::Respondent
            | Self::InterimAddressee
            | Self::Witness
            | Self::Bystander
            | Self::System => &[],
        }
    }

    /// The capacity that an assignment in a role gives; none for a role in which nobody is assigned.
    #[must_use]
    pub fn assigned(role: Role) -> Option<Self> {
        match role {
            Role::Caseworker => Some(Self::Caseworker),
            Role::Investigator => Some(Self::Investigator),
            Role::DecisionMaker => Some(Self::DecisionMaker),
            Role::Reviewer => Some(Self::Reviewer),
            _ => None,
        }
    }

    /// The role, where it is one of the three duties that are never with one person.
    #[must_use]
    pub fn separate_duty(self) -> Option<Role> {
        SEPARATE.into_iter().find(|role| Self::assigned(*role) == Some(self))
    }

    /// How much a row in a list shows of the case.
    #[must_use]
    pub fn listed(self) -> RowShown {
        match self {
            Self::Witness | Self::InterimAddressee | Self::Integration => RowShown::Bare,
            Self::Respondent => RowShown::Admission,
            Self::Bystander => RowShown::Receipt,
            Self::Registrar => RowShown::Register,
            _ if self.is_for_complainant() => RowShown::Course,
            _ => RowShown::Whole,
        }
    }
}

/// How much of a case a row in a list shows, from little to much. A list is filtered over nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowShown {
    /// Number and unit.
    Bare,
    /// Also the day of admission.
    Admission,
    /// Also the day of receipt.
    Receipt,
    /// Number and day of receipt, without the unit.
    Register,
    /// Where it stands, but not who works on it.
    Course,
    /// Everything that a row can hold.
    Whole,
}

impl RowShown {
    /// Whether it shows state, phase and priority.
    #[must_use]
    pub fn has_course(self) -> bool {
        matches!(self, Self::Course | Self::Whole)
    }

    /// Whether it shows which kind of case it is.
    #[must_use]
    pub fn has_kind(self) -> bool {
        self.has_course() || self == Self::Admission
    }

    /// Whether it shows the unit.
    #[must_use]
    pub fn has_unit(self) -> bool {
        self != Self::Register
    }
}

/// The three duties that are never with one person.
const SEPARATE: [Role; 3] = [Role::Investigator, Role::DecisionMaker, Role::Reviewer];

impl Member {
    /// The capacities that the roles give, where a case gives them too. Whoever is assigned and lost the role since
    /// has nothing of the case.
    #[must_use]
    pub fn capacities(&self) -> Vec<Capacity> {
        let held = |it: &Capacity| it.roles().iter().any(|role| self.roles.contains(role));
        Capacity::iter().filter(held).collect()
    }

    /// In which capacities somebody knows of a case that was destroyed.
    fn sees_tombstones(&self) -> Vec<Capacity> {
        let mut capacities = self.capacities();
        capacities.retain(|it| matches!(it, Capacity::Archivist | Capacity::Auditor));
        capacities
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
            Actor::Person(member) if stage == Stage::Destroyed => return member.sees_tombstones(),
            Actor::Person(member) => member,
        };
        let walled = self.walled(member.id);
        let mut capacities: Vec<_> =
            self.parties_of(member.id).filter_map(|party| self.capacity_of(party)).collect();
        if !walled {
            capacities.extend(self.staff_capacities(member));
            let told = Action::NoticeExternal.rule_in(self.kind()).from.contains(&stage);
            if member.roles.contains(&Role::Integration) && told && !self.is_with_whistleblower_unit() {
                capacities.push(Capacity::Integration);
            }
        }
        capacities
    }

    /// In which capacity the person stands to the case whom a party is or is spoken for by; none while there is
    /// nothing they may know.
    pub(crate) fn capacity_of(&self, party: &Party) -> Option<Capacity> {
        match party.role {
            PartyRole::Complainant => Some(Capacity::Complainant),
            // Nobody who speaks for the person knows of the case before the person does.
            PartyRole::Representative if self.measure.is_some() && !self.person_informed() => None,
            PartyRole::Representative => Some(match party.mandate {
                Some(Mandate::Decide) => Capacity::RepresentativeDecide,
                Some(Mandate::Write) => Capacity::RepresentativeWrite,
                Some(Mandate::Read) | None => Capacity::RepresentativeRead,
            }),
            PartyRole::EmployerUnit => self.respondent_capacity(),
            PartyRole::Respondent => self.person_informed().then_some(Capacity::Respondent),
            PartyRole::Witness => Some(Capacity::Witness),
            // A wall takes the bystander relation away, never a party's own rights.
            PartyRole::Bystander => {
                let user = party.person.user;
                let conflict = self.conflict_checks.iter().any(|it| it.user == user && it.is_wall());
                (user.is_none() || !conflict).then_some(Capacity::Bystander)
            }
        }
    }

    /// The party that a capacity speaks for; none where it speaks for nobody in particular.
    #[must_use]
    pub fn spoken_for(&self, capacity: Capacity) -> Option<&Party> {
        if capacity.is_for_complainant() {
            self.person_concerned()
        } else if capacity.is_for_unit() {
            self.party(if self.measure.is_some() { PartyRole::Respondent } else { PartyRole::EmployerUnit })
        } else {
            None
        }
    }

    /// In which capacity the unit's speaker stands to the case; none while there is nothing they may know, and none
    /// for whoever is accused.
    #[must_use]
    pub fn respondent_capacity(&self) -> Option<Capacity> {
        self.speaker()?;
        if self.respondent_informed() {
            Some(Capacity::Respondent)
        } else {
            (!self.interim_measures.is_empty()).then_some(Capacity::InterimAddressee)
        }
    }

    /// Whether the respondent was told of the complaint: of its admission, or where that notice was delayed, by
    /// the first act of ours that puts something to them. An interim or a freeze order tells of nothing else.
    #[must_use]
    pub fn respondent_informed(&self) -> bool {
        if self.measure.is_some() {
            return self.person_informed();
        }
        let unit = self.party(PartyRole::EmployerUnit).map(|party| party.id);
        self.admitted_on.is_some()
            && self.deliveries.iter().any(|it| {
                Some(it.party) == unit
                    && it.sent_on.is_some()
                    && !matches!(it.act, Delivered::InterimOrder | Delivered::FreezeOrder)
            })
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
        // In the archive nobody declares any more, and whoever has not done so knows nothing of it.
        let works = !stage.is_kept() || self.has_declared(member.id);
        if !handed_over && works {
            let assigned = |role: &Role| self.is_assigned(member.id, *role);
            if holds(Role::Caseworker) && assigned(&Role::Caseworker) {
                capacities.push(Capacity::Caseworker);
            }
            let (own, others): (Vec<_>, Vec<_>) =
                SEPARATE.into_iter().filter(|role| holds(*role)).partition(assigned);
            // Whoever has one of the three duties here and holds the role of another is told why it is barred;
            // the own duty comes first, so that it is not taken for the barred one.
            let barred = others.into_iter().filter(|_| !own.is_empty());
            capacities.extend(own.iter().copied().chain(barred).filter_map(Capacity::assigned));
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
        // Of what went to the whistleblower unit archivists keep no more than the register does.
        let keeps = holds(Role::Archivist) && (stage == Stage::Closed || stage.is_kept() || !handed_over);
        if handed_over && (holds(Role::Coordinator) || keeps) {
            capacities.push(Capacity::Registrar);
        }
        if keeps {
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
        self.referral.as_ref().is_some_and(|it| it.receiver == Receiver::WhistleblowerUnit)
    }
}
