//! Storing what a session accepted: several envelopes in one transaction where they only bring
//! documents, so that the next are opened and judged while these are written.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, mpsc},
};

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

/// Fewer records than this are judged by the thread that stores them.
const AHEAD_MIN: usize = 64;
/// So many records are judged at a time, and handed over together.
const TOGETHER: usize = 32;
/// So many times as many are judged ahead of those that are stored.
const AHEAD_MAX: usize = 16;

fn records(batches: &[Batch]) -> usize {
    let runs = batches.iter().flat_map(|batch| &batch.runs);
    runs.map(|run| run.records().len()).sum()
}

/// About the bytes that a batch takes.
fn bytes(batch: &Batch) -> usize {
    let records = batch.runs.iter().flat_map(|run| run.records());
    let bytes = |record: &Record| match &record.item.content {
        Content::Full(payload) => RECORD_BYTES + payload.body.len(),
        Content::Hole(_) => RECORD_BYTES,
    };
    records.map(bytes).sum()
}

fn admit_all<'a>(
    me: &'a Me,
    space: &'a SpaceId,
    batches: &'a [Batch],
) -> impl Iterator<Item = Option<Admitted>> + 'a {
    let admit = |batch: &'a Batch| applying::admit(me, space, &batch.runs);
    batches.iter().flat_map(admit)
}

/// Judges what batches say, on another thread, while what it says of them is stored.
fn admit_ahead(
    me: Arc<Me>,
    space: SpaceId,
    batches: Arc<Vec<Batch>>,
) -> impl Iterator<Item = Option<Admitted>> {
    let (tell, told) = mpsc::sync_channel::<Vec<Option<Admitted>>>(AHEAD_MAX);
    tokio::task::spawn_blocking(move || {
        let mut said = admit_all(&me, &space, &batches);
        loop {
            let some: Vec<_> = said.by_ref().take(TOGETHER).collect();
            // Whoever stores wants no more of it where something failed.
            if some.is_empty() || tell.send(some).is_err() {
                return;
            }
        }
    });
    told.into_iter().flatten()
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
    /// Stores batches in one transaction; `said` is what their records say. Returns where the logs of removed
    /// devices end now, if an end moved.
    ///
    /// # Errors
    /// `Apart` once another process let go of this person; `Peer` over the quota of a day.
    pub(crate) fn commit(
        &self,
        store: &mut Store,
        batches: &[Batch],
        said: &mut dyn Iterator<Item = Option<Admitted>>,
        say: &mut dyn FnMut(Said),
    ) -> Result<Option<Ends>, EngineError> {
        let (me, space) = (&self.me, self.space);
        let (stored, ends) = write(store, |tx| {
            letting::require_open(tx, &space, self.own_only)?;
            tx.expect_documents(records(batches))?;
            let mut all = Consequences::default();
            for batch in batches {
                let stored = applying::store_admitted(me, tx, &space, batch, said, Quota::Counts)?;
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
    waiting: Vec<Batch>,
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
        self.waiting.iter().map(bytes).sum::<usize>() < WAITING_BYTES_MAX
    }

    /// Has batches judged and stored as soon as what came before is.
    pub(crate) fn push(&mut self, batches: Vec<Batch>) {
        self.waiting.extend(batches);
        self.begin();
    }

    fn begin(&mut self) {
        if self.running.is_some() || self.waiting.is_empty() {
            return;
        }
        let batches = Arc::new(std::mem::take(&mut self.waiting));
        let (committer, desk, news) =
            (self.committer.clone(), self.desk.clone(), self.news.clone());
        let count = batches.len();
        let (me, space) = (Arc::clone(&committer.me), committer.space);
        let ahead = (records(&batches) >= AHEAD_MIN)
            .then(|| admit_ahead(Arc::clone(&me), space, Arc::clone(&batches)));
        let commit = move |store: &mut Store| {
            let mut say = |said| {
                if matches!(said, Said::Changed) {
                    news.send_modify(|count| *count += 1);
                }
            };
            match ahead {
                Some(mut said) => committer.commit(store, &batches, &mut said, &mut say),
                None => {
                    let mut said = admit_all(&me, &space, &batches);
                    committer.commit(store, &batches, &mut said, &mut say)
                }
            }
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
