//! The people of the demonstration, and the units they work in.

use std::{collections::BTreeSet, sync::OnceLock};

use uuid::Uuid;

use crate::{Directory, Member, Role, Unit, UnitId, UserId};

/// User name, manager, roles.
const PEOPLE: &[(&str, &str, &[Role])] = &[
    ("complainant", "team-leader", &[]),
    ("complainant2", "", &[]),
    ("representative", "", &[]),
    ("representative2", "", &[]),
    ("representative3", "", &[]),
    ("bystander", "", &[]),
    ("witness", "", &[]),
    ("stranger", "", &[]),
    ("respondent", "", &[]),
    ("respondent2", "", &[]),
    ("panel-chair", "respondent2", &[]),
    ("panel-deputy", "respondent", &[]),
    ("team-leader", "respondent2", &[]),
    ("supervisor", "respondent2", &[]),
    ("hr-head", "director", &[]),
    ("intake", "hr-head", &[Role::IntakeOfficer]),
    ("intake2", "respondent2", &[Role::IntakeOfficer]),
    ("coordinator", "hr-head", &[Role::Coordinator]),
    ("caseworker", "hr-head", &[Role::Caseworker]),
    ("caseworker2", "hr-head", &[Role::Caseworker]),
    ("investigator", "hr-head", &[Role::Investigator]),
    ("investigator2", "hr-head", &[Role::Investigator]),
    ("decision-maker", "hr-head", &[Role::DecisionMaker]),
    ("decision-maker2", "hr-head", &[Role::DecisionMaker, Role::Reviewer]),
    ("reviewer", "hr-head", &[Role::Reviewer]),
    ("conflict-officer", "", &[Role::ConflictOfficer]),
    ("privacy-officer", "hr-head", &[Role::PrivacyOfficer]),
    ("archivist", "hr-head", &[Role::Archivist]),
    ("archivist2", "hr-head", &[Role::Archivist]),
    ("auditor", "hr-head", &[Role::Auditor]),
    ("analyst", "hr-head", &[Role::Analyst]),
    ("admin", "hr-head", &[Role::SystemAdmin]),
    ("admin2", "hr-head", &[Role::SystemAdmin]),
    ("integration", "", &[Role::Integration]),
    ("director", "", &[]),
    ("coordinator2", "", &[Role::Coordinator]),
    ("decision-maker3", "hr-head", &[Role::DecisionMaker]),
];

/// The unit complained about, which `respondent` answers for.
pub(super) const SCHOOL: UnitId = UnitId(Uuid::from_u128(1));
/// A unit that nobody answers for.
pub(super) const LIBRARY: UnitId = UnitId(Uuid::from_u128(2));
/// A unit that one of those who handle complaints answers for.
pub(super) const OFFICE: UnitId = UnitId(Uuid::from_u128(3));

fn id(username: &str) -> UserId {
    let place = PEOPLE.iter().position(|(name, ..)| *name == username);
    UserId(Uuid::from_u128(0x1000 + place.unwrap_or_else(|| panic!("nobody is called {username}")) as u128))
}

/// Everybody, as the directory knows them.
pub(super) fn directory() -> &'static Directory {
    static DIRECTORY: OnceLock<Directory> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        let member = |(username, manager, roles): &(&str, &str, &[Role])| Member {
            id: id(username),
            username: (*username).to_owned(),
            unit: None,
            manager: (!manager.is_empty()).then(|| id(manager)),
            roles: roles.iter().copied().collect(),
            covers: if roles.contains(&Role::IntakeOfficer) {
                BTreeSet::from([SCHOOL, LIBRARY, OFFICE])
            } else {
                BTreeSet::new()
            },
        };
        let unit = |id, name: &str, speaker| Unit { id, name: name.to_owned(), parent: None, speaker };
        Directory {
            members: PEOPLE.iter().map(member).map(|it| (it.id, it)).collect(),
            units: [
                unit(SCHOOL, "School", Some(id("respondent"))),
                unit(LIBRARY, "Library", None),
                unit(OFFICE, "Office", Some(id("caseworker2"))),
            ]
            .map(|it| (it.id, it))
            .into(),
        }
    })
}

/// One of them.
pub(super) fn member(username: &str) -> &'static Member {
    &directory().members[&id(username)]
}

/// Everybody's user name.
pub(super) fn everybody() -> impl Iterator<Item = &'static str> {
    PEOPLE.iter().map(|(username, ..)| *username)
}
