//! Every call that touches a file goes wrong once.

use std::{collections::BTreeMap, fs};

use fondly_tests::{Person, Said, befriend};
use serde_json::Value;

use crate::{
    acts::Act,
    chance::Chance,
    killing::is_whole,
    strace::{self, Fault, Instead, faults, files_of, run_with},
    view::{View, text, view},
};

/// How many faults of one command are tried where not all are wanted.
const SAMPLE: usize = 8;

fn wanted(mut all: Vec<Fault>, chance: &mut Chance) -> Vec<Fault> {
    if strace::wants_all() {
        return all;
    }
    let mut some = Vec::new();
    while some.len() < SAMPLE && !all.is_empty() {
        let at = chance.below(u32::try_from(all.len()).unwrap());
        some.push(all.swap_remove(usize::try_from(at).unwrap()));
    }
    some
}

/// Whether a command says that it succeeded. One that failed was killed or says why, in words.
fn succeeded(said: Said, fault: &Fault, tally: &mut Tally) -> bool {
    match said.code {
        Some(0) => {
            tally.count("succeeded all the same");
            true
        }
        None if fault.instead == Instead::Kill => {
            tally.count("killed");
            false
        }
        code => {
            assert!(matches!(code, Some(1 | 3..=5)), "{fault:?}: {said:?}");
            let error = said.error(code.unwrap());
            tally.count("failed");
            tally.hint_was_true(&error);
            false
        }
    }
}

/// What became of the faults.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<&'static str, u32>,
    unchanged: bool,
}

impl Tally {
    fn count(&mut self, outcome: &'static str) {
        *self.outcomes.entry(outcome).or_default() += 1;
    }

    /// Notes whether the error promises that nothing was changed.
    fn hint_was_true(&mut self, error: &Value) {
        let hint = error["hint"].as_str().unwrap_or_default();
        self.unchanged = hint.contains("nothing was changed");
    }

    fn report(&self, of: &str) {
        println!("{of}: {:?}", self.outcomes);
    }
}

/// The next act of this kind, by somebody who sees `own`.
fn act(kind: &str, own: &View, number: usize) -> Act {
    let new = format!("{kind} {number}");
    let target = own.values().find(|entry| text(entry).starts_with("target"));
    let shared = own.values().find(|entry| text(entry).starts_with("shared"));
    match kind {
        "thanks" => Act::thanking("Sam", &new),
        "edit" => Act::editing(shared.unwrap(), &format!("shared {number}")),
        "rm" => Act::removing(target.unwrap()),
        "share" if target.unwrap()["audience"] == serde_json::json!([]) => {
            Act::sharing(target.unwrap(), "Sam")
        }
        "share" => Act::withdrawing(target.unwrap(), "Sam"),
        _ => Act::reflecting(&new),
    }
}

fn words(act: &Act) -> Vec<&str> {
    act.args.iter().map(String::as_str).collect()
}

/// Has the calls of one kind of act fail.
fn acts_of(kind: &str, ana: &Person, chance: &mut Chance) {
    let files = files_of(&ana.home());
    let prepare = || {
        if kind == "rm" {
            ana.writes(&["reflect", "target"]);
        }
        view(ana, &[])
    };
    let own = prepare();
    let all = faults(ana, &words(&act(kind, &own, 0)), &files);
    let mut tally = Tally::default();
    for (number, fault) in (1..).zip(wanted(all, chance)) {
        let before = prepare();
        let act = act(kind, &before, number);
        tally.unchanged = false;
        let (said, came) = run_with(&fault, ana, &words(&act), &files);
        if !came {
            tally.count("did not make that call");
        }
        let acknowledged = succeeded(said, &fault, &mut tally);
        is_whole(ana);
        let done = act.was_done(&before, &view(ana, &[]));
        assert!(done || !acknowledged, "false success: {fault:?} {act:?}");
        assert!(
            !(done && tally.unchanged),
            "it was changed: {fault:?} {act:?}"
        );
        if done && !acknowledged {
            tally.count("done, but not acknowledged");
        }
    }
    tally.report(kind);
    let struck = ["failed", "killed"].map(|outcome| tally.outcomes.get(outcome));
    assert_ne!(struck, [None, None], "no fault had an effect");
}

fn writes_with_faults(kinds: &[&str]) {
    if !strace::is_here() {
        return;
    }
    let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.writes(&["reflect", "target"]);
    let shared = ana.writes(&["reflect", "shared"]);
    ana.json(&["share", &shared, "Sam"]);
    let mut chance = Chance::new();
    for kind in kinds {
        acts_of(kind, &ana, &mut chance);
    }
    let serve = ana.serve();
    sam.syncs_with("Ana");
    serve.stop();
    let own = view(&ana, &[]);
    let audience = serde_json::json!(["Sam"]);
    let mine = own.values().filter(|entry| entry["audience"] == audience);
    assert_eq!(mine.count(), sam.entries(&["list", "--received"]).len());
}

