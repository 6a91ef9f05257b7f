//! Transactions, and the row numbers that stand for ids.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use fondly_crypto::VerifyingKey;
use fondly_sync::{DeviceId, PersonId, SpaceId};
use rusqlite::{Connection, Params, Row};

use crate::{
    StoreError,
    blocks::Blocks,
    indexing::IndexWords,
    names::{Adding, Known},
    packing::Packer,
};

/// One transaction. Its methods are the store: see the modules by noun.
#[derive(Debug)]
pub struct Tx<'a> {
    db: &'a Connection,
    pub(crate) packer: &'a Packer,
    writes: bool,
    /// Entries that are not in the search index yet, by their rows.
    pub(crate) unindexed: RefCell<Vec<(i64, IndexWords)>>,
    /// Whether the search index has been told of entries that went, and may not have written that yet.
    pub(crate) index_lost: Cell<bool>,
    pub(crate) blocks: RefCell<Blocks>,
    pub(crate) adding: Cell<Adding>,
    pub(crate) known: RefCell<Known>,
    /// Rows of persons, devices and spaces that were looked up. None of them ever goes.
    rows: RefCell<BTreeMap<(Noun, [u8; 32]), i64>>,
    /// The row of the journal's space, once it was looked up.
    pub(crate) journal: Cell<Option<i64>>,
}

/// What the row of an id of 32 bytes is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Noun {
    Person,
    Device,
    Space,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(db: &'a Connection, packer: &'a Packer, writes: bool) -> Self {
        Self {
            db,
            packer,
            writes,
            unindexed: RefCell::new(Vec::new()),
            index_lost: Cell::new(false),
            blocks: RefCell::new(Blocks::default()),
            adding: Cell::new(Adding::default()),
            known: RefCell::new(Known::new()),
            rows: RefCell::new(BTreeMap::new()),
            journal: Cell::new(None),
        }
    }

    /// The row of an id, looked up once in a transaction where there is one.
    fn row_of(&self, noun: Noun, id: &[u8; 32], sql: &str) -> Result<Option<i64>, StoreError> {
        if let Some(row) = self.rows.borrow().get(&(noun, *id)) {
            return Ok(Some(*row));
        }
        let found = self.first(sql, [id], |row| Ok(row.get(0)?))?;
        if let Some(row) = found {
            self.rows.borrow_mut().insert((noun, *id), row);
        }
        Ok(found)
    }

    /// Runs a statement that writes. Returns the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        if !self.writes {
            return Err(StoreError::ReadOnly);
        }
        Ok(self.db.prepare_cached(sql)?.execute(params)?)
    }

    /// Runs an insert. Returns the number of its row.
    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        self.execute(sql, params)?;
        Ok(self.db.last_insert_rowid())
    }

    /// Runs an insert that does nothing where such a row is there. Returns the number of the new row.
    pub(crate) fn insert_new(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Option<i64>, StoreError> {
        let inserted = self.execute(sql, params)? > 0;
        Ok(inserted.then(|| self.db.last_insert_rowid()))
    }

    /// The first row of a query.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    /// All rows of a query.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.each(sql, params, |row| {
            all.push(read(row)?);
            Ok(true)
        })?;
        Ok(all)
    }

    /// Rows of a query, until `visit` returns false.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if !visit(row)? {
                break;
            }
        }
        Ok(())
    }

    /// The row of a space that must be here.
    pub(crate) fn space_row(&self, space: &SpaceId) -> Result<i64, StoreError> {
        self.find_space(space)?
            .ok_or(StoreError::Unknown { what: "space" })
    }

    /// The row of a space; `None` if it is not here.
    pub(crate) fn find_space(&self, space: &SpaceId) -> Result<Option<i64>, StoreError> {
        self.row_of(
            Noun::Space,
            &space.0,
            "SELECT id FROM space WHERE space = ?1",
        )
    }

    /// The row of a person, made if there is none.
    pub(crate) fn person_row(&self, person: &PersonId) -> Result<i64, StoreError> {
        match self.find_person(person)? {
            Some(row) => Ok(row),
            None => self.insert("INSERT INTO person (person) VALUES (?1)", [person.0]),
        }
    }

    /// The row of a person; `None` if there is none.
    pub(crate) fn find_person(&self, person: &PersonId) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT id FROM person WHERE person = ?1";
        self.row_of(Noun::Person, &person.0, sql)
    }

    /// The row of a device, made if there is none.
    pub(crate) fn device_row(&self, device: &DeviceId) -> Result<i64, StoreError> {
        let device = device.as_bytes();
        let sql = "SELECT id FROM device WHERE device = ?1";
        match self.row_of(Noun::Device, device, sql)? {
            Some(row) => Ok(row),
            None => self.insert("INSERT INTO device (device) VALUES (?1)", [device]),
        }
    }
}

/// The device at a column of a row.
pub(crate) fn device_at(row: &Row<'_>, column: usize) -> Result<DeviceId, StoreError> {
    Ok(DeviceId(VerifyingKey(row.get(column)?)))
}
