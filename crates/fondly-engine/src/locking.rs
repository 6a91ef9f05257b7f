//! Forgetting the key: when somebody says so, and when nobody used it for a while.
//!
//! Whoever holds the network holds the key and gives it to commands, so both end together. The file
//! lock of the network is let go of last: once it is free, that process has forgotten the key.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};
use tokio::{sync::watch, time::sleep};

use crate::{EngineError, Home, config::Config, node, node::Node, served, vault};

/// How long the process that holds the key may take to end.
const END_TIMEOUT: Duration = Duration::from_secs(5);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// While a computer sleeps, so does every timer; so the clock is looked at this often at least.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// What came of [`lock`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// Whether a process held the key, and has forgotten it.
    pub was_held: bool,
    /// Whether the next command needs the passphrase. Otherwise keyring or key file give the key.
    pub asks_again: bool,
}

/// Has whoever holds the key forget it, and waits until it did. Needs no passphrase.
///
/// # Errors
/// `NoJournal`; `NetworkHeld` if that process does not end; `Io`.
pub fn lock(home: &Home) -> Result<Forgotten, EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    let until = Instant::now() + END_TIMEOUT;
    let mut was_held = false;
    while !node::network_is_free(home)? {
        was_held |= served::ask_to_lock(home);
        if Instant::now() > until {
            return Err(EngineError::NetworkHeld);
        }
        std::thread::sleep(LOOK_AGAIN_AFTER);
    }
    Ok(Forgotten {
        was_held,
        asks_again: vault::needs_passphrase(home)?,
    })
}

/// Whether a process holds the network of this home, as `serve` does.
///
/// # Errors
/// `NoJournal`, `Io`.
pub fn is_held(home: &Home) -> Result<bool, EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    Ok(!node::network_is_free(home)?)
}

/// Whether the key is still to be kept, and when it was last used.
#[derive(Debug)]
pub(crate) struct Keeping {
    locked: watch::Sender<bool>,
    /// Milliseconds since this computer was started, its sleep counted.
    used_at: AtomicU64,
}

impl Keeping {
    pub(crate) fn new() -> Self {
        Self {
            locked: watch::Sender::new(false),
            used_at: AtomicU64::new(since_boot()),
        }
    }

    /// A command came.
    pub(crate) fn used(&self) {
        self.used_at.store(since_boot(), Ordering::Relaxed);
    }

    /// From now on the key is forgotten.
    pub(crate) fn lock(&self) {
        self.locked.send_replace(true);
    }

    /// Completes once it is to be forgotten.
    pub(crate) async fn locked(&self) {
        // The sender is in `self`, so waiting ends with what is waited for alone.
        drop(self.locked.subscribe().wait_for(|locked| *locked).await);
    }
}

fn since_boot() -> u64 {
    let now = clock_gettime(ClockId::Boottime);
    let (seconds, nanos) = (now.tv_sec, now.tv_nsec);
    let millis = seconds
        .saturating_mul(1000)
        .saturating_add(nanos / 1_000_000);
    u64::try_from(millis).unwrap_or(0)
}

/// How long the key may still be kept; `None` once it was not used for `after`.
fn left(after: Duration, used_at: u64, now: u64) -> Option<Duration> {
    let idle = Duration::from_millis(now.saturating_sub(used_at));
    after.checked_sub(idle).filter(|left| !left.is_zero())
}

/// Locks once no command came for `lock.after`, where that is set.
pub(crate) async fn lock_when_idle(node: Arc<Node>) {
    let mut news = node.news();
    loop {
        news.mark_unchanged();
        let after = match Config::load(&node.home) {
            Ok(config) => config.lock_after(),
            Err(error) => {
                tracing::error!(%error, "could not read when to lock");
                None
            }
        };
        let wait = after.map(|after| {
            let used_at = node.keeping.used_at.load(Ordering::Relaxed);
            left(after, used_at, since_boot())
        });
        let wait = match wait {
            None => SLEEP_MAX,
            Some(Some(left)) => left.min(SLEEP_MAX),
            Some(None) => return node.keeping.lock(),
        };
        tokio::select! {
            () = sleep(wait) => {}
            changed = news.changed() => if changed.is_err() { return },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER: Duration = Duration::from_secs(60);

    #[test]
    fn a_key_is_kept_for_as_long_as_it_was_not_used() {
        assert_eq!(left(AFTER, 5_000, 5_000), Some(AFTER));
        assert_eq!(left(AFTER, 5_000, 64_999), Some(Duration::from_millis(1)));
        assert_eq!(left(AFTER, 5_000, 65_000), None);
    }

    #[test]
    fn a_computer_that_slept_for_long_locks_at_once() {
        assert_eq!(left(AFTER, 5_000, 9_000_000), None);
    }

    #[test]
    fn each_use_begins_the_time_anew() {
        let keeping = Keeping::new();
        keeping.used_at.store(0, Ordering::Relaxed);
        keeping.used();
        assert!(keeping.used_at.load(Ordering::Relaxed) > 0);
    }
}
