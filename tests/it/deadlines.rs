//! Each test vector of the rule packs comes out right through the real program (V12).

use std::collections::BTreeSet;

use domain::rules::{DeadlineRule, Pack, Rules, Vector};
use serde_json::{Value, json};

use crate::{
    http::Ask,
    program::{BASE, Program},
};

#[test]
fn each_vector_of_each_pack() {
    let program = Program::shared();
    let mut vectors = 0;
    for pack in Rules::denmark().packs() {
        for (rule, vector) in pack.rules().flat_map(|rule| rule.vectors.iter().map(move |it| (rule, it))) {
            vectors += 1;
            let question =
                json!({"jurisdiction": pack.jurisdiction, "rule": rule.id.0, "facts": vector.facts});
            let ask = Ask::new("POST", format!("{BASE}/deadlines/compute")).json(&question);
            let answer = program.send("nobody", &ask);
            let told = answer.json();
            let place = format!("{} {question}: {}", rule.id.0, answer.told());
            if vector.refused.is_empty() {
                assert_eq!(answer.status, 200, "{place}");
                comes_out(rule, vector, &told, &place);
            } else {
                assert_eq!((answer.status, &*answer.slug()), (422, "validation-failed"), "{place}");
                let errors = told["errors"].as_array().expect("errors").iter();
                let errors: Vec<_> =
                    errors.map(|it| word(&it["code"]) + " " + &word(&it["pointer"])).collect();
                assert_eq!(errors, vector.refused, "{place}");
            }
        }
    }
    assert_eq!(vectors, committed());
}

