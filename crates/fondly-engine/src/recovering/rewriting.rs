//! What this home wrote beside the history that others hold of it, kept aside and written again.

use std::collections::BTreeMap;

use fondly_journal::{Body, Document, Edit, admit_creation};
use fondly_store::{EntryRow, ShareRow, ShareState, Tx};
use fondly_sync::{
    Content, Control, DeviceId, DocumentId, Mutual, MutualId, Record, SpaceId, Subject, actor,
};
use serde::{Deserialize, Serialize};

use crate::{
    EngineError, bonds,
    clock::{floor_to_hour, now},
    devices, documents,
    labels::{Labels, stands},
    letting,
    me::Me,
    mutual, retracting,
    rows::{self, Origin, Shown},
    sharing::{self, Source},
};

/// One act that is to be done again.
#[derive(Serialize, Deserialize)]
enum Item {
    /// An entry was written.
    Write {
        document: [u8; 16],
        written_at: i64,
        body: Box<Body>,
    },
    /// An entry was changed to this, from what it was at these heads.
    Change {
        document: [u8; 16],
        heads: Vec<[u8; 32]>,
        body: Box<Body>,
    },
    /// An entry was shared, in these words: it may have others by now that its author kept.
    Share {
        entry: [u8; 16],
        space: [u8; 32],
        part: Option<String>,
        body: Box<Body>,
    },
    /// An edition was withdrawn, or went aside with the log: somebody may hold it.
    Retract { space: [u8; 32], document: [u8; 16] },
    /// An entry that stays was withdrawn.
    Withdrawn { entry: [u8; 16], space: [u8; 32] },
    /// An entry was erased, or went aside with the log: another own device may hold it.
    Erase { document: [u8; 16] },
    /// The other's words were typed.
    Verified { space: [u8; 32] },
    /// A bond was formed or changed.
    Bond { space: [u8; 32] },
    /// A bond was paused, resumed or ended.
    Contact { space: [u8; 32] },
    /// Something was said of a question that both answer.
    Mutual { space: [u8; 32], said: Vec<u8> },
    /// The end of a removed device's log was said.
    Cut { space: [u8; 32], said: Vec<u8> },
    /// An answer to such a question was shared.
    Opened { space: [u8; 32], id: [u8; 16] },
}

/// Keeps what the records of an own log from number `first` on say aside, and takes them out of it.
pub(super) fn set_aside(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    first: u64,
) -> Result<(), EngineError> {
    let (_, records) = tx.records(space, device, first, usize::MAX, usize::MAX)?;
    let mut changed: BTreeMap<DocumentId, bool> = BTreeMap::new();
    for record in &records {
        let again = item_of(me, tx, space, device, record)?;
        for item in again.into_iter().chain(left_behind(me, space, record)) {
            keep(tx, &item)?;
        }
        match record.item.subject {
            Subject::Create { .. } => changed.insert(record.document, true),
            Subject::Change { document } => {
                let created = changed.get(&document).copied().unwrap_or(false);
                changed.insert(document, created)
            }
            Subject::Control | Subject::Unknown { .. } => None,
        };
    }
    let changed = changed.into_iter().filter(|(_, new)| !new);
    let mut before = Vec::new();
    for (document, _) in changed {
        before.push((document, tx.entry(&document)?));
    }
    tx.truncate_log(space, device, first)?;
    for (document, row) in before {
        let Some(opened) = documents::open(me, tx, space, &document)? else {
            continue;
        };
        let Some(row) = row else {
            continue;
        };
        show_again(me, tx, space, &row, &opened)?;
        if *space == me.journal {
            keep(
                tx,
                &Item::Change {
                    document: document.0,
                    heads: opened.heads(),
                    body: Box::new(Shown::from_row(&row)?.body),
                },
            )?;
        }
    }
    Ok(())
}

fn keep(tx: &Tx<'_>, item: &Item) -> Result<(), EngineError> {
    let bytes = serde_json::to_vec(item).map_err(|_| EngineError::Shape)?;
    Ok(tx.put_salvage(&bytes)?)
}

/// A document whose creation goes aside: it is made anew under another id, so that whoever was sent
/// the first must not show both.
fn left_behind(me: &Me, space: &SpaceId, record: &Record) -> Option<Item> {
    let (bytes, document) = (space.0, record.document.0);
    match record.item.subject {
        Subject::Create { .. } if *space == me.journal => Some(Item::Erase { document }),
        Subject::Create { .. } => Some(Item::Retract {
            space: bytes,
            document,
        }),
        Subject::Change { .. } | Subject::Control | Subject::Unknown { .. } => None,
    }
}

