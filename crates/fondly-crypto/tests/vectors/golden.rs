//! This crate's own formats on frozen bytes, good and bad.

use fondly_crypto::{
    Domain, EpochKey, OpenError, PassphraseError, RecoveryWords, SealingPublic, SealingSecret,
    Signature, SigningKey, StoreKey, UnwrapError, VerifyingKey, WRAP_BYTES, WordsError,
    check_words, hash, mac, open, seal, unwrap, unwrap_store_key, verify_mac, wrap, wrap_store_key,
};
use sha2::{Digest as _, Sha256};

use crate::{
    file::{Record, borrowed, records},
    tape::Tape,
};

const DOMAINS: [(&str, Domain); 31] = [
    ("PERSON", Domain::PERSON),
    ("ROSTER_RECORD", Domain::ROSTER_RECORD),
    ("ROSTER_DIGEST", Domain::ROSTER_DIGEST),
    ("ROSTER_SIGNATURE", Domain::ROSTER_SIGNATURE),
    ("SPACE", Domain::SPACE),
    ("DOCUMENT", Domain::DOCUMENT),
    ("ACTOR", Domain::ACTOR),
    ("LOG_START", Domain::LOG_START),
    ("RECORD", Domain::RECORD),
    ("PAYLOAD", Domain::PAYLOAD),
    ("RECORD_SIGNATURE", Domain::RECORD_SIGNATURE),
    ("EPOCH_COMMIT", Domain::EPOCH_COMMIT),
    ("EPOCH_WRAP", Domain::EPOCH_WRAP),
    ("ENVELOPE", Domain::ENVELOPE),
    ("LINK_PROOF", Domain::LINK_PROOF),
    ("SESSION_DIGEST", Domain::SESSION_DIGEST),
    ("INVITE_COMMIT", Domain::INVITE_COMMIT),
    ("INVITE_MAC", Domain::INVITE_MAC),
    ("INVITE_LINE", Domain::INVITE_LINE),
    ("TRANSCRIPT", Domain::TRANSCRIPT),
    ("CHECK_WORDS", Domain::CHECK_WORDS),
    ("EDITION_TAG", Domain::EDITION_TAG),
    ("RECOVERY_ROOT", Domain::RECOVERY_ROOT),
    ("RECOVERY_SEALING", Domain::RECOVERY_SEALING),
    ("STORE_KEY", Domain::STORE_KEY),
    ("BACKUP", Domain::BACKUP),
    ("LINKING", Domain::LINKING),
    ("RETURN", Domain::RETURN),
    ("IMPORT", Domain::IMPORT),
    ("COMPARE", Domain::COMPARE),
    ("MUTUAL", Domain::MUTUAL),
];

fn label(record: &Record) -> Domain {
    Domain::new(record.text("label"))
}

#[test]
fn labels_of_domains_are_frozen_and_none_stands_twice() {
    let frozen = records("domains");
    assert_eq!(frozen.len(), DOMAINS.len());
    for (record, (name, domain)) in frozen.iter().zip(DOMAINS) {
        assert_eq!(record.text("name"), name);
        assert_eq!(label(record), domain, "{name}");
        let same = DOMAINS.iter().filter(|(_, other)| *other == domain).count();
        assert_eq!(same, 1, "{name}");
    }
}

#[test]
fn hashes_are_frozen() {
    for record in records("hash") {
        let fields = record.all("field");
        let found = hash(label(&record), &borrowed(&fields));
        assert_eq!(found, record.array("hash"), "{}", record.place());
    }
}

#[test]
fn authentication_codes_are_frozen() {
    for record in records("mac") {
        let (key, code, fields) = (
            record.array("key"),
            record.array("code"),
            record.all("field"),
        );
        let fields = borrowed(&fields);
        let fits = record.text("expect") == "fits";
        let verdict = verify_mac(label(&record), &key, &fields, &code);
        assert_eq!(verdict.is_ok(), fits, "{}", record.place());
        let equal = mac(label(&record), &key, &fields) == code;
        assert_eq!(equal, fits, "{}", record.place());
    }
}

#[test]
fn commitments_to_epoch_keys_are_frozen() {
    for record in records("epoch_commit") {
        let key = EpochKey::from_bytes(&record.array("key"));
        let found = key.commit(&record.array("space"));
        assert_eq!(found, record.array("commit"), "{}", record.place());
    }
}

#[test]
fn keys_are_the_randomness_that_they_are_made_of() {
    let bytes: [u8; 32] = std::array::from_fn(|index| index as u8);
    let tape = || Tape::new(bytes.to_vec());
    assert_eq!(*SigningKey::generate(&mut tape()).to_bytes(), bytes);
    assert_eq!(*SealingSecret::generate(&mut tape()).to_bytes(), bytes);
    assert_eq!(*EpochKey::generate(&mut tape()).to_bytes(), bytes);
    assert_eq!(RecoveryWords::generate(&mut tape()).entropy(), &bytes);
    assert_eq!(StoreKey::generate(&mut tape()).as_bytes(), &bytes);
}

#[test]
fn signatures_are_frozen() {
    for record in records("signature") {
        let (digest, signature) = (record.array("digest"), Signature(record.array("signature")));
        let public = VerifyingKey(record.array("public"));
        let verdict = public.verify(label(&record), &digest, &signature);
        let verified = record.text("expect") == "verified";
        assert_eq!(verdict.is_ok(), verified, "{}", record.place());
        if verified {
            let key = SigningKey::from_bytes(&record.array("seed"));
            assert_eq!(key.verifying_key(), public, "{}", record.place());
            assert_eq!(
                key.sign(label(&record), &digest),
                signature,
                "{}",
                record.place()
            );
        }
    }
}

