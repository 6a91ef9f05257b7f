//! What every command has at hand, and which command runs.

use std::path::{Path, PathBuf};

use fondly_engine::{Chosen, Engine, EngineError, Home};
use zeroize::Zeroizing;

use crate::{
    args::{Cli, Command, Everywhere},
    commands::home,
    failure::Failure,
    output::Output,
    prompt::Prompt,
    quick,
    secret::Passphrase,
    words,
};

const HOME_VARIABLE: &str = "FONDLY_HOME";
const PASSPHRASE_FILE_VARIABLE: &str = "FONDLY_PASSPHRASE_FILE";

/// Asks for the passphrase.
type Asking<'a> = dyn FnMut() -> Result<Zeroizing<Vec<u8>>, EngineError> + 'a;

/// The journal that a command is about, and how it talks with its person.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) home: Home,
    pub(crate) output: Output,
    pub(crate) prompt: Prompt,
    passphrase_file: Option<PathBuf>,
    /// The journal that the passphrase said, where it was asked first.
    chosen: Option<Chosen>,
}

impl Program {
    fn new(everywhere: Everywhere) -> Result<Self, Failure> {
        let (output, prompt) = (Output::new(&everywhere), Prompt::new(&everywhere));
        Ok(Self {
            home: home_at(everywhere.home).ok_or(Failure::NoHome)?,
            output,
            prompt,
            passphrase_file: everywhere
                .passphrase_file
                .or_else(|| path_variable(PASSPHRASE_FILE_VARIABLE)),
            chosen: None,
        })
    }

    /// Goes on with the journal of this place that the passphrase opens.
    fn choose(&mut self) -> Result<(), Failure> {
        let passphrase = self.passphrase().open()?;
        let chosen = fondly_engine::choose(&self.home, &passphrase)?;
        self.home = chosen.home().clone();
        self.chosen = Some(chosen);
        Ok(())
    }

    /// Goes on with a place for one more journal beside the one that is here.
    pub(crate) fn go_beside(&mut self) -> Result<(), Failure> {
        self.home = fondly_engine::place_beside(&self.home)?;
        Ok(())
    }

    /// Opens the journal.
    pub(crate) fn engine(&self) -> Result<Engine, Failure> {
        let mut engine = match &self.chosen {
            Some(chosen) => chosen.open()?,
            None => self.asking(|ask| fondly_engine::unlock(&self.home, ask))?,
        };
        engine.speak(words::language());
        if engine.is_removed()? {
            eprintln!("{}", words::of("journal-removed-device"));
        }
        Ok(engine)
    }

    /// Asks for the passphrase although the key may be at hand.
    pub(crate) fn ask_again(&self) -> Result<(), Failure> {
        if self.chosen.is_some() {
            return Ok(());
        }
        self.asking(|ask| fondly_engine::ask_again(&self.home, ask))
    }

    fn asking<T>(
        &self,
        work: impl FnOnce(&mut Asking<'_>) -> Result<T, EngineError>,
    ) -> Result<T, Failure> {
        let passphrase = self.passphrase();
        let mut failed = None;
        let done = work(&mut || {
            passphrase.open().map_err(|failure| match failure {
                Failure::Engine(error) => error,
                own => {
                    failed = Some(own);
                    EngineError::Locked
                }
            })
        });
        // What went wrong with asking says more than that the journal is locked.
        failed.map_or_else(|| Ok(done?), Err)
    }

    /// The file that was named for the passphrase.
    pub(crate) fn passphrase_path(&self) -> Option<&Path> {
        self.passphrase_file.as_deref()
    }

    pub(crate) fn passphrase(&self) -> Passphrase<'_> {
        Passphrase {
            file: self.passphrase_file.as_deref(),
            prompt: &self.prompt,
        }
    }
}

/// The home in the directory that was named, or else where the environment says.
pub(crate) fn home_at(named: Option<PathBuf>) -> Option<Home> {
    let named = named.or_else(|| path_variable(HOME_VARIABLE));
    let dir = named.or_else(Home::default_dir)?;
    Some(Home::at(std::path::absolute(dir).ok()?))
}

