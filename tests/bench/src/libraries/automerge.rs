//! Automerge, with its own sync protocol.

use anyhow::{Context as _, Result};
use automerge::{
    ActorId, AutoCommit, ChangeHash, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue,
    sync::{self, SyncDoc as _},
    transaction::{CommitOptions, Transactable as _},
};

use super::Library;
use fondly_corpus::{Author, Entry};

pub struct Automerge {
    document: AutoCommit,
    entries: ObjId,
    loaded: Vec<ChangeHash>,
    /// Of the one other replica.
    state: sync::State,
}

impl Automerge {
    fn of(mut document: AutoCommit, entries: ObjId) -> Self {
        Self {
            loaded: document.get_heads(),
            document,
            entries,
            state: sync::State::new(),
        }
    }

    /// The map of entries by id, made alike by everybody.
    pub fn begin() -> Result<(AutoCommit, ObjId)> {
        let mut document = AutoCommit::new().with_actor(ActorId::from([0; 16]));
        let entries = document.put_object(ROOT, "entries", ObjType::Map)?;
        document.commit_with(CommitOptions::default().with_time(0));
        Ok((document, entries))
    }

    /// Writes one entry within a change that is open.
    pub fn put(
        document: &mut impl automerge::transaction::Transactable,
        entries: &ObjId,
        entry: &Entry,
    ) -> Result<()> {
        let map = document.put_object(entries, entry.id.as_str(), ObjType::Map)?;
        let at = ScalarValue::Timestamp(entry.written_at_s * 1000);
        document.put(&map, "written_at", at)?;
        document.put(&map, "kind", format!("{:?}", entry.kind))?;
        document.put(&map, "author", format!("{:?}", entry.author))?;
        if let Some(answers) = &entry.answers {
            document.put(&map, "answers", answers.as_str())?;
        }
        Ok(document.put(&map, "text", entry.text.as_str())?)
    }

    /// Sends what there is to say, and gives how much that was.
    fn say(&mut self, other: &mut Self) -> Result<Option<f64>> {
        let message = self.document.sync().generate_sync_message(&mut self.state);
        let Some(message) = message else {
            return Ok(None);
        };
        let bytes = message.encode();
        let message = sync::Message::decode(&bytes)?;
        other
            .document
            .sync()
            .receive_sync_message(&mut other.state, message)?;
        Ok(Some(bytes.len() as f64))
    }
}

impl Library for Automerge {
    fn new(author: Author) -> Result<Self> {
        let (mut document, entries) = Self::begin()?;
        document.set_actor(ActorId::from([author as u8 + 1; 16]));
        Ok(Self::of(document, entries))
    }

    fn empty() -> Result<Self> {
        let (_, entries) = Self::begin()?;
        Ok(Self::of(AutoCommit::new(), entries))
    }

    fn load(bytes: &[u8]) -> Result<Self> {
        let document = AutoCommit::load(bytes)?;
        let (_, entries) = document.get(ROOT, "entries")?.context("a map")?;
        Ok(Self::of(document, entries))
    }

    fn save(&mut self) -> Result<Vec<u8>> {
        Ok(self.document.save())
    }

    fn write(&mut self, entry: &Entry) -> Result<()> {
        Self::put(&mut self.document, &self.entries, entry)?;
        let time = entry.written_at_s;
        self.document
            .commit_with(CommitOptions::default().with_time(time));
        Ok(())
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(self.document.save_after(&self.loaded))
    }

    fn merge(&mut self, tail: &[u8]) -> Result<()> {
        self.document.load_incremental(tail)?;
        self.loaded = self.document.get_heads();
        Ok(())
    }

    fn texts(&self, count: usize) -> Result<Vec<String>> {
        let mut newest: Vec<String> = self.document.keys(&self.entries).collect();
        newest.reverse();
        newest.truncate(count);
        newest
            .iter()
            .map(|id| {
                let (_, map) = self
                    .document
                    .get(&self.entries, id.as_str())?
                    .context("an entry")?;
                let (text, _) = self.document.get(&map, "text")?.context("a text")?;
                text.as_str().map(str::to_owned).context("a string")
            })
            .collect()
    }

    fn sync(&mut self, other: &mut Self) -> Result<f64> {
        let mut bytes = 0.0;
        loop {
            let (ours, theirs) = (self.say(other)?, other.say(self)?);
            if ours.is_none() && theirs.is_none() {
                return Ok(bytes);
            }
            bytes += ours.unwrap_or_default() + theirs.unwrap_or_default();
        }
    }
}