#[test]
fn envelopes_are_frozen() {
    for record in records("envelope") {
        let key = EpochKey::from_bytes(&record.array("key"));
        let (prefix, context) = (record.bytes("prefix"), record.bytes("context"));
        let envelope = record.bytes("envelope");
        let opened = open(&key, &prefix, &context, &envelope);
        let refusal = match record.text("expect") {
            "opens" => {
                let plaintext = record.bytes("plaintext");
                let sealed = seal(&key, &prefix, &context, &record.array("nonce"), &plaintext);
                assert_eq!(sealed, envelope, "{}", record.place());
                assert_eq!(*opened.unwrap(), plaintext, "{}", record.place());
                continue;
            }
            "malformed" => OpenError::Malformed,
            "not this key" => OpenError::NotThisKey,
            "damaged" => OpenError::Damaged,
            other => panic!("{other} is no expectation"),
        };
        assert_eq!(opened.unwrap_err(), refusal, "{}", record.place());
    }
}

#[test]
fn wraps_are_frozen() {
    for record in records("wrap") {
        let secret = SealingSecret::from_bytes(&record.array("seed"));
        let info = record.all("info");
        let info = borrowed(&info);
        let wrapped = record.bytes("wrap");
        let opened = unwrap(&secret, &info, &wrapped);
        let refusal = match record.text("expect") {
            "opens" => {
                let key = EpochKey::from_bytes(&record.array("key"));
                let public = SealingPublic::try_from(record.bytes("public").as_slice()).unwrap();
                let mut tape = Tape::new(record.bytes("randomness"));
                assert_eq!(wrap(&mut tape, &public, &info, &key), wrapped);
                tape.finish();
                assert_eq!(secret.public(), public);
                assert_eq!(opened.unwrap().to_bytes(), key.to_bytes());
                continue;
            }
            "length" => UnwrapError::Length {
                expected: WRAP_BYTES,
                found: wrapped.len(),
            },
            "refused" => UnwrapError::Refused,
            other => panic!("{other} is no expectation"),
        };
        assert_eq!(opened.unwrap_err(), refusal, "{}", record.place());
    }
}

#[test]
fn store_key_files_are_frozen() {
    for record in records("store_key") {
        let (passphrase, file) = (record.bytes("passphrase"), record.bytes("file"));
        let opened = unwrap_store_key(&passphrase, &file);
        match record.text("expect") {
            "opens" => assert_eq!(opened.unwrap().as_bytes(), &record.array("key")),
            "written" => {
                assert_eq!(opened.unwrap().as_bytes(), &record.array("key"));
                let key = StoreKey::from_bytes(&record.array("key"));
                let mut tape = Tape::new(record.bytes("randomness"));
                assert_eq!(wrap_store_key(&mut tape, &passphrase, &key), file);
                tape.finish();
            }
            "wrong" => assert_eq!(opened.unwrap_err(), PassphraseError::Wrong),
            "malformed" => assert_eq!(opened.unwrap_err(), PassphraseError::Malformed),
            "too costly" => {
                let error = opened.unwrap_err();
                let expected = matches!(error, PassphraseError::TooCostly { .. });
                assert!(expected, "{}: {error}", record.place());
            }
            other => panic!("{other} is no expectation"),
        }
    }
}

#[test]
fn recovery_words_and_their_keys_are_frozen() {
    for record in records("recovery") {
        let read = RecoveryWords::parse(record.text("words"));
        match record
            .text("expect")
            .split_once(' ')
            .unwrap_or((record.text("expect"), ""))
        {
            ("read", "") => belong_together(&record, &read.unwrap()),
            ("understood", "") => {
                assert_eq!(read.unwrap().entropy(), &record.array("entropy"));
            }
            ("count", found) => {
                let found = found.parse().unwrap();
                assert_eq!(
                    read.unwrap_err(),
                    WordsError::Count { found },
                    "{}",
                    record.place()
                );
            }
            ("unknown", place) => {
                let position: usize = place.parse().unwrap();
                let word = record
                    .text("words")
                    .split(' ')
                    .nth(position - 1)
                    .unwrap()
                    .to_owned();
                assert_eq!(read.unwrap_err(), WordsError::Unknown { position, word });
            }
            ("checksum", "") => assert_eq!(read.unwrap_err(), WordsError::Checksum),
            other => panic!("{other:?} is no expectation"),
        }
    }
}

fn belong_together(record: &Record, read: &RecoveryWords) {
    let place = record.place();
    assert_eq!(read.entropy(), &record.array("entropy"), "{place}");
    assert_eq!(read.words().join(" "), record.text("words"), "{place}");
    assert_eq!(*read.root_key().to_bytes(), record.array("root"), "{place}");
    assert_eq!(
        read.root_key().verifying_key().0,
        record.array("root_public"),
        "{place}"
    );
    let recovery = read.recovery_secret();
    assert_eq!(*recovery.to_bytes(), record.array("recovery"), "{place}");
    let public: [u8; 32] = Sha256::digest(recovery.public().as_bytes()).into();
    assert_eq!(public, record.array("recovery_public_sha256"), "{place}");
}

#[test]
fn check_words_are_frozen() {
    for record in records("check_words") {
        let words = check_words::from_bits(&record.array("hash"));
        assert_eq!(words.join(" "), record.text("words"), "{}", record.place());
        let typed = check_words::normalise(&[record.text("words")]).unwrap();
        assert!(check_words::matches(&typed, &words), "{}", record.place());
    }
}
