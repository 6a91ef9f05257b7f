//! What the author of an entry would like of whoever reads it.

use clap::Args;
use fondly_engine::{Listening, Wishes};

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct WishArgs {
    #[arg(long)]
    no_reply: bool,
    #[arg(long, conflicts_with = "ideas_welcome")]
    listen_only: bool,
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
