//! Rule packs of the operator's own (N14), through the real program: made, signed, added, in force, and refused.

use std::{fs, path::PathBuf};

use domain::rules::{Pack, Rules};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    engine,
    http::Ask,
    process::{Ended, ended, redress},
    program::{BASE, Program},
};

const NORWAY: &str = include_str!("../../crates/domain/rules/no.toml");

/// A desk where packs are written, with a key, and the folder that a service reads.
struct Desk {
    folder: TempDir,
    public: String,
}

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let made = ended(redress(&["packs", "key"]).arg(folder.path().join("key.pem")));
        assert_eq!(made.code, Some(0), "{made:?}");
        Self { public: made.out.trim().to_owned(), folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn shelf(&self) -> PathBuf {
        self.at("packs")
    }

    fn settings(&self) -> [(&'static str, String); 2] {
        [
            ("REDRESS_RULES__PACKS_DIR", self.shelf().to_str().unwrap().to_owned()),
            ("REDRESS_RULES__TRUSTED_KEYS", self.public.clone()),
        ]
    }

    /// Runs a command with these settings.
    fn run(&self, arguments: &[&str]) -> Ended {
        let data = self.at("data");
        ended(
            redress(arguments).current_dir(self.folder.path()).arg("--data").arg(data).envs(self.settings()),
        )
    }

    /// A pack of Norway with something else in it.
    fn write(&self, name: &str, changes: &[(&str, &str)]) -> String {
        let pack = changes.iter().fold(NORWAY.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        fs::write(self.at(name), pack).unwrap();
        name.to_owned()
    }

    fn signed(&self, name: &str, changes: &[(&str, &str)]) -> String {
        let pack = self.write(name, changes);
        let signed = self.run(&["packs", "sign", &pack, "--key", "key.pem"]);
        assert_eq!(signed.code, Some(0), "{signed:?}");
        pack
    }

    fn program(&self) -> Program {
        let settings = self.settings();
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Program::with(engine::chosen(), "2026-10-05", &settings)
    }
}

/// Three weeks in place of two, as a second version.
const LONGER: [(&str, &str); 4] = [
    ("id = \"NO-4\"\nversion = 1", "id = \"NO-4\"\nversion = 2"),
    ("amount = { weeks = 2 }", "amount = { weeks = 3 }"),
    ("\"2026-12-11\" }, due_on = \"2026-12-28\"", "\"2026-12-11\" }, due_on = \"2027-01-04\""),
    ("\"2026-12-18\" }, due_on = \"2027-01-04\"", "\"2026-12-18\" }, due_on = \"2027-01-08\""),
];

fn negotiation(program: &Program) -> Value {
    let facts = json!({"notice_received": "2026-12-18"});
    let question = json!({"jurisdiction": "NO", "rule": "NO-4", "facts": facts});
    let answer =
        program.send("nobody", &Ask::new("POST", format!("{BASE}/deadlines/compute")).json(&question));
    assert_eq!(answer.status, 200, "{}", answer.told());
    json!([answer.json()["due_on"], answer.json()["rule_version"]])
}

fn origins(program: &Program, path: &str) -> Vec<(String, Value)> {
    let answer = program.send("nobody", &Ask::new("GET", format!("{BASE}{path}")));
    let told = answer.json();
    let rules = told["data"].as_array().expect("rules").iter();
    rules.map(|it| (it["jurisdiction"].as_str().unwrap().to_owned(), it["origin"].clone())).collect()
}

#[test]
fn a_pack_is_signed_added_and_in_force() {
    let desk = Desk::new();
    let pack = desk.signed("ours.toml", &LONGER);
    let told = desk.run(&["packs", "check", &pack]);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.out.contains("ours.toml: sound: NO (Norway), "), "{told:?}");
    assert!(told.out.contains(&format!("signed by {}, which is trusted", desk.public)), "{told:?}");
    let vectors = desk.run(&["packs", "vectors", &pack]);
    assert!(
        vectors.out.contains("NO-4 v2 {\"notice_received\":\"2026-12-18\"} -> 2027-01-08\n"),
        "{vectors:?}"
    );
    let added = desk.run(&["packs", "add", &pack]);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(added.out.starts_with("NO ") && added.out.ends_with("packs/no.toml\n"), "{added:?}");
    assert!(added.err.contains("when the service is started again"), "{added:?}");

    let listed = desk.run(&["packs", "list"]);
    assert_eq!((listed.code, listed.out.lines().count()), (Some(0), 8), "{listed:?}");
    let line = |of: &str| listed.out.lines().find(|it| it.starts_with(of)).unwrap().to_owned();
    assert!(line("NO ").contains(&format!("signed by {}", desk.public)), "{listed:?}");
    assert!(line("DK ").ends_with("the program"), "{listed:?}");
    let all = desk.run(&["packs", "vectors"]);
    let vectors: usize = Rules::denmark().packs().flat_map(Pack::rules).map(|it| it.vectors.len()).sum();
    assert_eq!((all.code, all.out.lines().count()), (Some(0), vectors));

    let program = desk.program();
    assert_eq!(negotiation(&program), json!(["2027-01-08", 2]));
    for path in ["/rules", "/proof-rules", "/forums"] {
        for (jurisdiction, origin) in origins(&program, path) {
            let ours = jurisdiction == "NO";
            assert_eq!(origin["from"], if ours { "signed_pack" } else { "program" }, "{path} {jurisdiction}");
            assert!(!ours || origin["key"] == desk.public && origin["sha256"].as_str().unwrap().len() == 64);
        }
    }
    assert!(fs::read_to_string(program.log_file()).unwrap().contains("a signed rule pack is in force"));
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains("rule packs ............. OK   NO from "), "{doctor:?}");
}

