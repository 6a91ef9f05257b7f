//! A naive model of what two people write and share, and the same operations on the real engine.
//!
//! The [`model`] is lists and maps: no logs, no keys, no devices that sync. The [`real`] world is two
//! people with two devices each on the engine, protocol and store that the program runs. After each
//! batch of operations everybody meets everybody, and every view of every device must be the model's.

pub mod acts;
pub mod model;
pub mod real;
mod rows;
