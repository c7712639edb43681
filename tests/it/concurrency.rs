//! Several people at the same case at the same time: one wins, the others see that it changed.

use std::thread;

use serde_json::json;

use crate::{
    engine::{Engine, runs_on},
    http::{Answer, Ask},
    program::Program,
    sample,
};

/// Two people who saw the same case change it at the same moment.
fn race(to: [&Program; 2], asks: [&Ask; 2]) -> [Answer; 2] {
    thread::scope(|scope| {
        let sent = [0, 1].map(|n| scope.spawn(move || to[n].send("racer", asks[n])));
        sent.map(|it| it.join().unwrap())
    })
}

fn one_wins(to: [&Program; 2]) {
    let program = to[0];
    let case = sample::screening(program);
    let caseworker = program.person("caseworker");
    for round in 0..5 {
        let asks = [0, 1].map(|n| {
            let note = json!({"note": format!("round {round}, editor {n}")});
            caseworker.changing("POST", &case, "/notes", &note)
        });
        let answers = race(to, [&asks[0], &asks[1]]);
        let mut statuses = answers.each_ref().map(|it| it.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{} {}", answers[0].told(), answers[1].told());
        let entries: usize = asks.iter().map(|ask| program.entries(&case, ask).len()).sum();
        assert_eq!(entries, 1, "the one who came second leaves nothing");
        let (won, lost) = if answers[0].status == 200 { (0, 1) } else { (1, 0) };
        assert_eq!(answers[lost].slug(), "precondition-failed");
        assert_eq!(
            answers[lost].header("etag"),
            answers[won].header("etag"),
            "the loser is told what stands"
        );
        assert_eq!(caseworker.tag(&case).as_deref(), answers[won].header("etag"));
    }
    let notes = caseworker.sees(&case)["records"].as_array().map(Vec::len);
    assert_eq!(notes, Some(5));
}

#[test]
fn of_two_editors_one_wins() {
    one_wins([Program::shared(); 2]);
}

#[test]
fn of_two_editors_at_two_processes_one_wins_on_postgres() {
    if !runs_on(Engine::Postgres) {
        return;
    }
    let [first, second] = Program::two("2026-10-05");
    one_wins([&first, &second]);
}

/// An act of one person that another does not see changes nothing for the other.
#[test]
fn the_tag_of_a_party_stays_while_staff_work_among_themselves() {
    let program = Program::shared();
    let case = sample::screening(program);
    let complainant = program.person("complainant");
    let before = complainant.tag(&case);
    program.person("caseworker").post(&case, "/notes", json!({"note": "among ourselves"}));
    program.person("coordinator").post(
        &case,
        "/assignments",
        json!({"user": "reviewer", "role": "reviewer"}),
    );
    assert_eq!(complainant.tag(&case), before);
    assert!(before.is_some());
    let ask = complainant.asking("GET", &format!("/cases/{case}")).header("If-None-Match", before.unwrap());
    assert_eq!(complainant.send(&ask).status, 304);
    // And a tag is one person's own.
    assert_ne!(program.person("caseworker").tag(&case), complainant.tag(&case));
}

/// Many people at many cases: nobody waits for ever, nothing is lost.
#[test]
fn many_at_once() {
    let program = Program::shared();
    let complaint = sample::complaint(program);
    let cases: Vec<String> = thread::scope(|scope| {
        let work = || {
            let complainant = program.person("complainant2");
            let filed =
                (0..5).map(|_| complainant.send(&complainant.asking("POST", "/cases").json(&complaint)));
            filed.map(|it| it.json()["case"]["id"].as_str().expect("filed").to_owned()).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    let listed = program.person("complainant2").all("/cases");
    for case in &cases {
        assert!(listed.iter().any(|row| row["id"] == **case), "{case} is lost");
    }
}
