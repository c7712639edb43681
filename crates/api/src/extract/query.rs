//! The query of an address. A parameter that is not known is refused by name.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use strum::IntoEnumIterator;

use super::{request::invalid_parameter, shape::one_of};
use crate::{
    Api, Problem,
    problem::{Fault, kind},
};

/// What a query can hold.
pub trait Parameters: Sized + Send {
    /// The names of all parameters.
    const NAMES: &'static [&'static str];

    /// Takes them from what was given.
    fn take(given: &mut Given) -> Self;
}

/// The parameters of a query.
#[derive(Debug)]
pub struct Given {
    pairs: Vec<(String, String)>,
    faults: Vec<Fault>,
}

impl Given {
    /// The value of a parameter, if it was given. `takes` says what it takes.
    pub fn value<T: FromStr>(&mut self, name: &'static str, takes: &str) -> Option<T> {
        let (_, text) = self.pairs.iter().find(|(given, _)| given == name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.faults.push(Fault::of(name, "invalid", format!("takes {takes}")));
        }
        value
    }

    /// The value of a parameter that takes one of several codes, if it was given.
    pub fn code<T>(&mut self, name: &'static str) -> Option<T>
    where
        T: FromStr + IntoEnumIterator + Into<&'static str>,
    {
        self.value(name, &one_of(T::iter().map(Into::into)))
    }

    /// The value of a number that has bounds, if it was given.
    pub fn within(&mut self, name: &'static str, least: u16, most: u16) -> Option<u16> {
        let takes = format!("a number from {least} to {most}");
        let number: u16 = self.value(name, &takes)?;
        if !(least..=most).contains(&number) {
            self.faults.push(Fault::of(name, "invalid", format!("takes {takes}")));
        }
        Some(number)
    }
}

/// A query that takes no parameter.
#[derive(Clone, Copy, Debug)]
pub struct NoQuery;

impl Parameters for NoQuery {
    const NAMES: &'static [&'static str] = &[];

    fn take(_: &mut Given) -> Self {
        Self
    }
}

/// The query, read.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: Parameters> FromRequestParts<Api> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        read(parts).map(Self)
    }
}

pub(super) fn read<T: Parameters>(parts: &Parts) -> Result<T, Problem> {
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    let pairs = pairs.map_err(|_| invalid_parameter("", "the query must be percent-encoded UTF-8"))?.0;
    for (place, (name, _)) in pairs.iter().enumerate() {
        if !T::NAMES.contains(&name.as_str()) {
            return Err(unknown(name, T::NAMES));
        }
        if pairs.iter().take(place).any(|(before, _)| before == name) {
            return Err(invalid_parameter(name, "takes one value"));
        }
    }
    let mut given = Given { pairs, faults: Vec::new() };
    let query = T::take(&mut given);
    if given.faults.is_empty() {
        Ok(query)
    } else {
        Err(Problem::new(kind::INVALID_PARAMETER).with(given.faults))
    }
}

fn unknown(name: &str, allowed: &[&str]) -> Problem {
    let detail = if allowed.is_empty() {
        "this operation takes no parameters".to_owned()
    } else {
        format!("this operation takes {}", allowed.join(", "))
    };
    let fault = Fault::of(name.to_owned(), "unknown", detail.clone());
    Problem::new(kind::UNKNOWN_PARAMETER).because(detail).with([fault])
}
