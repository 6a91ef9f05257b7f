//! Another program that dials a home: iroh itself, without any of our rules.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use fondly_crypto::{Domain, SigningKey};
use fondly_sync::{DeviceId, LinkContext, Message, Role, message::VERSIONS};
use iroh::{
    Endpoint, EndpointAddr, SecretKey,
    endpoint::{Connection, ConnectionError, QuicTransportConfig, RecvStream, VarInt, presets},
};
use rustls::crypto::aws_lc_rs;
use tokio::time::timeout;

/// How long a caller waits for what must come.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);
/// How long a caller tries what cannot succeed.
pub(crate) const VAIN: Duration = Duration::from_secs(1);

pub(crate) struct Caller {
    endpoint: Endpoint,
    to: EndpointAddr,
}

impl Caller {
    pub(crate) async fn new(endpoint_key: [u8; 32], to: &EndpointAddr) -> Self {
        Self::listening(endpoint_key, to, 1 << 20).await
    }

    /// As [`Caller::new`]; of what comes and is not read, so many bytes are taken.
    pub(crate) async fn listening(endpoint_key: [u8; 32], to: &EndpointAddr, bytes: u32) -> Self {
        let window = QuicTransportConfig::builder()
            .stream_receive_window(VarInt::from_u32(bytes))
            .build();
        let mut provider = aws_lc_rs::default_provider();
        provider.kx_groups = vec![aws_lc_rs::kx_group::X25519MLKEM768];
        let endpoint = Endpoint::builder(presets::Empty)
            .crypto_provider(Arc::new(provider))
            .relay_mode(iroh::RelayMode::Disabled)
            .transport_config(window)
            .secret_key(SecretKey::from_bytes(&endpoint_key))
            .clear_ip_transports()
            .bind_addr(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0))
            .expect("an address")
            .bind()
            .await
            .expect("loopback can be bound");
        Self {
            endpoint,
            to: to.clone(),
        }
    }

    /// A connection, if the home takes one for this protocol in time.
    pub(crate) async fn dial(&self, alpn: &[u8], time: Duration) -> Option<Connection> {
        let dialled = timeout(time, self.endpoint.connect(self.to.clone(), alpn)).await;
        dialled.ok()?.ok()
    }

    /// Dials, says these bytes and gives what came back and the code of the close.
    pub(crate) async fn says(&self, alpn: &[u8], bytes: &[u8]) -> (Vec<u8>, u64) {
        let connection = self.dial(alpn, LIMIT).await.expect("a home answers");
        says(&connection, bytes).await
    }
}

/// Opens a stream, says these bytes and gives what came back and the code of the close.
pub(crate) async fn says(connection: &Connection, bytes: &[u8]) -> (Vec<u8>, u64) {
    let mut answer = Vec::new();
    if let Ok((mut send, mut recv)) = connection.open_bi().await {
        // The home may close before it has read all.
        drop(send.write_all(bytes).await);
        while let Ok(Ok(Some(piece))) = timeout(LIMIT, recv.read_chunk(1 << 16)).await {
            answer.extend_from_slice(&piece);
        }
    }
    (answer, close_code(connection).await)
}

/// The code with which the home closes the connection.
pub(crate) async fn close_code(connection: &Connection) -> u64 {
    match timeout(LIMIT, connection.closed()).await {
        Ok(ConnectionError::ApplicationClosed(close)) => close.error_code.into_inner(),
        other => panic!("the home did not close: {other:?}"),
    }
}

/// The next frame, without its length.
pub(crate) async fn frame(recv: &mut RecvStream) -> Vec<u8> {
    let mut length = [0; 4];
    timeout(LIMIT, recv.read_exact(&mut length))
        .await
        .expect("in time")
        .expect("a frame comes");
    let mut bytes = vec![0; usize::try_from(u32::from_le_bytes(length)).unwrap()];
    timeout(LIMIT, recv.read_exact(&mut bytes))
        .await
        .expect("in time")
        .expect("a frame is whole");
    bytes
}

/// `message` as a link carries it.
pub(crate) fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap();
    [&length.to_le_bytes(), message].concat()
}

/// The proof of the dialler `device` on this very connection, framed.
pub(crate) fn proof(
    connection: &Connection,
    caller: &Caller,
    device: &SigningKey,
    listener: &DeviceId,
) -> Vec<u8> {
    let mut exporter = [0; 32];
    connection
        .export_keying_material(&mut exporter, LinkContext::EXPORTER_LABEL, &[])
        .unwrap();
    let context = LinkContext {
        alpn: connection.alpn().to_vec(),
        exporter,
        dialler: *caller.endpoint.id().as_bytes(),
        listener: *caller.to.id.as_bytes(),
    };
    let own = DeviceId(device.verifying_key());
    let digest = context.proof_digest(Role::Dialler, [VERSIONS, &[]], &own, listener);
    let message = Message::Proof {
        versions: VERSIONS.to_vec(),
        device: own,
        signature: device.sign(Domain::LINK_PROOF, &digest),
    };
    framed(&message.encode())
}
