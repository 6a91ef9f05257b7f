//! A home that has nobody to talk to says nothing, to anybody.

use fondly_tests::{Person, befriend};

use crate::namespace::{bash, printed};

/// Packets that all interfaces sent.
const SENT: &str =
    "sent() { awk 'NR > 2 { sum += $11 } END { print sum + 0 }' /proc/self/net/dev; }
before=$(sent)";

/// How many packets `serve` sends within ten seconds; `None` where that cannot be counted.
fn sent_by_serve(person: &Person) -> Option<u64> {
    let script = format!(
        "{SENT}
         said=$(timeout --preserve-status -s TERM 10 \"$@\" | head -n 1)
         echo \"$said $(($(sent) - before))\""
    );
    let serve = person.command(&["serve"]);
    let mut command = bash(
        &script,
        [serve.get_program()].into_iter().chain(serve.get_args()),
    )?;
    let variables = serve
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    command
        .env_clear()
        .envs(variables)
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let said = printed(&mut command);
    let count = said.strip_prefix("ready ");
    let count = count.and_then(|count| count.parse().ok());
    Some(count.unwrap_or_else(|| panic!("serve was not ready: {said}")))
}

#[test]
fn a_packet_to_anywhere_is_counted() {
    let script = format!(
        "{SENT}
         case $1 in *:*) [ -n \"$(ip -6 route show default)\" ] || {{ echo no IPv6; exit; }} ;; esac
         echo x >\"/dev/udp/$1/$2\"
         echo \"$(($(sent) - before))\""
    );
    let targets = [
        ("127.0.0.1", "9"),
        ("192.168.1.1", "5351"),
        ("239.255.255.250", "1900"),
        ("192.0.2.1", "53"),
        ("2001:db8::1", "53"),
    ];
    for (address, port) in targets {
        let Some(mut command) = bash(&script, [address, port]) else {
            return;
        };
        match printed(&mut command).as_str() {
            "no IPv6" => println!("skipped: no IPv6 here"),
            count => assert!(
                count.parse::<u64>().unwrap() > 0,
                "a packet to {address} was not counted"
            ),
        }
    }
}

#[test]
fn without_a_bond_not_one_packet_leaves() {
    for mode in ["lan", "off"] {
        let ana = Person::with_open_key("Ana");
        ana.text(&["config", "set", "net.mode", mode]);
        ana.text(&["config", "set", "net.bind", ""]);
        let Some(sent) = sent_by_serve(&ana) else {
            return;
        };
        assert_eq!(sent, 0, "net.mode {mode}");
    }
}

#[test]
fn with_a_bond_packets_leave_unless_the_network_is_off() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.text(&["config", "set", "net.bind", ""]);
    let Some(sent) = sent_by_serve(&ana) else {
        return;
    };
    assert!(sent > 0, "serve dials, and the count does not see it");
    ana.text(&["config", "set", "net.mode", "off"]);
    assert_eq!(sent_by_serve(&ana), Some(0));
}

#[test]
fn somebody_who_is_paused_or_blocked_is_sent_nothing() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    ana.text(&["config", "set", "net.bind", ""]);
    for silence in ["pause", "block"] {
        ana.json(&[silence, "Sam"]);
        let Some(sent) = sent_by_serve(&ana) else {
            return;
        };
        assert_eq!(sent, 0, "{silence}");
    }
}
