//! The one thread that reads and writes the store on behalf of tasks.

use std::sync::mpsc;

use fondly_store::{Store, Tx};
use tokio::sync::oneshot;

use crate::EngineError;

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// Jobs that may wait for the writer thread.
const JOBS_MAX: usize = 64;

/// A handle to the thread that owns the store. The thread ends with the last handle.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    jobs: mpsc::SyncSender<Job>,
}

impl Desk {
    /// Starts the thread.
    pub(crate) fn open(mut store: Store) -> Self {
        let (jobs, queue) = mpsc::sync_channel::<Job>(JOBS_MAX);
        std::thread::spawn(move || {
            for job in queue {
                job(&mut store);
            }
        });
        Self { jobs }
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
        let jobs = self.jobs.clone();
        let sent = tokio::task::spawn_blocking(move || jobs.send(job)).await;
        if !matches!(sent, Ok(Ok(()))) {
            return Err(EngineError::Shape);
        }
        answered.await.map_err(|_| EngineError::Shape)?
    }
}
