//! Being told when something has come: the process that holds the network says so at its socket, and
//! to whoever runs it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use fondly_store::{EntryPlace, EntryRow, Tx};
use tokio::{io::AsyncReadExt as _, net::UnixStream, time::sleep};

use crate::{
    Engine, EngineError, EntryView,
    config::Config,
    labels::Labels,
    node::Node,
    rows,
    served::{self, Reply, Request, write_reply},
};

/// What was in the inbox when it was looked at last.
#[derive(Debug, Clone, Default)]
pub struct InboxSeen(BTreeSet<EntryPlace>);

impl InboxSeen {
    fn all(tx: &Tx<'_>) -> Result<Self, EngineError> {
        Ok(Self(tx.inbox_places()?.into_iter().collect()))
    }

    /// The entries of the inbox that were not in it before, the oldest first. What was opened and comes
    /// again, changed, is new again.
    fn news(&mut self, tx: &Tx<'_>, labels: &Labels) -> Result<Vec<EntryRow>, EngineError> {
        let places = tx.inbox_places()?;
        let new = places.iter().filter(|place| !self.0.contains(place));
        let rows = new.map(|place| tx.entry_in_place(*place));
        let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.retain(|row| !labels.is_ended(&row.space));
        self.0 = places.into_iter().collect();
        Ok(rows)
    }
}

impl Engine {
    /// Calls `on_change` at once, and again whenever this journal has changed, until that fails.
    /// Asks nobody and looks at nothing meanwhile.
    ///
    /// # Errors
    /// `NotServing` where nothing holds the network, or once it ends; what `on_change` returned.
    pub async fn watch<E: From<EngineError>>(
        &self,
        mut on_change: impl FnMut(&Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut lines = served::ask_for_many(&self.home, &Request::Watch).await?;
        while let Ok(Some(line)) = lines.next_line().await {
            match served::parse_reply(&line)? {
                Reply::Changed => on_change(self)?,
                Reply::Failed { kind, message } => {
                    return Err(Reply::error(&kind, message).into());
                }
                _ => return Err(EngineError::Shape.into()),
            }
        }
        Err(EngineError::NotServing.into())
    }

    /// As [`Engine::inbox`], but only what was not in it when `seen` was given last. Of the others it
    /// reads the index alone.
    ///
    /// # Errors
    /// `Store`.
    pub fn inbox_news(&self, seen: &mut InboxSeen) -> Result<Vec<EntryView>, EngineError> {
        self.view(|me, tx, labels| {
            let rows = seen.news(tx, labels)?.into_iter();
            rows.map(|row| rows::view(me, tx, labels, &row)).collect()
        })
    }
}

/// Tells a command of every change until it goes away.
pub(crate) async fn tell(node: &Arc<Node>, stream: &mut UnixStream) -> Result<Reply, EngineError> {
    let gone = |_| EngineError::NotServing;
    let mut news = node.news();
    loop {
        news.mark_unchanged();
        write_reply(stream, &Reply::Changed).await.map_err(gone)?;
        let mut byte = [0; 1];
        tokio::select! {
            // Cancel-safe: a watch, and one byte of a command that has nothing to say.
            changed = news.changed() => changed.map_err(|_| EngineError::NotServing)?,
            _ = stream.read(&mut byte) => return Err(EngineError::NotServing),
        }
    }
}

/// Takes how many entries have come that are to be read, where somebody wants to be told.
pub type NewsTold = Arc<dyn Fn(usize) + Send + Sync>;

/// What comes at once is told at once.
const SETTLE: Duration = Duration::from_secs(1);

/// Tells how many entries have come whenever some have, while `notify` is on.
pub(crate) async fn tell_what_comes(node: Arc<Node>, told: NewsTold) {
    let mut news = node.news();
    let mut seen = node.desk.read(InboxSeen::all).await.unwrap_or_default();
    while news.changed().await.is_ok() {
        sleep(SETTLE).await;
        news.mark_unchanged();
        let mut looking = seen.clone();
        let looked = node.desk.read(move |tx| {
            let count = looking.news(tx, &Labels::load(tx)?)?.len();
            Ok((count, looking))
        });
        let count = match looked.await {
            Ok((count, now)) => {
                seen = now;
                count
            }
            Err(error) => {
                tracing::error!(%error, "could not look at what has come");
                continue;
            }
        };
        let wanted = Config::load(&node.home).is_ok_and(|config| config.notifies());
        if count > 0 && wanted {
            let told = Arc::clone(&told);
            // Telling may run another program.
            if let Err(error) = tokio::task::spawn_blocking(move || told(count)).await {
                tracing::warn!(%error, "could not tell that something has come");
            }
        }
    }
}
