//! Filing: who may, for whom, with what; a draft is its author's alone.

use serde_json::json;

use super::{
    acts::*,
    play::{self, Play},
    stages::{self, at},
    town::{self, LIBRARY},
};
use crate::{
    Capacity, Command, Form, Ground, Line, Mandate, PersonRef, Priority, Refusal, Stage, UnitId,
    access::Denial,
    case::{FiledBy, PartyRole},
    filing::{OnBehalfOf, OpenDraft},
    impartiality::Concern,
    phase::{Facts, NotObtainable, recruitment},
};

fn usual() -> OpenDraft {
    complaint(recruitment_minimum(), date(2026, 9, 14))
}

fn on_behalf(mandate: Option<Mandate>) -> OnBehalfOf {
    OnBehalfOf { complainant: account("complainant"), mandate, power_of_attorney: true }
}

/// Where a filing is wrong, and how.
#[track_caller]
fn wrong(who: &str, draft: OpenDraft) -> Vec<(String, &'static str)> {
    match play::file(who, draft, stages::start()) {
        Ok(Err(Refusal::Content(wrong))) => wrong.into_iter().map(|it| (it.pointer, it.code)).collect(),
        other => panic!("not refused for its content: {:?}", other.map(Result::err)),
    }
}

#[test]
fn what_cannot_be_right() {
    let change = |change: &dyn Fn(&mut OpenDraft)| {
        let mut draft = usual();
        change(&mut draft);
        wrong("complainant", draft)
    };
    let one = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    let tomorrow = stages::start().tomorrow().unwrap();
    assert_eq!(change(&|it| it.occurred_from = tomorrow), one("/occurred_from", "in_the_future"));
    assert_eq!(change(&|it| it.occurred_to = Some(tomorrow)), one("/occurred_to", "in_the_future"));
    let before = date(2026, 9, 13);
    assert_eq!(change(&|it| it.occurred_to = Some(before)), one("/occurred_to", "before_start"));
    for tag in ["dansk!", "Anders-Hansen", "da-Latn-DK-x", "d", "-da", "da-"] {
        let told = change(&|it| it.language = Some(username(tag)));
        assert_eq!(told, one("/language", "not_a_language_tag"), "{tag}");
    }
    for tag in ["ar", "sr-Latn", "zh-Hant-TW", "es-419"] {
        assert_eq!(
            change(&|it| (it.language, it.occurred_from) = (Some(username(tag)), tomorrow)).len(),
            1,
            "{tag}"
        );
    }
    assert_eq!(change(&|it| it.unit = UnitId(uuid::Uuid::nil())), one("/unit", "unknown_unit"));
    assert_eq!(change(&|it| it.on_behalf_of = Some(on_behalf(None))), one("/on_behalf_of", "not_for_others"));
    let many = || vec![allegation(Ground::Age, Form::Direct); 51];
    assert_eq!(change(&|it| it.allegations = many()), one("/allegations", "too_many"));
    let about = |person: PersonRef| vec![concerned(Concern::Accused, person)];
    let told = |it: &mut OpenDraft| {
        it.filed_by = FiledBy::IntakeOfficer;
        it.read_back = true;
        it.on_behalf_of = Some(on_behalf(None));
        it.concerned = about(account("nobody"));
    };
    let mut oral = usual();
    told(&mut oral);
    assert_eq!(wrong("intake", oral), one("/concerned/0/person/user", "unknown_user"));
    let unnamed = PersonRef { user: None, name: None };
    assert_eq!(change(&|it| it.concerned = about(unnamed.clone())), one("/concerned/0/person", "missing"));
    let unknown = NotObtainable { fact: "weather".to_owned(), reason: text("why") };
    let facts = recruitment::Facts { not_obtainable: vec![unknown], ..recruitment::Facts::default() };
    assert_eq!(
        change(&|it| it.facts = Facts::Recruitment(facts.clone())),
        one("/facts/not_obtainable/0/fact", "unknown_fact")
    );
    let lost = || NotObtainable { fact: "posting".to_owned(), reason: text("why") };
    let facts = recruitment::Facts { not_obtainable: vec![lost(), lost()], ..recruitment::Facts::default() };
    assert_eq!(
        change(&|it| it.facts = Facts::Recruitment(facts.clone())),
        one("/facts/not_obtainable/1/fact", "named_twice")
    );
    // All that is wrong is said at once.
    let all = change(&|it| {
        it.filed_by = FiledBy::Representative;
        it.on_behalf_of = Some(OnBehalfOf {
            complainant: account("complainant2"),
            mandate: Some(Mandate::Read),
            power_of_attorney: false,
        });
        it.occurred_from = tomorrow;
    });
    let codes: Vec<_> = all.iter().map(|it| it.1).collect();
    assert_eq!(codes, ["in_the_future", "no_power_of_attorney", "read_only"]);
}

#[test]
fn the_least_that_must_be_told() {
    let mut draft = usual();
    draft.allegations.clear();
    let Ok(Err(Refusal::Guards(unmet))) = play::file("complainant", draft.clone(), stages::start()) else {
        panic!("filed without an allegation")
    };
    assert_eq!((unmet[0].code, unmet[0].pointer.as_str()), ("no_allegation", "/allegations"));

    draft.submit = false;
    let mut p = Play::begin("complainant", draft, stages::start());
    assert_eq!(p.lacks("complainant", Command::Submit), ["no_allegation"]);
    assert_eq!(p.case.priority, Priority::Normal);
    p.does("complainant", Command::AddAllegation(allegation(Ground::Unknown, Form::Victimisation)));
    assert_eq!(p.case.priority, Priority::High);
    p.does("complainant", Command::Submit);
}

