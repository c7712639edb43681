//! When things fall due: rule packs as data, and the engine that reckons with them.
//!
//! A pack is a TOML file per jurisdiction: calendars, deadline rules with their test vectors, and what else of the
//! law the procedure needs to know ([`Pack::ground`], [`Pack::proof`], [`Pack::process`], [`Pack::forums`],
//! [`Pack::retention`]). It is checked whole when it is loaded, so that everything behind it can rely on it. There are
//! two doors: [`Pack::compute`] takes facts as JSON and refuses what does not fit, [`Rules`] is for the procedure
//! itself, takes dates and cannot fail; [`Rules::outside`] shows the clocks that run outside. All use the same engine,
//! and every date can explain itself.

mod adjust;
mod amount;
mod calendar;
mod check;
#[cfg(test)]
mod countries;
mod coverage;
mod engine;
mod explain;
mod fact;
mod facts;
mod fingerprint;
mod forum;
mod holiday;
mod home;
mod info;
mod law;
mod length;
mod origin;
mod outside;
mod pack;
mod periods;
#[cfg(test)]
mod properties;
mod read;
mod rule;
mod terms;
mod wording;

pub use adjust::{AtMost, Extension, ExtensionGround, StopTheClock};
pub use amount::{Amount, ByAnswer, ByPhase, Told};
pub use calendar::Calendar;
pub use coverage::{Coverage, Covered};
pub use explain::{ComputedDeadline, Step, StepKind, Warning};
pub use fact::{Fact, FactType};
pub use facts::{ComputeError, FactError, FactErrorCode, Given};
pub use forum::{Forum, Stopped};
pub use holiday::Holiday;
pub use home::{Period, Rules};
pub use info::{FactInfo, RuleInfo};
pub use law::{Gives, Process, Proof, ProofInfo, Retention};
pub use length::Length;
pub use origin::Origin;
pub use outside::{COMES_NEAR, Known, Nearness, OutsideClock, OutsideDate, Situation, near_days, nearness};
pub use pack::{Fault, Pack, PackError};
pub use rule::{Caveat, DeadlineRule, RuleId, Trigger, Vector};
pub use terms::{Count, Effect, Jurisdiction, KeyedOn, Phase, Roll, RuleHolder};
pub use wording::{ForumGuidance, ForumInfo, ForumPart, Language};
