//! `service`: what it writes, and that it asks before it does.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, process::Command};

use fondly_tests::{Person, Said};
use serde_json::Value;

use crate::said;

/// Somebody with a directory for settings of their own, and a `systemctl` that notes what it is told.
struct Desk {
    person: Person,
}

impl Desk {
    fn new(person: Person, systemctl: &str) -> Self {
        let programs = person.all().join("programs");
        fs::create_dir(&programs).unwrap();
        let program = programs.join("systemctl");
        let told = person.all().join("told");
        let script = format!(
            "#!/bin/sh\necho \"$@\" >> '{}'\n{systemctl}\n",
            told.display()
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self { person }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.person.command(args);
        let programs = self.person.all().join("programs");
        command
            .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
            .env("XDG_CONFIG_HOME", self.person.all().join("config"));
        command
    }

    fn run(&self, args: &[&str]) -> Said {
        said(&mut self.command(args))
    }

    fn json(&self, args: &[&str]) -> Value {
        self.run(&[&["--json", "service"], args].concat())
            .document()
    }

    fn file(&self) -> PathBuf {
        self.person.all().join("config/systemd/user/fondly.service")
    }

    fn told(&self) -> String {
        fs::read_to_string(self.person.all().join("told")).unwrap_or_default()
    }
}

#[test]
fn a_service_is_shown_then_written_and_started_then_removed() {
    let desk = Desk::new(Person::with_open_key("Ana"), "exit 0");
    assert_eq!(desk.json(&["status"])["installed"], false);
    let installed = desk.json(&["install", "--yes"]);
    let text = fs::read_to_string(desk.file()).unwrap();
    assert_eq!(installed["content"], text.as_str());
    assert_eq!(installed["started"], true);
    let home = desk.person.home();
    let line = format!("\"--home\" \"{}\" \"serve\"\n", home.display());
    assert!(text.contains(&line), "{text}");
    assert_eq!(
        desk.told(),
        "--user daemon-reload\n--user enable --now fondly.service\n"
    );
    let standing = desk.json(&["status"]);
    assert_eq!(
        (
            &standing["installed"],
            &standing["up_to_date"],
            &standing["serving"]
        ),
        (&true.into(), &true.into(), &false.into())
    );
    let serve = desk.person.serve();
    assert_eq!(desk.json(&["status"])["serving"], true);
    serve.stop();
    assert_eq!(desk.json(&["remove", "--yes"])["removed"], true);
    assert!(!desk.file().exists());
    assert!(
        desk.told()
            .ends_with("--user disable --now fondly.service\n")
    );
    assert_eq!(desk.json(&["remove"])["removed"], false);
}

#[test]
fn the_command_of_the_unit_serves() {
    let desk = Desk::new(Person::new("Ana"), "exit 0");
    desk.json(&["install", "--yes"]);
    let text = fs::read_to_string(desk.file()).unwrap();
    let line = text.lines().find_map(|it| it.strip_prefix("ExecStart="));
    let arguments = line.unwrap().split("\" \"");
    let arguments: Vec<&str> = arguments.map(|it| it.trim_matches('"')).collect();
    let mut command = Command::new(arguments[0]);
    command
        .args(&arguments[1..])
        .env_clear()
        .env("HOME", desk.person.all().join("user"))
        .stdin(std::process::Stdio::null());
    let mut process = fondly_tests::Process::start(&mut command);
    assert_eq!(process.line(), "ready");
    desk.person.json(&["lock"]);
    // Code 0: the system does not start it again by itself.
    assert_eq!(
        process.ended_within(fondly_tests::PATIENCE).0.code(),
        Some(0)
    );
}

#[test]
fn nothing_is_written_unless_somebody_agrees() {
    let desk = Desk::new(Person::with_open_key("Ana"), "exit 0");
    let refused = desk.run(&["service", "install"]);
    assert_eq!(refused.code, Some(6));
    assert!(
        refused.stderr.contains("This file would be written:"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("ExecStart="), "{}", refused.stderr);
    assert!(!desk.file().exists());
    assert_eq!(desk.told(), "");
    desk.json(&["install", "--yes"]);
    assert_eq!(desk.run(&["service", "remove"]).code, Some(6));
    assert!(desk.file().exists());
}

#[test]
fn a_file_with_other_content_is_shown_again_and_says_so_in_status() {
    let desk = Desk::new(Person::with_open_key("Ana"), "exit 0");
    fs::create_dir_all(desk.file().parent().unwrap()).unwrap();
    fs::write(desk.file(), "[Service]\nExecStart=/bin/true\n").unwrap();
    assert_eq!(desk.json(&["status"])["up_to_date"], false);
    assert_eq!(desk.run(&["service", "install"]).code, Some(6));
    desk.json(&["install", "--yes"]);
    assert_eq!(desk.json(&["status"])["up_to_date"], true);
}

#[test]
fn where_the_system_does_not_start_it_the_commands_are_told() {
    let desk = Desk::new(Person::with_open_key("Ana"), "exit 1");
    let done = desk.run(&["service", "install", "--yes"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.stderr
            .contains("systemctl --user enable --now fondly.service")
    );
    assert!(desk.file().exists());
}

#[test]
fn a_service_that_would_have_to_ask_is_not_installed() {
    let desk = Desk::new(Person::new("Ana"), "exit 0");
    let refused = said(
        desk.command(&["service", "install", "--yes"])
            .env_remove("FONDLY_PASSPHRASE_FILE"),
    );
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("cannot ask for the passphrase"));
    assert!(!desk.file().exists());
}
