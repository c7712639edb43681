//! D's end: the archive, what keeps the case there, and the tombstone.

use sea_orm::QueryResult;
use serde_json::{Value, json};
use storage::{Database, Options};

use super::Story;
use crate::{
    kept::rows,
    program::{Program, wait},
};

/// 7 March 2028.
pub(super) fn archived(d: &Story<'_>) {
    d.on("2028-03-07");
    d.person("caseworker").denied("POST", &d.case, "/archiving", json!({}), 403);
    d.does("archivist", "/archiving", json!({}));
    d.stands("archived");
    assert_eq!(d.seen_by("archivist")["retain_until"], "2033-03-06");
    // Whoever read it still does, and does nothing else.
    assert!(!d.seen_by("caseworker")["records"].as_array().expect("records").is_empty());
    let note = json!({"note": "one more thing"});
    d.refused("caseworker", "/notes", note, "state-transition-not-allowed", &[]);
    let destroy = json!({"archive_rule": rule("2028-03-01")});
    let missing = ["no_hold/limitation_running", "archive_rule/retention_running"];
    d.refused("archivist", "/destruction", destroy, "retention-locked", &missing);
}

fn rule(approved_on: &str) -> Value {
    json!({
        "rule": "HR-2035-4", "basis": "ARK-591-5-2", "approval": "COUNCIL-2035/118", "approved_on": approved_on,
    })
}

/// 2036.
pub(super) fn destroyed(d: &Story<'_>) {
    let (propose, confirm) = (json!({"archive_rule": rule("2035-11-12")}), json!({}));
    d.on("2036-01-14");
    let court = json!({"forum": "court", "reference": "Aarhus, number 81", "opened_on": "2035-11-02"});
    let court = d.makes("complainant", "/external-proceedings", court);
    let missing = ["no_hold/legal_hold", "no_hold/external_proceeding"];
    d.refused("archivist", "/destruction", &propose, "retention-locked", &missing);
    d.on("2036-03-03");
    let ended = json!({"ended_on": "2036-03-02"});
    d.does("complainant", &format!("/external-proceedings/{court}/end"), ended);
    assert_eq!(d.seen_by("archivist")["retain_until"], "2036-03-02");

    d.refused("archivist2", "/destruction", &confirm, "archive-rule-missing", &["archive_rule/no_rule"]);
    d.does("archivist", "/destruction", &propose);
    d.stands("archived");
    assert!(d.seen_by("complainant")["disposal"].is_null(), "a proposal is between the archivists");
    let of_one = ["four_eyes/own_proposal"];
    d.refused("archivist", "/destruction", &confirm, "four-eyes-required", &of_one);
    d.refused("archivist2", "/preservation", &confirm, "archive-rule-missing", &["archive_rule/no_rule"]);
    let done = d.does("archivist2", "/destruction", &confirm);
    tombstone(d, &done["case"]);
    nothing_left(d.program);
}

/// Number, dates, rule and hash, for those who keep the records and those who look over it.
fn tombstone(d: &Story<'_>, stone: &Value) {
    let fields: Vec<_> = stone.as_object().expect("a tombstone").keys().map(String::as_str).collect();
    let left =
        ["id", "number", "kind", "stage", "state", "received_on", "closed_on", "retain_until", "disposal"];
    assert_eq!(fields, left);
    assert_eq!((&stone["stage"], &stone["closed_on"]), (&json!("destroyed"), &json!("2028-03-06")));
    assert_eq!(stone["disposal"]["archive_rule"], rule("2035-11-12"));
    let hash = stone["state"]["hash"].as_str().expect("a hash");
    assert!(hash.len() == 64 && hash.chars().all(|it| it.is_ascii_hexdigit()), "{hash}");
    for who in ["archivist", "auditor"] {
        assert_eq!(&d.seen_by(who), stone, "{who}");
        listed(d, who);
    }
    for who in
        ["complainant", "respondent2", "caseworker", "coordinator", "privacy-officer", "decision-maker2"]
    {
        d.person(who).knows_nothing_of(&d.case);
    }
    d.person("archivist").denied("GET", &d.case, "/timeline", Value::Null, 403);
    let reason = json!({"reason": "too late"});
    d.refused("archivist", "/legal-holds", reason, "state-transition-not-allowed", &[]);
    let log = d.person("auditor").all(&format!("/cases/{}/audit", d.case));
    assert!(log.len() > 100 && log.iter().any(|it| it["action"] == "submit"), "the log stays");
}

/// In the list it has a row with nothing but what is left, and is found by nothing else.
fn listed(d: &Story<'_>, who: &'static str) {
    let found = |query: &str| {
        let rows = d.person(who).all(&format!("/cases{query}"));
        rows.into_iter().find(|it| it["id"] == *d.case)
    };
    let row = found("").expect("a row");
    let fields: Vec<_> = row.as_object().expect("a row").keys().map(String::as_str).collect();
    assert_eq!(fields, ["id", "number", "relation", "state", "kind", "received_on", "changed_on"], "{who}");
    assert_eq!((&row["state"], &row["changed_on"]), (&json!("destroyed"), &json!("2036-03-03")));
    for shown in ["?state=destroyed", "?kind=complaint"] {
        assert_eq!(found(shown).as_ref(), Some(&row), "{who} {shown}");
    }
    let (normal, high) = ("?priority=normal", "?priority=high");
    for hidden in ["?phase=dismissal", normal, high, "?kind=measure", "?state=archived"] {
        assert_eq!(found(hidden), None, "{who} {hidden}");
    }
}

/// No text is left, nor what the log hashed of one; what is left of the log is true to its commitments.
fn nothing_left(program: &Program) {
    wait(async {
        let database = Database::connect(&Options::new(program.database_url())).await.unwrap();
        // The linked case that an alarm opened is a case of its own, and keeps its words.
        let texts = "SELECT 1 FROM content AS b JOIN complaint_case AS c ON c.case_key = b.case_key \
                     WHERE b.kind <> 'audit' AND c.state = 'destroyed'";
        assert_eq!(rows(&database, texts).await.len(), 0, "a text was left");
        let bytes = |row: &QueryResult, place| row.try_get_by_index::<Vec<u8>>(place).unwrap();
        let sealed = rows(
            &database,
            "SELECT b.bytes, a.commitment FROM content AS b JOIN audit AS a ON a.id = b.id \
             JOIN complaint_case AS c ON c.case_key = a.case_key WHERE c.state = 'destroyed'",
        );
        let sealed = sealed.await;
        assert!(!sealed.is_empty());
        for row in &sealed {
            let (bytes, commitment) = (bytes(row, 0), bytes(row, 1));
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
            assert_eq!(hash.as_ref(), commitment);
            let said = String::from_utf8_lossy(&bytes[32..]);
            assert!(said.contains("\"words\":[]"), "what the log hashed of a text was left: {said}");
        }
        let count = |table| rows(&database, table);
        assert!(count("SELECT 1 FROM event").await.len() > 100, "history stays");
        database.close().await.unwrap();
    });
}
