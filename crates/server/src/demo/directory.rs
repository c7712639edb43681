//! The town of the demonstration: its units, and who works, complains and answers there.
//!
//! Everybody who handles cases reports to `manager`, so that no complaint about a school, the warehouse or the
//! cleaners walls off the people it needs. `intake2` alone shares a manager with the `team-leader`: a complaint
//! about that one is hidden from `intake2`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, anyhow};
use app::{App, Caller, Door, Request, credentials::Enrolment, units::UnitWanted};
use domain::{
    Member,
    Role::{
        self, Analyst, Archivist, Auditor, Caseworker, ConflictOfficer, Coordinator, DecisionMaker,
        IntakeOfficer, Integration, Investigator, PrivacyOfficer, Reviewer, SystemAdmin,
    },
    SessionId, UnitId, UserId,
};
use uuid::Uuid;

/// The password of everybody. It works in a demonstration and from this machine only.
pub(super) const PASSWORD: &str = "demo";

/// How the rest of the demonstration calls a unit, its name, the unit above it, and who answers for it.
#[rustfmt::skip]
const UNITS: &[(&str, &str, &str, &str)] = &[
    ("city",      "City of Havnby",             "",          "respondent2"),
    ("office",    "Complaints Office",          "city",      "respondent2"),
    ("children",  "Children and Young People",  "city",      "respondent"),
    ("school",    "Bøgelund School",            "children",  "respondent"),
    ("technical", "Technical Services",         "city",      "respondent"),
    ("warehouse", "Central Warehouse",          "technical", "respondent"),
    ("care",      "Health and Care",            "city",      "respondent2"),
    ("cleaning",  "Cleaning Unit North",        "care",      "respondent2"),
];

