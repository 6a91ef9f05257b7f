//! Messages of a session.

use fondly_sync::{LinkContext, Message, Role, Run};

use super::{
    device,
    envelopes::envelope,
    epoch_key, frozen_wrap, key, place,
    records::{entries, run},
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
    ]
}
