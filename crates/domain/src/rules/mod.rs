//! Rule packs and the deadline engine.