#[test]
fn no_call_that_fails_makes_writing_lie_or_lose() {
    writes_with_faults(&["reflect", "thanks", "edit"]);
}

#[test]
fn no_call_that_fails_makes_sharing_or_erasing_lie_or_lose() {
    writes_with_faults(&["share", "rm"]);
}

#[test]
fn no_call_that_fails_makes_an_exchange_lose() {
    if !strace::is_here() {
        return;
    }
    let [ana, sam] = ["Ana", "Sam"].map(Person::with_open_key);
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let own = sam.writes(&["reflect", "my own"]);
    let files = files_of(&sam.home());
    let serve = ana.serve();
    let sync = ["sync", "Ana", "--timeout", "1s"];
    let mut chance = Chance::new();
    let mut tally = Tally::default();
    ana.writes(&["thanks", "Sam", "the first", "--now"]);
    let mut shared = 1;
    for fault in wanted(faults(&sam, &sync, &files), &mut chance) {
        ana.writes(&["thanks", "Sam", &format!("{fault:?}"), "--now"]);
        shared += 1;
        let (said, _) = run_with(&fault, &sam, &sync, &files);
        succeeded(said, &fault, &mut tally);
        is_whole(&sam);
        sam.syncs_with("Ana");
        assert_eq!(
            sam.entries(&["list", "--received"]).len(),
            shared,
            "{fault:?}"
        );
    }
    assert_eq!(sam.json(&["show", &own])["entry"]["text"], "my own");
    tally.report("sync");
    serve.stop();
}

#[test]
fn no_call_that_fails_makes_reading_lie() {
    if !strace::is_here() {
        return;
    }
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "what is here"]);
    let files = files_of(&ana.home());
    let mut chance = Chance::new();
    let mut tally = Tally::default();
    for args in [vec!["list"], vec!["show", &id], vec!["search", "here"]] {
        let right = ana.json(&args);
        for fault in wanted(faults(&ana, &args, &files), &mut chance) {
            let (said, _) = run_with(&fault, &ana, &args, &files);
            if said.code == Some(0) {
                tally.count("succeeded all the same");
                assert_eq!(said.document(), right, "{fault:?}");
            } else {
                succeeded(said, &fault, &mut tally);
            }
            assert_eq!(ana.json(&args), right);
        }
    }
    is_whole(&ana);
    tally.report("reading");
}

#[test]
fn no_call_that_fails_makes_half_a_journal_setting_or_backup() {
    if !strace::is_here() {
        return;
    }
    let mut chance = Chance::new();
    let mut tally = Tally::default();
    let init = ["init", "--name", "Jo", "--insecure-key-file"];
    let all = faults(&Person::without_journal(), &init, &[]);
    for fault in wanted(all, &mut chance) {
        let jo = Person::without_journal();
        let (said, _) = run_with(&fault, &jo, &init, &[]);
        // Where the loader of the system fails, the program does not begin.
        let began = said.code != Some(127);
        let made = began && succeeded(said, &fault, &mut tally);
        let there = jo.home().join("journal").exists();
        assert!(there || !made, "{fault:?}");
        if !there {
            jo.json(&init);
        }
        jo.writes(&["reflect", "hello"]);
        is_whole(&jo);
    }
    tally.report("init");

    let ana = Person::with_open_key("Ana");
    ana.writes(&["reflect", "kept"]);
    let file = ana.all().join("backup");
    let mut files = files_of(&ana.home());
    files.extend([file.clone(), ana.all().to_path_buf()]);
    let backup = ["backup", file.to_str().unwrap()];
    for fault in wanted(faults(&ana, &backup, &files), &mut chance) {
        let before = fs::read(&file).unwrap();
        let (said, _) = run_with(&fault, &ana, &backup, &files);
        if succeeded(said, &fault, &mut tally) {
            assert_ne!(fs::read(&file).unwrap(), before, "{fault:?}");
        }
        is_whole(&ana);
        assert!(!fs::read(&file).unwrap().is_empty());
    }
    let setting = ["config", "set", "share.hold", "7"];
    for fault in wanted(faults(&ana, &setting, &files), &mut chance) {
        ana.json(&["config", "set", "share.hold", "6"]);
        let (said, _) = run_with(&fault, &ana, &setting, &files);
        let set = succeeded(said, &fault, &mut tally);
        let now = ana.text(&["config", "get", "share.hold"]);
        assert!(
            now.trim() == "7" || (now.trim() == "6" && !set),
            "{fault:?}: {now}"
        );
    }
    tally.report("init, backup and settings");
}
