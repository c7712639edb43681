//! The service through its doors, and the tree as a whole. One binary, so that it is linked once.

#[cfg(test)]
mod layers;
#[cfg(test)]
mod licences;
