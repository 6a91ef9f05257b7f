//! The key of the store, and its file, which a passphrase opens.

use std::collections::TryReserveError;
use std::fmt;

use argon2::{Algorithm, Argon2, AssociatedData, Block, Params, ParamsBuilder, Version};
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::Domain;

/// Bytes of the file that [`wrap_store_key`] gives.
pub const STORE_KEY_FILE_BYTES: usize = HEADER_BYTES + 32 + 16;

const MAGIC: &[u8; 4] = b"FNDK";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 4 + 1 + 3 * 4 + 16 + 24;

/// Why a store key file did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PassphraseError {
    /// The passphrase is another one, or the file was changed.
    #[error("the passphrase does not open the store")]
    Wrong,
    /// Not a store key file of this version.
    #[error("not a store key file")]
    Malformed,
    /// The file asks for more work than is ever written, or more memory than there is.
    #[error("the key file asks for too much: {memory_kib} KiB, {passes} passes, {lanes} lanes")]
    TooCostly {
        /// Argon2's m: memory in KiB, at most 1 GiB.
        memory_kib: u32,
        /// Argon2's t: passes over the memory, at most 16.
        passes: u32,
        /// Argon2's p: lanes, at most 16.
        lanes: u32,
    },
}

/// The key of the store's database: 32 random bytes, wiped when dropped.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

impl StoreKey {
    /// Makes a key of 32 random bytes.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *key);
        Self(key)
    }

    /// Makes the key of 32 bytes; every 32 bytes are one.
    #[must_use]
    pub fn from_bytes(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*key))
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(..)")
    }
}

/// Wraps a store key under a passphrase, as the bytes of a file.
///
/// ```text
/// magic "FNDK" || version 1 (u8) || m in KiB (u32) || t (u32) || p (u32)
///     || salt (16) || nonce (24) || ciphertext (32) || tag (16)
/// ```
///
/// Integers are little endian. The passphrase is stretched by Argon2id version 1.3 with the
/// second choice of RFC 9106, section 4 (64 MiB, 3 passes, 4 lanes), and [`Domain::STORE_KEY`] as
/// its associated data X; the key is then sealed by XChaCha20-Poly1305 with everything before
/// the ciphertext as associated data. Takes a fraction of a second by design.
#[must_use]
pub fn wrap_store_key(rng: &mut impl CryptoRng, passphrase: &[u8], key: &StoreKey) -> Vec<u8> {
    wrap_at(Cost::WRITTEN, rng, passphrase, key)
}

/// Opens what [`wrap_store_key`] made, at the cost that the file names.
///
/// # Errors
/// [`PassphraseError::Malformed`] and [`PassphraseError::TooCostly`] are told before any work is
/// done, so that a planted file can take neither the memory nor the hours;
/// [`PassphraseError::Wrong`] afterwards.
pub fn unwrap_store_key(passphrase: &[u8], bytes: &[u8]) -> Result<StoreKey, PassphraseError> {
    let file = File::decode(bytes)?;
    let cost = file.cost;
    cost.check()?;
    let memory = cost.memory().map_err(|_| cost.refusal())?;
    let cipher = cost
        .stretch(passphrase, file.salt, memory)
        .ok_or(PassphraseError::Wrong)?;
    let mut key = Zeroizing::new(*file.ciphertext);
    cipher
        .decrypt_inout_detached(
            file.nonce.into(),
            file.header,
            key.as_mut_slice().into(),
            file.tag.into(),
        )
        .map_err(|_| PassphraseError::Wrong)?;
    Ok(StoreKey(key))
}

fn wrap_at(cost: Cost, rng: &mut impl CryptoRng, passphrase: &[u8], key: &StoreKey) -> Vec<u8> {
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut nonce);
    let memory = cost
        .memory()
        .expect("64 MiB can be had, as for any allocation");
    let cipher = cost
        .stretch(passphrase, &salt, memory)
        .expect("the written cost is one of Argon2's and a passphrase is under 4 GiB");

    let mut file = Vec::with_capacity(STORE_KEY_FILE_BYTES);
    file.extend_from_slice(MAGIC);
    file.push(VERSION);
    for parameter in [cost.memory_kib, cost.passes, cost.lanes] {
        file.extend_from_slice(&parameter.to_le_bytes());
    }
    file.extend_from_slice(&salt);
    file.extend_from_slice(&nonce);
    file.extend_from_slice(key.as_bytes());
    let (header, body) = file.split_at_mut(HEADER_BYTES);
    let tag = cipher
        .encrypt_inout_detached((&nonce).into(), header, body.into())
        .expect("32 bytes are under the 256 GiB of the cipher");
    file.extend_from_slice(&tag);
    file
}