fn item_of(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    device: &DeviceId,
    record: &Record,
) -> Result<Option<Item>, EngineError> {
    let Content::Full(payload) = &record.item.content else {
        return Ok(None);
    };
    let (space_bytes, in_journal) = (space.0, *space == me.journal);
    Ok(match record.item.subject {
        Subject::Create { .. } if in_journal => {
            let place = documents::place_of(me, space);
            let creator = fondly_journal::Actor(actor(device, space));
            let mut body = admit_creation(&payload.body, &creator, place)?;
            // What it had become, if it was changed since.
            if let Some(row) = tx.entry(&record.document)? {
                body = Shown::from_row(&row)?.body;
            }
            Some(Item::Write {
                document: record.document.0,
                written_at: payload.written_at,
                body: Box::new(body),
            })
        }
        Subject::Create { .. } | Subject::Change { .. } if !in_journal => {
            let share = tx.share_of_edition(&record.document)?;
            let share = share.filter(|share| share.state == ShareState::Shared);
            match (share, tx.entry(&record.document)?) {
                (Some(share), Some(edition)) => Some(Item::Share {
                    entry: share.entry.0,
                    space: space_bytes,
                    part: share.part,
                    body: Box::new(Shown::from_row(&edition)?.body),
                }),
                _ => None,
            }
        }
        Subject::Control => match Control::decode(&payload.body) {
            Ok(Control::Retract { document }) => Some(Item::Retract {
                space: space_bytes,
                document: document.0,
            }),
            Ok(Control::Withdrawn { entry, space }) => Some(Item::Withdrawn {
                entry: entry.0,
                space: space.0,
            }),
            Ok(Control::Verified) => Some(Item::Verified { space: space_bytes }),
            Ok(Control::Bond(said)) => Some(Item::Bond {
                space: said.space.0,
            }),
            Ok(Control::Contact(said)) => Some(Item::Contact {
                space: said.space.0,
            }),
            Ok(Control::Mutual {
                id,
                said: Mutual::Open { .. },
            }) => Some(Item::Opened {
                space: space_bytes,
                id: id.0,
            }),
            Ok(Control::Mutual { .. }) => Some(Item::Mutual {
                space: space_bytes,
                said: payload.body.clone(),
            }),
            Ok(Control::Erase { document }) => Some(Item::Erase {
                document: document.0,
            }),
            Ok(Control::Cut { .. }) => Some(Item::Cut {
                space: space_bytes,
                said: payload.body.clone(),
            }),
            // Keys and names are told anew by the new device.
            _ => None,
        },
        // What a change had made of an entry is kept once all have gone aside.
        Subject::Create { .. } | Subject::Change { .. } | Subject::Unknown { .. } => None,
    })
}

/// The view of a document whose last changes went aside.
fn show_again(
    me: &Me,
    tx: &Tx<'_>,
    space: &SpaceId,
    row: &EntryRow,
    opened: &Document,
) -> Result<(), EngineError> {
    let origin = Origin {
        document: row.document,
        space: *space,
        author: me.person,
        written_at: row.written_at,
        first_seen: row.shown_at,
        edited: opened.edited(),
    };
    let shown = Shown::of(opened, false);
    tx.put_entry(&rows::row(me, &Labels::load(tx)?, origin, &shown)?)?;
    Ok(())
}

/// Does again what went aside.
pub(super) fn write_again(me: &Me, tx: &Tx<'_>) -> Result<(), EngineError> {
    let mut renamed: BTreeMap<[u8; 16], DocumentId> = BTreeMap::new();
    let mut shared: BTreeMap<([u8; 16], [u8; 32]), ()> = BTreeMap::new();
    for bytes in tx.take_salvage()? {
        let item: Item = serde_json::from_slice(&bytes).map_err(|_| EngineError::Shape)?;
        let now_called = |id: &[u8; 16]| renamed.get(id).copied().unwrap_or(DocumentId(*id));
        match item {
            Item::Write {
                document,
                written_at,
                body,
            } => {
                let new = write(me, tx, written_at, *body)?;
                move_shares(me, tx, &DocumentId(document), &new)?;
                renamed.insert(document, new);
            }
            Item::Change {
                document,
                heads,
                body,
            } => {
                if !renamed.contains_key(&document) {
                    change(me, tx, &DocumentId(document), &heads, *body)?;
                }
            }
            Item::Share {
                entry,
                space,
                part,
                body,
            } => {
                if shared.insert((entry, space), ()).is_none() {
                    let entry = now_called(&entry);
                    share(me, tx, &entry, &SpaceId(space), (&body, part.as_deref()))?;
                }
            }
            Item::Retract { space, document } => {
                let (space, document) = (SpaceId(space), DocumentId(document));
                retracting::retract(me, tx, &space, &document)?;
            }
            Item::Withdrawn { entry, space } => {
                sharing::tell_withdrawn(me, tx, now_called(&entry), SpaceId(space))?;
            }
            Item::Erase { document } => {
                let erased = Control::Erase {
                    document: DocumentId(document),
                };
                me.append_control(tx, &me.journal, now(), &erased)?;
            }
            Item::Verified { space } => {
                let at = floor_to_hour(now());
                me.append_control(tx, &SpaceId(space), at, &Control::Verified)?;
            }
            Item::Mutual { space, said } => {
                if let Ok(control) = Control::decode(&said) {
                    let at = floor_to_hour(now());
                    me.append_control(tx, &SpaceId(space), at, &control)?;
                }
            }
            Item::Cut { space, said } => {
                let own = devices::own_roster(me, tx)?;
                if let Ok(
                    control @ Control::Cut {
                        removal, device, ..
                    },
                ) = Control::decode(&said)
                    && own.puts_out(&removal, &device)
                {
                    let at = floor_to_hour(now());
                    me.append_control(tx, &SpaceId(space), at, &control)?;
                }
            }
            Item::Opened { space, id } => {
                mutual::close(me, tx, &SpaceId(space), &MutualId(id))?;
            }
            Item::Bond { space } => {
                if let Some(bond) = tx.bond_of_space(&SpaceId(space))? {
                    bonds::save(me, tx, bond)?;
                }
            }
            Item::Contact { space } => letting::tell_again(me, tx, &SpaceId(space))?,
        }
    }
    Ok(())
}

