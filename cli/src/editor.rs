//! Writing a text in the editor that a person has chosen.
//!
//! The text lies in a directory of its own (0700, in memory where the system has such a place)
//! under a neutral name, and is gone when the program ends, however that comes about, save by
//! `SIGKILL` or loss of power. An editor sees only the path. A program that is told to end while an
//! editor is open hands over what was saved so far, so that it can be kept.

use std::{
    fs::{File, OpenOptions, Permissions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    sync::{
        Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use crate::{failure::Failure, input::read_text, words};

const DIR_PREFIX: &str = "edit-";
const FILE_NAME: &str = "text.txt";
/// Where nano saves a text when it is told to end.
const RESCUED_NAME: &str = "text.txt.save";

/// Editors of the vim family keep copies beside and elsewhere, unless told not to.
const VIM_FAMILY: &[&str] = &["vim", "nvim", "gvim"];
const VIM_KEEPS_NOTHING: &[&str] = &[
    "-n",
    "-i",
    "NONE",
    "-c",
    "set nobackup nowritebackup noundofile",
];

/// Shells give 128 and the number of the signal for a program that one ended.
const ENDED_BY_SIGNAL: i32 = 128;

/// How long an editor that was told to end is waited for.
const GRACE: Duration = Duration::from_secs(2);

/// The editor that is open.
static OPENED: Mutex<Option<Opened>> = Mutex::new(None);
/// Whether this program was told to end before.
static TOLD: AtomicBool = AtomicBool::new(false);

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
    let asked = writeln!(io::stderr(), "{}", words::of("ask-write-here"));
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
    let path = dir.path().join(FILE_NAME);
    let (tell, told) = mpsc::channel();
    let open = Open::begin(dir.path(), tell.clone());
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(Failure::Editor)?;
    file.write_all(before.as_bytes()).map_err(Failure::Editor)?;
    drop(file);
    let child = command(editor, &path).spawn().map_err(Failure::Editor)?;
    let end = wait(child, tell, &told)?;
    let bytes = read_left(dir.path(), &end);
    dir.close().map_err(Failure::Editor)?;
    drop(open);
    let mut edited = match bytes {
        Ok(bytes) => Edited::of(&bytes),
        // An editor that failed may have taken the file away.
        Err(_) if !end.is_success() => Edited::of(before.as_bytes()),
        Err(error) => return Err(Failure::Editor(error)),
    };
    match end {
        End::Editor(status) if status.success() => {}
        End::Editor(_) => edited.text = Err(Failure::EditorFailed),
        End::Asked(signal) => edited.text = Err(Failure::Stopped { signal }),
    }
    Ok(edited)
}

/// How the time at the editor ended.
#[derive(Debug)]
enum End {
    Editor(ExitStatus),
    /// This program was told to end, by the signal with this number.
    Asked(u8),
}

impl End {
    fn is_success(&self) -> bool {
        matches!(self, Self::Editor(status) if status.success())
    }
}

/// Waits for the editor, or for this program to be told to end: then the editor is told too, and has a
/// moment to write down what it holds.
fn wait(
    mut child: Child,
    tell: mpsc::Sender<io::Result<End>>,
    told: &mpsc::Receiver<io::Result<End>>,
) -> Result<End, Failure> {
    let editor = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let waiter = thread::Builder::new().spawn(move || {
        // Nobody listens any more where this program did not wait for the editor.
        drop(tell.send(child.wait().map(End::Editor)));
    });
    waiter.map_err(Failure::Editor)?;
    let gone = |_| Failure::Editor(io::ErrorKind::BrokenPipe.into());
    let end = told.recv().map_err(gone)?.map_err(Failure::Editor)?;
    if let (End::Asked(_), Some(editor)) = (&end, editor) {
        if let Err(error) = kill_process(editor, Signal::TERM) {
            tracing::debug!(%error, "the editor has ended just now");
        }
        // What it saved by then counts, whether or not it has ended.
        drop(told.recv_timeout(GRACE));
    }
    Ok(end)
}

/// What the editor left in its file, or in the one where editors save a text that they are made to
/// leave.
fn read_left(dir: &Path, end: &End) -> io::Result<Vec<u8>> {
    if let End::Asked(_) = end
        && let Ok(file) = File::open(dir.join(RESCUED_NAME))
    {
        return left(file);
    }
    File::open(dir.join(FILE_NAME)).and_then(left)
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
    // Where the shell has nothing more to do, the editor takes its place, and gets its signals.
    let exec = if is_plain(editor) { "exec " } else { "" };
    command
        .arg("-c")
        .arg(format!("{exec}{editor} \"$@\""))
        .arg(editor)
        .args(options)
        .arg(path);
    command
}

/// Whether a shell reads this as a program and its arguments, and as nothing else.
fn is_plain(editor: &str) -> bool {
    let plain = |sign: char| sign.is_alphanumeric() || " /._-+:,@%".contains(sign);
    editor.chars().all(plain) && editor.trim() != ":"
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

/// What must be done if this program is told to end while an editor is open.
struct Opened {
    dir: PathBuf,
    tell: mpsc::Sender<io::Result<End>>,
}

/// Marks that an editor is open.
struct Open;

impl Open {
    fn begin(dir: &Path, tell: mpsc::Sender<io::Result<End>>) -> Self {
        *opened() = Some(Opened {
            dir: dir.to_path_buf(),
            tell,
        });
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        *opened() = None;
    }
}

fn opened() -> MutexGuard<'static, Option<Opened>> {
    OPENED.lock().unwrap_or_else(PoisonError::into_inner)
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
                _ = interrupt.recv() => if opened().is_none() { leave(Signal::INT) },
                _ = terminate.recv() => end_by(Signal::TERM),
                _ = hangup.recv() => end_by(Signal::HUP),
            }
        }
    });
}

/// Lets what was written in an open editor be kept. A second time, the program ends at once.
fn end_by(signal: Signal) {
    let number = u8::try_from(signal.as_raw()).unwrap_or_default();
    let told = opened().as_ref().is_some_and(|open| {
        let first = !TOLD.swap(true, Ordering::Relaxed);
        first && open.tell.send(Ok(End::Asked(number))).is_ok()
    });
    if !told {
        leave(signal);
    }
}

fn leave(signal: Signal) -> ! {
    if let Some(open) = opened().take() {
        // The program ends whether or not the directory could be removed.
        drop(std::fs::remove_dir_all(open.dir));
    }
    std::process::exit(ENDED_BY_SIGNAL + signal.as_raw())
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

    #[test]
    fn a_shell_gives_its_place_to_a_plain_editor_only() {
        for (editor, plain) in [
            ("/usr/bin/vim -u NONE", true),
            ("code --wait", true),
            ("LINES=3 vi", false),
            ("vi; true", false),
            ("\"my editor\"", false),
            (":", false),
        ] {
            assert_eq!(is_plain(editor), plain, "{editor}");
        }
    }
}
