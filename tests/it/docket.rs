//! Lists: who sees what, page by page, and that a page stays one range of an index at any number of cases.

use std::sync::Mutex;

use app::{random::Ids, writer::Writer};
use domain::{Capacity, Change, DocketRow, Duty, Holder, Role, UserId, measure::CaseKind};
use jiff::civil::{Date, date};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use storage::{
    Database, Engine, Options,
    lists::{self, ListFilter, ListQuery, ListRow},
};

use crate::{
    database::TestDatabase,
    filed::{self, Office},
};

fn user() -> UserId {
    UserId(Ids::system().uuid())
}

fn row(holder: Holder, capacity: Capacity, next_due: Option<(Duty, Date)>) -> DocketRow {
    DocketRow { holder, capacity, next_due }
}

/// A query for everything that this person sees as a coordinator who also takes complaints in.
fn everything(me: UserId, office: &Office) -> ListQuery {
    ListQuery {
        user: me,
        holders: vec![Holder::User(me), Holder::Intake(office.unit), Holder::Desk(Role::Coordinator)],
        held: vec![
            Capacity::Intake,
            Capacity::Caseworker,
            Capacity::Investigator,
            Capacity::DecisionMaker,
            Capacity::Reviewer,
            Capacity::Coordinator,
        ],
        filter: ListFilter::default(),
        after: None,
        limit: 7,
    }
}

async fn pages(conn: &impl ConnectionTrait, mut query: ListQuery) -> Vec<ListRow> {
    let mut all = Vec::new();
    loop {
        let page = lists::docket(conn, &query).await.unwrap();
        let Some(last) = page.last() else { return all };
        query.after = Some(last.place());
        all.extend(page);
    }
}

/// Files cases whose rows in lists are these.
async fn with_rows(
    writer: &Writer,
    office: &Office,
    rows: Vec<(Vec<DocketRow>, Vec<UserId>)>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (docket, walls) in rows {
        let mut change = office.file("story");
        (change.docket, change.walls) = (docket, walls);
        writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
        changes.push(change);
    }
    changes
}

#[tokio::test]
async fn each_case_stands_once_where_the_most_urgent_duty_puts_it() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let (office, me) = (Office::new(), user());
    let day = |n: i8| date(2026, 12, n);
    let rows = (1..=25_i8).map(|n| {
        let mut rows = vec![row(Holder::Desk(Role::Coordinator), Capacity::Coordinator, None)];
        if n % 2 == 0 {
            rows.push(row(Holder::Intake(office.unit), Capacity::Intake, Some((Duty::Acknowledge, day(n)))));
        }
        if n % 3 == 0 {
            rows.push(row(Holder::User(me), Capacity::Caseworker, Some((Duty::Screen, day(26 - n)))));
            rows.push(row(Holder::User(me), Capacity::Investigator, Some((Duty::Hear, day(27 - n)))));
        }
        (rows, vec![])
    });
    let rows = rows.collect();
    let changes = with_rows(&writer, &office, rows).await;
    let reader = writer.database().reader();

    let listed = pages(reader, everything(me, &office)).await;
    let mut expected: Vec<_> = (1..=25_i8)
        .zip(&changes)
        .map(|(n, change)| {
            let due = match (n % 2 == 0, n % 3 == 0) {
                (true, true) if n < 26 - n => Some((Duty::Acknowledge, day(n))),
                (_, true) => Some((Duty::Screen, day(26 - n))),
                (true, false) => Some((Duty::Acknowledge, day(n))),
                (false, false) => None,
            };
            (due.map_or(Date::MAX, |(_, day)| day), n, change.after.id, due)
        })
        .collect();
    expected.sort_unstable();
    let order: Vec<_> = listed.iter().map(|row| (row.case, row.next_due)).collect();
    assert_eq!(order, expected.iter().map(|(_, _, case, due)| (*case, *due)).collect::<Vec<_>>());

    let one = listed.iter().find(|row| row.case == changes[2].after.id).unwrap();
    assert_eq!(one.number, changes[2].after.number);
    assert_eq!(
        (one.capacity, one.unit, one.phase),
        (Capacity::Caseworker, office.unit, changes[2].listed.phase)
    );
    assert_eq!((one.received_on, one.changed_at), (changes[2].listed.received_on, filed::now()));
    assert_eq!(one.waiting_for, changes[2].listed.waiting_for);
    assert_eq!(one.assignees, [(Capacity::Caseworker, me), (Capacity::Investigator, me)]);

    // Filters, over what the caller's row shows.
    let with = async |change: &dyn Fn(&mut ListQuery)| {
        let mut query = everything(me, &office);
        change(&mut query);
        pages(reader, query).await.len()
    };
    let shown = |duty| expected.iter().filter(|(_, _, _, due)| due.is_some_and(|(it, _)| it == duty)).count();
    assert_eq!(with(&|query| query.filter.duty = Some(Duty::Screen)).await, shown(Duty::Screen));
    assert_eq!(with(&|query| query.filter.duty = Some(Duty::Hear)).await, 0);
    let early = expected.iter().filter(|(on, ..)| *on < day(9)).count();
    assert_eq!(with(&|query| query.filter.due_before = Some(day(9))).await, early);
    assert_eq!(with(&|query| query.filter.state = Some(changes[0].after.stage())).await, 25);
    assert_eq!(with(&|query| query.filter.state = Some(domain::Stage::Closed)).await, 0);
    assert_eq!(with(&|query| query.filter.unit = Some(office.unit)).await, 25);
    assert_eq!(with(&|query| query.filter.priority = Some(changes[0].listed.priority)).await, 25);
    assert_eq!(with(&|query| query.filter.phase = Some(domain::Phase::Dismissal)).await, 0);
    assert_eq!(with(&|query| query.filter.kind = Some(CaseKind::Complaint)).await, 25);
    assert_eq!(with(&|query| query.filter.kind = Some(CaseKind::Measure)).await, 0);
    assert_eq!(with(&|query| query.holders.clear()).await, 0);
}

