//! Peers that say what they say as slowly as they can.

use std::time::Duration;

use fondly_sync::SYNC_ALPN;
use iroh::endpoint::Connection;
use tokio::time::timeout;

use crate::{
    caller::{Caller, LIMIT, close_code},
    serving::Serving,
};

/// So many bytes of a frame come, one after the other.
const BYTES: usize = 400;
/// How long such a peer waits before it says the next byte.
const PAUSE: Duration = Duration::from_millis(100);

/// Announces a frame and says it a byte at a time; how many were said when the home ended the link.
async fn says_slowly(connection: &Connection) -> usize {
    let (mut send, _recv) = connection.open_bi().await.expect("a stream opens");
    let length = u32::try_from(BYTES).expect("it is small");
    send.write_all(&length.to_le_bytes())
        .await
        .expect("the length is taken");
    for said in 0..BYTES {
        if send.write_all(&[0]).await.is_err() || timeout(PAUSE, connection.closed()).await.is_ok()
        {
            return said;
        }
    }
    BYTES
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_a_byte_at_a_time_before_a_proof_is_let_go_of() {
    let home = Serving::start();
    let stranger = Caller::new([77; 32], &home.at).await;
    let friend = Caller::new(home.keys_of_sam().endpoint, &home.at).await;
    let unknown = stranger.dial(SYNC_ALPN, LIMIT).await.expect("it answers");
    let known = friend.dial(SYNC_ALPN, LIMIT).await.expect("it answers");
    let said = tokio::join!(says_slowly(&unknown), says_slowly(&known));
    println!("{said:?} bytes were said");
    assert!(said.0 < BYTES && said.1 < BYTES, "{said:?}");
    // Whoever is not known learns nothing from how it is refused.
    assert_eq!(close_code(&unknown).await, 5);
    close_code(&known).await;
    home.is_well_after("two who say a byte at a time");
}
