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

#[test]
fn a_slip_in_a_topic_is_answered_by_the_topic_that_was_meant() {
    let ana = Person::without_journal();
    for (typed, meant) in [
        ("safty", "safety"),
        ("thank", "thanks"),
        ("divices", "devices"),
    ] {
        let error = ana.fails(&["help", typed], 2);
        let message = error["message"].as_str().unwrap();
        assert!(
            message.ends_with(&format!("did you mean {meant}?")),
            "{message}"
        );
    }
    let error = ana.fails(&["help", "xyz"], 2);
    assert!(!error["message"].as_str().unwrap().contains("did you mean"));
}

#[test]
fn each_help_begins_with_examples() {
    let ana = Person::without_journal();
    for args in [
        &["thanks", "--help"][..],
        &["device", "add", "--help"],
        &["help", "share"],
        &["--help"],
    ] {
        let help = ana.text(args);
        let at = |text: &str| {
            help.find(text)
                .unwrap_or_else(|| panic!("{args:?}: {help}"))
        };
        assert!(at("Example") < at("Usage:"), "{help}");
        assert!(!help.contains("\n\n\n"), "{help}");
    }
}

#[test]
fn a_shell_is_offered_ids_and_names_only_while_the_key_is_at_hand() {
    let ana = Person::new("Ana");
    let id = ana.writes(&["reflect", "It rained", "--title", "Rain: a day"]);
    let offered = |what: &str| {
        let mut command = ana.command(&["complete", what]);
        crate::said(command.env_remove("FONDLY_PASSPHRASE_FILE")).text()
    };
    assert_eq!(offered("ids"), "");
    assert_eq!(
        ana.run(&["complete", "ids"]).stdout,
        "",
        "no passphrase is read"
    );
    let serve = ana.serve();
    let line = offered("ids");
    let (short, what) = line.trim_end().split_once('\t').unwrap();
    assert!(
        id.starts_with(short) && what.ends_with("reflection: Rain: a day"),
        "{line}"
    );
    assert_eq!(offered("people"), "");
    serve.stop();
    assert_eq!(offered("ids"), "");
}

#[test]
fn bash_completes_an_id_from_the_journal() {
    let ana = Person::with_open_key("Ana");
    let id = ana.writes(&["reflect", "Tea"]);
    let script = ana.all().join("completions");
    fs::write(&script, ana.text(&["completions", "bash"])).unwrap();
    let complete = format!(
        "source '{}'; COMP_WORDS=(fondly show {}); COMP_CWORD=2; \
         _fondly_journal fondly {} show; echo \"${{COMPREPLY[@]}}\"",
        script.display(),
        &id[..2],
        &id[..2]
    );
    let program = fondly_tests::program();
    let mut bash = std::process::Command::new("bash");
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    bash.args(["-c", &complete]).envs(
        ana.command(&[])
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let said = crate::said(bash.env("PATH", path));
    assert_eq!(said.stdout.trim(), &id[..8], "{said:?}");
}

#[test]
fn zsh_and_fish_ask_the_journal_for_ids() {
    let ana = Person::without_journal();
    let zsh = ana.text(&["completions", "zsh"]);
    assert!(
        zsh.starts_with("#compdef fondly\n") && zsh.contains(":_fondly_ids'"),
        "{zsh}"
    );
    assert!(zsh.contains(":_fondly_people'"));
    let fish = ana.text(&["completions", "fish"]);
    assert!(fish.contains("(fondly complete ids 2>/dev/null)"));
}