#[tokio::test]
async fn a_wall_hides_the_desk_but_not_the_own_case() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let (office, me) = (Office::new(), user());
    let due = |n| Some((Duty::Acknowledge, date(2026, 12, n)));
    let desk = |n| row(Holder::Intake(office.unit), Capacity::Intake, due(n));
    let all = || row(Holder::Desk(Role::Coordinator), Capacity::Coordinator, None);
    let own = |capacity| row(Holder::User(me), capacity, Some((Duty::Reply, date(2026, 12, 20))));
    let changes = with_rows(
        &writer,
        &office,
        vec![
            (vec![desk(1), all()], vec![]),
            (vec![desk(2), all()], vec![me]),
            (vec![desk(3), all()], vec![user()]),
            // The complainant works at the desk: the desk's row is hidden, and does not hide the own one.
            (vec![desk(4), all(), own(Capacity::Complainant)], vec![me]),
            (vec![desk(5), all(), own(Capacity::Caseworker)], vec![me]),
        ],
    )
    .await;
    let listed = pages(writer.database().reader(), everything(me, &office)).await;
    let seen: Vec<_> = listed.iter().map(|row| (row.case, row.capacity)).collect();
    let case = |n: usize| changes[n].after.id;
    assert_eq!(
        seen,
        [(case(0), Capacity::Intake), (case(2), Capacity::Intake), (case(3), Capacity::Complainant)]
    );
}

#[tokio::test]
async fn a_role_that_was_taken_away_takes_its_rows_with_it() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let (office, me) = (Office::new(), user());
    let due = |duty, n| Some((duty, date(2026, 12, n)));
    let own = |capacity, next_due| row(Holder::User(me), capacity, next_due);
    let changes = with_rows(
        &writer,
        &office,
        vec![
            (vec![own(Capacity::Investigator, due(Duty::Hear, 1))], vec![]),
            // The duty of the role that is gone is neither shown nor what the case stands under.
            (
                vec![
                    own(Capacity::Investigator, due(Duty::Hear, 2)),
                    own(Capacity::Caseworker, due(Duty::Screen, 3)),
                ],
                vec![],
            ),
            (vec![own(Capacity::Complainant, due(Duty::Reply, 4))], vec![]),
        ],
    )
    .await;
    let case = |n: usize| changes[n].after.id;
    let with = async |held: &[Capacity], duty| {
        let filter = ListFilter { duty, ..ListFilter::default() };
        let query = ListQuery { held: held.to_vec(), filter, ..everything(me, &office) };
        let rows = pages(writer.database().reader(), query).await;
        rows.iter().map(|row| (row.case, row.capacity)).collect::<Vec<_>>()
    };
    let investigator = [(case(0), Capacity::Investigator), (case(1), Capacity::Investigator)];
    let (caseworker, own) = ((case(1), Capacity::Caseworker), (case(2), Capacity::Complainant));
    assert_eq!(with(&[Capacity::Investigator, Capacity::Caseworker], None).await[..2], investigator);
    assert_eq!(with(&[Capacity::Caseworker], None).await, [caseworker, own]);
    assert_eq!(with(&[Capacity::Caseworker], Some(Duty::Hear)).await, []);
    assert_eq!(with(&[], None).await, [own]);
}

#[tokio::test]
async fn what_changes_between_two_pages_moves_nothing_else() {
    let database = TestDatabase::fresh().await;
    let writer = Writer::new(database.connect().await);
    let (office, me) = (Office::new(), user());
    let desk = |n: i8| {
        row(Holder::Intake(office.unit), Capacity::Intake, Some((Duty::Acknowledge, date(2026, 12, n))))
    };
    let changes = with_rows(&writer, &office, (1..=20).map(|n| (vec![desk(n)], vec![])).collect()).await;
    let reader = writer.database().reader();
    let mut query = everything(me, &office);
    let first = lists::docket(reader, &query).await.unwrap();
    assert_eq!(first.iter().map(|row| row.case).collect::<Vec<_>>(), ids(&changes[..7]));
    query.after = first.last().map(ListRow::place);
    // One case is filed and one is put off to the end; both lie before the place where the page ended.
    with_rows(&writer, &office, vec![(vec![desk(1)], vec![])]).await;
    let loaded = storage::cases::load(reader, changes[0].after.id, false).await.unwrap().unwrap();
    let mut later = office.change(&office.intake, loaded.case, loaded.version, filed::declare());
    later.docket = vec![desk(28)];
    writer.run(async |tx| filed::save(&tx, &later).await).await.unwrap();
    let rest = pages(reader, query).await;
    let expected: Vec<_> = ids(&changes[7..]).into_iter().chain([changes[0].after.id]).collect();
    assert_eq!(rest.iter().map(|row| row.case).collect::<Vec<_>>(), expected);
}

