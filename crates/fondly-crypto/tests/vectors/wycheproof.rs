//! The primitives on the vectors of Project Wycheproof, which are made of what implementations have
//! got wrong.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use wycheproof::{aead, eddsa, hkdf as key_derivation, mac};

/// Seals and opens with the key, nonce and data given; `None` where the cipher refuses.
struct Cipher {
    seal: fn(&aead::Test) -> Option<Vec<u8>>,
    open: fn(&aead::Test) -> Option<Vec<u8>>,
}

macro_rules! cipher {
    ($cipher:ty, $nonce:literal) => {
        Cipher {
            seal: |test| {
                let cipher = <$cipher>::new_from_slice(&test.key).ok()?;
                let nonce: [u8; $nonce] = test.nonce.as_slice().try_into().ok()?;
                let payload = Payload {
                    msg: &test.pt,
                    aad: &test.aad,
                };
                cipher.encrypt((&nonce).into(), payload).ok()
            },
            open: |test| {
                let cipher = <$cipher>::new_from_slice(&test.key).ok()?;
                let nonce: [u8; $nonce] = test.nonce.as_slice().try_into().ok()?;
                let payload = Payload {
                    msg: &sealed(test),
                    aad: &test.aad,
                };
                cipher.decrypt((&nonce).into(), payload).ok()
            },
        }
    };
}

fn sealed(test: &aead::Test) -> Vec<u8> {
    [test.ct.as_slice(), test.tag.as_slice()].concat()
}

/// How many were accepted and how many refused.
fn ciphers_as(name: aead::TestName, cipher: &Cipher) -> (usize, usize) {
    let set = aead::TestSet::load(name).expect("the vectors are readable");
    let (mut accepted, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let opened = (cipher.open)(test);
        if test.result.must_fail() {
            assert_eq!(opened, None, "{}: {}", test.tc_id, test.comment);
            refused += 1;
        } else {
            assert_eq!(
                opened.as_deref(),
                Some(test.pt.as_slice()),
                "{}",
                test.tc_id
            );
            assert_eq!((cipher.seal)(test), Some(sealed(test)), "{}", test.tc_id);
            accepted += 1;
        }
    }
    (accepted, refused)
}

#[test]
fn envelopes_cipher_is_that_of_wycheproof() {
    let cipher = cipher!(XChaCha20Poly1305, 24);
    let (accepted, refused) = ciphers_as(aead::TestName::XChaCha20Poly1305, &cipher);
    assert!(accepted > 100 && refused > 50, "{accepted}, {refused}");
}

/// HPKE seals by this one (RFC 8439).
#[test]
fn wraps_cipher_is_that_of_wycheproof() {
    let cipher = cipher!(ChaCha20Poly1305, 12);
    let (accepted, refused) = ciphers_as(aead::TestName::ChaCha20Poly1305, &cipher);
    assert!(accepted > 100 && refused > 50, "{accepted}, {refused}");
}

#[test]
fn signatures_are_those_of_wycheproof() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk.as_slice().try_into().unwrap();
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key);
        for test in &group.tests {
            let signature = ed25519_dalek::Signature::from_slice(&test.sig);
            let verified = signature.and_then(|signature| {
                let key = key
                    .as_ref()
                    .map_err(|_| ed25519_dalek::SignatureError::new())?;
                key.verify_strict(&test.msg, &signature)
            });
            let place = format!("{}: {}", test.tc_id, test.comment);
            assert_eq!(verified.is_err(), test.result.must_fail(), "{place}");
            *(if verified.is_ok() {
                &mut accepted
            } else {
                &mut refused
            }) += 1;
        }
    }
    assert!(accepted > 50 && refused > 50, "{accepted}, {refused}");
}

#[test]
fn derived_keys_are_those_of_wycheproof() {
    let set = key_derivation::TestSet::load(key_derivation::TestName::HkdfSha256).unwrap();
    let mut derived = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let salt = Some(test.salt.as_slice()).filter(|salt| !salt.is_empty());
        let mut output = vec![0; test.size];
        let expanded = Hkdf::<Sha256>::new(salt, &test.ikm).expand(&test.info, &mut output);
        assert_eq!(expanded.is_err(), test.result.must_fail(), "{}", test.tc_id);
        if expanded.is_ok() {
            assert_eq!(output, test.okm.as_slice(), "{}", test.tc_id);
            derived += 1;
        }
    }
    assert!(derived > 50, "{derived}");
}

#[test]
fn authentication_codes_are_those_of_wycheproof() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            let mut state = Hmac::<Sha256>::new_from_slice(&test.key).unwrap();
            state.update(&test.msg);
            let verified = if group.tag_size == 256 {
                state.verify_slice(&test.tag)
            } else {
                state.verify_truncated_left(&test.tag)
            };
            let place = format!("{}: {}", test.tc_id, test.comment);
            assert_eq!(verified.is_err(), test.result.must_fail(), "{place}");
            *(if verified.is_ok() {
                &mut accepted
            } else {
                &mut refused
            }) += 1;
        }
    }
    assert!(accepted > 50 && refused > 20, "{accepted}, {refused}");
}
