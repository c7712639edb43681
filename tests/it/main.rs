//! The service through its doors, and the tree as a whole. One binary, so that it is linked once.
//!
//! Where a test stands:
//! * What a request must look like (methods, addresses, headers, bodies) is tested in this process, with
//!   [`client`], on a [`desk`] with one draft; so are accounts and sign-in, which need a clock that the test moves.
//! * What a request does, who may send it, and what happens when something breaks is tested through the real program,
//!   with [`http`], by the people of the demonstration.
//! * What is below the doors (writer, tables, schema) is tested on a fresh database, with real changes
//!   ([`filed`]).
//!
//! Each thing is tested at one of them. On both engines the same; see [`engine`] for those of one engine alone.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod client;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod database;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod docket;
#[cfg(test)]
mod dropped;
#[cfg(test)]
mod due;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod faults_http;
#[cfg(test)]
mod filed;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod http;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod last_days;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod linked;
#[cfg(test)]
mod lists_http;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod marker;
#[cfg(test)]
mod measures;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod names;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod other_side;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod person;
#[cfg(test)]
mod process;
#[cfg(test)]
mod program;
#[cfg(test)]
mod purpose;
#[cfg(test)]
mod recomputed;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod service;
#[cfg(test)]
mod signin;
#[cfg(test)]
mod starting;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod taken_down;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod users;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod writer;
