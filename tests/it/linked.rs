//! Linked cases through the API: who is told of a link, reports of bystanders, what staff systems report, splitting and
//! consolidation.

use serde_json::{Value, json};

use crate::{journeys::Story, kept, program::Program, sample};

#[test]
fn a_report_is_linked_and_tells_nobody_more() {
    let program = &Program::on("2026-10-05");
    let mut report = sample::complaint(program);
    report["filed_by"] = json!("bystander");
    let bystander = program.person("bystander");
    let answer = bystander.send(&bystander.asking("POST", "/cases").json(&report));
    assert_eq!(answer.status, 201, "{}", answer.told());
    let report = answer.json()["case"]["id"].as_str().unwrap().to_owned();
    let b = Story { program, case: report };
    sample::screen(program, &b.case);
    b.puts("bystander", "/whistleblower-channel", json!({"whistleblower": true}));
    b.puts("bystander", "/whistleblower-channel", json!({"whistleblower": false}));

    let c = Story { program, case: sample::filed(program) };
    // Nobody is told by a refusal whether there is such a case.
    let link = json!({"case": c.case});
    let missing = json!({"case": "case_00000000000000000000000000"});
    let refused = |body: &Value| {
        let caseworker = program.person("caseworker");
        let answer = caseworker.send(&caseworker.changing("POST", &b.case, "/reported-case", body));
        assert_eq!((answer.status, &*answer.slug()), (422, "validation-failed"), "{}", answer.told());
        answer.json()["errors"].clone()
    };
    assert_eq!(refused(&link), refused(&missing));
    sample::screen(program, &c.case);
    c.refused(
        "caseworker",
        "/reported-case",
        json!({"case": b.case}),
        "not-a-report",
        &["is_report/not_a_report"],
    );
    b.does("caseworker", "/reported-case", &link);

    assert_eq!(b.each("caseworker", "links", "linked_as"), ["reported"]);
    assert_eq!(c.each("caseworker", "links", "linked_as"), ["report"]);
    let seen = b.seen_by("bystander");
    assert_eq!((&seen["stage"], &seen["links"]), (&json!("closed"), &Value::Null));
    bystander.knows_nothing_of(&c.case);
    for who in ["complainant", "intake"] {
        let seen = c.seen_by(who);
        assert!(!seen.to_string().contains(&b.case), "{who}");
    }
    let timeline = |who| c.person(who).all(&format!("/cases/{}/timeline", c.case));
    let linked = |timeline: &[Value]| timeline.iter().any(|it| it["event"] == "case_linked");
    assert!(
        linked(&timeline("caseworker")) && !linked(&timeline("complainant")) && !linked(&timeline("intake"))
    );
    let log = c.person("complainant").all(&format!("/cases/{}/audit", c.case));
    assert!(log.iter().all(|it| it["action"] != "link_report"), "nor by the log");
    kept::in_database_of(program);
}

#[test]
fn a_report_becomes_a_case_of_the_employer() {
    let program = Program::shared();
    let mut report = sample::complaint(program);
    report["filed_by"] = json!("bystander");
    let bystander = program.person("bystander");
    let answer = bystander.send(&bystander.asking("POST", "/cases").json(&report));
    let case = answer.json()["case"]["id"].as_str().unwrap().to_owned();
    sample::screen(program, &case);
    let b = Story { program, case };
    let open = json!({
        "reason": "it cannot be left so",
        "allegations": [{"ground": "ethnic_origin", "form": "harassment", "what": "remarks in the kitchen"}],
        "facts": report["facts"],
    });
    let own = b.makes("caseworker", "/own-initiative", open);
    assert_eq!(b.seen_by("bystander")["stage"], "closed");
    bystander.knows_nothing_of(&own);
    let own = Story { program, case: own };
    own.declares("caseworker");
    own.does("caseworker", "/admission", json!({}));
    assert_eq!(own.seen_by("respondent")["stage"], "admitted");
}

