//! What the service can do. The only place that begins and commits a transaction.

pub mod clock;
pub mod keys;
pub mod passwords;
pub mod random;
pub mod throttle;
pub mod tokens;
pub mod writer;
