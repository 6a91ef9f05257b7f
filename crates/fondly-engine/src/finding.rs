//! Which entry or entries are meant: ids as people give them, and filters.

use fondly_store::{EntryFilter, EntryKind, EntryRow, Tx};
use fondly_sync::{PersonId, parse_base32, shown};

use crate::{EngineError, labels::Labels};

/// Fewer characters name no entry.
pub(crate) const ID_PREFIX_CHARS_MIN: usize = 4;
const CANDIDATES_MAX: usize = 8;

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `appreciation`, `need`, `reflection` or `response`.
    pub kind: Option<String>,
    /// About or from whom.
    pub with: Option<String>,
    /// With this tag.
    pub tag: Option<String>,
    /// From this day on, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// Until this day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
    /// Only what I wrote.
    pub mine: bool,
    /// Only what I received.
    pub received: bool,
}

/// The entry that `id` names: `@last`, a whole id, or a prefix that fits one only.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<EntryRow, EngineError> {
    let unknown = || EngineError::NoEntry {
        id: id.escape_debug().to_string(),
    };
    let wanted = id.trim().to_ascii_lowercase();
    let document = if wanted == "@last" {
        tx.newest_mine()?.ok_or_else(unknown)?
    } else {
        if wanted.len() < ID_PREFIX_CHARS_MIN || !is_base32(&wanted) {
            return Err(unknown());
        }
        let mut found = tx.find_prefix(&wanted)?;
        if found.len() > 1 {
            let candidates = found
                .iter()
                .take(CANDIDATES_MAX)
                .map(|document| shown(&document.0))
                .collect();
            return Err(EngineError::Ambiguous {
                prefix: wanted,
                candidates,
            });
        }
        found.pop().ok_or_else(unknown)?
    };
    tx.entry(&document)?.ok_or_else(unknown)
}

fn is_base32(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
        && (text.len() != 26 || parse_base32(text).is_some())
}

/// The filter of the store. A name that nobody linked has is one that entries are addressed to.
pub(crate) fn store_filter(
    tx: &Tx<'_>,
    labels: &Labels,
    filter: &Filter,
) -> Result<EntryFilter, EngineError> {
    let kind = filter.kind.as_deref().map(|name| match name {
        "appreciation" => Ok(EntryKind::Appreciation),
        "need" => Ok(EntryKind::Need),
        "reflection" => Ok(EntryKind::Reflection),
        "response" => Ok(EntryKind::Response),
        other => {
            let value = other.escape_debug().to_string();
            Err(EngineError::Invalid {
                what: "the kind",
                value,
            })
        }
    });
    let with: Option<PersonId> = match filter.with.as_deref() {
        Some(name) if labels.find(name).is_none() && is_addressed(tx, name)? => None,
        Some(name) => Some(labels.require(name)?.person),
        None => None,
    };
    Ok(EntryFilter {
        kinds: kind.transpose()?.into_iter().collect(),
        with,
        to_name: filter.with.clone(),
        tag: filter.tag.clone(),
        since: filter.since.clone(),
        until: filter.until.clone(),
        limit: filter.limit,
        mine: filter.mine,
        received: filter.received,
        ..EntryFilter::default()
    })
}

/// Whether an entry is addressed to this name.
pub(crate) fn is_addressed(tx: &Tx<'_>, name: &str) -> Result<bool, EngineError> {
    let filter = EntryFilter {
        to_name: Some(name.to_owned()),
        limit: Some(1),
        ..EntryFilter::default()
    };
    Ok(!tx.entries(&filter)?.is_empty())
}
