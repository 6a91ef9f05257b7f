//! A way to a relay that takes its time: what the relay answers comes later. Not every kernel has netem.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket},
    sync::mpsc,
    thread::{self, sleep},
    time::{Duration, Instant},
};

const TCP: u16 = 443;
/// Where endpoints learn how they look from outside.
const UDP: u16 = 7842;
const PIECE_BYTES: usize = 1 << 16;

/// Whoever comes to the relay at `front` gets to the one at `back`, whose answers are held back for
/// `delay`. Ends with the test.
pub(crate) fn delay(front: &'static str, back: &'static str, delay: Duration) {
    let listener = TcpListener::bind((front, TCP)).unwrap();
    thread::spawn(move || {
        for near in listener.incoming() {
            let near = near.unwrap();
            // Where nobody listens behind, the connection ends.
            if let Ok(far) = TcpStream::connect((back, TCP)) {
                connect(near, far, delay);
            }
        }
    });
    let socket = UdpSocket::bind((front, UDP)).unwrap();
    thread::spawn(move || datagrams(&socket, back, delay));
}

fn connect(near: TcpStream, far: TcpStream, delay: Duration) {
    let (near_out, far_out) = (near.try_clone().unwrap(), far.try_clone().unwrap());
    thread::spawn(move || pass(near, far_out, Duration::ZERO));
    thread::spawn(move || pass(far, near_out, delay));
}

/// Passes on what comes, each piece after `delay`, and then that nothing more does.
fn pass(mut from: TcpStream, mut to: TcpStream, delay: Duration) {
    let (sender, held) = mpsc::channel::<(Instant, Vec<u8>)>();
    let sending = thread::spawn(move || {
        for (due, piece) in held {
            sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&piece).is_err() {
                break;
            }
        }
        // The other side may have ended it already.
        drop(to.shutdown(Shutdown::Both));
    });
    let mut piece = vec![0; PIECE_BYTES];
    while let Ok(length) = from.read(&mut piece) {
        let due = Instant::now() + delay;
        if length == 0 || sender.send((due, piece[..length].to_vec())).is_err() {
            break;
        }
    }
    drop(sender);
    sending.join().unwrap();
}

fn datagrams(front: &UdpSocket, back: &str, delay: Duration) {
    let mut known: BTreeMap<SocketAddr, UdpSocket> = BTreeMap::new();
    let mut datagram = vec![0; PIECE_BYTES];
    loop {
        let (length, from) = front.recv_from(&mut datagram).unwrap();
        let far = known.entry(from).or_insert_with(|| {
            let far = UdpSocket::bind((back, 0)).unwrap();
            far.connect((back, UDP)).unwrap();
            let (answers, front) = (far.try_clone().unwrap(), front.try_clone().unwrap());
            thread::spawn(move || answer(&answers, &front, from, delay));
            far
        });
        // Where nobody listens behind, it is lost, as datagrams are.
        drop(far.send(&datagram[..length]));
    }
}

fn answer(answers: &UdpSocket, front: &UdpSocket, to: SocketAddr, delay: Duration) {
    let mut datagram = vec![0; PIECE_BYTES];
    loop {
        // Whoever is not there refuses what was sent before.
        if let Ok(length) = answers.recv(&mut datagram) {
            sleep(delay);
            drop(front.send_to(&datagram[..length], to));
        }
    }
}
