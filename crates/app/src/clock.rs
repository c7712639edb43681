//! What time it is. The only place that reads a clock, so that everything else takes the instant as an
//! argument and a demonstration can move it.

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// The clock of the service. A clone shows the same time.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<RwLock<Demo>>>);

/// A clock that was set by hand and runs on from there.
#[derive(Clone, Copy, Debug)]
struct Demo {
    set_to: Timestamp,
    at: Instant,
}

/// A clock can only be moved forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock already shows {now} and only moves forward")]
pub struct Backwards {
    /// What the clock shows.
    pub now: Timestamp,
}

/// Why the clock was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMoved {
    /// Only the clock of a demonstration can be moved.
    #[error("this clock shows the real time")]
    Real,
    /// The instant asked for has passed.
    #[error(transparent)]
    Backwards(#[from] Backwards),
    /// So far ahead that instants computed from it could not be written any more, or before there were such cases.
    #[error("this clock goes from the year 2000 up to the year 2200")]
    OutOfRange,
}

/// From 2000-01-01 to before 2200-01-01, in seconds.
const RANGE: Range<i64> = 946_684_800..7_258_118_400;

/// Whether the clock of a demonstration can show an instant.
pub fn can_show(instant: Timestamp) -> Result<(), NotMoved> {
    if RANGE.contains(&instant.as_second()) { Ok(()) } else { Err(NotMoved::OutOfRange) }
}

impl Clock {
    /// The real time.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that shows `start` now, runs on in real time, and can be moved forward.
    #[must_use]
    pub fn demo(start: Timestamp) -> Self {
        Self(Some(Arc::new(RwLock::new(Demo { set_to: start, at: Instant::now() }))))
    }

    /// The instant, in whole microseconds as they are stored.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            None => real(),
            Some(demo) => demo.read().unwrap_or_else(PoisonError::into_inner).now(),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// The day it is in a place.
    #[must_use]
    pub fn today(&self, zone: &TimeZone) -> Date {
        self.now().to_zoned(zone.clone()).date()
    }

    /// Whether the clock may be moved to an instant: it is that of a demonstration, and goes forward only.
    pub fn may_advance_to(&self, instant: Timestamp) -> Result<(), NotMoved> {
        let demo = self.0.as_ref().ok_or(NotMoved::Real)?;
        demo.read().unwrap_or_else(PoisonError::into_inner).may_advance_to(instant)
    }

    /// Moves the clock of a demonstration forward.
    pub fn advance_to(&self, instant: Timestamp) -> Result<(), NotMoved> {
        let demo = self.0.as_ref().ok_or(NotMoved::Real)?;
        let mut demo = demo.write().unwrap_or_else(PoisonError::into_inner);
        demo.may_advance_to(instant)?;
        *demo = Demo { set_to: instant, at: Instant::now() };
        Ok(())
    }
}

impl Demo {
    fn may_advance_to(self, instant: Timestamp) -> Result<(), NotMoved> {
        let now = self.now();
        can_show(instant)?;
        if instant < now { Err(Backwards { now }.into()) } else { Ok(()) }
    }

    fn now(self) -> Timestamp {
        let passed = SignedDuration::try_from(self.at.elapsed()).unwrap_or(SignedDuration::ZERO);
        self.set_to.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the real time")]
fn real() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forward() {
        let start: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let clock = Clock::demo(start);
        let other = clock.clone();
        assert!(clock.now() >= start);
        clock.advance_to(start + SignedDuration::from_hours(48)).unwrap();
        assert!(other.now() >= start + SignedDuration::from_hours(48));
        assert!(matches!(clock.advance_to(start), Err(NotMoved::Backwards(_))));
        assert_eq!(clock.advance_to(Timestamp::MAX), Err(NotMoved::OutOfRange));
        assert_eq!(Clock::system().advance_to(start), Err(NotMoved::Real));
        assert_eq!(can_show(Timestamp::UNIX_EPOCH), Err(NotMoved::OutOfRange));
        assert_eq!(can_show(start), Ok(()));
    }

    #[test]
    fn the_day_depends_on_the_place() {
        let clock = Clock::demo("2026-11-24T23:30:00Z".parse().unwrap());
        assert_eq!(clock.today(&TimeZone::UTC), jiff::civil::date(2026, 11, 24));
        let copenhagen = TimeZone::get("Europe/Copenhagen").unwrap();
        assert_eq!(clock.today(&copenhagen), jiff::civil::date(2026, 11, 25));
    }
}
