//! The service through its doors, and the tree as a whole. One binary, so that it is linked once.
#![expect(clippy::disallowed_methods, reason = "tests draw their own ids and read their own clock")]

#[cfg(test)]
mod database;
#[cfg(test)]
mod docket;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod filed;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod writer;
