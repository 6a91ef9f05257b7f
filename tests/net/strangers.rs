//! Whoever may dial a serving home, and whatever they say: it goes on for its friend.

use fondly_crypto::SigningKey;
use fondly_sync::{DeviceId, INVITE_ALPN, Message, SYNC_ALPN};

use crate::{
    caller::{Caller, LIMIT, VAIN, close_code, frame, framed, proof, says},
    serving::Serving,
};

/// Codes of docs/protocol.md.
const UNREADABLE: u64 = 2;
const OUT_OF_ORDER: u64 = 3;
const UNKNOWN: u64 = 5;

const STRANGER: [u8; 32] = [77; 32];

fn garbage() -> Vec<u8> {
    framed(&[0xff; 1000])
}

fn oversized() -> Vec<u8> {
    [&u32::MAX.to_le_bytes()[..], &[0; 1000]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_told_nothing_whatever_it_says() {
    let home = Serving::start();
    let stranger = Caller::new(STRANGER, &home.at).await;
    let silent = stranger.dial(SYNC_ALPN, LIMIT).await.unwrap();
    home.is_well_after("a stranger that says nothing");

    let unknown = SigningKey::from_bytes(&[5; 32]);
    let connection = stranger.dial(SYNC_ALPN, LIMIT).await.unwrap();
    let keys = home.keys_of_sam();
    let proved = proof(&connection, &stranger, &unknown, &keys.ana);
    let answer = says(&connection, &proved).await;
    assert_eq!(answer, (Vec::new(), UNKNOWN), "a proof by nobody");
    home.is_well_after("a stranger that proves itself");

    // Sam's own proof is worth nothing over an endpoint that is not his.
    let connection = stranger.dial(SYNC_ALPN, LIMIT).await.unwrap();
    let proved = proof(&connection, &stranger, &keys.device, &keys.ana);
    let answer = says(&connection, &proved).await;
    assert_eq!(answer, (Vec::new(), UNKNOWN), "a proof by a friend");

    for (what, bytes) in [("garbage", garbage()), ("an oversized frame", oversized())] {
        let answer = stranger.says(SYNC_ALPN, &bytes).await;
        assert_eq!(answer, (Vec::new(), UNKNOWN), "{what}");
        home.is_well_after(what);
    }
    let invited = stranger.dial(INVITE_ALPN, VAIN).await;
    assert!(invited.is_none(), "no invite waits");
    home.is_well_after("somebody who was not invited");
    close_code(&silent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoint_of_a_friend_without_its_device_key_gets_nothing() {
    let home = Serving::start();
    let keys = home.keys_of_sam();
    let caller = Caller::new(keys.endpoint, &home.at).await;
    let begun = caller.dial(SYNC_ALPN, LIMIT).await.unwrap();
    let (mut begin, _recv) = begun.open_bi().await.unwrap();
    begin.write_all(&[9, 0]).await.unwrap();
    home.is_well_after("a frame that is begun");

    let cases = [
        ("garbage", garbage(), UNREADABLE),
        (
            "a later message",
            framed(&Message::Done.encode()),
            OUT_OF_ORDER,
        ),
    ];
    for (what, bytes, code) in cases {
        let answer = caller.says(SYNC_ALPN, &bytes).await;
        assert_eq!(answer, (Vec::new(), code), "{what}");
        home.is_well_after(what);
    }
    // Which code a frame over the limit has, the protocol does not say.
    let (answer, _) = caller.says(SYNC_ALPN, &oversized()).await;
    assert!(answer.is_empty(), "{answer:?}");
    home.is_well_after("an oversized frame");

    let unknown = SigningKey::from_bytes(&[5; 32]);
    let connection = caller.dial(SYNC_ALPN, LIMIT).await.unwrap();
    let proved = proof(&connection, &caller, &unknown, &keys.ana);
    let answer = says(&connection, &proved).await;
    assert_eq!(answer, (Vec::new(), UNKNOWN));
    home.is_well_after("a proof by an unknown device");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_counts_on_its_own_link_only() {
    let home = Serving::start();
    let keys = home.keys_of_sam();
    let caller = Caller::new(keys.endpoint, &home.at).await;
    let first = caller.dial(SYNC_ALPN, LIMIT).await.unwrap();
    let proved = proof(&first, &caller, &keys.device, &keys.ana);
    let (mut send, mut recv) = first.open_bi().await.unwrap();
    send.write_all(&proved).await.unwrap();
    let answer = Message::decode(&frame(&mut recv).await).unwrap();
    assert!(
        matches!(answer, Message::Proof { device, .. } if device == keys.ana),
        "{answer:?}"
    );
    first.close(0u32.into(), b"");

    let replayed = caller.says(SYNC_ALPN, &proved).await;
    assert_eq!(replayed, (Vec::new(), UNKNOWN));
    home.is_well_after("a proof of another link");

    let to_another = SigningKey::from_bytes(&[6; 32]).verifying_key();
    let second = caller.dial(SYNC_ALPN, LIMIT).await.unwrap();
    let misled = proof(&second, &caller, &keys.device, &DeviceId(to_another));
    let answer = says(&second, &misled).await;
    assert_eq!(answer, (Vec::new(), UNKNOWN));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_dials_do_not_keep_a_friend_out() {
    let home = Serving::start();
    let stranger = Caller::new(STRANGER, &home.at).await;
    for _ in 0..200 {
        let answer = stranger.says(SYNC_ALPN, &garbage()).await;
        assert_eq!(answer, (Vec::new(), UNKNOWN));
    }
    home.is_well_after("200 dials one after the other");

    let mut crowd = tokio::task::JoinSet::new();
    for number in 0..200u8 {
        let caller = Caller::new([number; 32], &home.at).await;
        crowd.spawn(async move {
            let silent = caller.dial(SYNC_ALPN, VAIN).await;
            (caller, silent)
        });
    }
    let crowd = crowd.join_all().await;
    let inside = crowd.iter().filter(|(_, silent)| silent.is_some()).count();
    println!("{inside} of 200 were let in");
    assert!(inside > 0);
    home.is_well_after("200 who say nothing");
}
