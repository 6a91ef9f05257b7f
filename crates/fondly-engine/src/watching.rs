//! Being told when something has come: the process that holds the network says so at its socket, and
//! to whoever runs it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use fondly_sync::DocumentId;
use tokio::{io::AsyncReadExt as _, net::UnixStream, time::sleep};

use crate::{
    Engine, EngineError,
    config::Config,
    labels::Labels,
    node::Node,
    served::{self, Reply, Request, write_reply},
};

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
    let mut known = to_read(&node).await.unwrap_or_default();
    while news.changed().await.is_ok() {
        sleep(SETTLE).await;
        news.mark_unchanged();
        let now = match to_read(&node).await {
            Ok(now) => now,
            Err(error) => {
                tracing::error!(%error, "could not look at what has come");
                continue;
            }
        };
        let count = now.difference(&known).count();
        known = now;
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

async fn to_read(node: &Node) -> Result<BTreeSet<DocumentId>, EngineError> {
    let rows = node.desk.read(|tx| {
        let labels = Labels::load(tx)?;
        let rows = tx.inbox()?.into_iter();
        Ok(rows
            .filter(|row| !labels.is_ended(&row.space))
            .map(|row| row.document)
            .collect())
    });
    rows.await
}
