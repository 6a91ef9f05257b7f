//! A way through loopback that counts the bytes of each direction.

use std::{
    io::{self, Read, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use anyhow::Result;

/// Passes every connection on to another port.
#[derive(Debug)]
pub struct Counting {
    address: SocketAddr,
    bytes: Arc<AtomicU64>,
}

impl Counting {
    pub fn to(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let counted = Arc::clone(&counted);
                thread::spawn(move || pass(stream, port, &counted));
            }
        });
        Ok(Self { address, bytes })
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many bytes went either way since this was last asked.
    pub fn take(&self) -> f64 {
        self.bytes.swap(0, Ordering::SeqCst) as f64
    }
}

fn pass(near: TcpStream, port: u16, counted: &AtomicU64) -> io::Result<()> {
    let far = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (near_too, far_too) = (near.try_clone()?, far.try_clone()?);
    thread::scope(|scope| {
        scope.spawn(|| copy(near, far, counted));
        copy(far_too, near_too, counted)
    })
}

fn copy(mut from: TcpStream, mut to: TcpStream, counted: &AtomicU64) -> io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return to.shutdown(Shutdown::Write);
        }
        counted.fetch_add(read as u64, Ordering::SeqCst);
        to.write_all(&buffer[..read])?;
    }
}

/// A port that nobody has now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// Waits until somebody listens there.
pub fn reachable(port: u16) -> Result<()> {
    let began = std::time::Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        anyhow::ensure!(
            began.elapsed().as_secs() < 60,
            "nobody listens at port {port}"
        );
        thread::sleep(std::time::Duration::from_millis(20));
    }
    Ok(())
}
