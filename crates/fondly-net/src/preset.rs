//! The one way in which endpoints are set up: nothing on the network that we did not ask for.

use std::{sync::Arc, time::Duration};

use iroh::{
    RelayMap, RelayMode,
    endpoint::{
        Builder, IdleTimeout, NetReportConfig, QuicTransportConfig, VarInt, presets::Preset,
    },
};
use rustls::{
    NamedGroup,
    crypto::{CryptoProvider, aws_lc_rs, aws_lc_rs::kx_group},
};

use crate::{Ways, relay::resolver};

/// A link without any packet for so long is lost.
const IDLE_TIMEOUT_MS: u32 = 15_000;
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// A path without any packet for so long is left for another: with one packet a second, some that are
/// lost do no harm, and where a relay is there too, an entry waits less than six seconds.
const PATH_IDLE: Duration = Duration::from_secs(4);
const PATH_KEEP_ALIVE: Duration = Duration::from_secs(1);
/// What a peer may send before we have read it. Not more: noq refuses a stream whose reassembly
/// holds over 1024 pieces, and 4 MiB in packets of a link are more than that.
const RECEIVE_WINDOW_BYTES: u32 = 1 << 20;

/// The group of every key exchange (draft-ietf-tls-ecdhe-mlkem).
pub(crate) const KEY_EXCHANGE: NamedGroup = NamedGroup::X25519MLKEM768;

/// The cryptography of TLS. A relay may not know the post-quantum group yet, and what it is shown is
/// sealed; on the link of two devices [`KEY_EXCHANGE`] is required all the same, by each side.
pub(crate) fn provider(with_relays: bool) -> CryptoProvider {
    let mut provider = aws_lc_rs::default_provider();
    provider.kx_groups = vec![kx_group::X25519MLKEM768];
    if with_relays {
        let older = [kx_group::X25519, kx_group::SECP256R1];
        provider.kx_groups.extend(older);
    }
    provider
}

/// No relay but those that are named, no address lookup, no port mapper, no resolver but the
/// system's, one stream a link.
#[derive(Debug)]
pub(crate) struct Private<'a> {
    pub(crate) ways: &'a Ways,
    pub(crate) relays: RelayMap,
}

impl Preset for Private<'_> {
    fn apply(self, builder: Builder) -> Builder {
        let relays = !self.relays.is_empty();
        let mut report = NetReportConfig::minimal();
        // Without these a relay behind a proxy, or in a network without UDP, is never chosen.
        report.https_probes = relays;
        let mode = if relays {
            RelayMode::Custom(self.relays)
        } else {
            RelayMode::Disabled
        };
        builder
            .crypto_provider(Arc::new(provider(relays)))
            .relay_mode(mode)
            .dns_resolver(resolver())
            .ca_tls_config(self.ways.roots.config())
            .clear_address_lookup()
            .net_report_config(report)
            .transport_config(transport())
    }
}

fn transport() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(1))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .datagram_receive_buffer_size(None)
        .stream_receive_window(VarInt::from_u32(RECEIVE_WINDOW_BYTES))
        .receive_window(VarInt::from_u32(RECEIVE_WINDOW_BYTES))
        .max_idle_timeout(Some(IdleTimeout::from(VarInt::from_u32(IDLE_TIMEOUT_MS))))
        .keep_alive_interval(KEEP_ALIVE)
        .default_path_max_idle_timeout(PATH_IDLE)
        .default_path_keep_alive_interval(PATH_KEEP_ALIVE)
        .build()
}
