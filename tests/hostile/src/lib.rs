//! A partner, or a thief, with valid keys and a program of their own, against homes that run the
//! real engine, protocol and store without a network.
//!
//! [`Scene`] has Ana, who is attacked, Sam, who attacks, and Cleo, with whom Ana must be able to go
//! on. A [`Hand`] is all that a device knows; it signs and seals what no honest program would. A
//! [`Line`] is a session in which the hand says what it likes. [`Memory`] measures what that costs.

mod line;
mod memory;
mod scene;

pub use fondly_tests::hand::{Hand, TIME, appreciation, change, creating, edits, full};
pub use line::{Line, Said, hello};
pub use memory::Memory;
pub use scene::{ANA, CLEO, SAM, Scene};
