//! By which ways this home reaches others, and what it tells them of where it is.

use std::sync::Arc;

use fondly_net::{Endpoint, Ways};
use fondly_sync::{DeviceInSpace, SpaceId};

use super::{Node, guard};
use crate::{
    EngineError, RelayView,
    bonding::addresses,
    config::Config,
    epochs,
    relays::{self, Whose},
};

impl Node {
    /// By which ways the endpoint of a space reaches others.
    pub(super) async fn ways(&self, space: SpaceId, config: &Config) -> Result<Ways, EngineError> {
        if space == self.me.journal {
            return relays::ways(config, Whose::Own);
        }
        let own = self.me.device;
        let named = self.desk.read(move |tx| relays::named(tx, &space, &own));
        relays::ways(config, Whose::Bond(&named.await?))
    }

    /// Keeps the port for the next start, and tells the space where this device is if that changed:
    /// its addresses, and the relay at which it waits.
    pub(super) async fn keep_address(
        &self,
        space: SpaceId,
        endpoint: &Endpoint,
    ) -> Result<(), EngineError> {
        let me = Arc::clone(&self.me);
        let (port, here, id) = (endpoint.port(), addresses(endpoint), endpoint.id().0);
        let endpoint = endpoint.clone();
        self.desk
            .write(move |tx| {
                tx.set_endpoint_port(&space, port)?;
                let told = tx.space_devices(&space)?.remove(&me.device);
                let before = told.as_ref().and_then(|told| told.relay.as_deref());
                let relay = relays::to_tell(&endpoint, before);
                let device = match told {
                    Some(told) if told.addresses == here && told.relay == relay => return Ok(()),
                    Some(told) => DeviceInSpace {
                        endpoint: id,
                        addresses: here,
                        relay,
                        ..told
                    },
                    None => DeviceInSpace {
                        relay,
                        ..epochs::own_device(tx, &space, here)?
                    },
                };
                epochs::announce(&me, tx, &space, &device)?;
                Ok(())
            })
            .await
    }

    /// How this home stands with relays.
    pub(crate) fn relays(&self) -> Vec<RelayView> {
        relays::views(guard(&self.endpoints).values().flat_map(Endpoint::relays))
    }
}
