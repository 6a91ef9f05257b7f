//! Messages of a session.

use fondly_crypto::SealingSecret;
use fondly_sync::{
    Item, LinkContext, Message, Role, Run, Subject,
    record::{Place, log_start, sign},
};

use super::{
    Object,
    controls::controls,
    device,
    envelopes::envelope,
    epoch_key, frozen_wrap, key, object, place,
    records::{entries, payload, run},
    roster,
    rosters::three,
};

pub(super) fn context() -> LinkContext {
    LinkContext {
        alpn: fondly_sync::SYNC_ALPN.to_vec(),
        exporter: [0x99; 32],
        dialler: [1; 32],
        listener: [2; 32],
    }
}

pub(super) fn messages() -> Vec<(&'static str, Message)> {
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
        (
            "introduce",
            Message::Introduce {
                roster: roster().encode(),
                device_run: introducing(),
            },
        ),
        (
            "rosters",
            Message::Rosters(vec![roster().encode().into(), three().encode().into()]),
        ),
        ("space", Message::Space(place().0)),
        (
            "sealing",
            Message::Sealing(SealingSecret::from_bytes(&[6; 32]).public()),
        ),
    ]
}

/// A run of one: what a device says of itself.
fn introducing() -> Run {
    let said = controls()
        .into_iter()
        .find(|(name, _)| *name == "device_in_space");
    let (_, said) = said.expect("there is one");
    let (space, device, person) = place();
    let place = Place {
        space,
        device,
        seq: 0,
        prev: log_start(&space, &device),
    };
    let item = Item {
        subject: Subject::Control,
        content: payload(&said.encode()),
    };
    let record = sign(&key(2), &person, &place, item);
    Run::of(place.prev, &[record]).expect("own records are signed")
}

/// Messages with one fault each.
pub(super) fn faulty_messages() -> Vec<(Object, &'static str)> {
    let of = |wanted: &str| {
        let message = messages().into_iter().find(|(name, _)| *name == wanted);
        message.expect("it is there").1.encode()
    };
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 1].to_vec();
    let longer = |bytes: Vec<u8>| [&bytes[..], &[0]].concat();
    let huge = |number: u8| vec![number, 0xff, 0xff, 0xff, 0x7f];
    let list = vec![
        ("introduce_cut_short", cut(of("introduce")), "Shape"),
        (
            "introduce_trailing_byte",
            longer(of("introduce")),
            "NotCanonical",
        ),
        ("introduce_roster_beyond", huge(7), "Shape"),
        ("rosters_cut_short", cut(of("rosters")), "Shape"),
        (
            "rosters_trailing_byte",
            longer(of("rosters")),
            "NotCanonical",
        ),
        ("rosters_huge_count", huge(8), "Shape"),
        ("space_cut_short", cut(of("space")), "Shape"),
        ("space_trailing_byte", longer(of("space")), "NotCanonical"),
        ("number_10", vec![10], "Shape"),
    ];
    let list = list.into_iter();
    list.map(|(name, bytes, expect)| (object(&format!("message_{name}"), "message", bytes), expect))
        .collect()
}