/// The fields of a store key file, whatever they hold.
struct File<'a> {
    cost: Cost,
    salt: &'a [u8; 16],
    nonce: &'a [u8; 24],
    header: &'a [u8],
    ciphertext: &'a [u8; 32],
    tag: &'a [u8; 16],
}

impl<'a> File<'a> {
    fn decode(bytes: &'a [u8]) -> Result<Self, PassphraseError> {
        Self::split(bytes).ok_or(PassphraseError::Malformed)
    }

    fn split(bytes: &'a [u8]) -> Option<Self> {
        let (header, sealed) = bytes.split_at_checked(HEADER_BYTES)?;
        let (ciphertext, tag) = sealed.split_first_chunk()?;
        let rest = header.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
        let (memory_kib, rest) = rest.split_first_chunk()?;
        let (passes, rest) = rest.split_first_chunk()?;
        let (lanes, rest) = rest.split_first_chunk()?;
        let (salt, nonce) = rest.split_first_chunk()?;
        Some(Self {
            cost: Cost {
                memory_kib: u32::from_le_bytes(*memory_kib),
                passes: u32::from_le_bytes(*passes),
                lanes: u32::from_le_bytes(*lanes),
            },
            salt,
            nonce: nonce.try_into().ok()?,
            header,
            ciphertext,
            tag: tag.try_into().ok()?,
        })
    }
}

