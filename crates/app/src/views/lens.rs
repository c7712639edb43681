//! Through which lens somebody looks at a case.

use domain::{Actor, Capacity, Case, Stage};

/// How much of a case somebody sees, widest first where somebody has several relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// The author of a draft: all of it.
    Author,
    /// The complainant and who represents them.
    Complainant,
    /// The unit's speaker who was told of the complaint.
    Respondent,
    /// The unit's speaker before that: interim orders, and nothing else.
    InterimOrder,
    /// Staff who work on it and declared themselves impartial.
    Staff,
    /// Staff who have not declared: unit and parties.
    Undeclared,
    /// The conflict officer: parties and declarations.
    Conflicts,
    /// Who keeps the records: the header, and what must be kept and why.
    Records,
    /// Who steers without reading: the header.
    Header,
    /// Of a case that was destroyed: what is left of it.
    Tombstone,
    /// After the hand-over to the whistleblower unit: number and date.
    NumberOnly,
    /// A witness: the questions put to them.
    Witness,
    /// Who reported without being a party: the own report and its state.
    Bystander,
}

impl Lens {
    /// The widest lens that an actor has on a case; none for those who see nothing of it.
    #[must_use]
    pub fn of(case: &Case, actor: &Actor) -> Option<Self> {
        let capacities = case.capacities(actor);
        let has = |capacity| capacities.contains(&capacity);
        let user = actor.user()?;
        if case.stage() == Stage::Destroyed {
            return (has(Capacity::Archivist) || has(Capacity::Auditor)).then_some(Self::Tombstone);
        }
        let own = if has(Capacity::Author) {
            Self::Author
        } else if capacities.iter().any(|it| it.is_for_complainant()) {
            Self::Complainant
        } else if has(Capacity::Respondent) {
            Self::Respondent
        } else if has(Capacity::InterimAddressee) {
            Self::InterimOrder
        } else if capacities.iter().any(|it| it.is_staff()) {
            if case.has_declared(user) { Self::Staff } else { Self::Undeclared }
        } else if has(Capacity::Witness) {
            Self::Witness
        } else if has(Capacity::Bystander) {
            Self::Bystander
        } else if has(Capacity::ConflictOfficer) {
            Self::Conflicts
        } else if has(Capacity::Registrar) {
            Self::NumberOnly
        } else if has(Capacity::PrivacyOfficer) || has(Capacity::Archivist) {
            Self::Records
        } else if has(Capacity::Coordinator) {
            Self::Header
        } else {
            return None;
        };
        Some(own)
    }

    /// Whether it shows which other cases a case is linked to, those that the reader sees through such a lens as well:
    /// to staff who work on it or steer it; and to the complainant those that are their own.
    #[must_use]
    pub fn shows_links(self) -> bool {
        matches!(self, Self::Staff | Self::Conflicts | Self::Header | Self::Complainant)
    }

    /// Whether it shows what people wrote, to somebody who is no party: such a read needs a purpose.
    #[must_use]
    pub fn is_staff_content(self) -> bool {
        // To declare, one is shown the names of the parties, which people wrote; and why a case is held, somebody wrote.
        matches!(self, Self::Staff | Self::Undeclared | Self::Conflicts | Self::Records)
    }
}
