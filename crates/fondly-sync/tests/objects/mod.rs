//! One of each object, from fixed seeds, and the same with one fault each.

mod backups;
mod bundles;
mod controls;
mod envelopes;
mod faults;
mod invites;
mod linking;
mod merges;
mod messages;
mod records;
mod returning;
mod rosters;

use fondly_crypto::{EpochKey, SealingSecret, SigningKey, unwrap, wrap};
use fondly_sync::{
    DeviceId, DocumentId, EpochId, PersonId, Roster, SpaceId, actor, codec::encode,
    record::log_start,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use backups::backup;
pub(crate) use backups::check_backup;
pub(crate) use bundles::check_bundle;
use controls::controls;
use envelopes::envelope;
pub(crate) use faults::faulty;
use invites::{a_relayed_invite, an_invite, steps, transcript};
use linking::linking;
pub(crate) use linking::{check_step, open_journal_secret};
pub(crate) use merges::check_merge;
use merges::merges;
use messages::messages;
use records::{records, run};
pub(crate) use returning::check_return;
use rosters::rosters;

/// An object: its file, how it is read, its bytes.
pub(crate) struct Object {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
}

fn object(name: &str, kind: &'static str, bytes: Vec<u8>) -> Object {
    Object {
        name: name.to_owned(),
        kind,
        bytes,
    }
}

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn device(n: u8) -> DeviceId {
    DeviceId(key(n).verifying_key())
}

fn roster() -> Roster {
    Roster::begin(&key(1), &key(2), [3; 16])
}

/// Where the records of the objects stand.
pub(crate) fn place() -> (SpaceId, DeviceId, PersonId) {
    (SpaceId([9; 32]), device(2), roster().person())
}

/// The epoch of the objects.
pub(crate) fn epoch_key() -> (EpochId, EpochKey) {
    (EpochId([0x11; 32]), EpochKey::from_bytes(&[0x22; 32]))
}

fn sealing() -> SealingSecret {
    SealingSecret::from_bytes(&[0x33; 32])
}

fn wrap_info() -> (SpaceId, EpochId, DeviceId) {
    (place().0, epoch_key().0, device(4))
}

/// Opens the frozen wrap.
pub(crate) fn open_wrap(bytes: &[u8]) -> Option<EpochKey> {
    let (space, epoch, to) = wrap_info();
    unwrap(&sealing(), &[&space.0, &epoch.0, to.as_bytes()], bytes).ok()
}

fn frozen_wrap() -> Vec<u8> {
    let (space, epoch, to) = wrap_info();
    let info: [&[u8]; 3] = [&space.0, &epoch.0, to.as_bytes()];
    wrap(
        &mut ChaCha20Rng::seed_from_u64(1),
        &sealing().public(),
        &info,
        &epoch_key().1,
    )
}

fn with(bytes: &[u8], at: usize, value: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] = value;
    bytes
}

/// All good objects.
pub(crate) fn objects() -> Vec<Object> {
    let mut more = roster();
    more.add(&key(2), &key(4))
        .expect("a device that is in adds");
    let (space, device, person) = place();
    let mut all = vec![
        object("person", "value", person.0.to_vec()),
        object(
            "space_of_journal",
            "value",
            SpaceId::journal(&person).0.to_vec(),
        ),
        object("space_of_bond", "value", SpaceId::bond(&[1; 32]).0.to_vec()),
        object("actor", "value", actor(&device, &space).to_vec()),
        object(
            "document",
            "value",
            DocumentId::derive(&space, &person.0, &device, &[6; 16])
                .0
                .to_vec(),
        ),
        object("log_start", "value", log_start(&space, &device).0.to_vec()),
        object("promise", "value", controls::promise().0.to_vec()),
        object(
            "words_to_compare",
            "value",
            controls::compared().words(&space).join(" ").into_bytes(),
        ),
        object("roster_digest", "value", roster().digest().to_vec()),
        object("transcript", "value", transcript().as_bytes().to_vec()),
        object(
            "words_of_inviter",
            "value",
            transcript().words(true).join(" ").into_bytes(),
        ),
        object(
            "words_of_joiner",
            "value",
            transcript().words(false).join(" ").into_bytes(),
        ),
        object("roster_genesis", "roster", roster().encode()),
        object("roster_with_two_devices", "roster", more.encode()),
        object("run", "run", encode(&run())),
        object("wrap", "wrap", frozen_wrap()),
        object("envelope", "envelope", envelope()),
        object("invite", "invite", an_invite().to_line().into_bytes()),
        object(
            "invite_with_relay",
            "invite",
            a_relayed_invite().to_line().into_bytes(),
        ),
    ];
    for (seq, record) in records().iter().enumerate() {
        all.push(object(
            &format!("record_hash_{seq}"),
            "value",
            record.hash.0.to_vec(),
        ));
    }
    for (name, control) in controls() {
        all.push(object(
            &format!("control_{name}"),
            "control",
            control.encode(),
        ));
    }
    for (name, message) in messages() {
        all.push(object(
            &format!("message_{name}"),
            "message",
            message.encode(),
        ));
    }
    for (name, step) in steps() {
        all.push(object(&format!("step_{name}"), "step", step));
    }
    for (name, roster) in rosters() {
        all.push(object(&format!("roster_{name}"), "roster", roster.encode()));
    }
    all.push(object("backup", "backup", backup()));
    all.push(object("bundle", "bundle", bundles::bundle()));
    all.extend(merges());
    all.extend(linking());
    all.extend(returning::returning());
    all
}
