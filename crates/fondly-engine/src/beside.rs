//! Other journals in the same place, each opened by its own passphrase and by nothing else.
//!
//! They are whole journals of their own: nothing of one is in the lists, searches, counts, files or
//! processes of another. Which one is meant, a passphrase says. That there is more than one cannot be
//! hidden from whoever looks at the files, and nothing here tries to.

use std::{fs, io::ErrorKind, path::Path};

use fondly_crypto::StoreKey;
use fondly_sync::shown;
use rand_core::Rng as _;

use crate::{
    Engine, EngineError, Home, Protection, home::io, locking, locking::Forgotten, random::rng,
    vault,
};

/// A name says neither what is in a directory nor how many there are.
const NAME_CHARS: usize = 8;

/// The journal that a passphrase opens, and its key.
#[derive(Debug)]
pub struct Chosen {
    home: Home,
    key: StoreKey,
}

impl Chosen {
    /// Where it is.
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// Opens it.
    ///
    /// # Errors
    /// `Store`.
    pub fn open(&self) -> Result<Engine, EngineError> {
        vault::open(&self.home, self.key.clone())
    }
}

/// Finds the journal of this place that a passphrase opens: the first one, or one beside it.
///
/// # Errors
/// `NoJournal`, `WrongPassphrase`, `KeyFile`, `Io`.
pub fn choose(home: &Home, passphrase: &[u8]) -> Result<Chosen, EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    for home in all(home)? {
        if let Some(key) = opened_by(&home, passphrase)? {
            return Ok(Chosen { home, key });
        }
    }
    Err(EngineError::WrongPassphrase)
}

/// A place for one more journal beside the first one of this place.
///
/// # Errors
/// `NoJournal` where there is no first one.
pub fn place_beside(home: &Home) -> Result<Home, EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    let mut name = [0; 16];
    rng().fill_bytes(&mut name);
    let name: String = shown(&name).chars().take(NAME_CHARS).collect();
    Ok(home.beside(&name))
}

/// Has whoever holds the key of any journal of this place forget it: see [`crate::lock`].
///
/// # Errors
/// As [`crate::lock`].
pub fn lock_all(home: &Home) -> Result<Forgotten, EngineError> {
    let mut forgotten = locking::lock(home)?;
    for other in all(home)?.into_iter().filter(|other| other != home) {
        forgotten.was_held |= locking::lock(&other)?.was_held;
    }
    Ok(forgotten)
}

/// Refuses to keep the key of the journal at `home` in a way by which it could not be told from
/// another one of its place.
pub(crate) fn require_own(home: &Home, protection: &Protection) -> Result<(), EngineError> {
    let Protection::Passphrase(passphrase) = protection else {
        return if home.is_beside() {
            Err(EngineError::Invalid {
                what: "a journal beside another one without a passphrase",
                value: home.dir().display().to_string(),
            })
        } else {
            Ok(())
        };
    };
    for other in all(&home.first())?.into_iter().filter(|it| it != home) {
        if opened_by(&other, passphrase)?.is_some() {
            return Err(EngineError::PassphraseInUse);
        }
    }
    Ok(())
}

fn opened_by(home: &Home, passphrase: &[u8]) -> Result<Option<StoreKey>, EngineError> {
    if !vault::needs_passphrase(home)? {
        return Ok(None);
    }
    match vault::kept_key(home, &mut || Ok(passphrase.to_vec().into())) {
        Ok(key) => Ok(Some(key)),
        Err(EngineError::WrongPassphrase) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The journals of a place, the first one first.
fn all(home: &Home) -> Result<Vec<Home>, EngineError> {
    let mut homes: Vec<Home> = Some(home.clone())
        .filter(Home::has_journal)
        .into_iter()
        .collect();
    let dir = home.others();
    let failed = |error| io("could not look at", &dir)(error);
    let listed = match fs::read_dir(&dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(homes),
        listed => listed.map_err(failed)?,
    };
    let mut names = Vec::new();
    for entry in listed {
        let path = entry.map_err(failed)?.path();
        names.extend(path.file_name().map(Path::new).map(Path::to_path_buf));
    }
    names.sort_unstable();
    let others = names.iter().map(|name| home.beside(name));
    homes.extend(others.filter(Home::has_journal));
    Ok(homes)
}
