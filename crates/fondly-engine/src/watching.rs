//! Being told when something has come: the process that holds the network says so at its socket.

use std::sync::Arc;

use tokio::{io::AsyncReadExt as _, net::UnixStream};

use crate::{
    Engine, EngineError,
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
