//! The keys of Fondly and what is done with them: hashing, signing, sealing, wrapping, words.
//!
//! Each function here is one standard primitive with one fixed choice of parameters and one
//! [`Domain`]. The primitives are those of RustCrypto and dalek; none is our own, and none can be
//! chosen at run time: another choice is another version of the format that names it.
//!
//! | for | by |
//! |---|---|
//! | [`hash()`], [`mac`] | SHA-256, HMAC-SHA256, over length-framed fields |
//! | [`SigningKey`], [`VerifyingKey`] | Ed25519, verified strictly |
//! | [`wrap()`], [`seal_to`] | HPKE base mode: X-Wing, HKDF-SHA256, ChaCha20-Poly1305 |
//! | [`seal`], [`open`] | XChaCha20-Poly1305 with a key commitment by HKDF-SHA256 |
//! | [`RecoveryWords`], [`check_words`] | BIP39 English words, HKDF-SHA256 |
//! | [`wrap_store_key`] | Argon2id, XChaCha20-Poly1305 |
//!
//! # What it deliberately does not do
//!
//! - It draws no randomness: a generator is an argument, so that the same seed gives the same
//!   bytes. In the program it must be the operating system's.
//! - It knows no logs, documents, clock, files or network, and decides nothing about trust: who
//!   may sign or read is for the callers to say.
//! - It hides no lengths; padding is done before sealing.
//! - It claims no deniability, and no forward secrecy beyond that of deleted keys.
//!
//! Every secret is wiped from memory when dropped, has a silent `Debug` and no `Serialize`.
//! Functions that take remote bytes return errors on all of them and never panic.
//!
//! # Example
//!
//! ```
//! use fondly_crypto::{EpochKey, OpenError, open, seal};
//!
//! let key = EpochKey::from_bytes(&[7; 32]);
//! let nonce = [9; 24]; // random in the program
//! let envelope = seal(&key, b"magic", b"space and epoch", &nonce, b"thank you for the tea");
//!
//! let plaintext = open(&key, b"magic", b"space and epoch", &envelope)?;
//! assert_eq!(plaintext.as_slice(), b"thank you for the tea");
//!
//! let elsewhere = open(&key, b"magic", b"another space", &envelope);
//! assert_eq!(elsewhere.unwrap_err(), OpenError::NotThisKey);
//! # Ok::<(), OpenError>(())
//! ```
//!
//! # Reading order
//!
//! `domain` and `hash` first, since all else builds on them; then `sign`, `envelope` and `wrap`,
//! which carry the protocol; `words`, `recovery` and `check_words`, which people see;
//! `passphrase` last. The vectors that pin every byte are in `tests/vectors/crypto` of the
//! repository.

#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::string_slice, clippy::panic)
)]

pub mod check_words;
mod domain;
mod envelope;
mod hash;
mod passphrase;
mod recovery;
mod sign;
mod words;
mod wrap;

pub use domain::Domain;
pub use envelope::{EpochKey, OpenError, SEAL_OVERHEAD, open, seal};
pub use hash::{BadMac, hash, mac, verify_mac};
pub use passphrase::{
    PassphraseError, STORE_KEY_FILE_BYTES, StoreKey, unwrap_store_key, wrap_store_key,
};
pub use recovery::{RECOVERY_WORDS, RecoveryWords};
pub use sign::{BadSignature, ReadKey, Signature, SigningKey, VerifyingKey};
pub use words::WordsError;
pub use wrap::{
    BadSealingKey, SEAL_TO_OVERHEAD, SEALING_PUBLIC_BYTES, SealingPublic, SealingSecret,
    UnwrapError, WRAP_BYTES, open_from, seal_to, unwrap, wrap,
};
