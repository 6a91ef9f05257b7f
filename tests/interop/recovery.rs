//! Everything lost: backups, and what the recovery words alone can do.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fondly_tests::{Person, befriend, files_holding};

use super::exchange;

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A backup of what a person has now, and their words, where neither is lost with the home.
struct Safe {
    dir: tempfile::TempDir,
}

impl Safe {
    fn of(person: &Person) -> Self {
        let safe = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        fs::copy(person.words_file(), safe.words()).unwrap();
        person.json(&["backup", path(&safe.backup())]);
        safe
    }

    fn backup(&self) -> PathBuf {
        self.dir.path().join("backup")
    }

    fn words(&self) -> PathBuf {
        self.dir.path().join("words")
    }

    fn restore(&self) -> Person {
        let device = Person::without_journal();
        device.json(
            &self
                .args(&self.backup(), &self.words())
                .each_ref()
                .map(String::as_str),
        );
        device
    }

    fn args(&self, backup: &Path, words: &Path) -> [String; 5] {
        let args = [
            "restore",
            path(backup),
            "--words-file",
            path(words),
            "--insecure-key-file",
        ];
        args.map(str::to_owned)
    }

    /// The error with which restoring fails; no journal is left.
    fn fails(&self, backup: &Path, words: &Path, code: i32) -> String {
        let device = Person::without_journal();
        let args = self.args(backup, words);
        let error = device.fails(&args.each_ref().map(String::as_str), code);
        assert!(!device.home().join("journal").exists());
        error["message"].as_str().unwrap().to_owned()
    }
}

