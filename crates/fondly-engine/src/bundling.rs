//! `bundle`: the exchange by file, for whom no network reaches.
//!
//! A bundle holds what its readers are not known to hold: records as they travel in sessions, and
//! what a session shows before them. Making one changes nothing that others can see, except that what
//! is due is shared as before any exchange.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use fondly_crypto::SealingPublic;
use fondly_store::Tx;
use fondly_sync::{
    DeviceId, PersonId, Replica, Run, SpaceId,
    bundle::{ShownEpoch, Statement, Writer},
    envelope::{Contents, seal_envelope},
    limits::ENVELOPE_RECORDS_MAX,
};
use rand_core::Rng as _;
use serde::Serialize;

use crate::{
    Engine, EngineError, devices, epochs,
    exchange::LOAD_BYTES_MAX,
    forgetting,
    home::{io, sync_dir},
    letting,
    me::Me,
    node::{do_due, peers::own_spaces},
    random::rng,
    recovering,
};

/// For whom a bundle is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readers {
    /// The devices of the person with this label, about the bond with them.
    Person(String),
    /// The other devices of one's own, about everything.
    OwnDevices,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bundle {
    /// My label of the person, or `me`.
    pub name: String,
    /// How many devices can open it.
    pub devices: usize,
    /// How many records are in it.
    pub records: u64,
    /// The file.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Engine {
    /// Makes a file with what the readers are not known to hold; with all that there is, if `whole`.
    ///
    /// # Errors
    /// `NoPerson`; `NoReaders` where no device of theirs is known; `Removed`, `RolledBack`,
    /// `Bundle`, `Store`.
    pub fn bundle(&mut self, readers: &Readers, whole: bool) -> Result<Bundle, EngineError> {
        let (bundle, erased) = self.change(|me, tx, labels| {
            if devices::is_removed(me, tx)? {
                return Err(EngineError::Removed);
            }
            let erased = do_due(me, tx)?;
            let (name, of, about) = match readers {
                Readers::Person(name) => {
                    let bond = labels.require(name)?;
                    letting::require_open(tx, &bond.space, false)?;
                    (bond.label.clone(), bond.person, vec![bond.space])
                }
                Readers::OwnDevices => {
                    let mut about = vec![me.journal];
                    about.extend(bonds_of(me, tx)?);
                    ("me".to_owned(), me.person, about)
                }
            };
            let mut maker = Maker::new(me, tx, whole);
            for space in &about {
                maker.add(space, &of)?;
            }
            Ok((maker.finish(name)?, erased))
        })?;
        if erased {
            self.empty_log();
        }
        Ok(bundle)
    }
}

fn bonds_of(me: &Me, tx: &Tx<'_>) -> Result<Vec<SpaceId>, EngineError> {
    let spaces = own_spaces(me, tx)?.into_iter();
    Ok(spaces.filter(|space| *space != me.journal).collect())
}

struct Maker<'a> {
    me: &'a Me,
    tx: &'a Tx<'a>,
    whole: bool,
    writer: Writer,
    devices: std::collections::BTreeSet<DeviceId>,
    records: u64,
}

impl<'a> Maker<'a> {
    fn new(me: &'a Me, tx: &'a Tx<'a>, whole: bool) -> Self {
        Self {
            me,
            tx,
            whole,
            writer: Writer::default(),
            devices: std::collections::BTreeSet::new(),
            records: 0,
        }
    }

