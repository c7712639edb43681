//! A rule gets another version: what follows from it moves, what somebody was given stands (rulebook 6.1).

use jiff::{ToSpan, civil::Date};

use super::{acts::text, play::Play, samples::older_version, stages::at};
use crate::{
    Action, Channel, Command, Event, Stage,
    case::PartyRole,
    delivery::Delivered,
    event::Happening,
    reckoning::{self, DateOf, Reckoned, Recompute, Recomputed, RecomputedBecause as Because},
    review::AskReview,
    rules::{Origin, Pack, Period, Rules},
};

const DENMARK: &str = include_str!("../../rules/dk.toml");

/// Our rules with another version 2 of one of them, and no version 1.
pub(super) fn another(id: &str, amount: &str, new: &str) -> &'static Rules {
    changed(id, &[(amount, new), ("version = 1", "version = 2")])
}

fn changed(id: &str, changes: &[(&str, &str)]) -> &'static Rules {
    let (before, rest) = DENMARK.split_once(&format!("id = \"{id}\"\n")).unwrap();
    let (rule, others) = rest.split_once("\n[[rules]]").unwrap();
    let (shape, vectors) = rule.split_once("\nvectors = [").unwrap();
    // On one line, or on several.
    let end = if vectors.starts_with('\n') { "\n]\n" } else { "]\n" };
    let (vectors, amount) = vectors.split_once(end).unwrap();
    let parts = [shape, amount].map(|part| {
        let replaced = |part: String, (from, to): &(&str, &str)| part.replacen(from, to, 1);
        changes.iter().fold(part.to_owned(), replaced)
    });
    assert_ne!(parts.concat(), [shape, amount].concat(), "{id} is as it was");
    let [shape, amount] = parts;
    load(&format!("{before}id = \"{id}\"\n{shape}"), vectors, &format!("{amount}\n[[rules]]{others}"))
}

/// A pack with one vector of what the rule gives now: what it was asked before stays, the answer is another.
fn load(head: &str, vectors: &str, tail: &str) -> &'static Rules {
    let (asked, _) = vectors.trim().split_once(", due_on").unwrap();
    let text = |answer: &str| format!("{head}\nvectors = [{asked}{answer} }}]\n{tail}");
    let refused = Pack::load(&text("")).unwrap_err().to_string();
    let gave = refused.rsplit_once("gave ").unwrap().1;
    let pack = Pack::load(&text(&format!(", due_on = \"{}\"", &gave[..10]))).unwrap();
    Box::leak(Box::new(Rules::denmark().replaced_by(pack, Origin::Program).unwrap()))
}

/// The dates as they are stored with the case.
fn stored(p: &Play) -> Vec<Reckoned> {
    assert_eq!(p.last.reckoned, p.case.reckoned(p.rules));
    p.last.reckoned.clone().unwrap()
}

/// The System finds other rules than those by which the case was stored; gives what became of each date.
#[track_caller]
fn recomputed(p: &mut Play, rules: &'static Rules) -> Vec<Recomputed> {
    let was = stored(p);
    p.rules = rules;
    let before = p.events.len();
    p.does("system", Command::Recompute(Recompute { was }));
    // Whoever comes round a second time finds nothing to do.
    let again = Command::Recompute(Recompute { was: stored(p) });
    assert_eq!(p.lacks("system", again), ["not_now"]);
    let date = |event: &Event| match &event.what {
        Happening::Reckoning(reckoning::Event::DateRecomputed { recomputed }) => Some(recomputed.clone()),
        _ => None,
    };
    p.events[before..].iter().filter_map(date).collect()
}

#[track_caller]
fn nothing(p: &Play, rules: &'static Rules) {
    let mut p = p.clone();
    p.rules = rules;
    let was = p.last.reckoned.clone().unwrap();
    assert_eq!(p.lacks("system", Command::Recompute(Recompute { was })), ["not_now"]);
}

fn own(period: Period) -> DateOf {
    DateOf::Period { period, party: None, item: None }
}

fn day(p: &Play, of: &DateOf) -> Option<Date> {
    stored(p).iter().find(|it| it.of == *of).and_then(|it| it.due_on)
}

