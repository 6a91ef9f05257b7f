//! Drives the house: one facade over store, documents, sync and network.
//!
//! [`init`] makes a journal, [`unlock`] opens one as an [`Engine`]. Its methods are cut by noun:
//! entries, sharing, answering, people, status, network. Clock, randomness and tokio enter here
//! and nowhere below; the crate deliberately does not know a terminal, arguments or environment
//! variables, except the XDG directories of [`Home::default_dir`].
//!
//! Everything that writes is one transaction of the store, durable when the call returns.
//!
//! Reading order: [`view`], `home`, `vault`, `me`, `entries`, `sharing`, `applying`, then
//! `exchange`, `link`, `node`, `holding`, `network`.
//!
//! The order in which `serve` ends: the socket goes, so no command asks any more; endpoints close,
//! so sessions end after what was committed; tasks end; the writer thread finishes its queue; the
//! file lock is released.

mod adopting;
mod answering;
mod applying;
mod backup;
mod balancing;
mod batch;
mod beside;
mod bonding;
mod bonds;
mod bundling;
mod checking;
mod clock;
mod committing;
mod comparing;
mod config;
mod dating;
mod desk;
mod devices;
mod dialling;
mod documents;
mod drafting;
mod editions;
mod entries;
mod epochs;
mod erasing;
mod error;
mod exchange;
mod exporting;
mod exposing;
mod finding;
mod forgetting;
mod gentle;
mod hearing;
mod helping;
mod history;
mod holding;
mod home;
mod importing;
mod inspecting;
mod keeping;
mod kindness;
mod labels;
mod letting;
mod link;
mod linking;
mod locking;
mod me;
mod meetings;
mod mutual;
mod network;
mod node;
mod parting;
mod people;
mod phrases;
mod prompting;
mod protecting;
mod quieting;
mod random;
mod readying;
mod recalling;
mod receipting;
mod receiving;
mod recovering;
#[cfg(feature = "relay")]
pub mod relay;
mod relays;
mod removing;
mod renaming;
mod restoring;
mod retracting;
mod returning;
mod rows;
mod served;
mod sharing;
mod shelving;
#[cfg(feature = "simulation")]
pub mod simulation;
mod status;
mod telling;
mod unopened;
mod unsaved;
mod vault;
pub mod view;
mod watching;
mod whom;
mod wording;

use std::sync::Arc;

use fondly_crypto::StoreKey;
use fondly_store::{Store, Tx};

pub use fondly_crypto::RecoveryWords;
pub use fondly_journal::{Language, Listening, Step, Vocabulary};
pub use fondly_sync::bundle::BUNDLE_BYTES_MAX;

pub use answering::Respond;
pub use backup::BackedUp;
pub use balancing::{BalanceView, BalancesView, NeedsView};
pub use beside::{Chosen, choose, lock_all, place_beside};
pub use bonding::Invitation;
pub use bundling::{Bundle, Readers};
pub use clock::zone;
pub use comparing::{CompareView, ForkView, Signed, SignedView, Witness};
pub use config::Config;
pub use drafting::{Draft, Drafting};
pub use entries::{Need, Reflect, Thanks, Wishes};
pub use error::{EngineError, ErrorKind};
pub use exporting::{Export, ExportFormat, Exported, Include};
pub use exposing::{ExposedView, ExposureView, WaitingView, WithdrawnFrom, WithdrawnView};
pub use finding::Filter;
pub use helping::HelpsView;
pub use history::Revision;
pub use home::Home;
pub use importing::{ImportFormat, ImportReport, Skipped};
pub use inspecting::{Inspected, inspect};
pub use kindness::{Kindness, kindness_questions};
pub use linking::{Progress, join_device};
pub use locking::{Forgotten, is_held, lock};
pub use mutual::MutualView;
pub use network::{ServeEnd, WordsAsked};
pub use parting::PartedView;
pub use prompting::{PromptView, Prompted, prompt_named, prompts_of};
pub use quieting::{Quiet, QuietView};
pub use receiving::Received;
pub use removing::DeviceRemoved;
pub use restoring::{Restored, restore};
pub use returning::{ComingBack, restore_from};
pub use unsaved::UnsavedText;
pub use vault::{
    Initialised, Protection, ask_again, harden, init, init_keeping_words, needs_passphrase, unlock,
};
pub use view::{
    Check, DeviceJoined, DeviceStatus, DeviceView, EntryView, Joined, NetView, PeerView,
    PersonStatus, PersonView, RelayView, Shared, StatusView, VerifyView, Written,
};
pub use watching::{InboxSeen, NewsTold};
pub use wording::{feelings, needs};

use crate::{labels::Labels, me::Me};

/// An open journal.
#[derive(Debug)]
pub struct Engine {
    home: Home,
    config: Config,
    store: Store,
    me: Arc<Me>,
    key: StoreKey,
    language: Language,
}

impl Engine {
    pub(crate) fn new(home: Home, store: Store, key: StoreKey) -> Result<Self, EngineError> {
        let config = Config::load(&home)?;
        let identity = store.read(|tx| Ok::<_, EngineError>(tx.identity()?))?;
        Ok(Self {
            home,
            config,
            store,
            me: Arc::new(Me::new(&identity)),
            key,
            language: Language::default(),
        })
    }

    /// Uses the words of this language for what it writes itself: questions, titles, exports. What is
    /// said about errors and states is English.
    pub const fn speak(&mut self, language: Language) {
        self.language = language;
    }

    /// Looks at the journal in one transaction.
    fn view<T>(
        &self,
        work: impl FnOnce(&Me, &Tx<'_>, &Labels) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let me = &self.me;
        self.store.read(|tx| work(me, tx, &Labels::load(tx)?))
    }

    /// Empties the write-ahead log after an erasure. Where another process reads for so long that it
    /// cannot be emptied, or the disk is full, the next erasure does it; the file is encrypted meanwhile
    /// like the rest. What was done stands by then, so this is no reason to say that it failed.
    fn empty_log(&self) {
        exchange::empty_log(&self.store);
    }

    /// Changes the journal in one transaction, and tells a running `serve`.
    fn change<T>(
        &mut self,
        work: impl FnOnce(&Me, &Tx<'_>, &Labels) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let me = &self.me;
        let done = batch::write(&mut self.store, |tx| work(me, tx, &Labels::load(tx)?))?;
        served::tell_changed(&self.home);
        Ok(done)
    }

    /// As [`Self::change`], for what is only added: a running `serve` is told too and sends it, but
    /// nothing waits until it has looked.
    fn add<T>(
        &mut self,
        work: impl FnOnce(&Me, &Tx<'_>, &Labels) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let me = &self.me;
        let done = batch::write(&mut self.store, |tx| work(me, tx, &Labels::load(tx)?))?;
        served::mention_changed(&self.home);
        Ok(done)
    }
}
