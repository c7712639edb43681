//! Rule packs and the deadline engine.
mod terms;
pub use terms::{Jurisdiction, Phase};
