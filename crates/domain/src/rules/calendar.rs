//! Which days are working days: holidays as data, movable feasts computed.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// A calendar of working days. Saturdays and Sundays are always off.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// For example `DK-OFFICE`.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// The calendar that this one adds to.
    #[serde(default)]
    pub extends: Option<String>,
    /// Its holidays, those of the calendar it extends included once loaded.
    pub days: Vec<Holiday>,
}

/// One holiday.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Holiday {
    name: String,
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
}

/// Which other day is off as well when a fixed holiday falls on a weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Observed {
    /// Friday for a Saturday, Monday for a Sunday.
    NearestWeekday,
}

/// A holiday as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    on: Option<String>,
    easter: Option<i16>,
    first_year: Option<i16>,
    last_year: Option<i16>,
    observed: Option<Observed>,
}

impl TryFrom<Written> for Holiday {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let when = match (&written.on, written.easter) {
            (Some(on), None) => {
                // A year without 29 February: a holiday that most years do not have is a mistake.
                let day: Date =
                    format!("2001-{on}").parse().map_err(|_| format!("`{on}` is no month and day"))?;
                When::Fixed(day.month(), day.day())
            }
            (None, Some(offset)) if written.observed.is_none() => When::Easter(offset),
            (None, Some(_)) => return Err("`observed` is for days with `on`".to_owned()),
            _ => return Err("a holiday has either `on` or `easter`".to_owned()),
        };
        let years = (written.first_year.unwrap_or(i16::MIN), written.last_year.unwrap_or(i16::MAX));
        Ok(Self { name: written.name, when, years, observed: written.observed })
    }
}

impl Holiday {
    fn is_on(&self, date: Date, easter: i16) -> bool {
        let in_force = self.years.0 <= date.year() && date.year() <= self.years.1;
        in_force
            && match self.when {
                When::Fixed(month, day) => (date.month(), date.day()) == (month, day),
                When::Easter(offset) => date.day_of_year() == easter + offset,
            }
    }

    fn is_observed_on(&self, date: Date, easter: i16) -> bool {
        match (self.observed, date.weekday()) {
            (Some(Observed::NearestWeekday), Weekday::Friday) => {
                date.tomorrow().is_ok_and(|saturday| self.is_on(saturday, easter))
            }
            (Some(Observed::NearestWeekday), Weekday::Monday) => {
                date.yesterday().is_ok_and(|sunday| self.is_on(sunday, easter))
            }
            _ => false,
        }
    }
}

impl Calendar {
    /// Weekends only: what is left where a rule names no calendar.
    pub(super) const WEEKENDS: Self =
        Self { id: String::new(), title: String::new(), extends: None, days: Vec::new() };

    /// Why the day is off: the holiday's name, else the weekday's. Nothing on a working day.
    #[must_use]
    pub fn day_off(&self, date: Date) -> Option<&str> {
        let easter = easter(date.year());
        let holiday =
            self.days.iter().find(|day| day.is_on(date, easter) || day.is_observed_on(date, easter));
        match (holiday, date.weekday()) {
            (Some(holiday), _) => Some(&holiday.name),
            (None, Weekday::Saturday) => Some("Saturday"),
            (None, Weekday::Sunday) => Some("Sunday"),
            (None, _) => None,
        }
    }

    /// Whether it is neither weekend nor holiday.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        self.day_off(date).is_none()
    }

    /// The first working day from this one on, this one included.
    #[must_use]
    pub fn next_working(&self, date: Date) -> Date {
        let mut date = date;
        // The last day of all has no tomorrow.
        while !self.is_working(date)
            && let Ok(tomorrow) = date.tomorrow()
        {
            date = tomorrow;
        }
        date
    }
}

