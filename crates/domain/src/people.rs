//! People as the directory knows them, and people as a case names them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{ContentId, Role, UnitId, UserId, text::Line};

/// What the directory knows of one person: enough to judge who may do what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The account.
    pub id: UserId,
    /// The name to sign in with; also how others refer to the person.
    pub username: String,
    /// The unit the person works in.
    pub unit: Option<UnitId>,
    /// The person's manager.
    pub manager: Option<UserId>,
    /// The roles held now.
    pub roles: BTreeSet<Role>,
    /// The units an intake officer takes in complaints for.
    pub covers: BTreeSet<UnitId>,
}

/// The part of the directory that one decision needs: the people and units it names, and who stands in
/// the reporting line of those people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The people, by account.
    pub members: BTreeMap<UserId, Member>,
    /// The units, each with who answers for it.
    pub units: BTreeMap<UnitId, Unit>,
}

/// An organisational unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Unit {
    /// The unit.
    pub id: UnitId,
    /// What it is called.
    pub name: String,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Who answers for the unit when it is complained about.
    pub speaker: Option<UserId>,
}

impl Directory {
    /// The member with this user name, whatever its case.
    #[must_use]
    pub fn named(&self, username: &str) -> Option<&Member> {
        let username = username.to_lowercase();
        self.members.values().find(|member| member.username == username)
    }

    /// Everybody in the reporting line of a person: the managers above, the people below at every level, and
    /// those who share the manager. The person is not among them.
    #[must_use]
    pub fn reporting_line(&self, of: UserId) -> BTreeSet<UserId> {
        let mut line = BTreeSet::new();
        let mut staff_of: BTreeMap<UserId, Vec<UserId>> = BTreeMap::new();
        for member in self.members.values() {
            if let Some(manager) = member.manager {
                staff_of.entry(manager).or_default().push(member.id);
            }
        }
        let mut managers = vec![of];
        while let Some(manager) = managers.pop() {
            let staff = staff_of.get(&manager).into_iter().flatten();
            managers.extend(staff.filter(|it| **it != of && line.insert(**it)));
        }
        let manager_of = |user| self.members.get(&user).and_then(|member: &Member| member.manager);
        let mut above = manager_of(of);
        while let Some(manager) = above {
            if manager == of || !line.insert(manager) {
                break;
            }
            above = manager_of(manager);
        }
        let beside = manager_of(of).and_then(|manager| staff_of.get(&manager));
        line.extend(beside.into_iter().flatten().filter(|it| **it != of));
        line
    }
}

/// How a request refers to a person: by user name where there is an account, else by name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonRef {
    /// The user name, where the person has an account. Who is no staff is not told whether anybody has it: what
    /// nobody has stays a name, which the office settles.
    #[serde(default)]
    pub user: Option<Line>,
    /// The name in words, where there is none.
    #[serde(default)]
    pub name: Option<Line>,
}

impl PersonRef {
    /// The user name, as accounts write it.
    #[must_use]
    pub fn username(&self) -> Option<String> {
        self.user.as_ref().map(|name| name.as_str().to_lowercase())
    }
}

/// A person as a case stores them: an account, or a name kept among the texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Person {
    /// The account, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The name in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub name: Option<ContentId>,
    /// The user name as somebody wrote it who is not told whether anybody has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub username: Option<ContentId>,
}

impl Person {
    /// Somebody with an account.
    #[must_use]
    pub fn with_account(user: UserId) -> Self {
        Self { user: Some(user), ..Self::default() }
    }

    /// Whether it is the same person, as far as can be told: by the account, or as the same words.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        match (self.user, other.user) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self == other,
            _ => false,
        }
    }

    /// The person as a party sees them: by what was written, where something was. That looks the same whether there is
    /// such an account or not, and whether the office has found out whose name it is.
    #[must_use]
    pub fn as_written(self, reader: Option<UserId>) -> Self {
        let written = self.name.is_some() || self.username.is_some();
        let user = self.user.filter(|user| !written || Some(*user) == reader);
        Self { user, ..self }
    }
}
