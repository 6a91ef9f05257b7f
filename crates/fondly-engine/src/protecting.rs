//! `passphrase`: another way to keep the key of the store.

use crate::{Engine, EngineError, Protection, beside, vault};

impl Engine {
    /// Keeps the key in this way from now on. The key itself stays; a running `serve` goes on with it.
    ///
    /// # Errors
    /// `PassphraseInUse`, `Keyring`, `Io`.
    pub fn protect(&mut self, protection: Protection) -> Result<(), EngineError> {
        beside::require_own(&self.home, &protection)?;
        let path = self.home.key_file();
        let before = vault::keyring_account(&path)?;
        vault::keep_key(&path, &self.key, protection)?;
        // Only now is there another way to the key.
        before.map_or(Ok(()), |account| vault::forget_in_keyring(&account))
    }
}
