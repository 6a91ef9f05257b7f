//! `help`, `completions`, `man`.

use std::fs;

use fondly_tests::Person;

#[test]
fn topics_and_commands_are_explained_without_a_journal() {
    let ana = Person::without_journal();
    for topic in ["safety", "sharing", "devices", "words", "import"] {
        assert!(ana.text(&["help", topic]).contains("fondly "), "{topic}");
    }
    let help = ana.text(&["help", "thanks"]);
    assert!(help.contains("Usage:") && help.contains("Examples:"));
    assert!(ana.text(&["help", "device", "add"]).contains("Usage:"));
    assert!(ana.text(&["help"]).contains("Usage:"));
    ana.fails(&["help", "everything"], 2);
}

#[test]
fn a_slip_in_a_command_is_answered_by_the_command_that_was_meant() {
    let ana = Person::without_journal();
    let said = ana.run(&["thank", "Sam"]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("'thanks'"), "{said:?}");
}

#[test]
fn shells_get_their_completions() {
    let ana = Person::without_journal();
    for (shell, mark) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef fondly"),
        ("fish", "complete -c fondly"),
    ] {
        let script = ana.text(&["completions", shell]);
        assert!(script.contains(mark), "{shell}");
        assert!(script.contains("need-state"), "{shell}");
    }
    ana.fails(&["completions", "command.com"], 2);
}

#[test]
fn each_command_has_a_manual_page() {
    let ana = Person::without_journal();
    let dir = ana.temporary().join("man1");
    assert_eq!(ana.run(&["man", dir.to_str().unwrap()]).code, Some(0));
    for page in ["fondly.1", "fondly-thanks.1", "fondly-device-add.1"] {
        let page = fs::read_to_string(dir.join(page)).unwrap();
        assert!(page.contains(".SH NAME"));
    }
}

#[test]
fn help_needs_no_home() {
    let ana = Person::without_journal();
    let homeless = |args: &[&str]| {
        let mut command = ana.command(args);
        command.env_remove("HOME").env_remove("FONDLY_HOME");
        crate::said(&mut command)
    };
    for args in [
        &["help", "safety"][..],
        &["completions", "bash"],
        &["--help"],
    ] {
        assert_eq!(homeless(args).code, Some(0), "{args:?}");
    }
}
