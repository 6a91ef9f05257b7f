//! What leaves a home, counted in a network namespace that the test makes itself.

use std::process::Command;

use fondly_tests::Person;

/// Runs `serve` for three seconds in a namespace of its own and prints how many packets any of its
/// interfaces sent meanwhile.
const SCRIPT: &str = r#"
set -eu
ip link set lo up
sent() { awk 'NR > 2 { sum += $11 } END { print sum + 0 }' /proc/self/net/dev; }
before=$(sent)
said=$(timeout --preserve-status -s TERM 3 "$@" | head -n 1)
echo "$said $(($(sent) - before))"
"#;

/// The control: the same count sees a packet when there is one.
const CONTROL: &str = r#"
set -eu
ip link set lo up
sent() { awk 'NR > 2 { sum += $11 } END { print sum + 0 }' /proc/self/net/dev; }
before=$(sent)
echo hello >/dev/udp/127.0.0.1/9
echo "control $(($(sent) - before))"
"#;

fn in_namespace(script: &str, of: Option<&Person>) -> Option<String> {
    let allowed = Command::new("unshare")
        .args(["-rn", "ip", "link", "set", "lo", "up"])
        .status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this machine allows no network namespace");
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(["-rn", "bash", "-c", script, "bash"]);
    if let Some(person) = of {
        let serve = person.command(&["serve"]);
        command
            .arg(serve.get_program())
            .args(serve.get_args())
            .env_clear();
        command.envs(
            serve
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    }
    let output = command.output().expect("unshare runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn without_a_bond_not_one_packet_leaves() {
    let Some(control) = in_namespace(CONTROL, None) else {
        return;
    };
    assert_ne!(control, "control 0");
    for mode in ["lan", "off"] {
        let ana = Person::with_open_key("Ana");
        ana.text(&["config", "set", "net.mode", mode]);
        ana.text(&["config", "set", "net.bind", ""]);
        let said = in_namespace(SCRIPT, Some(&ana));
        assert_eq!(said.as_deref(), Some("ready 0"), "net.mode {mode}");
    }
}
