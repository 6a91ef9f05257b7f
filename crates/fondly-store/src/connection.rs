//! Connections: how the file is made, keyed and set up.

use std::{
    fs::OpenOptions,
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use data_encoding::HEXLOWER;
use fondly_crypto::StoreKey;
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use zeroize::Zeroizing;

use crate::StoreError;

/// How long a transaction waits for another process before it is [`StoreError::Busy`].
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Prepared statements kept: more than this crate has.
const STATEMENTS_MAX: usize = 160;

/// Held while a connection is opened: to others SQLite has begun before SQLCipher has, whose beginning runs outside
/// of SQLite's lock (`SQLITE_EXTRA_INIT`). Whoever opens beside the first would find no ciphers.
static OPENING: Mutex<()> = Mutex::new(());

/// SQLCipher writes warnings to standard error by itself, a wrong key among them.
const SILENCE: &str = "PRAGMA cipher_log_level = NONE;";

/// How the pages of a file are sealed: AES-256-CBC and an HMAC for each page of 4096 bytes, as SQLCipher 4 has
/// it, whatever the library's own default becomes. Larger pages gain nothing: with 20,000 entries 8192 bytes
/// filled as fast, made the file 26 MB instead of 22, and doubled what a small write costs.
///
/// `cipher_memory_security` stays off: it locks and wipes all of SQLite's memory, for the whole
/// process and for good, which made filling 2.7 times slower. SQLCipher wipes its keys without it;
/// SQLite's copy of the statement that gives the key is freed unwiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// HMAC-SHA256, which processors have instructions for: every file that is made (decision 0041).
    Sha256,
    /// HMAC-SHA512, SQLCipher's default: files of before, which keep it.
    Sha512,
}

impl Format {
    const fn sql(self) -> &'static str {
        match self {
            Self::Sha256 => {
                "PRAGMA cipher_compatibility = 4; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;"
            }
            Self::Sha512 => "PRAGMA cipher_compatibility = 4;",
        }
    }
}

/// `secure_delete` overwrites what is deleted, also in pages that are freed. The cache is 16 MiB,
/// since each page that is not in it costs a decryption. Statements may not write to the tables
/// inside the search index, and functions in the schema are not trusted.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;
    PRAGMA trusted_schema = OFF;
";

/// Makes an empty file with mode 0600 that nobody else has made.
pub(crate) fn make_file(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

/// Opens the file at `path` with `key`; an empty one becomes one of the present format. Only its first page says
/// which format a file has: nothing of it can be read in another. The journals beside it get the mode of the file.
///
/// # Errors
/// `WrongKey` where it opens in no format; `Io` without a file, or where it can only be read.
pub(crate) fn open(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    // SQLite reports a missing file, a forbidden one and one that can only be read alike.
    OpenOptions::new().read(true).write(true).open(path)?;
    match open_as(path, key, Format::Sha256) {
        Err(StoreError::WrongKey) => open_as(path, key, Format::Sha512),
        opened => opened,
    }
}

/// An empty database that is on no disk.
pub(crate) fn in_memory() -> Result<Connection, StoreError> {
    let _opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Connection::open_in_memory()?)
}

fn open_as(path: &Path, key: &StoreKey, format: Format) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = {
        let _opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        Connection::open_with_flags(path, flags)?
    };
    db.busy_timeout(BUSY_TIMEOUT)?;
    give_key(&db, key)?;
    db.execute_batch(format.sql())?;
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::WrongKey,
            _ => error.into(),
        })?;
    set_up(&db)?;
    Ok(db)
}

fn give_key(db: &Connection, key: &StoreKey) -> Result<(), StoreError> {
    let mut sql = Zeroizing::new(String::with_capacity(96));
    sql.push_str("PRAGMA key = \"x'");
    HEXLOWER.encode_append(key.as_bytes(), &mut sql);
    sql.push_str("'\";");
    db.execute_batch(SILENCE)?;
    db.execute_batch(&sql)?;
    Ok(())
}

pub(crate) fn set_up(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(SETTINGS)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(())
}
