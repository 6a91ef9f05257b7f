//! Real endpoints over loopback: what links carry, and what they refuse.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    sync::Arc,
    time::Duration,
};

use fondly_net::{
    Endpoint, EndpointConfig, EndpointId, EndpointKey, FRAME_BYTES_MAX, Link, NetError,
    PeerAddress, Ways,
};
use iroh::{
    EndpointAddr, SecretKey,
    endpoint::{VarInt, presets},
};
use rustls::crypto::aws_lc_rs;
use tokio::time::timeout;

const ALPN: &[u8] = b"fondly/test/1";
const LIMIT: Duration = Duration::from_secs(10);
/// A dial that cannot succeed is given up after this.
const VAIN: Duration = Duration::from_secs(1);

async fn endpoint(seed: u8, port: Option<u16>) -> Endpoint {
    endpoint_with(seed, port, Ways::default()).await
}

async fn endpoint_with(seed: u8, port: Option<u16>, ways: Ways) -> Endpoint {
    let config = EndpointConfig {
        key: EndpointKey::from_bytes(&[seed; 32]),
        bind: Some(Ipv4Addr::LOCALHOST.into()),
        port,
        alpns: vec![ALPN.to_vec()],
        ways,
    };
    Endpoint::open(config).await.expect("loopback can be bound")
}

fn address_of(endpoint: &Endpoint) -> PeerAddress {
    PeerAddress {
        id: endpoint.id(),
        addrs: endpoint.addresses().into_iter().collect(),
        relay: None,
    }
}

/// A link between two endpoints, the listener's end second. The dialler has sent `first`.
async fn linked(a: &Endpoint, b: &Endpoint, first: &[u8]) -> (Link, Link) {
    let mut dialled = a
        .connect(&address_of(b), ALPN, LIMIT)
        .await
        .expect("b listens");
    dialled.send(first).await.expect("b reads");
    let accepted = timeout(LIMIT, b.accept())
        .await
        .expect("in time")
        .expect("b is open");
    (dialled, accepted)
}

/// An endpoint of another program that offers these key exchanges.
async fn raw(kx: &[&'static dyn rustls::crypto::SupportedKxGroup]) -> iroh::Endpoint {
    let mut provider = aws_lc_rs::default_provider();
    provider.kx_groups = kx.to_vec();
    iroh::Endpoint::builder(presets::Empty)
        .crypto_provider(Arc::new(provider))
        .relay_mode(iroh::RelayMode::Disabled)
        .secret_key(SecretKey::from_bytes(&[77; 32]))
        .alpns(vec![ALPN.to_vec()])
        .clear_ip_transports()
        .bind_addr(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0))
        .expect("an address")
        .bind()
        .await
        .expect("loopback can be bound")
}

