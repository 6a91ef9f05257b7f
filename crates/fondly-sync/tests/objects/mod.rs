//! One of each object, from fixed seeds, and the same with one fault each.

use std::io::Write as _;

use fondly_crypto::{EpochKey, SealingSecret, Signature, SigningKey, seal, unwrap, wrap};
use fondly_sync::{
    Content, Control, DeviceId, DeviceInSpace, DocumentId, Epoch, EpochId, FrontierEntry,
    HoleRange, Item, LinkContext, Message, Owner, Payload, PersonId, Record, RecordHash, Role,
    Roster, RosterHash, Run, SpaceId, Subject, actor,
    codec::encode,
    envelope::{Contents, SUITE, seal_envelope},
    invite::{self, Invite, Mode, Party, Transcript, commitment},
    record::{Place, log_start, sign},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

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

fn payload(body: &[u8]) -> Content {
    Content::Full(Payload {
        salt: [5; 16],
        written_at: 1_795_000_000,
        body: body.to_vec(),
    })
}

fn records() -> Vec<Record> {
    let (space, device, person) = place();
    let subjects = [
        Subject::Control,
        Subject::Create {
            owner: Owner::Author,
            nonce: [6; 16],
        },
        Subject::Create {
            owner: Owner::Space,
            nonce: [7; 16],
        },
        Subject::Change {
            document: DocumentId([8; 16]),
        },
        Subject::Unknown {
            kind: 200,
            document: DocumentId([8; 16]),
        },
    ];
    let mut prev = log_start(&space, &device);
    let mut records = Vec::new();
    for (seq, subject) in (0..).zip(subjects) {
        let content = if seq == 3 {
            Content::Hole([0x44; 32])
        } else {
            payload(b"a body")
        };
        let place = Place {
            space,
            device,
            seq,
            prev,
        };
        let record = sign(&key(2), &person, &place, Item { subject, content });
        prev = record.hash;
        records.push(record);
    }
    records
}

fn run() -> Run {
    let (space, device, _) = place();
    Run::of(log_start(&space, &device), &records()).expect("own records are signed")
}

fn entries() -> Vec<FrontierEntry> {
    let holes = vec![HoleRange { first: 3, count: 2 }];
    vec![
        FrontierEntry {
            device: 0,
            next: 300,
            hash: [0x55; 16],
            holes,
        },
        FrontierEntry {
            device: 1,
            next: 1,
            hash: [0x66; 16],
            holes: Vec::new(),
        },
    ]
}

fn controls() -> Vec<(&'static str, Control)> {
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

fn envelope() -> Vec<u8> {
    let (epoch, key) = epoch_key();
    let contents = Contents {
        device: device(2),
        runs: vec![run()],
    };
    seal_envelope(&key, &place().0, &epoch, &[0x88; 24], &contents).expect("it is small")
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

fn context() -> LinkContext {
    LinkContext {
        alpn: fondly_sync::SYNC_ALPN.to_vec(),
        exporter: [0x99; 32],
        dialler: [1; 32],
        listener: [2; 32],
    }
}

fn messages() -> Vec<(&'static str, Message)> {
    let digest = context().proof_digest(Role::Dialler, [&[1], &[]], &device(2), &device(4));
    let signature = key(2).sign(fondly_crypto::Domain::LINK_PROOF, &digest);
    let announcement = Run {
        items: run().items[..1].to_vec(),
        ..run()
    };
    vec![
        (
            "proof",
            Message::Proof {
                versions: vec![1],
                device: device(2),
                signature,
            },
        ),
        (
            "hello",
            Message::Hello {
                stay: true,
                spaces: vec![(place().0, [0xaa; 32])],
            },
        ),
        (
            "frontier",
            Message::Frontier {
                rosters: [4; 32],
                epoch: Some(epoch_key().0),
                entries: entries(),
            },
        ),
        (
            "epoch",
            Message::Epoch {
                announcement,
                signer: device(2),
                wrap: frozen_wrap(),
            },
        ),
        ("envelope", Message::Envelope(envelope())),
        ("done", Message::Done),
        ("durable", Message::Durable { entries: entries() }),
    ]
}

fn party(n: u8) -> (Party, Roster) {
    let roster = Roster::begin(&key(n + 10), &key(n), [n; 16]);
    let party = Party {
        nonce: [n; 32],
        roster: roster.encode(),
        device: device(n),
        sealing: SealingSecret::from_bytes(&[n; 32]).public(),
        endpoint: [n + 100; 32],
        addresses: vec!["192.0.2.7:1234".parse().expect("an address")],
    };
    (party, roster)
}

fn an_invite() -> Invite {
    let (inviter, roster) = party(2);
    Invite {
        mode: Mode::Words,
        endpoint: inviter.endpoint,
        addresses: inviter.addresses,
        secret: [0xbb; 32],
        roster: roster.digest(),
        commitment: commitment(&inviter.nonce, &roster.digest()),
        expiry: 1_795_000_600,
    }
}

fn transcript() -> Transcript {
    let ((inviter, of_inviter), (joiner, of_joiner)) = (party(2), party(4));
    Transcript::new(&an_invite(), (&inviter, &of_inviter), (&joiner, &of_joiner))
}

fn steps() -> Vec<(&'static str, Vec<u8>)> {
    let invite = an_invite();
    let (inviter, joiner) = (party(2).0, party(4).0);
    let join = invite::join(&invite, &key(4), &[0x99; 32], joiner);
    let runs = (run(), run());
    let answer = invite::answer(
        &invite,
        &key(2),
        &transcript(),
        inviter,
        runs,
        frozen_wrap(),
    );
    let joined = invite::joined(&invite, &transcript(), run());
    vec![
        ("join", join.encode()),
        ("answer", answer.encode()),
        ("joined", joined.encode()),
    ]
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
    all
}

/// Seals a plaintext that no writer makes.
fn sealed(plaintext: &[u8]) -> Vec<u8> {
    let (epoch, key) = epoch_key();
    let context = [[SUITE].as_slice(), &place().0.0, &epoch.0].concat();
    seal(&key, b"FNDE\x01\x01", &context, &[0x88; 24], plaintext)
}

fn padded(frame: &[u8], length: usize) -> Vec<u8> {
    let mut plaintext = u32::try_from(frame.len())
        .expect("short")
        .to_le_bytes()
        .to_vec();
    plaintext.extend_from_slice(frame);
    plaintext.resize(length, 0);
    plaintext
}

fn zstd_of(contents: &Contents) -> Vec<u8> {
    zstd::bulk::compress(&encode(contents), 3).expect("it compresses")
}

fn with(bytes: &[u8], at: usize, value: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] = value;
    bytes
}

/// Objects with one fault each, and a part of the fault's name.
pub(crate) fn faulty() -> Vec<(Object, &'static str)> {
    let mut all = faulty_envelopes();
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

/// 8 MiB of zeros in a window that is allowed.
fn bomb() -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.window_log(20).expect("a window of 1 MiB");
    encoder.write_all(&vec![0; 8 << 20]).expect("it compresses");
    encoder.finish().expect("it compresses")
}

fn faulty_envelopes() -> Vec<(Object, &'static str)> {
    let good = envelope();
    let contents = Contents {
        device: device(2),
        runs: vec![run()],
    };
    let frame = zstd_of(&contents);
    let two_frames = [frame.clone(), zstd_of(&contents)].concat();
    let mut dirty = padded(&frame, 1024);
    dirty[1000] = 1;
    let wide = zstd::bulk::compress(&vec![0; 8 << 20], 3).expect("it compresses");
    let bomb = bomb();
    let no_runs = zstd_of(&Contents {
        device: device(2),
        runs: Vec::new(),
    });
    let many = Contents {
        device: device(2),
        runs: vec![run(); 60],
    };
    let many = zstd_of(&many);
    let long = |frame: &[u8]| fondly_sync::envelope::padded_length(4 + frame.len());
    let list = vec![
        ("envelope_other_magic", with(&good, 0, b'X'), "Seal"),
        ("envelope_later_version", with(&good, 4, 2), "Seal"),
        ("envelope_lower_suite", with(&good, 5, 0), "Seal"),
        (
            "envelope_other_commitment",
            with(&good, 6, good[6] ^ 1),
            "Seal",
        ),
        (
            "envelope_other_nonce",
            with(&good, 40, good[40] ^ 1),
            "Seal",
        ),
        ("envelope_flipped", with(&good, 100, good[100] ^ 1), "Seal"),
        ("envelope_dirty_padding", sealed(&dirty), "Contents"),
        (
            "envelope_not_padded",
            sealed(&padded(&frame, 4 + frame.len())),
            "Contents",
        ),
        (
            "envelope_padded_twice",
            sealed(&padded(&frame, 2048)),
            "Contents",
        ),
        (
            "envelope_second_frame",
            sealed(&padded(&two_frames, long(&two_frames))),
            "Contents",
        ),
        (
            "envelope_window_too_large",
            sealed(&padded(&wide, long(&wide))),
            "Contents",
        ),
        (
            "envelope_bomb",
            sealed(&padded(&bomb, long(&bomb))),
            "Limit",
        ),
        (
            "envelope_no_frame",
            sealed(&padded(b"no frame", 1024)),
            "Contents",
        ),
        ("envelope_no_runs", sealed(&padded(&no_runs, 1024)), "Limit"),
        (
            "envelope_300_records",
            sealed(&padded(&many, long(&many))),
            "Limit",
        ),
        (
            "envelope_length_beyond",
            sealed(&with(&padded(&frame, 1024), 2, 1)),
            "Contents",
        ),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(name, "envelope", bytes), expect))
        .collect()
}
