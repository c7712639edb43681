//! When a holiday is: a day of the year, so many days after Easter, or a weekday of a month.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// One holiday.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Holiday {
    pub(super) name: String,
    when: When,
    years: (i16, i16),
    observed: Option<Observed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Month and day.
    Fixed(i8, i8),
    /// Days after Easter Sunday.
    Easter(i16),
    /// The first such weekday on or after a month and day.
    OnOrAfter(i8, i8, Weekday),
    /// Such a weekday of a month by its number, from the end if negative.
    Nth(i8, Weekday, i8),
}

/// Which other day is off as well when a fixed holiday falls on a weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Observed {
    /// Friday for a Saturday, Monday for a Sunday.
    NearestWeekday,
    /// The next weekday that is off for nothing else.
    NextWeekday,
}

/// A holiday as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    on: Option<String>,
    easter: Option<i16>,
    month: Option<i8>,
    nth: Option<i8>,
    weekday: Option<Day>,
    first_year: Option<i16>,
    last_year: Option<i16>,
    observed: Option<Observed>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Day> for Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Monday => Self::Monday,
            Day::Tuesday => Self::Tuesday,
            Day::Wednesday => Self::Wednesday,
            Day::Thursday => Self::Thursday,
            Day::Friday => Self::Friday,
            Day::Saturday => Self::Saturday,
            Day::Sunday => Self::Sunday,
        }
    }
}

impl TryFrom<Written> for Holiday {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let weekday = written.weekday.map(Weekday::from);
        let when = match (&written.on, written.easter, weekday, (written.month, written.nth)) {
            (Some(on), None, None, (None, None)) => {
                let (month, day) = month_and_day(on)?;
                When::Fixed(month, day)
            }
            (None, Some(offset), None, (None, None)) => When::Easter(offset),
            (Some(on), None, Some(weekday), (None, None)) => {
                let (month, day) = month_and_day(on)?;
                When::OnOrAfter(month, day, weekday)
            }
            (None, None, Some(weekday), (Some(month @ 1..=12), Some(nth @ (-4..=-1 | 1..=4)))) => {
                When::Nth(month, weekday, nth)
            }
            _ => {
                return Err(
                    "a holiday has `on`, `easter`, `on` and `weekday`, or `month`, `weekday` and `nth`"
                        .to_owned(),
                );
            }
        };
        if written.observed.is_some() && !matches!(when, When::Fixed(..)) {
            return Err("`observed` is for days with `on` alone".to_owned());
        }
        let years = (written.first_year.unwrap_or(i16::MIN), written.last_year.unwrap_or(i16::MAX));
        Ok(Self { name: written.name, when, years, observed: written.observed })
    }
}

fn month_and_day(on: &str) -> Result<(i8, i8), String> {
    // A year without 29 February: a holiday that most years do not have is a mistake.
    let day: Date = format!("2001-{on}").parse().map_err(|_| format!("`{on}` is no month and day"))?;
    Ok((day.month(), day.day()))
}

impl Holiday {
    /// Whether it falls on the day. `easter` is the Easter Sunday of that year as the day of the year.
    pub(super) fn is_on(&self, date: Date, easter: i16) -> bool {
        let in_force = self.years.0 <= date.year() && date.year() <= self.years.1;
        in_force
            && match self.when {
                When::Fixed(month, day) => (date.month(), date.day()) == (month, day),
                When::Easter(offset) => date.day_of_year() == easter + offset,
                When::OnOrAfter(month, day, weekday) => {
                    let first = Date::new(date.year(), month, day);
                    let ahead = first.map(|first| i32::from(date.day_of_year() - first.day_of_year()));
                    date.weekday() == weekday && ahead.is_ok_and(|ahead| (0..7).contains(&ahead))
                }
                When::Nth(month, weekday, nth) => {
                    let at = if nth > 0 {
                        (date.day() - 1) / 7 + 1
                    } else {
                        -((date.days_in_month() - date.day()) / 7 + 1)
                    };
                    date.month() == month && date.weekday() == weekday && at == nth
                }
            }
    }

    /// Whether a weekend moves it in that way.
    pub(super) fn is_observed(&self, how: Observed) -> bool {
        self.observed == Some(how)
    }
}

/// Easter Sunday of the Gregorian calendar as the day of its year (Meeus, Jones and Butcher).
pub(super) fn easter(year: i16) -> i16 {
    let year = i32::from(year);
    let golden = year.rem_euclid(19);
    let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
    let lost_leap_days = century - century.div_euclid(4);
    let moon = (19 * golden + lost_leap_days - (century - (century + 8).div_euclid(25) + 1).div_euclid(3)
        + 15)
        .rem_euclid(30);
    let sunday = (32 + 2 * century.rem_euclid(4) + 2 * (rest / 4) - moon - rest % 4).rem_euclid(7);
    let correction = (golden + 11 * moon + 22 * sunday) / 451;
    let march = moon + sunday - 7 * correction + 22; // days counted from the last of February
    let leap = year.rem_euclid(4) == 0 && (rest != 0 || century.rem_euclid(4) == 0);
    i16::try_from(59 + i32::from(leap) + march).unwrap_or(i16::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_sundays() {
        let known = [
            (1900, 4, 15),
            (1913, 3, 23), // nearly as early as it gets
            (1943, 4, 25), // as late as it gets
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2023, 4, 9),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
            (2200, 4, 6),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day).day_of_year(), "{year}");
        }
        assert!((1900..=2200).all(|year| {
            let day = date(year, 1, 1).saturating_add(jiff::Span::new().days(easter(year) - 1));
            day.weekday() == Weekday::Sunday && day >= date(year, 3, 22) && day <= date(year, 4, 25)
        }));
    }

    #[test]
    fn wrong_holidays_are_refused() {
        for bad in [
            "on = '02-30'",
            "on = '02-29'",
            "easter = 1\non = '01-01'",
            "",
            "easter = 1\nobserved = 'nearest_weekday'",
            "month = 5\nweekday = 'monday'",
            "month = 5\nweekday = 'monday'\nnth = 5",
            "month = 13\nweekday = 'monday'\nnth = 1",
            "month = 5\nnth = 1",
            "on = '05-01'\nmonth = 5",
            "on = '05-01'\nweekday = 'moonday'",
        ] {
            let text = format!("id = 'T'\ntitle = 't'\n[[days]]\nname = 'x'\n{bad}\n");
            assert!(toml::from_str::<crate::rules::Calendar>(&text).is_err(), "{bad}");
        }
    }
}
