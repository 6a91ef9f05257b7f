//! A small disk of a test's own, in a mount namespace.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::namespace::printed;

/// Says where the small disk is, to the run of a test inside its namespace.
const INSIDE: &str = "FONDLY_TEST_DISK";
const PIECE: usize = 4096;

/// A disk that can be filled and write-protected. All persons that a test makes live on it.
pub(crate) struct Disk {
    dir: PathBuf,
}

impl Disk {
    fn filler(&self) -> PathBuf {
        self.dir.join("filler")
    }

    /// Takes all room but about these bytes.
    pub(crate) fn leave(&self, bytes: u64) {
        self.make_room();
        let mut filler = File::create(self.filler()).unwrap();
        let full = loop {
            if let Err(error) = filler.write_all(&[1; PIECE]) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull);
        let length = filler.metadata().unwrap().len();
        filler.set_len(length.saturating_sub(bytes)).unwrap();
    }

    pub(crate) fn make_room(&self) {
        match fs::remove_file(self.filler()) {
            Err(error) if error.kind() != ErrorKind::NotFound => panic!("{error}"),
            _ => {}
        }
    }

    pub(crate) fn protect(&self) {
        self.remount("remount,ro");
        let refused = File::create(self.filler()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ReadOnlyFilesystem);
    }

    pub(crate) fn unprotect(&self) {
        self.remount("remount,rw");
    }

    fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        let done = mount.args(["-o", how, "none"]).arg(&self.dir).status();
        assert!(done.unwrap().success(), "{how}");
    }
}

/// Runs `test` on a disk of `size`, in a run of its own of the test with this name. Says that it
/// was skipped where this machine allows no mount namespace.
pub(crate) fn on_small_disk(name: &str, size: &str, test: impl FnOnce(&Disk)) {
    if let Some(dir) = std::env::var_os(INSIDE) {
        let dir = PathBuf::from(dir);
        assert_eq!(std::env::temp_dir(), dir);
        test(&Disk { dir });
        return;
    }
    let at = tempfile::tempdir().unwrap();
    if !mounted(at.path(), size, [OsStr::new("true")])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        println!("skipped: this machine allows no mount namespace");
        return;
    }
    let program = std::env::current_exe().unwrap();
    let words = [program.as_os_str(), OsStr::new(name)];
    let words = words
        .into_iter()
        .chain(["--exact", "--nocapture"].map(OsStr::new));
    let mut command = mounted(at.path(), size, words);
    command.env(INSIDE, at.path()).env("TMPDIR", at.path());
    let said = printed(&mut command);
    println!("{said}");
    assert!(said.contains("1 passed"), "the test was not run: {said}");
}

/// A command that runs `words` where there is a disk of `size` at `at`.
fn mounted<'a>(at: &Path, size: &str, words: impl IntoIterator<Item = &'a OsStr>) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(["-rm", "sh", "-euc"])
        .arg("mount -t tmpfs -o \"size=$1,mode=700\" none \"$2\"; shift 2; exec \"$@\"")
        .args(["sh", size])
        .arg(at)
        .args(words)
        .stdin(Stdio::null());
    command
}
