//! Networks that fail while two people serve: how long it takes until an entry is there.
//!
//! The time for which something fails is what each test is about; everything else is waited for.

use std::{fmt::Write as _, thread::sleep, time::Duration};

use fondly_tests::{Person, befriend, until};
use rustix::process::Signal;

use crate::hosts::{HERE, Hosts, among_hosts, arrives, roaming, serve_here};

/// Ana is here and Sam at the other computer; they know each other. Of two who serve it is Ana who dials,
/// so that faults here meet the side that has to find another way.
fn friends(hosts: &Hosts) -> (Person, Person) {
    let (ana, sam) = loop {
        let (ana, sam) = (roaming("Ana"), roaming("Sam"));
        if order(&ana) < order(&sam) {
            break (ana, sam);
        }
    };
    let invite = ana.invite("Sam", &["--in-person"]);
    hosts.json(&sam, &["join", &invite.line, "--as", "Ana", "--in-person"]);
    invite.joined();
    (ana, sam)
}

/// As the ids of devices are ordered: in base32, digits are more than letters.
fn order(person: &Person) -> Vec<(bool, u8)> {
    let devices = person.json(&["device", "list"]);
    let id = devices["devices"][0]["id"].as_str().unwrap();
    id.bytes().map(|at| (at.is_ascii_digit(), at)).collect()
}

fn unplugged_for(time: Duration, hosts: &Hosts) {
    let (ana, sam) = friends(hosts);
    let (_at_ana, _at_sam) = (serve_here(&ana), hosts.serve(&sam));
    ana.writes(&["thanks", "Sam", "before", "--now"]);
    arrives("while all is well", &sam, "before");
    hosts.cable(false);
    ana.writes(&["thanks", "Sam", "meanwhile", "--now"]);
    sam.writes(&["thanks", "Ana", "meanwhile too", "--now"]);
    sleep(time);
    assert_eq!(sam.texts(&["log", "Ana"]).len(), 2);
    hosts.cable(true);
    arrives(
        &format!("a link that was down for {time:?}"),
        &sam,
        "meanwhile",
    );
    arrives("and the other way", &ana, "meanwhile too");
}

#[test]
fn a_link_that_was_down_for_12_seconds() {
    among_hosts("faults::a_link_that_was_down_for_12_seconds", |hosts| {
        unplugged_for(Duration::from_secs(12), hosts);
    });
}

#[test]
fn a_link_that_was_down_for_60_seconds() {
    among_hosts("faults::a_link_that_was_down_for_60_seconds", |hosts| {
        unplugged_for(Duration::from_secs(60), hosts);
    });
}

#[test]
fn an_address_that_changes_while_both_serve_is_told_and_found_again() {
    let name = "faults::an_address_that_changes_while_both_serve_is_told_and_found_again";
    among_hosts(name, |hosts| {
        let (ana, sam) = friends(hosts);
        let (at_ana, at_sam) = (serve_here(&ana), hosts.serve(&sam));
        ana.writes(&["thanks", "Sam", "before", "--now"]);
        arrives("while all is well", &sam, "before");
        hosts.move_here(HERE, "10.77.0.3");
        ana.writes(&["thanks", "Sam", "from elsewhere", "--now"]);
        arrives("an address that changed", &sam, "from elsewhere");
        // Sam knows the new address: after both were down, he is the one who dials.
        let told = |ana: &Person| {
            let addresses = ana.json(&["status"])["net"]["addresses"].to_string();
            addresses.contains("10.77.0.3:")
        };
        until("Ana listens at the new address", || told(&ana));
        until("nothing waits to be told", || {
            ana.json(&["status"])["people"][0]["to_send"] == 0
        });
        for serve in [at_ana, at_sam] {
            serve.signal(Signal::TERM);
            serve.ended_within(fondly_tests::PATIENCE);
        }
        ana.writes(&["thanks", "Sam", "later", "--now"]);
        let _at_ana = serve_here(&ana);
        let synced = hosts.json(
            &sam,
            &["sync", "Ana", "--timeout", "20s", "--require", "Ana"],
        );
        assert_eq!(synced["peers"][0]["reached"], true);
        assert!(sam.texts(&["list"]).iter().any(|text| text == "later"));
    });
}

/// Entries whose texts do not become shorter by packing.
fn writes_much(person: &Person, count: u32) {
    let mut state = 7_u64;
    let mut noise = || {
        // A linear congruence is noise enough for a packer.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state
    };
    person.imports((0..count).map(|number| {
        let mut text = format!("entry {number} ");
        (0..60).for_each(|_| write!(text, "{:016x}", noise()).unwrap());
        text
    }));
}

