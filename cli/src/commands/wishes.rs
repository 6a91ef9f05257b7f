//! What the author of an entry would like of whoever reads it.

use clap::Args;
use fondly_engine::{Listening, Wishes};

/// Marks that its reader sees, once it is shared.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct WishArgs {
    /// Say that no reply is needed
    #[arg(long)]
    no_reply: bool,
    /// Say that you would like to be listened to, without advice
    #[arg(long, conflicts_with = "ideas_welcome")]
    listen_only: bool,
    /// Say that ideas are welcome
    #[arg(long)]
    ideas_welcome: bool,
}

impl WishArgs {
    pub(crate) fn wishes(self) -> Wishes {
        let listening = self.listen_only.then_some(Listening::ListenOnly);
        let ideas = self.ideas_welcome.then_some(Listening::IdeasWelcome);
        Wishes {
            no_reply: self.no_reply,
            listening: listening.or(ideas),
        }
    }
}
