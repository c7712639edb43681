//! Lists of cases.

use domain::Holder;

/// In a list, the day of a row with nothing due: after every real day.
pub const NOTHING_DUE: &str = "9999-12-31";

/// How a holder is written.
#[must_use]
pub fn holder(holder: &Holder) -> String {
    match holder {
        Holder::User(user) => format!("user:{}", user.0.simple()),
        Holder::Intake(unit) => format!("intake:{}", unit.0.simple()),
        Holder::Desk(role) => format!("desk:{role}"),
    }
}
