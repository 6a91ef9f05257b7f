//! A whole session whose messages are changed on the way: nothing foreign is taken, and the next
//! session completes.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the pair serves other tests too")]

#[path = "../../../crates/fondly-sync/tests/pair/mod.rs"]
mod pair;

use std::cell::OnceCell;

use libfuzzer_sys::fuzz_target;
use pair::{Pair, Side};

thread_local! {
    static BEGUN: OnceCell<Pair> = const { OnceCell::new() };
}

fn begun() -> Pair {
    BEGUN.with(|begun| {
        let begun = begun.get_or_init(|| {
            let mut pair = Pair::new(7);
            pair.write(Side::Ana, 3);
            pair.write(Side::Sam, 3);
            pair
        });
        begun.clone()
    })
}

fuzz_target!(|data: &[u8]| {
    let mut pair = begun();
    // Who dials, then changes of four bytes: the frame, the place in it, and what it is mixed with.
    let Some((who, rest)) = data.split_first() else {
        return;
    };
    let dialler = if who & 1 == 0 { Side::Ana } else { Side::Sam };
    pair.cut_after = (who & 2 == 0).then_some(usize::from(who >> 2));
    pair.changes = rest
        .chunks_exact(4)
        .map(|it| {
            let at = usize::from(it[1]) | usize::from(it[2]) << 8;
            (usize::from(it[0] & 15), at, it[3], it[0] >> 6)
        })
        .collect();
    drop(pair.reconcile_lossy(dialler));
    pair.assert_nothing_foreign();
    pair.changes.clear();
    pair.cut_after = None;
    pair.frozen.clear();
    pair.rolled_back.clear();
    pair.reconcile_from(dialler)
        .expect("an honest session completes");
    assert_eq!(pair.records(Side::Ana), pair.records(Side::Sam));
});
