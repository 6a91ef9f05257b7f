//! The messages by which a partner gives a bond back, and their faults.

use fondly_sync::{
    DeviceInSpace, Roster,
    invite::{Invite, Mode, commitment},
    returning::{Part, Return, Step, check_ask},
};

use super::{Object, device, key, object, roster, sealing};

const EXPORTER: [u8; 32] = [0x9a; 32];

fn partner() -> Roster {
    Roster::begin(&key(21), &key(22), [5; 16])
}

fn line() -> Invite {
    let digest = partner().digest();
    Invite {
        mode: Mode::Return,
        endpoint: [0x51; 32],
        addresses: vec!["192.0.2.7:1234".parse().expect("an address")],
        secret: [0xce; 32],
        roster: digest,
        commitment: commitment(&[0; 32], &digest),
        expiry: 1_795_000_600,
        relay: None,
    }
}

fn way(line: &Invite) -> Return<'_> {
    Return {
        invite: line,
        exporter: EXPORTER,
        device: device(4),
    }
}

fn part() -> Part {
    Part {
        roster: roster().encode(),
        partner: partner().encode(),
        device: device(22),
        at: DeviceInSpace {
            sealing: sealing().public(),
            endpoint: [0x77; 32],
            addresses: vec!["127.0.0.1:4433".parse().expect("an address")],
            relay: None,
        },
        transcript: [0xab; 32],
        inviter: true,
        in_person: false,
        created_at: 1_795_000_000,
    }
}

/// Takes a message as the side does to which it is said.
pub(crate) fn check_return(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let step = Step::decode(bytes).map_err(|fault| format!("{fault:?}"))?;
    let again = step.encode();
    let (line, root) = (line(), key(1).verifying_key());
    let taken = match step {
        Step::Ask { .. } => check_ask(&line, EXPORTER, step).map(drop),
        Step::Give { .. } => way(&line).check_give(&root, step).map(drop),
        Step::Whole { .. } => way(&line).check_whole(step),
    };
    taken.map(|()| again).map_err(|fault| format!("{fault:?}"))
}

/// Good messages, and the line.
pub(super) fn returning() -> Vec<Object> {
    let invite = line();
    let steps = [
        ("ask", way(&invite).ask(&key(1))),
        ("give", way(&invite).give(part())),
        ("whole", way(&invite).whole()),
    ];
    let step =
        |(name, step): (&str, Step)| object(&format!("return_{name}"), "return", step.encode());
    let mut all: Vec<Object> = steps.into_iter().map(step).collect();
    all.push(object(
        "invite_of_return",
        "invite",
        invite.to_line().into_bytes(),
    ));
    all
}

/// Messages with one fault each.
pub(super) fn faulty_returning() -> Vec<(Object, &'static str)> {
    let invite = line();
    let other_link = Return {
        exporter: [0x9b; 32],
        ..way(&invite)
    };
    let mut other_secret = line();
    other_secret.secret = [0xcf; 32];
    let given = |part: Part| way(&invite).give(part).encode();
    let foreign = Roster::begin(&key(11), &key(2), [3; 16]);
    let ask = way(&invite).ask(&key(1)).encode();
    let list = vec![
        ("ask_other_link", other_link.ask(&key(1)).encode(), "Invite"),
        (
            "ask_other_secret",
            way(&other_secret).ask(&key(1)).encode(),
            "Invite",
        ),
        ("ask_cut_short", ask[..ask.len() - 1].to_vec(), "Shape"),
        (
            "give_other_person",
            given(Part {
                roster: foreign.encode(),
                ..part()
            }),
            "Roster",
        ),
        (
            "give_other_partner",
            given(Part {
                partner: foreign.encode(),
                ..part()
            }),
            "Invite",
        ),
        (
            "give_foreign_device",
            given(Part {
                device: device(2),
                ..part()
            }),
            "Invite",
        ),
        (
            "whole_trailing_byte",
            [way(&invite).whole().encode(), vec![0]].concat(),
            "NotCanonical",
        ),
        ("unknown_number", vec![3], "Shape"),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(&format!("return_{name}"), "return", bytes), expect))
        .collect()
}
