//! How long a period is.

use std::{fmt, str::FromStr};

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

/// How long a period is, in one unit. The widths keep every sum within the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PeriodLength)]
pub enum Length {
    /// Calendar days.
    Days(u16),
    /// Days that are working days of the rule's calendar.
    WorkingDays(u16),
    /// Weeks.
    Weeks(u16),
    /// Months, to the same number in the month.
    Months(u16),
    /// Years, to the same day of the year.
    Years(u8),
}

impl Length {
    /// The number without its unit.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Days(n) | Self::WorkingDays(n) | Self::Weeks(n) | Self::Months(n) => n,
            Self::Years(n) => n.into(),
        }
    }

    /// The end of the period on the calendar, where `start` is the last day not counted.
    /// Nothing for working days, which need to know of days off.
    pub(super) fn after(self, start: Date) -> Option<Date> {
        let span = Span::new();
        let span = match self {
            Self::Days(n) => span.days(n),
            Self::WorkingDays(_) => return None,
            Self::Weeks(n) => span.weeks(n),
            Self::Months(n) => span.months(n),
            Self::Years(n) => span.years(i16::from(n)),
        };
        Some(start.saturating_add(span))
    }

    /// Roughly how many days, to compare lengths of different units.
    pub(super) fn rough_days(self) -> u32 {
        let n = u32::from(self.number());
        match self {
            Self::Days(_) => n,
            Self::WorkingDays(_) => n * 7 / 5,
            Self::Weeks(_) => n * 7,
            Self::Months(_) => n * 30,
            Self::Years(_) => n * 365,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self {
            Self::Days(_) => "day",
            Self::WorkingDays(_) => "working day",
            Self::Weeks(_) => "week",
            Self::Months(_) => "month",
            Self::Years(_) => "year",
        };
        let n = self.number();
        write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}

/// The text is not a period of one unit such as `P4W`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a period such as P14D, P4W, P2M or P3Y, of at most 200 years")]
pub struct NotALength;

impl FromStr for Length {
    type Err = NotALength;

    fn from_str(text: &str) -> Result<Self, NotALength> {
        let body = text.strip_prefix('P').ok_or(NotALength)?;
        let (digits, unit) = body.split_at_checked(body.len().saturating_sub(1)).ok_or(NotALength)?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotALength);
        }
        let n: u16 = digits.parse().map_err(|_| NotALength)?;
        let length = match unit {
            "D" => Self::Days(n),
            "W" => Self::Weeks(n),
            "M" => Self::Months(n),
            "Y" => Self::Years(n.try_into().map_err(|_| NotALength)?),
            _ => return Err(NotALength),
        };
        if n == 0 || length.rough_days() > 200 * 365 { Err(NotALength) } else { Ok(length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read() {
        assert_eq!("P4W".parse(), Ok(Length::Weeks(4)));
        assert_eq!("P14D".parse(), Ok(Length::Days(14)));
        assert_eq!("P2M".parse(), Ok(Length::Months(2)));
        assert_eq!("P3Y".parse(), Ok(Length::Years(3)));
        for bad in [
            "", "P", "PW", "4W", "P4", "P0D", "P-4W", "P+4W", "P4w", "P1Y2M", "PT4H", "P99999D", "P201Y",
            "Pé",
        ] {
            assert_eq!(bad.parse::<Length>(), Err(NotALength), "{bad}");
        }
    }

    #[test]
    fn months_end_in_the_month() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(Length::Months(3).after(day("2026-11-30")), Some(day("2027-02-28")));
        assert_eq!(Length::Years(5).after(day("2024-02-29")), Some(day("2029-02-28")));
        assert_eq!(Length::Years(u8::MAX).after(Date::MAX), Some(Date::MAX));
    }

    #[test]
    fn a_day_is_a_day_where_the_clocks_change() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        // Denmark, 29 March and 25 October 2026; the United States, 8 March and 1 November.
        for changes in ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01"] {
            let before = day(changes).yesterday().unwrap();
            assert_eq!(Length::Days(1).after(before), Some(day(changes)));
            assert_eq!(Length::Days(1).after(day(changes)), day(changes).tomorrow().ok());
        }
        assert_eq!(Length::Weeks(1).after(day("2026-03-25")), Some(day("2026-04-01")));
        assert_eq!(Length::Days(30).after(day("2026-10-05")), Some(day("2026-11-04")));
        assert_eq!(Length::Months(1).after(day("2026-02-28")), Some(day("2026-03-28")));
    }
}
