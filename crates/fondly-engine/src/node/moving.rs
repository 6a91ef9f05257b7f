//! This computer comes to another network: peers are told, and dialled again at once.

use std::{sync::Arc, time::Duration};

use fondly_net::Endpoint;
use fondly_sync::SpaceId;
use tokio::{sync::watch, time::sleep};

use super::Node;
use crate::bonding::addresses;

/// Addresses come and go one by one; what is told is where they have come to rest.
const SETTLE: Duration = Duration::from_secs(1);

impl Node {
    /// Counts how often this computer came to other addresses.
    pub(crate) fn moved(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }

    /// Tells the space where this device is now, whenever that has changed. Ends with the endpoint.
    pub(super) async fn follow(self: Arc<Self>, space: SpaceId, endpoint: Endpoint) {
        let mut moves = endpoint.moves();
        let place = || (addresses(&endpoint), endpoint.relay());
        let mut before = None;
        while moves.changed().await.is_ok() {
            sleep(SETTLE).await;
            moves.mark_unchanged();
            let now = place();
            // How it looks from outside of a router changes all the time, and tells nothing.
            if before.as_ref() == Some(&now) {
                continue;
            }
            let (here, _) = before.insert(now);
            // Without a network there is nothing to tell; where it was last is worth more.
            if here.iter().all(|address| address.ip().is_loopback()) {
                continue;
            }
            if let Err(error) = self.keep_address(space, &endpoint).await {
                tracing::error!(%error, "could not tell where this device is now");
            }
            self.moved.send_modify(|count| *count += 1);
            self.news.send_modify(|count| *count += 1);
        }
    }
}
