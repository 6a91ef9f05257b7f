//! What the program says before it knows any journal.

use std::process::{Command, Output};

fn fondly(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fondly"))
        .args(args)
        .env_clear()
        .output()
        .expect("the program was built with this test")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("content is UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("words are UTF-8")
}

#[test]
fn the_version_is_content() {
    let output = fondly(&["--version"]);
    assert!(output.status.success());
    assert_eq!(
        stdout(&output),
        concat!("fondly ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert!(output.stderr.is_empty());
}

#[test]
fn help_lists_the_commands_and_is_content() {
    let output = fondly(&["--help"]);
    assert!(output.status.success());
    for command in ["thanks", "reflect", "share", "respond", "sync", "Examples:"] {
        assert!(stdout(&output).contains(command), "{command}");
    }
    assert!(output.stderr.is_empty());
}

#[test]
fn no_command_without_a_journal_says_how_to_begin() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let output = fondly(&["--home", home.path().to_str().expect("it is UTF-8")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(stderr(&output).contains("fondly init"));
}

#[test]
fn a_mistyped_command_is_a_usage_error_with_a_suggestion() {
    let output = fondly(&["refelct", "text"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("reflect"));
}

#[test]
fn a_usage_error_is_json_where_json_was_asked_for() {
    let output = fondly(&["--json", "show"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let document: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(document["error"]["kind"], "usage");
    assert!(
        document["error"]["message"]
            .as_str()
            .unwrap()
            .contains("required")
    );
}

#[test]
fn colour_is_not_written_to_a_pipe() {
    let output = fondly(&["nothing-like-it"]);
    assert!(!stderr(&output).contains('\x1b'));
}

#[test]
fn settings_can_be_read_and_set_without_a_journal() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().join("new").display().to_string();
    let at_home = |args: &[&str]| fondly(&[&["--home", &home], args].concat());
    assert_eq!(stdout(&at_home(&["config", "get", "net.mode"])), "lan\n");
    assert!(
        at_home(&["config", "set", "net.mode", "off"])
            .status
            .success()
    );
    assert_eq!(stdout(&at_home(&["config", "get", "net.mode"])), "off\n");
    assert_eq!(
        at_home(&["config", "set", "net.mode", "wide"])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(
        at_home(&["config", "get", "net.nothing"]).status.code(),
        Some(2)
    );
    assert_eq!(stdout(&at_home(&["config", "get", "net.mode"])), "off\n");
}

#[test]
fn without_a_journal_one_is_told_how_to_make_one() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().display().to_string();
    let output = fondly(&["--home", &home, "list"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: "));
    assert!(stderr(&output).contains("\nhint: ") && stderr(&output).contains("fondly init"));
}
