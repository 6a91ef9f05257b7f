//! The form of a file of vectors.

use std::{fmt::Write as _, path::PathBuf};

use crate::{Actor, Place, Refusal};

pub(super) const WIDTH: usize = 96;

pub(super) fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/journal"
    ))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").unwrap();
        out
    })
}

pub(super) fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap())
        .collect();
    digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// One file: its name without ending, and its fields in order.
pub(super) struct Vector {
    pub(super) name: String,
    pub(super) fields: Vec<(String, String)>,
}

impl Vector {
    pub(super) fn new(name: &str, about: &str) -> Self {
        let fields = vec![("about".into(), about.into())];
        Self {
            name: name.into(),
            fields,
        }
    }

    pub(super) fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.fields.push((field.into(), value.into()));
        self
    }

    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        for (field, value) in &self.fields {
            let digits: Vec<char> = value.chars().collect();
            if digits.len() <= WIDTH - field.len() - 2 {
                writeln!(out, "{field}: {value}").unwrap();
                continue;
            }
            writeln!(out, "{field}:").unwrap();
            for line in digits.chunks(WIDTH - 2) {
                writeln!(out, "  {}", line.iter().collect::<String>()).unwrap();
            }
        }
        out
    }

    pub(super) fn parse(name: &str, content: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in content.lines() {
            if let Some(more) = line.strip_prefix("  ") {
                fields.last_mut().unwrap().1.push_str(more);
            } else {
                let (field, value) = line.split_once(':').unwrap();
                fields.push((field.into(), value.trim_start().into()));
            }
        }
        Self {
            name: name.into(),
            fields,
        }
    }

    pub(super) fn all<'a>(&'a self, field: &str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn one(&self, field: &str) -> &str {
        let mut all = self.all(field);
        let first = all
            .next()
            .unwrap_or_else(|| panic!("{} lacks {field}", self.name));
        assert!(all.next().is_none());
        first
    }

    pub(super) fn bytes(&self, field: &str) -> Vec<u8> {
        unhex(self.one(field))
    }

    pub(super) fn actor(&self, field: &str) -> Actor {
        Actor(self.bytes(field).try_into().unwrap())
    }

    pub(super) fn place(&self) -> Place {
        match self.one("place") {
            "journal" => Place::Journal,
            "bond" => Place::Bond,
            other => panic!("place {other}"),
        }
    }
}

pub(super) fn verdict(refusal: &Refusal) -> String {
    let printed = format!("{refusal:?}");
    let name: String = printed
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    format!("refused {name}")
}

pub(super) fn place_name(place: Place) -> &'static str {
    if place == Place::Journal {
        "journal"
    } else {
        "bond"
    }
}
