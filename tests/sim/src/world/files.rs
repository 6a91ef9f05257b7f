//! The files of homes, as they lie on the disk.

use std::{fs, path::PathBuf};

use fondly_engine::{EngineError, simulation};

use super::World;

impl World {
    /// The store of a device and the log beside it, as they are on the disk.
    ///
    /// # Panics
    /// If they cannot be read.
    pub(crate) fn store_files(&self, device: usize) -> Vec<(PathBuf, Vec<u8>)> {
        let journal = self.path(self.devices[device].place).join("journal");
        let names = ["store.db", "store.db-wal"].into_iter();
        let paths = names.map(|name| journal.join(name));
        let read = |path: PathBuf| {
            let bytes = fs::read(&path).expect("a file can be read");
            (path, bytes)
        };
        paths.filter(|path| path.exists()).map(read).collect()
    }

    /// The pages of a store without their encryption: as they are now, and after each change that is
    /// still in the log beside it.
    ///
    /// # Errors
    /// What the engine said.
    ///
    /// # Panics
    /// If the files cannot be copied.
    pub fn pages(&mut self, device: usize) -> Result<Vec<Vec<u8>>, EngineError> {
        let mut states = vec![self.on(device, simulation::pages)?];
        let beside = self.dir.path().join("beside");
        let mut files = self.store_files(device).into_iter();
        let (Some((_, store)), Some((_, log))) = (files.next(), files.next()) else {
            return Ok(states);
        };
        for end in commits(&log) {
            fs::create_dir(&beside).expect("a folder can be made");
            let path = beside.join("store.db");
            fs::write(&path, &store).expect("a file can be written");
            fs::write(beside.join("store.db-wal"), &log[..end]).expect("a file can be written");
            states.push(self.on(device, |engine| simulation::pages_of_copy(engine, &path))?);
            fs::remove_dir_all(&beside).expect("a folder can be removed");
        }
        Ok(states)
    }

    /// The files of a home as they are on the disk.
    ///
    /// # Panics
    /// If one cannot be read.
    pub fn files(&self, device: usize) -> Vec<Vec<u8>> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(self.devices[device].place)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a home can be read") {
                let path = entry.expect("a home can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(fs::read(path).expect("a file can be read"));
                }
            }
        }
        files
    }
}

/// Where each change ends in a write-ahead log of pages of 4096 bytes: behind a frame that says how
/// many pages there are then.
fn commits(log: &[u8]) -> Vec<usize> {
    const HEADER: usize = 32;
    const FRAME: usize = 24 + 4096;
    let frames = log.get(HEADER..).unwrap_or_default().chunks_exact(FRAME);
    let ends = frames.enumerate();
    let ends = ends.filter(|(_, frame)| frame[4..8] != [0; 4]);
    ends.map(|(at, _)| HEADER + (at + 1) * FRAME).collect()
}
