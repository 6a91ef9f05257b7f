//! Loro: version vectors cross, and each side exports what the other lacks.

use anyhow::{Context as _, Result};
use loro::{ExportMode, LoroDoc, LoroMap, LoroValue, ValueOrContainer, VersionVector};

use super::Library;
use fondly_corpus::{Author, Entry};

pub struct Loro {
    document: LoroDoc,
    loaded: VersionVector,
}

impl Loro {
    fn of(document: LoroDoc) -> Self {
        Self {
            loaded: document.oplog_vv(),
            document,
        }
    }
}

impl Library for Loro {
    fn new(author: Author) -> Result<Self> {
        let document = LoroDoc::new();
        document.set_peer_id(author as u64 + 1)?;
        Ok(Self::of(document))
    }

    fn empty() -> Result<Self> {
        Ok(Self::of(LoroDoc::new()))
    }

    fn load(bytes: &[u8]) -> Result<Self> {
        Ok(Self::of(LoroDoc::from_snapshot(bytes)?))
    }

    fn save(&mut self) -> Result<Vec<u8>> {
        Ok(self.document.export(ExportMode::Snapshot)?)
    }

    fn write(&mut self, entry: &Entry) -> Result<()> {
        let entries = self.document.get_map("entries");
        let map = entries.insert_container(&entry.id, LoroMap::new())?;
        map.insert("written_at", entry.written_at_s * 1000)?;
        map.insert("kind", format!("{:?}", entry.kind))?;
        map.insert("author", format!("{:?}", entry.author))?;
        if let Some(answers) = &entry.answers {
            map.insert("answers", answers.as_str())?;
        }
        map.insert("text", entry.text.as_str())?;
        self.document.commit();
        Ok(())
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(self.document.export(ExportMode::updates(&self.loaded))?)
    }

    fn merge(&mut self, tail: &[u8]) -> Result<()> {
        self.document.import(tail)?;
        self.loaded = self.document.oplog_vv();
        Ok(())
    }

    fn texts(&self, count: usize) -> Result<Vec<String>> {
        let entries = self.document.get_map("entries");
        let mut ids: Vec<String> = entries.keys().map(|id| id.to_string()).collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids.truncate(count);
        ids.iter()
            .map(|id| {
                let entry = entries.get(id).context("an entry")?;
                let entry = entry.into_container().ok().context("a container")?;
                let entry = entry.into_map().ok().context("a map")?;
                match entry.get("text") {
                    Some(ValueOrContainer::Value(LoroValue::String(text))) => Ok(text.to_string()),
                    _ => anyhow::bail!("no text"),
                }
            })
            .collect()
    }

    fn sync(&mut self, other: &mut Self) -> Result<f64> {
        let asked = self.document.oplog_vv().encode();
        let theirs = other.document.oplog_vv().encode();
        let news = ExportMode::updates_owned(VersionVector::decode(&asked)?);
        let news = other.document.export(news)?;
        self.document.import(&news)?;
        let ours = ExportMode::updates_owned(VersionVector::decode(&theirs)?);
        let ours = self.document.export(ours)?;
        other.document.import(&ours)?;
        Ok([asked, theirs, news, ours]
            .iter()
            .map(|sent| sent.len() as f64)
            .sum())
    }
}
