//! A home of the program, and what is done there.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::write_import;
use fondly_corpus::Entry;

use crate::{
    process::{Running, run},
    work::disk_bytes,
};

/// How long one command may take.
pub(super) const PATIENCE: &str = "3600s";

pub(super) struct Home {
    program: PathBuf,
    dir: PathBuf,
}

impl Home {
    /// A home with a journal whose key is in a file.
    pub(super) fn new(program: &Path, below: &Path, name: &str) -> Result<Self> {
        let home = Self::empty(program, below, name)?;
        home.run(&["init", "--name", name, "--insecure-key-file"])?;
        Ok(home)
    }

    /// A home without a journal.
    pub(super) fn empty(program: &Path, below: &Path, name: &str) -> Result<Self> {
        let home = Self {
            program: program.to_owned(),
            dir: below.join(name),
        };
        home.run(&["config", "set", "net.bind", "127.0.0.1"])?;
        Ok(home)
    }

    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(args)
            .env_clear()
            .env("TZ", "UTC")
            .env("FONDLY_HOME", &self.dir);
        command
    }

    pub(super) fn run(&self, args: &[&str]) -> Result<Vec<u8>> {
        run(&mut self.command(args))
    }

    pub(super) fn json(&self, args: &[&str]) -> Result<Value> {
        let said = self.run(&[&["--json"], args].concat())?;
        serde_json::from_slice(&said).with_context(|| format!("{args:?} gave no JSON"))
    }

    /// Starts the background program, ready.
    pub(super) fn serve(&self) -> Result<Running> {
        let (running, _, lines) = Running::saying(&mut self.command(&["serve"]), "ready")?;
        lines.drain();
        Ok(running)
    }

    /// Starts a command that prints an invite, and gives the line.
    pub(super) fn offer(&self, args: &[&str]) -> Result<(Running, String)> {
        let args = [&["--json"], args].concat();
        let (running, said, lines) = Running::saying(&mut self.command(&args), "fondly1")?;
        lines.drain();
        let said: Value = serde_json::from_str(&said)?;
        let invite = said["invite"].as_str().context("an invite")?.to_owned();
        Ok((running, invite))
    }

    /// Takes entries in by one command.
    pub(super) fn import(&self, entries: &[Entry], below: &Path) -> Result<()> {
        let file = below.join("import.json");
        write_import(entries, &file)?;
        let path = file.to_str().context("a path in UTF-8")?;
        let report = self.json(&["import", path])?;
        let imported = report["imported"].as_u64();
        ensure!(
            imported == Some(entries.len() as u64),
            "not all came in: {report}"
        );
        Ok(())
    }

    /// One round with one other device, which must be reached.
    pub(super) fn sync(&self, with: &str) -> Result<Round> {
        let said = self.json(&["sync", "--require", with, "--timeout", PATIENCE])?;
        Round::of(&said)
    }

    pub(super) fn count(&self) -> Result<usize> {
        let all = self.json(&["list"])?;
        Ok(all["entries"].as_array().context("a list")?.len())
    }

    pub(super) fn disk_bytes(&self) -> Result<f64> {
        disk_bytes(&self.dir)
    }
}

/// What `sync --json` says of one device.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Round {
    pub(super) reached: bool,
    pub(super) received: u64,
    pub(super) bytes_out: u64,
    pub(super) bytes_in: u64,
    pub(super) round_trips: u64,
}

impl Round {
    pub(super) fn of(said: &Value) -> Result<Self> {
        let peers = said["peers"].as_array().context("a list of peers")?;
        ensure!(peers.len() == 1, "one device is expected: {said}");
        let round: Self = serde_json::from_value(peers[0].clone())?;
        ensure!(round.reached, "it was not reached: {said}");
        Ok(round)
    }

    pub(super) fn bytes(&self) -> f64 {
        (self.bytes_out + self.bytes_in) as f64
    }
}
