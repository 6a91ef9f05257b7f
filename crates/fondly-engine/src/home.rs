//! The directory of one journal, and what lies in it.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::Write as _,
    os::{
        fd::AsRawFd as _,
        unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    },
    path::{Path, PathBuf},
};

use crate::EngineError;

/// Where one journal lives. Mode 0700; everything below it is of this journal.
///
/// ```text
/// config.json    settings; exists without a journal too
/// journal/       made whole by `init`, beside, and then renamed
///   store.db     the SQLCipher file
///   key          how its key is kept: wrapped by the passphrase, or where else
/// words/         words for feelings and needs that the person adds; may be absent
/// data/          homes of other journals, each laid out as this one; may be absent
/// serve.sock     while `serve` runs
/// network.lock   held by the process that has the network
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
    /// The home that this one is beside.
    first: Option<PathBuf>,
}

impl Home {
    /// The home at `dir`, which need not exist yet.
    pub const fn at(dir: PathBuf) -> Self {
        let first = None;
        Self { dir, first }
    }

    /// The home of another journal in the same place.
    pub(crate) fn beside(&self, name: impl AsRef<Path>) -> Self {
        Self {
            dir: self.others().join(name),
            first: Some(self.dir.clone()),
        }
    }

    /// Where other journals of this place are.
    pub(crate) fn others(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// Whether this is not the first journal of its place.
    pub(crate) const fn is_beside(&self) -> bool {
        self.first.is_some()
    }

    /// The home of the first journal of this place.
    pub(crate) fn first(&self) -> Self {
        Self::at(self.first.clone().unwrap_or_else(|| self.dir.clone()))
    }

    /// The place by the XDG base directory specification: `$XDG_DATA_HOME/fondly`, or
    /// `~/.local/share/fondly`. `None` without a home directory.
    pub fn default_dir() -> Option<PathBuf> {
        let absolute = |name| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
            .map(|dir| dir.join("fondly"))
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether a journal is here. A home with settings alone has none.
    pub fn has_journal(&self) -> bool {
        self.journal().exists()
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.journal().join("store.db")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.journal().join("key")
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.dir.join("config.json")
    }

    /// Where words of the person's own may stand.
    pub fn words(&self) -> PathBuf {
        self.dir.join("words")
    }

    pub(crate) fn socket(&self) -> Result<SocketPath, EngineError> {
        SocketPath::below(&self.dir)
    }

    pub(crate) fn network_lock(&self) -> PathBuf {
        self.dir.join("network.lock")
    }

    /// Makes the directory, readable by its owner alone.
    pub(crate) fn create(&self) -> Result<(), EngineError> {
        create_private_dir(&self.dir)?;
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&self.dir, private).map_err(io("could not protect", &self.dir))
    }
}

/// A name of the socket that fits: a socket address holds 108 bytes, a home may be deeper.
#[derive(Debug)]
pub(crate) struct SocketPath {
    path: PathBuf,
    /// The name goes through this directory's descriptor, so it lives as long.
    _dir: File,
}

impl SocketPath {
    fn below(dir: &Path) -> Result<Self, EngineError> {
        let handle = File::open(dir).map_err(io("could not open", dir))?;
        let through = format!("/proc/self/fd/{}", handle.as_raw_fd());
        Ok(Self {
            path: Path::new(&through).join("serve.sock"),
            _dir: handle,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a directory, and those on the way to it, of mode 0700 and durable.
pub(crate) fn create_private_dir(dir: &Path) -> Result<(), EngineError> {
    let there = dir.ancestors().find(|above| above.exists());
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(io("could not create", dir))?;
    let made = dir.ancestors().take_while(|above| Some(*above) != there);
    made.filter_map(Path::parent).try_for_each(|above| {
        let here = above.as_os_str().is_empty();
        sync_dir(if here { Path::new(".") } else { above })
    })
}

/// Writes a file of mode 0600 beside `path`, makes it durable, and renames it into place.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    let beside = path.with_extension("new");
    let written = write_whole(&beside, bytes)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(io("could not write", path));
    if written.is_err() {
        // The first error says more than one about clearing up.
        drop(std::fs::remove_file(&beside));
    }
    written?;
    path.parent().map_or(Ok(()), sync_dir)
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), EngineError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(io("could not write", dir))
}

/// Turns an I/O error into ours, with what was tried and where.
pub(crate) fn io(
    what: &'static str,
    path: &Path,
) -> impl FnOnce(std::io::Error) -> EngineError + use<> {
    let path = path.to_path_buf();
    move |source| EngineError::Io { what, path, source }
}
