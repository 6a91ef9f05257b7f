//! The primitives, as this crate is built with them, on the vectors of their specifications.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305,
    aead::{Aead as _, Payload},
};
use fondly_crypto::{RecoveryWords, SealingPublic, SealingSecret, SigningKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::XWing, single_shot_open, single_shot_seal_with_rng,
};
use sha2::{Digest as _, Sha256};

use crate::{file::records, tape::Tape};

#[test]
fn sha256_is_that_of_fips_180() {
    for record in records("sha256") {
        let hash: [u8; 32] = Sha256::digest(record.bytes("message")).into();
        assert_eq!(hash, record.array("hash"), "{}", record.place());
    }
}

#[test]
fn hmac_is_that_of_rfc_4231() {
    for record in records("hmac") {
        let mut state = Hmac::<Sha256>::new_from_slice(&record.bytes("key")).unwrap();
        state.update(&record.bytes("message"));
        let code: [u8; 32] = state.finalize().into_bytes().into();
        assert_eq!(code, record.array("code"), "{}", record.place());
    }
}

#[test]
fn hkdf_is_that_of_rfc_5869() {
    for record in records("hkdf") {
        let salt = record.bytes("salt");
        let salt = Some(salt.as_slice()).filter(|salt| !salt.is_empty());
        let (prk, state) = Hkdf::<Sha256>::extract(salt, &record.bytes("ikm"));
        let mut output = vec![0; record.bytes("okm").len()];
        state.expand(&record.bytes("info"), &mut output).unwrap();
        assert_eq!(prk.as_slice(), record.bytes("prk"), "{}", record.place());
        assert_eq!(output, record.bytes("okm"), "{}", record.place());
    }
}

#[test]
fn ed25519_is_that_of_rfc_8032() {
    for record in records("ed25519") {
        let ours = SigningKey::from_bytes(&record.array("seed"));
        assert_eq!(
            ours.verifying_key().0,
            record.array("public"),
            "{}",
            record.place()
        );

        let key = ed25519_dalek::SigningKey::from_bytes(&ours.to_bytes());
        let message = record.bytes("message");
        let signature = ed25519_dalek::Signer::sign(&key, &message);
        assert_eq!(
            signature.to_bytes(),
            record.array("signature"),
            "{}",
            record.place()
        );
        assert!(
            key.verifying_key()
                .verify_strict(&message, &signature)
                .is_ok()
        );
    }
}

#[test]
fn strict_verification_refuses_what_divides_implementations() {
    for record in records("ed25519_strict") {
        let signature = ed25519_dalek::Signature::from_bytes(&record.array("signature"));
        let verdict = ed25519_dalek::VerifyingKey::from_bytes(&record.array("public"))
            .and_then(|key| key.verify_strict(&record.bytes("message"), &signature));
        let expected = record.text("expect") == "accepted";
        assert_eq!(verdict.is_ok(), expected, "{}", record.place());
    }
}

#[test]
fn xchacha20_poly1305_is_that_of_its_draft() {
    for record in records("xchacha") {
        let cipher = XChaCha20Poly1305::new_from_slice(&record.bytes("key")).unwrap();
        let (nonce, data) = (record.array::<24>("nonce"), record.bytes("data"));
        let plaintext = record.bytes("plaintext");
        let sealed = [record.bytes("ciphertext"), record.bytes("tag")].concat();
        let payload = Payload {
            msg: &plaintext,
            aad: &data,
        };
        assert_eq!(cipher.encrypt((&nonce).into(), payload).unwrap(), sealed);
        let payload = Payload {
            msg: &sealed,
            aad: &data,
        };
        assert_eq!(cipher.decrypt((&nonce).into(), payload).unwrap(), plaintext);
    }
}

#[test]
fn argon2id_is_that_of_rfc_9106() {
    for record in records("argon2id") {
        let params = ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(AssociatedData::new(&record.bytes("data")).unwrap())
            .build()
            .unwrap();
        let secret = record.bytes("secret");
        let argon2 =
            Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon2
            .hash_password_into(&record.bytes("password"), &record.bytes("salt"), &mut tag)
            .unwrap();
        assert_eq!(tag, record.array("tag"), "{}", record.place());
    }
}

#[test]
fn recovery_words_are_those_of_bip39() {
    for record in records("bip39") {
        let made = RecoveryWords::from_entropy(&record.array("entropy"));
        assert_eq!(
            made.words().join(" "),
            record.text("words"),
            "{}",
            record.place()
        );
        let read = RecoveryWords::parse(record.text("words")).unwrap();
        assert_eq!(
            read.entropy(),
            &record.array("entropy"),
            "{}",
            record.place()
        );
    }
}

#[test]
fn x_wing_is_that_of_its_draft() {
    for record in records("xwing") {
        let public = SealingSecret::from_bytes(&record.array("seed")).public();
        assert_eq!(
            public.as_bytes(),
            record.bytes("public"),
            "{}",
            record.place()
        );
        assert!(SealingPublic::try_from(public.as_bytes()).is_ok());

        let recipient = <XWing as hpke::Kem>::PublicKey::from_bytes(public.as_bytes()).unwrap();
        let mut tape = Tape::new(record.bytes("randomness"));
        let (shared, encapsulated) = XWing::encap_with_rng(&recipient, None, &mut tape).unwrap();
        tape.finish();
        assert_eq!(
            encapsulated.to_bytes().as_slice(),
            record.bytes("ciphertext")
        );
        assert_eq!(
            shared.0.as_slice(),
            record.bytes("shared"),
            "{}",
            record.place()
        );

        let secret = <XWing as hpke::Kem>::PrivateKey::from_bytes(&record.bytes("seed")).unwrap();
        let shared = XWing::decap(&secret, None, &encapsulated).unwrap();
        assert_eq!(
            shared.0.as_slice(),
            record.bytes("shared"),
            "{}",
            record.place()
        );
    }
}

#[test]
fn hpke_is_that_of_its_drafts() {
    for record in records("hpke") {
        let secret = <XWing as hpke::Kem>::PrivateKey::from_bytes(&record.bytes("seed")).unwrap();
        let public = XWing::sk_to_pk(&secret);
        assert_eq!(public.to_bytes().as_slice(), record.bytes("public"));

        let (info, data) = (record.bytes("info"), record.bytes("data"));
        let mut tape = Tape::new(record.bytes("randomness"));
        let (encapsulated, ciphertext) =
            single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
                &OpModeS::Base,
                &public,
                &info,
                &record.bytes("plaintext"),
                &data,
                &mut tape,
            )
            .unwrap();
        tape.finish();
        assert_eq!(
            encapsulated.to_bytes().as_slice(),
            record.bytes("encapsulated")
        );
        assert_eq!(ciphertext, record.bytes("ciphertext"));

        let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &secret,
            &encapsulated,
            &info,
            &ciphertext,
            &data,
        );
        assert_eq!(opened.unwrap(), record.bytes("plaintext"));
    }
}
