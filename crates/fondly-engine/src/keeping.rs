//! Recovery words that their owner chose to keep in this journal, to see them again.

use fondly_crypto::RecoveryWords;
use fondly_store::{Identity, Tx};
use zeroize::Zeroizing;

use crate::{Engine, EngineError, devices};

impl Engine {
    /// The words, if they are kept here. Ask for the passphrase again before.
    ///
    /// # Errors
    /// `WordsNotKept`, `Store`, `Shape`.
    pub fn kept_words(&self) -> Result<RecoveryWords, EngineError> {
        self.view(|me, tx, _| {
            let kept = tx.identity()?.words.ok_or(EngineError::WordsNotKept)?;
            let words = RecoveryWords::parse(&kept).map_err(|_| EngineError::Shape)?;
            // Another device may have begun anew with other words since.
            if words.root_key().verifying_key() == *devices::own_roster(me, tx)?.root() {
                Ok(words)
            } else {
                Err(EngineError::WordsNotKept)
            }
        })
    }

    /// Keeps the words of this journal here, encrypted like all of it.
    ///
    /// # Errors
    /// `OtherWords`, `Store`.
    pub fn keep_words(&mut self, words: &RecoveryWords) -> Result<(), EngineError> {
        let line = line(words);
        self.change(|me, tx, _| {
            if words.root_key().verifying_key() != *devices::own_roster(me, tx)?.root() {
                return Err(EngineError::OtherWords);
            }
            let identity = Identity {
                words: Some(line),
                ..tx.identity()?
            };
            Ok(tx.put_identity(&identity)?)
        })
    }

    /// Keeps the words no longer. They are gone from this device when this returns.
    ///
    /// # Errors
    /// `WordsNotKept`, `Store`.
    pub fn forget_words(&mut self) -> Result<(), EngineError> {
        self.change(|_, tx, _| {
            let identity = tx.identity()?;
            if identity.words.is_none() {
                return Err(EngineError::WordsNotKept);
            }
            let identity = Identity {
                words: None,
                ..identity
            };
            Ok(tx.put_identity(&identity)?)
        })?;
        self.empty_log();
        Ok(())
    }
}

/// Where the words are kept, keeps those that took their place.
pub(crate) fn replace(tx: &Tx<'_>, words: &RecoveryWords) -> Result<(), EngineError> {
    let identity = tx.identity()?;
    if identity.words.is_none() {
        return Ok(());
    }
    let identity = Identity {
        words: Some(line(words)),
        ..identity
    };
    Ok(tx.put_identity(&identity)?)
}

/// The words as one line, in which they are kept.
pub(crate) fn line(words: &RecoveryWords) -> Zeroizing<String> {
    Zeroizing::new(words.words().join(" "))
}