/// The three parameters of Argon2 (RFC 9106, section 3.1: m, t, p).
#[derive(Clone, Copy)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    const WRITTEN: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };
    const HIGHEST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 16,
    };

    /// Refuses what Argon2 does not know and what is beyond [`Cost::HIGHEST`].
    fn check(self) -> Result<(), PassphraseError> {
        let highest = Self::HIGHEST;
        if self.memory_kib > highest.memory_kib
            || self.passes > highest.passes
            || self.lanes > highest.lanes
        {
            return Err(self.refusal());
        }
        self.params()
            .map(|_| ())
            .map_err(|_| PassphraseError::Malformed)
    }

    fn refusal(self) -> PassphraseError {
        let Self {
            memory_kib,
            passes,
            lanes,
        } = self;
        PassphraseError::TooCostly {
            memory_kib,
            passes,
            lanes,
        }
    }

    fn params(self) -> argon2::Result<Params> {
        let domain = AssociatedData::new(Domain::STORE_KEY.as_bytes())?;
        ParamsBuilder::new()
            .m_cost(self.memory_kib)
            .t_cost(self.passes)
            .p_cost(self.lanes)
            .data(domain)
            .build()
    }

    /// Memory for Argon2, wiped when dropped; that there is too little is an error.
    fn memory(self) -> Result<Zeroizing<Vec<Block>>, TryReserveError> {
        let blocks = self.params().map_or(0, |params| params.block_count());
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks)?;
        memory.resize(blocks, Block::new());
        Ok(Zeroizing::new(memory))
    }

    /// The cipher of a passphrase and salt, or nothing if Argon2 takes one of them not.
    fn stretch(
        self,
        passphrase: &[u8],
        salt: &[u8; 16],
        mut memory: Zeroizing<Vec<Block>>,
    ) -> Option<XChaCha20Poly1305> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params().ok()?);
        let mut key = Zeroizing::new([0; 32]);
        argon2
            .hash_password_into_with_memory(passphrase, salt, &mut *key, memory.as_mut_slice())
            .ok()?;
        XChaCha20Poly1305::new_from_slice(&*key).ok()
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::{
        Cost, HEADER_BYTES, PassphraseError, STORE_KEY_FILE_BYTES, StoreKey, unwrap_store_key,
        wrap_at,
    };

    const CHEAP: Cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn file() -> Vec<u8> {
        let key = StoreKey::from_bytes(&[5; 32]);
        wrap_at(
            CHEAP,
            &mut ChaCha20Rng::from_seed([3; 32]),
            b"open sesame",
            &key,
        )
    }

    fn with_cost(memory_kib: u32, passes: u32, lanes: u32) -> Vec<u8> {
        let mut bytes = file();
        bytes[5..9].copy_from_slice(&memory_kib.to_le_bytes());
        bytes[9..13].copy_from_slice(&passes.to_le_bytes());
        bytes[13..17].copy_from_slice(&lanes.to_le_bytes());
        bytes
    }

    #[test]
    fn the_highest_costs_are_taken_and_any_above_is_not() {
        let highest = Cost::HIGHEST;
        assert!(highest.check().is_ok());
        for above in [
            Cost {
                memory_kib: highest.memory_kib + 1,
                ..highest
            },
            Cost {
                passes: highest.passes + 1,
                ..highest
            },
            Cost {
                lanes: highest.lanes + 1,
                ..highest
            },
        ] {
            assert!(above.check().is_err());
        }
    }

    #[test]
    fn the_right_passphrase_opens_and_no_other() {
        let file = file();
        assert_eq!(file.len(), STORE_KEY_FILE_BYTES);
        assert_eq!(
            unwrap_store_key(b"open sesame", &file).unwrap().as_bytes(),
            &[5; 32]
        );
        for other in [b"open sesamE".as_slice(), b"open sesame ", b""] {
            assert_eq!(
                unwrap_store_key(other, &file).unwrap_err(),
                PassphraseError::Wrong
            );
        }
    }

    #[test]
    fn a_planted_cost_is_refused_before_any_work() {
        let most = u32::MAX;
        for (memory_kib, passes, lanes) in [
            (1024 * 1024 + 1, 1, 1),
            (most, 1, 1),
            (8, 17, 1),
            (8, most, 1),
            (136, 1, 17),
        ] {
            let error = unwrap_store_key(b"open sesame", &with_cost(memory_kib, passes, lanes))
                .unwrap_err();
            assert_eq!(
                error,
                PassphraseError::TooCostly {
                    memory_kib,
                    passes,
                    lanes
                }
            );
        }
    }

    #[test]
    fn a_cost_that_argon2_does_not_know_is_malformed() {
        for (memory_kib, passes, lanes) in [(7, 1, 1), (8, 0, 1), (8, 1, 0), (31, 1, 4), (0, 0, 0)]
        {
            let error = unwrap_store_key(b"open sesame", &with_cost(memory_kib, passes, lanes))
                .unwrap_err();
            assert_eq!(error, PassphraseError::Malformed);
        }
    }

    #[test]
    fn the_cost_is_authenticated() {
        let error = unwrap_store_key(b"open sesame", &with_cost(9, 1, 1)).unwrap_err();
        assert_eq!(error, PassphraseError::Wrong);
    }

    #[test]
    fn other_lengths_and_versions_are_malformed() {
        let mut file = file();
        for length in 0..file.len() {
            let error = unwrap_store_key(b"open sesame", &file[..length]).unwrap_err();
            assert_eq!(error, PassphraseError::Malformed);
        }
        file.push(0);
        let error = unwrap_store_key(b"open sesame", &file).unwrap_err();
        assert_eq!(error, PassphraseError::Malformed);
        file.pop();
        file[4] = 2;
        let error = unwrap_store_key(b"open sesame", &file).unwrap_err();
        assert_eq!(error, PassphraseError::Malformed);
    }

    #[test]
    fn salt_and_nonce_are_new_in_each_file() {
        let mut rng = ChaCha20Rng::from_seed([3; 32]);
        let key = StoreKey::generate(&mut rng);
        let [one, two] = [(); 2].map(|()| wrap_at(CHEAP, &mut rng, b"open sesame", &key));
        assert_ne!(one[17..33], two[17..33]);
        assert_ne!(one[33..HEADER_BYTES], two[33..HEADER_BYTES]);
    }

    #[test]
    fn debug_of_the_key_says_nothing() {
        assert_eq!(
            format!("{:?}", StoreKey::from_bytes(&[5; 32])),
            "StoreKey(..)"
        );
    }
}
