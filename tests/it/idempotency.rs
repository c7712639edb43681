//! The same request sent again acts once (V13).

use std::thread;

use serde_json::{Value, json};

use crate::{
    engine::{Engine, runs_on},
    http::{Answer, Ask},
    person::Person,
    program::{Program, request_id},
    sample,
};

/// The same request under another id, as a client that got no answer sends it.
fn again(ask: &Ask) -> Ask {
    ask.clone().header("X-Request-Id", request_id())
}

/// How many of these requests did something, as the log of a case tells. Each leaves one entry: the others read.
fn acts<'a>(program: &Program, case: &str, asks: impl IntoIterator<Item = &'a Ask>) -> usize {
    let acted = |ask| match &program.entries(case, ask)[..] {
        [entry] => usize::from(entry["action"] != "read"),
        other => panic!("{other:?}"),
    };
    asks.into_iter().map(acted).sum()
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotent-replayed") == Some("true")
}

fn files(person: Person<'_>, story: &str) -> Ask {
    let mut complaint = sample::complaint(person.program);
    complaint["story"] = json!(story);
    person.asking("POST", "/cases").json(&complaint)
}

fn declares(person: Person<'_>, case: &str) -> Ask {
    person.changing("POST", case, "/conflict-declarations", &json!({"reasons": []}))
}

#[test]
fn a_change_sent_twice_acts_once() {
    let program = Program::shared();
    let case = sample::filed(program);
    let intake = program.person("intake");
    let first = declares(intake, &case);
    let done = intake.send(&first);
    assert_eq!(done.status, 200, "{}", done.told());
    // The tag is that of before the first one: the outcome is looked up before it is compared.
    let second = again(&first);
    let repeated = intake.send(&second);
    assert_eq!((repeated.status, repeated.json()), (200, done.json()));
    assert_eq!(repeated.header("etag"), done.header("etag"));
    assert!(!replayed(&done) && replayed(&repeated));
    assert_eq!(acts(program, &case, [&first, &second]), 1);
}

/// The outcome is rendered as it is now: to ask for it again is to read, and the log says so, and why.
#[test]
fn a_repetition_is_a_read() {
    let program = Program::shared();
    let case = sample::filed(program);
    sample::admit(program, &case);
    let (caseworker, investigator) = (program.person("caseworker"), program.person("investigator"));
    let first = caseworker.changing("POST", &case, "/notes", &json!({"note": "one"})).without("Purpose");
    assert_eq!(caseworker.send(&first).status, 200);
    let told = |ask: &Ask| {
        let entries = program.entries(&case, ask);
        let part = |name: &str| entries.iter().map(|it| it[name].clone()).collect::<Vec<_>>();
        [part("action"), part("capacity"), part("purpose")].concat()
    };
    assert_eq!(told(&first), ["record_note", "caseworker", "case-handling"]);
    investigator.post(&case, "/notes", json!({"note": "two"}));
    for _ in 0..3 {
        let repeated = again(&first);
        let answer = caseworker.send(&repeated);
        assert!(answer.status == 200 && replayed(&answer), "{}", answer.told());
        assert!(answer.json()["case"].to_string().contains("\"two\""));
        assert_eq!(told(&repeated), ["read", "caseworker", "case-handling"]);
    }
    let own = again(&first).header("Purpose", "own-case");
    let refused = caseworker.send(&own);
    assert_eq!((refused.status, &*refused.slug()), (400, "purpose-not-fitting"));
    let body = json!({"note": "three"});
    let own = caseworker.changing("POST", &case, "/notes", &body).header("Purpose", "own-case");
    let refused = caseworker.send(&own);
    assert_eq!((refused.status, &*refused.slug()), (400, "purpose-not-fitting"));
}

#[test]
fn a_filing_sent_twice_makes_one_case() {
    let program = Program::shared();
    let complainant = program.person("complainant");
    let first = files(complainant, "sent twice");
    let done = complainant.send(&first);
    let second = again(&first);
    let repeated = complainant.send(&second);
    assert_eq!((done.status, repeated.status), (201, 201), "{}", repeated.told());
    assert_eq!(repeated.header("location"), done.header("location"));
    assert_eq!(repeated.json(), done.json());
    assert!(replayed(&repeated));
    let case = done.json()["case"]["id"].as_str().unwrap().to_owned();
    assert_eq!(acts(program, &case, [&first, &second]), 1);
}