#[test]
fn what_is_refused_is_named_and_changes_nothing() {
    let desk = Desk::new();
    let first = desk.signed("first.toml", &LONGER);
    assert_eq!(desk.run(&["packs", "add", &first]).code, Some(0));
    let kept = fs::read(desk.shelf().join("no.toml")).unwrap();

    // Nothing unsound is even signed.
    let unknown =
        desk.write("unknown.toml", &[("title = \"Norway\"", "title = \"Norway\"\ncolour = \"red\"")]);
    let overlap = desk.write("overlap.toml", &[("id = \"NO-4\"", "id = \"NO-3\"")]);
    for (pack, why) in [(&unknown, "unknown field `colour`"), (&overlap, "NO-3: versions 1 and 1 overlap")] {
        for arguments in [&["packs", "check", pack][..], &["packs", "sign", pack, "--key", "key.pem"]] {
            let told = desk.run(arguments);
            assert_eq!(told.code, Some(1), "{told:?}");
            assert!(told.err.contains(why) && told.err.contains(pack.as_str()), "{told:?}");
        }
        assert!(!desk.at(&format!("{pack}.sig")).exists());
    }
    // Signed by somebody who is not asked whether it is sound: by `openssl`, say.
    let key = app::packs::SigningKey::read(&desk.at("key.pem")).unwrap();
    for pack in [&unknown, &overlap] {
        let bytes = fs::read(desk.at(pack)).unwrap();
        fs::write(desk.at(&format!("{pack}.sig")), key.signature_file(&bytes)).unwrap();
    }
    let unsigned = desk.write("unsigned.toml", &[]);
    let changed = desk.signed("changed.toml", &[]);
    desk.write("changed.toml", &[("title = \"Norway\"", "title = \"Noreg\"")]);
    let short = desk.write("short.toml", &[]);
    fs::write(desk.at("short.toml.sig"), "AAAA").unwrap();
    for (pack, why) in [
        (&unknown, "unknown field `colour`"),
        (&overlap, "NO-3: versions 1 and 1 overlap"),
        (&unsigned, "unsigned.toml.sig: No such file"),
        (&changed, "not signed by a trusted key"),
        (&short, "the signature is not 64 bytes in base64"),
    ] {
        let told = desk.run(&["packs", "add", pack]);
        assert_eq!(told.code, Some(1), "{told:?}");
        assert!(told.err.contains(why) && told.err.contains("what was in force stays so"), "{told:?}");
        assert_eq!(fs::read(desk.shelf().join("no.toml")).unwrap(), kept, "{pack}");
    }
    let untrusted = ended(redress(&["packs", "add", "first.toml"]).current_dir(desk.folder.path()));
    assert_eq!(untrusted.code, Some(1));
    assert!(untrusted.err.contains("no key is trusted") && untrusted.err.contains("fix: "), "{untrusted:?}");
    // The key of a desk is never written over.
    let again = desk.run(&["packs", "key", "key.pem"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    let program = desk.program();
    assert_eq!(negotiation(&program), json!(["2027-01-08", 2]), "the pack before is in force");
}

/// A pack that went bad on the shelf: the service starts, says so, and goes on with its own rules.
#[test]
fn a_bad_pack_at_the_start_is_told_and_left_out() {
    let desk = Desk::new();
    let pack = desk.signed("ours.toml", &LONGER);
    assert_eq!(desk.run(&["packs", "add", &pack]).code, Some(0));
    let file = desk.shelf().join("no.toml");
    let damaged = fs::read_to_string(&file).unwrap().replace("weeks = 3", "weeks = 4");
    fs::write(&file, damaged).unwrap();

    let program = desk.program();
    assert_eq!(negotiation(&program), json!(["2027-01-04", 1]));
    assert!(origins(&program, "/rules").iter().all(|(_, origin)| origin["from"] == "program"));
    let log = fs::read_to_string(program.log_file()).unwrap();
    let line = log.lines().find(|it| it.contains("a rule pack is refused")).expect("a line about it");
    assert!(line.contains("no.toml") && line.contains("not signed by a trusted key"), "{line}");
    let doctor = desk.run(&["doctor"]);
    assert_eq!(doctor.code, Some(2), "{doctor:?}");
    assert!(doctor.out.contains("rule packs ............. FAIL refused: "), "{doctor:?}");
    assert!(doctor.out.contains("no.toml: the rule pack is not signed by a trusted key"), "{doctor:?}");
    let listed = desk.run(&["packs", "list"]);
    assert_eq!((listed.code, listed.out.lines().count()), (Some(1), 8), "{listed:?}");
    assert!(listed.err.contains("no.toml: the rule pack is not signed by a trusted key"), "{listed:?}");
}

#[test]
fn a_key_that_is_none_is_refused_by_the_name_of_its_setting() {
    let folder = TempDir::new().unwrap();
    let mut list = redress(&["packs", "list", "--data"]);
    let told = ended(list.arg(folder.path()).env("REDRESS_RULES__TRUSTED_KEYS", "AAAA"));
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(
        told.err.contains("rules.trusted_keys (REDRESS_RULES__TRUSTED_KEYS): not a public key"),
        "{told:?}"
    );
}
