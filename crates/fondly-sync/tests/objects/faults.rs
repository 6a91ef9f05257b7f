//! Objects with one fault each.

use fondly_crypto::Signature;
use fondly_sync::{DocumentId, RecordHash, Run, Subject, codec::encode};

use super::{
    Object, backups::faulty_backups, bundles::faulty_bundles, controls::faulty_controls,
    envelopes::faulty_envelopes, frozen_wrap, invites::an_invite, key, linking::faulty_linking,
    merges::faulty_merges, messages::faulty_messages, object, records::run,
    returning::faulty_returning, roster, rosters::faulty_rosters, with,
};

/// Objects with one fault each, and a part of the fault's name.
pub(crate) fn faulty() -> Vec<(Object, &'static str)> {
    let mut all = faulty_envelopes();
    all.extend(faulty_rosters());
    all.extend(faulty_merges());
    all.extend(faulty_linking());
    all.extend(faulty_returning());
    all.extend(faulty_backups());
    all.extend(faulty_bundles());
    all.extend(faulty_messages());
    all.extend(faulty_controls());
    let genesis = roster().encode();
    let run_of = |change: fn(&mut Run)| {
        let mut run = run();
        change(&mut run);
        encode(&run)
    };
    let mut known_kind = run();
    known_kind.items[4].subject = Subject::Unknown {
        kind: 2,
        document: DocumentId([8; 16]),
    };
    let line = an_invite().to_line();
    let mut more = roster();
    more.add(&key(2), &key(4))
        .expect("a device that is in adds");
    let plain: Vec<(&str, &'static str, Vec<u8>, &'static str)> = vec![
        ("message_unknown_number", "message", vec![40], "Shape"),
        (
            "message_overlong_number",
            "message",
            vec![0x85, 0],
            "NotCanonical",
        ),
        (
            "message_trailing_byte",
            "message",
            vec![5, 0],
            "NotCanonical",
        ),
        ("message_hello_stay_2", "message", vec![1, 2, 0], "Shape"),
        (
            "message_durable_huge_count",
            "message",
            vec![6, 0xff, 0xff, 0xff, 0x7f],
            "Shape",
        ),
        ("control_unknown_number", "control", vec![7], "Shape"),
        (
            "control_short_document",
            "control",
            vec![2, 1, 2, 3],
            "Shape",
        ),
        ("run_empty", "run", run_of(|run| run.items.clear()), "Limit"),
        (
            "run_other_signature",
            "run",
            run_of(|run| run.signature = Signature([1; 64])),
            "Signature",
        ),
        (
            "run_other_start",
            "run",
            run_of(|run| run.prev = RecordHash([1; 32])),
            "Signature",
        ),
        (
            "run_other_version",
            "run",
            run_of(|run| run.version = 2),
            "Signature",
        ),
        ("run_moved", "run", run_of(|run| run.first = 1), "Signature"),
        (
            "run_known_kind_as_unknown",
            "run",
            encode(&known_kind),
            "Contents",
        ),
        (
            "run_item_missing",
            "run",
            run_of(|run| drop(run.items.remove(1))),
            "Signature",
        ),
        ("roster_empty", "roster", vec![0], "Roster"),
        (
            "roster_other_root",
            "roster",
            with(&genesis, 2, genesis[2] ^ 1),
            "Roster",
        ),
        (
            "roster_unknown_act",
            "roster",
            with(&genesis, 1, 9),
            "Shape",
        ),
        (
            "roster_cut_off_parent",
            "roster",
            encode(&vec![0_u8; 0]),
            "Roster",
        ),
        ("wrap_short", "wrap", frozen_wrap()[1..].to_vec(), "Epoch"),
        (
            "wrap_flipped",
            "wrap",
            with(&frozen_wrap(), 1150, 0),
            "Epoch",
        ),
        (
            "invite_short",
            "invite",
            line.as_bytes()[..line.len() - 1].to_vec(),
            "Invite",
        ),
        (
            "invite_later_version",
            "invite",
            line.replace("fondly1", "fondly2").into_bytes(),
            "Invite",
        ),
        ("step_unknown_number", "step", vec![3], "Shape"),
    ];
    let plain = plain
        .into_iter()
        .map(|(name, kind, bytes, expect)| (object(name, kind, bytes), expect));
    all.extend(plain);
    all
}