#[test]
fn an_own_duty_follows_the_new_version_either_way() {
    for (amount, days) in [("days = 120", 120), ("days = 60", 60)] {
        let mut p = at(Stage::Screening);
        let received = p.case.received_on.unwrap();
        let old = day(&p, &own(Period::Decision));
        let found = recomputed(&mut p, another("POL-DECISION", "days = 90", amount));
        let new = Some(received.saturating_add(days.days()));
        assert_eq!(old, Some(received.saturating_add(90.days())));
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&one.of, &*one.rule.0), (&own(Period::Decision), "POL-DECISION"));
        assert_eq!((one.old_version, one.new_version), (Some(1), Some(2)));
        assert_eq!((one.old_date, one.new_date, one.because), (old, new, Because::NewVersion));
        assert_eq!(day(&p, &own(Period::Decision)), new);
        // The act names the rule, and others are told that a date moved, not which.
        assert_eq!(p.last.act.object.as_deref(), Some("POL-DECISION"));
        assert_eq!(p.last.notices.iter().map(|it| it.topic).collect::<Vec<_>>(), ["deadline.recomputed"]);
    }
}

#[test]
fn a_version_that_gives_the_same_date_is_taken_down_and_nobody_is_told() {
    let mut p = at(Stage::Screening);
    let before = day(&p, &own(Period::Decision));
    let found = recomputed(&mut p, changed("POL-DECISION", &[("version = 1", "version = 2")]));
    let [one] = &found[..] else { panic!("{found:?}") };
    assert!(!one.is_moved() && one.new_date == before && one.because == Because::NewVersion);
    assert_eq!(p.last.notices, []);
    assert!(p.last.after.deliveries.len() == at(Stage::Screening).case.deliveries.len());
}

#[test]
fn a_correction_moves_a_date_without_another_version() {
    let mut p = at(Stage::Screening);
    let found = recomputed(&mut p, changed("POL-DECISION", &[("days = 90", "days = 91")]));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].because, found[0].old_version, found[0].new_version), {
        (Because::Correction, Some(1), Some(1))
    });
}

/// A version with a first day of its own leaves alone what began before it.
#[test]
fn a_version_for_later_cases_changes_no_earlier_one() {
    let p = at(Stage::Screening);
    let id = "id = \"POL-DECISION\"\nversion = 1\n";
    let (before, rest) = DENMARK.split_once(id).unwrap();
    let (rule, after) = rest.split_once("\n]\n").unwrap();
    let (shape, _) = rule.split_once("vectors = [").unwrap();
    let later = shape.replace("days = 90", "days = 60");
    let head = format!(
        "{before}{id}valid_to = \"2027-12-31\"\n{rule}\n]\n\n[[rules]]\nid = \"POL-DECISION\"\nversion = 2\n\
         valid_from = \"2028-01-01\"\n{}",
        later.trim_end(),
    );
    nothing(&p, load(&head, "{ facts = { filing_received = \"2028-03-27\" }, due_on = }", after));
}

#[test]
fn a_last_day_outside_follows_the_law() {
    let mut p = at(Stage::Acknowledged);
    let clocks = |p: &Play| p.case.outside_clocks(p.rules);
    let shown = clocks(&p);
    let first = shown.iter().find(|it| it.deadline.as_ref().is_some_and(|it| it.rule.0 == "DK-D1")).unwrap();
    let forum = first.forum.clone();
    let found =
        recomputed(&mut p, another("DK-D1", "recruitment = { years = 3 }", "recruitment = { years = 2 }"));
    let outside: Vec<_> = found.iter().filter(|it| matches!(it.of, DateOf::Outside { .. })).collect();
    let [one] = outside[..] else { panic!("{found:?}") };
    assert_eq!(one.of, DateOf::Outside { forum });
    assert_eq!(one.old_date, first.last_day);
    assert!(one.new_date < one.old_date, "a last day of the law is shown as it is, also where it is earlier");
    assert_eq!(
        clocks(&p)
            .iter()
            .find(|it| it.last_day == one.new_date)
            .unwrap()
            .deadline
            .as_ref()
            .unwrap()
            .rule_version,
        2
    );
    // The claim itself is counted by the same rule.
    assert!(found.iter().any(|it| it.of == own(Period::Limitation)));
}

