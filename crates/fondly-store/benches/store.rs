//! What people wait for: saving, receiving, listing, searching.
//!
//! `cargo bench -p fondly-store`

use fondly_crypto::{SigningKey, StoreKey};
use fondly_store::{
    Applied, EntryFilter, EntryKind, EntryRow, Identity, SpaceKind, Store, StoreError, Tx,
};
use fondly_sync::{
    Content, DeviceId, DocumentId, Item, Owner, Payload, PersonId, Record, Run, SpaceId, Subject,
    VerifiedRun,
    record::{Place, log_start, sign},
};
use tempfile::TempDir;
use zeroize::Zeroizing;

const ENTRIES: u32 = 20_000;
const RUN_RECORDS: u32 = 256;
const ME: PersonId = PersonId([1; 32]);
const SAM: PersonId = PersonId([2; 32]);
const WORDS: [&str; 16] = [
    "thank",
    "you",
    "for",
    "the",
    "morning",
    "walk",
    "and",
    "listening",
    "when",
    "work",
    "was",
    "hard",
    "I",
    "felt",
    "calm",
    "again",
];

fn main() {
    divan::main();
}

/// About 300 bytes, each text another; one in a thousand holds "lighthouse".
fn text(n: u32) -> String {
    let mut state = u64::from(n) << 20 | 1;
    let mut text = String::new();
    for _ in 0..55 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        text.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
        text.push(' ');
    }
    if n.is_multiple_of(1000) {
        text.push_str("lighthouse");
    }
    text
}

fn entry(space: SpaceId, document: DocumentId, n: u32) -> EntryRow {
    let text = text(n);
    EntryRow {
        document,
        space,
        author: ME,
        mine: true,
        kind: EntryKind::Reflection,
        with: None,
        to_name: None,
        written_at: i64::from(n),
        date: "2026-11-23".to_owned(),
        shown_at: i64::from(n),
        log_time: 0,
        log_order: 0,
        tags: Vec::new(),
        title: None,
        in_reply_to: None,
        edited: false,
        withdrawn: false,
        body: format!("{{\"text\":\"{text}\"}}").into_bytes(),
        text,
    }
}

fn item(n: u32) -> Item {
    let mut nonce = [0; 16];
    nonce[..4].copy_from_slice(&n.to_le_bytes());
    let payload = Payload {
        salt: nonce,
        written_at: n.into(),
        body: text(n).into_bytes(),
    };
    Item {
        subject: Subject::Create {
            owner: Owner::Author,
            nonce,
        },
        content: Content::Full(payload),
    }
}

struct Bench {
    _dir: TempDir,
    store: Store,
    key: SigningKey,
    device: DeviceId,
    journal: SpaceId,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let store_key = StoreKey::from_bytes(&[7; 32]);
        let mut store = Store::create(&dir.path().join("store.db"), &store_key).expect("a store");
        let key = SigningKey::from_bytes(&[3; 32]);
        let device = DeviceId(key.verifying_key());
        let journal = SpaceId::journal(&ME);
        let identity = Identity {
            name: "Ana".to_owned(),
            roster: Vec::new(),
            person: ME,
            device_key: Zeroizing::new([3; 32]),
            journal_secret: Zeroizing::new([4; 32]),
            created_at: 0,
            words: None,
        };
        store
            .write(|tx| {
                tx.put_identity(&identity)?;
                tx.add_space(&journal, SpaceKind::Journal, 0, &[ME])
            })
            .expect("a journal");
        Self {
            _dir: dir,
            store,
            key,
            device,
            journal,
        }
    }

    /// A store that holds ten years of entries.
    fn filled() -> Self {
        let mut bench = Self::new();
        for batch in 0..ENTRIES / 1000 {
            let write = |tx: &Tx<'_>| {
                (0..1000).try_for_each(|n| {
                    bench_entry(
                        &bench.key,
                        bench.device,
                        bench.journal,
                        tx,
                        batch * 1000 + n,
                    )
                })
            };
            bench.store.write(write).expect("entries");
        }
        bench
    }
}