#[test]
fn a_key_is_for_one_body_one_route_and_one_person() {
    let program = Program::shared();
    let case = sample::filed(program);
    let intake = program.person("intake");
    let key = request_id();
    let first = declares(intake, &case).header("Idempotency-Key", &*key);
    assert_eq!(intake.send(&first).status, 200);

    let other =
        intake.changing("POST", &case, "/conflict-declarations", &json!({"reasons": [], "words": "no"}));
    let other = other.header("Idempotency-Key", &*key);
    let answer = intake.send(&other);
    assert_eq!((answer.status, &*answer.slug()), (422, "idempotency-key-reused"));
    assert_eq!(program.entries(&case, &other), [] as [Value; 0]);

    // The same key on another route is another intention.
    let body = json!({"contact": "caseworker", "next_steps": "We look at it."});
    let ask = intake.changing("POST", &case, "/acknowledgement", &body).header("Idempotency-Key", &*key);
    let answer = intake.send(&ask);
    assert_eq!(answer.status, 200, "{}", answer.told());
    assert!(!replayed(&answer));

    // And so is the same key of somebody else.
    let coordinator = program.person("coordinator");
    let body = json!({"user": "caseworker", "role": "caseworker"});
    let ask = coordinator.changing("POST", &case, "/assignments", &body).header("Idempotency-Key", &*key);
    assert_eq!(coordinator.send(&ask).status, 200);
    let caseworker = program.person("caseworker");
    let answer = caseworker.send(&declares(caseworker, &case).header("Idempotency-Key", &*key));
    assert!(answer.status == 200 && !replayed(&answer), "{}", answer.told());
}

#[test]
fn a_key_of_one_case_is_not_that_of_another() {
    let program = Program::shared();
    let (one, two) = (sample::filed(program), sample::filed(program));
    let intake = program.person("intake");
    let key = request_id();
    let first = intake.send(&declares(intake, &one).header("Idempotency-Key", &*key));
    let other = declares(intake, &two).header("Idempotency-Key", &*key);
    let second = intake.send(&other);
    assert_eq!(first.status, 200);
    assert_eq!((second.status, &*second.slug()), (422, "idempotency-key-reused"));
    assert_eq!(program.entries(&two, &other), [] as [Value; 0]);
}

#[test]
fn a_refusal_does_not_use_the_key_up() {
    let program = Program::shared();
    let case = sample::filed(program);
    let intake = program.person("intake");
    let body = json!({"contact": "caseworker", "next_steps": "We look at it."});
    let too_early = intake.changing("POST", &case, "/acknowledgement", &body);
    let refused = intake.send(&too_early);
    assert_eq!((refused.status, &*refused.slug()), (409, "conflict-of-interest"));
    assert_eq!(intake.send(&declares(intake, &case)).status, 200);
    let tag = intake.tag(&case).unwrap();
    let answer = intake.send(&again(&too_early).header("If-Match", tag));
    assert_eq!(answer.status, 200, "{}", answer.told());
}

/// The same request sent by many at the same moment: one acts, all get its outcome.
fn at_once(ask: &Ask, to: &[&Program], who: &str) -> (Vec<Ask>, Vec<Answer>) {
    let asks: Vec<_> = (0..8).map(|_| again(ask)).collect();
    let answers = thread::scope(|scope| {
        let sent = asks.iter().enumerate().map(|(n, ask)| {
            let program = to[n % to.len()];
            scope.spawn(move || program.send(who, ask))
        });
        let sent: Vec<_> = sent.collect();
        sent.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
    });
    (asks, answers)
}

fn acts_once_at_once(to: &[&Program]) {
    let program = to[0];
    let complainant = program.person("complainant");
    let (asks, answers) = at_once(&files(complainant, "sent by many"), to, "complainant");
    let bodies: Vec<Value> = answers.iter().map(Answer::json).collect();
    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.told());
    }
    assert!(bodies.iter().all(|it| *it == bodies[0]), "{bodies:#?}");
    assert_eq!(answers.iter().filter(|it| !replayed(it)).count(), 1);
    let case = bodies[0]["case"]["id"].as_str().unwrap().to_owned();
    assert_eq!(acts(program, &case, &asks), 1);

    let intake = program.person("intake");
    let (asks, answers) = at_once(&declares(intake, &case), to, "intake");
    for answer in &answers {
        assert_eq!((answer.status, answer.json()), (200, answers[0].json()), "{}", answer.told());
    }
    assert_eq!(acts(program, &case, &asks), 1);
    assert_eq!(intake.sees(&case)["conflict_checks"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_request_sent_by_many_at_once_acts_once() {
    acts_once_at_once(&[Program::shared()]);
}

#[test]
fn across_two_processes_on_postgres() {
    if !runs_on(Engine::Postgres) {
        return;
    }
    let [first, second] = Program::two("2026-10-05");
    acts_once_at_once(&[&first, &second]);
}

/// What was acknowledged is replayed after a crash as well.
#[test]
fn across_a_crash() {
    let program = Program::on("2026-10-05");
    let complainant = program.person("complainant");
    let first = files(complainant, "before the crash");
    let done = complainant.send(&first);
    assert_eq!(done.status, 201, "{}", done.told());
    program.start_again();
    let token = format!("Bearer {}", program.token("complainant"));
    let repeated = complainant.send(&again(&first).header("Authorization", token));
    assert_eq!((repeated.status, repeated.json()), (201, done.json()));
    assert!(replayed(&repeated));
}
