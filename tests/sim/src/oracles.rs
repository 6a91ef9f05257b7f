//! What must hold once everything is quiet.

use std::collections::BTreeSet;

use fondly_engine::EntryView;

use crate::run::Words;

/// What one device shows in the end.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Whose it is.
    pub person: usize,
    /// What it is called.
    pub name: String,
    /// Whether it was removed.
    pub removed: bool,
    /// Its list.
    pub list: Vec<EntryView>,
}

impl Seen {
    fn shows(&self, text: &str) -> bool {
        self.list.iter().any(|view| {
            let texts = std::iter::once(&view.text);
            let all = texts.chain(&view.versions).chain(&view.earlier);
            all.into_iter().any(|it| it.contains(text))
        })
    }

    /// Entries with what is alike on all devices of one person: what a removed device wrote after its
    /// end stays where it had come, set aside; contested words may differ.
    fn essence(&self, words: &[Words]) -> BTreeSet<(String, String, Vec<String>)> {
        let contested = |view: &EntryView| {
            let mut contested = words.iter().filter(|said| said.contested);
            contested.any(|said| view.text.contains(&said.text))
        };
        let essence = |view: &EntryView| {
            let mut audience = view.audience.clone();
            audience.sort();
            (view.id.clone(), view.text.clone(), audience)
        };
        let counting = self.list.iter();
        let counting = counting.filter(|view| !view.set_aside && !contested(view));
        counting.map(essence).collect()
    }
}

fn current(seen: &[Seen], person: usize) -> impl Iterator<Item = &Seen> {
    let here = seen.iter();
    here.filter(move |device| device.person == person && !device.removed)
}

/// All devices of one person that are in show the same.
///
/// # Errors
/// Which do not.
pub fn own_devices_are_alike(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for one in seen.iter().filter(|one| !one.removed) {
        for other in current(seen, one.person) {
            let (a, b) = (one.essence(words), other.essence(words));
            if a != b {
                let more: Vec<_> = a.symmetric_difference(&b).collect();
                return Err(format!("{} and {} differ: {more:?}", one.name, other.name));
            }
        }
    }
    Ok(())
}

/// Nobody shows words that were not shared with them, not even a device that was removed.
///
/// # Errors
/// Who shows what.
pub fn nothing_is_where_it_was_not_put(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for device in seen {
        for said in words {
            let may = said.author == device.person || said.readers.contains(&device.person);
            if !may && device.shows(&said.text) {
                return Err(format!("{} shows {}", device.name, said.text));
            }
        }
    }
    Ok(())
}

/// Words that a command took are on all devices of their author.
///
/// # Errors
/// What is missing where.
pub fn nothing_acknowledged_is_lost(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words.iter().filter(|said| !said.may_be_gone) {
        for device in current(seen, said.author) {
            if !device.shows(&said.text) {
                return Err(format!("{} lacks {}", device.name, said.text));
            }
        }
    }
    Ok(())
}

/// Words that were shared and not withdrawn are on all devices of their reader.
///
/// # Errors
/// What is missing where.
pub fn what_is_shared_is_there(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words.iter().filter(|said| !said.may_be_gone) {
        for reader in said.readers.difference(&said.withdrawn) {
            for device in current(seen, *reader) {
                if !device.shows(&said.text) {
                    return Err(format!("{} does not have {}", device.name, said.text));
                }
            }
        }
    }
    Ok(())
}

/// Words that were withdrawn are on no device of who could read them.
///
/// # Errors
/// Who still shows what.
pub fn what_was_withdrawn_is_gone(seen: &[Seen], words: &[Words]) -> Result<(), String> {
    for said in words {
        for reader in &said.withdrawn {
            if let Some(device) = current(seen, *reader).find(|it| it.shows(&said.text)) {
                return Err(format!("{} still shows {}", device.name, said.text));
            }
        }
    }
    Ok(())
}
