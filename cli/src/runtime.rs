//! Runs what needs the network. Only these commands start a runtime.

use std::{io, time::Duration};

use fondly_engine::EngineError;
use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{Signal, SignalKind, signal},
};

use crate::failure::Failure;

/// How long blocking work may still run when all else has ended.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

/// Runs `work` to its end, or until Ctrl-C. What is durable by then counts.
pub(crate) fn drive<T, E: Into<Failure>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    let runtime = start()?;
    let done = runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::Runtime)?;
        // Both arms are polled to their end or dropped with the program about to end.
        tokio::select! {
            done = work => done.map_err(Into::into),
            _ = interrupt.recv() => Err(Failure::Interrupted),
        }
    });
    runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
    done
}

/// Runs `work` to its end; it is handed what becomes ready when this process is asked to stop.
pub(crate) fn drive_until_stopped<T, F>(work: impl FnOnce(Stop) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, EngineError>>,
{
    let runtime = start()?;
    let done = runtime.block_on(async {
        let stop = Stop::listen().map_err(Failure::Runtime)?;
        work(stop).await.map_err(Failure::from)
    });
    runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
    done
}

fn start() -> Result<Runtime, Failure> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}

/// The signals by which a person or the system asks a process to stop.
#[derive(Debug)]
pub(crate) struct Stop {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Stop {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits until one of them comes.
    pub(crate) async fn asked(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}
