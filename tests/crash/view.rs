//! What a person sees of all that they have, by its ids.

use std::collections::BTreeMap;

use fondly_tests::Person;
use serde_json::Value;

pub(crate) type View = BTreeMap<String, Value>;

/// What `list` with these options shows, apart from what the others have
/// acknowledged, which moves as people meet.
pub(crate) fn view(person: &Person, options: &[&str]) -> View {
    let entries = person.entries(&[&["list"], options].concat());
    let view = entries.into_iter();
    view.map(|mut entry| {
        entry.as_object_mut().unwrap().remove("withdrawn_from");
        (entry["id"].as_str().unwrap().to_owned(), entry)
    })
    .collect()
}

/// The texts of a view, each of which is there once.
pub(crate) fn texts(view: &View) -> Vec<&str> {
    let mut texts: Vec<&str> = view.values().map(text).collect();
    texts.sort_unstable();
    texts
}

pub(crate) fn text(entry: &Value) -> &str {
    entry["text"].as_str().unwrap()
}
