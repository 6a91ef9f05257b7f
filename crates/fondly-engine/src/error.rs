//! The one error of the facade.

mod hint;

use std::{io, path::PathBuf};

use fondly_import::ImportError;
use fondly_journal::{EditError, LimitError, Refusal};
use fondly_net::{NetError, RelayError};
use fondly_store::StoreError;
use fondly_sync::{PeerFault, backup::BackupError, bundle::BundleError};

/// What kind of failure it is: decides the exit code and the `kind` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// It failed: disk, network, a damaged file.
    Failed,
    /// The request makes no sense.
    Usage,
    /// Locked, or the wrong passphrase.
    Locked,
    /// Nothing of that name or id, or more than one.
    NotFound,
    /// Nobody was reached.
    Unreachable,
    /// Refused for safety.
    Refused,
}

/// What went wrong, in fields. Messages hold no text of entries and no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// There is no journal here.
    #[error("there is no journal in this place yet")]
    NoJournal,
    /// There is one already.
    #[error("there is a journal in this place already")]
    JournalExists,
    /// The passphrase does not open the journal.
    #[error("the passphrase does not open this journal")]
    WrongPassphrase,
    /// A passphrase opens another journal of the same place.
    #[error("this passphrase opens another journal already")]
    PassphraseInUse,
    /// A passphrase is needed and there was no way to ask for it.
    #[error("the journal is locked")]
    Locked,
    /// The keyring of the system cannot be used.
    #[error("the keyring of this system cannot be used")]
    Keyring(#[source] keyring::Error),
    /// The file that holds the wrapped key is damaged.
    #[error("the key file of this journal is damaged")]
    KeyFile,
    /// A text is empty or white space.
    #[error("the text is empty")]
    EmptyText,
    /// A value that cannot be.
    #[error("{what} is not valid: {value}")]
    Invalid {
        /// What it should be.
        what: &'static str,
        /// What was given; never content.
        value: String,
    },
    /// Over a limit of the format.
    #[error("{0}")]
    TooLong(#[from] LimitError),
    /// No entry has this id.
    #[error("no entry has the id {id}")]
    NoEntry {
        /// As given.
        id: String,
    },
    /// More than one entry has this prefix.
    #[error("{prefix} could be {}", candidates.join(", "))]
    Ambiguous {
        /// As given.
        prefix: String,
        /// The ids that begin so.
        candidates: Vec<String>,
    },
    /// Nobody has this label.
    #[error("nobody here is called {name}")]
    NoPerson {
        /// As given.
        name: String,
    },
    /// Nobody has this label, and somebody has one like it.
    #[error("nobody here is called {name}; did you mean {nearest}?")]
    NoPersonBut {
        /// As given.
        name: String,
        /// The label that is like it.
        nearest: String,
    },
    /// The label is in use.
    #[error("somebody here is called {name} already")]
    LabelInUse {
        /// As given.
        name: String,
    },
    /// Sharing with somebody whose words were not typed.
    #[error("{name} is not verified yet")]
    Unverified {
        /// The label.
        name: String,
    },
    /// The typed words are not those of the other person.
    #[error("these are not the words of {name}")]
    WrongWords {
        /// The label.
        name: String,
        /// Typings left before the bond is void.
        left: u32,
    },
    /// The bond was voided by three wrong typings.
    #[error("the bond with {name} is void after three wrong typings")]
    Void {
        /// The label.
        name: String,
    },
    /// The person of this journal has ended the bond.
    #[error("you are not linked with {name} any more")]
    Parted {
        /// The label.
        name: String,
    },
    /// No invite of this person is taken.
    #[error("you have blocked {name}")]
    Blocked {
        /// The label.
        name: String,
    },
    /// Invites of this person are taken anyway.
    #[error("{name} is not blocked")]
    NotBlocked {
        /// As given.
        name: String,
    },
    /// The person of this journal lets nothing go and come for now, or any more.
    #[error("nothing is exchanged with this person")]
    Apart,
    /// Only the author may do this.
    #[error("only its author can do that")]
    NotTheAuthor,
    /// The entry was withdrawn by its author.
    #[error("the entry was withdrawn")]
    Withdrawn,
    /// A device of this person wrote the entry beyond the end of its log.
    #[error("a removed device wrote this entry, so it counts for nothing")]
    SetAside,
    /// There is nothing to take back.
    #[error("there is nothing to take back: no appreciation is held")]
    NothingHeld,
    /// Nothing was told not to come back with these words.
    #[error("this was not among what does not come back")]
    NotQuiet,
    /// The entry is no appreciation that was written and not shared.
    #[error("it is not on the shelf")]
    NotOnTheShelf,
    /// It is shared with that person, so that no day is left to wait for.
    #[error("it is shared with {name} already")]
    SharedAlready {
        /// The label.
        name: String,
    },
    /// No question that both answer has this id.
    #[error("no question that both answer has the id {id}")]
    NoMutual {
        /// As given.
        id: String,
    },
    /// Nothing is left to say to a question that both answer.
    #[error("this question was answered, or somebody passed")]
    Answered,
    /// Nobody has answered the entry.
    #[error("nobody has answered it yet")]
    NoAnswer,
    /// The entry is not shared with that person.
    #[error("it is not shared with {name}")]
    NotShared {
        /// The label.
        name: String,
    },
    /// The line is no invite.
    #[error("{0}")]
    Invite(#[from] fondly_sync::invite::InviteError),
    /// The invite was made before too long.
    #[error("the invite has expired")]
    InviteExpired,
    /// The invite was used, or is of another kind than this side says.
    #[error("the invite was used, or is not open any more")]
    InviteUsed,
    /// One side said `--in-person` and the other did not.
    #[error("the invite is {}", if *.in_person { "for two people in one place" } else { "not for two people in one place" })]
    InviteMode {
        /// What the invite says.
        in_person: bool,
    },
    /// The line is for another device of the inviter, not for another person.
    #[error("this line links a device to a person's own journal, not two people")]
    DeviceInvite,
    /// The line is for another person.
    #[error("this line links two people, not a device to your own journal")]
    PersonInvite,
    /// The line gives somebody back what they lost.
    #[error("this line gives somebody back what they lost, and links nothing")]
    ReturnInvite,
    /// The line gives nothing back.
    #[error("this line links, and gives nothing back")]
    LinkingInvite,
    /// The words typed are not those that the new device shows.
    #[error("these are not the words that the new device shows; it was not let in")]
    WrongDeviceWords,
    /// The new device is in, and has not got everything yet.
    #[error("the journal is not whole here yet")]
    FirstSyncCut,
    /// Nobody of mine is called so.
    #[error("no device of yours is called {name}")]
    NoDevice {
        /// As given.
        name: String,
    },
    /// More than one device is called so.
    #[error("more than one device is called {name}")]
    AmbiguousDevice {
        /// As given.
        name: String,
    },
    /// A device that cannot be removed here.
    #[error("this is the device that you sit at")]
    ThisDevice,
    /// There is no room in the list of a person's devices.
    #[error("the list of your devices is full")]
    RosterFull,
    /// The recovery words are of another person, or were replaced.
    #[error("these are not the recovery words of this journal")]
    OtherWords,
    /// Words that cannot be recovery words.
    #[error("these are no recovery words")]
    Words(#[from] fondly_crypto::WordsError),
    /// A file cannot be used as a backup.
    #[error("{0}")]
    Backup(#[source] BackupError),
    /// A file cannot be used as a bundle.
    #[error("{0}")]
    Bundle(#[from] BundleError),
    /// No part of a bundle was made for this device.
    #[error("this bundle is for somebody else, or for keys that are not here any more")]
    NotForHere,
    /// A bundle goes on from records that are not here.
    #[error("what comes before this bundle is missing here")]
    BundleGap,
    /// A bundle was made by a device, or under a key of one, that was removed since.
    #[error("this bundle was made by a device that was removed since")]
    BundleOutdated,
    /// No device is known that could open a bundle.
    #[error("no other device of {name} is known that could open it")]
    NoReaders {
        /// The label, or `me`.
        name: String,
    },
    /// There is no such file.
    #[error("there is no file {}", path.display())]
    NoFile {
        /// Where.
        path: PathBuf,
    },
    /// The journal does not know its recovery key, and no words were given.
    #[error("the recovery words are needed once")]
    WordsNeeded,
    /// A file that is no backup would be overwritten.
    #[error("there is another file: {}", path.display())]
    WouldOverwrite {
        /// Where.
        path: PathBuf,
    },
    /// No draft has this name.
    #[error("there is no draft {name}")]
    NoDraft {
        /// As given.
        name: String,
    },
    /// The recovery words are not kept in this journal.
    #[error("the recovery words are not kept here")]
    WordsNotKept,
    /// A file is neither invite, envelope nor backup.
    #[error("this is no file that Fondly makes")]
    NotOurs,
    /// A file cannot be imported at all.
    #[error("this file could not be understood: {reason}")]
    Import {
        /// Why, without content.
        reason: String,
    },
    /// A peer holds more of this device's own log than this home.
    #[error("this home was put back from an older copy, or runs twice")]
    RolledBack,
    /// This home goes on as a new device, and this process is still the old one.
    #[error("this home goes on as a new device since this command began")]
    Reborn,
    /// This device was removed.
    #[error("this device was removed by another of yours")]
    Removed,
    /// Joining one's own invite.
    #[error("this invite is your own")]
    OwnInvite,
    /// The inviter was not reached.
    #[error("the inviter was not reached")]
    InviterAway,
    /// Nobody joined in time.
    #[error("nobody joined in time")]
    NobodyJoined,
    /// The network is switched off.
    #[error("the network is switched off")]
    NetworkOff,
    /// Another process of this home holds the network and does not answer.
    #[error("another program of this journal holds the network and does not answer")]
    NetworkHeld,
    /// Nothing holds the network, or it has ended.
    #[error("fondly serve does not run for this journal")]
    NotServing,
    /// A `serve` runs already.
    #[error("fondly serve runs already for this journal")]
    AlreadyServing,
    /// A person who must be reached was not.
    #[error("{name} was not reached")]
    Unreachable {
        /// The label.
        name: String,
    },
    /// The time was over in the middle of an exchange. What came is kept.
    #[error(
        "the time was over before all was exchanged with {name}, and the next sync goes on from there"
    )]
    OutOfTime {
        /// The label.
        name: String,
    },
    /// The running `serve` reported an error.
    #[error("{message}")]
    Served {
        /// The kind that it reported.
        kind: ErrorKind,
        /// Its message.
        message: String,
    },
    /// A setting names a relay that cannot be one.
    #[error("{error}: {entry}")]
    Relay {
        /// What is wrong.
        error: RelayError,
        /// The entry, without what may be a token.
        entry: String,
    },
    /// The peer broke the protocol.
    #[error("the other side broke the protocol")]
    Peer(#[from] PeerFault),
    /// A document could not be changed.
    #[error("the entry could not be changed")]
    Edit(#[from] EditError),
    /// A document that is stored here does not open.
    #[error("a stored entry does not open")]
    Document(#[from] Refusal),
    /// The store.
    #[error("the journal could not be read or written")]
    Store(#[source] StoreError),
    /// The network.
    #[error("the network failed")]
    Net(#[from] NetError),
    /// A file or socket.
    #[error("{what} {}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// A stored value has another shape than this program wrote.
    #[error("a stored value has another shape")]
    Shape,
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::WrongKey => Self::WrongPassphrase,
            other => Self::Store(other),
        }
    }
}

impl From<BackupError> for EngineError {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<ImportError> for EngineError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Misread { reason } => Self::Import { reason },
            ImportError::Io { path, source } => Self::Io {
                what: "could not read",
                path,
                source,
            },
        }
    }
}

impl EngineError {
    /// What kind of failure it is.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::WrongPassphrase
            | Self::Locked
            | Self::OtherWords
            | Self::Backup(BackupError::OtherWords) => ErrorKind::Locked,
            Self::EmptyText
            | Self::Invalid { .. }
            | Self::Relay { .. }
            | Self::TooLong(_)
            | Self::Words(_)
            | Self::WordsNeeded => ErrorKind::Usage,
            Self::NoEntry { .. }
            | Self::Ambiguous { .. }
            | Self::NoPerson { .. }
            | Self::NoPersonBut { .. }
            | Self::Parted { .. }
            | Self::NotBlocked { .. }
            | Self::NotShared { .. }
            | Self::NoDevice { .. }
            | Self::AmbiguousDevice { .. }
            | Self::NoAnswer
            | Self::NoMutual { .. }
            | Self::NotQuiet
            | Self::NotOnTheShelf
            | Self::NoReaders { .. }
            | Self::NoFile { .. }
            | Self::WordsNotKept
            | Self::NoDraft { .. }
            | Self::NothingHeld => ErrorKind::NotFound,
            Self::JournalExists
            | Self::PassphraseInUse
            | Self::LabelInUse { .. }
            | Self::Unverified { .. }
            | Self::WrongWords { .. }
            | Self::Void { .. }
            | Self::Blocked { .. }
            | Self::NotTheAuthor
            | Self::Answered
            | Self::SharedAlready { .. }
            | Self::Withdrawn
            | Self::SetAside
            | Self::OwnInvite
            | Self::DeviceInvite
            | Self::PersonInvite
            | Self::ReturnInvite
            | Self::LinkingInvite
            | Self::WrongDeviceWords
            | Self::ThisDevice
            | Self::WouldOverwrite { .. }
            | Self::Removed
            | Self::InviteMode { .. } => ErrorKind::Refused,
            Self::Unreachable { .. } | Self::OutOfTime { .. } => ErrorKind::Unreachable,
            Self::Served { kind, .. } => *kind,
            _ => ErrorKind::Failed,
        }
    }
}
