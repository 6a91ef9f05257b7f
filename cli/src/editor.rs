//! Writing a text in the editor that a person has chosen.
//!
//! The text lies in a directory of its own (0700, in memory where the system has such a place)
//! under a neutral name, and is gone when the program ends, however that comes about, save by
//! `SIGKILL` or loss of power. An editor sees only the path.

use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard, Once, PoisonError, mpsc},
    thread,
};

use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use crate::{failure::Failure, input::read_text};

const DIR_PREFIX: &str = "edit-";
const FILE_NAME: &str = "text.txt";

/// Editors of the vim family keep copies beside and elsewhere, unless told not to.
const VIM_FAMILY: &[&str] = &["vim", "nvim", "gvim"];
const VIM_KEEPS_NOTHING: &[&str] = &[
    "-n",
    "-i",
    "NONE",
    "-c",
    "set nobackup nowritebackup noundofile",
];

/// Exit codes of a program ended by a signal, as shells give them: 128 and its number.
const ENDED_BY_HANGUP: i32 = 129;
const ENDED_BY_INTERRUPT: i32 = 130;
const ENDED_BY_TERMINATE: i32 = 143;

/// The directory that an editor has open.
static OPEN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Bytes of what an editor leaves that are looked at, so that a text that is too long is not lost.
const LEFT_BYTES_MAX: u64 = 8 << 20;

/// What came of an editor.
#[derive(Debug)]
pub(crate) struct Edited {
    /// The text, if it can be one.
    pub(crate) text: Result<String, Failure>,
    /// What was left in the file, as far as it can be read.
    pub(crate) left: String,
}

