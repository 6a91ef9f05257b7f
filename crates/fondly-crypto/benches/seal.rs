//! What the cryptography of everyday work costs: `cargo bench -p fondly-crypto`.

use divan::{Bencher, black_box, counter::BytesCount};
use fondly_crypto::{Domain, EpochKey, SealingSecret, SigningKey, open, seal, unwrap, wrap};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

const PREFIX: &[u8] = b"FNDE\x01\x01";
const CONTEXT: &[u8] = &[8; 64];
const NONCE: [u8; 24] = [9; 24];
/// A short entry, and a full envelope of catching up.
const SIZES: [usize; 2] = [600, 64 * 1024];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn seals(bencher: Bencher<'_, '_>, size: usize) {
    let (key, plaintext) = (EpochKey::from_bytes(&[7; 32]), vec![1; size]);
    bencher
        .counter(BytesCount::new(size))
        .bench(|| seal(&key, PREFIX, CONTEXT, &NONCE, black_box(&plaintext)));
}

#[divan::bench(args = SIZES)]
fn opens(bencher: Bencher<'_, '_>, size: usize) {
    let key = EpochKey::from_bytes(&[7; 32]);
    let envelope = seal(&key, PREFIX, CONTEXT, &NONCE, &vec![1; size]);
    bencher
        .counter(BytesCount::new(size))
        .bench(|| open(&key, PREFIX, CONTEXT, black_box(&envelope)).expect("it is this key"));
}

#[divan::bench]
fn signs(bencher: Bencher<'_, '_>) {
    let key = SigningKey::from_bytes(&[7; 32]);
    bencher.bench(|| key.sign(Domain::RECORD_SIGNATURE, black_box(&[1; 32])));
}

#[divan::bench]
fn verifies(bencher: Bencher<'_, '_>) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let signature = key.sign(Domain::RECORD_SIGNATURE, &[1; 32]);
    let public = key.verifying_key();
    bencher.bench(|| public.verify(Domain::RECORD_SIGNATURE, &[1; 32], black_box(&signature)));
}

#[divan::bench]
fn wraps(bencher: Bencher<'_, '_>) {
    let public = SealingSecret::from_bytes(&[7; 32]).public();
    let key = EpochKey::from_bytes(&[7; 32]);
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    bencher.bench_local(|| wrap(&mut rng, black_box(&public), &[CONTEXT], &key));
}

#[divan::bench]
fn unwraps(bencher: Bencher<'_, '_>) {
    let secret = SealingSecret::from_bytes(&[7; 32]);
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    let key = EpochKey::from_bytes(&[7; 32]);
    let wrapped = wrap(&mut rng, &secret.public(), &[CONTEXT], &key);
    bencher.bench(|| unwrap(&secret, &[CONTEXT], black_box(&wrapped)).expect("it is this key"));
}