#[test]
fn what_a_staff_system_may() {
    let program = &Program::on("2026-10-05");
    let event = json!({"pseudonym": "HR-1", "kind": "warning", "on": "2026-10-05"});
    for who in ["complainant", "caseworker", "admin", "analyst"] {
        for body in [&event, &json!({"surprise": 1})] {
            let person = program.person(who);
            let answer = person.send(&person.asking("POST", "/hr-events").json(body));
            assert_eq!((answer.status, &*answer.slug()), (403, "forbidden"), "{who}");
        }
    }
    let system = program.person("integration");
    let complaint = sample::complaint(program);
    assert_eq!(system.send(&system.asking("POST", "/cases").json(&complaint)).status, 403);
    assert_eq!(system.get("/users").status, 403);
    let units = system.finds("/units?limit=100");
    assert!(units["data"].as_array().unwrap().iter().all(|it| it["speaker"].is_null()));
    for (body, status) in [
        (json!({}), 400),
        (json!({"pseudonym": "HR-1", "kind": "promotion", "on": "2026-10-05"}), 422),
        (json!({"pseudonym": "", "kind": "notice", "on": "2026-10-05"}), 422),
        (json!({"pseudonym": "HR-1", "kind": "notice", "on": "soon"}), 422),
    ] {
        let answer = system.send(&system.asking("POST", "/hr-events").json(&body));
        assert_eq!(answer.status, status, "{body}: {}", answer.told());
    }

    // A witness without an account, whom the caseworker gave a pseudonym.
    let case = sample::filed(program);
    sample::admit(program, &case);
    let s = Story { program, case };
    let witness = json!({"role": "witness", "person": {"name": "A colleague"}});
    let witness = s.makes("caseworker", "/parties", witness);
    let path = format!("/parties/{witness}/pseudonym");
    s.puts("caseworker", &path, json!({"pseudonym": "HR-1"}));
    let ask = system.asking("POST", "/hr-events").json(&event);
    // Sent twice, it is one.
    assert_eq!((system.send(&ask).status, system.send(&ask).status), (202, 202));
    program.let_system_act();
    let found = program.person("coordinator").finds(&format!("/cases/{}", s.case))["links"].clone();
    assert_eq!(found[0]["linked_as"], "victimisation");
    assert!(found[1].is_null());
    let linked = found[0]["case"].as_str().unwrap();
    program.person("complainant").knows_nothing_of(linked);
    assert!(s.seen_by("complainant")["alarms"].is_null(), "it is the witness's");
    let log = s.person("complainant").all(&format!("/cases/{}/audit", s.case));
    assert!(log.iter().all(|it| it["action"] != "raise_alarm"));
    assert!(program.person("intake").lists(linked));
    kept::in_database_of(program);
}

#[test]
fn one_case_becomes_two_and_one_again() {
    let program = &Program::on("2026-10-05");
    let case = sample::filed_with(
        program,
        &json!({"allegations": [
            {"ground": "ethnic_origin", "form": "direct", "what": "the refusal"},
            {"ground": "age", "form": "direct", "what": "too old"},
        ]}),
    );
    sample::admit(program, &case);
    let s = Story { program, case };
    let note = json!({"title": "the list", "description": "who was asked", "received_on": "2026-10-05"});
    s.consulted("caseworker", "track:investigation", "an investigation");
    s.does("coordinator", "/investigation", Value::Null);
    s.does("investigator", "/evidence", note);
    let allegations = s.ids("allegations");
    let split = json!({"allegations": [allegations[1]], "reason": "age is another question"});
    s.refused("caseworker", "/split", &split, "consultation-required", &["consulted/not_asked"]);
    s.consulted("caseworker", "track:split_off", "two cases");
    s.person("coordinator").denied("POST", &s.case, "/split", &split, 403);
    let part = s.makes("caseworker", "/split", split);
    let part = Story { program, case: part };
    assert_eq!(
        (s.ids("allegations"), part.ids("allegations")),
        (vec![allegations[0].clone()], vec![allegations[1].clone()])
    );
    for who in ["complainant", "respondent", "caseworker", "investigator"] {
        assert_eq!(part.seen_by(who)["stage"], "investigation", "{who}");
    }
    assert_eq!(part.each("caseworker", "records", "words"), ["who was asked"], "the evidence is in both");
    assert_eq!(part.each("complainant", "allegations", "what"), ["too old"]);
    assert_eq!(part.due("complainant", "screening"), s.due("complainant", "screening"));
    assert_eq!(s.each("complainant", "links", "case"), [json!(part.case)]);

    let join = json!({"case": part.case, "reason": "it is one question after all"});
    for story in [&s, &part] {
        story.consulted("caseworker", "track:consolidation", "one case");
    }
    s.does("caseworker", "/consolidation", join);
    assert_eq!(s.ids("allegations"), allegations);
    assert_eq!(s.each("complainant", "allegations", "what"), ["the refusal", "too old"]);
    assert_eq!(s.ids("records").len(), 1);
    part.stands("closed");
    assert_eq!(part.each("caseworker", "links", "linked_as"), ["split_from", "consolidated_into"]);
    kept::in_database_of(program);
}

#[test]
fn an_alarm_sent_twice_opens_one_case() {
    let program = Program::shared();
    let case = sample::filed(program);
    let s = Story { program, case };
    let complainant = s.person("complainant");
    let before = complainant.all("/cases").len();
    let told = json!({"what": "the night shift every week", "since": "2026-10-01"});
    let ask = complainant.changing("POST", &s.case, "/retaliation-alarms", &told);
    for replayed in [None, Some("true")] {
        let answer = complainant.send(&ask);
        assert_eq!(answer.status, 200, "{}", answer.told());
        assert_eq!(answer.header("idempotent-replayed"), replayed);
    }
    assert_eq!(complainant.all("/cases").len(), before + 1);
    // Told again, it is recorded on the same.
    s.does("complainant", "/retaliation-alarms", told);
    let cases = s.each("complainant", "alarms", "case");
    assert_eq!((cases.len(), &cases[0]), (2, &cases[1]));
    let linked = cases[0].as_str().unwrap();
    let lines = program.person("auditor").all(&format!("/cases/{linked}/audit"));
    let raised = lines.iter().filter(|it| it["action"] == "raise_alarm").count();
    assert_eq!(raised, 2, "one entry for each on the case that looks into it");
    let future = json!({"what": "x", "since": "2027-01-01"});
    let answer = complainant.send(&complainant.changing("POST", &s.case, "/retaliation-alarms", &future));
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("in_the_future")));
}
