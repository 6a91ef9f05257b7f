//! The program as scripts and people rely on it: one person, real processes, an environment of
//! their own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod adjusting;
mod beginning;
mod beside;
mod caring;
mod changing;
mod contract;
mod doctor;
mod drafting;
mod durability;
mod german;
mod home;
mod input;
mod inspecting;
mod learning;
mod locking;
mod odd;
mod output;
mod paging;
mod quick;
mod reading;
mod recalling;
mod service;
mod sockets;
mod terminal;
mod transfer;
mod wording;
mod words_again;
mod writing;

use std::process::Command;

use fondly_tests::Said;

/// Runs a prepared command to its end.
fn said(command: &mut Command) -> Said {
    Said::of(command, &[])
}
