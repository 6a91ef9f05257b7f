//! Strangers who dial as fast as they can.

use std::time::{Duration, Instant};

use fondly_sync::SYNC_ALPN;

use crate::{
    caller::{Caller, VAIN},
    serving::Serving,
};

/// Dials for each burst, bursts, and the time that one is given.
const BURST: usize = 250;
const BURSTS: usize = 6;
const BURST_TIME: Duration = Duration::from_millis(500);

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_dials_a_second_leave_serve_small_and_there_for_friends() {
    let home = Serving::start();
    let mut callers = Vec::new();
    for number in 0..10u8 {
        callers.push(std::sync::Arc::new(
            Caller::new([number + 1; 32], &home.at).await,
        ));
    }
    let mut dials = tokio::task::JoinSet::new();
    let began = Instant::now();
    for burst in 0..BURSTS {
        for number in 0..BURST {
            let caller = std::sync::Arc::clone(&callers[number % callers.len()]);
            dials.spawn(async move { caller.dial(SYNC_ALPN, VAIN).await.is_some() });
        }
        // The rate is what this is about.
        let next = BURST_TIME * u32::try_from(burst + 1).unwrap();
        tokio::time::sleep(next.saturating_sub(began.elapsed())).await;
    }
    let took = began.elapsed();
    let (ana_well, dialled) = (
        tokio::task::spawn_blocking(move || {
            home.is_well_after("hundreds of dials a second");
            home
        }),
        BURST * BURSTS,
    );
    let let_in = dials.join_all().await.into_iter().filter(|it| *it).count();
    println!("{dialled} dials in {took:?}, of which {let_in} got through the handshake");
    let home = ana_well.await.unwrap();
    home.is_well_after("the crowd has gone");
}
