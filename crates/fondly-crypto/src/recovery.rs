//! The 24 words from which a person's root and recovery keys are made.

use std::fmt;

use bip39::{Language, Mnemonic};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    Domain, SealingSecret, SigningKey,
    words::{self, WordsError},
};

/// How many words there are: 256 bits and a checksum of 8, eleven to a word.
pub const RECOVERY_WORDS: usize = 24;

/// 32 bytes of entropy and the BIP39 English words that people keep of them; wiped when dropped.
///
/// Only the encoding is BIP39's. Keys are derived from the entropy itself by HKDF-SHA256
/// (RFC 5869), without salt, with a domain as info: the entropy is uniform already, so the
/// stretching and the passphrase of BIP39 seeds would add nothing.
#[derive(Clone)]
pub struct RecoveryWords(Zeroizing<[u8; 32]>);

impl RecoveryWords {
    /// Makes new words of 32 random bytes.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut entropy = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *entropy);
        Self(entropy)
    }

    /// Makes the words of 32 bytes of entropy; all 32 bytes have words.
    #[must_use]
    pub fn from_entropy(entropy: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*entropy))
    }

    /// Reads words as people type them: in any case, apart by any white space, whole or by their
    /// first four letters.
    ///
    /// # Errors
    /// [`WordsError`]; the checksum finds 255 of 256 mistakes that are words of the list.
    pub fn parse(typed: &str) -> Result<Self, WordsError> {
        let found = words::read::<RECOVERY_WORDS>(core::iter::once(typed))?;
        let line = Zeroizing::new(found.join(" "));
        let mnemonic = Mnemonic::parse_in_normalized(Language::English, &line)
            .map_err(|_| WordsError::Checksum)?;
        let (bytes, _) = mnemonic.to_entropy_array();
        let bytes = Zeroizing::new(bytes);
        let entropy = bytes
            .first_chunk()
            .expect("24 words are 32 bytes of entropy");
        Ok(Self(Zeroizing::new(*entropy)))
    }

    /// The words, to be shown once and kept on paper.
    #[must_use]
    pub fn words(&self) -> [&'static str; RECOVERY_WORDS] {
        let mnemonic = Mnemonic::from_entropy_in(Language::English, &*self.0)
            .expect("32 bytes are a length of BIP39");
        let mut words = [""; RECOVERY_WORDS];
        for (slot, word) in words.iter_mut().zip(mnemonic.words()) {
            *slot = word;
        }
        words
    }

    /// The 32 bytes that the words stand for.
    #[must_use]
    pub fn entropy(&self) -> &[u8; 32] {
        &self.0
    }

    /// The root key, which signs rosters only.
    #[must_use]
    pub fn root_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derive(Domain::RECOVERY_ROOT))
    }

    /// The recovery key, which opens backups and stands in no roster.
    #[must_use]
    pub fn recovery_secret(&self) -> SealingSecret {
        SealingSecret::from_bytes(&self.derive(Domain::RECOVERY_SEALING))
    }

    fn derive(&self, domain: Domain) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &*self.0)
            .expand(domain.as_bytes(), &mut *seed)
            .expect("32 bytes are under the 8160 of HKDF-SHA256");
        seed
    }
}

impl fmt::Debug for RecoveryWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryWords(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::RecoveryWords;
    use crate::WordsError;

    fn words() -> RecoveryWords {
        RecoveryWords::from_entropy(&[0x5a; 32])
    }

    #[test]
    fn words_are_read_back_in_any_case_and_spacing() {
        let shown = words().words();
        let plain = shown.join(" ");
        let loud = format!("\n {} \t", shown.join("\r\n").to_uppercase());
        let short = shown.map(|word| &word[..word.len().min(4)]).join("  ");
        for typed in [plain, loud, short] {
            assert_eq!(RecoveryWords::parse(&typed).unwrap().entropy(), &[0x5a; 32]);
        }
    }

    #[test]
    fn a_wrong_number_of_words_is_told() {
        let shown = words().words();
        for found in [0, 12, 23] {
            let error = RecoveryWords::parse(&shown[..found].join(" ")).unwrap_err();
            assert_eq!(error, WordsError::Count { found });
        }
        let error = RecoveryWords::parse(&format!("{} able", shown.join(" "))).unwrap_err();
        assert_eq!(error, WordsError::Count { found: 25 });
    }

    #[test]
    fn a_word_that_is_not_on_the_list_is_told_with_its_place() {
        let mut shown = words().words();
        shown[6] = "Flowr";
        let error = RecoveryWords::parse(&shown.join(" ")).unwrap_err();
        assert_eq!(
            error,
            WordsError::Unknown {
                position: 7,
                word: "Flowr".to_owned()
            }
        );
    }

    #[test]
    fn a_wrong_word_of_the_list_fails_the_checksum() {
        let mut shown = words().words();
        assert_ne!(shown[0], "zoo");
        shown[0] = "zoo";
        let error = RecoveryWords::parse(&shown.join(" ")).unwrap_err();
        assert_eq!(error, WordsError::Checksum);
    }

    #[test]
    fn root_and_recovery_keys_share_no_bytes() {
        let root = words().root_key().to_bytes();
        let recovery = words().recovery_secret().to_bytes();
        assert_ne!(root, recovery);
        assert_ne!(*root, [0x5a; 32]);
        assert_ne!(*recovery, [0x5a; 32]);
    }

    #[test]
    fn debug_says_nothing() {
        assert_eq!(format!("{:?}", words()), "RecoveryWords(..)");
    }
}
