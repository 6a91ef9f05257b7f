//! Storing what a session accepted: several envelopes in one transaction where they only bring
//! documents, so that the next are opened and judged while these are written.

use std::{fmt, pin::Pin, sync::Arc};

use fondly_store::Store;
use fondly_sync::{
    Content, Ends, PeerFault, Record, SpaceId, Subject,
    session::{Batch, Effect},
};

use tokio::sync::watch;

use crate::{
    EngineError,
    applying::{self, Admitted, Consequences, Quota, Stored},
    batch::write,
    desk::Desk,
    exchange::{Said, empty_log},
    labels::Labels,
    letting,
    me::Me,
    mutual::revealing,
    recovering,
};

/// Bytes of what records say that are stored in one transaction, and that may wait behind it: no more is taken
/// from a link that has brought so many. Of a large journal each transaction writes nearly every page of the
/// index of documents, whose names are random: the more it stores, the fewer such pages there are for a record.
const WAITING_BYTES_MAX: usize = 8 << 20;
/// What a record costs beside what it says.
const RECORD_BYTES: usize = 1 << 10;

/// A batch, and what its records say.
#[derive(Debug)]
pub(crate) struct Accepted {
    batch: Batch,
    admitted: Admitted,
}

impl Accepted {
    pub(crate) fn of(me: &Me, space: &SpaceId, batch: Batch) -> Self {
        let admitted = Admitted::of(me, space, &batch.runs);
        Self { batch, admitted }
    }

    /// About the bytes that it takes.
    fn bytes(&self) -> usize {
        let records = self.batch.runs.iter().flat_map(|run| run.records());
        let bytes = |record: &Record| match &record.item.content {
            Content::Full(payload) => RECORD_BYTES + payload.body.len(),
            Content::Hole(_) => RECORD_BYTES,
        };
        records.map(bytes).sum()
    }
}

/// The batches of effects that do nothing but bring documents: what follows in the session does not
/// depend on them being stored. The effects themselves where one does more.
///
/// # Errors
/// The effects.
pub(crate) fn only_documents(effects: Vec<Effect>) -> Result<Vec<Batch>, Vec<Effect>> {
    let plain = |effect: &Effect| match effect {
        Effect::Commit(batch) => {
            let mut records = batch.runs.iter().flat_map(|run| run.records());
            batch.fills.is_empty() && batch.epochs.is_empty() && records.all(is_of_document)
        }
        _ => false,
    };
    if !effects.iter().all(plain) {
        return Err(effects);
    }
    let batches = effects.into_iter().filter_map(|effect| match effect {
        Effect::Commit(batch) => Some(batch),
        _ => None,
    });
    Ok(batches.collect())
}

/// A control may move the end of a log, and with it what is accepted next.
const fn is_of_document(record: &Record) -> bool {
    matches!(
        record.item.subject,
        Subject::Create { .. } | Subject::Change { .. }
    )
}

/// Whose store it is, and which space.
#[derive(Debug, Clone)]
pub(crate) struct Committer {
    pub(crate) me: Arc<Me>,
    pub(crate) space: SpaceId,
    pub(crate) own_only: bool,
}

impl Committer {
    /// Stores batches in one transaction. Returns where the logs of removed devices end now, if an
    /// end moved.
    ///
    /// # Errors
    /// `Apart` once another process let go of this person; `Peer` over the quota of a day.
    pub(crate) fn commit(
        &self,
        store: &mut Store,
        accepted: Vec<Accepted>,
        say: &mut dyn FnMut(Said),
    ) -> Result<Option<Ends>, EngineError> {
        let (me, space) = (&self.me, self.space);
        let (stored, ends) = write(store, |tx| {
            letting::require_open(tx, &space, self.own_only)?;
            let mut all = Consequences::default();
            for Accepted { batch, admitted } in accepted {
                let stored =
                    applying::store_admitted(me, tx, &space, &batch, admitted, Quota::Counts)?;
                match stored {
                    Stored::Kept(done) => all = all.and(done),
                    Stored::OverQuota => return Ok((Stored::OverQuota, None)),
                }
            }
            // Not while this home takes its own log from others: what it writes comes after that.
            if all.mutual && recovering::due(tx, &space)?.is_none() {
                revealing::reveal_due(me, tx, &Labels::load(tx)?)?;
            }
            let ends = if all.cut {
                Some(tx.ends(&space)?)
            } else {
                None
            };
            Ok((Stored::Kept(all), ends))
        })?;
        let Stored::Kept(done) = stored else {
            tracing::warn!(?space, "more than a day's quota");
            return Err(EngineError::Peer(PeerFault::Limit));
        };
        if done.erased {
            empty_log(store);
        }
        say(Said::Changed);
        Ok(ends)
    }
}

type Running = Pin<Box<dyn Future<Output = Result<Option<Ends>, EngineError>> + Send>>;

/// Batches of one session on their way into the store, in order.
pub(crate) struct Commits {
    committer: Committer,
    desk: Desk,
    news: watch::Sender<u64>,
    waiting: Vec<Accepted>,
    /// What is being written, and how many batches that is.
    running: Option<(usize, Running)>,
}

impl fmt::Debug for Commits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commits")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl Commits {
    pub(crate) fn new(committer: Committer, desk: Desk, news: watch::Sender<u64>) -> Self {
        Self {
            committer,
            desk,
            news,
            waiting: Vec::new(),
            running: None,
        }
    }

    /// Whether anything is not stored yet.
    pub(crate) const fn is_busy(&self) -> bool {
        self.running.is_some() || !self.waiting.is_empty()
    }

    /// Whether more may be taken from the link.
    pub(crate) fn has_room(&self) -> bool {
        self.waiting.iter().map(Accepted::bytes).sum::<usize>() < WAITING_BYTES_MAX
    }

    /// Judges what batches say, and has them stored as soon as what came before is.
    pub(crate) fn push(&mut self, batches: Vec<Batch>) {
        let Committer { me, space, .. } = &self.committer;
        let accepted = batches.into_iter().map(|it| Accepted::of(me, space, it));
        self.waiting.extend(accepted);
        self.begin();
    }

    fn begin(&mut self) {
        if self.running.is_some() || self.waiting.is_empty() {
            return;
        }
        let accepted = std::mem::take(&mut self.waiting);
        let (committer, desk, news) =
            (self.committer.clone(), self.desk.clone(), self.news.clone());
        let count = accepted.len();
        let commit = move |store: &mut Store| {
            let mut say = |said| {
                if matches!(said, Said::Changed) {
                    news.send_modify(|count| *count += 1);
                }
            };
            committer.commit(store, accepted, &mut say)
        };
        let running = Box::pin(async move { desk.run(commit).await });
        self.running = Some((count, running));
    }

    /// Waits until the next are durable: how many batches those are, and the ends of logs, if they
    /// moved. Cancel-safe. For ever where nothing is on its way.
    ///
    /// # Errors
    /// As [`Committer::commit`].
    pub(crate) async fn stored(&mut self) -> Result<(usize, Option<Ends>), EngineError> {
        let Some((count, running)) = &mut self.running else {
            return std::future::pending().await;
        };
        let cuts = running.await;
        let count = *count;
        self.running = None;
        let cuts = cuts?;
        self.begin();
        Ok((count, cuts))
    }
}