fn friends() -> (Person, Person) {
    let (ana, sam) = (Person::with_words("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    (ana, sam)
}

#[test]
fn everything_comes_back_from_a_backup_and_the_words() {
    let (ana, sam) = friends();
    let entry = ana.writes(&["reflect", "canary-private", "--tag", "sea"]);
    let shared = ana.writes(&["thanks", "Sam", "canary-thanks", "--now"]);
    ana.json(&["edit", &entry, "--text", "canary-private, edited"]);
    let gone = ana.writes(&["reflect", "canary-gone"]);
    ana.json(&["rm", &gone]);
    exchange(&sam, &ana, "Sam");
    let safe = Safe::of(&ana);
    assert!(files_holding(safe.dir.path(), "canary").unwrap().is_empty());
    // After the backup: one entry that is lost, and one that Sam has.
    ana.writes(&["reflect", "never seen again"]);
    ana.writes(&["thanks", "Sam", "after the backup", "--now"]);
    exchange(&sam, &ana, "Sam");
    sam.writes(&["thanks", "Ana", "while she was away", "--now"]);
    let before = ana.json(&["people"]);
    drop(ana);

    let ana = safe.restore();
    let mut texts = ana.texts(&["list"]);
    texts.sort();
    assert_eq!(texts, ["canary-private, edited", "canary-thanks"]);
    assert_eq!(ana.json(&["people"]), before);
    assert_eq!(ana.json(&["who", &shared])["entry"]["audience"][0], "Sam");
    assert!(ana.entries(&["search", "gone"]).is_empty());

    exchange(&sam, &ana, "Sam");
    assert_eq!(ana.texts(&["search", "away"]), ["while she was away"]);
    assert!(
        ana.texts(&["log", "Sam"])
            .contains(&"after the backup".to_owned())
    );
    ana.writes(&["thanks", "Sam", "I am back", "--now"]);
    exchange(&sam, &ana, "Sam");
    assert_eq!(sam.texts(&["search", "back"]), ["I am back"]);
    let ana_at_sam = sam.json(&["people"])["people"][0].clone();
    assert_eq!(
        (&ana_at_sam["verified"], &ana_at_sam["devices"]),
        (&true.into(), &2.into())
    );
    // The lost device can be removed by the words.
    let devices = ana.json(&["device", "list"])["devices"].clone();
    let lost = devices
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["this"] == false)
        .unwrap();
    let words = safe.words();
    let id = lost["id"].as_str().unwrap();
    let removed = ana.json(&["device", "remove", id, "--words-file", path(&words)]);
    assert_eq!(removed["contestable"], false);
    exchange(&sam, &ana, "Sam");
    assert_eq!(sam.json(&["people"])["people"][0]["devices"], 1);
}

#[test]
fn a_backup_that_is_not_whole_is_refused_and_leaves_nothing() {
    let (ana, sam) = friends();
    ana.writes(&["reflect", "one"]);
    ana.writes(&["thanks", "Sam", "two", "--now"]);
    exchange(&sam, &ana, "Sam");
    let safe = Safe::of(&ana);
    let whole = fs::read(safe.backup()).unwrap();
    let bad = safe.dir.path().join("bad");
    let message_of = |bytes: &[u8]| {
        fs::write(&bad, bytes).unwrap();
        safe.fails(&bad, &safe.words(), 1)
    };
    for length in [6, 10, 1500, whole.len() / 2, whole.len() - 1] {
        assert!(
            message_of(&whole[..length]).contains("cut short"),
            "{length}"
        );
    }
    assert!(message_of(b"").contains("not a backup"));
    assert!(message_of(b"something else").contains("not a backup"));
    let mut newer = whole.clone();
    newer[4] = 2;
    assert!(message_of(&newer).contains("newer"));
    let step = whole.len() / 12;
    for at in (2000..whole.len()).step_by(step) {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        message_of(&flipped);
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert!(message_of(&longer).contains("damaged"));
}

#[test]
fn wrong_words_are_told_and_leave_nothing() {
    let ana = Person::with_words("Ana");
    ana.writes(&["reflect", "one"]);
    let safe = Safe::of(&ana);
    let words = fs::read_to_string(safe.words()).unwrap();
    let typed = safe.dir.path().join("typed");
    let message_of = |text: &str, code| {
        fs::write(&typed, text).unwrap();
        safe.fails(&safe.backup(), &typed, code)
    };
    let mut list: Vec<&str> = words.split_whitespace().collect();
    list[6] = "flowr";
    let unknown = message_of(&list.join(" "), 2);
    assert!(
        unknown.contains('7') && unknown.contains("flowr"),
        "{unknown}"
    );
    list.truncate(23);
    assert!(message_of(&list.join(" "), 2).contains("23"));
    let sam = Person::with_words("Sam");
    let others = fs::read_to_string(sam.words_file()).unwrap();
    message_of(&others, 3);
}

#[test]
fn a_backup_overwrites_nothing_but_a_backup() {
    let ana = Person::with_words("Ana");
    ana.writes(&["reflect", "one"]);
    let safe = Safe::of(&ana);
    ana.json(&["backup", path(&safe.backup())]);
    let photo = safe.dir.path().join("photo");
    fs::write(&photo, "a photo of the sea").unwrap();
    ana.fails(&["backup", path(&photo)], 6);
    assert_eq!(fs::read_to_string(&photo).unwrap(), "a photo of the sea");
    ana.fails(&["backup", path(&safe.dir.path().join("no/such/place"))], 1);
    let left = fs::read_dir(safe.dir.path()).unwrap().count();
    assert_eq!(left, 3);
}

#[test]
fn whoever_wrote_much_is_reminded_quietly() {
    let ana = Person::with_words("Ana");
    assert!(!ana.text(&["status"]).contains("backup"));
    for number in 0..10 {
        ana.writes(&["reflect", &format!("number {number}")]);
    }
    assert!(ana.text(&["status"]).contains("fondly backup"));
    assert!(ana.text(&["doctor"]).contains("no backup yet"));
    let _safe = Safe::of(&ana);
    assert!(!ana.text(&["status"]).contains("backup"));
}

#[test]
fn whoever_begins_anew_must_be_verified_anew() {
    let (ana, sam) = friends();
    let phone = ana.another_device("phone");
    phone.writes(&["thanks", "Sam", "before", "--now"]);
    exchange(&sam, &phone, "Sam");
    let old_words = ana.words("Sam");
    let made = ana.json(&["device", "reset", "--words-file", path(&ana.words_file())]);
    assert_eq!(made["recovery_words"].as_array().unwrap().len(), 24);
    ana.fails(
        &["device", "reset", "--words-file", path(&ana.words_file())],
        3,
    );
    exchange(&sam, &ana, "Sam");
    let ana_at_sam = sam.json(&["people"])["people"][0].clone();
    assert_eq!(
        (&ana_at_sam["verified"], &ana_at_sam["devices"]),
        (&false.into(), &1.into())
    );
    assert!(sam.text(&["status"]).contains("began anew"));
    let held = sam.json(&["thanks", "Ana", "is it you?", "--now"]);
    assert_eq!(held["shared"], "held");
    let mut typed = vec!["verify", "Ana"];
    typed.extend(old_words.iter().map(String::as_str));
    sam.fails(&typed, 6);
    sam.types("Ana", &ana.words("Sam"));
    exchange(&sam, &ana, "Sam");
    assert_eq!(ana.texts(&["search", "you"]), ["is it you?"]);
    // The phone is out, and cannot contest it.
    let serve = sam.serve();
    let synced = phone.json(&["sync", "Sam", "--timeout", "3s"]);
    assert_eq!(synced["peers"][0]["reached"], false);
    serve.stop();
}

/// Sam gives back to Ana what the two share, by her words: her new home, and what it was told.
fn comes_back(sam: &Person, words: &Path, options: &[&str]) -> (Person, serde_json::Value) {
    let device = Person::without_journal();
    let giving = sam.invite("Ana", &["--restore"]);
    let args = [
        "restore",
        "--words-file",
        path(words),
        "--from",
        &giving.line,
        "--as",
        "Sam",
        "--insecure-key-file",
    ];
    let restored = device.json(&[&args, options].concat());
    let joined = giving.joined();
    assert_eq!(joined["joined"], "Ana");
    (device, restored)
}

#[test]
fn without_a_backup_a_partner_gives_back_what_the_two_share() {
    let (ana, sam) = friends();
    ana.writes(&["reflect", "canary-private"]);
    ana.writes(&["thanks", "Sam", "from Ana", "--now"]);
    let part = ana.writes(&["reflect", "shown in part, and more"]);
    ana.json(&["share", &part, "Sam", "--part", "shown in part"]);
    sam.writes(&["thanks", "Ana", "from Sam", "--now"]);
    exchange(&sam, &ana, "Sam");
    let answered = ana.entries(&["search", "from Sam"])[0]["id"].clone();
    ana.writes(&["respond", answered.as_str().unwrap(), "--say", "my answer"]);
    exchange(&sam, &ana, "Sam");
    let (_safe, words) = (Safe::of(&ana), ana.words_file());
    let person = ana.entries(&["list", "--mine"])[0]["author_id"].clone();

    let (back, restored) = comes_back(&sam, &words, &["--name", "Ana", "--device-name", "new"]);
    drop(ana);
    assert_eq!(restored["person_id"], person);
    assert_eq!(restored["device"], "new");
    let mut texts = back.texts(&["list"]);
    texts.sort();
    assert_eq!(
        texts,
        ["from Ana", "from Sam", "my answer", "shown in part"]
    );
    let mine = back.entries(&["search", "from Ana"])[0].clone();
    assert_eq!(
        (&mine["author"], &mine["audience"][0]),
        (&"me".into(), &"Sam".into())
    );

    // Nobody was read any words yet: nothing more is shared until they are.
    let again = back.writes(&["reflect", "I am back"]);
    back.fails(&["share", &again, "Sam"], 6);
    back.types("Sam", &sam.words("Ana"));
    assert_eq!(back.texts(&["log", "Sam"]), sam.texts(&["log", "Ana"]));
    back.json(&["share", &again, "Sam"]);
    exchange(&sam, &back, "Sam");
    assert_eq!(sam.texts(&["search", "back"]), ["I am back"]);
    // What was shared before is hers to change and to withdraw.
    let id = mine["id"].as_str().unwrap();
    back.json(&["edit", id, "--text", "from Ana, edited"]);
    back.json(&["share", id, "Sam"]);
    back.json(&["unshare", back_id(&back, "shown").as_str(), "Sam"]);
    exchange(&sam, &back, "Sam");
    assert_eq!(sam.texts(&["search", "from Ana"]), ["from Ana, edited"]);
    assert!(sam.entries(&["search", "shown"]).is_empty());
    // Her next device knows it all as well.
    let tablet = back.another_device("tablet");
    let told = |device: &Person| {
        let mut told: Vec<(String, serde_json::Value)> = device
            .entries(&["list"])
            .into_iter()
            .map(|entry| (entry["text"].to_string(), entry["audience"].clone()))
            .collect();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        told
    };
    assert_eq!(told(&tablet), told(&back));
}

fn back_id(person: &Person, word: &str) -> String {
    let found = person.entries(&["search", word]);
    found[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn every_partner_can_give_back_their_part() {
    let (ana, sam) = friends();
    let cleo = Person::with_open_key("Cleo");
    befriend((&ana, "Ana"), (&cleo, "Cleo"));
    ana.writes(&["thanks", "Sam", "to Sam", "--now"]);
    ana.writes(&["thanks", "Cleo", "to Cleo", "--now"]);
    exchange(&sam, &ana, "Sam");
    exchange(&cleo, &ana, "Cleo");
    let (back, _) = comes_back(&sam, &ana.words_file(), &[]);
    assert_eq!(back.texts(&["list"]), ["to Sam"]);
    let giving = cleo.invite("Ana", &["--restore"]);
    let words = ana.words_file();
    let args = ["restore", "--words-file", path(&words), "--from"];
    let from = [args.as_slice(), &[&giving.line, "--as", "Cleo"]].concat();
    back.json(&from);
    giving.joined();
    let mut texts = back.texts(&["list"]);
    texts.sort();
    assert_eq!(texts, ["to Cleo", "to Sam"]);
    assert_eq!(
        back.json(&["people"])["people"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn a_partner_gives_nothing_back_to_whoever_has_other_words() {
    let (ana, sam) = friends();
    let eve = Person::with_words("Eve");
    ana.writes(&["thanks", "Sam", "from Ana", "--now"]);
    exchange(&sam, &ana, "Sam");
    let giving = sam.invite("Ana", &["--restore"]);
    let line = giving.line.clone();
    let device = Person::without_journal();
    let words = eve.words_file();
    let args = ["restore", "--words-file", path(&words), "--from"];
    let from = [args.as_slice(), &[&line, "--insecure-key-file"]].concat();
    device.fails(&from, 3);
    assert!(!device.home().join("journal").exists());
    // The line is spent by who has the words, not by who tries.
    let words = ana.words_file();
    let args = ["restore", "--words-file", path(&words), "--from"];
    let from = [args.as_slice(), &[&line, "--insecure-key-file"]].concat();
    device.json(&from);
    giving.joined();
    assert_eq!(device.texts(&["list"]), ["from Ana"]);
    // Nor does one line give twice, link two people or add a device.
    let other = Person::without_journal();
    let used = [args.as_slice(), &[&line, "--insecure-key-file"]].concat();
    other.fails(&used, 1);
    eve.fails(&["join", &line, "--as", "Sam"], 6);
    other.fails(
        &[
            "device",
            "join",
            &line,
            "--device-name",
            "x",
            "--insecure-key-file",
        ],
        6,
    );
    // A home of somebody else is left alone.
    eve.fails(&[args.as_slice(), &[&line]].concat(), 6);
}
