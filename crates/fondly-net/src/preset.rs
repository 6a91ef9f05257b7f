//! The one way in which endpoints are set up: nothing on the network that we did not ask for.

use std::{sync::Arc, time::Duration};

use iroh::{
    RelayMode,
    endpoint::{
        Builder, IdleTimeout, NetReportConfig, QuicTransportConfig, VarInt, presets::Preset,
    },
};
use rustls::{NamedGroup, crypto::aws_lc_rs};

/// A link without any packet for so long is lost.
const IDLE_TIMEOUT_MS: u32 = 15_000;
const KEEP_ALIVE: Duration = Duration::from_secs(5);
const PATH_IDLE: Duration = Duration::from_secs(5);
const PATH_KEEP_ALIVE: Duration = Duration::from_secs(1);
/// What a peer may send before we have read it. Not more: noq refuses a stream whose reassembly
/// holds over 1024 pieces, and 4 MiB in packets of a link are more than that.
const RECEIVE_WINDOW_BYTES: u32 = 1 << 20;

/// The group of every key exchange (draft-ietf-tls-ecdhe-mlkem).
pub(crate) const KEY_EXCHANGE: NamedGroup = NamedGroup::X25519MLKEM768;

/// No relay, no address lookup, no port mapper, post-quantum key exchange only, one stream a link.
#[derive(Debug)]
pub(crate) struct Private;

impl Preset for Private {
    fn apply(self, builder: Builder) -> Builder {
        let mut provider = aws_lc_rs::default_provider();
        provider.kx_groups = vec![aws_lc_rs::kx_group::X25519MLKEM768];
        builder
            .crypto_provider(Arc::new(provider))
            .relay_mode(RelayMode::Disabled)
            .clear_address_lookup()
            .net_report_config(NetReportConfig::minimal())
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
