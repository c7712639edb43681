//! A rule gets another version: open cases are counted anew once, whatever happens meanwhile, and whoever is concerned
//! learns of it (rulebook 6.1).

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command as Process, Stdio},
    thread,
    time::{Duration, Instant},
};

use app::{App, Recounted, TimelineEntry, clock::Clock, packs::with_signed_pack, writer::Writer};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use data_encoding::BASE64;
use domain::{
    CaseId, Command, Purpose,
    case::PartyRole,
    reckoning::{DateOf, RecomputedBecause},
    rules::{Pack, Rules},
    withdrawal::Withdraw,
};
use jiff::Timestamp;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use storage::{Database, Options, cases, examine, reckoned};

use crate::{
    engine,
    filed::{self, Office},
    kept,
    program::{Program, wait},
    sample,
    service::{self, Service, request},
};

const DENMARK: &str = include_str!("../../crates/domain/rules/dk.toml");

/// Our rules with a signed pack in the place of the Danish one, in which some rules have a version 2 with another length.
fn another(changes: &[(&str, &str, &str)]) -> &'static Rules {
    let pack = with_versions(changes);
    let key = Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap();
    let signature = key.sign(pack.as_bytes());
    let trusted = BASE64.encode(key.public_key().as_ref()).parse().unwrap();
    let (rules, _) =
        with_signed_pack(Rules::denmark(), pack.as_bytes(), signature.as_ref(), &[trusted]).unwrap();
    Box::leak(Box::new(rules))
}

fn with_versions(changes: &[(&str, &str, &str)]) -> String {
    changes.iter().fold(DENMARK.to_owned(), |pack, (id, from, to)| version_2(&pack, id, from, to))
}

fn version_2(pack: &str, id: &str, from: &str, to: &str) -> String {
    let (before, rest) = pack.split_once(&format!("id = \"{id}\"\nversion = 1\n")).unwrap();
    let (shape, rest) = rest.split_once("\nvectors = [\n").unwrap();
    let (vectors, after) = rest.split_once("\n]\n").unwrap();
    assert!(shape.contains(from), "{id} has no {from}");
    let shape = shape.replacen(from, to, 1);
    let (asked, _) = vectors.trim().split_once(", due_on").unwrap();
    let with = |answer: &str| {
        format!("{before}id = \"{id}\"\nversion = 2\n{shape}\nvectors = [{asked}{answer} }}]\n{after}")
    };
    // What it gives now, it says itself when it is asked for nothing.
    let refused = Pack::load(&with("")).unwrap_err().to_string();
    with(&format!(", due_on = \"{}\"", &refused.rsplit_once("gave ").unwrap().1[..10]))
}

/// Longer periods, and a shorter one for a right that some have begun to use.
fn longer() -> &'static Rules {
    another(&[
        ("POL-DECISION", "days = 90", "days = 100"),
        ("DK-D8", "days = 14", "days = 28"),
        ("POL-REVIEW", "weeks = 4", "weeks = 1"),
    ])
}