impl Edited {
    fn of(bytes: &[u8]) -> Self {
        Self {
            text: read_text(bytes),
            left: String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

/// Lets a person write a text that begins as `before`. Without an editor, a new text is typed
/// straight in.
pub(crate) fn write(before: &str) -> Result<Edited, Failure> {
    match chosen() {
        Some(editor) => edit(&editor, before),
        None if before.is_empty() => typed(),
        None => Err(Failure::NoEditor),
    }
}

fn chosen() -> Option<String> {
    let variable = |name| {
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
    };
    variable("VISUAL").or_else(|| variable("EDITOR"))
}

fn typed() -> Result<Edited, Failure> {
    let asked = writeln!(
        io::stderr(),
        "Write, and end with Ctrl-D on a line of its own:"
    );
    asked.map_err(Failure::Input)?;
    Ok(Edited::of(
        &left(io::stdin().lock()).map_err(Failure::Input)?,
    ))
}

fn left(source: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LEFT_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn edit(editor: &str, before: &str) -> Result<Edited, Failure> {
    watch()?;
    let dir = private_dir().map_err(Failure::Editor)?;
    let open = Open::begin(dir.path());
    let path = dir.path().join(FILE_NAME);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(Failure::Editor)?;
    file.write_all(before.as_bytes()).map_err(Failure::Editor)?;
    drop(file);
    let status = command(editor, &path).status().map_err(Failure::Editor)?;
    let bytes = File::open(&path).and_then(left);
    dir.close().map_err(Failure::Editor)?;
    drop(open);
    let mut edited = match bytes {
        Ok(bytes) => Edited::of(&bytes),
        // An editor that failed may have taken the file away.
        Err(_) if !status.success() => Edited::of(before.as_bytes()),
        Err(error) => return Err(Failure::Editor(error)),
    };
    if !status.success() {
        edited.text = Err(Failure::EditorFailed);
    }
    Ok(edited)
}

/// The editor as a shell would start it, since the variable may hold arguments.
fn command(editor: &str, path: &Path) -> Command {
    let program = editor.split_whitespace().next().map(Path::new);
    let name = program
        .and_then(Path::file_name)
        .and_then(|name| name.to_str());
    let options: &[&str] = match name {
        Some(name) if VIM_FAMILY.contains(&name) => VIM_KEEPS_NOTHING,
        _ => &[],
    };
    let mut command = Command::new("/bin/sh");
    command
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(editor)
        .args(options)
        .arg(path);
    command
}

/// A directory that only its owner can enter, in memory where `XDG_RUNTIME_DIR` says so.
fn private_dir() -> io::Result<TempDir> {
    let in_memory = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let place = in_memory
        .filter(|dir| dir.is_absolute() && dir.is_dir())
        .unwrap_or_else(std::env::temp_dir);
    tempfile::Builder::new()
        .prefix(DIR_PREFIX)
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(place)
}

/// Marks the directory that must go if the program is ended meanwhile.
struct Open;

impl Open {
    fn begin(dir: &Path) -> Self {
        *open_dir() = Some(dir.to_path_buf());
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        *open_dir() = None;
    }
}

fn open_dir() -> MutexGuard<'static, Option<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts to watch for signals, once for the rest of the process. It has effect when this returns.
fn watch() -> Result<(), Failure> {
    static WATCHED: Once = Once::new();
    let mut begun = Ok(());
    WATCHED.call_once(|| {
        let (tell, told) = mpsc::channel();
        let watcher = thread::Builder::new().spawn(move || watch_signals(&tell));
        begun = watcher.and_then(|_| {
            told.recv()
                .unwrap_or_else(|_| Err(io::Error::other("watch")))
        });
    });
    begun.map_err(Failure::Editor)
}

fn watch_signals(tell: &mpsc::Sender<io::Result<()>>) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return drop(tell.send(Err(error))),
    };
    runtime.block_on(async {
        let signals = (
            signal(SignalKind::interrupt()),
            signal(SignalKind::terminate()),
            signal(SignalKind::hangup()),
        );
        let (mut interrupt, mut terminate, mut hangup) = match signals {
            (Ok(interrupt), Ok(terminate), Ok(hangup)) => (interrupt, terminate, hangup),
            (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
                return drop(tell.send(Err(error)));
            }
        };
        drop(tell.send(Ok(())));
        loop {
            tokio::select! {
                // Ctrl-C in an editor is the editor's.
                _ = interrupt.recv() => if open_dir().is_none() { leave(ENDED_BY_INTERRUPT) },
                _ = terminate.recv() => leave(ENDED_BY_TERMINATE),
                _ = hangup.recv() => leave(ENDED_BY_HANGUP),
            }
        }
    });
}

fn leave(exit_code: i32) -> ! {
    if let Some(dir) = open_dir().take() {
        // The program ends whether or not the directory could be removed.
        drop(std::fs::remove_dir_all(dir));
    }
    std::process::exit(exit_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_comes_back_and_nothing_is_left() {
        let seen = tempfile::tempdir().unwrap();
        let note = seen.path().join("path");
        let editor = format!(
            "f() {{ echo \"$1\" > {}; echo after >> \"$1\"; }}; f",
            note.display()
        );
        let edited = edit(&editor, "before ").unwrap();
        assert_eq!(edited.text.unwrap(), "before after");
        let path = std::fs::read_to_string(note).unwrap();
        assert!(path.trim().ends_with(FILE_NAME));
        assert!(!Path::new(path.trim()).parent().unwrap().exists());
    }

    #[test]
    fn an_editor_that_fails_gives_no_text_but_what_it_left() {
        let edited = edit("f() { echo more > \"$1\"; return 1; }; f", "text").unwrap();
        assert!(matches!(edited.text, Err(Failure::EditorFailed)));
        assert_eq!(edited.left, "more\n");
    }

    #[test]
    fn only_the_owner_can_enter_the_directory() {
        let dir = private_dir().unwrap();
        let mode = dir.path().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn vim_is_told_to_keep_no_copies() {
        let told = |editor| {
            command(editor, Path::new("x"))
                .get_args()
                .any(|a| a == "NONE")
        };
        assert!(told("/usr/bin/vim -u NONE.vim") && told("nvim") && !told("nano"));
    }
}
