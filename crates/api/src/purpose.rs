//! The header `Purpose`: why content is read.

use std::str::FromStr;

use domain::Purpose;

/// What the header takes.
pub(crate) const ALLOWED: &str = "`case-handling`, `oversight`, `own-case` or `subject-request`";

/// A purpose as the header writes it.
pub(crate) fn written(purpose: Purpose) -> String {
    <&str>::from(purpose).replace('_', "-")
}

/// The purpose that the header names.
pub(crate) fn read(text: &str) -> Option<Purpose> {
    // A code is written in one way, so `case_handling` is none of ours.
    if text.contains('_') { None } else { Purpose::from_str(&text.replace('-', "_")).ok() }
}
