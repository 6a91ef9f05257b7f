//! Pins every byte that this crate makes or reads, by the files of `tests/vectors/crypto`.
//!
//! `published` runs the primitives on the vectors of their own specifications; `golden` runs this
//! crate's formats on frozen ones, good and bad; `tamper` flips every bit of one of each; `wycheproof` has
//! the primitives face what others have got wrong.

mod file;
mod golden;
mod published;
mod tamper;
mod tape;
mod wycheproof;
