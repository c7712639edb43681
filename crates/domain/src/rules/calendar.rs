//! Which days are working days: holidays as data, movable feasts computed.

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::holiday::{Holiday, Observed, easter};

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
    /// Whether it is of a part of the country, to be chosen in the place of the one that it extends.
    #[serde(default)]
    pub region: bool,
    /// Its holidays, those of the calendar it extends included once loaded.
    pub days: Vec<Holiday>,
}

impl Calendar {
    /// Weekends only: what is left where a rule names no calendar.
    pub(super) const WEEKENDS: Self =
        Self { id: String::new(), title: String::new(), extends: None, region: false, days: Vec::new() };

    /// Why the day is off: the holiday's name, else the weekday's. Nothing on a working day.
    #[must_use]
    pub fn day_off(&self, date: Date) -> Option<&str> {
        let holiday = self.on(date, None).or_else(|| self.moved_to(date));
        match (holiday, date.weekday()) {
            (Some(holiday), _) => Some(&holiday.name),
            (None, Weekday::Saturday) => Some("Saturday"),
            (None, Weekday::Sunday) => Some("Sunday"),
            (None, _) => None,
        }
    }

    /// The holiday that falls on the day, of those that a weekend moves in that way if one is named.
    fn on(&self, date: Date, observed: Option<Observed>) -> Option<&Holiday> {
        let easter = easter(date.year());
        let mut days = self.days.iter();
        days.find(|day| day.is_on(date, easter) && observed.is_none_or(|how| day.is_observed(how)))
    }

    /// The holiday of a weekend for which this day is off instead.
    fn moved_to(&self, date: Date) -> Option<&Holiday> {
        let nearest = match date.weekday() {
            Weekday::Friday => date.tomorrow().ok(),
            Weekday::Monday => date.yesterday().ok(),
            _ => None,
        };
        let nearest = nearest.and_then(|day| self.on(day, Some(Observed::NearestWeekday)));
        nearest.or_else(|| self.next_weekday_for(date))
    }

    /// The holiday of the weekend before whose substitute this day is: each in turn takes the next weekday that is
    /// off for nothing else.
    fn next_weekday_for(&self, date: Date) -> Option<&Holiday> {
        let since_monday = date.weekday().to_monday_zero_offset();
        let monday = date.checked_sub(jiff::Span::new().days(since_monday)).ok()?;
        let sunday = monday.yesterday().ok()?;
        let saturday = sunday.yesterday().ok()?;
        let mut free = monday;
        for weekend in [saturday, sunday] {
            let Some(holiday) = self.on(weekend, Some(Observed::NextWeekday)) else { continue };
            while self.on(free, None).is_some() {
                free = free.tomorrow().ok()?;
            }
            if free == date {
                return Some(holiday);
            }
            free = free.tomorrow().ok()?;
        }
        None
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::rules::Rules;

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
    fn substitutes_and_weekdays() {
        let text = "id = 'T'\ntitle = 't'\ndays = [\
            { name = 'New Year', on = '01-01', observed = 'next_weekday' },\
            { name = 'Second', on = '01-02', observed = 'next_weekday' },\
            { name = 'Third Monday', month = 1, weekday = 'monday', nth = 3 },\
            { name = 'Last Monday', month = 5, weekday = 'monday', nth = -1 },\
            { name = 'Midsummer', on = '06-20', weekday = 'saturday' }]";
        let calendar: Calendar = toml::from_str(text).unwrap();
        // 2022 began on a Saturday: both days move. 2023 began on a Sunday: the Monday is off in its own right.
        assert_eq!(calendar.day_off(date(2022, 1, 3)), Some("New Year"));
        assert_eq!(calendar.day_off(date(2022, 1, 4)), Some("Second"));
        assert_eq!(calendar.day_off(date(2022, 1, 5)), None);
        assert_eq!(calendar.day_off(date(2023, 1, 2)), Some("Second"));
        assert_eq!(calendar.day_off(date(2023, 1, 3)), Some("New Year"));
        assert_eq!(calendar.day_off(date(2023, 1, 4)), None);
        assert_eq!(calendar.day_off(date(2024, 1, 3)), None);
        assert_eq!(calendar.day_off(date(2027, 1, 18)), Some("Third Monday"));
        assert_eq!(calendar.day_off(date(2027, 1, 11)), None);
        assert_eq!(calendar.day_off(date(2030, 1, 21)), Some("Third Monday"));
        assert_eq!(calendar.day_off(date(2030, 1, 14)), None);
        assert_eq!(calendar.day_off(date(2027, 5, 31)), Some("Last Monday"));
        assert_eq!(calendar.day_off(date(2027, 5, 24)), None);
        assert_eq!(calendar.day_off(date(2026, 6, 20)), Some("Midsummer"));
        assert_eq!(calendar.day_off(date(2026, 6, 27)), Some("Saturday"));
        assert_eq!(calendar.day_off(date(2027, 6, 26)), Some("Midsummer"));
        assert_eq!(calendar.day_off(date(2027, 6, 19)), Some("Saturday"));
    }
}
