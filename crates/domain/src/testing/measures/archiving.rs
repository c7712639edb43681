//! The end of a measure case: the archive, what holds it there, and what is left of it.

use super::{after_review, from, opened, until};
use crate::{
    Action, Capacity, Command, Role, Stage,
    access::Denial,
    archive::ContentHash,
    case::PartyRole,
    external::{Forum, NoticeExternal},
    measure::{CaseKind, Sanction},
    state::State,
    testing::{acts::*, stages, town},
};

fn noticed() -> Command {
    let (forum, reference, opened_on) = (Forum::Union, text("the union"), date(2026, 10, 5));
    Command::NoticeExternal(NoticeExternal { forum, reference, opened_on })
}

#[test]
fn what_is_left_is_the_tombstone_of_a_measure_case() {
    let before = until(Stage::Archived);
    let mut p = before.clone();
    stages::disposed(&mut p, Action::Destroy);
    let stone = &p.case;
    assert_eq!(stone.kind(), CaseKind::Measure, "it never becomes a complaint");
    assert_eq!(stone.state, State::Destroyed { on: p.today(), hash: ContentHash([7; 32]) });
    assert_eq!((stone.id, &stone.number), (before.case.id, &before.case.number));
    // No person, no unit, not which measure.
    let text = serde_json::to_string(stone).unwrap();
    for user in town::directory().members.values().filter(|it| !it.roles.contains(&Role::Archivist)) {
        assert!(!text.contains(&user.id.to_string()), "{}", user.username);
    }
    assert!(!text.contains(&before.case.unit.to_string()) && !text.contains("\"sanction\""));
    assert!(stone.parties.is_empty() && stone.links.is_empty() && stone.decision.is_none());
    for who in town::everybody() {
        let expected: &[Capacity] = match who {
            "archivist" | "archivist2" => &[Capacity::Archivist],
            "auditor" => &[Capacity::Auditor],
            _ => &[],
        };
        assert_eq!(p.capacities(who), expected, "{who}");
        assert!(p.available(who).is_empty(), "{who}");
    }
}

#[test]
fn what_is_preserved_can_still_be_read_and_held() {
    let mut p = until(Stage::Preserved);
    assert_eq!(p.case.state, State::Preserved { on: p.today() });
    p.acts("privacy-officer", Action::Hold);
    assert_eq!(p.capacities("team-leader"), [Capacity::Respondent]);
}

#[test]
fn who_waits_for_the_file_is_answered_before() {
    let mut p = until(Stage::Closed);
    p.acts("team-leader", Action::AskAccess);
    let archive = p.sample("archivist", Action::Archive).unwrap();
    assert_eq!(p.lacks("archivist", archive.clone()), ["access_pending"]);
    assert_eq!(p.denied("caseworker2", archive.clone()), Denial::Forbidden);
    p.acts("caseworker2", Action::AnswerAccess);
    p.does("archivist", archive);
}

/// A measure is fought before the union or a court: as long as it is, nothing is destroyed.
#[test]
fn a_proceeding_of_the_person_holds_it() {
    let mut p = until(Stage::Decided);
    p.does("team-leader", noticed());
    let proceeding = &p.case.external_proceedings[0];
    assert_eq!(proceeding.reported_by, Some(p.party(PartyRole::Respondent)));
    p.on(after_review(&p));
    p.acts("caseworker2", Action::Close);
    p.acts("archivist", Action::Archive);
    p.on(stages::end_of_retention(&p).tomorrow().unwrap());
    let destroy = p.sample("archivist", Action::Destroy).unwrap();
    assert_eq!(p.lacks("archivist", destroy.clone()), ["legal_hold", "external_proceeding"]);
    p.acts("team-leader", Action::EndExternal);
    // Its outcome is no end of what is made of it here.
    assert_eq!(p.lacks("archivist", destroy), ["retention_running"]);
    p.on(p.today().tomorrow().unwrap());
    p.acts("archivist", Action::Destroy);
    p.acts("archivist2", Action::Destroy);
}

/// What a dismissal does begins on the day it has effect, and so does what can be claimed for it.
#[test]
fn a_claim_runs_from_the_day_of_effect() {
    let mut p = until(Stage::Archived);
    let effective = p.today().saturating_add(jiff::Span::new().years(3));
    p.case.decision.as_mut().unwrap().draft.imposes.as_mut().unwrap().effective_on = Some(effective);
    p.skip_to(p.case.retain_until.unwrap().tomorrow().unwrap());
    let destroy = p.sample("archivist", Action::Destroy).unwrap();
    assert_eq!(p.lacks("archivist", destroy), ["limitation_running"]);
}

#[test]
fn staff_take_it_down_for_a_person_without_an_account() {
    let p = from(opened(named("the foreman"), Sanction::Warning), Stage::Decided);
    assert_eq!(p.lacks("caseworker2", noticed()), ["missing"]);
    let mut p = p;
    p.does("caseworker2", p.taken_down(p.party(PartyRole::Respondent), noticed()));
    assert_eq!(p.last.act.on_behalf_of, Some(p.party(PartyRole::Respondent)));
    // Who has an account says so themselves.
    let p = until(Stage::Decided);
    assert_eq!(p.denied("caseworker2", noticed()), Denial::Forbidden);
}
