//! Clients that are slow, or go away in the middle: nobody else waits for them, and nothing is half done.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    http::Ask,
    program::{Program, request_id},
    sample,
};

/// A filing of `employee`, whom no other test lets file with this program.
fn filing(program: &Program) -> Ask {
    let employee = program.person("employee");
    let mut complaint = sample::complaint(program);
    complaint["story"] = json!("The connection was cut.");
    let ask = employee.asking("POST", "/cases").without("Purpose").json(&complaint);
    ask.header("Idempotency-Key", request_id())
}

fn filed(program: &Program) -> Vec<Value> {
    let employee = program.person("employee");
    let page = employee.send(&employee.asking("GET", "/cases?limit=100").without("Purpose"));
    assert_eq!(page.status, 200, "{}", page.told());
    page.json()["data"].as_array().unwrap().clone()
}

fn connected(program: &Program) -> TcpStream {
    let stream = TcpStream::connect(program.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

#[test]
fn whoever_goes_away_has_filed_or_not() {
    let program = Program::on("2026-10-05");
    let (ask, before) = (filing(&program), filed(&program).len());
    let whole = ask.wire(program.address());
    // Cut off within the head, at its end, within the body, and before the last byte: nothing came that counts.
    let head = whole.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
    for length in [1, head / 2, head - 1, head, head + 20, whole.len() - 1] {
        connected(&program).write_all(&whole[..length]).unwrap();
    }
    thread::sleep(Duration::from_millis(200));
    assert_eq!(filed(&program).len(), before, "a part of a request filed something");

    // Gone after the last byte, again and again under one key: it was filed once or not at all.
    for _ in 0..10 {
        connected(&program).write_all(&whole).unwrap();
    }
    thread::sleep(Duration::from_millis(200));
    assert!(filed(&program).len() <= before + 1);
    // And whoever comes back under the same key is told what became of it.
    let answer = program.send("employee", &ask);
    assert_eq!(answer.status, 201, "{}", answer.told());
    let rows = filed(&program);
    assert_eq!(rows.len(), before + 1);
    assert!(rows.iter().any(|row| row["id"] == answer.json()["case"]["id"]));
}

/// Many who never finish, in each way in which one can stop, take nobody's turn.
#[test]
fn nobody_waits_for_the_slow() {
    let program = Program::on("2026-10-05");
    let (ask, before) = (filing(&program), filed(&program).len());
    let whole = ask.wire(program.address());
    let slow: Vec<_> = (0..200)
        .map(|n| {
            let mut stream = connected(&program);
            stream.write_all(&whole[..n * whole.len() / 200]).unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    for _ in 0..10 {
        sample::filed(&program);
    }
    assert!(began.elapsed() < Duration::from_secs(10), "others waited {:?}", began.elapsed());
    assert_eq!(filed(&program).len(), before);
    // One that is only slow gets its answer.
    let mut last = slow.into_iter().next_back().unwrap();
    for byte in &whole[199 * whole.len() / 200..] {
        thread::sleep(Duration::from_millis(5));
        last.write_all(&[*byte]).unwrap();
    }
    let mut answer = String::new();
    last.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(filed(&program).len(), before + 1);
}
