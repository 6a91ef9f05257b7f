//! One key that locks and clears, at any moment: Ctrl-\ in every question and pager, and while a
//! command works.
//!
//! The terminal makes a signal of this key, so nothing needs to be asked for it. It is waited for on
//! a thread of its own, and only at a terminal. The process ends there: what it holds of the key goes
//! with it.

use std::{
    fs::{File, OpenOptions},
    io::{self, IsTerminal as _, Write as _},
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use fondly_engine::Home;
use rustix::{
    process::{Signal, getpid, kill_current_process_group, kill_process},
    stdio::{dup2_stderr, dup2_stdout},
    termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr},
};
use tokio::{
    runtime::Runtime,
    signal::unix::{Signal as Signals, SignalKind, signal},
};

use crate::words;

const TERMINAL: &str = "/dev/tty";
/// As where the passphrase is asked and not given.
const LOCKED: i32 = 3;
/// What the key is where the terminal hands over each key as it is.
pub(crate) const KEY: u8 = 0x1c;
/// No key: a byte that the terminal does not look for.
const NO_KEY: u8 = 0;
/// Leaves the alternate screen, shows the cursor, ends colours; then the screen goes, and what was
/// scrolled away (xterm's control sequences, "Erase in Display").
const CLEAR: &str = "\u{1b}[?1049l\u{1b}[?25h\u{1b}[0m\u{1b}[H\u{1b}[2J\u{1b}[3J";
/// How long a pager may take to end.
const PAGER_END_TIMEOUT: Duration = Duration::from_secs(1);

/// Whether the process is about to end by the key.
static LEAVING: AtomicBool = AtomicBool::new(false);
/// Whether another program has the screen.
static PAGING: Mutex<bool> = Mutex::new(false);
static PAGER_ENDED: Condvar = Condvar::new();

/// From now on the key locks the journals of this place, where there is a terminal.
pub(crate) fn watch(home: &Home) {
    if ![
        io::stdin().is_terminal(),
        io::stdout().is_terminal(),
        io::stderr().is_terminal(),
    ]
    .contains(&true)
    {
        return;
    }
    let Ok(terminal) = open() else { return };
    let (home, before) = (home.clone(), tcgetattr(&terminal).ok());
    let spawned = Key::new().and_then(|key| {
        thread::Builder::new().spawn(move || match key.pressed() {
            Ok(()) => leave(&home, &terminal, before.as_ref()),
            Err(error) => tracing::warn!(%error, "the key that locks cannot be waited for"),
        })
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "the key that locks cannot be waited for");
    }
}

fn open() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(TERMINAL)
}

/// The signal that the terminal makes of the key. As long as nobody takes it, it ends the process and
/// leaves the screen as it is, so it is taken before anything is drawn and not first on the thread.
struct Key {
    runtime: Runtime,
    quit: Signals,
}

impl Key {
    fn new() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let entered = runtime.enter();
        let quit = signal(SignalKind::quit())?;
        drop(entered);
        Ok(Self { runtime, quit })
    }

    fn pressed(self) -> io::Result<()> {
        let Self { runtime, mut quit } = self;
        runtime.block_on(async {
            quit.recv().await;
            // What ends the pager is sent to all that runs at this terminal.
            signal(SignalKind::terminate()).map(drop)
        })
    }
}

/// What is on the screen goes first, then the key; then once more the screen, for what another thread
/// had begun to draw.
fn leave(home: &Home, mut terminal: &File, before: Option<&Termios>) -> ! {
    LEAVING.store(true, Ordering::SeqCst);
    end_pager();
    fall_silent();
    clear(terminal, before);
    let locked = fondly_engine::lock_all(home);
    clear(terminal, before);
    if let Err(error) = locked.map(drop)
        && home.has_journal()
    {
        let said = words::translated(&error.to_string());
        let told = writeln!(terminal, "{} {said}", words::of("failure-error"));
        if let Err(error) = told {
            tracing::debug!(%error, "the terminal is gone");
        }
    }
    std::process::exit(LOCKED)
}

/// Whatever other threads print from now on reaches no screen: they may be drawing.
fn fall_silent() {
    let nowhere = OpenOptions::new().write(true).open("/dev/null");
    let silenced = nowhere.and_then(|nowhere| {
        if io::stdout().is_terminal() {
            dup2_stdout(&nowhere)?;
        }
        if io::stderr().is_terminal() {
            dup2_stderr(&nowhere)?;
        }
        Ok(())
    });
    if let Err(error) = silenced {
        tracing::warn!(%error, "what is drawn cannot be kept off the screen");
    }
}

fn end_pager() {
    let paging = PAGING.lock().unwrap_or_else(PoisonError::into_inner);
    if !*paging {
        return;
    }
    if let Err(error) = kill_current_process_group(Signal::TERM) {
        tracing::warn!(%error, "the pager could not be ended");
    }
    let ended = PAGER_ENDED.wait_timeout_while(paging, PAGER_END_TIMEOUT, |paging| *paging);
    drop(ended);
}

fn clear(mut terminal: &File, before: Option<&Termios>) {
    let set_back = before.map(|before| tcsetattr(terminal, OptionalActions::Now, before));
    if let Some(Err(error)) = set_back {
        tracing::debug!(%error, "the terminal is gone");
    }
    let cleared = terminal
        .write_all(CLEAR.as_bytes())
        .and_then(|()| terminal.flush());
    if let Err(error) = cleared {
        tracing::debug!(%error, "the terminal is gone");
    }
}

/// Clears the screen and what was scrolled away, where there is a terminal.
pub(crate) fn clear_screen() {
    if !io::stderr().is_terminal() {
        return;
    }
    if let Ok(terminal) = open() {
        clear(&terminal, None);
    }
}

/// The key was read as a byte: does what the terminal does where it makes a signal of it.
pub(crate) fn press() -> ! {
    if let Err(error) = kill_process(getpid(), Signal::QUIT) {
        tracing::warn!(%error, "could not lock");
        std::process::exit(LOCKED);
    }
    stay()
}

/// Does not return where the process ends by the key: another thread ends it, after it has cleared.
pub(crate) fn stay_if_leaving() {
    if LEAVING.load(Ordering::SeqCst) {
        stay();
    }
}

fn stay() -> ! {
    loop {
        thread::park();
    }
}

/// Another program has the screen until this is dropped.
pub(crate) struct Paging(());

impl Paging {
    pub(crate) fn begin() -> Self {
        *PAGING.lock().unwrap_or_else(PoisonError::into_inner) = true;
        Self(())
    }
}

impl Drop for Paging {
    fn drop(&mut self) {
        *PAGING.lock().unwrap_or_else(PoisonError::into_inner) = false;
        PAGER_ENDED.notify_all();
        stay_if_leaving();
    }
}

/// Where a question is drawn, the terminal hands over each key as it is: makes a signal of this one
/// again, and of no other.
pub(crate) fn mind_the_key() {
    let Ok(terminal) = open() else { return };
    let Ok(mut modes) = tcgetattr(&terminal) else {
        return;
    };
    modes.local_modes.insert(LocalModes::ISIG);
    modes.special_codes[SpecialCodeIndex::VINTR] = NO_KEY;
    modes.special_codes[SpecialCodeIndex::VSUSP] = NO_KEY;
    modes.special_codes[SpecialCodeIndex::VQUIT] = KEY;
    if let Err(error) = tcsetattr(&terminal, OptionalActions::Now, &modes) {
        tracing::debug!(%error, "the terminal is gone");
    }
}
