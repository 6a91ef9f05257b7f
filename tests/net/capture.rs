//! All packets between two people, from `init` on, hold nothing of what they wrote.

use std::{
    fs,
    net::{Ipv4Addr, UdpSocket},
    os::fd::OwnedFd,
    path::Path,
    thread::{self, JoinHandle},
};

use fondly_tests::{PATIENCE, Person, befriend, files_holding};
use rustix::{
    io::Errno,
    net::{
        AddressFamily, RecvFlags, SocketType, eth, recv, socket,
        sockopt::{
            Timeout, set_socket_recv_buffer_size, set_socket_recv_buffer_size_force,
            set_socket_timeout,
        },
    },
};

use crate::namespace::{bash, printed};

const NAME: &str = "capture::nothing_written_is_in_the_packets";
/// Set for the run of this test inside its namespace.
const INSIDE: &str = "FONDLY_TEST_IN_NAMESPACE";
/// Sent in the clear at the end: what a capture that works must hold.
const CONTROL: &str = "canary-control-7f3a";
/// More than the largest packet of the loopback interface.
const PACKET_BYTES_MAX: usize = 128 << 10;
const BUFFER_BYTES: usize = 16 << 20;

#[test]
fn nothing_written_is_in_the_packets() {
    if std::env::var_os(INSIDE).is_some() {
        match watch() {
            Ok(socket) => inside(socket),
            Err(Errno::PERM | Errno::AFNOSUPPORT | Errno::ACCESS) => {
                println!("skipped: this machine allows no capture");
            }
            Err(error) => panic!("{error}"),
        }
        return;
    }
    let test = std::env::current_exe().unwrap();
    let Some(mut command) = bash("exec \"$@\"", [test.as_os_str()]) else {
        return;
    };
    command
        .args([NAME, "--exact", "--nocapture"])
        .env(INSIDE, "1");
    let said = printed(&mut command);
    println!("{said}");
    assert!(said.contains("1 passed"), "the test was not run: {said}");
}

/// A socket that is given every packet of every interface of the namespace.
pub(crate) fn watch() -> Result<OwnedFd, Errno> {
    let socket = socket(AddressFamily::PACKET, SocketType::RAW, Some(eth::ALL))?;
    // A machine may keep large buffers to its own root; what is lost then shows in the count.
    set_socket_recv_buffer_size_force(&socket, BUFFER_BYTES)
        .or_else(|_| set_socket_recv_buffer_size(&socket, BUFFER_BYTES))?;
    set_socket_timeout(&socket, Timeout::Recv, Some(PATIENCE))?;
    Ok(socket)
}

/// Writes all packets into a file until the control has come; gives how many there were.
fn record(socket: OwnedFd, into: &Path) -> JoinHandle<u64> {
    let mut file = fs::File::create(into).unwrap();
    thread::spawn(move || {
        let mut packet = vec![0; PACKET_BYTES_MAX];
        let mut count = 0;
        loop {
            let (_, length) = recv(&socket, &mut packet[..], RecvFlags::empty()).unwrap();
            let bytes = &packet[..length];
            std::io::Write::write_all(&mut file, bytes).unwrap();
            if bytes.ends_with(CONTROL.as_bytes()) {
                return count;
            }
            count += 1;
        }
    })
}

/// Packets that the interfaces of this namespace sent.
fn sent() -> u64 {
    let table = fs::read_to_string("/proc/self/net/dev").unwrap();
    let rows = table.lines().skip(2);
    rows.map(|row| row.split_whitespace().nth(10).unwrap())
        .map(|count| count.parse::<u64>().unwrap())
        .sum()
}

fn inside(socket: OwnedFd) {
    let dir = tempfile::tempdir().unwrap();
    let capture = dir.path().join("packets");
    let before = sent();
    let recording = record(socket, &capture);
    let planted = conversation();
    let sent = sent() - before;
    let control = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    control
        .send_to(CONTROL.as_bytes(), (Ipv4Addr::LOCALHOST, 9))
        .unwrap();
    let count = recording.join().unwrap();
    println!("{sent} packets were sent, {count} sightings captured");
    assert!(sent > 20, "two people exchanged only {sent} packets");
    // The loopback interface shows each packet twice: as it leaves and as it comes.
    assert_eq!(count, 2 * sent, "packets were lost to the capture");
    for text in planted {
        assert!(
            files_holding(dir.path(), text).unwrap().is_empty(),
            "{text}"
        );
    }
    assert_eq!(files_holding(dir.path(), CONTROL).unwrap(), [capture]);
}

/// Two people link, write, share, answer and change; gives all words of theirs.
fn conversation() -> [&'static str; 11] {
    let (ana, sam) = (
        Person::with_open_key("Canary-Anabel"),
        Person::with_open_key("Canary-Samuel"),
    );
    befriend((&ana, "Canary-Ana"), (&sam, "Canary-Sam"));
    let (at_ana, at_sam) = (ana.serve(), sam.serve());
    let entry = ana.writes(&[
        "reflect",
        "canary-text",
        "--title",
        "canary-title",
        "--tag",
        "canary-tag",
    ]);
    ana.json(&["share", &entry, "Canary-Sam"]);
    ana.writes(&["thanks", "Canary-Sam", "canary-thanks", "--now"]);
    ana.writes(&["reflect", "canary-private"]);
    sam.syncs_with("Canary-Ana");
    let edition = sam.entries(&["search", "canary-text"]).remove(0);
    let edition = edition["id"].as_str().unwrap();
    sam.writes(&["respond", edition, "--say", "canary-reply"]);
    ana.syncs_with("Canary-Sam");
    assert_eq!(ana.entries(&["search", "canary-reply"]).len(), 1);
    let edited = ["edit", &entry, "--text", "canary-edited", "--update-shared"];
    ana.json(&edited);
    ana.syncs_with("Canary-Sam");
    assert_eq!(
        sam.json(&["show", edition])["entry"]["text"],
        "canary-edited"
    );
    at_ana.stop();
    at_sam.stop();
    [
        "Canary-Anabel",
        "Canary-Samuel",
        "Canary-Ana",
        "Canary-Sam",
        "canary-text",
        "canary-title",
        "canary-tag",
        "canary-thanks",
        "canary-private",
        "canary-reply",
        "canary-edited",
    ]
}
