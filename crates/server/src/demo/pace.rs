//! When things happen: on days on which the office works, in its hours, never all at once.

use app::App;
use domain::Action;
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::story::days;

/// The office opens at eight and closes eight hours later.
const OPENS: i8 = 8;
const OPEN_MINUTES: u64 = 8 * 60;

/// How long it takes until the next thing happens.
#[derive(Clone, Copy, Debug)]
enum Pause {
    /// From so many to so many minutes.
    Minutes(u64, u64),
    /// From so many to so many working days.
    Days(u64, u64),
}

/// How long it takes after somebody did something.
fn pause(after: Action) -> Pause {
    use Action as A;
    match after {
        A::Declare
        | A::SettleConflict
        | A::SetFacts
        | A::Disclose
        | A::Reply
        | A::AddParty
        | A::Withdraw
        | A::AskExtension
        | A::Destroy
        | A::Preserve => Pause::Minutes(8, 50),
        A::AgreeMediation | A::SignSettlement | A::AnswerConsultation | A::WeighConsultation => {
            Pause::Days(0, 1)
        }
        A::Submit | A::Assign | A::Acknowledge | A::RecordNote => Pause::Days(1, 1),
        A::StartScreening | A::Assess | A::CloseHearing | A::ExtendItem => Pause::Days(1, 3),
        A::AskConsultation | A::AskAccess | A::RecordInterview | A::RecordEvidence | A::Decide => {
            Pause::Days(2, 4)
        }
        A::RequestInformation | A::OpenInvestigation | A::OfferMediation => Pause::Days(4, 8),
        A::StartRemedies => Pause::Days(2, 5),
        _ => Pause::Days(1, 2),
    }
}

/// The instants of one demonstration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace<'a>(pub(super) &'a App);

impl Pace<'_> {
    /// The civil day of an instant.
    pub(super) fn day(self, instant: Timestamp) -> Date {
        instant.to_zoned(self.0.zone().clone()).date()
    }

    fn works_on(self, day: Date) -> bool {
        self.0.rules().office_works_on(day)
    }

    /// A moment in working hours of a day, or of the next on which the office works.
    pub(super) fn moment(self, mut day: Date, chance: u64) -> Timestamp {
        while !self.works_on(day) {
            day = days(day, 1);
        }
        let opens = day.at(OPENS, 0, 0, 0).to_zoned(self.0.zone().clone()).map(|it| it.timestamp());
        let minutes = i64::try_from(chance % OPEN_MINUTES).unwrap_or(0);
        opens.unwrap_or(Timestamp::UNIX_EPOCH) + SignedDuration::from_mins(minutes)
    }

    /// The last working day on or before a day.
    pub(super) fn working_day_before(self, mut day: Date) -> Date {
        while !self.works_on(day) {
            day = days(day, -1);
        }
        day
    }

    /// When the next thing happens after something was done.
    pub(super) fn after(self, instant: Timestamp, done: Action, chance: u64) -> Timestamp {
        match pause(done) {
            Pause::Minutes(least, most) => self.minutes(instant, least + chance % (most - least + 1)),
            Pause::Days(least, most) => match least + chance % (most - least + 1) {
                0 => self.minutes(instant, 20 + chance % 90),
                count => {
                    let mut day = self.day(instant);
                    for _ in 0..count {
                        day = days(day, 1);
                        while !self.works_on(day) {
                            day = days(day, 1);
                        }
                    }
                    self.moment(day, chance)
                }
            },
        }
    }

    /// Some minutes later, or the next morning if the office has closed by then.
    fn minutes(self, instant: Timestamp, count: u64) -> Timestamp {
        let later = instant + SignedDuration::from_mins(i64::try_from(count).unwrap_or(0));
        let day = self.day(later);
        if later < self.moment(day, OPEN_MINUTES - 1) { later } else { self.moment(days(day, 1), count) }
    }
}

/// A number that looks like chance, and is the same each time.
pub(super) fn chance(story: usize, step: u32) -> u64 {
    let mut z = (story as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(step).wrapping_mul(0xD1B5_4A32_D192_ED03);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) >> 11
}
