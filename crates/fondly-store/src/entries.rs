//! Entries: the rows that people look at, and the search index beside them.

use fondly_sync::{DocumentId, PersonId, SpaceId};
use rusqlite::{Row, params};

use crate::{
    StoreError, Tx,
    indexing::{IndexWords, Indexed},
    people::key_of,
    prefix::prefix_range,
    spaces::SpaceKind,
    words::{Made, Said, Words},
};

const ADD: &str = "INSERT INTO entry (document, space, author, mine, listed, kind, with_person, to_key, written_at,
        date, shown_at, log_time, log_order, in_reply_to, edited, withdrawn, made, unpacked, content)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
/// Not one statement with [`ADD`]: before it changes a page, `ON CONFLICT DO UPDATE` copies it, so that it could
/// be taken back alone.
const REPLACE: &str = "UPDATE entry SET author = ?3, mine = ?4, listed = ?5, kind = ?6, with_person = ?7, to_key = ?8,
        written_at = ?9, date = ?10, shown_at = ?11, log_time = ?12, log_order = ?13, in_reply_to = ?14, edited = ?15,
        withdrawn = ?16, made = ?17, unpacked = ?18, content = ?19
     WHERE document = ?1 AND space = ?2";

pub(crate) const BY_NAME: &str =
    "SELECT document FROM entry WHERE document IN (SELECT id FROM named WHERE document = ?1)";
pub(crate) const BY_PREFIX: &str =
    "SELECT named.document FROM named JOIN entry ON entry.document = named.id
     WHERE named.document BETWEEN ?1 AND ?2 AND entry.listed = 1
     ORDER BY named.document";

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// Of what somebody is or did.
    Appreciation,
    /// What its author needs.
    Need,
    /// What its author thinks about.
    Reflection,
    /// An answer to what was shared.
    Response,
}

/// One entry as views need it: mine, in my journal; an edition that I received; or an edition of
/// mine, which no list, search or prefix shows.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its document.
    pub document: DocumentId,
    /// The space of the document.
    pub space: SpaceId,
    /// Who wrote it.
    pub author: PersonId,
    /// Whether that is the person of this journal.
    pub mine: bool,
    /// What it is.
    pub kind: EntryKind,
    /// Whom it is about, to or from.
    pub with: Option<PersonId>,
    /// The name that it is addressed to, where nobody linked has it.
    pub to_name: Option<String>,
    /// When it was written, as its author says.
    pub written_at: i64,
    /// The day that it is for, `YYYY-MM-DD`.
    pub date: String,
    /// The order of lists.
    pub shown_at: i64,
    /// The order of a bond's log: by `log_time`, then `log_order`, then the document.
    pub log_time: i64,
    /// See `log_time`.
    pub log_order: u32,
    /// Tags.
    pub tags: Vec<String>,
    /// Its title.
    pub title: Option<String>,
    /// All of its text that is searched.
    pub text: String,
    /// What it answers.
    pub in_reply_to: Option<DocumentId>,
    /// Whether it was changed since it was written.
    pub edited: bool,
    /// Whether its author withdrew it.
    pub withdrawn: bool,
    /// What the engine shows of it; bytes to the store. Empty where the payload that it stood in was
    /// lost with a part of the disk.
    pub body: Vec<u8>,
}

impl EntryKind {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Appreciation => 0,
            Self::Need => 1,
            Self::Reflection => 2,
            Self::Response => 3,
        }
    }

    const fn from_code(code: u8) -> Result<Self, StoreError> {
        match code {
            0 => Ok(Self::Appreciation),
            1 => Ok(Self::Need),
            2 => Ok(Self::Reflection),
            3 => Ok(Self::Response),
            _ => Err(StoreError::Corrupt),
        }
    }
}

impl std::fmt::Debug for EntryRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EntryRow({:?}, {:?})", self.document, self.kind)
    }
}

impl EntryRow {
    pub(crate) fn said(&self) -> Said<'_> {
        Said {
            title: self.title.as_deref(),
            tags: self.tags.iter().map(String::as_str).collect(),
            to_name: self.to_name.as_deref(),
            text: &self.text,
            body: &self.body,
        }
    }

    fn indexed(&self) -> Indexed {
        Indexed::of(&self.said())
    }
}

