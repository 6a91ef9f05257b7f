//! Sharing by choice: editions, holds, withdrawal.

use fondly_journal::{Addressee, Body, Edit, edition};
use fondly_store::{BondRow, DocumentState, EntryRow, ShareRow, ShareState, Tx};
use fondly_sync::{Control, DocumentId, SpaceId};

use crate::{
    Engine, EngineError, EntryView, Shared, Written,
    clock::{floor_to_hour, now},
    documents,
    entries::{mine, require_text, written},
    finding::find,
    labels::{Labels, stands},
    me::Me,
    parting, retracting,
    rows::{self, Origin, Shown},
};

impl Engine {
    /// Shares an entry of mine, or a part of it. Sharing again updates the edition.
    ///
    /// # Errors
    /// `Unverified`, `NotTheAuthor`, `EmptyText`, `NoPerson`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn share(
        &mut self,
        id: &str,
        name: &str,
        part: Option<String>,
    ) -> Result<Written, EngineError> {
        if let Some(part) = &part {
            require_text(part)?;
        }
        self.change(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            let bond = verified(labels, name)?;
            share(me, tx, labels, bond, &row, part)?;
            written(me, tx, labels, &row, Shared::Now)
        })
    }

    /// What NAME would see if it were shared now.
    ///
    /// # Errors
    /// As [`Engine::share`]; nothing is written.
    pub fn preview(
        &self,
        id: &str,
        name: &str,
        part: Option<String>,
    ) -> Result<EntryView, EngineError> {
        self.view(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            let bond = labels.require(name)?;
            let source = Source {
                row: &row,
                body: &Shown::from_row(&row)?.body,
                part: part.as_deref(),
            };
            let body = edition_body(me, tx, bond, &source, 1)?;
            let origin = Origin {
                document: row.document,
                space: bond.space,
                author: me.person,
                written_at: floor_to_hour(now()),
                first_seen: now(),
                edited: false,
            };
            let seen = rows::row(me, labels, origin, &Shown::new(body))?;
            let view = rows::view(me, tx, labels, &seen)?;
            Ok(EntryView {
                audience: vec![bond.label.clone()],
                ..view
            })
        })
    }

    /// Withdraws what NAME can read of an entry, or takes back a held share.
    ///
    /// # Errors
    /// `NotShared`, `NotTheAuthor`, `NoPerson`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn unshare(&mut self, id: &str, name: &str) -> Result<Written, EngineError> {
        let done = self.change(|me, tx, labels| {
            let row = mine(find(tx, id)?)?;
            let bond = labels.require(name)?;
            let share = tx
                .shares_of(&row.document)?
                .into_iter()
                .find(|share| share.space == bond.space && is_open(share))
                .ok_or_else(|| EngineError::NotShared {
                    name: bond.label.clone(),
                })?;
            withdraw(me, tx, &share)?;
            if share.state == ShareState::Shared {
                tell_withdrawn(me, tx, share.entry, share.space)?;
            }
            written(me, tx, labels, &row, Shared::Private)
        })?;
        self.empty_log();
        Ok(done)
    }

    /// Who can read an entry of mine: its `audience`.
    ///
    /// # Errors
    /// `NotTheAuthor`, `NoEntry`, `Ambiguous`, `Store`.
    pub fn who(&self, id: &str) -> Result<EntryView, EngineError> {
        self.view(|me, tx, labels| rows::view(me, tx, labels, &mine(find(tx, id)?)?))
    }
}

const fn is_open(share: &ShareRow) -> bool {
    matches!(share.state, ShareState::Shared | ShareState::Held)
}

/// The bond called `name`, if I have typed its words.
pub(crate) fn verified<'l>(labels: &'l Labels, name: &str) -> Result<&'l BondRow, EngineError> {
    let bond = labels.require(name)?;
    if bond.verified {
        Ok(bond)
    } else {
        Err(EngineError::Unverified {
            name: bond.label.clone(),
        })
    }
}

/// One more than the highest order that this device has seen in the bond.
fn next_order(tx: &Tx<'_>, space: &SpaceId) -> Result<u32, EngineError> {
    let bond = tx.bond_of_space(space)?.ok_or(EngineError::Shape)?;
    let order = bond.order_seen.saturating_add(1);
    tx.put_bond(&BondRow {
        order_seen: order,
        ..bond
    })?;
    Ok(order)
}

/// What an edition is made of.
pub(crate) struct Source<'a> {
    /// The entry.
    pub row: &'a EntryRow,
    /// What the reader is to see of it.
    pub body: &'a Body,
    /// The text to show in place of the whole.
    pub part: Option<&'a str>,
}

