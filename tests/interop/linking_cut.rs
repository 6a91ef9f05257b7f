//! The link is lost, or a process killed, while a new device gets its journal.

use fondly_tests::{Person, Process, until};

use super::exchange;

/// More than a link moves before anybody can end it.
const ENTRIES: usize = 60;

fn author() -> Person {
    let ana = Person::with_open_key("Ana");
    for number in 0..ENTRIES {
        let text: String = (0..9000).map(|word| format!("{number}-{word} ")).collect();
        let said = ana.piped(&text.as_bytes()[..60_000], &["reflect", "-"]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
    }
    ana
}

fn start_joining(phone: &Person, line: &str) -> Process {
    let args = [
        "device",
        "join",
        line,
        "--device-name",
        "phone",
        "--insecure-key-file",
        "--timeout",
        "4s",
        "--json",
    ];
    Process::start(&mut phone.command(&args))
}

/// The new device has everything, and the person two devices.
fn is_whole(ana: &Person, phone: &Person) {
    assert_eq!(phone.entries(&["list"]).len(), ENTRIES);
    let devices = ana.json(&["device", "list"]);
    assert_eq!(devices["devices"].as_array().unwrap().len(), 2);
}

#[test]
fn a_first_sync_goes_on_after_the_old_device_was_killed() {
    let ana = author();
    let adding = ana.adds_a_device(&[]);
    let phone = Person::without_journal();
    let joining = start_joining(&phone, &adding.line);
    let store = phone.home().join("journal").join("store.db");
    until("the new device begins", || store.exists());
    adding.killed();
    let (status, _) = joining.ended_within(std::time::Duration::from_secs(30));
    assert_eq!(status.code(), Some(1));
    assert!(
        phone.entries(&["list"]).len() < ENTRIES,
        "it had been whole"
    );
    exchange(&ana, &phone, "me");
    is_whole(&ana, &phone);
}

#[test]
fn a_first_sync_goes_on_after_the_new_device_was_killed() {
    let ana = author();
    let adding = ana.adds_a_device(&[]);
    let phone = Person::without_journal();
    let joining = start_joining(&phone, &adding.line);
    let store = phone.home().join("journal").join("store.db");
    until("the new device begins", || store.exists());
    joining.kill();
    assert!(
        phone.entries(&["list"]).len() < ENTRIES,
        "it had been whole"
    );
    // The old device still waits to hear that all is there, and answers meanwhile.
    phone.syncs_with("me");
    is_whole(&ana, &phone);
    adding.killed();
}
