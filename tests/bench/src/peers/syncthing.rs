//! Syncthing: a directory with a file for each entry, two instances that know only each other.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::write_files;
use crate::{
    counting::free_port,
    outcome::{Attempt, Measure, Outcome, median},
    process::{Running, cpu, installed, memory, run, timed},
    work::{Work, disk_bytes, text_bytes},
};

const KEY: &str = "benchmark";
const PATIENCE: Duration = Duration::from_secs(600);
const LOOK: Duration = Duration::from_millis(50);

pub(super) fn measure(work: &Work, dir: &Path) -> Result<Attempt> {
    if !installed("syncthing") {
        return Ok(Attempt::Skipped(
            "syncthing is not installed (Debian: apt-get install syncthing)".into(),
        ));
    }
    let mut outcome = Outcome::default();
    let (laptop, phone) = (Instance::new(dir, "laptop")?, Instance::new(dir, "phone")?);
    laptop.configure(&phone)?;
    phone.configure(&laptop)?;
    write_files(&work.journal, &laptop.folder)?;
    let sending = laptop.start()?;
    laptop.holds(work.journal.len())?;
    let before = cpu(sending.id())?;
    let (receiving, ms) = timed(|| {
        let receiving = phone.start()?;
        phone.holds(work.journal.len())?;
        Ok(receiving)
    })?;
    let spent = cpu(sending.id())? - before + cpu(receiving.id())?;
    outcome.set(Measure::FirstSync, ms);
    outcome.set(
        Measure::FirstSyncCpu,
        spent.as_secs_f64() * 1e6 / work.journal.len() as f64,
    );
    outcome.set(Measure::FirstSyncTexts, phone.bytes()? / work.text_bytes());
    outcome.set(
        Measure::FirstSyncMemory,
        memory(receiving.id()).context("it runs")?,
    );
    outcome.set(
        Measure::FirstSyncMemorySender,
        memory(sending.id()).context("it runs")?,
    );
    let here = disk_bytes(&laptop.home)? + disk_bytes(&laptop.folder)?;
    outcome.set(Measure::Disk, here / work.text_bytes());
    catch_ups(&laptop, &phone, work, &mut outcome)?;
    Ok(Attempt::Measured(outcome))
}

fn catch_ups(
    laptop: &Instance,
    phone: &Instance,
    work: &Work,
    outcome: &mut Outcome,
) -> Result<()> {
    let mut held = work.journal.len();
    let (mut times, mut bytes, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
    for news in &work.tens {
        write_files(news, &laptop.folder)?;
        held += news.len();
        let before = phone.bytes()?;
        let ms = timed(|| {
            laptop.ask("POST", "/rest/db/scan?folder=journal")?;
            phone.holds(held)
        })?;
        let sent = phone.bytes()? - before;
        times.push(ms.1);
        bytes.push(sent);
        beyond.push(sent - text_bytes(news));
    }
    outcome.set(Measure::CatchUpTen, median(times));
    outcome.set(Measure::CatchUpTenBytes, median(bytes));
    outcome.set(Measure::CatchUpTenBeyondText, median(beyond));
    Ok(())
}

struct Instance {
    home: PathBuf,
    folder: PathBuf,
    id: String,
    port: u16,
    control: u16,
}

impl Instance {
    fn new(dir: &Path, name: &str) -> Result<Self> {
        let (home, folder) = (dir.join(name).join("home"), dir.join(name).join("journal"));
        fs::create_dir_all(folder.join(".stfolder"))?;
        let at_home = format!("--home={}", home.display());
        let make = [
            "generate",
            "--no-default-folder",
            "--skip-port-probing",
            &at_home,
        ];
        run(Command::new("syncthing").env("HOME", dir).args(make))?;
        let ask = ["serve", "--device-id", &at_home];
        let id = run(Command::new("syncthing").env("HOME", dir).args(ask))?;
        Ok(Self {
            id: String::from_utf8(id)?.trim().to_owned(),
            home,
            folder,
            port: free_port()?,
            control: free_port()?,
        })
    }

    /// Only loopback, only the other, nothing announced or reported.
    fn configure(&self, other: &Self) -> Result<()> {
        let (id, port, control, folder) =
            (&self.id, self.port, self.control, self.folder.display());
        let (their_id, their_port) = (&other.id, other.port);
        let off = [
            "globalAnnounceEnabled",
            "localAnnounceEnabled",
            "relaysEnabled",
            "natEnabled",
            "startBrowser",
            "crashReportingEnabled",
            "announceLANAddresses",
        ];
        let off: String = off
            .iter()
            .map(|name| format!("<{name}>false</{name}>"))
            .collect();
        let config = format!(
            "<configuration version=\"36\">\
             <folder id=\"journal\" path=\"{folder}\" type=\"sendreceive\" rescanIntervalS=\"0\" \
             fsWatcherEnabled=\"false\"><device id=\"{id}\"/><device id=\"{their_id}\"/></folder>\
             <device id=\"{id}\"><address>tcp://127.0.0.1:{port}</address></device>\
             <device id=\"{their_id}\"><address>tcp://127.0.0.1:{their_port}</address></device>\
             <gui enabled=\"true\"><address>127.0.0.1:{control}</address><apikey>{KEY}</apikey></gui>\
             <options><listenAddress>tcp://127.0.0.1:{port}</listenAddress>{off}\
             <urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH>\
             <reconnectionIntervalS>1</reconnectionIntervalS></options></configuration>"
        );
        Ok(fs::write(self.home.join("config.xml"), config)?)
    }

    fn start(&self) -> Result<Running> {
        let mut command = Command::new("syncthing");
        command
            .arg("serve")
            .arg(format!("--home={}", self.home.display()));
        command.args(["--no-browser", "--no-restart", "--no-upgrade"]);
        // Without a second process that watches over it.
        Running::quiet(command.env("HOME", &self.home).env("STMONITORED", "1"))
    }

    fn ask(&self, method: &str, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.control))?;
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nX-API-Key: {KEY}\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        ensure!(answer.starts_with(b"HTTP/1.0 200"), "{path} was refused");
        let body = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .context("a body")?;
        Ok(answer.split_off(body + 4))
    }

    fn json(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.ask("GET", path)?)?)
    }

    /// Waits until so many files are here and nothing is going on.
    fn holds(&self, files: usize) -> Result<()> {
        let began = Instant::now();
        loop {
            // Nobody listens before it has started.
            let status = self.json("/rest/db/status?folder=journal");
            let done = status.as_ref().is_ok_and(|status| {
                status["localFiles"].as_u64() == Some(files as u64)
                    && status["needFiles"] == 0
                    && status["state"] == "idle"
            });
            if done {
                return Ok(());
            }
            ensure!(
                began.elapsed() < PATIENCE,
                "syncthing is not done: {status:?}"
            );
            thread::sleep(LOOK);
        }
    }

    fn bytes(&self) -> Result<f64> {
        let all = self.json("/rest/system/connections")?;
        let of = |name: &str| all["total"][name].as_f64().context("a number of bytes");
        Ok(of("inBytesTotal")? + of("outBytesTotal")?)
    }
}
