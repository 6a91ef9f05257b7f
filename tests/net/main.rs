//! What a home sends, and what strangers can do to one that serves.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod caller;
mod capture;
mod crowd;
mod delaying;
mod destinations;
mod discovering;
mod faults;
mod hosts;
mod intercepted;
mod lossy;
mod namespace;
mod partner;
mod place;
mod preferring;
mod quiet;
mod relayed;
mod relaying;
mod routers;
mod serving;
mod slow;
mod strangers;
mod ten_lines;
mod train;
mod wire;
