//! Two homes behind routers, and the internet between them: the namespace in which the test runs.
//!
//! ```text
//! ana 192.168.1.2 - router 203.0.113.2 - internet 203.0.113.100 - router 203.0.113.6 - sam 192.168.2.2
//! ```

use std::{net::Ipv4Addr, process::Command};

use crate::{
    hosts::in_a_namespace,
    place::{Place, ip, runs},
};

/// Where a relay may be.
pub(crate) const RELAY: &str = "203.0.113.100";
/// Where another one may be.
pub(crate) const OTHER_RELAY: &str = "203.0.113.101";
/// Where a relay may be that is reached by way of another address.
pub(crate) const BEHIND: &str = "203.0.113.102";
/// The routers, as they are seen from outside.
pub(crate) const ANA: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 2);
pub(crate) const SAM: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 6);

/// How a router chooses the port that is seen outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nat {
    /// The same one whoever is talked with: most routers at home.
    Kept,
    /// Another one for each: some companies, some mobile networks. Nothing goes directly.
    Random,
}

/// Two computers behind their routers.
pub(crate) struct Homes {
    pub(crate) ana: Place,
    pub(crate) sam: Place,
    _routers: [Place; 2],
}

/// Runs `work` with two homes; `name` is that of the test. Says so where this machine allows none.
pub(crate) fn behind_routers(name: &str, nat: Nat, work: impl FnOnce(&Homes)) {
    in_a_namespace(name, || match Homes::connected(nat) {
        Some(homes) => work(&homes),
        None => println!(
            "skipped: this machine allows no routers (it takes namespaces, ip, sysctl and nft)"
        ),
    });
}

impl Homes {
    fn connected(nat: Nat) -> Option<Self> {
        let internet = [RELAY, OTHER_RELAY, BEHIND]
            .iter()
            .all(|relay| ip(&format!("addr add {relay}/32 dev lo")))
            && runs(Command::new("sysctl").args(["-w", "net.ipv4.ip_forward=1"]))
            && nft("add table ip internet")
            && nft("add chain ip internet forward { type filter hook forward priority 0; }");
        if !internet {
            return None;
        }
        let (ana_router, ana) = home("ana", 1, nat)?;
        let (sam_router, sam) = home("sam", 2, nat)?;
        Some(Self {
            ana,
            sam,
            _routers: [ana_router, sam_router],
        })
    }

    /// Packets between the two routers are lost from here on; those to the relay are not.
    pub(crate) fn part_directly(&self) {
        assert!(nft("add rule ip internet forward udp dport 1-65535 drop"));
    }
}

fn nft(rule: &str) -> bool {
    runs(Command::new("nft").arg(rule))
}

/// A router with one computer behind it, and the cable to it from here.
fn home(name: &str, number: u8, nat: Nat) -> Option<(Place, Place)> {
    let (router, computer) = (Place::new()?, Place::new()?);
    let (inside, outside) = (format!("192.168.{number}"), 4 * number);
    let cable = format!(
        "link add {name} type veth peer name wan netns {}",
        router.pid()
    );
    let random = match nat {
        Nat::Kept => "",
        Nat::Random => "random,fully-random",
    };
    // A router that answered for packets nobody asked for would take the port of whoever comes next.
    let rules = format!(
        "ip addr add 203.0.113.{wan}/30 dev wan; ip link set wan up; ip link set lo up
         ip route add default via 203.0.113.{gateway}
         ip link add lan type veth peer name home netns {computer}
         ip addr add {inside}.1/24 dev lan; ip link set lan up
         sysctl -qw net.ipv4.ip_forward=1
         nft add table ip router
         nft 'add chain ip router out {{ type nat hook postrouting priority srcnat; }}'
         nft 'add rule ip router out oifname wan masquerade {random}'
         nft 'add chain ip router input {{ type filter hook input priority 0; policy drop; }}'
         nft 'add chain ip router forward {{ type filter hook forward priority 0; policy drop; }}'
         nft 'add rule ip router forward iifname lan accept'
         nft 'add rule ip router forward ct state established,related accept'",
        wan = outside - 2,
        gateway = outside - 3,
        computer = computer.pid(),
    );
    let rules_inside = format!(
        "ip addr add {inside}.2/24 dev home; ip link set home up; ip link set lo up
         ip route add default via {inside}.1"
    );
    let ready = ip(&cable)
        && ip(&format!("addr add 203.0.113.{}/30 dev {name}", outside - 3))
        && ip(&format!("link set {name} up"))
        && router.bash(&rules)
        && computer.bash(&rules_inside);
    ready.then_some((router, computer))
}
