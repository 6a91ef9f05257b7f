//! Bundles, from outside and with what is sealed in them.
#![no_main]

use std::slice::from_ref;

use fondly_crypto::{Domain, EpochKey, SealingSecret, SigningKey, hash, seal, seal_to};
use fondly_sync::{DeviceId, SpaceId, bundle::read, envelope::padded_length};
use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

const SPACE: SpaceId = SpaceId([9; 32]);
const PREFIX: &[u8] = b"FNDX\x01\x01";
/// The first byte of what is opened as a device opens it.
const UNWRAP: u8 = 7;

fn part(file: &mut Vec<u8>, piece: &[u8]) {
    file.extend_from_slice(&(piece.len() as u32).to_le_bytes());
    file.extend_from_slice(piece);
}

/// Who opens the files; made once, as is the wrap.
struct Reader {
    device: DeviceId,
    secret: SealingSecret,
    author: SigningKey,
    key: EpochKey,
    /// The key, wrapped to the reader.
    wrap: Vec<u8>,
}

thread_local! {
    static READER: Reader = {
        let device = DeviceId(SigningKey::from_bytes(&[4; 32]).verifying_key());
        let secret = SealingSecret::from_bytes(&[0x33; 32]);
        let info: [&[u8]; 2] = [&SPACE.0, device.as_bytes()];
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let wrap = seal_to(&mut rng, &secret.public(), Domain::BUNDLE, &info, &[1; 32]);
        let author = SigningKey::from_bytes(&[5; 32]);
        let key = EpochKey::from_bytes(&[1; 32]);
        Reader { device, secret, author, key, wrap }
    };
}

impl Reader {
    /// A file for the reader whose sealed statement is `plain`.
    fn sealed(&self, plain: &[u8]) -> Vec<u8> {
        let mut opening = vec![0, 4];
        (0..4).for_each(|_| opening.extend_from_slice(&self.wrap));
        opening.extend(seal(&self.key, PREFIX, &SPACE.0, &[1; 24], plain));
        let mut file = PREFIX.to_vec();
        part(&mut file, &opening);
        file
    }

    /// A statement of the author that goes on with `rest`, signed and padded.
    fn signed(&self, rest: &[u8]) -> Vec<u8> {
        let device = DeviceId(self.author.verifying_key());
        let mut said = [device.as_bytes().as_slice(), rest].concat();
        let digest = hash(Domain::BUNDLE, &[b"statement", &SPACE.0, &said]);
        said.extend(self.author.sign(Domain::BUNDLE, &digest).0);
        let mut plain = (said.len() as u32).to_le_bytes().to_vec();
        plain.extend(said);
        plain.resize(padded_length(plain.len()), 0);
        plain
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    READER.with(|reader| {
        let mut file = match how & 3 {
            0 => rest.to_vec(),
            1 => [PREFIX, rest].concat(),
            2 => reader.sealed(rest),
            _ => reader.sealed(&reader.signed(rest)),
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
        for section in sections {
            // Unwrapping takes longer than all the rest, so it is done for few.
            if *how == UNWRAP {
                drop(section.open(&SPACE, &reader.device, from_ref(&reader.secret)));
            } else {
                drop(section.open_by_key(&reader.key, &SPACE, &reader.device));
            }
        }
    });
});