impl Tx<'_> {
    /// Stores an entry, in place of what is there of its document, and keeps the search index in
    /// step. Whether it was opened stays.
    ///
    /// # Errors
    /// `Unknown` without the space.
    pub fn put_entry(&self, entry: &EntryRow) -> Result<(), StoreError> {
        let space = self.space_row(&entry.space)?;
        let row = self.document_row(space, &entry.document)?;
        let listed = self.is_listed(space, entry)?;
        let before = self.indexed(row)?;
        let after = (listed && !entry.withdrawn).then(|| entry.indexed());
        let made = self.made(row)?;
        let sql = if self.has_entry(row)? { REPLACE } else { ADD };
        self.store_entry(space, row, listed, entry, made.as_ref(), sql)?;
        self.note_unshared(row)?;
        if before != after {
            self.unindex(row, before.as_ref())?;
            self.index(row, after.as_ref().map(Indexed::words));
        }
        self.execute("DELETE FROM entry_tag WHERE entry = ?1", [row])?;
        self.add_tags(row, &entry.tags)
    }

    /// Stores an entry of a document that has none and no share.
    pub(crate) fn add_entry(
        &self,
        space: i64,
        row: i64,
        entry: &EntryRow,
        made: &Made<'_>,
        words: IndexWords,
    ) -> Result<(), StoreError> {
        let listed = self.is_listed(space, entry)?;
        self.store_entry(space, row, listed, entry, Some(made), ADD)?;
        self.index(row, (listed && !entry.withdrawn).then_some(words));
        self.add_tags(row, &entry.tags)
    }

    fn has_entry(&self, row: i64) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM entry WHERE document = ?1";
        Ok(self.first(sql, [row], |_| Ok(()))?.is_some())
    }

    fn is_listed(&self, space: i64, entry: &EntryRow) -> Result<bool, StoreError> {
        Ok(!entry.mine || space == self.journal_row()?)
    }

    fn add_tags(&self, row: i64, tags: &[String]) -> Result<(), StoreError> {
        for tag in tags {
            self.execute(
                "INSERT INTO entry_tag (entry, tag) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (row, key_of(tag)),
            )?;
        }
        Ok(())
    }

    fn store_entry(
        &self,
        space: i64,
        row: i64,
        listed: bool,
        entry: &EntryRow,
        made: Option<&Made<'_>>,
        sql: &str,
    ) -> Result<(), StoreError> {
        let (packed, made) = self.pack_words(&entry.said(), made)?;
        let author = self.person_row(&entry.author)?;
        let with = entry.with.map(|with| self.person_row(&with)).transpose()?;
        self.execute(
            sql,
            params![
                row,
                space,
                author,
                entry.mine,
                listed,
                entry.kind.code(),
                with,
                entry.to_name.as_deref().map(key_of),
                entry.written_at,
                entry.date,
                entry.shown_at,
                entry.log_time,
                entry.log_order,
                entry.in_reply_to.map(|document| document.0),
                entry.edited,
                entry.withdrawn,
                made,
                packed.unpacked,
                packed.bytes,
            ],
        )?;
        Ok(())
    }

    /// Removes an entry and all that the search index has of it. Nothing happens without one.
    ///
    /// # Errors
    /// Those of writing.
    pub fn remove_entry(&self, entry: &DocumentId) -> Result<(), StoreError> {
        let Some(row) = self.row_of_entry(entry)? else {
            return Ok(());
        };
        self.unindex(row, self.indexed(row)?.as_ref())?;
        self.execute("DELETE FROM entry WHERE document = ?1", [row])?;
        Ok(())
    }

    /// The entry of a document.
    ///
    /// # Errors
    /// Those of reading.
    pub fn entry(&self, entry: &DocumentId) -> Result<Option<EntryRow>, StoreError> {
        let Some(row) = self.row_of_entry(entry)? else {
            return Ok(None);
        };
        self.entry_of_row(row)
    }

    pub(crate) fn entry_of_row(&self, row: i64) -> Result<Option<EntryRow>, StoreError> {
        self.first("SELECT * FROM whole_entry WHERE row = ?1", [row], |row| {
            self.entry_at(row)
        })
    }

    /// How many entries are listed.
    ///
    /// # Errors
    /// Those of reading.
    pub fn count_entries(&self) -> Result<u64, StoreError> {
        let count = self.first("SELECT count(*) FROM entry WHERE listed = 1", [], |row| {
            Ok(row.get(0)?)
        })?;
        Ok(count.unwrap_or(0))
    }

    /// Whether at least so many entries are listed, without counting the others.
    ///
    /// # Errors
    /// Those of reading.
    pub fn lists_at_least(&self, entries: u32) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE listed = 1 LIMIT ?1)";
        let count: Option<u32> = self.first(sql, [entries], |row| Ok(row.get(0)?))?;
        Ok(count.unwrap_or(0) >= entries)
    }

    /// The listed entries whose id in base32, lower case without padding, begins with `prefix`,
    /// ascending. None if `prefix` is no beginning of an id.
    ///
    /// # Errors
    /// Those of reading.
    pub fn find_prefix(&self, prefix: &str) -> Result<Vec<DocumentId>, StoreError> {
        let Some((low, high)) = prefix_range(prefix) else {
            return Ok(Vec::new());
        };
        self.all(BY_PREFIX, (low, high), |row| Ok(DocumentId(row.get(0)?)))
    }

    /// The entry of mine that was written last.
    ///
    /// # Errors
    /// Those of reading.
    pub fn newest_mine(&self) -> Result<Option<DocumentId>, StoreError> {
        self.first(
            "SELECT document.document FROM entry JOIN document ON document.id = entry.document
             WHERE listed = 1 AND mine = 1 ORDER BY shown_at DESC, entry.document DESC LIMIT 1",
            [],
            |row| Ok(DocumentId(row.get(0)?)),
        )
    }

    /// The appreciations in a space, mine and theirs, in the order that both sides see:
    /// (`log_time`, `log_order`, document). Without those withdrawn.
    ///
    /// # Errors
    /// Those of reading.
    pub fn log_entries(&self, space: &SpaceId) -> Result<Vec<EntryRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_entry
             WHERE kind = 0 AND withdrawn = 0 AND space = (SELECT id FROM space WHERE space = ?1)
             ORDER BY log_time, log_order, document_id",
            [space.0],
            |row| self.entry_at(row),
        )
    }

    /// The listed entries that answer a document, the oldest first.
    ///
    /// # Errors
    /// Those of reading.
    pub fn replies(&self, to: &DocumentId) -> Result<Vec<EntryRow>, StoreError> {
        self.all(
            "SELECT * FROM whole_entry WHERE in_reply_to = ?1 AND listed = 1
             ORDER BY shown_at, row",
            [to.0],
            |row| self.entry_at(row),
        )
    }

    /// The row of an entry.
    pub(crate) fn row_of_entry(&self, entry: &DocumentId) -> Result<Option<i64>, StoreError> {
        self.first(BY_NAME, [entry.0], |row| Ok(row.get(0)?))
    }

    /// The row of the journal's space.
    pub(crate) fn journal_row(&self) -> Result<i64, StoreError> {
        if let Some(row) = self.journal.get() {
            return Ok(row);
        }
        let journal = SpaceKind::Journal.code();
        let row = self.first("SELECT id FROM space WHERE kind = ?1", [journal], |row| {
            Ok(row.get(0)?)
        })?;
        self.journal.set(row);
        row.ok_or(StoreError::Unknown { what: "journal" })
    }

    /// What the search index holds of an entry; `None` if nothing, or if it was lost what that was.
    pub(crate) fn indexed(&self, row: i64) -> Result<Option<Indexed>, StoreError> {
        self.first(
            "SELECT * FROM whole_entry WHERE row = ?1 AND listed = 1 AND withdrawn = 0",
            [row],
            |row| Ok(self.whole_entry_at(row)?.as_ref().map(EntryRow::indexed)),
        )
        .map(Option::flatten)
    }

    /// Reads a row of the view `whole_entry`.
    pub(crate) fn entry_at(&self, row: &Row<'_>) -> Result<EntryRow, StoreError> {
        let words = self.words_at(row)?.unwrap_or_default();
        let entry = Self::entry_saying(words, row)?;
        self.know(row.get("space")?, &entry.document, row.get("row")?);
        Ok(entry)
    }

    /// As [`Self::entry_at`]; `None` where the payload was lost that its words stand in.
    pub(crate) fn whole_entry_at(&self, row: &Row<'_>) -> Result<Option<EntryRow>, StoreError> {
        let words = self.words_at(row)?;
        words
            .map(|words| Self::entry_saying(words, row))
            .transpose()
    }

    fn words_at(&self, row: &Row<'_>) -> Result<Option<Words>, StoreError> {
        let content = row
            .get_ref(15)?
            .as_blob()
            .map_err(|_| StoreError::Corrupt)?;
        let content = self.packer.unpack(row.get(14)?, content)?;
        let Some(made) = row.get(16)? else {
            return Words::read(&content, None).map(Some);
        };
        let Some(payload) = self.payload(made, row.get(17)?)? else {
            return Ok(None);
        };
        Words::read(&content, Some(&payload.body)).map(Some)
    }

    fn entry_saying(words: Words, row: &Row<'_>) -> Result<EntryRow, StoreError> {
        Ok(EntryRow {
            document: DocumentId(row.get(0)?),
            space: SpaceId(row.get(1)?),
            author: PersonId(row.get(2)?),
            mine: row.get(3)?,
            kind: EntryKind::from_code(row.get(4)?)?,
            with: row.get::<_, Option<_>>(5)?.map(PersonId),
            to_name: words.to_name,
            written_at: row.get(6)?,
            date: row.get(7)?,
            shown_at: row.get(8)?,
            log_time: row.get(9)?,
            log_order: row.get(10)?,
            tags: words.tags,
            title: words.title,
            text: words.text,
            in_reply_to: row.get::<_, Option<_>>(11)?.map(DocumentId),
            edited: row.get(12)?,
            withdrawn: row.get(13)?,
            body: words.body,
        })
    }
}