/// Writes or updates the edition of `row`, as it is now, in a verified bond.
pub(crate) fn share(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    bond: &BondRow,
    row: &EntryRow,
    part: Option<String>,
) -> Result<(), EngineError> {
    let source = Source {
        row,
        body: &Shown::from_row(row)?.body,
        part: part.as_deref(),
    };
    share_as(me, tx, labels, bond, &source)
}

/// Writes or updates the edition of an entry with the words of `source`.
pub(crate) fn share_as(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    bond: &BondRow,
    source: &Source<'_>,
) -> Result<(), EngineError> {
    let row = source.row;
    let mut shares = tx.shares_of(&row.document)?.into_iter();
    let before = shares.find(|share| share.space == bond.space);
    let shared_before = before
        .as_ref()
        .filter(|share| share.state == ShareState::Shared)
        .and_then(|s| s.edition);
    let share = match shared_before {
        Some(document) => {
            update(me, tx, labels, bond, source, document)?;
            before
        }
        None => Some(ShareRow {
            entry: row.document,
            space: bond.space,
            edition: Some(publish(me, tx, labels, bond, source)?),
            heads: Vec::new(),
            part: None,
            state: ShareState::Shared,
            hold_until: None,
            shared_at: Some(now()),
            by_device: me.device,
        }),
    };
    if let Some(share) = share {
        let heads = heads_of(me, tx, row)?;
        tx.put_share(&ShareRow {
            heads,
            part: source.part.map(str::to_owned),
            ..share
        })?;
    }
    Ok(())
}

fn heads_of(me: &Me, tx: &Tx<'_>, row: &EntryRow) -> Result<Vec<[u8; 32]>, EngineError> {
    Ok(documents::require(me, tx, row)?.heads())
}

fn edition_body(
    me: &Me,
    tx: &Tx<'_>,
    bond: &BondRow,
    source: &Source<'_>,
    order: u32,
) -> Result<Body, EngineError> {
    let (row, body) = (source.row, source.body);
    let to = match &body.to {
        Addressee::Person(id) if *id == bond.person.0 => body.to.clone(),
        Addressee::Name(name) if name.to_lowercase() == bond.label.to_lowercase() => {
            Addressee::Person(bond.person.0)
        }
        Addressee::Me => Addressee::Me,
        Addressee::Nobody | Addressee::Person(_) | Addressee::Name(_) => Addressee::Nobody,
    };
    let tag = me.edition_tag(&row.document, &bond.space);
    let blind = |head: &[u8; 32]| me.edition_head(&row.document, &bond.space, head);
    let mut heads: Vec<[u8; 32]> = heads_of(me, tx, row)?.iter().map(blind).collect();
    heads.sort_unstable();
    Ok(edition(
        body,
        heads,
        source.part,
        order,
        tag,
        floor_to_hour(now()),
        to,
    ))
}

fn publish(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    bond: &BondRow,
    source: &Source<'_>,
) -> Result<DocumentId, EngineError> {
    if parting::is_closing(tx, &bond.space)? {
        return Err(EngineError::Apart);
    }
    let order = next_order(tx, &bond.space)?;
    let body = edition_body(me, tx, bond, source, order)?;
    let at = floor_to_hour(now());
    let (record, _) = documents::create(me, tx, &bond.space, at, &body)?;
    let origin = Origin {
        document: record.document,
        space: bond.space,
        author: me.person,
        written_at: source.row.written_at,
        first_seen: now(),
        edited: false,
    };
    let shown = Shown::created(body, &record);
    tx.put_entry(&rows::row(me, labels, origin, &shown)?)?;
    Ok(record.document)
}

fn update(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    bond: &BondRow,
    source: &Source<'_>,
    document: DocumentId,
) -> Result<(), EngineError> {
    let stored = documents::open(me, tx, &bond.space, &document)?;
    let mut stored = stored.ok_or(EngineError::Shape)?;
    let order = stored.body().edition.map_or(1, |edition| edition.order);
    let body = edition_body(me, tx, bond, source, order)?;
    let heads = body
        .edition
        .as_ref()
        .map(|edition| edition.taken_from.clone());
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
        part: Some(source.part.is_some()),
        taken_from: heads,
        ..Edit::default()
    };
    let Some(change) = stored.edit(&me.actor(&bond.space), &edit)? else {
        return Ok(());
    };
    let at = floor_to_hour(now());
    me.append_change(tx, &bond.space, document, at, change.bytes)?;
    let Some(before) = tx.entry(&document)? else {
        return Ok(());
    };
    let origin = Origin {
        document,
        space: bond.space,
        author: me.person,
        written_at: before.written_at,
        first_seen: before.shown_at,
        edited: true,
    };
    tx.put_entry(&rows::row(me, labels, origin, &Shown::of(&stored, true))?)?;
    Ok(())
}

