use std::fs;

use fondly_crypto::StoreKey;
use fondly_sync::PersonId;
use tempfile::TempDir;

use super::*;
use crate::{SpaceKind, Store, entries, shares};

struct Home {
    dir: TempDir,
    store: Store,
    spaces: [i64; 2],
    person: i64,
    device: i64,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::create(
            &dir.path().join("store.db"),
            &StoreKey::from_bytes(&[7; 32]),
        )
        .unwrap();
        let me = PersonId([1; 32]);
        let make = |tx: &Tx<'_>| {
            let (journal, bond) = (SpaceId::journal(&me), SpaceId([2; 32]));
            tx.add_space(&journal, SpaceKind::Journal, 0, &[me])?;
            tx.add_space(&bond, SpaceKind::Bond, 0, &[me])?;
            let spaces = [tx.space_row(&journal)?, tx.space_row(&bond)?];
            let device = tx.insert("INSERT INTO device (device) VALUES (?1)", [[3u8; 32]])?;
            Ok::<_, StoreError>((spaces, tx.person_row(&me)?, device))
        };
        let (spaces, person, device) = store.write(make).unwrap();
        Self {
            dir,
            store,
            spaces,
            person,
            device,
        }
    }

    /// Adds documents in one transaction, as many as are said to come. Their rows.
    fn add(&mut self, space: usize, names: &[DocumentId]) -> Vec<Option<i64>> {
        let (space, person, device) = (self.spaces[space], self.person, self.device);
        let add = |tx: &Tx<'_>| {
            tx.expect_documents(names.len())?;
            let rows = names.iter();
            rows.map(|name| tx.add_document(space, name, person, device))
                .collect::<Result<_, StoreError>>()
        };
        self.store.write(add).unwrap()
    }

    fn find(&self, space: usize, name: &DocumentId) -> Option<i64> {
        let space = self.spaces[space];
        let found = self.store.read(|tx| tx.find_document(space, name));
        found.unwrap()
    }

    fn count(&self, sql: &str) -> i64 {
        let counted = |tx: &Tx<'_>| tx.first(sql, [], |row| Ok(row.get(0)?));
        self.store.read(counted).unwrap().unwrap()
    }

    fn new_names(&self) -> i64 {
        self.count("SELECT count(*) FROM document WHERE settled = 0")
    }

    fn log_pages(&self) -> u64 {
        let log = fs::metadata(self.dir.path().join("store.db-wal")).unwrap();
        log.len() / 4096
    }
}

/// Names that are as far apart as random ones.
fn names(from: u64, count: u64) -> Vec<DocumentId> {
    let name = |n: u64| {
        let apart = u128::from(n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        DocumentId(apart.to_le_bytes())
    };
    (from..from + count).map(name).collect()
}

#[test]
fn a_document_has_one_row_in_a_space_wherever_its_name_stands() {
    let mut home = Home::new();
    let mut model: BTreeMap<(usize, [u8; 16]), i64> = BTreeMap::new();
    // How many come in, and in which space; each time with all names from half of those before.
    let rounds = [
        (0, 1),
        (1, 700),
        (0, 1024),
        (1, 1025),
        (0, 3000),
        (0, 40),
        (0, 900),
        (1, 900),
        (0, 1500),
        (1, 10),
    ];
    let mut next = 0;
    for (space, count) in rounds {
        let from = next / 2;
        next += count;
        let names = names(from, next - from);
        let rows = home.add(space, &names);
        for (name, row) in names.iter().zip(rows) {
            let known = model.get(&(space, name.0)).copied();
            assert_eq!(row.is_none(), known.is_some());
            model.entry((space, name.0)).or_insert_with(|| row.unwrap());
        }
    }
    let few = names(1_000_000, 3);
    for (name, row) in few.iter().zip(home.add(0, &few)) {
        model.insert((0, name.0), row.unwrap());
    }
    assert!(
        home.new_names() > 0 && home.count("SELECT count(*) FROM document WHERE settled = 1") > 0
    );
    for ((space, name), row) in &model {
        assert_eq!(home.find(*space, &DocumentId(*name)), Some(*row));
    }
    assert_eq!(home.find(0, &DocumentId([0; 16])), None);
    let all = home.count("SELECT count(*) FROM document");
    assert_eq!(all, model.len() as i64);
    assert_eq!(home.store.check(), Ok(Vec::new()));
}

#[test]
fn a_name_that_stands_in_both_indexes_is_told_of() {
    let mut home = Home::new();
    home.add(0, &names(0, 1));
    let again =
        "INSERT INTO document (document, space, settled) SELECT document, space, 1 FROM document";
    home.store.write(|tx| tx.execute(again, [])).unwrap();
    let found = home.store.check().unwrap();
    assert_eq!(found, ["document 1 has the name of another"]);
}

#[test]
fn new_names_settle_once_they_are_many() {
    let mut home = Home::new();
    home.add(0, &names(0, 16_000));
    assert_eq!(home.new_names(), 0);
    let mut most = 0;
    for round in 0..40 {
        home.add(0, &names(16_000 + 100 * round, 100));
        most = most.max(home.new_names());
    }
    assert!((2_000..2_700).contains(&most), "{most}");
    assert!(home.new_names() < most);
}

#[test]
fn new_names_change_few_pages() {
    let mut home = Home::new();
    home.add(0, &names(0, 20_000));
    home.store.truncate_wal().unwrap();
    home.add(0, &names(20_000, 200));
    let pages = home.log_pages();
    assert!(pages < 20, "{pages}");
}

#[test]
fn names_are_looked_up_in_both_indexes() {
    let home = Home::new();
    for sql in [
        FIND,
        entries::BY_NAME,
        entries::BY_PREFIX,
        shares::OF_EDITION,
    ] {
        let plan = home.store.plan(sql);
        for index in ["document_settled (document", "document_new (document"] {
            assert!(plan.contains(index), "{sql}: {plan}");
        }
        assert!(
            !plan.contains("SCAN document") && !plan.contains("SCAN entry"),
            "{sql}: {plan}"
        );
    }
}
