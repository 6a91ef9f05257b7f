//! Where the packets of a home go that has one friend: to that friend's addresses, and nowhere else.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    os::fd::OwnedFd,
    time::{Duration, Instant},
};

use rustix::{
    io::Errno,
    net::{
        RecvFlags, recv,
        sockopt::{Timeout, set_socket_timeout},
    },
};

use crate::{
    capture::watch,
    hosts::{among_hosts, arrives, roaming, serve_here},
};

const NAME: &str = "destinations::packets_go_to_the_addresses_of_friends_and_nowhere_else";
/// How long is counted each time.
const TIME: Duration = Duration::from_secs(4);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// The destinations of all UDP packets within [`TIME`], with how many there were.
pub(crate) fn destinations(socket: &OwnedFd) -> BTreeMap<IpAddr, u64> {
    set_socket_timeout(socket, Timeout::Recv, Some(LOOK_AGAIN_AFTER)).unwrap();
    let (began, mut found) = (Instant::now(), BTreeMap::new());
    let mut packet = vec![0; 128 << 10];
    while began.elapsed() < TIME {
        match recv(socket, &mut packet[..], RecvFlags::empty()) {
            Ok((_, length)) => {
                if let Some(to) = destination(&packet[..length]) {
                    *found.entry(to).or_default() += 1;
                }
            }
            Err(Errno::AGAIN) => {}
            Err(error) => panic!("{error}"),
        }
    }
    found
}

/// Forgets what has come so far.
pub(crate) fn drain(socket: &OwnedFd) {
    count(socket, |_| false);
}

/// How many packets came since that one address sent to another, by UDP or TCP.
pub(crate) fn from_to(socket: &OwnedFd, from: Ipv4Addr, to: &str) -> u64 {
    let to: Ipv4Addr = to.parse().expect("an address");
    count(socket, |frame| {
        let from = frame.get(26..30) == Some(&from.octets()[..]);
        let v4 = frame.get(12..14) == Some(&[0x08, 0x00][..]);
        v4 && from && frame.get(30..34) == Some(&to.octets()[..])
    })
}

/// Where all IPv4 packets went since that one address sent, and the UDP packets of IPv6.
pub(crate) fn destinations_from(socket: &OwnedFd, from: Ipv4Addr) -> BTreeSet<IpAddr> {
    let mut found = BTreeSet::new();
    each(socket, |frame| {
        let v4 = frame.get(12..14) == Some(&[0x08, 0x00][..]);
        if v4 && frame.get(26..30) == Some(&from.octets()[..]) {
            let to: Option<[u8; 4]> = frame.get(30..34).and_then(|to| to.try_into().ok());
            found.extend(to.map(|to| IpAddr::from(Ipv4Addr::from(to))));
        } else if !v4 {
            found.extend(destination(frame));
        }
    });
    found
}

/// How many packets came since that go to an address, from whomever.
pub(crate) fn sent_to(socket: &OwnedFd, to: &str) -> u64 {
    let to: Ipv4Addr = to.parse().expect("an address");
    count(socket, |frame| {
        let v4 = frame.get(12..14) == Some(&[0x08, 0x00][..]);
        v4 && frame.get(30..34) == Some(&to.octets()[..])
    })
}

/// All bytes of all packets that have come since.
pub(crate) fn bytes(socket: &OwnedFd) -> Vec<u8> {
    let mut all = Vec::new();
    each(socket, |frame| all.extend_from_slice(frame));
    all
}

/// How many of the frames that wait fit.
fn count(socket: &OwnedFd, fits: impl Fn(&[u8]) -> bool) -> u64 {
    let mut found = 0;
    each(socket, |frame| found += u64::from(fits(frame)));
    found
}

fn each(socket: &OwnedFd, mut take: impl FnMut(&[u8])) {
    let mut packet = vec![0; 128 << 10];
    loop {
        match recv(socket, &mut packet[..], RecvFlags::DONTWAIT) {
            Ok((_, length)) => take(&packet[..length]),
            Err(Errno::AGAIN) => return,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Where an Ethernet frame with a UDP packet goes.
fn destination(frame: &[u8]) -> Option<IpAddr> {
    const UDP: u8 = 17;
    match frame.get(12..14)? {
        [0x08, 0x00] if frame.get(23) == Some(&UDP) => {
            let to: [u8; 4] = frame.get(30..34)?.try_into().ok()?;
            Some(Ipv4Addr::from(to).into())
        }
        [0x86, 0xdd] if frame.get(20) == Some(&UDP) => {
            let to: [u8; 16] = frame.get(38..54)?.try_into().ok()?;
            Some(Ipv6Addr::from(to).into())
        }
        _ => None,
    }
}

/// One of the two computers; nobody else has such an address here.
fn is_of_the_two(to: &IpAddr) -> bool {
    match to {
        IpAddr::V4(to) => to.octets()[..3] == [10, 77, 0] && matches!(to.octets()[3], 1 | 2),
        IpAddr::V6(to) => to.is_unicast_link_local(),
    }
}

#[test]
fn packets_go_to_the_addresses_of_friends_and_nowhere_else() {
    among_hosts(NAME, |hosts| {
        let socket = match watch() {
            Ok(socket) => socket,
            Err(Errno::PERM | Errno::AFNOSUPPORT | Errno::ACCESS) => {
                println!("skipped: this machine allows no capture");
                return;
            }
            Err(error) => panic!("{error}"),
        };
        let (ana, sam) = (roaming("Ana"), roaming("Sam"));
        let invite = ana.invite("Sam", &["--in-person"]);
        hosts.json(&sam, &["join", &invite.line, "--as", "Ana", "--in-person"]);
        invite.joined();
        let _at_ana = serve_here(&ana);
        let alone = destinations(&socket);
        println!("while Sam is away: {alone:?}");
        assert!(
            !alone.is_empty(),
            "serve dials, and the count does not see it"
        );
        let _at_sam = hosts.serve(&sam);
        ana.writes(&["thanks", "Sam", "for the dishes", "--now"]);
        arrives("an entry", &sam, "for the dishes");
        let linked = destinations(&socket);
        println!("while both are there: {linked:?}");
        for to in alone.keys().chain(linked.keys()) {
            assert!(is_of_the_two(to), "a packet went to {to}");
        }
    });
}
