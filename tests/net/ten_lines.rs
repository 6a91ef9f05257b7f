//! The lines of docs/operations.md that make a relay of one's own, run as they stand there.

use std::{fs, os::unix::fs::symlink, process::Command};

use fondly_tests::{Person, Process, program};

use crate::hosts::in_a_namespace;

const TEXT: &str = include_str!("../../docs/operations.md");
/// In place of the name that the lines give to the relay, since nobody can resolve that.
const HERE: &str = "127.0.0.1";

/// The commands of the first block of the part, without what is said beside them.
fn lines() -> Vec<String> {
    let part = TEXT.split_once("### A relay of one's own").unwrap().1;
    let block = part.split_once("```sh\n").unwrap().1;
    let block = block.split_once("```").unwrap().0;
    let lines = block.lines().map(|line| line.split('#').next().unwrap());
    let lines = lines.map(|line| line.trim().replace("relay.example", HERE));
    lines.filter(|line| !line.is_empty()).collect()
}

/// A line at somebody's computer, where the files of the relay lie too.
fn shell(person: &Person, line: &str) -> Command {
    let dir = person.temporary();
    if !dir.join("fondly").exists() {
        symlink(program(), dir.join("fondly")).unwrap();
    }
    let mut shell = Command::new("bash");
    let environment = person.command(&[]);
    shell
        .args(["-euc", &format!("exec {line}")])
        .current_dir(&dir)
        .env_clear()
        .envs(environment.get_envs().filter_map(|(k, v)| Some((k, v?))))
        .env("PATH", format!("{}:/usr/bin:/bin", dir.display()));
    shell
}

fn says(person: &Person, line: &str) -> String {
    let output = shell(person, line).output().unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_lines_of_the_manual_make_a_relay_that_takes_a_device() {
    let name = "ten_lines::the_lines_of_the_manual_make_a_relay_that_takes_a_device";
    in_a_namespace(name, || {
        let lines = lines();
        assert!(lines.len() <= 10, "{lines:?}");
        let ana = Person::with_open_key("Ana");
        let made = rcgen::generate_simple_self_signed(vec![HERE.to_owned()]).unwrap();
        let chain = ana.temporary().join("fullchain.pem");
        fs::write(&chain, made.cert.pem()).unwrap();
        let key = made.signing_key.serialize_pem();
        fs::write(ana.temporary().join("privkey.pem"), key).unwrap();
        ana.json(&["config", "set", "net.relays.roots", chain.to_str().unwrap()]);

        let (mut tokens, mut relay, mut doctor) = (Vec::new(), None, String::new());
        for line in lines {
            if line.contains("relay serve") {
                let mut process = Process::start(&mut shell(&ana, &line));
                assert_eq!(process.line(), "ready");
                assert_eq!(process.line(), format!("https://{HERE}"));
                relay = Some(process);
            } else if line.contains("relay token") {
                tokens.push(says(&ana, &line).trim().to_owned());
            } else {
                doctor = says(&ana, &line.replace("TOKEN", &tokens[0]));
            }
        }
        assert_eq!(tokens.len(), 2);
        assert!(relay.is_some());
        let expected = format!("relay: https://{HERE}/ takes this device");
        assert!(doctor.contains(&expected), "{doctor}");
    });
}
