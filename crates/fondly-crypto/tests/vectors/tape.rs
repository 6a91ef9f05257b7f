//! Randomness that was written down.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng, utils};

/// Hands out given bytes once, in order, and refuses to give more.
pub(crate) struct Tape(Vec<u8>);

impl Tape {
    /// A tape of these bytes.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Asserts that all was used.
    pub(crate) fn finish(self) {
        assert!(
            self.0.is_empty(),
            "{} bytes of randomness are left",
            self.0.len()
        );
    }
}

impl TryRng for Tape {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        assert!(
            bytes.len() <= self.0.len(),
            "the tape has too little randomness"
        );
        let length = bytes.len();
        bytes.copy_from_slice(&self.0[..length]);
        self.0.drain(..length);
        Ok(())
    }
}

impl TryCryptoRng for Tape {}
