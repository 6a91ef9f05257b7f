//! What can go wrong with the store.

use std::io;

use rusqlite::{ErrorCode, ffi};

/// Why the store did not do what it was asked. Never holds content, keys or SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process kept the file locked for longer than we wait.
    #[error("the journal is in use by another process")]
    Busy,
    /// The key is another one, or the file is no database of ours.
    #[error("the key does not open the journal")]
    WrongKey,
    /// No room on the disk. Nothing was changed.
    #[error("the disk is full")]
    Full,
    /// The file, or this transaction, can only be read.
    #[error("the journal can only be read")]
    ReadOnly,
    /// A later program has written the file.
    #[error("the journal has schema {found}, this program knows {known}")]
    NewerSchema {
        /// The schema of the file.
        found: u32,
        /// The latest schema that this program knows.
        known: u32,
    },
    /// The file is damaged, or holds what this program never writes.
    #[error("the file of the journal is damaged")]
    Corrupt,
    /// There is a file already where a store was to be made.
    #[error("there is a file already")]
    Exists,
    /// Records that do not follow the end of their log, or are another history than the one here.
    #[error("the records do not follow record {next} of their log")]
    Conflict {
        /// The number that the next record of the log has here.
        next: u64,
    },
    /// The log has two histories and takes nothing more.
    #[error("the log has two histories")]
    Frozen,
    /// Another bond that stands has this label.
    #[error("the label is in use")]
    LabelTaken,
    /// Something is named that is not here.
    #[error("there is no such {what}")]
    Unknown {
        /// What it would be.
        what: &'static str,
    },
    /// The file could not be reached.
    #[error("the file could not be reached: {kind}")]
    Io {
        /// Why not.
        kind: io::ErrorKind,
    },
    /// The disk refused to read or write, for another reason than room.
    #[error("the disk failed to read or write (sqlite reported {code})")]
    Disk {
        /// SQLite's extended result code.
        code: i32,
    },
    /// Anything else that SQLite reports.
    #[error("sqlite reported {code}")]
    Sqlite {
        /// SQLite's extended result code.
        code: i32,
    },
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, _) => of_code(failure),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::QueryReturnedNoRows => Self::Corrupt,
            _ => Self::Sqlite {
                code: ffi::SQLITE_MISUSE,
            },
        }
    }
}

fn of_code(failure: ffi::Error) -> StoreError {
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::ReadOnly => StoreError::ReadOnly,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt,
        ErrorCode::PermissionDenied => StoreError::Io {
            kind: io::ErrorKind::PermissionDenied,
        },
        // The file that processes share beside the journal could not grow.
        _ if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full,
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => StoreError::Disk {
            code: failure.extended_code,
        },
        _ => StoreError::Sqlite {
            code: failure.extended_code,
        },
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::StorageFull => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            kind => Self::Io { kind },
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn errors_hold_nothing_of_what_was_stored() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE t (a TEXT CHECK (a <> 'raspberry')) STRICT")
            .unwrap();
        let failed = db
            .execute("INSERT INTO t VALUES ('raspberry')", [])
            .unwrap_err();
        assert!(failed.to_string().contains("raspberry"));
        let error = StoreError::from(failed);
        assert_eq!(
            error,
            StoreError::Sqlite {
                code: ffi::SQLITE_CONSTRAINT_CHECK
            }
        );
        assert!(!format!("{error} {error:?}").contains("raspberry"));
    }

    #[test]
    fn no_room_beside_the_file_is_a_full_disk() {
        let failure = ffi::Error::new(ffi::SQLITE_IOERR_SHMSIZE);
        let error = rusqlite::Error::SqliteFailure(failure, None);
        assert_eq!(StoreError::from(error), StoreError::Full);
    }
}
