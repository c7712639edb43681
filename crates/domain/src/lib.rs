//! What a complaint is, what may happen to it, who may do it, and when things fall due.
//! Pure: no input or output, no clock, no randomness.

pub mod rules;
