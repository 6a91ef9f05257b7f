//! `backup`: everything of this person in one file, for whoever has the recovery words.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read as _, Write as _},
    path::Path,
};

use fondly_crypto::{EpochKey, RecoveryWords, SealingPublic};
use fondly_store::{SpaceKind, Tx};
use fondly_sync::{
    Run, SpaceId,
    backup::{BackedUp as SpaceBackedUp, BackupError, Manifest, Reader, Writer},
    envelope::Contents,
    limits::ENVELOPE_RECORDS_MAX,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    Engine, EngineError, bonds,
    clock::{now, rfc3339},
    devices, epochs,
    home::{io, sync_dir},
    me::Me,
    random::rng,
};

const RECOVERY_KEY: &str = "recovery key";
const MADE_AT: &str = "backup made at";
/// A backup is old after so long.
const OLD_SECONDS: i64 = 30 * 86_400;
/// Who has written less than this has lost little.
const ENTRIES_WORTH_A_BACKUP: u32 = 10;
/// Bytes of bodies in one envelope, before compression.
const LOAD_BYTES_MAX: usize = 768 << 10;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// The file.
    pub file: String,
    /// How many entries are in it.
    pub entries: u64,
    /// Its size.
    pub bytes: u64,
    /// RFC 3339.
    pub made_at: String,
}

/// Keeps what a backup is encrypted to.
pub(crate) fn keep_recovery_key(tx: &Tx<'_>, key: &SealingPublic) -> Result<(), EngineError> {
    Ok(tx.put_note(RECOVERY_KEY, key.as_bytes())?)
}

pub(crate) fn recovery_key(tx: &Tx<'_>) -> Result<Option<SealingPublic>, EngineError> {
    let Some(bytes) = tx.note(RECOVERY_KEY)? else {
        return Ok(None);
    };
    let key = SealingPublic::try_from(bytes.as_slice());
    key.map(Some).map_err(|_| EngineError::Shape)
}

/// A line for whoever has no backup, or an old one. Nothing, if all is well.
pub(crate) fn remark(tx: &Tx<'_>) -> Result<Option<String>, EngineError> {
    let Some(made_at) = made_at(tx)? else {
        let worth = tx.lists_at_least(ENTRIES_WORTH_A_BACKUP)?;
        let line = "there is no backup yet: fondly backup FILE";
        return Ok(worth.then(|| line.to_owned()));
    };
    let days = (now() - made_at).div_euclid(86_400);
    let old = now() - made_at > OLD_SECONDS;
    Ok(old.then(|| format!("the last backup is {days} days old: fondly backup FILE")))
}

fn made_at(tx: &Tx<'_>) -> Result<Option<i64>, EngineError> {
    let Some(bytes) = tx.note(MADE_AT)? else {
        return Ok(None);
    };
    let bytes = bytes.as_slice().try_into();
    Ok(Some(i64::from_le_bytes(
        bytes.map_err(|_| EngineError::Shape)?,
    )))
}

impl Engine {
    /// Writes a backup beside, reads it back and checks it, and puts it in place. It can be opened
    /// by the recovery words alone. `words` are needed where this journal was made by a version
    /// that did not keep what to encrypt to.
    ///
    /// # Errors
    /// `WouldOverwrite` unless the file is a backup or not there, `Removed`, `WordsNeeded`,
    /// `OtherWords`, `Backup`, `Io`, `Store`.
    pub fn backup(
        &mut self,
        path: &Path,
        words: Option<&RecoveryWords>,
    ) -> Result<BackedUp, EngineError> {
        require_free(path)?;
        let recovery = self.change(|me, tx, _| {
            if devices::is_removed(me, tx)? {
                return Err(EngineError::Removed);
            }
            if let Some(words) = words {
                if words.root_key().verifying_key() != *devices::own_roster(me, tx)?.root() {
                    return Err(EngineError::OtherWords);
                }
                keep_recovery_key(tx, &words.recovery_secret().public())?;
            }
            bonds::tell_untold(me, tx)?;
            devices::tell_own_name(me, tx)?;
            recovery_key(tx)?.ok_or(EngineError::WordsNeeded)
        })?;
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        let beside = tempfile::Builder::new()
            .prefix(".fondly-backup-")
            .tempfile_in(dir)
            .map_err(io("could not write into", dir))?;
        let made_at = now();
        let (key, entries) = self.view(|me, tx, _| {
            let key = write(me, tx, beside.as_file(), &recovery, made_at)?;
            Ok((key, tx.count_entries()?))
        })?;
        let failed = |source| io("could not write", path)(source);
        beside.as_file().sync_all().map_err(failed)?;
        let bytes = check(beside.path(), &key)?;
        let put = beside.persist(path);
        put.map_err(|error| io("could not write", path)(error.error))?;
        sync_dir(dir)?;
        self.change(|_, tx, _| Ok(tx.put_note(MADE_AT, &made_at.to_le_bytes())?))?;
        Ok(BackedUp {
            file: path.display().to_string(),
            entries,
            bytes,
            made_at: rfc3339(made_at, None),
        })
    }
}

