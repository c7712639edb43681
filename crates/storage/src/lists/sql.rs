//! The statement of a list.

use domain::{Capacity, Role};
use sea_orm::{DbBackend, Value};
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::{ListFilter, ListQuery, NOTHING_DUE, Place, holder};

/// Values, and the placeholders that stand for them. No value is ever written into the text.
struct Bound(Vec<Value>);

impl Bound {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }
}

/// The capacities of which this holds, as a list of SQL. Their codes are ours: nothing in them is anybody's input.
fn capacities(which: impl Fn(Capacity) -> bool) -> String {
    let codes: Vec<String> = Capacity::iter().filter(|it| which(*it)).map(|it| format!("'{it}'")).collect();
    format!("({})", codes.join(", "))
}

/// The text and the values for a page.
pub(super) fn statement(backend: DbBackend, query: &ListQuery) -> (String, Vec<Value>) {
    let mut bound = Bound(Vec::new());
    let user = bound.bind(query.user.0);
    let (day, case) = match query.after {
        Some(Place { due_on: Some(day), case }) => (day.to_string(), case.0),
        Some(Place { due_on: None, case }) => (NOTHING_DUE.to_owned(), case.0),
        None => (String::new(), Uuid::nil()),
    };
    let (day, case) = (bound.bind(day), bound.bind(case));
    let after = format!("COALESCE((SELECT case_key FROM complaint_case WHERE id = {case}), 0)");
    let limit = bound.bind(i64::from(query.limit));
    let filters = filters(&mut bound, &query.filter);
    let holders: Vec<String> = query.holders.iter().map(|it| bound.bind(holder(it))).collect();
    let held: Vec<String> = query.held.iter().map(|it| bound.bind(<&'static str>::from(*it))).collect();

    // A row of theirs as a party or a helper of one: no role gives it, no wall hides it.
    let of_party = capacities(Capacity::is_of_party);
    // Scalar subqueries, not EXISTS: PostgreSQL may turn that into a hash of the whole table.
    let visible = |row: &str| {
        if held.is_empty() {
            return format!("{row}.capacity IN {of_party}");
        }
        format!(
            "({row}.capacity IN {of_party} OR ({row}.capacity IN ({held}) AND (SELECT 1 FROM wall AS w \
             WHERE w.case_key = {row}.case_key AND w.user_id = {user} LIMIT 1) IS NULL))",
            held = held.join(", "),
        )
    };
    // Of several rows of a case the caller's most urgent counts, so that a case stands in the list once.
    let urgent = format!(
        "(SELECT 1 FROM docket AS e WHERE e.case_key = d.case_key AND e.holder IN ({holders}) \
         AND (e.due_on, e.holder, e.capacity) < (d.due_on, d.holder, d.capacity) AND {seen} LIMIT 1) IS NULL",
        holders = holders.join(", "),
        seen = visible("e"),
    );
    let ranges = holders.iter().map(|holder| {
        format!(
            "SELECT * FROM (SELECT d.case_key, d.due_on, d.capacity, d.duty, d.state, d.phase, d.unit, d.priority \
             FROM docket AS d WHERE d.holder = {holder} AND (d.due_on, d.case_key) > ({day}, {after}){filters} \
             AND {seen} AND {urgent} ORDER BY d.due_on, d.case_key LIMIT {limit}) AS u",
            seen = visible("d"),
        )
    });
    let ranges = ranges.collect::<Vec<_>>().join(" UNION ALL ");
    let join = if backend == DbBackend::Postgres {
        // One look at the primary key for each row of the page, whatever the planner thinks of its length.
        "CROSS JOIN LATERAL (SELECT * FROM complaint_case AS k WHERE k.case_key = p.case_key LIMIT 1) AS c"
    } else {
        "CROSS JOIN complaint_case AS c ON c.case_key = p.case_key"
    };
    let sql = format!(
        "SELECT c.id AS case_id, p.due_on, p.capacity, p.duty, p.state, p.phase, p.unit, p.priority, c.kind, c.number, \
         c.received_on, c.admitted_on, c.changed_at, c.waiting_for, \
         (SELECT string_agg(a.capacity || ' ' || a.holder, ',') FROM docket AS a WHERE a.case_key = p.case_key \
          AND a.capacity IN {assigned}) AS assignees \
         FROM (SELECT * FROM ({ranges}) AS r ORDER BY due_on, case_key LIMIT {limit}) AS p {join} \
         ORDER BY p.due_on, p.case_key",
        assigned = capacities(|it| Role::iter().any(|role| Capacity::assigned(role) == Some(it))),
    );
    (sql, bound.0)
}

fn filters(bound: &mut Bound, wanted: &ListFilter) -> String {
    let mut filters = String::new();
    let mut add = |test: &str, value: Option<Value>| {
        if let Some(value) = value {
            filters.push_str(test);
            filters.push_str(&bound.bind(value));
        }
    };
    let code = |code: &'static str| Value::from(code);
    add(" AND d.state = ", wanted.state.map(|it| code(it.into())));
    add(" AND d.phase = ", wanted.phase.map(|it| code(it.into())));
    add(" AND d.unit = ", wanted.unit.map(|it| it.0.into()));
    add(" AND d.priority = ", wanted.priority.map(|it| (it as i16).into()));
    add(" AND d.duty = ", wanted.duty.map(|it| code(it.into())));
    add(" AND d.due_on < ", wanted.due_before.map(|it| it.to_string().into()));
    if let Some(kind) = wanted.kind {
        // A code of ours, written out: by a value the engines could not tell that the index of the kind fits.
        filters.push_str(" AND d.kind = '");
        filters.push_str(kind.into());
        filters.push_str("' AND d.capacity IN ");
        filters.push_str(&capacities(|it| it.listed().has_kind()));
        filters.push_str(" AND (d.duty IS NULL OR d.duty <> 'declare')");
    }
    if wanted.state.is_some() || wanted.phase.is_some() || wanted.priority.is_some() {
        // A filter on what a row does not show would tell it.
        filters.push_str(" AND d.capacity IN ");
        filters.push_str(&capacities(|it| it.listed().has_course()));
        filters.push_str(" AND (d.duty IS NULL OR d.duty <> 'declare')");
    }
    if wanted.phase.is_some() || wanted.priority.is_some() || wanted.unit.is_some() {
        // Nor does what is left of a case that was destroyed.
        filters.push_str(" AND d.state <> 'destroyed'");
    }
    if wanted.unit.is_some() {
        filters.push_str(" AND d.capacity IN ");
        filters.push_str(&capacities(|it| it.listed().has_unit()));
    }
    filters
}
