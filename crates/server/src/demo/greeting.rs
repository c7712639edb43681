//! What somebody who starts a demonstration is told.

use std::net::SocketAddr;

use anyhow::Context;
use app::App;
use domain::{CaseId, Duty, Holder, measure::CaseKind};
use storage::{
    accounts,
    lists::{ListFilter, ListQuery, docket},
};

use super::directory;

/// Whose eyes the three commands look through.
const EYES: &str = "caseworker";

/// Addresses, people, and three commands that work as they stand here.
pub(crate) async fn greeting(app: &App, address: SocketAddr) -> anyhow::Result<String> {
    let now = app.clock().now().to_zoned(app.zone().clone());
    let mut lines = vec![
        format!("  its document  http://{address}/api/v1/openapi.json"),
        format!("  its clock     {}", now.strftime("%F %H:%M %Z")),
        format!("\nEverybody has the password \"{}\". There are people who", directory::PASSWORD),
    ];
    for (what, names) in directory::groups() {
        lines.push(format!("  {what}:\n    {}", names.join(", ")));
    }
    let api = format!("http://{address}/api/v1");
    let me =
        format!(r#"'{{"grant_type":"password","username":"{EYES}","password":"{}"}}'"#, directory::PASSWORD);
    lines.extend([
        "\nCommands to try:".to_owned(),
        format!(
            r#"  TOKEN=$(curl -s {api}/tokens --json {me} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"#
        ),
        format!(r#"  curl -s {api}/cases -H "Authorization: Bearer $TOKEN""#),
    ]);
    // A demonstration that was filled without cases has none.
    if let Some(case) = a_case(app).await? {
        lines.push(format!(
            r#"  curl -s {api}/cases/{case} -H "Authorization: Bearer $TOKEN" -H "Purpose: case-handling""#
        ));
    }
    Ok(lines.join("\n"))
}

/// A case that is worth a look.
async fn a_case(app: &App) -> anyhow::Result<Option<CaseId>> {
    let reader = app.database().reader();
    let member = accounts::named(reader, EYES).await?.context("there is no caseworker")?.member;
    let query = ListQuery {
        user: member.id,
        holders: vec![Holder::User(member.id)],
        held: member.capacities(),
        filter: ListFilter::default(),
        after: None,
        limit: 20,
    };
    let mut rows = docket(reader, &query).await?;
    rows.retain(|row| row.kind == CaseKind::Complaint);
    let duty = |wanted| rows.iter().find(move |row| row.next_due.is_some_and(|(duty, _)| duty == wanted));
    let row = duty(Duty::Hear).or_else(|| duty(Duty::Decide)).or(rows.first());
    Ok(row.map(|row| row.case))
}
