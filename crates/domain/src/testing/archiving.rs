//! The end of a case: the archive, what must be kept, the two people, and the tombstone.

use super::{acts::*, play::Play, policy::handed_over, stages, stages::at, town};
use crate::{
    Action, Capacity, Command, Duty, Holder, Refusal, Role, Stage,
    access::Denial,
    archive::{Archive, ContentHash, Dispose, Disposition},
    guard::Guard,
    rules::Rules,
    state::State,
};

fn archive(retain_until: Option<jiff::civil::Date>) -> Command {
    Command::Archive(Archive { retain_until })
}

fn propose(p: &Play, disposition: Disposition) -> Command {
    Command::Dispose(disposition, Dispose { archive_rule: Some(archive_rule(p.today())) })
}

fn confirm(disposition: Disposition) -> Command {
    Command::Dispose(disposition, Dispose::default())
}

/// An archived case on the first day on which it need not be kept.
fn ripe() -> Play {
    let mut p = at(Stage::Archived);
    p.on(stages::end_of_retention(&p).tomorrow().unwrap());
    p
}

#[test]
fn the_archivist_takes_a_closed_case_into_the_archive() {
    let p = at(Stage::Closed);
    let by_rule = p.case.retain_until.unwrap();
    assert_eq!(p.lacks("archivist", archive(by_rule.yesterday().ok())), ["too_early"]);
    for who in ["caseworker", "coordinator", "privacy-officer", "complainant", "reviewer"] {
        assert_eq!(p.denied(who, archive(None)), Denial::Forbidden, "{who}");
    }
    let mut longer = p.clone();
    longer.does("archivist", archive(by_rule.tomorrow().ok()));
    assert_eq!(longer.case.retain_until, by_rule.tomorrow().ok());
    let mut p = p;
    p.does("archivist", archive(None));
    assert_eq!((p.case.retain_until, &p.case.state), (Some(by_rule), &State::Archived { on: p.today() }));
    assert!(matches!(p.refused("archivist", archive(None)), Refusal::State { .. }));
}

#[test]
fn who_waits_for_the_file_is_answered_before() {
    let mut p = at(Stage::Closed);
    p.acts("respondent", Action::AskAccess);
    let Refusal::Guards(unmet) = p.refused("archivist", archive(None)) else { panic!() };
    assert_eq!(unmet[0].guard, Guard::AccessAnswered);
    p.acts("caseworker", Action::AnswerAccess);
    p.does("archivist", archive(None));
}

/// Everybody sees what they saw; nobody does anything but what keeps or ends it, or protects who complained,
/// be it from somebody who was taken for them.
#[test]
fn an_archived_case_is_only_read() {
    let p = at(Stage::Archived);
    let keeps = [
        Action::NoticeExternal,
        Action::EndExternal,
        Action::Hold,
        Action::ReleaseHold,
        Action::RaiseAlarm,
        Action::UnlinkAccount,
        Action::Destroy,
        Action::Preserve,
    ];
    for who in town::everybody() {
        for it in p.available(who) {
            assert!(keeps.contains(&it.action), "{who} may {}", it.action);
        }
        let before = at(Stage::Closed).capacities(who);
        assert_eq!(p.capacities(who), before, "{who}");
    }
    assert_eq!(p.last.listed.wake_at, None, "nothing happens by itself");
}

#[test]
fn nothing_is_disposed_of_while_it_must_be_kept() {
    for disposition in [Disposition::Destruction, Disposition::Preservation] {
        let mut p = ripe();
        p.acts("complainant", Action::NoticeExternal);
        let propose = propose(&p, disposition);
        assert_eq!(p.lacks("archivist", propose.clone()), ["legal_hold", "external_proceeding"]);
        p.acts("complainant", Action::EndExternal);
        // The day of its outcome is the last on which it is kept for it.
        p.on(p.today().tomorrow().unwrap());
        p.acts("privacy-officer", Action::Hold);
        assert_eq!(p.lacks("archivist", propose.clone()), ["legal_hold"]);
        p.acts("privacy-officer", Action::ReleaseHold);
        p.does("archivist", propose);
        // A hold that comes between the two people.
        p.acts("archivist2", Action::Hold);
        assert_eq!(p.lacks("archivist2", confirm(disposition)), ["legal_hold"]);
        p.acts("archivist2", Action::ReleaseHold);
        p.does("archivist2", confirm(disposition));
    }
}

#[test]
fn nor_while_a_claim_can_be_made_or_its_time_runs() {
    let mut p = at(Stage::Archived);
    let (retained, ended) = (p.case.retain_until.unwrap(), stages::end_of_retention(&p));
    let claims = Rules::denmark().limitation(p.case.phase(), p.case.facts.claim_from().unwrap());
    p.on(claims);
    assert_eq!(p.lacks("archivist", propose(&p, Disposition::Preservation)), ["limitation_running"]);
    assert_eq!(
        p.lacks("archivist", propose(&p, Disposition::Destruction)),
        ["limitation_running", "retention_running"]
    );
    p.on(claims.tomorrow().unwrap());
    assert!(p.today() < retained && retained == ended);
    // What is kept for good need not wait for the end of its time.
    let preserve = propose(&p, Disposition::Preservation);
    p.clone().does("archivist", preserve);
    p.on(ended);
    assert_eq!(p.lacks("archivist", propose(&p, Disposition::Destruction)), ["retention_running"]);
    p.on(ended.tomorrow().unwrap());
    let destroy = propose(&p, Disposition::Destruction);
    p.does("archivist", destroy);
}

