//! What a person may do about an error.

use std::io;

use fondly_store::StoreError;
use fondly_sync::{backup::BackupError, bundle::BundleError};

use super::EngineError;
use crate::finding::ID_PREFIX_CHARS_MIN;

const NO_ROOM: &str = "free some room on the disk; nothing was changed";
const READ_ONLY: &str = "make the disk writable; nothing was changed";

fn about_disk(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(NO_ROOM),
        io::ErrorKind::ReadOnlyFilesystem => Some(READ_ONLY),
        _ => None,
    }
}

impl EngineError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoJournal => Some("make one: fondly init --name YOUR-NAME"),
            Self::JournalExists => Some("use another place: --home DIR or FONDLY_HOME"),
            Self::PassphraseInUse => Some("choose another passphrase"),
            Self::Locked => Some("give --passphrase-file FILE, or run fondly serve"),
            Self::Keyring(_) => Some("choose a passphrase instead: --passphrase-file FILE"),
            Self::Relay { .. } => Some("a relay is https://HOST or https://TOKEN@HOST, or n0"),
            Self::TooLong(_) => Some("split it into several entries"),
            Self::NoEntry { id } if id.len() < ID_PREFIX_CHARS_MIN => {
                Some("four characters of an id are the fewest that name it")
            }
            Self::NoEntry { .. } => Some("fondly list shows what is here"),
            Self::Ambiguous { .. } => Some("give more characters of the id"),
            Self::NoPerson { .. } | Self::NoPersonBut { .. } => {
                Some("fondly people shows whom you are linked with")
            }
            Self::SharedAlready { .. } => Some("fondly share without --from renews what is there"),
            Self::NotQuiet => Some("fondly quiet shows what does not come back"),
            Self::NotOnTheShelf => Some("fondly shelf shows what is there"),
            Self::LabelInUse { .. } => Some("choose another name for this person"),
            Self::Unverified { .. } => {
                Some("read your three words to each other: fondly verify NAME")
            }
            Self::WrongWords { .. } => Some("ask for the three words again, by voice"),
            Self::Void { .. } => Some("form the bond anew: fondly invite NAME"),
            Self::Apart => Some("fondly people shows with whom you have paused"),
            Self::Parted { .. } => Some("to link again: fondly invite NAME"),
            Self::Blocked { .. } => Some("to take their invites again: fondly unblock NAME"),
            Self::InviteExpired | Self::InviteUsed => Some("ask for a new invite"),
            Self::InviteMode { in_person: true } => {
                Some("say --in-person as well, if you stand in front of each other")
            }
            Self::InviteMode { in_person: false } => Some("leave --in-person away"),
            Self::DeviceInvite => {
                Some("on a new device of your own: fondly device join LINE --device-name NAME")
            }
            Self::ReturnInvite => Some(
                "with your recovery words, and no journal in this place: \
                 fondly restore --words-file FILE --from LINE",
            ),
            Self::LinkingInvite => {
                Some("ask your partner for a line made by: fondly invite NAME --restore")
            }
            Self::PersonInvite => Some("to link with that person: fondly join LINE --as NAME"),
            Self::WrongDeviceWords => Some(
                "if you typed them right, somebody else used the line: make a new one, fondly \
                 device add",
            ),
            Self::FirstSyncCut => Some(
                "nothing is lost; fondly sync goes on from here while the other device runs \
                 fondly serve",
            ),
            Self::NoDevice { .. } => Some("fondly device list shows them"),
            Self::AmbiguousDevice { .. } => Some("give its id instead: fondly device list"),
            Self::RosterFull => Some(
                "whoever has one of your devices may have filled it; your recovery words make room: \
                 fondly device remove NAME --words-file FILE, or fondly device reset --words-file FILE",
            ),
            Self::ThisDevice => Some("remove it from another device of yours"),
            Self::NoDraft { .. } => Some("fondly drafts shows them"),
            Self::WordsNotKept => Some(
                "they were shown when this journal was made; with them at hand, \
                 fondly recovery --keep --words-file FILE keeps them here",
            ),
            Self::NotOurs => Some("give an invite, an envelope, a bundle, a backup or an export"),
            Self::Words(_) => Some("all 24, in their order, as init showed them"),
            Self::Import { .. } => {
                Some("say which program wrote it, with --from; fondly help import tells more")
            }
            Self::RolledBack => Some("nothing is lost: fondly sync gets it back"),
            Self::Reborn => Some("run it again"),
            Self::WordsNeeded => Some("give --words-file FILE"),
            Self::WouldOverwrite { .. } => Some("choose another name, or move that file away"),
            Self::Backup(BackupError::CutShort | BackupError::Damaged) => {
                Some("use another copy of it; nothing was changed here")
            }
            Self::Bundle(BundleError::Newer) => Some("use a newer fondly"),
            Self::Bundle(BundleError::CutShort | BundleError::Damaged) => {
                Some("ask for the file again; nothing was changed here")
            }
            Self::NotForHere => {
                Some("nothing was changed here; if it is for you, ask for a new one")
            }
            Self::BundleGap => Some("ask for all of it: fondly bundle NAME --whole"),
            Self::BundleOutdated => Some("ask for a new one, made on another device"),
            Self::Removed => Some("fondly device join makes a new device in another place"),
            Self::InviterAway => Some(
                "join while the invite waits, in a network that reaches it; where both are behind \
                 routers it takes a relay, set on both sides: net.relays in fondly help config",
            ),
            Self::NobodyJoined => Some("invite again, and join while it waits"),
            Self::NetworkOff => Some("fondly config set net.mode lan"),
            Self::NotServing => Some("start it beside: fondly serve"),
            Self::NetworkHeld => Some("wait for it to end, or stop it"),
            Self::Store(StoreError::Full) => Some(NO_ROOM),
            Self::Store(StoreError::ReadOnly) => Some(READ_ONLY),
            Self::Io { source, .. } | Self::Backup(BackupError::Io(source)) => {
                about_disk(source.kind())
            }
            Self::Store(StoreError::NewerSchema { .. }) => Some("use a newer fondly"),
            _ => None,
        }
    }
}
