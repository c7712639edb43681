//! The days on which arithmetic with dates trips: leap days, the ends of months and years, and those on which clocks are
//! changed. Chosen at random they would hardly ever come up.

use jiff::{
    ToSpan,
    civil::{Date, date},
    tz::{TimeZone, TimeZoneTransition},
};
use proptest::prelude::*;

use super::{after, posed, same_day_or_last};
use crate::rules::{Given, Length, Rules};

/// Around the end of February, also in years that look like leap years and are none; the ends of months and years.
fn awkward() -> impl Strategy<Value = Date> {
    let known =
        [(2023, 11, 30), (2023, 12, 31), (2024, 2, 29), (2000, 2, 29), (1999, 12, 31), (2099, 11, 30)]
            .into_iter()
            .chain([
                (2099, 12, 31),
                (2100, 1, 31),
                (2100, 2, 28),
                (2096, 2, 29),
                (2026, 8, 31),
                (2027, 1, 1),
            ]);
    let known: Vec<_> = known.map(|(year, month, day)| date(year, month, day)).collect();
    let leap = (476..549_i16).prop_map(|n| n * 4);
    let year = prop_oneof![3 => leap, 1 => 1904..2197_i16];
    let edge = prop_oneof![Just((2, 28)), Just((3, 1)), Just((12, 31)), Just((1, 1)), Just((1, 31))];
    let any = (year, edge, -2..3_i64);
    let any = any.prop_map(|(year, (month, day), near)| after(date(year, month, day), near));
    prop_oneof![proptest::sample::select(known), any]
}

/// The days on which clocks in the office's zone are changed.
fn changes() -> Vec<Date> {
    let zone = office();
    let from = date(2024, 1, 1).to_zoned(zone.clone()).unwrap().timestamp();
    let day = |it: TimeZoneTransition<'_>| it.timestamp().to_zoned(office()).date();
    zone.following(from).map(day).take_while(|it| it.year() < 2037).collect()
}

fn office() -> TimeZone {
    TimeZone::get("Europe/Copenhagen").unwrap()
}

fn check(on: Date, days: u16, later: i64) -> Result<(), TestCaseError> {
    for (first, second) in posed(on, days).into_iter().zip(posed(after(on, later), days)) {
        let due = first.explain().due_on;
        prop_assert!(due <= second.explain().due_on, "monotone: {} {on}", first.rule.id);
        if first.is_plain() {
            let walked = first.length.map(|length| first.walked(length));
            prop_assert_eq!(due, walked, "{} {}", first.rule.id, on);
        }
        if let (true, Some(due)) = (first.rolls(), due) {
            let calendar = first.pack.calendar(first.pack.calendar_id(first.rule)).unwrap();
            prop_assert!(calendar.is_working(due), "{} {due}", first.rule.id);
        }
        if let Some(due) = due {
            let stopped = first.with(&first.given.clone().suspended(on, after(on, later)));
            prop_assert!(Some(due) <= stopped.due_on, "tolled: {} {on}", first.rule.id);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn around_leap_days_and_the_ends_of_months_and_years(on in awkward(), later in 0..400_i64, days in 1..400_u16) {
        check(on, days, later)?;
    }

    #[test]
    fn around_the_days_on_which_clocks_are_changed(
        on in proptest::sample::select(changes()), near in -1..2_i64, later in 0..400_i64, days in 1..400_u16,
    ) {
        check(after(on, near), days, later)?;
    }

    /// A day of 23 or 25 hours is one day: whenever in it something happens, the period ends on the same day, which is
    /// the one that calendars show and not so many times 24 hours later.
    #[test]
    fn a_day_is_a_day_however_many_hours_it_has(
        on in proptest::sample::select(changes()), before in 0..30_i64, second in 0..90_000_i64, days in 1..60_u16,
    ) {
        let start = on.saturating_sub(before.days()).to_zoned(office()).unwrap();
        let happened = start.checked_add(second.seconds()).unwrap();
        prop_assume!(happened.date() == start.date());
        let mut shown = happened.checked_add(i64::from(days).days()).unwrap().date();
        let home = Rules::denmark().home();
        let hearing = home.versions("DK-D8").last().unwrap();
        let calendar = home.calendar(home.calendar_id(hearing)).unwrap();
        while !calendar.is_working(shown) {
            shown = shown.tomorrow().unwrap();
        }
        let given = Given::on(happened.date()).lasting(Length::Days(days));
        prop_assert_eq!(home.explain(hearing, &given).due_on, Some(shown), "{}", happened);
    }
}

#[test]
fn the_days_are_there() {
    let changes = changes();
    assert!(changes.len() >= 20 && changes.contains(&date(2026, 3, 29)), "{changes:?}");
    assert!(changes.contains(&date(2026, 10, 25)));
    // What the walk itself rests on.
    assert_eq!(same_day_or_last(date(2024, 2, 29), 12), date(2025, 2, 28));
    assert_eq!(same_day_or_last(date(2100, 1, 31), 1), date(2100, 2, 28));
    assert_eq!(same_day_or_last(date(2000, 1, 31), 1), date(2000, 2, 29));
}
