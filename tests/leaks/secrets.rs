//! What must not be found, and how it is looked for.

use std::{
    fs,
    path::{Path, PathBuf},
};

use data_encoding::{BASE32, BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use fondly_crypto::unwrap_store_key;
use fondly_store::{Store, StoreError};
use fondly_tests::Person;

/// Characters at the edge of base64 that depend on what stands beside the secret.
const EDGE: usize = 4;

/// Something that must not be found, with a name that may be shown.
pub(crate) struct Secret {
    name: String,
    /// Each way in which it could be written, as Latin-1.
    forms: Vec<String>,
}

impl Secret {
    /// What people write, or are called.
    pub(crate) fn text(text: &str) -> Self {
        let mut secret = Self::bytes(text, text.as_bytes());
        for wide in [u16::to_le_bytes, u16::to_ne_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(wide).collect();
            secret.forms.push(latin(&bytes));
        }
        secret
    }

    /// A key.
    pub(crate) fn bytes(name: &str, bytes: &[u8]) -> Self {
        let mut forms = vec![latin(bytes), HEXLOWER.encode(bytes), HEXUPPER.encode(bytes)];
        let base32 = BASE32.encode(bytes).trim_end_matches('=').to_owned();
        forms.extend([base32.to_lowercase(), base32]);
        for before in 0..3 {
            let shifted = [&vec![0; before], bytes].concat();
            for encoding in [BASE64, BASE64URL] {
                let encoded = encoding.encode(&shifted);
                let inner = encoded.get(EDGE..encoded.len().saturating_sub(EDGE));
                forms.extend(inner.filter(|inner| inner.len() >= 8).map(str::to_owned));
            }
        }
        let debug = format!("{bytes:?}");
        forms.push(debug.trim_matches(['[', ']']).to_owned());
        Self {
            name: name.to_owned(),
            forms,
        }
    }

    fn is_in(&self, latin: &str) -> bool {
        self.forms.iter().any(|form| latin.contains(form.as_str()))
    }
}

/// Each byte as the character of its number, so that any bytes can be searched as text.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The keys of somebody whose passphrase is the one of all tests.
pub(crate) fn keys_of(person: &Person) -> Vec<Secret> {
    let journal = person.home().join("journal");
    let passphrase = fs::read_to_string(person.passphrase_file()).unwrap();
    let wrapped = fs::read(journal.join("key")).unwrap();
    let key = unwrap_store_key(passphrase.trim_end().as_bytes(), &wrapped).unwrap();
    let store = Store::open(&journal.join("store.db"), &key).unwrap();
    let mut secrets = vec![
        Secret::text(passphrase.trim_end()),
        Secret::bytes("the key of the store", key.as_bytes()),
    ];
    let read = store.read(|tx| {
        let identity = tx.identity()?;
        secrets.push(Secret::bytes(
            "the key of the device",
            &*identity.device_key,
        ));
        secrets.push(Secret::bytes(
            "the secret of the journal",
            &*identity.journal_secret,
        ));
        for space in tx.spaces()? {
            for secret in tx.sealing_secrets(&space.space)? {
                secrets.push(Secret::bytes("a sealing secret", &*secret));
            }
            if let Some(endpoint) = tx.endpoint(&space.space)? {
                secrets.push(Secret::bytes("the key of an endpoint", &*endpoint.secret));
            }
        }
        Ok::<_, StoreError>(())
    });
    read.unwrap();
    assert!(secrets.len() > 5);
    secrets
}

/// The names of those secrets that are in `bytes`.
pub(crate) fn found_in<'a>(bytes: &[u8], secrets: &'a [Secret]) -> Vec<&'a str> {
    let latin = latin(bytes);
    let found = secrets.iter().filter(|secret| secret.is_in(&latin));
    found.map(|secret| secret.name.as_str()).collect()
}

/// All files below `dir`.
pub(crate) fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let key: Vec<u8> = (100..132).collect();
        let secrets = [Secret::bytes("key", &key), Secret::text("a canary text")];
        let ways = [
            key.clone(),
            HEXLOWER.encode(&key).into_bytes(),
            HEXUPPER.encode(&key).into_bytes(),
            BASE32.encode(&key).to_lowercase().into_bytes(),
            BASE64.encode(&[b"x", key.as_slice()].concat()).into_bytes(),
            BASE64URL
                .encode(&[b"xy", key.as_slice()].concat())
                .into_bytes(),
            format!("Key({key:?})").into_bytes(),
        ];
        for way in ways {
            let around = [b"\0\xff".as_slice(), &way, b"\x01"].concat();
            assert_eq!(found_in(&around, &secrets), ["key"], "{around:?}");
        }
        let wide: Vec<u8> = "a canary text".bytes().flat_map(|byte| [byte, 0]).collect();
        assert_eq!(found_in(&wide, &secrets), ["a canary text"]);
        let encoded = BASE64.encode(b"{\"text\":\"a canary text\"}");
        assert_eq!(found_in(encoded.as_bytes(), &secrets), ["a canary text"]);
        assert!(found_in(b"a canary", &secrets).is_empty());
    }
}