fn bench_entry(
    key: &SigningKey,
    device: DeviceId,
    journal: SpaceId,
    tx: &Tx<'_>,
    n: u32,
) -> Result<(), StoreError> {
    let tip = tx.tip(&journal, &device)?;
    let place = Place {
        space: journal,
        device,
        seq: tip.next,
        prev: tip.hash,
    };
    let record = sign(key, &ME, &place, item(n));
    tx.append_own(&journal, &device, &record, n.into())?;
    tx.put_entry(&entry(journal, record.document, n))
}

#[divan::bench]
fn append_one_durable(bencher: divan::Bencher<'_, '_>) {
    let mut bench = Bench::filled();
    let mut n = ENTRIES;
    bencher.bench_local(|| {
        n += 1;
        let Bench {
            store,
            key,
            device,
            journal,
            ..
        } = &mut bench;
        store
            .write(|tx| bench_entry(key, *device, *journal, tx, n))
            .expect("an entry");
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn append_run_of_256(bencher: divan::Bencher<'_, '_>) {
    let mut bench = Bench::filled();
    let key = SigningKey::from_bytes(&[9; 32]);
    let device = DeviceId(key.verifying_key());
    let journal = bench.journal;
    let mut place = Place {
        space: journal,
        device,
        seq: 0,
        prev: log_start(&journal, &device),
    };
    let mut runs = Vec::<VerifiedRun>::new();
    for run in 0..20 {
        let prev = place.prev;
        let records: Vec<Record> = (0..RUN_RECORDS)
            .map(|n| {
                let record = sign(&key, &SAM, &place, item(run * RUN_RECORDS + n));
                place = Place {
                    seq: place.seq + 1,
                    prev: record.hash,
                    ..place
                };
                record
            })
            .collect();
        let run = Run::of(prev, &records).expect("a run");
        runs.push(run.verify(&journal, &device, &SAM).expect("a signature"));
    }
    let mut runs = runs.into_iter();
    bencher
        .with_inputs(|| runs.next().expect("a run for each sample"))
        .bench_local_values(|run| {
            bench
                .store
                .write(|tx| {
                    for record in tx.append_run(&run, 0)? {
                        tx.set_applied(&journal, &device, record.seq, Applied::Yes)?;
                    }
                    Ok::<_, StoreError>(())
                })
                .expect("a batch");
        });
}

#[divan::bench]
fn newest_20_of_20000(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::filled();
    let filter = EntryFilter {
        limit: Some(20),
        ..EntryFilter::default()
    };
    bencher.bench_local(|| {
        bench
            .store
            .read(|tx| tx.entries(&filter))
            .expect("entries")
            .len()
    });
}

#[divan::bench(args = ["lighthouse", "morning"])]
fn search_in_20000(bencher: divan::Bencher<'_, '_>, word: &str) {
    let bench = Bench::filled();
    let filter = EntryFilter {
        limit: Some(20),
        ..EntryFilter::default()
    };
    let words = [word.to_owned()];
    bencher.bench_local(|| {
        bench
            .store
            .read(|tx| tx.search(&words, &filter))
            .expect("entries")
            .len()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn all_of_20000(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::filled();
    bencher.bench_local(|| {
        bench
            .store
            .read(|tx| tx.entries(&EntryFilter::default()))
            .expect("entries")
            .len()
    });
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn open_and_list_20(bencher: divan::Bencher<'_, '_>) {
    let bench = Bench::filled();
    let path = bench._dir.path().join("store.db");
    let filter = EntryFilter {
        limit: Some(20),
        ..EntryFilter::default()
    };
    bencher.bench_local(|| {
        let store = Store::open(&path, &StoreKey::from_bytes(&[7; 32])).expect("a store");
        store.read(|tx| tx.entries(&filter)).expect("entries").len()
    });
}
