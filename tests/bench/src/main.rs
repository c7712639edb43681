//! Speed as ratios: the same work by Redress and by the bare database, in one run.

fn main() {}
