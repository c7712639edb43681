//! What a complaint is, what may happen to it, who may do it, and when things fall due.
//! Pure: no input or output, no clock, no randomness.

pub mod access;
pub mod action;
pub mod case;
pub mod change;
pub mod codes;
pub mod event;
pub mod ids;
pub mod people;
pub mod rules;
pub mod text;

pub use access::{Actor, Capacity};
pub use action::Action;
pub use case::Case;
pub use change::{Act, Change, DocketRow, Duty, Holder, Notice, Words};
pub use codes::*;
pub use event::Event;
pub use ids::*;
pub use people::{Directory, Member, Person, PersonRef, Unit};
pub use rules::{Jurisdiction, Phase};
pub use text::{Line, Text};