/// Easter Sunday of the Gregorian calendar as the day of its year (Meeus, Jones and Butcher).
fn easter(year: i16) -> i16 {
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
    use crate::rules::Rules;

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
    fn danish_days_off() {
        let rules = Rules::denmark();
        let office = rules.home().calendar("DK-OFFICE").unwrap();
        let limitation = rules.home().calendar("DK-LIMITATION").unwrap();
        #[rustfmt::skip]
        let expected = [
            (date(2026, 1, 1), "New Year's Day"), (date(2026, 4, 2), "Maundy Thursday"),
            (date(2026, 4, 3), "Good Friday"), (date(2026, 4, 5), "Easter Sunday"),
            (date(2026, 4, 6), "Easter Monday"), (date(2026, 5, 14), "Ascension Day"),
            (date(2026, 5, 24), "Whit Sunday"), (date(2026, 5, 25), "Whit Monday"),
            (date(2023, 5, 5), "Great Prayer Day"), (date(2026, 12, 24), "Christmas Eve"),
            (date(2026, 12, 25), "Christmas Day"), (date(2026, 12, 26), "Second Day of Christmas"),
            (date(2026, 11, 21), "Saturday"), (date(2026, 11, 22), "Sunday"),
        ];
        for (day, name) in expected {
            assert_eq!(office.day_off(day), Some(name), "{day}");
            assert_eq!(limitation.day_off(day), Some(name), "{day}");
        }
        for day in [date(2026, 6, 5), date(2026, 12, 31)] {
            assert!(office.is_working(day), "{day}");
            assert!(!limitation.is_working(day), "{day}");
        }
        assert!(office.is_working(date(2024, 4, 26)), "Great Prayer Day was abolished from 2024 on");
        let off = (0..365).map(|n| date(2026, 1, 1).saturating_add(jiff::Span::new().days(n)));
        let weekdays_off =
            off.filter(|day| day.weekday().to_monday_one_offset() < 6 && !office.is_working(*day));
        assert_eq!(weekdays_off.count(), 8);
    }

    #[test]
    fn the_next_working_day() {
        let office = Rules::denmark().home().calendar("DK-OFFICE").unwrap();
        assert_eq!(office.next_working(date(2026, 11, 24)), date(2026, 11, 24));
        assert_eq!(office.next_working(date(2026, 12, 24)), date(2026, 12, 28));
        assert_eq!(office.next_working(date(2026, 4, 2)), date(2026, 4, 7));
        let limitation = Rules::denmark().home().calendar("DK-LIMITATION").unwrap();
        assert_eq!(limitation.next_working(Date::MAX), Date::MAX);
    }

    #[test]
    fn observed_days() {
        let text = "id = 'T'\ntitle = 't'\n[[days]]\nname = 'Fourth'\non = '07-04'\nobserved = 'nearest_weekday'\n\
                    [[days]]\nname = 'First'\non = '01-01'\nobserved = 'nearest_weekday'\nfirst_year = 2022\n";
        let calendar: Calendar = toml::from_str(text).unwrap();
        assert_eq!(calendar.day_off(date(2026, 7, 3)), Some("Fourth")); // for Saturday 4 July
        assert_eq!(calendar.day_off(date(2021, 7, 5)), Some("Fourth")); // for Sunday 4 July
        assert_eq!(calendar.day_off(date(2025, 7, 3)), None);
        assert_eq!(calendar.day_off(date(2021, 12, 31)), Some("First")); // for Saturday 1 January 2022
        assert_eq!(calendar.day_off(date(2021, 1, 1)), None); // before its first year
    }

    #[test]
    fn wrong_holidays_are_refused() {
        for bad in [
            "on = '02-30'",
            "on = '02-29'",
            "easter = 1\non = '01-01'",
            "",
            "easter = 1\nobserved = 'nearest_weekday'",
        ] {
            let text = format!("id = 'T'\ntitle = 't'\n[[days]]\nname = 'x'\n{bad}\n");
            assert!(toml::from_str::<Calendar>(&text).is_err(), "{bad}");
        }
    }
}
