//! Backup files, from outside and with what is sealed in them.
#![no_main]

use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use fondly_crypto::{Domain, EpochKey, SealingSecret, hash, open_from, seal};
use fondly_sync::{SpaceId, backup::Reader};
use libfuzzer_sys::fuzz_target;

const PREFIX: &[u8] = b"FNDB\x01\x01";

/// The frozen backup: what a file begins with, the key that is wrapped there, and its hash.
struct Frozen {
    begin: Vec<u8>,
    key: EpochKey,
    id: [u8; 32],
}

fn frozen() -> &'static Frozen {
    static FROZEN: OnceLock<Frozen> = OnceLock::new();
    FROZEN.get_or_init(|| {
        let text = include_str!("../../vectors/sync/backup.txt");
        let (_, hex) = text.split_once("\n\n").expect("a header");
        let hex: String = hex.split_whitespace().collect();
        let file = HEXLOWER.decode(hex.as_bytes()).expect("hex");
        let length = u32::from_le_bytes(file[6..10].try_into().expect("4 bytes")) as usize;
        let wrapped = &file[10..10 + length];
        let secret = SealingSecret::from_bytes(&[0x61; 32]);
        let key = open_from(&secret, Domain::BACKUP, &[], wrapped).expect("it opens");
        let mut begin = PREFIX.to_vec();
        framed(&mut begin, wrapped);
        framed(&mut begin, &[]);
        Frozen {
            begin,
            key: EpochKey::from_bytes(key.as_slice().try_into().expect("32 bytes")),
            id: hash(Domain::BACKUP, &[b"key", wrapped]),
        }
    })
}

fn framed(file: &mut Vec<u8>, piece: &[u8]) {
    file.extend_from_slice(&(piece.len() as u32).to_le_bytes());
    file.extend_from_slice(piece);
}

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let Frozen { begin, key, id } = frozen();
    let file = if how & 1 == 0 {
        rest.to_vec()
    } else {
        let mut file = begin.clone();
        framed(&mut file, &seal(key, PREFIX, id, &[1; 24], rest));
        file
    };
    let Ok(mut reader) = Reader::with_key(file.as_slice(), key) else {
        return;
    };
    loop {
        match reader.next(&[SpaceId([9; 32])]) {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(_) => return,
        }
    }
    drop(reader.manifest());
});
