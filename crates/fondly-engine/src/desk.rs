//! The one thread that reads and writes the store on behalf of tasks.

use std::{
    sync::{Arc, mpsc},
    thread::JoinHandle,
};

use fondly_store::{Store, Tx};
use tokio::sync::oneshot;

use crate::EngineError;

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// Jobs that may wait for the writer thread.
const JOBS_MAX: usize = 64;

/// A handle to the thread that owns the store.
///
/// Dropping the last handle waits until the queue is done and the store is closed: SQLCipher must
/// not be in use when the process exits. A job must not hold a handle.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    thread: Arc<Thread>,
}

#[derive(Debug)]
struct Thread {
    jobs: Option<mpsc::SyncSender<Job>>,
    handle: Option<JoinHandle<()>>,
}

impl Drop for Thread {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(handle) = self.handle.take()
            && handle.join().is_err()
        {
            tracing::error!("the store's thread panicked");
        }
    }
}

/// Has memory for what a session stores, once, and gives it back. The allocator of glibc makes memory usable to
/// a thread page by page, each time by a call for which all threads wait that need memory, but what was
/// usable once stays so.
fn have_memory() {
    /// Of more than 128 KiB each would be a mapping of its own.
    const BLOCK_BYTES: usize = 96 << 10;
    const BLOCKS: usize = 64;
    let blocks: Vec<Vec<u8>> = (0..BLOCKS)
        .map(|_| Vec::with_capacity(BLOCK_BYTES))
        .collect();
    drop(std::hint::black_box(blocks));
}

impl Desk {
    /// Starts the thread.
    pub(crate) fn open(mut store: Store) -> Self {
        let (jobs, queue) = mpsc::sync_channel::<Job>(JOBS_MAX);
        let handle = std::thread::spawn(move || {
            have_memory();
            for job in queue {
                job(&mut store);
            }
        });
        Self {
            thread: Arc::new(Thread {
                jobs: Some(jobs),
                handle: Some(handle),
            }),
        }
    }

    /// Runs `work` in one transaction that may write. It is durable when this returns `Ok`.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        self.run(move |store| store.write(work)).await
    }

    /// Runs `work` in one transaction that only reads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        self.run(move |store| store.read(work)).await
    }

    /// Runs `work` on the store itself.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            // Nobody waits for the answer of a task that was stopped; the work stands.
            drop(answer.send(work(store)));
        });
        let jobs = self.thread.jobs.clone().ok_or(EngineError::Shape)?;
        match jobs.try_send(job) {
            Ok(()) => {}
            // The queue is full: this task waits, and none of tokio's threads.
            Err(mpsc::TrySendError::Full(job)) => {
                let sent = tokio::task::spawn_blocking(move || jobs.send(job).is_ok()).await;
                if !matches!(sent, Ok(true)) {
                    return Err(EngineError::Shape);
                }
            }
            Err(mpsc::TrySendError::Disconnected(_)) => return Err(EngineError::Shape),
        }
        answered.await.map_err(|_| EngineError::Shape)?
    }
}
