//! Runs of records, with the signature that stands there and with a right one.
#![no_main]

use fondly_crypto::{Domain, SigningKey};
use fondly_sync::{
    DeviceId, PersonId, Run, SpaceId,
    codec::{decode, encode},
    record::Place,
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    /// The author of every run, and their device: made once.
    static AUTHOR: (SigningKey, DeviceId) = {
        let key = SigningKey::from_bytes(&[2; 32]);
        let device = DeviceId(key.verifying_key());
        (key, device)
    };
}

fuzz_target!(|data: &[u8]| {
    let Ok(mut run) = decode::<Run>(data, 1 << 20) else {
        return;
    };
    assert_eq!(encode(&run), data);
    let (space, person) = (SpaceId([9; 32]), PersonId([2; 32]));
    let device = AUTHOR.with(|(_, device)| *device);
    drop(run.clone().verify(&space, &device, &person));

    // Signed by its author, whatever it says.
    let mut place = Place {
        space,
        device,
        seq: run.first,
        prev: run.prev,
    };
    for item in &run.items {
        place.prev = item.hash_at(run.version, &place, &person);
        place.seq = place.seq.wrapping_add(1);
    }
    run.signature = AUTHOR.with(|(key, _)| key.sign(Domain::RECORD_SIGNATURE, &place.prev.0));
    let items = run.items.len();
    if let Ok(verified) = run.verify(&space, &device, &person) {
        assert_eq!(verified.records().len(), items);
        assert_eq!(
            verified.records().last().map(|it| it.hash),
            Some(place.prev)
        );
        assert_eq!(verified.next(), verified.first() + items as u64);
    }
});