/// A variable that is set to nothing is not set.
fn path_variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<(), Failure> {
    let Cli {
        everywhere,
        command,
    } = cli;
    let mut output = Output::new(&everywhere);
    if matches!(&command, Some(Command::Learn(learn)) if learn.is_read()) {
        output.page();
    }
    // What explains the program needs no journal, nor a place for one.
    let command = match command {
        Some(Command::Learn(learn)) => return learn.run(&mut output).and(output.flush()),
        Some(Command::Inspect(args)) => return args.run(&mut output).and(output.flush()),
        #[cfg(feature = "relay")]
        Some(Command::Relay(args)) => return args.run(&mut output).and(output.flush()),
        other => other,
    };
    let choose = everywhere.unlock && command.as_ref().is_none_or(opens_a_journal);
    let mut program = Program::new(everywhere)?;
    quick::watch(&program.home);
    if choose {
        program.choose()?;
    }
    if command.as_ref().is_some_and(is_read) {
        program.output.page();
    }
    let done = match command {
        Some(command) => dispatch(command, &mut program),
        None => home::run(&mut program),
    };
    // What was printed before a failure is content too.
    done.and(program.output.flush())
}

/// Whether a command is about one journal that is here already.
const fn opens_a_journal(command: &Command) -> bool {
    !matches!(
        command,
        Command::Init(_) | Command::Restore(_) | Command::Lock(_)
    )
}

/// Whether what a command prints is read at leisure.
const fn is_read(command: &Command) -> bool {
    matches!(
        command,
        Command::List(_)
            | Command::Show(_)
            | Command::Search(_)
            | Command::Log(_)
            | Command::Onthisday(_)
            | Command::Remember(_)
            | Command::Valued(_)
            | Command::Year(_)
            | Command::Shelf(_)
            | Command::Balance(_)
            | Command::Drafts(_)
    )
}

fn dispatch(command: Command, program: &mut Program) -> Result<(), Failure> {
    match command {
        Command::Init(args) => args.run(program),
        Command::Thanks(args) => args.run(program),
        Command::Need(args) => args.run(program),
        Command::Reflect(args) => args.run(program),
        Command::List(args) => args.run(program),
        Command::Show(args) => args.run(program),
        Command::Search(args) => args.run(program),
        Command::Edit(args) => args.run(program),
        Command::Rm(args) => args.run(program),
        Command::Undo(args) => args.run(program),
        Command::Drafts(args) => args.run(program),
        Command::NeedState(args) => args.run(program),
        Command::Share(args) => args.run(program),
        Command::Unshare(args) => args.run(program),
        Command::Who(args) => args.run(program),
        Command::Inbox(args) => args.run(program),
        Command::Respond(args) => args.run(program),
        Command::Ack(args) => args.run(program),
        Command::Heard(args) => args.run(program),
        Command::Log(args) => args.run(program),
        Command::Shelf(args) => args.run(program),
        Command::Quiet(args) => args.run(program),
        Command::Onthisday(args) => args.run(program),
        Command::Remember(args) => args.run(program),
        Command::Random(args) => args.run(program),
        Command::Valued(args) => args.run(program),
        Command::Year(args) => args.run(program),
        Command::Balance(args) => args.run(program),
        Command::Checkin(args) => args.run(program),
        Command::Words(args) => args.run(program),
        Command::Prompt(args) => args.run(program),
        Command::Mutual(args) => args.run(program),
        Command::Kind(args) => args.run(program),
        Command::Helps(args) => args.run(program),
        Command::Invite(args) => args.run(program),
        Command::Join(args) => args.run(program),
        Command::Verify(args) => args.run(program),
        Command::People(args) => args.run(program),
        Command::Rename(args) => args.run(program),
        Command::Letting(args) => args.run(program),
        Command::Passphrase(args) => args.run(program),
        Command::Device(args) => args.run(program),
        Command::Export(args) => args.run(program),
        Command::Import(args) => args.run(program),
        Command::Backup(args) => args.run(program),
        Command::Restore(args) => args.run(program),
        Command::Bundle(args) => args.run(program),
        Command::Receive(args) => args.run(program),
        Command::Recovery(args) => args.run(program),
        Command::Inspect(args) => args.run(&mut program.output),
        Command::Serve(args) => args.run(program),
        Command::Lock(args) => args.run(program),
        Command::Service(args) => args.run(program),
        Command::Sync(args) => args.run(program),
        #[cfg(feature = "relay")]
        Command::Relay(args) => args.run(&mut program.output),
        Command::Status(args) => args.run(program),
        Command::Doctor(args) => args.run(program),
        Command::Config(args) => args.run(program),
        Command::Complete(args) => args.run(program),
        Command::Learn(learn) => learn.run(&mut program.output),
    }
}
