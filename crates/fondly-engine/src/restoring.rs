//! `restore`: a new device from a backup and the recovery words.

use std::{fs::File, io::BufReader, path::Path};

use fondly_crypto::{RecoveryWords, SealingSecret, SigningKey};
use fondly_store::{DeviceName, Identity, SpaceKind, Store, Tx};
use fondly_sync::{
    RecordHash, Roster, Run, SpaceId,
    backup::{BackedUp, BackupError, Manifest, Reader},
    envelope::Contents,
    session::Batch,
    shown,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    EngineError, Home, Protection,
    applying::{self, Quota},
    backup::keep_recovery_key,
    bonds,
    clock::{now, rfc3339},
    devices, editions, epochs,
    home::io,
    me::Me,
    random::rng,
    vault,
};

/// A journal that was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// 26 characters of base32.
    pub person_id: String,
    /// What this device is called.
    pub device: String,
    /// How many entries are here.
    pub entries: u64,
    /// When the backup was made, RFC 3339.
    pub made_at: String,
}

/// Makes a journal from a backup, as a new device of its person. The whole file is checked before
/// anything is made, and every record again as it is stored.
///
/// # Errors
/// `JournalExists`, `Backup`, `OtherWords`, `Invalid` on the name, `Io`, `Store`. Then there is no
/// journal.
pub fn restore(
    home: &Home,
    path: &Path,
    words: &RecoveryWords,
    device_name: &str,
    protection: Protection,
) -> Result<Restored, EngineError> {
    if home.has_journal() {
        return Err(EngineError::JournalExists);
    }
    let name = devices::device_name(device_name)?;
    let recovery = words.recovery_secret();
    let open = || -> Result<_, EngineError> {
        let file = File::open(path).map_err(io("could not read", path))?;
        Ok(Reader::new(BufReader::new(file), &recovery)?)
    };
    let mut reader = open()?;
    while reader.skip()? {}
    let (manifest, roster) = reader.manifest()?;
    if words.root_key().verifying_key() != *roster.root() {
        return Err(EngineError::OtherWords);
    }
    let restorer = Restorer {
        key: SigningKey::generate(&mut rng()),
        name,
        manifest,
    };
    let (_, _, entries) = vault::build(home, protection, |store| {
        let me = store.write(|tx| restorer.begin(tx, words, roster))?;
        restorer.fill(store, &me, open()?)?;
        store.write(|tx| restorer.end(tx, &me))
    })?;
    let manifest = &restorer.manifest;
    Ok(Restored {
        person_id: shown(&Roster::decode(&manifest.roster)?.person().0),
        device: restorer.name.clone(),
        entries,
        made_at: rfc3339(manifest.made_at, None),
    })
}

struct Restorer {
    key: SigningKey,
    name: String,
    manifest: Manifest,
}

impl Restorer {
    /// The person, with this device added by the root, and the journal.
    fn begin(
        &self,
        tx: &Tx<'_>,
        words: &RecoveryWords,
        mut roster: Roster,
    ) -> Result<Me, EngineError> {
        roster.add_by_root(&words.root_key(), &self.key)?;
        let identity = Identity {
            name: self.manifest.name.clone(),
            roster: roster.encode(),
            person: roster.person(),
            device_key: self.key.to_bytes(),
            journal_secret: Zeroizing::new(self.manifest.journal_secret),
            created_at: now(),
            words: None,
        };
        tx.put_identity(&identity)?;
        tx.put_roster(&roster, now())?;
        keep_recovery_key(tx, &words.recovery_secret().public())?;
        let me = Me::new(&identity);
        tx.add_space(&me.journal, SpaceKind::Journal, now(), &[me.person])?;
        let sealing = SealingSecret::generate(&mut rng());
        tx.add_sealing_secret(&me.journal, &sealing.to_bytes(), now())?;
        bonds::enrol(&me, tx, &me.journal)?;
        Ok(me)
    }

