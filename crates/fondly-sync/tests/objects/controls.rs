//! Bodies of control records.

use fondly_sync::{
    BondState, Commitment, Compared, Contact, Control, DeviceInSpace, DocumentId, Epoch, EpochId,
    LogEnd, Mutual, MutualId, PersonId, Received, RecordHash, RosterHash, Wish, commitment,
    envelope::SUITE, limits::QUESTION_BYTES_MAX,
};

use super::{Object, device, epoch_key, object, place, records::entries, roster, sealing, with};

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
    let contact = |wish| {
        Control::Contact(Contact {
            space: place().0,
            person: PersonId([5; 32]),
            version: 300,
            wish,
        })
    };
    let ended = |received, blocked| contact(Wish::Ended { received, blocked });
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
        (
            "named",
            Control::Named {
                device: device(4),
                name: "phone".to_owned(),
                since: 1_795_000_000,
            },
        ),
        ("bond", Control::Bond(Box::new(bond()))),
        (
            "adopted",
            Control::Adopted {
                entry: DocumentId([8; 16]),
                edition: DocumentId([7; 16]),
            },
        ),
        ("contact_open", contact(Wish::Open)),
        ("contact_paused", contact(Wish::Paused)),
        ("contact_ended", ended(Received::Kept, false)),
        ("contact_blocked", ended(Received::Deleted, true)),
        (
            "receipt",
            Control::Receipt {
                documents: vec![DocumentId([7; 16]), DocumentId([8; 16])],
            },
        ),
        ("mutual_ask", ask("What is on your mind?")),
        (
            "mutual_answer",
            mutual(Mutual::Answer { promise: promise() }),
        ),
        ("mutual_pass", mutual(Mutual::Pass)),
        (
            "mutual_open",
            mutual(Mutual::Open {
                document: DocumentId([8; 16]),
                salt: [5; 32],
            }),
        ),
        ("compared", Control::Compared(compared())),
        (
            "withdrawn",
            Control::Withdrawn {
                entry: DocumentId([8; 16]),
                space: place().0,
            },
        ),
    ]
}

/// What two people compare.
pub(super) fn compared() -> Compared {
    let mut ends = [(2, 70_000), (4, 1)].map(|(number, next)| LogEnd {
        device: device(number),
        next,
        hash: RecordHash([number; 32]),
    });
    ends.sort_unstable_by_key(|end| end.device);
    Compared {
        rosters: vec![roster().digest(), [4; 32]],
        ends: ends.to_vec(),
    }
}

fn mutual(said: Mutual) -> Control {
    let id = MutualId([6; 16]);
    Control::Mutual { id, said }
}

fn ask(question: &str) -> Control {
    let question = question.to_owned();
    let promise = promise();
    mutual(Mutual::Ask { question, promise })
}

/// The promise of an answer in the space of the objects.
pub(super) fn promise() -> Commitment {
    let (space, _, person) = place();
    commitment(&space, &MutualId([6; 16]), &person, &[5; 32], "A long walk")
}

fn bond() -> BondState {
    BondState {
        space: place().0,
        version: 300,
        roster: roster().encode(),
        label: "Sam".to_owned(),
        transcript: [0xab; 32],
        inviter: true,
        in_person: false,
        verified: true,
        wrong_words: 2,
        voided: false,
        created_at: 1_795_000_000,
    }
}

/// Bodies with one fault each.
pub(super) fn faulty_controls() -> Vec<(Object, &'static str)> {
    let bond = Control::Bond(Box::new(bond())).encode();
    let named = |name: &[u8], since: &[u8]| {
        let length = [u8::try_from(name.len()).expect("short")];
        [&[7][..], device(4).as_bytes(), &length, name, since].concat()
    };
    // Behind the flags stand a number of one byte, one flag and a time of five bytes.
    let inviter = bond.len() - 10;
    let long = "?".repeat(QUESTION_BYTES_MAX + 1);
    let list = vec![
        ("named_cut_short", named(b"phone", &[]), "Shape"),
        ("named_not_text", named(&[0xff, 0xfe], &[0]), "Shape"),
        (
            "named_overlong_since",
            named(b"phone", &[0x80, 0]),
            "NotCanonical",
        ),
        (
            "named_trailing_byte",
            named(b"phone", &[0, 0]),
            "NotCanonical",
        ),
        ("bond_inviter_2", with(&bond, inviter, 2), "Shape"),
        ("bond_cut_short", bond[..bond.len() - 1].to_vec(), "Shape"),
        (
            "bond_trailing_byte",
            [&bond[..], &[0]].concat(),
            "NotCanonical",
        ),
        (
            "bond_roster_beyond",
            [&[8][..], &[9; 32], &[1], &[0xff, 0xff, 0xff, 0x7f]].concat(),
            "Shape",
        ),
        ("number_10", vec![10], "Shape"),
        (
            "contact_wish_3",
            [&[10][..], &[9; 64], &[1, 3]].concat(),
            "Shape",
        ),
        (
            "contact_received_2",
            [&[10][..], &[9; 64], &[1, 2, 2, 0]].concat(),
            "Shape",
        ),
        ("receipt_empty", vec![11, 0], "Shape"),
        (
            "receipt_twice_the_same",
            [&[11, 2][..], &[9; 32]].concat(),
            "Shape",
        ),
        ("number_12", vec![12], "Shape"),
        (
            "mutual_said_4",
            [&[12][..], &[9; 16], &[4]].concat(),
            "Shape",
        ),
        (
            "mutual_promise_cut_short",
            [&[12][..], &[9; 16], &[1], &[7; 31]].concat(),
            "Shape",
        ),
        (
            "mutual_trailing_byte",
            [&[12][..], &[9; 16], &[2, 0]].concat(),
            "NotCanonical",
        ),
        ("mutual_long_question", ask(&long).encode(), "TooLarge"),
        ("number_13", vec![13], "Shape"),
        (
            "compared_nothing",
            Control::Compared(Compared {
                ends: Vec::new(),
                ..compared()
            })
            .encode(),
            "Shape",
        ),
        (
            "compared_descending",
            Control::Compared(Compared {
                ends: compared().ends.into_iter().rev().collect(),
                ..compared()
            })
            .encode(),
            "Shape",
        ),
        (
            "compared_record_0",
            [&[13, 0, 1][..], &[9; 32], &[0], &[9; 32]].concat(),
            "Shape",
        ),
        ("number_14", vec![14], "Shape"),
        (
            "withdrawn_cut_short",
            [&[14][..], &[8; 16], &[9; 31]].concat(),
            "Shape",
        ),
        (
            "withdrawn_trailing_byte",
            [&[14][..], &[8; 16], &[9; 32], &[0]].concat(),
            "NotCanonical",
        ),
        ("number_15", vec![15], "Shape"),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(&format!("control_{name}"), "control", bytes), expect))
        .collect()
}
