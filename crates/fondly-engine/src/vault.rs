//! How a journal is made, and how the key of its store is kept.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use fondly_crypto::{
    RecoveryWords, SealingSecret, SigningKey, StoreKey, unwrap_store_key, wrap_store_key,
};
use fondly_store::{Identity, SpaceKind, Store};
use fondly_sync::{Roster, SpaceId, shown};
use rand_core::Rng as _;
use zeroize::Zeroizing;

use crate::{
    Engine, EngineError, Home, backup, beside,
    clock::now,
    home::{io, sync_dir, write_private},
    keeping,
    random::rng,
    served,
};

const KEYRING_SERVICE: &str = "fondly";
const NAME_CHARS_MAX: usize = 64;
const IN_KEYRING: &[u8] = b"keyring ";
const IN_FILE: &[u8] = b"insecure";

/// How the key of the store is kept.
#[derive(Debug)]
#[non_exhaustive]
pub enum Protection {
    /// Wrapped by Argon2id from a passphrase.
    Passphrase(Zeroizing<Vec<u8>>),
    /// In the keyring of the operating system.
    Keyring,
    /// In a file of mode 0600. `status` says so for ever.
    KeyFile,
}

/// What `init` shows once.
#[derive(Debug)]
pub struct Initialised {
    /// 24 words that give the root key. They are stored only where their owner said so.
    pub recovery_words: Vec<Zeroizing<String>>,
    /// 26 characters of base32.
    pub person_id: String,
}

impl Initialised {
    pub(crate) fn of(words: &RecoveryWords, person_id: String) -> Self {
        let words = words.words();
        let words = words.iter().map(|word| Zeroizing::new((*word).to_owned()));
        Self {
            recovery_words: words.collect(),
            person_id,
        }
    }
}

/// Makes a journal for a new person. It is built beside and renamed: there is a whole one or none.
///
/// # Errors
/// `JournalExists`, `Invalid` on the name, `Keyring`, `Store` or `Io`.
pub fn init(home: &Home, name: &str, protection: Protection) -> Result<Initialised, EngineError> {
    make(home, name, protection, false)
}

/// As [`init`], and keeps the recovery words in the journal too.
///
/// # Errors
/// As [`init`].
pub fn init_keeping_words(
    home: &Home,
    name: &str,
    protection: Protection,
) -> Result<Initialised, EngineError> {
    make(home, name, protection, true)
}

fn make(
    home: &Home,
    name: &str,
    protection: Protection,
    keep_words: bool,
) -> Result<Initialised, EngineError> {
    let name = label(name)?;
    let words = RecoveryWords::generate(&mut rng());
    let (_, _, person_id) = build(home, protection, |store| {
        begin(store, &name, &words, keep_words)
    })?;
    Ok(Initialised::of(&words, person_id))
}

/// Makes a journal that `fill` writes into first. It is built beside and renamed.
pub(crate) fn build<T>(
    home: &Home,
    protection: Protection,
    fill: impl FnOnce(&mut Store) -> Result<T, EngineError>,
) -> Result<(Store, StoreKey, T), EngineError> {
    if home.has_journal() {
        return Err(EngineError::JournalExists);
    }
    beside::require_own(home, &protection)?;
    home.create()?;
    let building = tempfile::Builder::new()
        .prefix(".journal-")
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(home.dir())
        .map_err(io("could not create", home.dir()))?;
    let key = StoreKey::generate(&mut rng());
    let mut store = Store::create(&building.path().join("store.db"), &key)?;
    let filled = fill(&mut store)?;
    store.truncate_wal()?;
    drop(store);
    keep_key(&building.path().join("key"), &key, protection)?;
    sync_dir(building.path())?;
    // A directory is renamed onto an empty one at most, so a journal made meanwhile stays.
    fs::rename(building.path(), home.journal()).map_err(|error| match error.kind() {
        std::io::ErrorKind::DirectoryNotEmpty | std::io::ErrorKind::AlreadyExists => {
            EngineError::JournalExists
        }
        _ => io("could not create", &home.journal())(error),
    })?;
    sync_dir(home.dir())?;
    let store = Store::open(&home.store(), &key)?;
    Ok((store, key, filled))
}

fn begin(
    store: &mut Store,
    name: &str,
    words: &RecoveryWords,
    keep_words: bool,
) -> Result<String, EngineError> {
    let device = SigningKey::generate(&mut rng());
    let mut nonce = [0; 16];
    rng().fill_bytes(&mut nonce);
    let mut journal_secret = Zeroizing::new([0; 32]);
    rng().fill_bytes(journal_secret.as_mut());
    let roster = Roster::begin(&words.root_key(), &device, nonce);
    let person = roster.person();
    let space = SpaceId::journal(&person);
    let identity = Identity {
        name: name.to_owned(),
        roster: roster.encode(),
        person,
        device_key: device.to_bytes(),
        journal_secret,
        created_at: now(),
        words: keep_words.then(|| keeping::line(words)),
    };
    store.write(|tx| -> Result<(), EngineError> {
        tx.put_identity(&identity)?;
        tx.put_roster(&roster, now())?;
        tx.add_space(&space, SpaceKind::Journal, now(), &[person])?;
        let sealing = SealingSecret::generate(&mut rng());
        tx.add_sealing_secret(&space, &sealing.to_bytes(), now())?;
        tx.put_endpoint(&space, &SigningKey::generate(&mut rng()).to_bytes())?;
        backup::keep_recovery_key(tx, &words.recovery_secret().public())
    })?;
    Ok(shown(&person.0))
}

