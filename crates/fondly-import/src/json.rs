//! Files of JSON with a list of entries: each is read by itself, so one that is broken spoils no
//! other.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    FORMAT, ImportError, ImportFormat, Incoming, Read, Spot, error::misread, fields::Fields,
};

#[derive(Deserialize)]
pub(crate) struct File<'a> {
    pub(crate) format: Option<String>,
    pub(crate) version: Option<u64>,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

/// The file as a whole.
pub(crate) fn file(text: &str) -> Result<File<'_>, ImportError> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        misread(match error.classify() {
            serde_json::error::Category::Data => {
                format!("it has no list of entries (line {line})")
            }
            _ => format!("it is no JSON from line {line}, column {column} on"),
        })
    })
}

/// Reads each entry of `file`, which was read from `text`.
pub(crate) fn each(
    text: &str,
    file: &File<'_>,
    read_entry: impl Fn(Spot, &Fields) -> Result<Incoming, String>,
) -> Read {
    let mut read = Read::default();
    let (mut line, mut counted) = (1, 0);
    for raw in &file.entries {
        let begins = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let passed = text.as_bytes().get(counted..begins).unwrap_or_default();
        line += passed
            .iter()
            .fold(0, |n, byte| n + u64::from(*byte == b'\n'));
        counted = counted.max(begins);
        let spot = Spot { file: None, line };
        let entry = Fields::parse(raw.get()).and_then(|fields| read_entry(spot.clone(), &fields));
        read.add(spot, entry);
    }
    read
}

/// Which program wrote it, by the fields of the first entry.
pub(crate) fn guess(text: &str) -> ImportFormat {
    let Ok(file) = file(text) else {
        return ImportFormat::Fondly;
    };
    if file.format.as_deref() == Some(FORMAT) {
        return ImportFormat::Fondly;
    }
    let first = file.entries.first().map(|raw| Fields::parse(raw.get()));
    match first {
        Some(Ok(fields)) if fields.has("creationDate") => ImportFormat::DayOne,
        Some(Ok(fields)) if fields.has("body") && fields.has("time") => ImportFormat::Jrnl,
        _ => ImportFormat::Fondly,
    }
}
