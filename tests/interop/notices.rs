//! A notice on the screen says that something came and nothing more, and only to whoever wants it.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
};

use fondly_tests::{Person, Process, until};

/// A `notify-send` that writes down what it is told; gives the file, and `serve` that finds it.
fn serves_with_notices(person: &Person) -> (PathBuf, Process) {
    let dir = person.temporary().join("programs");
    fs::create_dir(&dir).unwrap();
    let (shown, program) = (dir.join("shown"), dir.join("notify-send"));
    let script = format!(
        "#!/bin/sh\nprintf '%s|' \"$@\" >>'{0}'; echo >>'{0}'\n",
        shown.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o700)).unwrap();
    let mut serve = person.command(&["serve", "--json"]);
    serve.env("PATH", format!("{}:/usr/bin:/bin", dir.display()));
    let mut process = Process::start(&mut serve);
    assert!(process.line().contains("\"ready\":true"));
    (shown, process)
}

fn lines(shown: &PathBuf) -> Vec<String> {
    let text = fs::read_to_string(shown).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_notice_says_how_many_came_and_nothing_else() {
    let (ana, sam) = super::friends();
    sam.json(&["config", "set", "notify", "on"]);
    let at_ana = ana.serve();
    let (shown, _at_sam) = serves_with_notices(&sam);
    ana.writes(&["thanks", "Sam", "canary-thanks", "--now"]);
    until("a notice is shown", || !lines(&shown).is_empty());
    assert_eq!(lines(&shown), ["--app-name|Fondly|Fondly|1 new item|"]);
    // What one writes oneself is no news, nor is what was read.
    sam.writes(&["thanks", "Ana", "canary-back", "--now"]);
    let read = sam.entries(&["inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    sam.json(&["show", &read]);
    ana.writes(&["thanks", "Sam", "canary-more", "--now"]);
    until("another notice is shown", || lines(&shown).len() > 1);
    assert_eq!(lines(&shown)[1..], ["--app-name|Fondly|Fondly|1 new item|"]);
    at_ana.stop();
}

#[test]
fn without_the_setting_no_notice_is_shown() {
    let (ana, sam) = super::friends();
    let at_ana = ana.serve();
    let (shown, _at_sam) = serves_with_notices(&sam);
    ana.writes(&["thanks", "Sam", "quietly", "--now"]);
    until("it is there", || {
        sam.texts(&["list"]).contains(&"quietly".to_owned())
    });
    // From here on it is nothing that is to be read.
    let read = sam.entries(&["inbox"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    sam.json(&["show", &read]);
    sam.json(&["config", "set", "notify", "on"]);
    ana.writes(&["thanks", "Sam", "loudly", "--now"]);
    until("a notice is shown", || !lines(&shown).is_empty());
    assert_eq!(lines(&shown), ["--app-name|Fondly|Fondly|1 new item|"]);
    at_ana.stop();
}

#[test]
fn a_desktop_without_notices_harms_nothing() {
    let (ana, sam) = super::friends();
    sam.json(&["config", "set", "notify", "on"]);
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    for text in ["one", "two"] {
        ana.writes(&["thanks", "Sam", text, "--now"]);
        until(text, || sam.texts(&["list"]).iter().any(|it| it == text));
    }
    at_ana.stop();
    at_sam.stop();
}
