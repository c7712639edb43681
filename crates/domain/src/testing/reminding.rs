//! What falls due is told once before its day, and once after it where it was missed.

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};
use strum::IntoEnumIterator;

use super::{play::Play, stages::at};
use crate::{
    Action, Command, Duty, Event, Jurisdiction, Stage,
    event::Happening,
    reminder,
    rules::{Rules, Stopped},
};

/// What was taken down so far: the duty, its day, the day it was taken down, and whether it was missed.
fn told(p: &Play) -> Vec<(Duty, Date, Date, bool)> {
    let reminder = |event: &Event| match &event.what {
        Happening::Reminder(
            reminder::Event::DutyApproaching { reminder } | reminder::Event::DutyMissed { reminder },
        ) => Some((reminder.duty, reminder.due_on, event.on, reminder.missed)),
        _ => None,
    };
    p.events.iter().filter_map(reminder).collect()
}

fn about(p: &Play, duty: Duty) -> Vec<(Date, Date, bool)> {
    let fitting = |it: &(Duty, Date, Date, bool)| (it.0 == duty).then_some((it.1, it.2, it.3));
    told(p).iter().filter_map(fitting).collect()
}

#[test]
fn a_duty_is_told_the_day_before_and_missed_the_day_after() {
    let mut p = at(Stage::Submitted);
    let due = Rules::denmark().acknowledge_by(p.case.received_on.unwrap());
    p.on(due);
    assert_eq!(about(&p, Duty::Acknowledge), [(due, due.yesterday().unwrap(), false)]);
    // A week off: each is caught up once, however often the System comes round.
    p.skip_to(due.saturating_add(7.days()));
    p.system();
    let told = about(&p, Duty::Acknowledge);
    assert_eq!(told[1..], [(due, p.today(), true)]);
    assert_eq!(p.lacks("system", Command::Remind), ["not_now"]);
    p.on(due.saturating_add(30.days()));
    assert_eq!(about(&p, Duty::Acknowledge), told);
    assert!(p.last.notices.iter().all(|it| it.topic.starts_with("deadline.")));
}

#[test]
fn what_was_done_in_time_is_not_missed() {
    let mut p = at(Stage::Submitted);
    p.acts("intake", Action::Acknowledge);
    p.on(p.today().saturating_add(30.days()));
    assert_eq!(about(&p, Duty::Acknowledge), []);
    // Then it is to be screened, which nobody does.
    let screen = Rules::denmark().screen_by(p.case.received_on.unwrap(), p.case.phase());
    let told = about(&p, Duty::Screen);
    assert_eq!(told.last().map(|it| (it.0, it.2)), Some((screen, true)), "{told:?}");
}

/// A right of a party that passes is nobody's failing; the one who has it is told before.
#[test]
fn a_right_that_passes_is_not_missed() {
    let mut p = at(Stage::Hearing);
    let days: BTreeSet<Date> = p.case.hearing_items.iter().filter_map(|it| it.reply_by).collect();
    p.on(days.last().unwrap().saturating_add(10.days()));
    let told = about(&p, Duty::Reply);
    assert!(!told.is_empty() && told.iter().all(|it| days.contains(&it.0) && !it.2), "{told:?}");
}

/// What is due on a new day is reminded of anew.
#[test]
fn a_day_that_was_moved_is_another() {
    let mut p = at(Stage::Hearing);
    p.acts("respondent", Action::AskExtension);
    let before = p.case.clone();
    p.acts("caseworker", Action::ExtendItem);
    let moved: Vec<Date> = p
        .case
        .hearing_items
        .iter()
        .filter(|it| !before.hearing_items.contains(it))
        .filter_map(|it| it.reply_by)
        .collect();
    assert_eq!(moved.len(), 1);
    p.on(moved[0]);
    assert!(about(&p, Duty::Reply).iter().any(|it| it.0 == moved[0] && !it.2));
}

/// From the acknowledgement on the complainant is told of each last day outside as it comes near, each step once.
#[test]
fn last_days_outside_come_near() {
    let near = |p: &Play| -> Vec<(Date, u16, Date)> {
        let told = p.events.iter().filter_map(|event| match &event.what {
            Happening::Reminder(reminder::Event::LastDayNear { near }) => {
                Some((near.last_day, near.days, event.on))
            }
            _ => None,
        });
        told.collect()
    };
    let mut p = at(Stage::Submitted);
    assert!(p.case.outside_clocks(Rules::denmark()).is_empty(), "not before the acknowledgement");
    p.acts("intake", Action::Acknowledge);
    let clocks = p.case.outside_clocks(Rules::denmark());
    assert!(clocks.iter().all(|it| it.stopped_by_complaint == Stopped::No), "{clocks:?}");
    let last = clocks.iter().filter_map(|it| it.last_day).min().unwrap();
    assert!(last > p.today().saturating_add(90.days()), "the story begins early: {last}");
    // Two steps are told on their days; after a pause only the nearest of those that passed.
    p.on(last.saturating_sub(30.days()));
    let before = |days: i64| last.saturating_sub(days.days());
    assert_eq!(near(&p), [(last, 60, before(60)), (last, 30, before(30))]);
    p.skip_to(before(2));
    p.system();
    assert_eq!(near(&p)[2..], [(last, 7, before(2))]);
    p.on(last.saturating_add(30.days()));
    assert_eq!(near(&p).len(), 3);
}

/// What is compared and what is shown are the same days.
#[test]
fn the_last_days_are_those_that_are_explained() {
    for stage in Stage::iter() {
        let case = at(stage).case;
        let shown = case.outside_clocks(Rules::denmark()).into_iter();
        let shown: Vec<_> = shown
            .filter_map(|it| Some((it.forum, it.last_day, it.deadline?)))
            .map(|(forum, day, deadline)| (forum, deadline.rule, deadline.rule_version, day))
            .collect();
        let dates = case.outside_dates(Rules::denmark()).into_iter();
        let dates: Vec<_> =
            dates.map(|it| (it.forum.to_owned(), it.rule.clone(), it.version, it.last_day)).collect();
        assert_eq!(dates, shown, "{stage}");
    }
}

/// Whatever law a case is under, it has the bodies and clocks of there.
#[test]
fn each_country_has_its_own_clocks() {
    let mut p = at(Stage::Acknowledged);
    let mut forums = |jurisdiction| -> BTreeSet<String> {
        p.case.jurisdiction = jurisdiction;
        let clocks = p.case.outside_clocks(Rules::denmark());
        assert!(clocks.iter().any(|it| it.last_day.is_some()), "{jurisdiction}: {clocks:?}");
        clocks.into_iter().map(|it| it.forum).collect()
    };
    let countries = Jurisdiction::iter().filter(|it| *it != Jurisdiction::Eu);
    let each: Vec<_> = countries.map(&mut forums).collect();
    let all: BTreeSet<_> = each.iter().flatten().collect();
    assert_eq!(all.len(), each.iter().map(BTreeSet::len).sum::<usize>(), "no body stands in two countries");
}
