//! Tables and queries on SQLite and PostgreSQL. No rules: what may happen is decided before it comes here.

pub mod accounts;
pub mod audit;
pub mod cases;
mod connect;
pub mod content;
pub mod due;
mod entity;
mod error;
pub mod events;
pub mod examine;
mod failpoint;
pub mod hr_events;
pub mod idempotency;
pub mod lease;
pub mod lists;
pub mod reckoned;
mod save;
pub mod tally;
mod tx;

pub use connect::{Database, Engine, Options, is_postgres_address};
pub use entity::{Column, columns};
pub use error::Error;
pub use failpoint::failpoint;
pub use tx::{Trouble, Tx};
