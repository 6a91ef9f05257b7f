//! Reads vector files: a header with `source` and `expect`, then records apart by blank lines.
//!
//! A line is `key: value`; an indented line continues the value above it. Bytes are hex.

use std::{fs, path::Path};

use data_encoding::HEXLOWER;

/// The lines of one record, in order; a key may stand in more than one.
pub(crate) struct Record {
    place: String,
    lines: Vec<(String, String)>,
}

/// The records of `tests/vectors/crypto/NAME.txt`; a file without any is refused.
pub(crate) fn records(name: &str) -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/crypto");
    let text = fs::read_to_string(folder.join(name).with_extension("txt"))
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut blocks = text
        .split("\n\n")
        .enumerate()
        .map(|(number, block)| Record {
            place: format!("{name}, record {number}"),
            lines: lines(block),
        });
    let header = blocks.next().expect("a split gives at least one block");
    assert!(!header.text("source").is_empty() && !header.text("expect").is_empty());
    let records: Vec<Record> = blocks.collect();
    assert!(!records.is_empty(), "{name} has no records");
    records
}

impl Record {
    /// Where the record stands and what it is called.
    pub(crate) fn place(&self) -> String {
        format!("{}: {}", self.place, self.find("name").unwrap_or_default())
    }

    /// The one value of a key.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.find(key)
            .unwrap_or_else(|| panic!("{} has no {key}", self.place))
    }

    /// The one value of a key, from hex.
    pub(crate) fn bytes(&self, key: &str) -> Vec<u8> {
        self.decode(self.text(key))
    }

    /// The one value of a key, from hex, which has N bytes.
    pub(crate) fn array<const N: usize>(&self, key: &str) -> [u8; N] {
        self.bytes(key)
            .try_into()
            .unwrap_or_else(|_| panic!("{}: {key} is not {N} bytes", self.place))
    }

    /// All values of a key, from hex, in order.
    pub(crate) fn all(&self, key: &str) -> Vec<Vec<u8>> {
        let values = self.lines.iter().filter(|(found, _)| found == key);
        values.map(|(_, value)| self.decode(value)).collect()
    }

    fn find(&self, key: &str) -> Option<&str> {
        let mut values = self.lines.iter().filter(|(found, _)| found == key);
        let (_, value) = values.next()?;
        assert!(values.next().is_none(), "{} has two of {key}", self.place);
        Some(value)
    }

    fn decode(&self, hex: &str) -> Vec<u8> {
        HEXLOWER
            .decode(hex.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", self.place))
    }
}

/// Borrows fields as the functions of the crate take them.
pub(crate) fn borrowed(fields: &[Vec<u8>]) -> Vec<&[u8]> {
    fields.iter().map(Vec::as_slice).collect()
}

fn lines(block: &str) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        if let Some(more) = line.strip_prefix("  ") {
            let (_, value) = lines.last_mut().expect("a continued line follows another");
            // Words stay apart where a line of them is broken; hex has none.
            if !value.is_empty() && format!("{value}{more}").contains(' ') {
                value.push(' ');
            }
            value.push_str(more);
        } else {
            let (key, value) = line.split_once(':').expect("a line is key, colon, value");
            lines.push((key.to_owned(), value.trim().to_owned()));
        }
    }
    lines
}
