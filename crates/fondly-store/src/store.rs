//! The store: one file, and transactions over it.

use std::{fs, path::Path};

use fondly_crypto::StoreKey;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{
    StoreError, Tx,
    connection::{make_file, open},
    migrations::{migrate, schema_of},
    packing::Packer,
};

/// One connection to the database of a journal. Blocking; not shared between threads.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    packer: Packer,
}

impl Store {
    /// Makes a store with mode 0600.
    ///
    /// # Errors
    /// `Exists` if there is a file, `Full`, `Io`. No file is left behind.
    pub fn create(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        make_file(path)?;
        let made = open(path, key).and_then(Self::over);
        if made.is_err() {
            // The first error says more than one about clearing up.
            drop(fs::remove_file(path));
        }
        made
    }

    /// Opens a store, and brings it up to the schema of this program.
    ///
    /// # Errors
    /// `WrongKey`, `NewerSchema`, `Corrupt` for a file that is no whole store, `Io` without one.
    pub fn open(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        if fs::metadata(path)?.len() == 0 {
            return Err(StoreError::Corrupt);
        }
        let db = open(path, key)?;
        if schema_of(&db)? == 0 {
            return Err(StoreError::Corrupt);
        }
        Self::over(db)
    }

    /// Brings a file up to the schema of this program.
    pub(crate) fn over(db: Connection) -> Result<Self, StoreError> {
        let packer = Packer::default();
        migrate(&db, &packer)?;
        Ok(Self { db, packer })
    }

    /// Runs `work` in one transaction that may write. When this returns `Ok`, all of it is on the
    /// disk; otherwise nothing of it is.
    ///
    /// # Errors
    /// What `work` returned, `Busy` after 5 seconds behind other processes, `Full`.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(TransactionBehavior::Immediate, work)
    }

    /// Runs `work` over one state of the store. Functions that write return `ReadOnly`.
    ///
    /// # Errors
    /// What `work` returned, `Busy`.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(TransactionBehavior::Deferred, work)
    }

    fn run<T, E: From<StoreError>>(
        &self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction =
            Transaction::new_unchecked(&self.db, behavior).map_err(StoreError::from)?;
        let writes = matches!(behavior, TransactionBehavior::Immediate);
        // An early return or a panic drops the transaction, which takes all of it back.
        let tx = Tx::new(&transaction, &self.packer, writes);
        let value = work(&tx)?;
        tx.fill_index()?;
        tx.write_block()?;
        tx.settle_names()?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(value)
    }

    /// Moves what was committed into the main file and empties the log beside it, so that nothing
    /// that was overwritten stays in it.
    ///
    /// # Errors
    /// `Busy` if another process read for 5 seconds on end.
    pub fn truncate_wal(&self) -> Result<(), StoreError> {
        let busy: bool = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy { Err(StoreError::Busy) } else { Ok(()) }
    }

    /// Reads the whole file and says what is wrong with it; nothing, if all is well. The messages
    /// name tables and pages, never content.
    ///
    /// # Errors
    /// Those of reading that are not damage; `Busy` if another process read for 5 seconds on end.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        const CHECKS: [&str; 5] = [
            "PRAGMA cipher_integrity_check",
            "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
            "SELECT 'a row of ' || \"table\" || ' names a row that is not there'
             FROM pragma_foreign_key_check",
            "SELECT 'log ' || log || ' has a gap' FROM record
             GROUP BY log HAVING count(*) <> max(seq) + 1",
            "SELECT 'document ' || id || ' has the name of another' FROM document AS new
             WHERE new.settled = 0 AND EXISTS (SELECT 1 FROM document AS old
                WHERE old.document = new.document AND old.space = new.space AND old.settled = 1)",
        ];
        let mut found = Vec::new();
        // SQLCipher looks at the main file alone. A loss of power may have torn pages there that the
        // log beside it still has whole.
        let mut unreadable = match self.truncate_wal() {
            Err(StoreError::Corrupt) => true,
            truncated => {
                truncated?;
                false
            }
        };
        // While somebody reads the main file alone, nobody writes into it.
        let reading = Transaction::new_unchecked(&self.db, TransactionBehavior::Deferred)?;
        for check in CHECKS {
            match self.findings(check) {
                Ok(findings) => found.extend(findings),
                Err(StoreError::Corrupt) => unreadable = true,
                Err(error) => return Err(error),
            }
        }
        reading.commit()?;
        if unreadable {
            found.push("parts of the file cannot be read".to_owned());
        }
        Ok(found)
    }

    /// All pages without their encryption, those that are free too, and behind them what the blocks
    /// hold, unpacked: one may lie on several pages.
    ///
    /// # Errors
    /// `Busy`, `Corrupt`.
    #[cfg(feature = "simulation")]
    pub fn pages(&mut self) -> Result<Vec<u8>, StoreError> {
        let mut pages = self.db.serialize(rusqlite::MAIN_DB)?.to_vec();
        pages.extend(self.read(|tx| tx.unpacked_blocks())?);
        Ok(pages)
    }

    /// What SQLite says of how it finds what a statement asks for.
    #[cfg(test)]
    pub(crate) fn plan(&self, sql: &str) -> String {
        let mut statement = self
            .db
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let mut steps = statement.raw_query();
        let mut plan = String::new();
        while let Some(step) = steps.next().unwrap() {
            plan += &step.get::<_, String>(3).unwrap();
            plan += "; ";
        }
        plan
    }

    fn findings(&self, check: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self.db.prepare(check)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A number that changes when another connection has committed something. Only comparing two
    /// numbers of one `Store` says anything.
    ///
    /// # Errors
    /// `Busy`, `Corrupt`.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .db
            .query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }
}

#[cfg(test)]
mod tests;
