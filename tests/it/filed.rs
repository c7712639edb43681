//! Real changes for tests of what lies below the doors: a small office, and complaints filed in it.

use app::{
    audit,
    random::{self, Ids},
};
use domain::{
    Actor, Case, CaseId, Change, Context, Directory, Draw, Member, PseudonymId, Pseudonyms, Role, Unit,
    UnitId, UserId,
    access::{FilingPermit, Permit},
    command::Command,
    rules::Rules,
};
use jiff::{Timestamp, tz::TimeZone};
use sea_orm::{ConnectionTrait, Statement};
use storage::{Tx, audit::Entry, cases, cases::Written, idempotency::Claim};
use uuid::Uuid;

/// An office with one unit, one person who complains and one who takes complaints in.
pub(crate) struct Office {
    pub(crate) unit: UnitId,
    pub(crate) complainant: Member,
    pub(crate) intake: Member,
    directory: Directory,
    zone: TimeZone,
}

impl Office {
    pub(crate) fn new() -> Self {
        let unit = UnitId(Ids::system().uuid());
        let member = |name: &str, roles: &[Role]| Member {
            id: UserId(Ids::system().uuid()),
            username: name.to_owned(),
            unit: Some(unit),
            manager: None,
            roles: roles.iter().copied().collect(),
            covers: roles.iter().map(|_| unit).collect(),
        };
        let complainant = member("complainant", &[]);
        let intake = member("intake", &[Role::IntakeOfficer]);
        let directory = Directory {
            members: [&complainant, &intake].into_iter().map(|it| (it.id, it.clone())).collect(),
            units: [(unit, Unit { id: unit, name: "Roads".to_owned(), parent: None, speaker: None })].into(),
        };
        let zone = TimeZone::get("Europe/Copenhagen").unwrap();
        Self { unit, complainant, intake, directory, zone }
    }

    /// Files a complaint with this story.
    pub(crate) fn file(&self, story: &str) -> Change {
        self.open(story, true)
    }

    /// Opens a draft, or files at once.
    pub(crate) fn open(&self, story: &str, submit: bool) -> Change {
        let draft = serde_json::json!({
            "unit": self.unit, "story": story, "occurred_from": "2026-10-01", "identity": "named",
            "facts": { "phase": "employment", "kind": "promotion" },
            "allegations": [{ "ground": "age", "form": "direct", "what": "Passed over for the younger." }],
            "submit": submit,
        });
        let draft = serde_json::from_value(draft).unwrap();
        let permit = FilingPermit::ask(self.complainant.clone(), draft).unwrap();
        self.deciding(|cx| permit.decide(cx).unwrap())
    }

    /// Lets somebody do something to a case that was loaded.
    pub(crate) fn change(&self, who: &Member, case: Case, version: i64, command: Command) -> Change {
        let permit = Permit::ask(case, version, Actor::Person(who.clone()), command).unwrap();
        self.deciding(|cx| permit.decide(cx).unwrap())
    }

    fn deciding(&self, decide: impl FnOnce(&mut Context<'_>) -> Change) -> Change {
        decide(&mut Context {
            content: None,
            history: Vec::new(),
            now: now(),
            zone: &self.zone,
            rules: Rules::denmark(),
            directory: &self.directory,
            beside: &[],
            pseudonyms: Pseudonyms(&|_| PseudonymId(uuid::Uuid::nil())),
            draw: Draw(&mut || Ids::system().bits()),
        })
    }
}

/// The instant of every test.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// What an intake officer does first.
pub(crate) fn declare() -> Command {
    Command::Declare(serde_json::from_value(serde_json::json!({ "reasons": [] })).unwrap())
}

/// Salt and payload of an audit entry of a case.
pub(crate) async fn sealed(conn: &impl ConnectionTrait, case: CaseId, entry: Uuid) -> ([u8; 32], Vec<u8>) {
    const SQL: &str = "SELECT b.bytes FROM content AS b JOIN complaint_case AS c ON c.case_key = b.case_key \
                       WHERE c.id = $1 AND b.id = $2 AND b.kind = 'audit'";
    let values = [case.0.into(), entry.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), SQL, values);
    let row = conn.query_one_raw(statement).await.unwrap().expect("salt and payload");
    let bytes: Vec<u8> = row.try_get_by_index(0).unwrap();
    let (salt, payload) = bytes.split_first_chunk().expect("a salt");
    (*salt, payload.to_vec())
}

/// Saves a change with its audit entry.
pub(crate) async fn save(tx: &Tx, change: &Change) -> Result<(), storage::Error> {
    save_with(tx, change, None).await
}

/// The same under an idempotency key.
pub(crate) async fn save_with(tx: &Tx, change: &Change, claim: Option<&Claim>) -> Result<(), storage::Error> {
    let written = Written::of(change, &mut Draw(&mut || Ids::system().bits()))?;
    let entry = entry(&written);
    cases::save(tx, &written, &entry, claim).await
}

fn entry(written: &Written<'_>) -> Entry {
    audit::of_change(written, None, Ids::system().uuid(), Ids::system().uuid(), random::bytes()).unwrap()
}