fn raw_address(of: &Endpoint) -> EndpointAddr {
    let id = iroh::EndpointId::from_bytes(&of.id().0).expect("a key");
    let addrs = of.addresses().into_iter().map(iroh::TransportAddr::Ip);
    EndpointAddr::from_parts(id, addrs)
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_arrive_whole_and_are_counted() {
    let (a, b) = (endpoint(1, None).await, endpoint(2, None).await);
    let (mut at_a, mut at_b) = linked(&a, &b, b"hello").await;
    assert_eq!(at_b.recv().await.unwrap().as_deref(), Some(&b"hello"[..]));
    assert_eq!((at_a.remote(), at_b.remote()), (b.id(), a.id()));
    // More than the window, so it leaves only as it is read.
    let large = vec![7; FRAME_BYTES_MAX];
    let (sent, received) = timeout(LIMIT, async {
        tokio::join!(at_b.send(&large), at_a.recv())
    })
    .await
    .expect("in time");
    sent.unwrap();
    at_b.send(b"").await.unwrap();
    at_b.finish();
    assert_eq!(received.unwrap().as_ref(), Some(&large));
    assert_eq!(at_a.recv().await.unwrap(), Some(Vec::new()));
    assert_eq!(at_a.recv().await.unwrap(), None);
    let (_, _, control) = at_a.split();
    assert_eq!(control.bytes_out(), 4 + 5);
    assert_eq!(control.bytes_in(), 4 + FRAME_BYTES_MAX as u64 + 4);
}

/// What noq bounds: pieces that wait for a reader that is slower than the link.
#[tokio::test(flavor = "multi_thread")]
async fn forty_mebibytes_arrive_at_a_reader_that_is_behind() {
    const FRAMES: usize = 40;
    let (a, b) = (endpoint(21, None).await, endpoint(22, None).await);
    let (at_a, mut at_b) = linked(&a, &b, b"hello").await;
    assert_eq!(at_b.recv().await.unwrap().as_deref(), Some(&b"hello"[..]));
    let (mut sender, receiver, _control) = at_a.split();
    let sending = tokio::spawn(async move {
        let frame = vec![7; 1 << 20];
        for _ in 0..FRAMES {
            sender.send(&frame).await?;
        }
        sender.finish();
        Ok::<_, NetError>((sender, receiver))
    });
    for number in 0..FRAMES {
        // Long enough for the window to fill; whether it does changes no result.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let frame = timeout(LIMIT, at_b.recv()).await.expect("in time");
        let frame = frame.unwrap().expect("more frames");
        assert!(frame == [7; 1 << 20], "frame {number}");
    }
    assert_eq!(timeout(LIMIT, at_b.recv()).await.unwrap().unwrap(), None);
    sending.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn exporter_is_the_same_on_both_ends_and_on_no_other_link() {
    let (a, b) = (endpoint(3, None).await, endpoint(4, None).await);
    let (one_a, one_b) = linked(&a, &b, b"1").await;
    let (two_a, _two_b) = linked(&a, &b, b"2").await;
    let of = |link: &Link| link.exporter(b"label", b"context").unwrap();
    assert_eq!(of(&one_a), of(&one_b));
    assert_ne!(of(&one_a), of(&two_a));
    assert_ne!(of(&one_a), one_a.exporter(b"other", b"context").unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn frame_over_the_limit_is_refused_on_both_ends() {
    let (a, b) = (endpoint(5, None).await, endpoint(6, None).await);
    let (mut at_a, _at_b) = linked(&a, &b, b"1").await;
    let too_large = vec![0; FRAME_BYTES_MAX + 1];
    let sent = at_a.send(&too_large).await;
    assert!(
        matches!(sent, Err(NetError::FrameTooLarge { .. })),
        "{sent:?}"
    );

    let other = raw(&[aws_lc_rs::kx_group::X25519MLKEM768]).await;
    let connection = other.connect(raw_address(&b), ALPN).await.unwrap();
    let (mut send, _recv) = connection.open_bi().await.unwrap();
    send.write_all(&u32::MAX.to_le_bytes()).await.unwrap();
    let mut link = timeout(LIMIT, b.accept()).await.unwrap().unwrap();
    let received = link.recv().await;
    assert!(
        matches!(received, Err(NetError::FrameTooLarge { announced }) if announced == u32::MAX as usize),
        "{received:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn frame_that_is_cut_short_is_an_error() {
    let b = endpoint(7, None).await;
    let other = raw(&[aws_lc_rs::kx_group::X25519MLKEM768]).await;
    let connection = other.connect(raw_address(&b), ALPN).await.unwrap();
    let (mut send, _recv) = connection.open_bi().await.unwrap();
    send.write_all(&[9, 0, 0, 0, 1, 2]).await.unwrap();
    send.finish().unwrap();
    let mut link = timeout(LIMIT, b.accept()).await.unwrap().unwrap();
    assert!(matches!(link.recv().await, Err(NetError::Truncated)));
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_address_fails_at_its_deadline() {
    let a = endpoint(8, None).await;
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let addrs = BTreeSet::from([silent.local_addr().unwrap()]);
    let to = PeerAddress {
        id: EndpointKey::from_bytes(&[9; 32]).id(),
        addrs,
        relay: None,
    };
    let dialled = timeout(LIMIT, a.connect(&to, ALPN, Duration::from_millis(300))).await;
    assert!(matches!(dialled.unwrap(), Err(NetError::TimedOut)));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_or_protocol_at_the_address_is_refused() {
    let (a, b) = (endpoint(10, None).await, endpoint(11, None).await);
    let wrong = PeerAddress {
        id: EndpointKey::from_bytes(&[12; 32]).id(),
        ..address_of(&b)
    };
    assert!(a.connect(&wrong, ALPN, VAIN).await.is_err());
    assert!(
        a.connect(&address_of(&b), b"fondly/other/1", LIMIT)
            .await
            .is_err()
    );
    let no_key = PeerAddress {
        id: EndpointId([2; 32]),
        ..address_of(&b)
    };
    assert!(a.connect(&no_key, ALPN, VAIN).await.is_err());
    linked(&a, &b, b"still here").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn code_of_a_close_arrives() {
    let (a, b) = (endpoint(13, None).await, endpoint(14, None).await);
    let (mut at_a, at_b) = linked(&a, &b, b"1").await;
    at_b.close(5);
    let error = timeout(LIMIT, at_a.recv()).await.unwrap().unwrap_err();
    assert_eq!(error.close_code(), Some(5));
    assert_eq!(at_a.closed().await.close_code(), Some(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn classical_key_exchange_makes_no_link() {
    let b = endpoint(15, None).await;
    let classical = raw(&[aws_lc_rs::kx_group::X25519]).await;
    let dialled = timeout(VAIN, classical.connect(raw_address(&b), ALPN)).await;
    assert!(!matches!(dialled, Ok(Ok(_))));
    let id = EndpointId(*classical.id().as_bytes());
    let addrs = classical.bound_sockets().into_iter().collect();
    assert!(
        b.connect(
            &PeerAddress {
                id,
                addrs,
                relay: None
            },
            ALPN,
            VAIN
        )
        .await
        .is_err()
    );
    let both = [
        aws_lc_rs::kx_group::X25519,
        aws_lc_rs::kx_group::X25519MLKEM768,
    ];
    classical.close().await;
    let mixed = raw(&both).await;
    let connection = mixed.connect(raw_address(&b), ALPN).await.unwrap();
    let (mut send, _recv) = connection.open_bi().await.unwrap();
    send.write_all(&[1, 0, 0, 0, 1]).await.unwrap();
    assert!(timeout(LIMIT, b.accept()).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn classical_key_exchange_makes_no_link_where_relays_are_used_either() {
    // Nobody is there. TLS to a relay may be classical, and the same provider serves the link.
    let ways = Ways {
        ranks: vec![vec!["http://127.0.0.1:9".parse().unwrap()]],
        ..Ways::default()
    };
    let b = endpoint_with(25, None, ways).await;
    let classical = raw(&[aws_lc_rs::kx_group::X25519]).await;
    let connection = classical.connect(raw_address(&b), ALPN).await.unwrap();
    let (mut send, _recv) = connection.open_bi().await.unwrap();
    send.write_all(&[1, 0, 0, 0, 1]).await.unwrap();
    timeout(LIMIT, connection.closed()).await.unwrap();
    assert!(timeout(VAIN, b.accept()).await.is_err(), "a link was made");
    let to = PeerAddress {
        id: EndpointId(*classical.id().as_bytes()),
        addrs: classical.bound_sockets().into_iter().collect(),
        relay: None,
    };
    let listening = classical.clone();
    let accepting = tokio::spawn(async move {
        let incoming = listening.accept().await.expect("somebody dials");
        incoming.await.expect("TLS is content").closed().await
    });
    let dialled = b.connect(&to, ALPN, LIMIT).await;
    assert!(
        matches!(dialled, Err(NetError::NotPostQuantum)),
        "{dialled:?}"
    );
    timeout(LIMIT, accepting).await.unwrap().unwrap();
    // A peer that has the group gets a link.
    let a = endpoint(26, None).await;
    drop(linked(&a, &b, b"first").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn port_is_kept_and_another_taken_when_it_is_in_use() {
    let first = endpoint(16, None).await;
    let port = first.port();
    let second = endpoint(17, Some(port)).await;
    assert_ne!(second.port(), port);
    first.close().await;
    drop(first);
    let again = endpoint(16, Some(port)).await;
    assert_eq!(again.port(), port);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_no_stream_holds_nobody_up() {
    let (a, b) = (endpoint(18, None).await, endpoint(19, None).await);
    let other = raw(&[aws_lc_rs::kx_group::X25519MLKEM768]).await;
    let silent = other.connect(raw_address(&b), ALPN).await.unwrap();
    linked(&a, &b, b"at once").await;
    let closed = timeout(LIMIT, silent.closed()).await;
    assert!(
        closed.is_ok(),
        "a connection without a stream outlived its deadline"
    );
    silent.close(VarInt::from_u32(0), b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_ends_accepting() {
    let b = endpoint(20, None).await;
    let accepting = {
        let b = b.clone();
        tokio::spawn(async move { b.accept().await.is_none() })
    };
    b.close().await;
    assert!(timeout(LIMIT, accepting).await.unwrap().unwrap());
}
