//! A partner with valid keys and a program of his own, over real links, against a running `serve`.

use std::{cell::Cell, time::Duration};

use fondly_crypto::Domain;
use fondly_sync::{
    Content, Control, DeviceId, LinkContext, Message, Owner, PeerFault, Role, Run, SYNC_ALPN,
    Subject,
    envelope::padded_length,
    limits::{BODY_BYTES_MAX, ENVELOPE_BYTES_MAX},
    record::{Place, sign},
};
use fondly_tests::{
    Person,
    hand::{Hand, appreciation, change, creating, full},
};
use iroh::endpoint::{Connection, RecvStream, SendStream};
use tokio::time::timeout;

use crate::{
    caller::{Caller, LIMIT, close_code, frame, framed},
    serving::Serving,
};

/// By how much `serve` may grow at its peak, whatever a partner does.
const GROWTH_KIB_MAX: u64 = 48 << 10;

/// So much of what comes is taken by somebody who does not read it.
const DEAF_BYTES: u32 = 4 << 10;
/// More envelopes than fit into what is taken before they are read: a home that hears them all answers
/// each, and keeps what it answers.
const MUCH: u32 = 4_000;

/// Ana serves, and knows Cleo besides Sam, who attacks.
struct Scene {
    home: Serving,
    cleo: Person,
    ana: DeviceId,
    caller: Caller,
    written: u32,
}

impl Scene {
    async fn new() -> Self {
        let (home, cleo) = tokio::task::spawn_blocking(Serving::with_cleo)
            .await
            .unwrap();
        Self::of(home, cleo).await
    }

    async fn of(home: Serving, cleo: Person) -> Self {
        let ana = home.keys_of_sam().ana;
        let caller = Caller::new(home.hand_of_sam().endpoint_secret, &home.at).await;
        assert!(
            home.forget_peak(),
            "the peak of an own process can be measured"
        );
        Self {
            home,
            cleo,
            ana,
            caller,
            written: 0,
        }
    }

    /// Ana and Cleo go on, Ana shows what she showed, and her program has not grown beyond measure.
    fn is_well_after(&mut self, what: &str, before: u64) {
        self.written += 1;
        let text = format!("for Cleo {}", self.written);
        self.home.ana.writes(&["thanks", "Cleo", &text, "--now"]);
        let synced = self.cleo.syncs_with("Ana");
        assert_eq!(synced["peers"][0]["reached"], true, "{what}: {synced}");
        assert!(self.cleo.texts(&["list"]).contains(&text), "{what}");
        let grown = self.home.peak_kib().saturating_sub(before);
        println!("{what}: {grown} KiB at the peak");
        assert!(grown < GROWTH_KIB_MAX, "{what}: {grown} KiB");
        self.home.forget_peak();
    }

    /// What Sam's program said did not change what Ana shows of him.
    fn shows_of_sam(&self, texts: &[&str]) {
        assert_eq!(self.home.ana.texts(&["list", "--received"]), texts);
    }
}

/// A link on which Sam says what he likes.
struct Talk {
    connection: Connection,
    send: SendStream,
    recv: RecvStream,
}

impl Talk {
    /// Sam has proved himself, and says that he holds what the hand does, but no epoch: else there were
    /// nothing new.
    async fn begun(scene: &Scene, hand: &Hand) -> Self {
        let mut talk = Self::dialled(scene).await;
        let hello = Message::Hello {
            stay: true,
            spaces: Vec::new(),
        };
        let frontier = Message::Frontier {
            rosters: hand.replica.rosters_digest(),
            epoch: None,
            entries: hand.replica.frontier(),
        };
        let proof = talk.proof(scene, hand, &[1]);
        // Whoever has sent all is told what is durable, from then on after each envelope.
        for message in [proof, hello, frontier, Message::Done] {
            talk.says(&message).await;
        }
        // Before she has seen the proof, she takes no frame as large as an envelope.
        talk.until(|message| matches!(message, Message::Done)).await;
        talk
    }

    async fn dialled(scene: &Scene) -> Self {
        let dialled = scene.caller.dial(SYNC_ALPN, LIMIT).await;
        let connection = dialled.expect("a friend is answered");
        let (send, recv) = connection.open_bi().await.unwrap();
        Self {
            connection,
            send,
            recv,
        }
    }

