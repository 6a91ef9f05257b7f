//! Frozen bytes of every signed, stored or sent object, under `tests/vectors/sync/`.
//!
//! Each file has a header, `expect: ok` or the fault, and the bytes in hex. The good ones are made
//! from fixed seeds; `FONDLY_WRITE_VECTORS=1` writes all files anew, which must come with a new
//! version and a decision record.

mod objects;

use std::{fs, path::PathBuf};

use data_encoding::HEXLOWER;
use fondly_sync::{
    Control, Message, PeerFault, Roster, Run,
    codec::decode,
    envelope::open_envelope,
    invite::{Invite, Step},
};
use objects::{Object, objects};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/sync")
}

fn text(object: &Object, expect: &str) -> String {
    let hex = HEXLOWER.encode(&object.bytes);
    let lines: Vec<&str> = hex
        .as_bytes()
        .chunks(96)
        .map(|line| std::str::from_utf8(line).expect("hex is ASCII"))
        .collect();
    format!(
        "object: {}\nexpect: {expect}\n\n{}\n",
        object.kind,
        lines.join("\n")
    )
}

fn same_as_file(name: &str, text: &str) {
    let path = folder().join(format!("{name}.txt"));
    if std::env::var_os("FONDLY_WRITE_VECTORS").is_some() {
        fs::create_dir_all(folder()).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
    }
    let frozen = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(frozen, text, "{name} moved");
}

/// Reads an object as a receiver does, and gives its bytes again where it has an encoding.
fn read(kind: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
    match kind {
        "merge" => objects::check_merge(bytes).map(Some),
        "linking" => objects::check_step(bytes).map(Some),
        "return" => objects::check_return(bytes).map(Some),
        "backup" => objects::check_backup(bytes).map(|()| None),
        "bundle" => objects::check_bundle(bytes).map(|()| None),
        "journal secret" => objects::open_journal_secret(bytes)
            .map(|_| None)
            .ok_or_else(|| "Seal".to_owned()),
        _ => read_alone(kind, bytes).map_err(|fault| format!("{fault:?}")),
    }
}

fn read_alone(kind: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, PeerFault> {
    let plain = |what| move |source| PeerFault::Decode { what, source };
    match kind {
        "roster" => Roster::decode(bytes).map(|roster| Some(roster.encode())),
        "control" => Control::decode(bytes)
            .map(|it| Some(it.encode()))
            .map_err(plain("control")),
        "message" => Message::decode(bytes).map(|it| Some(it.encode())),
        "step" => Step::decode(bytes).map(|it| Some(it.encode())),
        "run" => {
            let run: Run = decode(bytes, 1 << 20).map_err(plain("run"))?;
            let (space, device, person) = objects::place();
            run.verify(&space, &device, &person).map(|_| None)
        }
        "envelope" => {
            let (epoch, key) = objects::epoch_key();
            let opened = open_envelope([(&epoch, &key)], &objects::place().0, bytes)?;
            assert_eq!(opened.0, epoch);
            Ok(None)
        }
        "wrap" => {
            let key = objects::open_wrap(bytes).ok_or(PeerFault::Epoch)?;
            assert_eq!(key.to_bytes(), objects::epoch_key().1.to_bytes());
            Ok(None)
        }
        "invite" => {
            let line = std::str::from_utf8(bytes).expect("lines are text");
            Invite::parse(line)
                .map(|invite| Some(invite.to_line().into_bytes()))
                .map_err(|_| PeerFault::Invite)
        }
        "value" => Ok(None),
        other => panic!("no reader for {other}"),
    }
}

#[test]
fn frozen_bytes_do_not_move_and_are_read() {
    for object in objects() {
        same_as_file(&object.name, &text(&object, "ok"));
        match read(object.kind, &object.bytes) {
            Ok(Some(again)) => assert_eq!(again, object.bytes, "{}", object.name),
            Ok(None) => {}
            Err(fault) => panic!("{}: {fault:?}", object.name),
        }
    }
}

#[test]
fn faulty_bytes_are_refused_each_for_its_fault() {
    let faulty = objects::faulty();
    assert!(faulty.len() >= 20);
    for (object, expect) in faulty {
        same_as_file(&format!("bad_{}", object.name), &text(&object, expect));
        let shown = read(object.kind, &object.bytes).expect_err(&object.name);
        assert!(
            shown.contains(expect),
            "{}: {shown} instead of {expect}",
            object.name
        );
    }
}

#[test]
fn every_truncation_and_every_appended_byte_is_refused() {
    for object in objects()
        .into_iter()
        .filter(|object| object.kind != "value")
    {
        for length in 0..object.bytes.len() {
            let cut = &object.bytes[..length];
            assert!(
                read(object.kind, cut).is_err(),
                "{} cut at {length}",
                object.name
            );
        }
        let longer = [object.bytes.as_slice(), b"a"].concat();
        assert!(
            read(object.kind, &longer).is_err(),
            "{} with a byte behind",
            object.name
        );
    }
}

#[test]
fn flipped_bits_are_refused_or_give_another_object() {
    for object in objects()
        .into_iter()
        .filter(|object| object.kind != "value")
    {
        let step = match (object.kind, object.bytes.len()) {
            // Each bit of a roster is tried in its own vectors.
            ("merge", _) => 211,
            (_, 301..) => 31,
            _ => 1,
        };
        for bit in (0..object.bytes.len() * 8).step_by(step) {
            let mut changed = object.bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            if object.kind == "invite" && std::str::from_utf8(&changed).is_err() {
                continue;
            }
            match read(object.kind, &changed) {
                // Upper case of one letter of a line is the same line.
                Ok(Some(again)) if object.kind == "invite" => assert_eq!(again, object.bytes),
                Ok(Some(again)) => assert_eq!(again, changed, "{} bit {bit}", object.name),
                Ok(None) => panic!("{} with bit {bit} flipped was taken", object.name),
                Err(_) => {}
            }
        }
    }
}