/// Ana's computer, and her phone at the other one.
fn devices(hosts: &Hosts) -> (Person, Person) {
    let ana = roaming("Ana");
    let phone = Person::without_journal();
    phone.json(&["config", "set", "net.bind", ""]);
    let adding = ana.adds_a_device(&[]);
    let join = [
        "device",
        "join",
        &adding.line,
        "--device-name",
        "phone",
        "--insecure-key-file",
    ];
    hosts.json(&phone, &join);
    adding.joined();
    (ana, phone)
}

#[test]
fn a_sync_that_ends_too_soon_says_so_and_is_gone_on_with() {
    let name = "faults::a_sync_that_ends_too_soon_says_so_and_is_gone_on_with";
    among_hosts(name, |hosts| {
        const COUNT: u32 = 1000;
        let (ana, phone) = devices(hosts);
        writes_much(&ana, COUNT);
        // All of it takes ten seconds.
        if !hosts.slow(400) {
            println!("skipped: this machine cannot slow a link down");
            return;
        }
        let _at_ana = serve_here(&ana);
        let cut = hosts.json(&phone, &["sync", "--timeout", "4s"]);
        assert_eq!(cut["peers"][0]["reached"], false, "{cut}");
        let problem = cut["peers"][0]["problem"].as_str().unwrap();
        assert!(problem.starts_with("the time was over"), "{cut}");
        let came = phone.entries(&["list"]).len();
        let whole = hosts.json(&phone, &["sync", "--timeout", "60s"]);
        assert_eq!(whole["peers"][0]["reached"], true, "{whole}");
        assert_eq!(phone.entries(&["list"]).len(), COUNT as usize);
        let rest = whole["peers"][0]["received"].as_u64().unwrap();
        assert_eq!(came as u64 + rest, u64::from(COUNT), "what came is kept");
    });
}

#[test]
fn an_address_that_changes_in_the_middle_of_a_first_sync() {
    let name = "faults::an_address_that_changes_in_the_middle_of_a_first_sync";
    among_hosts(name, |hosts| {
        const COUNT: u32 = 1500;
        let (ana, phone) = devices(hosts);
        writes_much(&ana, COUNT);
        if !hosts.slow(2000) {
            println!("skipped: this machine cannot slow a link down");
            return;
        }
        let (_at_ana, _at_phone) = (serve_here(&ana), hosts.serve(&phone));
        let there = || phone.entries(&["list"]).len();
        until("something has come", || there() > 0);
        hosts.move_here(HERE, "10.77.0.3");
        let then = there();
        println!("{then} of {COUNT} were there when the address changed");
        assert!(
            then < COUNT as usize,
            "the sync was over too soon to be disturbed"
        );
        let since = std::time::Instant::now();
        until("all has come", || there() == COUNT as usize);
        println!("the rest arrived after {:?}", since.elapsed());
    });
}

#[test]
fn one_who_was_suspended() {
    let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
    befriend((&ana, "Ana"), (&sam, "Sam"));
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    ana.writes(&["thanks", "Sam", "before", "--now"]);
    arrives("while all is well", &sam, "before");
    at_sam.suspend();
    ana.writes(&["thanks", "Sam", "meanwhile", "--now"]);
    // Longer than a link lives without a word.
    sleep(Duration::from_secs(20));
    at_sam.resume();
    arrives("one who was suspended for 20 s", &sam, "meanwhile");
    at_ana.stop();
    at_sam.stop();
}

#[test]
fn a_first_sync_is_sent_once_though_both_sides_dial() {
    let name = "faults::a_first_sync_is_sent_once_though_both_sides_dial";
    among_hosts(name, |hosts| {
        let (ana, phone) = devices(hosts);
        writes_much(&ana, 1000);
        // All of it takes six seconds, in which Ana dials too.
        if !hosts.slow(800) {
            println!("skipped: this machine cannot slow a link down");
            return;
        }
        let _at_ana = serve_here(&ana);
        let before = hosts.bytes_sent();
        let whole = hosts.json(&phone, &["sync", "--timeout", "60s"]);
        assert_eq!(whole["peers"][0]["received"], 1000, "{whole}");
        let bytes = whole["peers"][0]["bytes_in"].as_u64().unwrap();
        let sent = hosts.bytes_sent() - before;
        println!("{sent} bytes were sent for {bytes}");
        assert!(sent < bytes + bytes / 4, "{sent} bytes for {bytes}");
    });
}
