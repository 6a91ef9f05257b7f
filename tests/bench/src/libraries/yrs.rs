//! Yrs: state vectors cross, and each side encodes what the other lacks.

use anyhow::{Context as _, Result};
use yrs::{
    Doc, Map as _, MapPrelim, MapRef, Out, ReadTxn as _, StateVector, Transact as _, Update,
    updates::{decoder::Decode as _, encoder::Encode as _},
};

use super::Library;
use fondly_corpus::{Author, Entry};

pub struct Yrs {
    document: Doc,
    entries: MapRef,
    loaded: StateVector,
}

impl Yrs {
    fn of(document: Doc) -> Self {
        let entries = document.get_or_insert_map("entries");
        let loaded = document.transact().state_vector();
        Self {
            document,
            entries,
            loaded,
        }
    }

    fn apply(&self, bytes: &[u8]) -> Result<()> {
        Ok(self
            .document
            .transact_mut()
            .apply_update(Update::decode_v1(bytes)?)?)
    }
}

impl Library for Yrs {
    fn new(author: Author) -> Result<Self> {
        Ok(Self::of(Doc::with_client_id(author as u64 + 1)))
    }

    fn empty() -> Result<Self> {
        Ok(Self::of(Doc::with_client_id(9)))
    }

    fn load(bytes: &[u8]) -> Result<Self> {
        let mut loaded = Self::empty()?;
        loaded.merge(bytes)?;
        Ok(loaded)
    }

    fn save(&mut self) -> Result<Vec<u8>> {
        let all = StateVector::default();
        Ok(self.document.transact().encode_state_as_update_v1(&all))
    }

    fn write(&mut self, entry: &Entry) -> Result<()> {
        let mut fields = vec![
            ("written_at", entry.written_at().to_string()),
            ("kind", format!("{:?}", entry.kind)),
            ("author", format!("{:?}", entry.author)),
            ("text", entry.text.clone()),
        ];
        fields.extend(entry.answers.clone().map(|answers| ("answers", answers)));
        let map: MapPrelim = fields.into_iter().collect();
        self.entries
            .insert(&mut self.document.transact_mut(), entry.id.as_str(), map);
        Ok(())
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(self.document.transact().encode_diff_v1(&self.loaded))
    }

    fn merge(&mut self, tail: &[u8]) -> Result<()> {
        self.apply(tail)?;
        self.loaded = self.document.transact().state_vector();
        Ok(())
    }

    fn texts(&self, count: usize) -> Result<Vec<String>> {
        let read = self.document.transact();
        let mut ids: Vec<&str> = self.entries.keys(&read).collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids.truncate(count);
        ids.iter()
            .map(|id| match self.entries.get(&read, id) {
                Some(Out::YMap(entry)) => {
                    let text = entry.get(&read, "text").context("a text")?;
                    Ok(text.to_string(&read))
                }
                _ => anyhow::bail!("no entry"),
            })
            .collect()
    }

    fn sync(&mut self, other: &mut Self) -> Result<f64> {
        let asked = self.document.transact().state_vector().encode_v1();
        let theirs = other.document.transact().state_vector().encode_v1();
        let news = StateVector::decode_v1(&asked)?;
        let news = other.document.transact().encode_diff_v1(&news);
        self.apply(&news)?;
        let ours = StateVector::decode_v1(&theirs)?;
        let ours = self.document.transact().encode_diff_v1(&ours);
        other.apply(&ours)?;
        Ok([asked, theirs, news, ours]
            .iter()
            .map(|sent| sent.len() as f64)
            .sum())
    }
}