async fn numbers(database: &Database, sql: &str) -> Vec<i64> {
    kept::rows(database, sql).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn count(database: &Database, from: &str) -> usize {
    let found = numbers(database, &format!("SELECT count(*) FROM {from}")).await;
    usize::try_from(found[0]).unwrap()
}

const EVENTS: &str = "event WHERE kind = 'date_recomputed'";

/// The cases in which the dates of a rule were counted anew more than once, or not by an act of the log.
async fn nothing_twice(database: &Database) {
    let twice = "(SELECT case_key, body FROM event WHERE kind = 'date_recomputed' GROUP BY case_key, body \
                 HAVING count(*) > 1) AS twice";
    assert_eq!(count(database, twice).await, 0);
    let acts = "(SELECT DISTINCT e.audit_id FROM event AS e JOIN audit AS a ON a.id = e.audit_id \
                WHERE e.kind = 'date_recomputed' AND a.action = 'recompute' AND a.actor IS NULL \
                AND a.capacity = 'system') AS acts";
    assert_eq!(count(database, "audit WHERE action = 'recompute'").await, count(database, acts).await);
    assert_eq!(count(database, &format!("{EVENTS} AND audit_id NOT IN (SELECT id FROM audit)")).await, 0);
}

/// The demonstration under other rules: its database, its keys, its people.
struct Town {
    app: App,
    database: Database,
    now: Timestamp,
    folder: std::path::PathBuf,
    url: String,
}

impl Town {
    async fn under(program: &Program, rules: &'static Rules) -> Self {
        let (url, folder) = (program.database_url(), program.data());
        let database = connect(&url).await;
        let now = examine::latest(&database).await.unwrap().unwrap();
        let app = service::open(connect(&url).await, &folder, Clock::demo(now), 1, rules);
        Self { app, database, now, folder, url }
    }

    /// Another instance, under other rules.
    async fn beside(&self, rules: &'static Rules) -> App {
        service::open(connect(&self.url).await, &self.folder, Clock::demo(self.now), 1, rules)
    }

    /// A case in a state, with who has a row in its docket in each of these capacities.
    async fn case(&self, state: &str, capacities: &[&str]) -> (CaseId, Vec<String>) {
        let cases = format!(
            "SELECT c.id, c.case_key FROM complaint_case AS c WHERE c.state = '{state}' AND c.kind = 'complaint' \
             ORDER BY c.case_key"
        );
        for row in kept::rows(&self.database, &cases).await {
            let (id, key): (uuid::Uuid, i64) =
                (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
            let mut people = Vec::new();
            for capacity in capacities {
                let holders =
                    format!("SELECT holder FROM docket WHERE case_key = {key} AND capacity = '{capacity}'");
                let Some(holder) = kept::rows(&self.database, &holders).await.pop() else { break };
                let holder: String = holder.try_get_by_index(0).unwrap();
                let user = holder.strip_prefix("user:").unwrap().parse().unwrap();
                let member = storage::accounts::find(self.database.reader(), domain::UserId(user)).await;
                people.push(member.unwrap().unwrap().member.username);
            }
            if people.len() == capacities.len() {
                return (CaseId(id), people);
            }
        }
        panic!("no case in {state} has all of {capacities:?}");
    }

    async fn caller(&self, username: &str) -> app::Caller {
        let granted = self.app.sign_in(&request(), username, "demo".to_owned()).await.unwrap();
        self.app.authenticate(&granted.access_token).await.unwrap()
    }

    /// What somebody finds in the timeline about dates that were counted anew.
    async fn told(&self, username: &str, case: CaseId) -> Vec<TimelineEntry> {
        let caller = self.caller(username).await;
        let timeline = self.app.timeline(&caller, &reading(), case).await.unwrap();
        timeline.into_iter().filter(|it| it.event == "date_recomputed").collect()
    }
}

fn reading() -> app::Request {
    app::Request { purpose: None, ..request() }
}

async fn connect(url: &str) -> Database {
    Database::connect(&Options::new(url)).await.unwrap()
}

#[test]
fn a_new_version_counts_open_cases_anew_and_tells_whom_it_concerns() {
    let program = Program::demonstration("2026-11-24");
    program.kill();
    wait(async {
        let town = Town::under(&program, longer()).await;
        let (app, database) = (&town.app, &town.database);
        let over =
            "complaint_case WHERE state IN ('discarded', 'closed', 'archived', 'preserved', 'destroyed')";
        let open = count(database, "complaint_case").await - count(database, over).await;
        assert_eq!(
            count(database, "reckoned WHERE rules = 1").await,
            open,
            "the program has adopted its rules"
        );
        let versions = "SELECT version FROM complaint_case ORDER BY case_key";
        let before = numbers(database, versions).await;

        app.adopt_rules().await.unwrap();
        assert_eq!(count(database, "audit WHERE action = 'adopt_rules'").await, 1);
        a_person_comes_first(&town).await;
        let done = app.recompute_open(|| true).await.unwrap();
        assert_eq!(done.cases, open - 1, "each that is open, but for the one that a person came to first");
        assert!(done.changed > 10 && done.changed < done.cases, "{done:?}");
        assert_eq!(count(database, "reckoned WHERE rules = 2").await, open);
        let changed = count(database, &format!("(SELECT DISTINCT case_key FROM {EVENTS}) AS changed")).await;
        assert_eq!(changed, done.changed + 1);
        nothing_twice(database).await;
        // A case that no date of is another is not touched.
        let untouched =
            numbers(database, versions).await.iter().zip(&before).filter(|(now, old)| now == old).count();
        assert_eq!(untouched, before.len() - changed);
        assert_eq!(
            count(database, &format!("{over} AND case_key IN (SELECT case_key FROM {EVENTS})")).await,
            0
        );
        let told = "outbox WHERE topic = 'deadline.recomputed'";
        assert!(count(database, told).await >= changed / 2);
        let of_measures =
            format!("{told} AND case_key IN (SELECT case_key FROM complaint_case WHERE kind = 'measure')");
        assert_eq!(count(database, &of_measures).await, 0, "no integration is told of a measure");

        each_learns_what_is_theirs(&town).await;
        a_right_stands(&town).await;
        // Nothing is left, for this instance or another.
        assert_eq!(app.recompute_open(|| true).await.unwrap(), Recounted::default());
        an_earlier_instance_undoes_nothing(&town).await;
    });
    kept::in_database_of(&program);
}

/// Somebody acts before the background came round: the dates are counted anew first, in the same breath.
async fn a_person_comes_first(town: &Town) {
    let (case, people) = town.case("investigation", &["complainant"]).await;
    let caller = town.caller(&people[0]).await;
    let seen = town.app.read(&caller, &reading(), case).await.unwrap().etag;
    let withdraw = Command::Withdraw(Withdraw { reason: None });
    town.app.change(&caller, &request(), case, &seen, withdraw).await.unwrap();
    let history = storage::events::of(town.database.reader(), case).await.unwrap();
    let kinds: Vec<_> = history.iter().rev().take(2).map(domain::Event::kind).collect();
    assert_eq!(kinds, ["withdrawal_asked", "date_recomputed"]);
    let (rules, dates) = reckoned::of(town.database.reader(), case).await.unwrap().unwrap();
    let loaded = cases::load(town.database.reader(), case, false).await.unwrap().unwrap();
    assert_eq!((rules, Some(dates)), (2, loaded.case.reckoned(town.app.rules())));
}

/// The complainant sees the office's own date and their own term, the unit its own term; and the dates say by which
/// version they are counted now.
async fn each_learns_what_is_theirs(town: &Town) {
    let (case, people) = town.case("hearing", &["complainant", "respondent"]).await;
    let found = cases::load(town.database.reader(), case, false).await.unwrap().unwrap().case;
    let party = |role| found.party(role).unwrap().id;
    let (me, unit) = (party(PartyRole::Complainant), party(PartyRole::EmployerUnit));

    let mine = town.told(&people[0], case).await;
    let of: Vec<_> = mine.iter().map(|it| it.recomputed.clone().unwrap()).collect();
    let decision = of.iter().find(|it| it.rule.0 == "POL-DECISION").expect("the date of the decision");
    assert_eq!((decision.old_version, decision.new_version), (Some(1), Some(2)));
    let days = decision.old_date.unwrap().until(decision.new_date.unwrap()).unwrap().get_days();
    assert_eq!(days, 10, "{decision:?}");
    assert!(of.iter().all(|it| found.concerned_by(&it.of) == Some(me)), "{of:?}");

    let theirs = town.told(&people[1], case).await;
    let open = found.hearing_items.iter().filter(|it| it.party == unit && it.reply.is_none());
    assert_eq!(theirs.len(), open.filter(|it| it.disclosed_on.is_some() && it.waiver.is_none()).count());
    for entry in &theirs {
        let it = entry.recomputed.as_ref().unwrap();
        assert!(matches!(&it.of, DateOf::Period { party, .. } if *party == Some(unit)), "{it:?}");
        assert!(entry.at.is_none(), "the day, and not the instant");
    }

    let caller = town.caller(&people[0]).await;
    let deadlines = town.app.deadlines(&caller, &reading(), case).await.unwrap();
    let shown = deadlines.data.iter().find(|it| it.period == "decision").unwrap();
    assert_eq!((shown.deadline.rule_version, shown.deadline.due_on), (2, decision.new_date));
    // Who of the office works on it sees all of it.
    let (_, staff) = town.case("hearing", &["complainant", "respondent", "caseworker"]).await;
    let caller = town.caller(&staff[2]).await;
    let asked = app::Request { purpose: Some(Purpose::CaseHandling), ..request() };
    let all = town.app.timeline(&caller, &asked, case).await.unwrap();
    assert!(all.iter().filter(|it| it.event == "date_recomputed").count() >= mine.len() + theirs.len());
}

/// Who was told of four weeks to ask for a review has them, and is shown why.
async fn a_right_stands(town: &Town) {
    let (case, people) = town.case("decided", &["complainant"]).await;
    let told = town.told(&people[0], case).await;
    let told = told.iter().filter_map(|it| it.recomputed.as_ref()).find(|it| it.rule.0 == "POL-REVIEW");
    let told = told.expect("the review");
    assert_eq!((told.because, told.is_moved()), (RecomputedBecause::TermStands, false));
    let caller = town.caller(&people[0]).await;
    let deadlines = town.app.deadlines(&caller, &reading(), case).await.unwrap();
    let shown = &deadlines.data.iter().find(|it| it.period == "review_request").unwrap().deadline;
    assert_eq!((shown.rule_version, shown.due_on), (2, told.old_date));
    assert_eq!(shown.warnings.last().map(|it| &*it.code), Some("term_stands"));
}

/// An instance with earlier rules, as during an update, leaves alone what was counted by later ones; rules that come back
/// for good are a new state.
async fn an_earlier_instance_undoes_nothing(town: &Town) {
    let before = count(&town.database, EVENTS).await;
    let earlier = town.beside(Rules::denmark()).await;
    assert_eq!(earlier.recompute_open(|| true).await.unwrap(), Recounted::default());
    earlier.adopt_rules().await.unwrap();
    let back = earlier.recompute_open(|| true).await.unwrap();
    assert!(back.changed > 10, "{back:?}");
    let after = count(&town.database, EVENTS).await;
    assert!(after > before);
    // The one with the rules that were in force before is now the earlier.
    assert_eq!(town.app.recompute_open(|| true).await.unwrap(), Recounted::default());
    assert_eq!(count(&town.database, EVENTS).await, after);
}

/// The operator adds a pack and starts the service again: it does all of it by itself. A pack that is refused then brings
/// no date back.
#[test]
fn a_service_that_starts_with_another_pack_counts_anew_by_itself() {
    let shelf = tempfile::TempDir::new().unwrap();
    let key = Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap();
    let trusted = BASE64.encode(key.public_key().as_ref());
    let put = |pack: &str, signed: &str| {
        fs::write(shelf.path().join("dk.toml"), pack).unwrap();
        let signature = BASE64.encode(key.sign(signed.as_bytes()).as_ref());
        fs::write(shelf.path().join("dk.toml.sig"), signature).unwrap();
    };
    let settings = [
        ("REDRESS_RULES__PACKS_DIR", shelf.path().to_str().unwrap()),
        ("REDRESS_RULES__TRUSTED_KEYS", &*trusted),
    ];
    let program = Program::with(engine::chosen(), "2026-10-05", &settings);
    let case = sample::filed(&program);
    let again = || {
        let end = Pid::from_raw(program.process_id().cast_signed()).unwrap();
        kill_process(end, Signal::TERM).unwrap();
        program.has_ended();
        program.start_again();
    };
    let complainant = || program.person("complainant");
    let told = || -> Vec<_> {
        let entries = complainant().all(&format!("/cases/{case}/timeline"));
        entries
            .into_iter()
            .filter(|it| it["event"] == "date_recomputed")
            .map(|it| it["recomputed"].clone())
            .collect()
    };
    let decision = || -> Value {
        let deadlines = complainant().finds(&format!("/cases/{case}/deadlines"));
        let dates = deadlines["data"].as_array().unwrap().clone();
        dates.into_iter().find(|it| it["period"] == "decision").unwrap()
    };
    let old = decision()["due_on"].clone();
    assert_eq!(told(), [Value::Null; 0]);

    let pack = with_versions(&[("POL-DECISION", "days = 90", "days = 100")]);
    put(&pack, &pack);
    again();
    let began = Instant::now();
    while told().is_empty() && began.elapsed() < Duration::from_mins(1) {
        thread::sleep(Duration::from_millis(100));
    }
    let new = decision();
    let expected = json!([{
        "of": "period", "period": "decision", "rule": "POL-DECISION", "old_version": 1, "new_version": 2,
        "old_date": old, "new_date": new["due_on"], "because": "new_version",
    }]);
    assert_eq!(json!(told()), expected);
    assert_eq!(new["rule_version"], 2);
    // Started once more with the same pack, and then with one that somebody has changed.
    again();
    put(&pack.replace("title = \"Denmark\"", "title = \"Danmark\""), &pack);
    again();
    thread::sleep(Duration::from_secs(1));
    assert_eq!(json!(told()), expected);
    assert!(fs::read_to_string(program.log_file()).unwrap().contains("until no rule pack is refused"));
    kept::in_database_of(&program);
}

/// Where the process that will be killed finds database and folder.
const CHILD: &str = "REDRESS_TEST_RECOMPUTES";

const CASES: usize = 100;

/// Counts anew what there is, until it is killed.
async fn recompute_until_killed(told: &str) {
    let (url, folder) = told.split_once(' ').unwrap();
    let clock = Clock::demo(service::morning());
    let app = service::open(connect(url).await, Path::new(folder), clock, 1, longer());
    app.adopt_rules().await.unwrap();
    app.recompute_open(|| true).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_goes_on_where_it_was() {
    if let Ok(told) = std::env::var(CHILD) {
        recompute_until_killed(&told).await;
        return;
    }
    for place in ["after_save:50", "before_commit:2", "after_commit:3"] {
        let service = Service::start().await;
        service.app.adopt_rules().await.unwrap();
        let (office, database) = (Office::new(), service.database.connect().await);
        let writer = Writer::new(service.database.connect().await);
        for _ in 0..CASES {
            let change = office.file("story");
            writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
        }
        // As the service itself counted them.
        assert_eq!(
            service.app.recompute_open(|| true).await.unwrap(),
            Recounted { cases: CASES, changed: 0 }
        );
        let told = format!("{} {}", service.database.url, service.folder.path().display());
        let killed = tokio::task::block_in_place(|| {
            Process::new(std::env::current_exe().unwrap())
                .args(["--exact", "recomputed::a_killed_process_goes_on_where_it_was"])
                .env(CHILD, told)
                .env("REDRESS_FAILPOINT", place)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap()
        });
        assert!(!killed.success(), "{place} was never reached");
        let done = count(&database, EVENTS).await;
        assert!(done < CASES, "{place}: {done} were done before the end");
        assert!(place != "after_commit:3" || done > 0, "a batch that was stored stays");
        let app = service::open(
            service.database.connect().await,
            service.folder.path(),
            Clock::demo(service::morning()),
            1,
            longer(),
        );
        app.adopt_rules().await.unwrap();
        assert_eq!(count(&database, "rule_state").await, 2, "{place}: the same rules are the same state");
        let rest = app.recompute_open(|| true).await.unwrap();
        assert_eq!(rest, Recounted { cases: CASES - done, changed: CASES - done }, "{place}");
        assert_eq!(count(&database, EVENTS).await, CASES, "{place}: each case once");
        nothing_twice(&database).await;
        let keys =
            numbers(&database, "SELECT DISTINCT case_key FROM event WHERE kind = 'date_recomputed'").await;
        assert_eq!(keys.into_iter().collect::<BTreeSet<_>>().len(), CASES);
    }
}

/// It stops when it is told to, and another goes on.
#[tokio::test]
async fn it_stops_when_the_program_ends() {
    let service = Service::start().await;
    let (office, writer) = (Office::new(), Writer::new(service.database.connect().await));
    for _ in 0..40 {
        let change = office.file("story");
        writer.run(async |tx| filed::save(&tx, &change).await).await.unwrap();
    }
    service.app.adopt_rules().await.unwrap();
    assert_eq!(service.app.recompute_open(|| false).await.unwrap(), Recounted::default());
    let asked = std::cell::Cell::new(0);
    let once = || asked.replace(asked.get() + 1) == 0;
    assert_eq!(service.app.recompute_open(once).await.unwrap().cases, 32);
    assert_eq!(service.app.recompute_open(|| true).await.unwrap().cases, 8);
}