#[test]
fn a_term_that_was_given_is_never_shortened() {
    let mut p = at(Stage::Hearing);
    let terms: Vec<_> = p.case.hearing_items.iter().map(|it| (it.party, it.reply_by.unwrap())).collect();
    let found = recomputed(&mut p, another("DK-D8", "days = 14", "days = 8"));
    assert_eq!(found.len(), terms.len());
    for one in &found {
        assert_eq!((one.because, one.is_moved()), (Because::TermStands, false), "{one:?}");
        assert_eq!((one.old_version, one.new_version), (Some(1), Some(2)));
    }
    assert_eq!(
        p.case.hearing_items.iter().map(|it| (it.party, it.reply_by.unwrap())).collect::<Vec<_>>(),
        terms
    );
    assert_eq!(p.last.notices, []);
    // What is given from now on is given by the new version.
    let mut p = at(Stage::Investigation);
    p.rules = another("DK-D8", "days = 14", "days = 8");
    p.acts("investigator", Action::SetFacts);
    p.acts("investigator", Action::FinishInvestigation);
    p.acts("investigator", Action::Disclose);
    let given = p.case.hearing_items.iter().find_map(|it| it.reply_by);
    assert_eq!(given, Some(p.rules.hearing_due(p.today(), 8)));
}

#[test]
fn a_term_becomes_longer_for_whoever_has_not_answered() {
    let mut p = at(Stage::Hearing);
    p.acts("respondent", Action::Reply);
    let before = p.case.hearing_items.clone();
    let rules = another("DK-D8", "days = 14", "days = 28");
    let found = recomputed(&mut p, rules);
    let [one] = &found[..] else { panic!("{found:?}") };
    let open = before.iter().find(|it| it.reply.is_none()).unwrap();
    let given_on = open.disclosed_on.unwrap();
    assert_eq!((one.old_date, one.new_date), (open.reply_by, Some(rules.hearing_due(given_on, 28))));
    assert_eq!(p.case.concerned_by(&one.of), Some(open.party));
    let after = |id| p.case.hearing_items.iter().find(|it| it.id == id).unwrap().reply_by;
    assert_eq!(after(open.id), one.new_date);
    let answered = before.iter().find(|it| it.reply.is_some()).unwrap();
    assert_eq!(after(answered.id), answered.reply_by);
}

#[test]
fn a_term_that_has_passed_does_not_come_back() {
    let mut p = at(Stage::Hearing);
    let last = p.case.hearing_items.iter().filter_map(|it| it.reply_by).max().unwrap();
    p.on(last.saturating_add(1.day()));
    nothing(&p, another("DK-D8", "days = 14", "days = 60"));
}

#[test]
fn what_the_office_promised_is_not_put_off() {
    let asked = || {
        let mut p = at(Stage::Investigation);
        p.acts("respondent", Action::AskAccess);
        p
    };
    let by = |p: &Play| p.case.access_requests.last().unwrap().answer_by;
    let mut p = asked();
    let promised = by(&p);
    let found = recomputed(&mut p, another("DK-D5", "working_days = 7", "working_days = 12"));
    assert_eq!((found.len(), found[0].because, by(&p)), (1, Because::TermStands, promised));
    let mut p = asked();
    let found = recomputed(&mut p, another("DK-D5", "working_days = 7", "working_days = 3"));
    assert_eq!((found.len(), found[0].because), (1, Because::NewVersion));
    assert!(by(&p) < promised);
}