fn write(me: &Me, tx: &Tx<'_>, written_at: i64, body: Body) -> Result<DocumentId, EngineError> {
    let (record, _) = documents::create(me, tx, &me.journal, written_at, &body)?;
    let origin = Origin {
        document: record.document,
        space: me.journal,
        author: me.person,
        written_at,
        first_seen: now(),
        edited: false,
    };
    let shown = Shown::created(body, &record);
    let row = rows::row(me, &Labels::load(tx)?, origin, &shown)?;
    tx.put_entry(&row)?;
    Ok(record.document)
}

/// The shares of an entry that has a new id are of the new one. Those whose editions went aside with it
/// are published anew; of others own devices are told, since they cannot know it by the tag.
fn move_shares(
    me: &Me,
    tx: &Tx<'_>,
    from: &DocumentId,
    to: &DocumentId,
) -> Result<(), EngineError> {
    for share in tx.shares_of(from)? {
        if let Some(edition) = share.edition
            && tx.document(&share.space, &edition)?.is_some()
        {
            let adopted = Control::Adopted {
                entry: *to,
                edition,
            };
            me.append_control(tx, &me.journal, now(), &adopted)?;
        }
        tx.put_share(&ShareRow {
            entry: *to,
            ..share
        })?;
    }
    Ok(tx.remove_shares_of(from)?)
}

/// Changes an entry as it was at `heads`: what others wrote since stays, and stands beside it where both
/// changed the same.
fn change(
    me: &Me,
    tx: &Tx<'_>,
    document: &DocumentId,
    heads: &[[u8; 32]],
    body: Body,
) -> Result<(), EngineError> {
    let Some(row) = tx.entry(document)? else {
        return Ok(());
    };
    let then = documents::open_at(me, tx, &me.journal, document, heads)?;
    let edit = Edit {
        text: Some(body.text),
        title: Some(body.title),
        feelings: Some(body.feelings),
        needs: Some(body.needs),
        happened: Some(body.happened),
        ask: Some(body.ask),
        reflect: Some(body.reflect),
        say: Some(body.say),
        state: body.state,
        good_news: Some(body.good_news),
        ..Edit::default()
    };
    let (mut then, actor) = (then.ok_or(EngineError::Shape)?, me.actor(&me.journal));
    let Some(change) = then.edit(&actor, &edit)? else {
        return Ok(());
    };
    me.append_change(tx, &me.journal, *document, now(), change.bytes)?;
    let opened = documents::open(me, tx, &me.journal, document)?.ok_or(EngineError::Shape)?;
    let origin = Origin {
        document: *document,
        space: me.journal,
        author: me.person,
        written_at: row.written_at,
        first_seen: row.shown_at,
        edited: true,
    };
    let shown = Shown::of(&opened, false);
    tx.put_entry(&rows::row(me, &Labels::load(tx)?, origin, &shown)?)?;
    Ok(())
}

/// Shares an entry in the words that it was shared in; its edition of before may be gone with the log.
fn share(
    me: &Me,
    tx: &Tx<'_>,
    entry: &DocumentId,
    space: &SpaceId,
    (body, part): (&Body, Option<&str>),
) -> Result<(), EngineError> {
    let labels = Labels::load(tx)?;
    let mut shares = tx.shares_of(entry)?.into_iter();
    if let Some(before) = shares.find(|share| share.space == *space) {
        let there = match &before.edition {
            Some(edition) => tx.document(space, edition)?.is_some(),
            None => false,
        };
        if !there {
            tx.put_share(&ShareRow {
                edition: None,
                state: ShareState::Cancelled,
                ..before
            })?;
        }
    }
    let bond = labels.bond(space);
    let Some(bond) = bond.filter(|bond| bond.verified && stands(bond)) else {
        return Ok(());
    };
    let Some(row) = tx.entry(entry)? else {
        return Ok(());
    };
    let source = Source {
        row: &row,
        body,
        part,
    };
    sharing::share_as(me, tx, &labels, bond, &source)
}