#[test]
fn a_draft_is_its_authors_alone() {
    let p = at(Stage::Draft);
    assert_eq!(p.capacities("complainant"), [Capacity::Author]);
    assert!(town::everybody().filter(|who| *who != "complainant").all(|who| p.is_hidden_from(who)));
    assert!(p.last.walls.is_empty());
    let gone = at(Stage::Discarded);
    assert!(town::everybody().all(|who| gone.is_hidden_from(who)));
    assert!(gone.last.docket.is_empty());
}

#[test]
fn time_discards_a_draft_after_ninety_days() {
    let mut p = at(Stage::Draft);
    assert_eq!(p.lacks("system", Command::Discard), ["not_now"]);
    p.on(date(2027, 1, 3));
    assert_eq!(p.stage(), Stage::Draft);
    p.on(date(2027, 1, 4));
    assert_eq!(p.stage(), Stage::Discarded);
}

#[test]
fn a_representative_files_for_somebody() {
    let mut draft = usual();
    draft.filed_by = FiledBy::Representative;
    draft.on_behalf_of = Some(on_behalf(Some(Mandate::Decide)));
    let mut p = Play::begin("representative", draft.clone(), stages::start());
    assert_eq!(p.capacities("representative"), [Capacity::RepresentativeDecide]);
    assert_eq!(p.capacities("complainant"), [Capacity::Complainant]);
    assert_eq!(p.last.act.on_behalf_of, Some(p.party(PartyRole::Complainant)));
    p.acts("representative", crate::Action::AskAccess);
    assert_eq!(p.last.act.on_behalf_of, Some(p.party(PartyRole::Complainant)));
    p.acts("complainant", crate::Action::AskAccess);
    assert_eq!(p.last.act.on_behalf_of, None);

    // The act of filing is for the complainant also where the draft came first.
    draft.submit = false;
    let mut p = Play::begin("representative", draft.clone(), stages::start());
    p.does("representative", Command::Submit);
    assert_eq!(p.last.act.on_behalf_of, Some(p.party(PartyRole::Complainant)));

    draft.on_behalf_of = None;
    assert_eq!(
        wrong("representative", draft),
        [("/on_behalf_of/power_of_attorney".to_owned(), "no_power_of_attorney"),]
    );
}

#[test]
fn an_intake_officer_takes_an_oral_complaint_down() {
    let mut draft = usual();
    draft.filed_by = FiledBy::IntakeOfficer;
    draft.on_behalf_of =
        Some(OnBehalfOf { complainant: named("Amina"), mandate: None, power_of_attorney: false });
    assert_eq!(wrong("intake", draft.clone()), [("/read_back".to_owned(), "not_read_back")]);
    draft.read_back = true;
    assert_eq!(play::file("caseworker", draft.clone(), stages::start()).unwrap_err(), Denial::Forbidden);
    assert_eq!(play::file("complainant", draft.clone(), stages::start()).unwrap_err(), Denial::Forbidden);
    let mut elsewhere = draft.clone();
    elsewhere.unit = UnitId(uuid::Uuid::nil());
    assert_eq!(play::file("intake", elsewhere, stages::start()).unwrap_err(), Denial::Forbidden);
    draft.unit = LIBRARY;
    let p = Play::begin("intake", draft, stages::start());
    assert_eq!(p.capacities("intake"), [Capacity::Intake]);
    assert_eq!(p.last.act.on_behalf_of, Some(p.party(PartyRole::Complainant)));
    assert_eq!(p.case.party(PartyRole::Complainant).unwrap().person.user, None);
}

#[test]
fn a_bystander_reports_and_is_no_party() {
    let mut p = stages::draft(FiledBy::Bystander);
    p.does("bystander", Command::Submit);
    assert_eq!(p.capacities("bystander"), [Capacity::Bystander]);
    assert!(p.case.party(PartyRole::Complainant).is_none());
    assert_eq!(
        p.denied("bystander", p.sample("bystander", crate::Action::AskAccess).unwrap()),
        Denial::Forbidden
    );
}

/// What a request looks like on the wire, and that unknown parts of it are refused by name.
#[test]
fn read_from_json() {
    let mut body = json!({
        "unit": town::SCHOOL,
        "story": "Zaubernuss: what happened",
        "occurred_from": "2026-09-14",
        "identity": "confidential",
        "facts": { "phase": "recruitment", "posting": "Zaubernuss: kitchen assistant" },
        "allegations": [{ "ground": "ethnic_origin", "form": "direct", "what": "Zaubernuss: refused" }],
        "submit": true,
    });
    let p = Play::begin("complainant", serde_json::from_value(body.clone()).unwrap(), stages::start());
    assert_eq!(p.stage(), Stage::Submitted);
    assert_eq!(p.case.filing.language, "da");
    assert_eq!(p.words.len(), 3);
    body["stroy"] = json!("x");
    let error = serde_json::from_value::<OpenDraft>(body).unwrap_err().to_string();
    assert!(error.contains("stroy"), "{error}");
    assert!(serde_json::from_value::<Line>(json!("two\nlines")).is_err());
}