/// The right to a review was told of with the outcome: it runs as it began, or longer.
#[test]
fn a_right_that_runs_is_never_shortened() {
    for stage in [Stage::Inadmissible, Stage::Decided] {
        let mut p = at(stage);
        p.system();
        let me = p.party(PartyRole::Complainant);
        let until = |p: &Play| crate::review::review_until(&p.case, me, p.rules).unwrap();
        let (before, begun) = (until(&p), p.today());
        let found = recomputed(&mut p, another("POL-REVIEW", "weeks = 4", "weeks = 1"));
        assert!(found.iter().all(|it| it.because == Because::TermStands && !it.is_moved()), "{found:?}");
        assert_eq!(until(&p), before);
        p.skip_to(begun.saturating_add(20.days()));
        // After the week of the new version and within the four of the old no reason is asked for.
        let ask = AskReview { grounds: text("read it again"), late_reason: None };
        p.does("complainant", Command::AskReview(ask));

        let mut p = at(stage);
        p.system();
        let found = recomputed(&mut p, another("POL-REVIEW", "weeks = 4", "weeks = 6"));
        assert!(found.iter().all(|it| it.because == Because::NewVersion && it.new_date > it.old_date));
        assert!(until(&p) > before);
        if let crate::state::State::Inadmissible { review_until } = p.case.state {
            assert_eq!(review_until, until(&p), "the case waits as long");
        }
    }
}

#[test]
fn what_is_at_its_end_is_left_as_it_is() {
    for stage in [Stage::Discarded, Stage::Closed, Stage::Archived, Stage::Preserved, Stage::Destroyed] {
        let p = at(stage);
        assert_eq!(p.last.reckoned, None, "{stage}");
        assert_eq!(p.case.reckoned(another("POL-DECISION", "days = 90", "days = 60")), None);
        assert!(!Action::Recompute.rule().from.contains(&stage));
    }
    for stage in [Stage::Draft, Stage::Withdrawn, Stage::Settled, Stage::FollowUp] {
        assert!(at(stage).last.reckoned.is_some(), "{stage}");
    }
}

#[test]
fn a_draft_is_kept_as_long_as_the_new_version_says() {
    let mut p = at(Stage::Draft);
    let opened = p.case.opened_on;
    let found = recomputed(&mut p, another("POL-DRAFT", "days = 90", "days = 30"));
    assert_eq!(found.iter().map(|it| &it.of).collect::<Vec<_>>(), [&own(Period::DraftDiscard)]);
    let wakes = p.last.listed.wake_at.unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
    assert!(wakes <= opened.saturating_add(31.days()), "the clock looks at it by the new day");
}

/// Who is reached by letter does not look at a timeline.
#[test]
fn whoever_is_reached_by_letter_is_written_to() {
    let notices = |p: &Play| -> Vec<_> {
        let of_dates = p.case.deliveries.iter().filter(|it| it.act == Delivered::DateNotice);
        of_dates.map(|it| (it.party, it.channel)).collect()
    };
    let mut p = super::by_letter::oral();
    recomputed(&mut p, another("POL-DECISION", "days = 90", "days = 100"));
    assert_eq!(notices(&p), [(p.party(PartyRole::Complainant), Channel::Letter)]);
    let mut p = super::by_letter::oral();
    recomputed(&mut p, changed("POL-DECISION", &[("version = 1", "version = 2")]));
    assert_eq!(notices(&p), [], "nothing moved");
    let mut p = at(Stage::Screening);
    recomputed(&mut p, another("POL-DECISION", "days = 90", "days = 100"));
    assert_eq!(notices(&p), []);
}

/// What is stored with the case is what the rules give: in no state does the System find something to do by itself.
#[test]
fn the_same_rules_change_nothing_in_any_state() {
    use strum::IntoEnumIterator;
    for stage in Stage::iter().filter(|stage| at(*stage).last.reckoned.is_some()) {
        let mut p = at(stage);
        nothing(&p, Rules::denmark());
        p.does("system", Command::Recompute(older_version(&p.case)));
        assert_eq!(p.stage(), stage);
    }
}

/// The dates are stored in this form: a later program compares with what an earlier one wrote.
#[test]
fn the_stored_form_stays() {
    let p = at(Stage::Submitted);
    let first = serde_json::to_value(&stored(&p)[0]).unwrap();
    let due = p.rules.acknowledge_by(p.case.received_on.unwrap());
    let expected = serde_json::json!({
        "of": "period", "period": "acknowledge", "rule": "POL-ACK", "version": 1, "due_on": due,
    });
    assert_eq!(first, expected);
    let read: Reckoned = serde_json::from_value(expected).unwrap();
    assert_eq!(read, stored(&p)[0]);
}
