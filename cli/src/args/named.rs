//! The commands by name, so that only those are built that a command line may mean. To build all took half of the
//! instructions of a program that only says its version.

use clap::{Args as _, Command};

#[cfg(feature = "relay")]
use crate::commands::relay;
use crate::commands::{
    adjust, balance, bundle, caring, change, checkin, compare, completing, config, device, drafts,
    exposure, heard, inspect, invite, learn, letting, lock, mutual, network, people, prompts, read,
    recall, recovery, recovery_words, service, share, shelf, state, talk, transfer, words, write,
};

/// Gives a command its arguments.
type Augment = fn(Command) -> Command;

const ALL: &[(&str, Augment)] = &[
    ("init", state::InitArgs::augment_args),
    ("thanks", write::ThanksArgs::augment_args),
    ("need", write::NeedArgs::augment_args),
    ("reflect", write::ReflectArgs::augment_args),
    ("list", read::ListArgs::augment_args),
    ("show", read::ShowArgs::augment_args),
    ("search", read::SearchArgs::augment_args),
    ("edit", change::EditArgs::augment_args),
    ("rm", change::RmArgs::augment_args),
    ("undo", change::UndoArgs::augment_args),
    ("drafts", drafts::DraftsArgs::augment_args),
    ("need-state", change::NeedStateArgs::augment_args),
    ("share", share::ShareArgs::augment_args),
    ("unshare", share::UnshareArgs::augment_args),
    ("who", share::WhoArgs::augment_args),
    ("inbox", talk::InboxArgs::augment_args),
    ("respond", talk::RespondArgs::augment_args),
    ("ack", talk::AckArgs::augment_args),
    ("heard", heard::HeardArgs::augment_args),
    ("log", talk::LogArgs::augment_args),
    ("shelf", shelf::ShelfArgs::augment_args),
    ("quiet", shelf::QuietArgs::augment_args),
    ("onthisday", recall::OnthisdayArgs::augment_args),
    ("remember", recall::RememberArgs::augment_args),
    ("random", recall::RandomArgs::augment_args),
    ("valued", recall::ValuedArgs::augment_args),
    ("year", recall::YearArgs::augment_args),
    ("balance", balance::BalanceArgs::augment_args),
    ("checkin", checkin::CheckinArgs::augment_args),
    ("words", words::WordsArgs::augment_args),
    ("prompt", prompts::PromptArgs::augment_args),
    ("mutual", mutual::MutualArgs::augment_args),
    ("kind", caring::KindArgs::augment_args),
    ("helps", caring::HelpsArgs::augment_args),
    ("invite", invite::InviteArgs::augment_args),
    ("join", invite::JoinArgs::augment_args),
    ("verify", people::VerifyArgs::augment_args),
    ("people", people::PeopleArgs::augment_args),
    ("rename", adjust::RenameArgs::augment_args),
    ("exposure", exposure::ExposureArgs::augment_args),
    ("compare", compare::CompareArgs::augment_args),
    ("pause", letting::PauseArgs::augment_args),
    ("resume", letting::ResumeArgs::augment_args),
    ("unlink", letting::UnlinkArgs::augment_args),
    ("block", letting::BlockArgs::augment_args),
    ("unblock", letting::UnblockArgs::augment_args),
    ("device", device::DeviceArgs::augment_args),
    ("export", transfer::ExportArgs::augment_args),
    ("import", transfer::ImportArgs::augment_args),
    ("backup", recovery::BackupArgs::augment_args),
    ("restore", recovery::RestoreArgs::augment_args),
    ("bundle", bundle::BundleArgs::augment_args),
    ("receive", bundle::ReceiveArgs::augment_args),
    ("recovery", recovery_words::RecoveryArgs::augment_args),
    ("inspect", inspect::InspectArgs::augment_args),
    ("serve", network::ServeArgs::augment_args),
    ("lock", lock::LockArgs::augment_args),
    ("service", service::ServiceArgs::augment_args),
    ("sync", network::SyncArgs::augment_args),
    #[cfg(feature = "relay")]
    ("relay", relay::RelayArgs::augment_args),
    ("status", state::StatusArgs::augment_args),
    ("doctor", state::DoctorArgs::augment_args),
    ("config", config::ConfigArgs::augment_args),
    ("passphrase", adjust::PassphraseArgs::augment_args),
    ("complete", completing::CompleteArgs::augment_args),
    ("help", learn::HelpArgs::augment_args),
    ("completions", learn::CompletionsArgs::augment_args),
    ("man", learn::ManArgs::augment_args),
];

/// The commands that have one of these names.
pub(super) fn among(words: &[&str]) -> impl Iterator<Item = Command> {
    let named = ALL.iter().filter(|(name, _)| words.contains(name));
    named.map(|(name, augment)| augment(Command::new(*name)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::args;

    #[test]
    fn a_named_command_is_as_among_all() {
        // Where it stands in help is all that is known only among the others.
        let said = |it: &Command| format!("{:?}", it.clone().display_order(0));
        let all = args::command();
        let names: Vec<_> = all.get_subcommands().map(Command::get_name).collect();
        let alone: BTreeSet<_> = among(&names).map(|it| said(&it)).collect();
        let beside: BTreeSet<_> = all.get_subcommands().map(said).collect();
        assert_eq!(alone, beside);
    }

    #[test]
    fn no_other_is_built() {
        assert_eq!(among(&["--json", "lis", "thank you"]).count(), 0);
        assert_eq!(among(&["rm", "list", "x"]).count(), 2);
    }
}