/// User name, name, unit, manager, roles.
type Post = (&'static str, &'static str, &'static str, &'static str, &'static [Role]);

/// The people, by what they do. A manager stands before those who report to them.
#[rustfmt::skip]
const PEOPLE: &[(&str, &[Post])] = &[
    ("look after accounts", &[
        ("admin",             "Thomas Ravn",        "",          "",                  &[SystemAdmin]),
        ("admin2",            "Camilla Skov",       "",          "",                  &[SystemAdmin]),
    ]),
    ("lead others", &[
        ("director",          "Anders Falk",        "city",      "",                  &[]),
        ("manager",           "Lone Brandt",        "office",    "director",          &[]),
        ("manager-school",    "Vibeke Storm",       "school",    "director",          &[]),
        ("manager-warehouse", "Flemming Hvid",      "warehouse", "director",          &[]),
        ("manager-cleaning",  "Susanne Lykke",      "cleaning",  "director",          &[]),
    ]),
    ("complain, or speak for somebody", &[
        ("complainant",       "Amina Haddad",       "",          "",                  &[]),
        ("complainant2",      "Mikkel Sørensen",    "",          "",                  &[]),
        ("applicant",         "Yusuf Karimi",       "",          "",                  &[]),
        ("employee",          "Dorthe Ellegaard",   "",          "",                  &[]),
        ("former-employee",   "Grace Mensah",       "",          "",                  &[]),
        ("representative",    "Karen Holm",         "",          "",                  &[]),
    ]),
    ("saw something", &[
        ("bystander",         "Rasmus Dahl",        "warehouse", "manager-warehouse", &[]),
        ("witness",           "Paulina Nowak",      "cleaning",  "manager-cleaning",  &[]),
    ]),
    ("are complained about", &[
        ("panel-chair",       "Bodil Steffensen",   "school",    "manager-school",    &[]),
        ("panel-deputy",      "Claus Iversen",      "school",    "manager-school",    &[]),
        ("team-leader",       "Kim Bruun",          "warehouse", "manager-warehouse", &[]),
        ("supervisor",        "Jette Munk",         "cleaning",  "manager-cleaning",  &[]),
    ]),
    ("answer for a unit", &[
        ("respondent",        "Lars Bech",          "children",  "director",          &[]),
        ("respondent2",       "Hanne Krogh",        "care",      "director",          &[]),
    ]),
    ("handle complaints", &[
        ("intake",            "Sofie Lund",         "office",    "manager",           &[IntakeOfficer]),
        ("intake2",           "Tobias Friis",       "warehouse", "manager-warehouse", &[IntakeOfficer]),
        ("coordinator",       "Birgit Nørgaard",    "office",    "manager",           &[Coordinator]),
        ("caseworker",        "Jonas Vestergaard",  "office",    "manager",           &[Caseworker]),
        ("caseworker2",       "Leyla Demir",        "office",    "manager",           &[Caseworker]),
        ("investigator",      "Peter Winther",      "office",    "manager",           &[Investigator]),
        ("decision-maker",    "Marianne Thygesen",  "office",    "manager",           &[DecisionMaker]),
        ("decision-maker2",   "Ole Kjeldsen",       "office",    "manager",           &[DecisionMaker, Reviewer]),
        ("decision-maker3",   "Bente Aagaard",      "office",    "manager",           &[DecisionMaker]),
        ("reviewer",          "Ingrid Toft",        "office",    "manager",           &[Reviewer]),
        ("conflict-officer",  "Henrik Dam",         "office",    "manager",           &[ConflictOfficer]),
        ("privacy-officer",   "Nadia Rahimi",       "office",    "manager",           &[PrivacyOfficer]),
        ("archivist",         "Poul Mikkelsen",     "office",    "manager",           &[Archivist]),
        ("archivist2",        "Signe Bang",         "office",    "manager",           &[Archivist]),
    ]),
    ("look on", &[
        ("auditor",           "Erik Juhl",          "office",    "manager",           &[Auditor]),
        ("analyst",           "Freja Holst",        "office",    "manager",           &[Analyst]),
        ("integration",       "The HR system",      "",          "",                  &[Integration]),
    ]),
];

/// Everybody, able to act.
#[derive(Debug)]
pub(super) struct Town {
    callers: BTreeMap<&'static str, Caller>,
    units: BTreeMap<&'static str, UnitId>,
}

impl Town {
    /// Makes the accounts and units, as an operator and an administrator would.
    pub(super) async fn found(app: &App) -> anyhow::Result<Self> {
        let mut town = Self { callers: BTreeMap::new(), units: BTreeMap::new() };
        // Units are made by an administrator, and people work in units.
        let mut people = PEOPLE.iter().flat_map(|(_, people)| *people);
        for administrator in people.by_ref().take(2) {
            town.enrol(app, administrator).await?;
        }
        for (key, name, parent, _) in UNITS {
            let wanted = town.wanted(name, parent, None)?;
            let unit = app.add_unit(town.caller("admin")?, &by_hand(app), wanted).await?;
            town.units.insert(key, unit.view.id);
        }
        for person in people {
            town.enrol(app, person).await?;
        }
        for (key, name, parent, speaker) in UNITS {
            let wanted = town.wanted(name, parent, Some(town.caller(speaker)?.member.id))?;
            let (admin, unit) = (town.caller("admin")?, town.unit(key)?);
            let seen = app.unit(admin, &by_hand(app), unit).await?.etag;
            app.change_unit(admin, &by_hand(app), unit, &seen, wanted).await?;
        }
        Ok(town)
    }

    async fn enrol(
        &mut self,
        app: &App,
        (username, name, unit, manager, roles): &Post,
    ) -> anyhow::Result<()> {
        let roles: BTreeSet<Role> = roles.iter().copied().collect();
        let takes_in = roles.contains(&IntakeOfficer);
        let covers = if takes_in { self.units.values().copied().collect() } else { BTreeSet::new() };
        let unit = if unit.is_empty() { None } else { Some(self.unit(unit)?) };
        let manager = if manager.is_empty() { None } else { Some(self.caller(manager)?.member.id) };
        let enrolment = Enrolment {
            username: (*username).to_owned(),
            display_name: (*name).to_owned(),
            roles: roles.clone(),
            covers: BTreeSet::clone(&covers),
            unit,
            manager,
        };
        let id = app.enrol_for_demo(&by_hand(app), enrolment, PASSWORD).await?;
        let member = Member { id, username: (*username).to_owned(), unit, manager, roles, covers };
        let caller = Caller {
            member,
            display_name: (*name).to_owned(),
            session: SessionId(Uuid::nil()),
            door: Door::Password,
        };
        self.callers.insert(username, caller);
        Ok(())
    }

    fn wanted(&self, name: &str, parent: &str, speaker: Option<UserId>) -> anyhow::Result<UnitWanted> {
        let parent = if parent.is_empty() { None } else { Some(self.unit(parent)?) };
        Ok(UnitWanted { name: name.to_owned().try_into()?, parent, speaker })
    }

    /// Somebody, by user name.
    pub(super) fn caller(&self, username: &str) -> anyhow::Result<&Caller> {
        self.callers.get(username).with_context(|| format!("nobody is called {username}"))
    }

    /// The user name of an account.
    pub(super) fn name_of(&self, id: UserId) -> Option<&'static str> {
        self.callers.iter().find(|(_, caller)| caller.member.id == id).map(|(username, _)| *username)
    }

    /// A unit, as the tables call it.
    pub(super) fn unit(&self, key: &str) -> anyhow::Result<UnitId> {
        self.units.get(key).copied().ok_or_else(|| anyhow!("there is no unit {key}"))
    }
}

/// What nobody asked for over the network.
fn by_hand(app: &App) -> Request {
    Request::internal(app.ids().uuid(), "demo")
}

/// User names and names of everybody.
pub(super) fn people() -> impl Iterator<Item = (&'static str, &'static str)> {
    PEOPLE.iter().flat_map(|(_, people)| *people).map(|(username, name, ..)| (*username, *name))
}

/// The user names, by what people do.
pub(super) fn groups() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    PEOPLE.iter().map(|(what, people)| (*what, people.iter().map(|person| person.0).collect()))
}
