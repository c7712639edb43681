//! The service through its doors, and the tree as a whole. One binary, so that it is linked once.

#[cfg(test)]
mod client;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod database;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod docket;
#[cfg(test)]
mod due;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod faults_http;
#[cfg(test)]
mod filed;
#[cfg(test)]
mod http;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod lists_http;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod person;
#[cfg(test)]
mod program;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod service;
#[cfg(test)]
mod signin;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod users;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod writer;