    /// Adds what the devices of the person `of` lack in a space, if any told its keys there.
    fn add(&mut self, space: &SpaceId, of: &PersonId) -> Result<(), EngineError> {
        let (me, tx) = (self.me, self.tx);
        epochs::ensure(me, tx, space)?;
        forgetting::acknowledge(me, tx, space)?;
        let replica = epochs::replica(me, tx, space)?;
        let readers = readers(me, &replica, of);
        if readers.is_empty() {
            return Ok(());
        }
        let asked = recovering::due(tx, space)?;
        // Whoever holds another history of the own log has to show it in a session first.
        if asked.is_some_and(|due| readers.iter().any(|(device, _)| due.peers.contains(device))) {
            return Err(EngineError::RolledBack);
        }
        let held = replica.current_epoch().ok_or(EngineError::Shape)?;
        let mut envelopes = Vec::new();
        for device in replica.devices_in_order_of_use() {
            let from = self.from(space, &readers, &device)?;
            self.seal(&replica, device, from, &mut envelopes)?;
        }
        tx.count_envelopes(space, &held.id, envelopes.len() as u64)?;
        let wraps = readers.iter().filter_map(|(device, _)| {
            let wrap = replica.wrap_for(&mut rng(), held, device)?;
            Some((*device, wrap.into()))
        });
        let holds = replica.tips.iter();
        let statement = Statement {
            device: me.device,
            rosters: replica
                .rosters
                .iter()
                .map(|roster| roster.encode().into())
                .collect(),
            epoch: ShownEpoch {
                announcement: held.announcement.clone(),
                signer: held.signer,
                wraps: wraps.collect(),
            },
            holds: holds.map(|(device, tip)| (*device, tip.next)).collect(),
            envelopes: [0; 32],
        };
        self.writer.add(
            &mut rng(),
            space,
            &replica.key,
            &readers,
            statement,
            &envelopes,
        )?;
        self.devices
            .extend(readers.iter().map(|(device, _)| device));
        Ok(())
    }

    /// The first record of a log that one of the readers is not known to hold.
    fn from(
        &self,
        space: &SpaceId,
        readers: &[(DeviceId, SealingPublic)],
        log: &DeviceId,
    ) -> Result<u64, EngineError> {
        if self.whole {
            return Ok(0);
        }
        let holds: BTreeMap<_, u64> = self.tx.peer_holds(space)?;
        let held = |reader: &DeviceId| holds.get(&(*reader, *log)).copied().unwrap_or(0);
        let least = readers.iter().map(|(reader, _)| held(reader)).min();
        Ok(least.unwrap_or(0))
    }

    fn seal(
        &mut self,
        replica: &Replica,
        device: DeviceId,
        from: u64,
        envelopes: &mut Vec<Vec<u8>>,
    ) -> Result<(), EngineError> {
        let space = &replica.space;
        let held = replica.current_epoch().ok_or(EngineError::Shape)?;
        let mut first = from;
        loop {
            let loaded =
                self.tx
                    .records(space, &device, first, ENVELOPE_RECORDS_MAX, LOAD_BYTES_MAX)?;
            let (prev, records) = loaded;
            let records = replica.sendable(&device, &records);
            let Some(run) = Run::to_end(prev, records).filter(|run| run.first == first) else {
                return Ok(());
            };
            first += records.len() as u64;
            self.records += records.len() as u64;
            let mut nonce = [0; 24];
            rng().fill_bytes(&mut nonce);
            let contents = Contents {
                device,
                runs: vec![run],
            };
            let sealed = seal_envelope(&held.key, space, &held.id, &nonce, &contents)?;
            envelopes.push(sealed);
        }
    }

    fn finish(self, name: String) -> Result<Bundle, EngineError> {
        if self.devices.is_empty() {
            return Err(EngineError::NoReaders { name });
        }
        Ok(Bundle {
            name,
            devices: self.devices.len(),
            records: self.records,
            bytes: self.writer.finish(),
        })
    }
}

/// The devices of a person that are in, this one excepted, with their keys in the space.
fn readers(me: &Me, replica: &Replica, of: &PersonId) -> Vec<(DeviceId, SealingPublic)> {
    let roster = replica.rosters.iter().find(|it| it.person() == *of);
    let devices = roster.into_iter().flat_map(|roster| roster.devices());
    let told = |device: &DeviceId| {
        let key = replica.sealing.get(device)?;
        (*device != me.device).then(|| (*device, key.clone()))
    };
    devices.filter_map(told).collect()
}

impl Bundle {
    /// Writes it to a new file of mode 0600.
    ///
    /// # Errors
    /// `WouldOverwrite`, `Io`.
    pub fn save(&self, path: &Path) -> Result<(), EngineError> {
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        let mut beside = tempfile::Builder::new()
            .prefix(".fondly-bundle-")
            .tempfile_in(dir)
            .map_err(io("could not write into", dir))?;
        beside
            .write_all(&self.bytes)
            .and_then(|()| beside.as_file().sync_all())
            .map_err(io("could not write", path))?;
        beside
            .persist_noclobber(path)
            .map_err(|failed| match failed.error.kind() {
                std::io::ErrorKind::AlreadyExists => EngineError::WouldOverwrite {
                    path: path.to_path_buf(),
                },
                _ => io("could not write", path)(failed.error),
            })?;
        sync_dir(dir)
    }
}