    fn proof(&self, scene: &Scene, hand: &Hand, versions: &[u32]) -> Message {
        let mut exporter = [0; 32];
        self.connection
            .export_keying_material(&mut exporter, LinkContext::EXPORTER_LABEL, &[])
            .unwrap();
        let context = LinkContext {
            alpn: self.connection.alpn().to_vec(),
            exporter,
            dialler: hand.endpoint,
            listener: *scene.home.at.id.as_bytes(),
        };
        let device = hand.device();
        let offered = [versions, &[]];
        let digest = context.proof_digest(Role::Dialler, offered, &device, &scene.ana);
        Message::Proof {
            versions: versions.to_vec(),
            device,
            signature: hand.replica.key.sign(Domain::LINK_PROOF, &digest),
        }
    }

    async fn says(&mut self, message: &Message) {
        self.says_bytes(&framed(&message.encode())).await;
    }

    async fn says_bytes(&mut self, bytes: &[u8]) {
        // Whoever is closed on cannot go on; what that means is looked at by the test.
        drop(self.send.write_all(bytes).await);
    }

    /// Reads until Ana says that all she got is on disk.
    async fn until_durable(&mut self) {
        self.until(|message| matches!(message, Message::Durable { .. }))
            .await;
    }

    async fn until(&mut self, is_it: fn(&Message) -> bool) {
        while !is_it(&Message::decode(&frame(&mut self.recv).await).unwrap()) {}
    }

    /// The code with which Ana ends it.
    async fn ended(mut self) -> u64 {
        let connection = self.connection.clone();
        let reading = async move { while let Ok(Some(_)) = self.recv.read_chunk(1 << 16).await {} };
        let (code, ()) = tokio::join!(close_code(&connection), reading);
        code
    }
}

fn code(fault: &PeerFault) -> u64 {
    u64::from(fault.code())
}

/// An envelope that opens and holds one zstd frame.
fn packed(hand: &mut Hand, frame: &[u8]) -> Message {
    let mut plaintext = u32::try_from(frame.len()).unwrap().to_le_bytes().to_vec();
    plaintext.extend_from_slice(frame);
    plaintext.resize(padded_length(plaintext.len()), 0);
    Message::Envelope(hand.seal_bytes(&plaintext))
}

/// A record of Ana's, signed by Sam.
fn in_the_name_of(ana: DeviceId, hand: &mut Hand) -> Message {
    let tip = hand.replica.tip(&ana);
    let place = Place {
        space: hand.replica.space,
        device: ana,
        seq: tip.next,
        prev: tip.hash,
    };
    let item = full(Subject::Control, Control::Verified.encode());
    let record = sign(&hand.replica.key, &hand.person, &place, item);
    let run = Run::of(tip.hash, &[record]).unwrap();
    Message::Envelope(hand.envelope(ana, vec![run]))
}

/// Records whose predecessor is kept back.
fn with_a_gap(hand: &mut Hand) -> Message {
    hand.control(&Control::Verified);
    let run = hand.control(&Control::Verified);
    Message::Envelope(hand.own(vec![run]))
}