/// The later of what starts the clock and of what was told counts, as does the outcome of a proceeding.
#[test]
fn in_doubt_it_is_kept_longer() {
    let mut p = at(Stage::Archived);
    p.case.filing.occurred_to = date(2030, 1, 1);
    p.skip_to(date(2033, 1, 1));
    assert_eq!(p.lacks("archivist", propose(&p, Disposition::Destruction)), ["limitation_running"]);
    let mut p = at(Stage::Archived);
    p.acts("complainant", Action::NoticeExternal);
    p.on(stages::end_of_retention(&p).tomorrow().unwrap());
    p.acts("complainant", Action::EndExternal);
    assert_eq!(p.case.retain_until, Some(p.today()));
    assert_eq!(p.lacks("archivist", propose(&p, Disposition::Destruction)), ["retention_running"]);
}

#[test]
fn two_people_under_a_rule() {
    use Disposition::{Destruction, Preservation};
    let mut p = ripe();
    assert_eq!(p.lacks("archivist", confirm(Destruction)), ["no_rule"]);
    let mut early = archive_rule(p.today());
    early.approved_on = p.today().tomorrow().unwrap();
    let early = Command::Dispose(Destruction, Dispose { archive_rule: Some(early) });
    assert_eq!(p.lacks("archivist", early), ["in_the_future"]);
    let destroy = propose(&p, Destruction);
    p.does("archivist", destroy.clone());
    assert_eq!(p.stage(), Stage::Archived);
    let Refusal::Guards(unmet) = p.refused("archivist", confirm(Destruction)) else { panic!() };
    assert_eq!((unmet[0].guard, unmet[0].code), (Guard::FourEyes, "own_proposal"));
    // What was proposed is what is confirmed.
    assert_eq!(p.lacks("archivist2", confirm(Preservation)), ["no_rule"]);
    assert_eq!(p.denied("privacy-officer", confirm(Destruction)), Denial::Forbidden);
    let row = p.last.docket.iter().find(|it| it.holder == Holder::Desk(Role::Archivist)).unwrap();
    assert_eq!(row.next_due, Some((Duty::Dispose, p.today())));
    // On its day or the day after.
    let proposed = p.today();
    p.on(proposed.tomorrow().unwrap());
    p.clone().does("archivist2", confirm(Destruction));
    p.on(p.today().tomorrow().unwrap());
    assert_eq!(p.lacks("archivist2", confirm(Destruction)), ["proposal_expired"]);
    // Proposed anew, by the other.
    p.does("archivist2", destroy);
    p.does("archivist", confirm(Destruction));
    assert_eq!(p.stage(), Stage::Destroyed);
}

#[test]
fn what_is_left_is_a_tombstone() {
    let before = ripe();
    let mut p = before.clone();
    p.acts("archivist", Action::Destroy);
    p.acts("archivist2", Action::Destroy);
    let stone = &p.case;
    assert_eq!(stone.state, State::Destroyed { on: p.today(), hash: ContentHash([7; 32]) });
    assert_eq!((stone.id, &stone.number), (before.case.id, &before.case.number));
    assert_eq!((stone.received_on, stone.closed_on), (before.case.received_on, before.case.closed_on));
    let disposal = stone.disposal.as_ref().unwrap();
    assert_eq!(disposal.archive_rule, archive_rule(p.today()));
    // Nothing else: no person, no unit, no ground, no text.
    let text = serde_json::to_string(stone).unwrap();
    for user in town::directory().members.values().filter(|it| !it.roles.contains(&Role::Archivist)) {
        assert!(!text.contains(&user.id.to_string()), "{}", user.username);
    }
    assert!(!text.contains(&before.case.unit.to_string()) && !text.contains("ethnic_origin"));
    assert!(stone.allegations.is_empty() && stone.parties.is_empty() && stone.consultations.is_empty());
    let listed: Vec<_> = p.last.docket.iter().map(|it| (it.holder.clone(), it.next_due)).collect();
    assert_eq!(listed, [Role::Archivist, Role::Auditor].map(|role| (Holder::Desk(role), None)));
    assert!(p.last.walls.is_empty());
    let told: Vec<_> = p.last.notices.iter().map(|it| it.topic).collect();
    assert_eq!(told, ["case.destroyed"]);
    for who in town::everybody() {
        let expected: &[Capacity] = match who {
            "archivist" | "archivist2" => &[Capacity::Archivist],
            "auditor" => &[Capacity::Auditor],
            _ => &[],
        };
        assert_eq!(p.capacities(who), expected, "{who}");
    }
    assert!(p.available("archivist").is_empty() && p.available("system").is_empty());
}

#[test]
fn what_is_preserved_can_still_be_held() {
    let mut p = at(Stage::Preserved);
    assert_eq!(p.case.state, State::Preserved { on: p.today() });
    p.acts("privacy-officer", Action::Hold);
    assert!(!p.is_hidden_from("complainant"));
}

/// The archive keeps no more of it than the register did, and need not know more to end it.
#[test]
fn what_went_to_the_whistleblower_unit_ends_as_well() {
    let mut p = handed_over();
    p.acts("complainant", Action::AskAccess);
    p.acts("coordinator", Action::ConfirmReceipt);
    assert_eq!(p.denied("coordinator", archive(None)), Denial::Forbidden);
    p.does("archivist", archive(None));
    p.on(stages::end_of_retention(&p).tomorrow().unwrap());
    p.acts("archivist", Action::Destroy);
    p.acts("archivist2", Action::Destroy);
    assert!(p.is_hidden_from("coordinator"));
}
