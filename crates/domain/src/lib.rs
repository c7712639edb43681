//! What a complaint is, what may happen to it, who may do it, and when things fall due.
//! Pure: no input or output, no clock, no randomness.
//!
//! The way in is [`access::Permit`]: it asks the policy, and deciding it gives a [`Change`] or a
//! [`refusal::Refusal`]. Each subject of the procedure is a module with its state, its commands and its events.

pub mod access;
pub mod account;
pub mod action;
pub mod allegation;
pub mod amendment;
pub mod archive;
pub mod assignment;
pub mod case;
pub mod change;
pub mod codes;
pub mod command;
pub mod consultation;
pub mod decision;
pub mod delivery;
mod docket;
pub mod event;
pub mod external;
pub mod file_access;
pub mod filing;
pub mod flagged;
mod flow;
pub mod follow_up;
pub mod guard;
pub mod hearing;
pub mod ids;
pub mod impartiality;
pub mod information;
pub mod intake;
pub mod interim;
pub mod investigation;
pub mod legal_hold;
pub mod linked;
pub mod measure;
pub mod mediation;
pub mod outside;
pub mod party;
pub mod people;
pub mod phase;
mod proceeding;
pub mod reckoning;
pub mod refusal;
pub mod remedy;
pub mod reminder;
pub mod review;
pub mod rules;
pub mod state;
pub mod suspension;
pub mod system;
pub mod tables;
pub mod taken_down;
#[cfg(test)]
mod testing;
pub mod text;
pub mod withdrawal;

pub use access::{Actor, Capacity};
pub use action::Action;
pub use assignment::Assignment;
pub use case::{Case, Party};
pub use change::{Act, Change, DocketRow, Duty, Holder, Listed, Notice, WaitingFor, Words};
pub use codes::*;
pub use command::Command;
pub use event::Event;
pub use ids::*;
pub use linked::{LinkedAs, LinkedCase};
pub use people::{Directory, Member, Person, PersonRef, Unit};
pub use proceeding::{Beside, Context};
pub use refusal::Refusal;
pub use rules::{Jurisdiction, Phase};
pub use state::Stage;
pub use text::{Line, Text};
