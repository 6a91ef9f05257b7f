//! Local discovery: tells the local network where an endpoint is, and looks there for others.
//!
//! What is told is the endpoint's id with its addresses, in clear, by multicast DNS. What anybody
//! answers about an id is an address to try and no more: TLS checks the key, and a relay that is
//! named so is left out.

use std::time::Duration;

use iroh::{
    EndpointId, TransportAddr,
    address_lookup::{AddressLookup, EndpointData, EndpointInfo, Error, Item},
};
use iroh_mdns_address_lookup::MdnsAddressLookup;
use n0_future::{StreamExt as _, boxed::BoxStream};

use crate::endpoint::is_ours;

/// `_fondly._udp.local`.
const SERVICE: &str = "fondly";
/// About so often one of all who look asks the network who is there.
const CADENCE: Duration = Duration::from_secs(2);

/// Multicast DNS, for addresses of this computer and of nothing else.
#[derive(Debug)]
struct Local(MdnsAddressLookup);

/// Begins to tell and to look. Where the network allows no multicast, the endpoint goes without.
pub(crate) fn begin(endpoint: &iroh::Endpoint) {
    let mdns = MdnsAddressLookup::builder()
        .service_name(SERVICE)
        .discovery_cadence(CADENCE)
        .build(endpoint.id());
    match (mdns, endpoint.address_lookup()) {
        (Ok(mdns), Ok(lookup)) => lookup.add(Local(mdns)),
        (Err(error), _) => tracing::warn!(%error, "no discovery in this network"),
        (_, Err(error)) => tracing::debug!(%error, "closed before it looked around"),
    }
}

impl AddressLookup for Local {
    fn publish(&self, data: &EndpointData) {
        let ours = data.ip_addrs().filter(|address| is_ours(address.ip()));
        let ours = ours.copied().map(TransportAddr::Ip).collect();
        self.0.publish(&EndpointData::new(ours));
    }

    fn resolve(&self, endpoint: EndpointId) -> Option<BoxStream<Result<Item, Error>>> {
        let found = self.0.resolve(endpoint)?;
        Some(Box::pin(
            found.map(|item| item.map(|it| addresses_only(&it))),
        ))
    }
}

/// Anybody in the network may have said it: following a relay would tell that relay who asks.
fn addresses_only(item: &Item) -> Item {
    let addresses = item.ip_addrs().copied().map(TransportAddr::Ip).collect();
    let info = EndpointInfo::from_parts(item.endpoint_id(), EndpointData::new(addresses));
    Item::new(info, item.provenance(), item.last_updated())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_the_network_names_is_left_out() {
        let id = iroh::SecretKey::from_bytes(&[7; 32]).public();
        let address = TransportAddr::Ip(([192, 168, 1, 8], 1234).into());
        let relay = TransportAddr::Relay("https://relay.example".parse().unwrap());
        let data = EndpointData::new(vec![address.clone(), relay]);
        let said = Item::new(EndpointInfo::from_parts(id, data), "mdns", None);
        let kept: Vec<_> = addresses_only(&said).addrs().cloned().collect();
        assert_eq!(kept, [address]);
    }
}
