//! Bodies of control records.

use fondly_sync::{
    Control, DeviceInSpace, DocumentId, Epoch, EpochId, RecordHash, RosterHash, envelope::SUITE,
};

use super::{device, epoch_key, place, records::entries, roster, sealing};

pub(super) fn controls() -> Vec<(&'static str, Control)> {
    let addresses = ["127.0.0.1:4433", "[fd00::2]:65535"];
    let device_in_space = DeviceInSpace {
        sealing: sealing().public(),
        endpoint: [0x77; 32],
        addresses: addresses
            .iter()
            .map(|a| a.parse().expect("an address"))
            .collect(),
        relay: Some("https://relay.example".to_owned()),
    };
    let epoch = Epoch {
        parents: vec![EpochId([1; 32]), EpochId([2; 32])],
        number: 3,
        suite: SUITE,
        rosters: vec![roster().digest(), [4; 32]],
        key_commit: epoch_key().1.commit(&place().0.0),
    };
    let cut = Control::Cut {
        removal: RosterHash([1; 32]),
        device: device(2),
        seq: 70_000,
        hash: RecordHash([2; 32]),
    };
    vec![
        ("device_in_space", Control::DeviceInSpace(device_in_space)),
        ("epoch", Control::Epoch(epoch)),
        (
            "retract",
            Control::Retract {
                document: DocumentId([8; 16]),
            },
        ),
        (
            "erase",
            Control::Erase {
                document: DocumentId([8; 16]),
            },
        ),
        ("verified", Control::Verified),
        ("cut", cut),
        (
            "acknowledge",
            Control::Acknowledge {
                frontier: entries(),
                epoch: epoch_key().0,
            },
        ),
    ]
}