fn flipped(hand: &mut Hand) -> Message {
    let run = hand.control(&Control::Verified);
    let mut sealed = hand.own(vec![run]);
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    Message::Envelope(sealed)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_rule_ends_the_link_and_is_not_shown() {
    let mut scene = Scene::new().await;
    let ana = scene.ana;
    type Make = Box<dyn Fn(&mut Hand) -> Message>;
    let bomb = zstd::bulk::compress(&vec![0; 512 << 20], 3).unwrap();
    let cases: Vec<(&str, Make, PeerFault)> = vec![
        (
            "a record in the name of Ana",
            Box::new(move |hand| in_the_name_of(ana, hand)),
            PeerFault::Signature,
        ),
        ("a gap", Box::new(with_a_gap), PeerFault::Gap),
        ("a flipped bit", Box::new(flipped), PeerFault::Seal),
        (
            "a bomb of 512 MiB, whose window is too large",
            Box::new(move |hand| packed(hand, &bomb)),
            PeerFault::Contents,
        ),
        (
            "a message out of order",
            Box::new(|hand| Message::Space(hand.replica.space)),
            PeerFault::OutOfOrder,
        ),
        (
            "an envelope over the limit",
            Box::new(|_| Message::Envelope(vec![0; ENVELOPE_BYTES_MAX + 1])),
            PeerFault::Limit,
        ),
    ];
    for (what, make, fault) in cases {
        let mut hand = scene.home.hand_of_sam();
        let before = scene.home.peak_kib();
        let mut talk = Talk::begun(&scene, &hand).await;
        talk.says(&make(&mut hand)).await;
        assert_eq!(talk.ended().await, code(&fault), "{what}");
        scene.is_well_after(what, before);
        scene.shows_of_sam(&[]);
    }
    // A proof that offers no version of ours, and a frame of four gigabytes.
    let hand = scene.home.hand_of_sam();
    let before = scene.home.peak_kib();
    let mut talk = Talk::dialled(&scene).await;
    let proof = talk.proof(&scene, &hand, &[0]);
    talk.says(&proof).await;
    assert_eq!(talk.ended().await, code(&PeerFault::Version));
    let mut talk = Talk::begun(&scene, &hand).await;
    talk.says_bytes(&u32::MAX.to_le_bytes()).await;
    talk.says_bytes(&[0; 100_000]).await;
    talk.ended().await;
    scene.is_well_after("a downgrade and four gigabytes", before);
    scene.home.is_well_after("and an honest Sam");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_and_means_nothing_is_stored_and_not_shown() {
    let mut scene = Scene::new().await;
    let mut hand = scene.home.hand_of_sam();
    let before = scene.home.peak_kib();
    let mut talk = Talk::begun(&scene, &hand).await;
    let fine = change(&hand, &appreciation("as it should be"));
    let mut late = creating(Owner::Author, 2, fine.clone());
    if let Content::Full(payload) = &mut late.content {
        payload.written_at = i64::MAX;
    }
    let items = [
        late,
        creating(Owner::Space, 3, fine.clone()),
        creating(Owner::Author, 4, vec![0x85; 100]),
        full(Subject::Control, vec![0xff; 10]),
        full(
            Subject::Control,
            Control::Named {
                device: scene.ana,
                name: "mine".to_owned(),
                since: 0,
            }
            .encode(),
        ),
    ];
    let run = hand.run(items);
    let sealed = hand.own(vec![run]);
    talk.says(&Message::Envelope(sealed)).await;
    talk.until_durable().await;
    scene.shows_of_sam(&[]);
    scene.is_well_after("records that mean nothing", before);
    // The same link, and the same program: what is right is shown.
    let run = hand.run([creating(Owner::Author, 5, fine)]);
    let sealed = hand.own(vec![run]);
    talk.says(&Message::Envelope(sealed)).await;
    talk.until_durable().await;
    scene.shows_of_sam(&["as it should be"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_leave_serve_small_and_there_for_others() {
    let mut scene = Scene::new().await;
    let mut hand = scene.home.hand_of_sam();
    let before = scene.home.peak_kib();
    let mut talk = Talk::begun(&scene, &hand).await;
    // 30 MB that are not understood, each acknowledged.
    for _ in 0..40 {
        let large = || full(Subject::Control, vec![7; BODY_BYTES_MAX]);
        let run = hand.run([large(), large(), large()]);
        let sealed = hand.own(vec![run]);
        talk.says(&Message::Envelope(sealed)).await;
        talk.until_durable().await;
    }
    scene.is_well_after("120 large records", before);
    scene.shows_of_sam(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_much_and_never_listens_costs_little() {
    let mut scene = Scene::new().await;
    let mut hand = scene.home.hand_of_sam();
    let before = scene.home.peak_kib();
    scene.caller = Caller::listening(hand.endpoint_secret, &scene.home.at, DEAF_BYTES).await;
    let mut talk = Talk::begun(&scene, &hand).await;
    let run = hand.control(&Control::Verified);
    let again = framed(&Message::Envelope(hand.own(vec![run])).encode());
    let said = Cell::new(0);
    let saying = async {
        // The home stops to read once what it owes is not taken, or ends the link.
        while said.get() < MUCH && talk.send.write_all(&again).await.is_ok() {
            said.set(said.get() + 1);
        }
    };
    drop(timeout(Duration::from_secs(15), saying).await);
    println!("{} envelopes that are known were taken", said.get());
    assert!(
        said.get() < MUCH,
        "all is heard, and what is owed for it waits in memory"
    );
    scene.is_well_after("one who never listens", before);
    drop(talk);

    let mut idle = Vec::new();
    for _ in 0..60 {
        let Some(connection) = scene.caller.dial(SYNC_ALPN, LIMIT).await else {
            break;
        };
        let Ok((send, recv)) = connection.open_bi().await else {
            break;
        };
        let mut talk = Talk {
            connection,
            send,
            recv,
        };
        let proof = talk.proof(&scene, &hand, &[1]);
        talk.says(&proof).await;
        idle.push(talk);
    }
    println!("{} links were begun", idle.len());
    scene.is_well_after("links that are begun and not gone on with", before);
}
