//! A wire between two computers that no cable connects: it carries the datagrams of one endpoint of
//! each, and does with them what it is told.
//!
//! At the one computer it listens where the other's endpoint would be, and the other way round. So each
//! program dials an address that it was told, and sees packets from one.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::ErrorKind,
    net::{SocketAddr, UdpSocket},
    os::fd::AsFd as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::hosts::Hosts;

/// A datagram cannot be longer.
const DATAGRAM_BYTES_MAX: usize = 1 << 16;
/// How long a wire waits for a datagram before it looks whether it is to end.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// What becomes of datagrams, each drawn by itself: in a hundred, so many.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Faults {
    /// Are lost.
    pub(crate) lost: u32,
    /// Come twice.
    pub(crate) doubled: u32,
    /// Are held back, so that later ones overtake them.
    pub(crate) held: u32,
    /// At most so long.
    pub(crate) held_for: Duration,
    /// Have one bit that was changed.
    pub(crate) flipped: u32,
    /// Lose their end.
    pub(crate) cut: u32,
}

/// What became of them.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) carried: AtomicUsize,
    pub(crate) lost: AtomicUsize,
    pub(crate) doubled: AtomicUsize,
    pub(crate) held: AtomicUsize,
    pub(crate) damaged: AtomicUsize,
}

/// Both ways of a wire. It carries nothing more once this is dropped.
pub(crate) struct Wire {
    over: Arc<AtomicBool>,
    faults: [Arc<Mutex<Faults>>; 2],
    counts: Arc<Counts>,
    ways: Vec<JoinHandle<()>>,
}

impl Wire {
    /// A wire between the endpoint `here` and that `there`. Port 0 for one that dials first: its address
    /// is what it comes from.
    pub(crate) fn between(hosts: &Hosts, here: SocketAddr, there: SocketAddr) -> Self {
        Self::leading_to(hosts, (here, here), there)
    }

    /// As [`Wire::between`]; what is sent to `pretended` from there comes to `here`.
    pub(crate) fn leading_to(
        hosts: &Hosts,
        (pretended, here): (SocketAddr, SocketAddr),
        there: SocketAddr,
    ) -> Self {
        let namespace = hosts.namespace();
        let far = thread::spawn(move || {
            let namespace = File::open(namespace).unwrap();
            let kind = Some(LinkNameSpaceType::Network);
            move_into_link_name_space(namespace.as_fd(), kind).unwrap();
            UdpSocket::bind(pretended).unwrap()
        });
        let (near, far) = (UdpSocket::bind(there).unwrap(), far.join().unwrap());
        let (over, counts) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(Counts::default()),
        );
        let faults: [Arc<Mutex<Faults>>; 2] = Default::default();
        let there = Arc::new(Mutex::new(there));
        let here = Arc::new(Mutex::new(here));
        let way = |number: u64, from: &UdpSocket, to: &UdpSocket, known, target| Way {
            from: from.try_clone().unwrap(),
            to: to.try_clone().unwrap(),
            known: Arc::clone(known),
            target: Arc::clone(target),
            over: Arc::clone(&over),
            faults: Arc::clone(&faults[usize::from(number > 0)]),
            counts: Arc::clone(&counts),
            waiting: BinaryHeap::new(),
            rng: ChaCha8Rng::seed_from_u64(number),
        };
        let ways = [
            way(0, &far, &near, &there, &here),
            way(1, &near, &far, &here, &there),
        ];
        let ways = ways.map(|way| thread::spawn(|| way.carry()));
        Self {
            over,
            faults,
            counts,
            ways: ways.into(),
        }
    }

    /// From here on both ways do this.
    pub(crate) fn does(&self, faults: Faults) {
        self.does_each([faults; 2]);
    }

    /// From here on the way to here does the first, the other way the second.
    pub(crate) fn does_each(&self, faults: [Faults; 2]) {
        for (way, new) in self.faults.iter().zip(faults) {
            *way.lock().unwrap() = new;
        }
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for way in self.ways.drain(..) {
            // It panics only in a test that fails.
            drop(way.join());
        }
        println!("{:?}", self.counts);
    }
}

/// One way of a wire.
struct Way {
    from: UdpSocket,
    to: UdpSocket,
    /// Who was heard last at `from`.
    known: Arc<Mutex<SocketAddr>>,
    /// To whom `to` sends.
    target: Arc<Mutex<SocketAddr>>,
    over: Arc<AtomicBool>,
    faults: Arc<Mutex<Faults>>,
    counts: Arc<Counts>,
    /// Held back, with their number: two may be due at once.
    waiting: BinaryHeap<Reverse<(Instant, usize, Vec<u8>)>>,
    rng: ChaCha8Rng,
}

impl Way {
    fn carry(mut self) {
        let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
        while !self.over.load(Ordering::Relaxed) {
            let now = Instant::now();
            let due = self.waiting.peek().map(|Reverse((due, ..))| *due);
            let wait = due.map_or(LOOK_AGAIN_AFTER, |due| due.saturating_duration_since(now));
            let wait = wait.clamp(Duration::from_millis(1), LOOK_AGAIN_AFTER);
            self.from.set_read_timeout(Some(wait)).unwrap();
            match self.from.recv_from(&mut buffer) {
                Ok((length, from)) => {
                    *self.known.lock().unwrap() = from;
                    self.take(&buffer[..length]);
                }
                Err(error) => assert!(
                    // Whoever is not there yet, or no more, refuses what was sent before.
                    matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionRefused
                    ),
                    "{error}"
                ),
            }
            self.send_due();
        }
    }

    fn take(&mut self, datagram: &[u8]) {
        let faults = *self.faults.lock().unwrap();
        let number = self.counts.carried.fetch_add(1, Ordering::Relaxed);
        if self.draws(faults.lost) {
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let mut datagram = datagram.to_vec();
        if self.draws(faults.flipped) && !datagram.is_empty() {
            let at = self.number(datagram.len() as u64 * 8);
            datagram[at / 8] ^= 1 << (at % 8);
            self.counts.damaged.fetch_add(1, Ordering::Relaxed);
        }
        if self.draws(faults.cut) {
            let length = self.number(datagram.len() as u64);
            datagram.truncate(length);
            self.counts.damaged.fetch_add(1, Ordering::Relaxed);
        }
        let copies = if self.draws(faults.doubled) { 2 } else { 1 };
        self.counts.doubled.fetch_add(copies - 1, Ordering::Relaxed);
        for _ in 0..copies {
            let mut due = Instant::now();
            if self.draws(faults.held) {
                let most = u64::try_from(faults.held_for.as_micros()).unwrap();
                due += Duration::from_micros(self.number(most.max(1)) as u64);
                self.counts.held.fetch_add(1, Ordering::Relaxed);
            }
            self.waiting.push(Reverse((due, number, datagram.clone())));
        }
    }

    fn send_due(&mut self) {
        let now = Instant::now();
        while let Some(Reverse((due, number, datagram))) = self.waiting.pop() {
            if due > now {
                self.waiting.push(Reverse((due, number, datagram)));
                return;
            }
            let target = *self.target.lock().unwrap();
            if target.port() != 0 {
                // Whoever is not there does not get it: it is a datagram.
                drop(self.to.send_to(&datagram, target));
            }
        }
    }

    /// True in `hundredths` of a hundred.
    fn draws(&mut self, hundredths: u32) -> bool {
        self.number(100) < hundredths as usize
    }

    fn number(&mut self, below: u64) -> usize {
        usize::try_from(self.rng.next_u64() % below.max(1)).unwrap()
    }
}
