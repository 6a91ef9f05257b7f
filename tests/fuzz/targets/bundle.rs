//! Bundles, from outside and with what is sealed in them.
#![no_main]

use std::{cell::OnceCell, slice::from_ref};

use fondly_crypto::{Domain, EpochKey, SealingSecret, SigningKey, hash, seal, seal_to};
use fondly_sync::{DeviceId, SpaceId, bundle::read};
use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

const SPACE: SpaceId = SpaceId([9; 32]);

fn part(file: &mut Vec<u8>, piece: &[u8]) {
    file.extend_from_slice(&(piece.len() as u32).to_le_bytes());
    file.extend_from_slice(piece);
}

/// Who opens the files; made once, as is the wrap, which takes longer than all the rest.
struct Reader {
    device: DeviceId,
    secret: SealingSecret,
    /// The key of a file, wrapped to the reader.
    wrap: OnceCell<Vec<u8>>,
}

thread_local! {
    static READER: Reader = Reader {
        device: DeviceId(SigningKey::from_bytes(&[4; 32]).verifying_key()),
        secret: SealingSecret::from_bytes(&[0x33; 32]),
        wrap: OnceCell::new(),
    };
}

impl Reader {
    fn wrap(&self) -> &[u8] {
        self.wrap.get_or_init(|| {
            let mut rng = ChaCha20Rng::seed_from_u64(1);
            let info: [&[u8]; 2] = [&SPACE.0, self.device.as_bytes()];
            let public = self.secret.public();
            seal_to(&mut rng, &public, Domain::BUNDLE, &info, &[1; 32])
        })
    }
}

/// A file for the reader whose sealed statement is `said`.
fn sealed(said: &[u8]) -> Vec<u8> {
    let key = EpochKey::from_bytes(&[1; 32]);
    let mut opening = vec![0, 4];
    READER.with(|reader| (0..4).for_each(|_| opening.extend_from_slice(reader.wrap())));
    opening.extend(seal(&key, b"FNDX\x01\x01", &SPACE.0, &[1; 24], said));
    let mut file = b"FNDX\x01\x01".to_vec();
    part(&mut file, &opening);
    file
}

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let mut file = match how & 3 {
        0 => rest.to_vec(),
        1 => [b"FNDX\x01\x01", rest].concat(),
        _ => sealed(rest),
    };
    if how & 3 != 0 {
        // What is behind the digest is reached with the right one.
        file.extend_from_slice(&[0; 4]);
        let digest = hash(Domain::BUNDLE, &[b"file", &file]);
        file.extend_from_slice(&digest);
    }
    let Ok(sections) = read(&file) else {
        return;
    };
    READER.with(|reader| {
        for section in sections {
            drop(section.open(&SPACE, &reader.device, from_ref(&reader.secret)));
        }
    });
});