/// A name for a person: not empty, not long, without control characters.
pub(crate) fn label(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    let fits = !name.is_empty()
        && name.chars().count() <= NAME_CHARS_MAX
        && !name.chars().any(char::is_control)
        && !name.eq_ignore_ascii_case("me");
    if fits {
        Ok(name.to_owned())
    } else {
        Err(EngineError::Invalid {
            what: "the name",
            value: name.escape_debug().to_string(),
        })
    }
}

fn keyring_entry(account: &str) -> Result<keyring::Entry, EngineError> {
    keyring::Entry::new(KEYRING_SERVICE, account).map_err(EngineError::Keyring)
}

pub(crate) fn keep_key(
    path: &Path,
    key: &StoreKey,
    protection: Protection,
) -> Result<(), EngineError> {
    let bytes = match protection {
        Protection::Passphrase(passphrase) => wrap_store_key(&mut rng(), &passphrase, key),
        Protection::Keyring => {
            let mut account = [0; 16];
            rng().fill_bytes(&mut account);
            let account = fondly_sync::base32(&account);
            let entry = keyring_entry(&account)?;
            entry
                .set_secret(key.as_bytes())
                .map_err(EngineError::Keyring)?;
            [IN_KEYRING, account.as_bytes()].concat()
        }
        Protection::KeyFile => [IN_FILE, key.as_bytes().as_slice()].concat(),
    };
    write_private(path, &bytes)
}

/// Under which name the keyring has the key, if it does.
pub(crate) fn keyring_account(path: &Path) -> Result<Option<String>, EngineError> {
    let bytes = Zeroizing::new(fs::read(path).map_err(io("could not read", path))?);
    let account = bytes.strip_prefix(IN_KEYRING).map(<[u8]>::to_vec);
    let account = account.map(String::from_utf8).transpose();
    account.map_err(|_| EngineError::KeyFile)
}

/// Takes a key out of the keyring.
pub(crate) fn forget_in_keyring(account: &str) -> Result<(), EngineError> {
    keyring_entry(account)?
        .delete_credential()
        .map_err(EngineError::Keyring)
}

/// Whether the key is wrapped by a passphrase, so that nothing else gives it.
///
/// # Errors
/// `NoJournal`, `Io`.
pub fn needs_passphrase(home: &Home) -> Result<bool, EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    let path = home.key_file();
    let bytes = Zeroizing::new(fs::read(&path).map_err(io("could not read", &path))?);
    Ok(!bytes.starts_with(IN_KEYRING) && !bytes.starts_with(IN_FILE))
}

/// Whether the key lies in a file without a passphrase.
pub(crate) fn key_lies_open(home: &Home) -> bool {
    fs::read(home.key_file()).is_ok_and(|bytes| bytes.starts_with(IN_FILE))
}

/// Opens the journal: asks a running `serve` for the key first, then the keyring or key file, and
/// calls `ask` for the passphrase only where one is needed.
///
/// # Errors
/// `NoJournal`, `WrongPassphrase`, `Keyring`, `KeyFile`, `Store`, or what `ask` returned.
pub fn unlock(
    home: &Home,
    ask: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, EngineError>,
) -> Result<Engine, EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    let key = match served::ask_key(home) {
        Some(key) => key,
        None => kept_key(home, ask)?,
    };
    open(home, key)
}

/// Opens the journal whose key is at hand.
pub(crate) fn open(home: &Home, key: StoreKey) -> Result<Engine, EngineError> {
    let store = Store::open(&home.store(), &key)?;
    Engine::new(home.clone(), store, key)
}

/// Asks for the passphrase again where one keeps the journal, although the key may be at hand.
///
/// # Errors
/// `NoJournal`, `WrongPassphrase`, `KeyFile`, or what `ask` returned.
pub fn ask_again(
    home: &Home,
    ask: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, EngineError>,
) -> Result<(), EngineError> {
    if !home.has_journal() {
        return Err(EngineError::NoJournal);
    }
    if !needs_passphrase(home)? {
        return Ok(());
    }
    kept_key(home, ask).map(drop)
}

/// The key as it is kept, without asking a process that holds it.
pub(crate) fn kept_key(
    home: &Home,
    ask: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, EngineError>,
) -> Result<StoreKey, EngineError> {
    let path = home.key_file();
    let bytes = Zeroizing::new(fs::read(&path).map_err(io("could not read", &path))?);
    let stored = if let Some(account) = bytes.strip_prefix(IN_KEYRING) {
        let account = std::str::from_utf8(account).map_err(|_| EngineError::KeyFile)?;
        let secret = keyring_entry(account)?
            .get_secret()
            .map_err(EngineError::Keyring)?;
        Zeroizing::new(secret)
    } else if let Some(key) = bytes.strip_prefix(IN_FILE) {
        Zeroizing::new(key.to_vec())
    } else {
        let passphrase = ask()?;
        return unwrap_store_key(&passphrase, &bytes).map_err(|error| match error {
            fondly_crypto::PassphraseError::Wrong => EngineError::WrongPassphrase,
            _ => EngineError::KeyFile,
        });
    };
    let key: &[u8; 32] = stored
        .as_slice()
        .try_into()
        .map_err(|_| EngineError::KeyFile)?;
    Ok(StoreKey::from_bytes(key))
}

/// Makes this process unreadable to others of the same user and forbids core dumps.
///
/// # Errors
/// If the system refuses either.
pub fn harden() -> std::io::Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}