/// Brings every edition of an entry up to date, each as whole or part as it was.
pub(crate) fn update_all(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    row: &EntryRow,
) -> Result<Shared, EngineError> {
    let mut shared = Shared::Private;
    for share_row in tx.shares_of(&row.document)? {
        let Some(bond) = labels.bond(&share_row.space) else {
            continue;
        };
        if share_row.state == ShareState::Shared && stands(bond) {
            // A part was chosen by its author word for word: only the author widens it.
            let part = share_row.part.clone();
            share(me, tx, labels, bond, row, part)?;
            shared = Shared::Now;
        }
    }
    Ok(shared)
}

/// Withdraws one share: a held one is cancelled, an edition is retracted for ever.
pub(crate) fn withdraw(me: &Me, tx: &Tx<'_>, share: &ShareRow) -> Result<(), EngineError> {
    let state = match (share.state, share.edition) {
        (ShareState::Shared, Some(document)) => {
            retracting::retract(me, tx, &share.space, &document)?;
            ShareState::Withdrawn
        }
        (ShareState::Held, _) => ShareState::Cancelled,
        (state, _) => state,
    };
    tx.put_share(&ShareRow {
        state,
        part: None,
        ..share.clone()
    })?;
    Ok(())
}

/// Tells the other own devices that an entry which stays was withdrawn: whoever of them never held the
/// edition cannot know of which entry it was.
pub(crate) fn tell_withdrawn(
    me: &Me,
    tx: &Tx<'_>,
    entry: DocumentId,
    space: SpaceId,
) -> Result<(), EngineError> {
    let control = Control::Withdrawn { entry, space };
    me.append_control(tx, &me.journal, now(), &control)?;
    Ok(())
}

/// Another own device withdrew an edition that is known here.
pub(crate) fn edition_withdrawn(tx: &Tx<'_>, edition: &DocumentId) -> Result<(), EngineError> {
    if let Some(share) = tx.share_of_edition(edition)? {
        tx.put_share(&ShareRow {
            state: ShareState::Withdrawn,
            part: None,
            ..share
        })?;
    }
    Ok(tx.remove_entry(edition)?)
}

/// Another own device withdrew an entry. Where the edition is known, its retraction says so as well.
/// Returns whether entry and bond are known here yet.
pub(crate) fn heard_withdrawn(
    tx: &Tx<'_>,
    journal: &SpaceId,
    entry: &DocumentId,
    space: &SpaceId,
) -> Result<bool, EngineError> {
    if tx.is_erased(journal, entry)? {
        return Ok(true);
    }
    let Some(document) = tx.document(journal, entry)? else {
        return Ok(false);
    };
    if tx.bond_of_space(space)?.is_none() {
        return Ok(false);
    }
    if document.state != DocumentState::Live {
        return Ok(true);
    }
    let mut shares = tx.shares_of(entry)?.into_iter();
    let withdrawn = match shares.find(|share| share.space == *space) {
        None => ShareRow {
            entry: *entry,
            space: *space,
            edition: None,
            heads: Vec::new(),
            part: None,
            state: ShareState::Withdrawn,
            hold_until: None,
            shared_at: None,
            by_device: document.creator,
        },
        // It was held here and never left.
        Some(share) if share.state == ShareState::Cancelled => ShareRow {
            state: ShareState::Withdrawn,
            hold_until: None,
            ..share
        },
        Some(_) => return Ok(true),
    };
    tx.put_share(&withdrawn)?;
    Ok(true)
}

/// Shares what was held by this device and is due, with people who are verified. Returns the
/// entries.
pub(crate) fn fire_due(
    me: &Me,
    tx: &Tx<'_>,
    labels: &Labels,
    now: i64,
) -> Result<Vec<DocumentId>, EngineError> {
    let mut fired = Vec::new();
    for held in tx.held(Some(now))? {
        let Some(bond) = labels.bond(&held.space) else {
            continue;
        };
        if held.by_device != me.device || !bond.verified || !stands(bond) {
            continue;
        }
        let Some(row) = tx.entry(&held.entry)? else {
            continue;
        };
        share(me, tx, labels, bond, &row, held.part.clone())?;
        fired.push(held.entry);
    }
    Ok(fired)
}
