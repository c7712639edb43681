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
