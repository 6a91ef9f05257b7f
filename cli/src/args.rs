//! What can be said on the command line. The arguments of a command stand in its own module.

mod named;

use std::{ffi::OsString, path::PathBuf};

use clap::{
    ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
    error::ErrorKind,
};

use crate::{
    commands::{
        adjust, balance, bundle, caring, change, checkin, completing, config, device, drafts,
        heard, inspect, invite, learn, letting, lock, mutual, network, people, prompts, read,
        recall, recovery, recovery_words, service, share, shelf, state, talk, transfer, words,
        write,
    },
    help,
};

/// What a command line says.
#[derive(Debug)]
pub(crate) struct Cli {
    pub(crate) everywhere: Everywhere,
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// Reads a command line.
    ///
    /// # Errors
    /// What clap has to say, in English: `usage` puts it into words.
    pub(crate) fn read(line: &[OsString]) -> Result<Self, clap::Error> {
        let words: Vec<_> = line.iter().filter_map(|word| word.to_str()).collect();
        let few = Everywhere::command().subcommands(named::among(&words));
        match read_by(few, line) {
            // All know more that may have been meant, and are built where that is said.
            Err(error) if error.kind() != ErrorKind::DisplayVersion => read_by(command(), line),
            read => read,
        }
    }

    fn from(said: &ArgMatches) -> Result<Self, clap::Error> {
        let everywhere = Everywhere::from_arg_matches(said)?;
        let command = said
            .subcommand_name()
            .map(|_| Command::from_arg_matches(said))
            .transpose()?;
        Ok(Self {
            everywhere,
            command,
        })
    }
}

fn read_by(mut command: clap::Command, line: &[OsString]) -> Result<Cli, clap::Error> {
    let said = command.try_get_matches_from_mut(line);
    // The process ends soon, and taking this apart takes as long as a third of reading arguments.
    std::mem::forget(command);
    Cli::from(&said?)
}

/// The command line as clap knows it, without its help: nothing is said unless it is asked for.
pub(crate) fn command() -> clap::Command {
    Command::augment_subcommands(Everywhere::command())
}

/// The command line with its help.
pub(crate) fn in_words() -> clap::Command {
    help::in_words(command())
}

#[derive(Debug, Parser)]
#[command(
    name = "fondly",
    version,
    disable_help_subcommand = true,
    next_help_heading = "Everywhere"
)]
pub(crate) struct Everywhere {
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,

    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,

    #[arg(long, global = true)]
    pub(crate) unlock: bool,

    #[arg(long, global = true)]
    pub(crate) no_input: bool,

    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,

    #[arg(long, global = true)]
    pub(crate) plain: bool,
}

impl Everywhere {
    /// When to colour.
    pub(crate) const fn colour(&self) -> When {
        if self.plain { When::Never } else { self.color }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(state::InitArgs),

    Thanks(write::ThanksArgs),
    Need(write::NeedArgs),
    Reflect(write::ReflectArgs),

    List(read::ListArgs),
    Show(read::ShowArgs),
    Search(read::SearchArgs),

    Edit(change::EditArgs),
    Rm(change::RmArgs),
    Undo(change::UndoArgs),
    Drafts(drafts::DraftsArgs),
    NeedState(change::NeedStateArgs),

    Share(share::ShareArgs),
    Unshare(share::UnshareArgs),
    Who(share::WhoArgs),

    Inbox(talk::InboxArgs),
    Respond(talk::RespondArgs),
    Ack(talk::AckArgs),
    Heard(heard::HeardArgs),
    Log(talk::LogArgs),

    Shelf(shelf::ShelfArgs),
    Quiet(shelf::QuietArgs),
    Onthisday(recall::OnthisdayArgs),
    Remember(recall::RememberArgs),
    Random(recall::RandomArgs),
    Valued(recall::ValuedArgs),
    Year(recall::YearArgs),
    Balance(balance::BalanceArgs),
    Checkin(checkin::CheckinArgs),

    Words(words::WordsArgs),
    Prompt(prompts::PromptArgs),
    Mutual(mutual::MutualArgs),
    Kind(caring::KindArgs),
    Helps(caring::HelpsArgs),

    Invite(invite::InviteArgs),
    Join(invite::JoinArgs),
    Verify(people::VerifyArgs),
    People(people::PeopleArgs),
    Rename(adjust::RenameArgs),
    #[command(flatten)]
    Letting(letting::Letting),

    Device(device::DeviceArgs),
    Export(transfer::ExportArgs),
    Import(transfer::ImportArgs),
    Backup(recovery::BackupArgs),
    Restore(recovery::RestoreArgs),
    Bundle(bundle::BundleArgs),
    Receive(bundle::ReceiveArgs),
    Recovery(recovery_words::RecoveryArgs),
    Inspect(inspect::InspectArgs),
    Serve(network::ServeArgs),
    Lock(lock::LockArgs),
    Service(service::ServiceArgs),
    Sync(network::SyncArgs),
    #[cfg(feature = "relay")]
    Relay(crate::commands::relay::RelayArgs),

    Status(state::StatusArgs),
    Doctor(state::DoctorArgs),
    Config(config::ConfigArgs),
    Passphrase(adjust::PassphraseArgs),
    Complete(completing::CompleteArgs),
    #[command(flatten)]
    Learn(learn::Learn),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_do_not_contradict_each_other() {
        command().debug_assert();
    }

    #[test]
    fn examples_stand_before_usage_and_options() {
        let mut command = in_words();
        let thanks = command.find_subcommand_mut("thanks").unwrap();
        let help = thanks.render_long_help().to_string();
        let at = |text: &str| help.find(text).unwrap();
        assert!(at("appreciation") < at("Examples:"));
        assert!(at("Examples:") < at("Usage:") && at("Usage:") < at("Keep it private"));
    }

    #[test]
    fn every_command_says_what_it_does_and_gives_an_example() {
        for command in in_words().get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} says nothing");
            let long = command.get_after_long_help().map(ToString::to_string);
            assert!(
                long.is_some_and(|help| help.contains("fondly")),
                "{name} has no example"
            );
        }
    }
}
