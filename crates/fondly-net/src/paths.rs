//! Paths that a link has left: where the peer does not confirm that one is left, the link ends.
//!
//! noq 1.4 sends what was under way on a path that is left anew only once the peer has said, too, that it
//! is left (draft-ietf-quic-multipath-21, section 3.4). A peer that never heard of the path says nothing,
//! and what was under way stays there for as long as the connection lives
//! (<https://github.com/n0-computer/noq/issues/804>). A network that comes back after some seconds is
//! enough for that. A new link begins with what each side has, so nothing is missing then: decision 0044.

use std::time::Duration;

use iroh::endpoint::{PathEvent, PathEventStream, VarInt, WeakConnectionHandle};
use n0_future::StreamExt as _;
use tokio::time::{Instant, timeout};

/// A peer that can be heard confirms within a round trip. As long as a path may be silent.
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(4);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Paths that were left since the last time when all were confirmed.
#[derive(Debug, Default)]
struct Left {
    paths: u64,
    /// Confirmations that had come when all were confirmed last.
    confirmed: u64,
    /// When the first of the paths was left.
    since: Option<Instant>,
}

impl Left {
    fn one_more(&mut self, now: Instant) {
        self.paths += 1;
        self.since.get_or_insert(now);
    }

    /// Whether the peer has had its time, where `confirmed` confirmations have come in all. One for each
    /// path that is left, whoever left it first; one that came twice is counted twice.
    fn is_unconfirmed(&mut self, confirmed: u64, now: Instant) -> bool {
        if confirmed >= self.confirmed + self.paths {
            *self = Self {
                confirmed,
                ..Self::default()
            };
        }
        let late = |since: Instant| now.duration_since(since) > CONFIRM_TIMEOUT;
        self.since.is_some_and(late)
    }
}

/// Closes the connection once a path is left and that is not confirmed. Ends with the connection.
pub(crate) async fn watch(connection: WeakConnectionHandle, mut events: PathEventStream) {
    let mut left = Left::default();
    loop {
        let event = match left.since {
            None => Ok(events.next().await),
            Some(_) => timeout(LOOK_AGAIN_AFTER, events.next()).await,
        };
        match event {
            Ok(Some(PathEvent::Closed { .. })) => left.one_more(Instant::now()),
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(_) => {
                let Some(connection) = connection.upgrade() else {
                    return;
                };
                let confirmed = connection.stats().frame_rx.path_abandon;
                if left.is_unconfirmed(confirmed, Instant::now()) {
                    tracing::info!("a path was left and the peer does not know: the link ends");
                    return connection.close(VarInt::from_u32(0), b"");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: Duration = Duration::from_secs(5);

    #[test]
    fn a_path_that_the_peer_confirms_costs_nothing() {
        let (mut left, now) = (Left::default(), Instant::now());
        left.one_more(now);
        assert!(!left.is_unconfirmed(0, now));
        assert!(!left.is_unconfirmed(1, now + LATER));
        // Nor does one that the peer left first: it is told of before it is counted here.
        left.one_more(now + LATER);
        assert!(!left.is_unconfirmed(2, now + LATER));
        assert!(!left.is_unconfirmed(2, now + LATER + LATER));
        assert!(left.since.is_none());
    }

    #[test]
    fn a_path_that_the_peer_does_not_confirm_in_time_ends_the_link() {
        let (mut left, now) = (Left::default(), Instant::now());
        left.one_more(now);
        assert!(!left.is_unconfirmed(0, now + CONFIRM_TIMEOUT));
        assert!(left.is_unconfirmed(0, now + LATER));
    }

    #[test]
    fn of_two_paths_both_are_confirmed() {
        let (mut left, now) = (Left::default(), Instant::now());
        left.one_more(now);
        left.one_more(now + CONFIRM_TIMEOUT);
        assert!(left.is_unconfirmed(1, now + LATER));
        assert!(!left.is_unconfirmed(2, now + LATER));
    }

    #[test]
    fn what_was_confirmed_before_does_not_confirm_the_next() {
        let (mut left, now) = (Left::default(), Instant::now());
        left.one_more(now);
        assert!(!left.is_unconfirmed(3, now));
        left.one_more(now);
        assert!(left.is_unconfirmed(3, now + LATER));
    }
}
