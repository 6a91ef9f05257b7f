//! A clock that jumps under a running `serve`: what is written arrives all the same.

use std::{fs, path::Path, process::Command};

use fondly_tests::{Person, Process, joining, until};
use rustix::process::Signal;

/// Where distributions put libfaketime, which lets a process see another clock.
const LIBRARIES: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib64/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
];

/// Somebody whose programs see a clock that is set by a file.
struct Elsewhen<'a> {
    person: &'a Person,
    library: &'static str,
}

impl<'a> Elsewhen<'a> {
    fn of(person: &'a Person) -> Option<Self> {
        let library = LIBRARIES.into_iter().find(|it| Path::new(it).exists())?;
        let elsewhen = Self { person, library };
        elsewhen.jumps("+0");
        Some(elsewhen)
    }

    /// By how much its clock is wrong from here on.
    fn jumps(&self, by: &str) {
        fs::write(self.person.temporary().join("clock"), by).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.person.command(args);
        command
            .env("LD_PRELOAD", self.library)
            .env(
                "FAKETIME_TIMESTAMP_FILE",
                self.person.temporary().join("clock"),
            )
            .env("FAKETIME_NO_CACHE", "1")
            // Only the clock that people set jumps.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        command
    }

    fn writes(&self, text: &str) {
        let mut command = self.command(&["thanks", "Sam", text, "--now"]);
        fondly_tests::Said::of(&mut command, &[]).text();
    }

    /// What time its programs think it is.
    fn now(&self) -> String {
        let mut command = self.command(&["--json", "doctor"]);
        let checks = fondly_tests::Said::of(&mut command, &[]).document();
        let checks = checks["checks"].as_array().unwrap().clone();
        let clock = checks.into_iter().find(|it| it["name"] == "clock").unwrap();
        clock["detail"].as_str().unwrap().to_owned()
    }
}

fn has(person: &Person, text: &str) {
    until(text, || person.texts(&["list"]).iter().any(|it| it == text));
}

#[test]
fn a_clock_that_jumps_forward_or_back_stops_nothing() {
    let (ana, sam) = super::friends();
    let Some(elsewhen) = Elsewhen::of(&ana) else {
        println!("skipped: libfaketime is not installed");
        return;
    };
    let mut at_ana = Process::start(&mut elsewhen.command(&["serve", "--json"]));
    assert!(at_ana.line().contains("ready"));
    let at_sam = sam.serve();
    elsewhen.writes("before");
    has(&sam, "before");
    let before = elsewhen.now();
    for by in ["+400d", "-400d", "+0"] {
        elsewhen.jumps(by);
        let there = format!("at {by}");
        elsewhen.writes(&there);
        has(&sam, &there);
        let back = format!("back at {by}");
        sam.writes(&["thanks", "Ana", &back, "--now"]);
        has(&ana, &back);
        if by != "+0" {
            assert_ne!(elsewhen.now()[..4], before[..4], "the clock did not jump");
        }
    }
    assert_eq!(ana.texts(&["log", "Sam"]).len(), 7);
    assert_eq!(sam.texts(&["log", "Ana"]).len(), 7);
    at_ana.signal(Signal::TERM);
    let (status, _) = at_ana.ended_within(fondly_tests::PATIENCE);
    assert_eq!(status.code(), Some(0));
    at_sam.stop();
}

#[test]
fn a_device_joins_although_its_clock_is_years_off() {
    let (ana, sam) = super::friends();
    ana.writes(&["reflect", "from before"]);
    for (name, by) in [("ahead", "+3650d"), ("behind", "-3650d")] {
        let new = Person::without_journal();
        let Some(elsewhen) = Elsewhen::of(&new) else {
            println!("skipped: libfaketime is not installed");
            return;
        };
        elsewhen.jumps(by);
        let adding = ana.adds_a_device(&[]);
        let line = adding.line.clone();
        let join = [joining(&line, name).as_slice(), &["--json"]].concat();
        let joined = fondly_tests::Said::of(&mut elsewhen.command(&join), &[]).document();
        assert_eq!(joined["whole"], true, "{joined}");
        assert_eq!(adding.joined()["whole"], true);
        has(&new, "from before");
        // It is a device like any other, also for those who have the right time.
        let there = format!("written {name}");
        let at_sam = sam.serve();
        elsewhen.writes(&there);
        let synced = fondly_tests::Said::of(&mut elsewhen.command(&["sync", "--json"]), &[]);
        synced.document();
        has(&sam, &there);
        at_sam.stop();
        super::exchange(&ana, &new, "me");
        has(&ana, &there);
    }
}
