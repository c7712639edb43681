//! What handlers take from a request. Everything rejects with a [`Problem`](crate::Problem).
//!
//! Who asks comes first: whoever is not signed in gets 401 whatever else is wrong. On a case comes next whether
//! the case exists for the caller: whoever may not know of it gets 404 whatever else is wrong ([`OnCase`]).

mod administer;
mod body;
mod caller;
mod json;
pub(crate) mod language;
mod on_case;
mod query;
mod request;
pub(crate) mod shape;
mod staff_system;

pub(crate) use administer::{Administer, Tag};
pub use body::{Json, Nothing, Payload, with_fields};
pub use caller::Caller;
pub(crate) use on_case::{OnCase, OnItem, Reading};
pub use query::{Given, NoQuery, Parameters, Query};
pub use request::Asked;
pub(crate) use request::{REQUEST_ID, RequestId};
pub(crate) use staff_system::FromStaffSystem;
