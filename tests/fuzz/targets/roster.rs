//! Rosters, by themselves and merged with one that is held.
#![no_main]

use fondly_crypto::SigningKey;
use fondly_sync::{
    Roster,
    limits::{ROSTER_BYTES_MAX, ROSTER_DEVICES_MAX, ROSTER_RECORDS_MAX},
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    /// Made once: its signatures take longer than most of what is looked at.
    static HELD: Roster = {
        let key = |n| SigningKey::from_bytes(&[n; 32]);
        Roster::begin(&key(1), &key(2), [3; 16])
    };
}

fuzz_target!(|data: &[u8]| {
    drop(Roster::decode_checked(data));
    if let Ok(roster) = Roster::decode(data) {
        // What nothing rests on may be left out, and then nothing more is.
        let encoded = roster.encode();
        assert!(encoded.len() < data.len() || encoded == data);
        assert_eq!(Roster::decode(&encoded).as_ref(), Ok(&roster));
        assert!(data.len() <= ROSTER_BYTES_MAX);
        assert!(roster.known_devices().count() <= ROSTER_DEVICES_MAX);
    }
    let Ok(records) = Roster::decode_records(data) else {
        return;
    };
    assert!(records.len() <= ROSTER_RECORDS_MAX);
    if let Ok(merged) = HELD.with(|held| held.merge(records.clone())) {
        let again = merged.merge(records).expect("what was merged merges again");
        assert_eq!(again.encode(), merged.encode());
    }
});
