//! The service through its doors, and the tree as a whole. One binary, so that it is linked once.

#[cfg(test)]
mod database;
#[cfg(test)]
mod filed;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod storage;
