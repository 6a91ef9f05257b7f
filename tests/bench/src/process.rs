//! Other programs as they are measured: time, processor and memory of whole processes.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::{
    param::clock_ticks_per_second,
    process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid},
};

use crate::outcome::median;

/// How long a program may take to end when it is told to.
const ENDING: Duration = Duration::from_secs(30);

/// What a process had used when it ended.
#[derive(Debug)]
pub struct Used {
    pub elapsed: Duration,
    pub cpu: Duration,
    /// `VmHWM`, as last seen.
    pub memory_bytes: f64,
    pub stdout: Vec<u8>,
}

/// Runs it to its end, and gives its output.
pub fn run(command: &mut Command) -> Result<Vec<u8>> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{command:?} does not start"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{command:?} failed: {said}");
    }
    Ok(output.stdout)
}

/// The median time of whole processes, in milliseconds.
pub fn median_ms(rounds: usize, mut work: impl FnMut(usize) -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for round in 0..rounds {
        times.push(timed(|| work(round))?.1);
    }
    Ok(median(times))
}

/// What it gives, and the milliseconds that it took.
pub fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let began = Instant::now();
    let made = work()?;
    Ok((made, began.elapsed().as_secs_f64() * 1000.0))
}

/// Runs it to its end and looks at its memory every `every`.
pub fn watch(command: &mut Command, every: Duration) -> Result<Used> {
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .with_context(|| format!("{command:?} does not start"))?;
    let mut pipe = child.stdout.take().context("it is piped")?;
    let reader = thread::spawn(move || {
        let mut stdout = Vec::new();
        pipe.read_to_end(&mut stdout).map(|_| stdout)
    });
    let pid = Pid::from_child(&child);
    // It stays a zombie until it is waited for without `NOWAIT`, and can be asked what it used.
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    let mut memory_bytes = 0.0;
    while waitid(WaitId::Pid(pid), look)?.is_none() {
        memory_bytes = memory(child.id()).unwrap_or(memory_bytes);
        thread::sleep(every);
    }
    let elapsed = began.elapsed();
    let cpu = cpu(child.id())?;
    let status = child.wait()?;
    ensure!(status.success(), "{command:?} failed");
    let stdout = reader.join().ok().context("the reader ended")??;
    Ok(Used {
        elapsed,
        cpu,
        memory_bytes,
        stdout,
    })
}

/// The most memory that a living process ever had in use.
pub fn memory(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0)
}

/// The processor time of all threads of a process, those that ended among them.
pub fn cpu(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields = stat.rsplit_once(')').context("a name in brackets")?.1;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || -> Result<u64> { Ok(fields.next().context("a field")?.parse()?) };
    let sum = ticks()? + ticks()?;
    Ok(Duration::from_secs_f64(
        sum as f64 / clock_ticks_per_second() as f64,
    ))
}

/// A program that runs until it is told to end.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts it with nothing on its output.
    pub fn quiet(command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{command:?} does not start"))?;
        Ok(Self(child))
    }

    /// Starts it; gives its lines, whose first one holds `until`.
    pub fn saying(command: &mut Command, until: &str) -> Result<(Self, String, Lines)> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{command:?} does not start"))?;
        let pipe = child.stdout.take().context("it is piped")?;
        let running = Self(child);
        let mut lines = Lines(BufReader::new(pipe));
        loop {
            let line = lines
                .read()
                .with_context(|| format!("{command:?} said no {until}"))?;
            if line.contains(until) {
                return Ok((running, line, lines));
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until it ends by itself.
    pub fn ended(mut self) -> Result<()> {
        ensure!(self.0.wait()?.success(), "it failed");
        Ok(())
    }

    /// Tells it to end, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.0), Signal::TERM)?;
        let began = Instant::now();
        while self.0.try_wait()?.is_none() {
            ensure!(began.elapsed() < ENDING, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a program says, line by line.
#[derive(Debug)]
pub struct Lines(BufReader<std::process::ChildStdout>);

impl Lines {
    pub fn read(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.0.read_line(&mut line)? > 0, "it said nothing more");
        Ok(line)
    }

    /// Reads on and forgets, so that the program never waits.
    pub fn drain(self) {
        thread::spawn(move || self.0.lines().map_while(Result::ok).for_each(drop));
    }
}

/// Where a program of this name is, if it is installed.
pub fn installed(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| is_program(&dir.join(name))))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}
