//! The disk, also after processes were killed.

use std::{fs, io::Write as _, time::Duration};

use fondly_tests::{Person, Process, Serve, befriend};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::{
    says,
    secrets::{Secret, files_below, found_in, keys_of},
};

const SEED: u64 = 0x6c_65_61_6b;
const KILLS: u32 = 24;
/// What a command takes at most, while `serve` holds the key.
const WHOLE: Duration = Duration::from_millis(80);

const PLANTED: [&str; 11] = [
    "Canary-Anabel",
    "Canary-Samuel",
    "Canary-Ana",
    "Canary-Sam",
    "canary of a text",
    "canary of a title",
    "canary-of-a-tag",
    "canary of thanks",
    "canary of an answer",
    "canary of an edit",
    "canary that was killed",
];

/// Two people who serve, link, write and share.
fn two() -> [(Person, Serve); 2] {
    let (ana, sam) = (Person::new("Canary-Anabel"), Person::new("Canary-Samuel"));
    befriend((&ana, "Canary-Ana"), (&sam, "Canary-Sam"));
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    let options = ["--title", "canary of a title", "--tag", "canary-of-a-tag"];
    let reflect = [&["reflect", "-"], options.as_slice()].concat();
    let entry = says(&ana, "canary of a text", &reflect)["entry"]["id"].clone();
    let entry = entry.as_str().unwrap();
    ana.json(&["share", entry, "Canary-Sam"]);
    says(
        &ana,
        "canary of thanks",
        &["thanks", "Canary-Sam", "-", "--now"],
    );
    sam.syncs_with("Canary-Ana");
    let seen = sam.entries(&["search", "text"]).remove(0);
    let seen = seen["id"].as_str().unwrap();
    sam.json(&["respond", seen, "--say", "canary of an answer"]);
    let edit = [
        "edit",
        entry,
        "--text",
        "canary of an edit",
        "--update-shared",
    ];
    ana.json(&edit);
    ana.syncs_with("Canary-Sam");
    [(ana, at_ana), (sam, at_sam)]
}

/// Kills a command somewhere on its way.
fn kill_one(rng: &mut ChaCha8Rng, person: &Person, friend: &str) {
    let backup = person.all().join("kept");
    let commands: [&[&str]; 5] = [
        &["reflect", "-"],
        &["thanks", friend, "-", "--now"],
        &["edit", "@last", "--text", "canary of an edit"],
        &["sync", "--timeout", "1s"],
        &["backup", backup.to_str().unwrap()],
    ];
    let chosen = usize::try_from(rng.next_u32()).unwrap() % commands.len();
    let mut command = person.command(commands[chosen]);
    let mut process = Process::start(command.stdin(std::process::Stdio::piped()));
    let mut input = process.input().unwrap();
    let written = input.write_all(b"canary that was killed");
    written.unwrap();
    drop(input);
    drop(process.killed_after(WHOLE.mul_f64(f64::from(rng.next_u32() % 1000) / 1000.0)));
}

#[test]
fn no_text_name_or_key_lies_on_the_disk_also_after_kills() {
    let people = two();
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    for _ in 0..KILLS {
        kill_one(&mut rng, &people[0].0, "Canary-Sam");
        kill_one(&mut rng, &people[1].0, "Canary-Ana");
    }
    let people = people.map(|(person, serve)| {
        let keys = keys_of(&person);
        drop(serve);
        (person, keys)
    });
    let mut logs_left = 0;
    for (person, mut secrets) in people {
        secrets.extend(PLANTED.map(Secret::text));
        for file in files_below(person.all()) {
            if file == person.passphrase_file() {
                continue;
            }
            let bytes = fs::read(&file).unwrap();
            let found = found_in(&bytes, &secrets);
            assert!(found.is_empty(), "{}: {found:?}", file.display());
            logs_left += usize::from(file.ends_with("store.db-wal") && !bytes.is_empty());
        }
        // All of it would be found in the passphrase file, where one of them is.
        let bytes = fs::read(person.passphrase_file()).unwrap();
        assert_eq!(found_in(&bytes, &secrets).len(), 1);
        assert!(
            person
                .texts(&["list"])
                .iter()
                .any(|text| text.contains("canary"))
        );
    }
    assert_eq!(logs_left, 2, "the kills left no log beside the file");
}
