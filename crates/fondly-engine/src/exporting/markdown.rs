//! One file of Markdown for each entry, with front matter that YAML readers understand.

use std::fmt::Write as _;

use fondly_journal::Language;

use crate::{EntryView, phrases::Phrase};

use super::{Whole, parts};

const ID_CHARS_IN_NAMES: usize = 8;

/// Names and texts of the files.
pub(super) fn files(entries: &[Whole], language: Language) -> Vec<(String, String)> {
    let files = entries.iter().map(|whole| {
        let entry = &whole.entry;
        let id = entry.id.get(..ID_CHARS_IN_NAMES).unwrap_or(&entry.id);
        let name = format!("{}-{}-{id}.md", entry.date, entry.kind);
        (name, file(entry, language))
    });
    files.collect()
}

fn file(entry: &EntryView, language: Language) -> String {
    let mut text = String::from("---\n");
    let mut field = |name: &str, value: serde_json::Value| {
        // A JSON value is YAML as well.
        writeln!(text, "{name}: {value}").expect("a string takes what is written");
    };
    field("id", entry.id.as_str().into());
    field("kind", entry.kind.as_str().into());
    field("date", entry.date.as_str().into());
    field("written_at", entry.written_at.as_str().into());
    field("author", entry.author.as_str().into());
    if let Some(to) = &entry.to {
        field("to", to.as_str().into());
    }
    if let Some(title) = &entry.title {
        field("title", title.as_str().into());
    }
    for (name, items) in [
        ("tags", &entry.tags),
        ("feelings", &entry.feelings),
        ("needs", &entry.needs),
        ("audience", &entry.audience),
    ] {
        if !items.is_empty() {
            field(name, items.clone().into());
        }
    }
    if let Some(state) = &entry.state {
        field("state", state.as_str().into());
    }
    text.push_str("---\n\n");
    if !entry.text.is_empty() {
        text.push_str(&entry.text);
        text.push('\n');
    }
    let in_front = [Phrase::Tags, Phrase::Feelings, Phrase::Needs];
    let slots = parts(entry).into_iter();
    for (phrase, value) in slots.filter(|(phrase, _)| !in_front.contains(phrase)) {
        let name = phrase.text(language);
        write!(text, "\n**{name}:** {value}\n").expect("a string takes what is written");
    }
    text
}
