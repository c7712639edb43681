//! Who may do what.

use crate::{Member, UserId, codes::codes};

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
    /// In which capacity somebody acts on a case: a role or a relation that the case gives them.
    Capacity {
        Author, Complainant, RepresentativeRead, RepresentativeWrite, RepresentativeDecide, Respondent, Witness, Bystander, Intake, Coordinator,
        Caseworker, Investigator, DecisionMaker, Reviewer, ConflictOfficer, PrivacyOfficer, Archivist, Auditor,
        Analyst, CouncilViewer, Integration, SystemAdmin, System,
    }
}