/// How many vectors stand in the files of the packs.
fn committed() -> usize {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/domain/rules")).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    texts.map(|text| text.matches("{ facts = ").count()).sum()
}

fn comes_out(rule: &DeadlineRule, vector: &Vector, told: &Value, place: &str) {
    assert_eq!((&told["rule"], &told["rule_version"]), (&json!(rule.id), &json!(rule.version)), "{place}");
    assert_eq!(told["due_on"], json!(vector.due_on), "{place}");
    assert!(told["explanation"].as_array().is_some_and(|steps| !steps.is_empty()), "{place}");
    assert!(!word(&told["effect"]).is_empty() && !word(&told["source"]).is_empty(), "{place}");
    assert!(told["verified"].is_boolean(), "{place}");
    let warnings = told["warnings"].as_array().expect("warnings").iter().map(|it| word(&it["code"]));
    let (doubt, warnings): (Vec<_>, Vec<_>) = warnings.partition(|code| code == "unverified");
    assert_eq!(doubt.len(), usize::from(told["verified"] == json!(false)), "{place}");
    assert!(vector.warnings.as_ref().is_none_or(|expected| *expected == warnings), "{place}");
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The list has every version of every rule.
#[test]
fn each_rule_is_listed() {
    let answer = Program::shared().send("nobody", &Ask::new("GET", format!("{BASE}/rules")));
    assert_eq!(answer.status, 200, "{}", answer.told());
    let told = answer.json();
    let listed: BTreeSet<_> = told["data"].as_array().expect("rules").iter().map(version).collect();
    let rules = Rules::denmark().packs().flat_map(Pack::rules);
    let rules: BTreeSet<_> = rules.map(|it| (it.id.0.clone(), u64::from(it.version))).collect();
    assert_eq!(listed, rules);
}

/// Every body outside is told of in the language that was asked for.
#[test]
fn each_body_is_told_of_in_both_languages() {
    let bodies = |accepts: &str, language: &str| {
        let ask = Ask::new("GET", format!("{BASE}/forums")).header("Accept-Language", accepts);
        let answer = Program::shared().send("nobody", &ask);
        assert_eq!(
            (answer.status, answer.header("content-language")),
            (200, Some(language)),
            "{}",
            answer.told()
        );
        answer.json()["data"].as_array().expect("bodies").clone()
    };
    let [english, danish] = [bodies("en", "en"), bodies("da-DK, en;q=0.5", "da")];
    assert_eq!(bodies("so", "en"), english);
    let ids: Vec<_> = Rules::denmark().packs().flat_map(Pack::forums).map(|it| json!(it.id)).collect();
    for told in [&english, &danish] {
        assert_eq!(told.iter().map(|it| it["id"].clone()).collect::<Vec<_>>(), ids);
    }
    let board = |told: &[Value]| told.iter().find(|it| it["id"] == "DK-BOARD").expect("the board").clone();
    assert_eq!(board(&english)["name"], "Board of Equal Treatment");
    assert_eq!(board(&danish)["name"], "Ligebehandlingsnævnet");
    assert_eq!(board(&danish)["guidance"]["unverified"], json!(["languages"]));
    // What stands beside a last day leads here.
    assert_eq!(board(&danish)["name_key"], "forums.dk_board.name");
    assert_eq!(board(&danish)["guidance"]["key"], "forums.dk_board.guidance");
}

/// Who has to prove what can be read by the names that worksheets and decisions use.
#[test]
fn each_rule_of_proof_is_listed() {
    let answer = Program::shared().send("nobody", &Ask::new("GET", format!("{BASE}/proof-rules")));
    assert_eq!(answer.status, 200, "{}", answer.told());
    let told = answer.json();
    let listed = told["data"].as_array().expect("rules");
    let expected = Rules::denmark().packs().flat_map(Pack::describe_proof).map(|it| json!(it));
    assert_eq!(listed, &expected.collect::<Vec<_>>());
    let reversed = listed.iter().find(|it| it["id"] == "DK-B2").expect("the reversal");
    assert_eq!((&reversed["burden"], &reversed["version"]), (&json!("full_reversal"), &json!(1)));
}

fn version(rule: &Value) -> (String, u64) {
    (word(&rule["id"]), rule["version"].as_u64().expect("a version"))
}

/// Each kind of bad input is a problem that points at it, and names the section of the law where there is one.
#[test]
fn whatever_is_wrong_with_a_question() {
    let ask = |body: &Value| {
        let ask = Ask::new("POST", format!("{BASE}/deadlines/compute")).json(body);
        Program::shared().send("nobody", &ask)
    };
    let asked = |jurisdiction: &str, rule: &str, facts: Value| {
        let answer = ask(&json!({"jurisdiction": jurisdiction, "rule": rule, "facts": facts}));
        assert_eq!((answer.status, &*answer.slug()), (422, "validation-failed"), "{rule}: {}", answer.told());
        let told = answer.json();
        let errors = told["errors"].as_array().expect("errors").clone();
        assert!(errors.iter().all(|it| !word(&it["detail"]).is_empty()), "{rule}: {errors:?}");
        errors
    };
    for (jurisdiction, rule, facts, expected, section) in [
        // A date outside the time in which the rule applies.
        (
            "DK",
            "DK-D6",
            json!({"filing_received": "2021-12-16"}),
            "before_the_law /facts/filing_received",
            "Whistleblowerloven",
        ),
        (
            "EU",
            "EU-9B",
            json!({"knowledge_date": "2026-06-06"}),
            "before_the_law /facts/knowledge_date",
            "2023/970",
        ),
        // Facts that contradict each other.
        (
            "GB",
            "GB-D1",
            json!({"notice_received": "2026-03-10", "effective_date": "2026-03-09"}),
            "conflicting /facts/effective_date",
            "Equality Act 2010",
        ),
        (
            "GB",
            "GB-D1",
            json!({"act_date": "2026-03-10", "last_incident": "2026-03-09"}),
            "conflicting /facts/last_incident",
            "Equality Act 2010",
        ),
        (
            "GB",
            "GB-D3",
            json!({"act_date": "2026-03-10", "conciliation_from": "2026-06-01", "conciliation_to": "2026-05-31"}),
            "conflicting /facts/conciliation_to",
            "s. 140B",
        ),
        (
            "GB",
            "GB-D3",
            json!({"act_date": "2026-03-10", "conciliation_to": "2026-06-01"}),
            "missing /facts/conciliation_from",
            "s. 140B",
        ),
        (
            "SE",
            "SE-D2",
            json!({"knowledge_date": "2026-03-09", "act_date": "2026-03-10"}),
            "conflicting /facts/knowledge_date",
            "Diskrimineringslagen",
        ),
        (
            "NO",
            "NO-D1",
            json!({"notice_received": "2026-03-10", "negotiation_ended": "2026-03-09", "money_only": false}),
            "conflicting /facts/negotiation_ended",
            "17-4",
        ),
        (
            "US_FED",
            "UF-D4",
            json!({"filing_received": "2026-03-02", "last_amendment": "2026-03-01"}),
            "conflicting /facts/last_amendment",
            "1614.1",
        ),
        (
            "DK",
            "POL-SCREEN",
            json!({"filing_received": "2026-03-02", "phase": "employment", "suspended_from": "2026-03-05", "suspended_to": "2026-03-04"}),
            "conflicting /facts/suspended_to",
            "POLICY",
        ),
        (
            "DK",
            "DK-D1",
            json!({"notice_received": "2026-12-18", "phase": "recruitment"}),
            "conflicting /facts/phase",
            "Forældelsesloven",
        ),
        // What is missing, too much, or of another kind.
        ("DK", "DK-D3", json!({}), "missing /facts/decision_received", "[S64]"),
        (
            "DK",
            "DK-D3",
            json!({"decision_received": "2026-02-30"}),
            "invalid /facts/decision_received",
            "[S64]",
        ),
        ("DK", "DK-D3", json!({"decision_received": null}), "invalid /facts/decision_received", "[S64]"),
        (
            "DK",
            "DK-D3",
            json!({"decision_received": "2026-11-24", "shoe": 43}),
            "unknown /facts/shoe",
            "[S64]",
        ),
        (
            "DE",
            "DE-D1",
            json!({"knowledge_date": "2026-11-06", "region": "DE-XX"}),
            "invalid /facts/region",
            "AGG s. 15(4)",
        ),
        (
            "DK",
            "DK-D8",
            json!({"letter_available": "2026-11-02", "days": 3}),
            "invalid /facts/days",
            "forvaltningsloven",
        ),
        // A rule of somebody else's law.
        ("SE", "DK-D3", json!({"decision_received": "2026-11-24"}), "unknown_rule /rule", "[S64]"),
    ] {
        let errors = asked(jurisdiction, rule, facts);
        let [error] = &errors[..] else { panic!("{rule}: {errors:?}") };
        assert_eq!(word(&error["code"]) + " " + &word(&error["pointer"]), expected, "{rule}");
        assert!(word(&error["section"]).contains(section), "{rule}: {error}");
    }
    let unknown = asked("DK", "DK-D99", json!({}));
    assert_eq!((&unknown[0]["code"], &unknown[0]["pointer"]), (&json!("unknown_rule"), &json!("/rule")));

    // What is no question at all.
    let facts = json!({"decision_received": "2026-11-24"});
    for (body, status, pointer) in [
        (json!({"jurisdiction": "XX", "rule": "DK-D3", "facts": facts}), 422, "/jurisdiction"),
        (json!({"jurisdiction": "DK", "rule": 3, "facts": facts}), 422, "/rule"),
        (json!({"jurisdiction": "DK", "rule": "DK-D3", "facts": []}), 422, "/facts"),
        (json!({"jurisdiction": "DK", "rule": "DK-D3"}), 400, "/facts"),
        (json!({"jurisdiction": "DK", "rule": "DK-D3", "facts": facts, "on": 1}), 400, "/on"),
    ] {
        let answer = ask(&body);
        assert_eq!(answer.status, status, "{body}: {}", answer.told());
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}: {}", answer.told());
    }
}