/// A backup may take the place of an older one, and of nothing else.
fn require_free(path: &Path) -> Result<(), EngineError> {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(()) if magic == *b"FNDB" => Ok(()),
        _ => Err(EngineError::WouldOverwrite {
            path: path.to_path_buf(),
        }),
    }
}

fn write(
    me: &Me,
    tx: &Tx<'_>,
    file: &File,
    recovery: &SealingPublic,
    made_at: i64,
) -> Result<EpochKey, EngineError> {
    let mut writer = Writer::new(&mut rng(), BufWriter::new(file), recovery)?;
    let mut spaces = Vec::new();
    let mut rows = tx.spaces()?;
    rows.sort_by_key(|row| row.kind != SpaceKind::Journal);
    for row in rows {
        let space = row.space;
        let rosters = epochs::rosters(tx, &space)?;
        let replica = epochs::replica(me, tx, &space)?;
        for device in replica.devices() {
            add_log(tx, &mut writer, &space, &device, replica.tip(&device).next)?;
        }
        spaces.push(SpaceBackedUp {
            space,
            rosters: rosters
                .iter()
                .map(|it| ByteBuf::from(it.encode()))
                .collect(),
            frontier: replica.frontier(),
        });
    }
    let identity = tx.identity()?;
    let manifest = Manifest {
        made_at,
        device: me.device,
        name: identity.name.clone(),
        journal_secret: *identity.journal_secret,
        roster: devices::own_roster(me, tx)?.encode(),
        spaces,
        envelopes: 0,
        digest: [0; 32],
    };
    let (mut out, key) = writer.finish(&mut rng(), manifest, &me.key)?;
    out.flush().map_err(BackupError::Io)?;
    Ok(key)
}

/// All records of one log before `end`.
fn add_log<W: std::io::Write>(
    tx: &Tx<'_>,
    writer: &mut Writer<W>,
    space: &SpaceId,
    device: &fondly_sync::DeviceId,
    end: u64,
) -> Result<(), EngineError> {
    let mut first = 0;
    while first < end {
        let load = tx.records(space, device, first, ENVELOPE_RECORDS_MAX, LOAD_BYTES_MAX);
        let (prev, records) = load?;
        let Some(run) = Run::to_end(prev, &records) else {
            break;
        };
        first += records.len() as u64;
        let contents = Contents {
            device: *device,
            runs: vec![run],
        };
        writer.add(&mut rng(), space, &contents)?;
    }
    Ok(())
}

/// Reads a backup back: every envelope opens, and the manifest fits. Returns the size of the file.
fn check(path: &Path, key: &EpochKey) -> Result<u64, EngineError> {
    let open = || File::open(path).map_err(io("could not read", path));
    let mut reader = Reader::with_key(BufReader::new(open()?), key)?;
    while reader.skip()? {}
    let (manifest, _) = reader.manifest()?;
    let spaces: Vec<SpaceId> = manifest.spaces.iter().map(|space| space.space).collect();
    let mut reader = Reader::with_key(BufReader::new(open()?), key)?;
    while reader.next(&spaces)?.is_some() {}
    let file = open()?;
    Ok(file.metadata().map_err(io("could not read", path))?.len())
}