fn ids(changes: &[Change]) -> Vec<domain::CaseId> {
    changes.iter().map(|change| change.after.id).collect()
}

/// A connection that asks how a statement would run, and gives no rows.
struct Asking<'a>(&'a DatabaseConnection, Mutex<Vec<Statement>>);

#[async_trait::async_trait]
impl ConnectionTrait for Asking<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.1.lock().unwrap().push(statement);
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn a_page_is_a_range_of_an_index() {
    let database = TestDatabase::fresh().await;
    // One connection: what is prepared belongs to it.
    let owner = Options { connections: 1, ..Options::new(&database.owner_url) };
    let owner = Database::connect(&owner).await.unwrap();
    let office = Office::new();
    for sql in fill(database.engine()) {
        owner.owner().execute_unprepared(sql).await.unwrap();
    }
    let asking = Asking(owner.owner(), Mutex::default());
    let mut query = everything(user(), &office);
    lists::docket(&asking, &query).await.unwrap();
    query.filter.state = Some(domain::Stage::Submitted);
    query.filter.unit = Some(office.unit);
    query.filter.due_before = Some(date(2027, 1, 1));
    lists::docket(&asking, &query).await.unwrap();
    query.filter = ListFilter { kind: Some(CaseKind::Measure), ..ListFilter::default() };
    lists::docket(&asking, &query).await.unwrap();
    let statements = asking.1.into_inner().unwrap();
    let indexes = ["docket_due", "docket_due", "docket_measure"];
    assert_eq!(statements.len(), indexes.len());
    for (statement, index) in statements.into_iter().zip(indexes) {
        let plan = plan(owner.owner(), database.engine(), statement).await;
        assert!(plan.contains(index), "{plan}");
        for scan in [
            "Seq Scan on docket",
            "Seq Scan on complaint_case",
            "SCAN d",
            "SCAN e",
            "SCAN c",
            "SCAN a",
            "Hash",
        ] {
            assert!(!plan.contains(scan), "{scan}:\n{plan}");
        }
    }
}

/// Many cases, in the lists of one desk and of some people.
fn fill(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &[
            "INSERT INTO complaint_case WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
             SELECT NULL, randomblob(16), 'complaint', 'n' || i, 1, 'submitted', 'employment', zeroblob(16), 0, NULL, NULL, 1, \
             'staff', NULL, '{}' FROM n",
            "INSERT INTO docket SELECT case_key, 'desk:coordinator', 'coordinator', '9999-12-31', NULL, state, phase, \
             unit, priority, kind FROM complaint_case",
        ],
        Engine::Postgres => &[
            "INSERT INTO complaint_case (id, kind, number, version, state, phase, unit, priority, changed_at, waiting_for, body) \
             SELECT md5(i::text)::uuid, 'complaint', 'n' || i, 1, 'submitted', 'employment', md5('u')::uuid, 0, 1, 'staff', '{}' \
             FROM generate_series(1, 5000) AS i",
            "INSERT INTO docket SELECT case_key, 'desk:coordinator', 'coordinator', '9999-12-31', NULL, state, phase, \
             unit, priority, kind FROM complaint_case",
            "INSERT INTO wall SELECT case_key, id FROM complaint_case",
            "ANALYZE",
        ],
    }
}

/// How the engine would run it, whatever the values are: as it does with a statement that stays prepared.
async fn plan(conn: &DatabaseConnection, engine: Engine, statement: Statement) -> String {
    let (sql, column) = match engine {
        Engine::Sqlite => {
            let sql = Statement { sql: format!("EXPLAIN QUERY PLAN {}", statement.sql), ..statement };
            (sql, "detail")
        }
        Engine::Postgres => {
            let values = statement.values.map_or(0, |values| values.0.len());
            // Under a name of its own, so that no answer to another one is kept for it.
            let name = format!("page_{}", statement.sql.len());
            let prepare = format!("PREPARE {name} AS {}", statement.sql);
            conn.execute_unprepared(&prepare).await.unwrap();
            let nulls = vec!["NULL"; values].join(", ");
            let sql = format!("EXPLAIN EXECUTE {name} ({nulls})");
            (Statement::from_string(DbBackend::Postgres, sql), "QUERY PLAN")
        }
    };
    let rows = conn.query_all_raw(sql).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", column).unwrap() + "\n").collect()
}