    /// Stores every record, as if it came from a peer. The journal comes first, and with it the
    /// bonds, whose spaces follow.
    fn fill(
        &self,
        store: &mut Store,
        me: &Me,
        mut reader: Reader<BufReader<File>>,
    ) -> Result<(), EngineError> {
        let spaces: Vec<SpaceId> = self.manifest.spaces.iter().map(|it| it.space).collect();
        let mut seen = None;
        while let Some((space, contents)) = reader.next(&spaces)? {
            store.write(|tx| {
                if seen != Some(space) {
                    self.take_rosters(me, tx, &space)?;
                }
                self.keep(me, tx, &space, contents)
            })?;
            seen = Some(space);
        }
        Ok(())
    }

    fn backed_up(&self, space: &SpaceId) -> Result<&BackedUp, EngineError> {
        let spaces = self.manifest.spaces.iter();
        let mut spaces = spaces.filter(|it| it.space == *space);
        Ok(spaces.next().ok_or(BackupError::Damaged)?)
    }

    /// The rosters of the others in a space, as they were known when the backup was made.
    fn take_rosters(&self, me: &Me, tx: &Tx<'_>, space: &SpaceId) -> Result<(), EngineError> {
        for encoded in &self.backed_up(space)?.rosters {
            let roster = Roster::decode(encoded)?;
            if roster.person() != me.person {
                devices::take_rosters(me, tx, &[roster])?;
            }
        }
        Ok(())
    }

    fn keep(
        &self,
        me: &Me,
        tx: &Tx<'_>,
        space: &SpaceId,
        contents: Contents,
    ) -> Result<(), EngineError> {
        let Contents { device, runs } = contents;
        let person = applying::owner_of(tx, space, &device)?;
        let Some(person) = person else {
            return Ok(());
        };
        // Where a cut vouched for the end of a log, the signature of the manifest does here.
        let said = &self.backed_up(space)?.frontier;
        let is_end = |seq: u64, hash: &RecordHash| {
            let mut said = said.iter();
            said.any(|entry| entry.next == seq + 1 && entry.hash == half(hash))
        };
        let verified = |run: Run| {
            if run.is_anchored() {
                run.verify_anchored(space, &device, &person, is_end)
            } else {
                run.verify(space, &device, &person)
            }
        };
        let runs = runs.into_iter().map(verified).collect::<Result<_, _>>();
        let batch = Batch {
            runs: runs.map_err(|_| BackupError::Damaged)?,
            ..Batch::default()
        };
        applying::store(me, tx, space, &batch, Quota::Free)?;
        Ok(())
    }

    /// Names this device, finds the entries of editions, and checks that the ends of all logs are
    /// those of the manifest. Returns the number of entries.
    fn end(&self, tx: &Tx<'_>, me: &Me) -> Result<u64, EngineError> {
        for space in &self.manifest.spaces {
            if tx.members(&space.space)?.is_empty() {
                // A bond that was never confirmed, or is over.
                continue;
            }
            let replica = epochs::replica(me, tx, &space.space)?;
            let others = replica.devices().into_iter().filter(|it| *it != me.device);
            let ends = others
                .map(|device| replica.tip(&device))
                .filter(|tip| tip.next > 0);
            let here: Vec<(u64, [u8; 16])> = ends.map(|tip| (tip.next, half(&tip.hash))).collect();
            let said = space.frontier.iter().map(|entry| (entry.next, entry.hash));
            if here != said.collect::<Vec<_>>() {
                return Err(BackupError::Damaged.into());
            }
            if space.space != me.journal {
                editions::claim(me, tx, &space.space)?;
            }
        }
        let called = DeviceName {
            name: self.name.clone(),
            since: now(),
        };
        devices::tell_name(me, tx, &me.device, called)?;
        Ok(tx.count_entries()?)
    }
}

/// As much of a hash as a frontier names.
fn half(hash: &RecordHash) -> [u8; 16] {
    *hash.0.first_chunk().expect("a hash has 32 bytes")
}
