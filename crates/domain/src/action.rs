//! What can be done to a case.

use crate::codes::codes;

codes! {
    /// An intention, with one route, one audit action and one row in the tables.
    Action { Read, OpenDraft, Submit }
}
